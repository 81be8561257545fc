"""Rows of a benchmark table, joined to acts and their steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from discretion.rulebook.exchange.published.amounts import read_amounts
from discretion.rulebook.exchange.published.columns import (
    Column,
    Header,
    find_header,
    looks_like_header,
)
from discretion.rulebook.exchange.published.doubts import Doubt, Place, Point
from discretion.rulebook.exchange.published.grids import Grid, GridCell, spanning
from discretion.rulebook.schema import PartyScope

_REMARK = re.compile(r"^(?:注|备注|说明|附注|填表说明)\s*[:：1一]")
_SECTION = re.compile(
    r"^[（(]?(?:第?[一二三四五六七八九十]+|[0-9]+)[)）、.章部]?\s*(?:分)?[、.]?\s*"
)
_ONE_ACT = ("number", "code", "act", "violates", "penalizes", "statutory")
"""Columns that say the same for all steps of an act."""
_STEP_WORD = re.compile(
    r"(?:违法行为|情节|违法|程度)?(?:不予处罚|减轻|从轻|轻微|较轻|一般|较重|严重|特别严重|从重)(?:违法行为|情节|违法|处罚|程度)?"
)


@dataclass(slots=True)
class Step:
    """One step of an act: its label, its conditions (all hold), and its amounts by party."""

    row: int
    label: str = ""
    conditions: list[tuple[str, str]] = field(default_factory=list)
    """Column and text."""
    amounts: list[tuple[str, PartyScope, str]] = field(default_factory=list)
    """Column, the party that the column is for, and text."""
    party: str = ""
    note: str = ""
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True)
class Act:
    """A violation with its steps, as the table has them."""

    table: str
    row: int
    texts: dict[str, str]
    """By kind of column: number, act, violates, penalizes, statutory."""
    domain: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The name of the violation, on one line."""
        return re.sub(r"\s*\n\s*", "", self.texts.get("act", "")).strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """All acts of a file, the titles above its tables, and what could not be placed."""

    acts: tuple[Act, ...]
    titles: tuple[str, ...]
    points: tuple[Point, ...]


def read_acts(grids: Sequence[Grid]) -> Reading:
    """Find the benchmark tables among *grids* and join their rows to acts."""
    acts: list[Act] = []
    titles: list[str] = []
    points: list[Point] = []
    last: tuple[Grid, Header] | None = None
    for grid in grids:
        header = find_header(grid)
        if header is None and last and grid.width == last[0].width and grid.rows:
            # A table that a page break cut in two: the header stands above the first part only.
            header = Header(last[1].columns, 0, last[1].texts)
        elif header is not None:
            titles += _titles(grid, header)
            points += _unknown_columns(grid, header)
        if header is None:
            if grid.rows:
                words = " ".join(c.text for c in grid.rows[0] if c.text)[:60]
                points.append(
                    Point(Place(grid.name, grid.number(0)), Doubt(words, "table_skipped"))
                )
            continue
        last = (grid, header)
        _Table(grid, header, acts, points).read()
    return Reading(tuple(acts), tuple(titles), tuple(points))


def _titles(grid: Grid, header: Header) -> Iterator[str]:
    above = grid.rows[: max(0, header.start - len(header.texts))]
    found = [text for row in above if (text := spanning(row))]
    yield from found or ([grid.title] if grid.title else [])


def _unknown_columns(grid: Grid, header: Header) -> Iterator[Point]:
    for column in header.columns:
        if column.role is None and column.heading:
            place = Place(grid.name, grid.number(header.start - 1), column.heading)
            yield Point(place, Doubt(column.heading, "column_unknown"))


class _Table:
    """Joins the rows of one table; an act may go on from the table before."""

    def __init__(self, grid: Grid, header: Header, acts: list[Act], points: list[Point]) -> None:
        self.grid, self.header, self.acts, self.points = grid, header, acts, points
        self.domain = ""
        self.before: Sequence[GridCell] | None = None
        self.act_columns = header.of("act") or header.of("penalizes")
        self.step_columns = header.of("step") or self._disguised_steps()

    def _disguised_steps(self) -> list[Column]:
        """The first of several condition columns, if it holds nothing but names of steps."""
        columns = [c for c in self.header.of("condition") if c.grade is None]
        for column in columns if len(columns) > 1 else []:
            texts = [row[column.at].text for row in self.grid.rows[self.header.start :]]
            if all(_STEP_WORD.fullmatch(t) for t in texts if t) and any(texts):
                return [column]
        return []

    def read(self) -> None:
        """Read every row below the header."""
        for at in range(self.header.start, len(self.grid.rows)):
            row = self.grid.rows[at]
            if not any(c.text for c in row) or self.header.repeated(row):
                continue
            if looks_like_header(row) and (below := self._another(at)):
                below.read()
                return
            if (text := spanning(row)) and not self._is_merged_down(row):
                self._aside(text, at)
            else:
                self._row(row, self.grid.number(at))
                self.before = row

    def _another(self, at: int) -> _Table | None:
        """The table with other columns that begins at row *at* of the same sheet, if one does."""
        rest = replace(self.grid, rows=self.grid.rows[at:], first=self.grid.number(at))
        header = find_header(rest)
        if header is None or header.start > 2:
            return None
        self.points += _unknown_columns(rest, header)
        return _Table(rest, header, self.acts, self.points)

    def _is_merged_down(self, row: Sequence[GridCell]) -> bool:
        return bool(self.before) and any(
            a.origin == b.origin and a.text for a, b in zip(row, self.before or (), strict=True)
        )

    def _aside(self, text: str, at: int) -> None:
        """A row of one cell: the name of a section, or a remark."""
        place = Place(self.grid.name, self.grid.number(at))
        if _REMARK.match(text) or len(text) > 40:
            self.points.append(Point(place, Doubt(text, "row_outside")))
        else:
            self.domain = _SECTION.sub("", text).strip() or text

    # --- rows -----------------------------------------------------------------------------------

    def _row(self, row: Sequence[GridCell], number: int) -> None:
        if self._same_act(row):
            act = self.acts[-1]
        else:
            texts = {role: self._text(row, role) for role in _ONE_ACT}
            if not texts["act"] and not texts["penalizes"]:
                words = " ".join(c.text for c in row if c.text)
                place = Place(self.grid.name, number)
                self.points.append(Point(place, Doubt(words, "row_outside")))
                return
            act = Act(self.grid.name, number, texts, self.domain)
            self.acts.append(act)
        graded = [c for c in self.header.columns if c.grade is not None]
        if graded:
            act.steps += self._across(row, number, graded)
        elif not self._continues(act, row, number):
            act.steps.append(self._step(row, number))

    def _text(self, row: Sequence[GridCell], role: str) -> str:
        cells = [row[c.at] for c in self.header.of(role)]
        return "\n".join(dict.fromkeys(c.text for c in cells if c.text))

    def _same_act(self, row: Sequence[GridCell]) -> bool:
        """Whether the row belongs to the act before: merged with it, empty, or the same words."""
        if not self.acts:
            return False
        last = self.acts[-1]
        key = [c.at for c in self.act_columns]
        if self.before is not None and any(
            row[at].origin == self.before[at].origin and row[at].text for at in key
        ):
            return True
        numbers = [row[c.at].text for c in self.header.of("number")]
        number = next((n for n in numbers if n), "")
        text = self._text(row, "act") or (
            "" if self.header.of("act") else self._text(row, "penalizes")
        )
        if number and number != last.texts.get("number", ""):
            return False
        return not text or text == (last.texts["act"] or last.texts["penalizes"])

    def _step(self, row: Sequence[GridCell], number: int) -> Step:
        step = Step(number, " ".join(row[c.at].text for c in self.step_columns).strip())
        for column in self.header.of("condition"):
            if column not in self.step_columns and row[column.at].text:
                step.conditions.append((column.heading, row[column.at].text))
        for column in self.header.of("amount"):
            if row[column.at].text:
                step.amounts.append((column.heading, column.party, row[column.at].text))
        step.party = self._text(row, "party")
        step.note = self._text(row, "note")
        return step

    def _across(
        self, row: Sequence[GridCell], number: int, graded: Sequence[Column]
    ) -> Iterator[Step]:
        """Steps that stand beside each other, each with columns of its own."""
        for grade in dict.fromkeys(c.grade for c in graded if c.grade):
            step = Step(number, grade)
            for column in graded:
                text = row[column.at].text
                if column.grade != grade or not text:
                    continue
                if column.role == "condition":
                    step.conditions.append((column.heading, text))
                else:
                    step.amounts.append((column.heading, column.party, text))
            step.party = self._text(row, "party")
            if step.conditions or step.amounts:
                yield step

    def _continues(self, act: Act, row: Sequence[GridCell], number: int) -> bool:
        """Join a row that a page break cut off to the step before it.

        Such a row has no step of its own, and lacks a condition or an amount.
        """
        if not act.steps or self.before is None:
            return False
        step = self._step(row, number)
        last = act.steps[-1]
        columns = [c for c in self.header.columns if c.role in ("condition", "amount", "step")]
        merged = [c for c in columns if row[c.at].origin == self.before[c.at].origin]
        if step.label or any(row[c.at].text for c in merged):
            return False
        if step.conditions and step.amounts and not _halves(last, step):
            if self.step_columns and last.label:
                words = " ".join(text for _, text in step.conditions)
                step.doubts.append(Doubt(words, "step_unnumbered"))
                act.steps.append(step)
                return True
            return False
        if not step.conditions and not step.amounts and not step.note:
            return False
        words = " ".join([*(t for _, t in step.conditions), *(t for *_, t in step.amounts)])
        last.doubts.append(Doubt(words or step.note, "continued"))
        for column, text in step.conditions:
            last.conditions = _joined(last.conditions, column, text)
        for column, party, text in step.amounts:
            last.amounts = [(c, p, t + text if c == column else t) for c, p, t in last.amounts] or [
                (column, party, text)
            ]
        last.note = "\n".join(filter(None, [last.note, step.note]))
        return True


def _halves(last: Step, step: Step) -> bool:
    """Whether two amounts can only be read when the second goes on in the first."""

    def read(text: str) -> bool:
        return not any(reading.doubts for reading in read_amounts(text))

    before = "".join(text for *_, text in last.amounts)
    after = "".join(text for *_, text in step.amounts)
    return read(before + after) and not (read(before) and read(after))


def _joined(conditions: list[tuple[str, str]], column: str, text: str) -> list[tuple[str, str]]:
    if not any(c == column for c, _ in conditions):
        return [*conditions, (column, text)]
    return [(c, t + text if c == column else t) for c, t in conditions]
