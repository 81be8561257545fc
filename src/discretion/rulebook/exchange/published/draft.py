"""A published table drafted into a rulebook: items, sources, a head, and what to look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Literal

from discretion.rulebook.check import parse_cell
from discretion.rulebook.exchange.archive import refusal
from discretion.rulebook.exchange.published.clauses import clauses_of, correction_of
from discretion.rulebook.exchange.published.doubts import MARK, Doubt, Place, Point, note_of
from discretion.rulebook.exchange.published.grades import grades_of, merged
from discretion.rulebook.exchange.published.heads import known_sources, rulebook_head, title_of
from discretion.rulebook.exchange.published.rows import Degree, DraftedRow, OwnFacts, draft_rows
from discretion.rulebook.exchange.published.statutes import DOCUMENT, Statutes
from discretion.rulebook.exchange.published.steps import Act, read_acts
from discretion.rulebook.exchange.published.tables import read_tables
from discretion.rulebook.schema import (
    Citation,
    Grade,
    Item,
    ItemsFile,
    ItemVersion,
    Reference,
    RulebookFile,
    SourcesFile,
    TableBenchmark,
)
from discretion.rulebook.unary import Interval
from discretion.rulebook.writing import file_text

HEADING = "由公布的裁量基准表起草，未经核对，不得当作正式基准使用"
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Levels:
    """Names of steps, mildest first as the table has them, their grades, and in how many acts."""

    steps: tuple[tuple[str, Grade], ...]
    acts: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted rulebook. Every row has ``status: sample``: nobody has checked it yet."""

    head: RulebookFile
    sources: SourcesFile
    items: ItemsFile
    points: tuple[Point, ...]
    degrees: dict[Degree, int]
    levels: tuple[Levels, ...]
    rows: tuple[DraftedRow, ...]
    """Every drafted row in the order of the file."""

    def files(self) -> dict[str, str]:
        """Return the texts of a rulebook folder by relative path."""
        return {
            "rulebook.yaml": file_text(self.head, HEADING),
            "sources.yaml": file_text(self.sources, HEADING),
            "items/draft.yaml": file_text(self.items, HEADING),
        }


def draft_file(path: Path, sheet: str | None = None, since: date | None = None) -> Draft:
    """Draft the benchmark tables of *path* (.xlsx or .docx).

    *since* is the first day on which the texts are taken to be in force; the table does not say.

    Raises:
        RulebookError: a file that cannot be used, or without any benchmark table.
    """
    grids, hidden = read_tables(path, sheet)
    reading = read_acts(grids)
    if not reading.acts:
        message = (
            "没有找到裁量基准表；表头须在前几行，有违法行为（事项名称）、适用条件（违法情节）、"
            "裁量幅度（处罚标准）等列"
        )
        raise refusal(path, message)
    title = title_of(reading.titles, path)
    statutes = Statutes(title, since or DEFAULT_DAY, known_sources())
    points = [*reading.points]
    points += [Point(Place(name, 0), Doubt(name, "sheet_hidden")) for name in hidden]
    drafts = [_Item(act, f"DRAFT-{i:03d}", statutes) for i, act in enumerate(reading.acts, 1)]
    items = tuple(drafted.item() for drafted in drafts)
    rows = tuple(row for drafted in drafts for row in drafted.rows)
    windows = {w for row in rows for w in row.windows}
    degrees: dict[Degree, int] = {"understood": 0, "partly": 0, "unread": 0}
    for row in rows:
        degrees[row.degree] += 1
    return Draft(
        rulebook_head(title, since or DEFAULT_DAY, since is None, windows),
        SourcesFile(sources=statutes.sources()),
        ItemsFile(items=items),
        (*points, *(p for drafted in drafts for p in drafted.points)),
        degrees,
        _levels(drafts),
        rows,
    )


DEFAULT_DAY = date(2021, 7, 15)
"""The Administrative Penalty Law of 2021 came into force: no table under it is older."""


def _levels(drafts: Sequence[_Item]) -> tuple[Levels, ...]:
    counted = Counter(d.levels for d in drafts)
    return tuple(Levels(steps, n) for steps, n in counted.most_common())


class _Item:
    """Drafts one act."""

    def __init__(self, act: Act, code: str, statutes: Statutes) -> None:
        self.act, self.code, self.statutes = act, code, statutes
        self.points: list[Point] = []
        self.own = OwnFacts()
        self.title = act.title or f"{MARK}：原表没有写违法行为"
        grades = grades_of([step.label for step in act.steps])
        alone = len(act.steps) == 1
        found: list[DraftedRow] = []
        for step, (grade, doubts) in zip(act.steps, grades, strict=True):
            found += draft_rows(step, grade, doubts, alone, self.title, self.own)
        self.rows = [
            replace(r, row=r.row.model_copy(update={"row": n}))
            for n, r in enumerate(found[:_MOST_ROWS], 1)
        ]
        self.rows = list(_unmixed(self.rows))
        named = dict.fromkeys((r.row.label or "", r.row.grade) for r in self.rows)
        self.levels: tuple[tuple[str, Grade], ...] = tuple(named)

    def item(self) -> Item:
        """Return the item; what a person must look at is in ``points`` afterwards."""
        act = self.act
        for row in self.rows:
            for column, doubt in row.doubts:
                self._point(doubt, row.place, column)
        notes: list[Doubt] = []
        violates, doubts = self.statutes.cite(act.texts.get("violates", ""))
        notes += doubts
        penalizes, doubts = self.statutes.cite(act.texts.get("penalizes", ""))
        notes += doubts
        if not penalizes:
            basis = act.texts.get("penalizes", "")[:200]
            notes.append(Doubt(basis, "citation_missing"))
            penalizes = (Citation(source=DOCUMENT, note=note_of(notes[-1:])),)
        quoted = not act.texts.get("statutory")
        lawful = act.texts.get("statutory") or act.texts.get("penalizes", "")
        clauses, doubts = clauses_of(lawful, quoted, self.rows, self.title)
        notes += doubts
        modes = {c.mode for c in clauses}
        if any(r.row.fine and r.mode == "may" and r.mode not in modes for r in self.rows):
            notes.append(Doubt("可以", "mode_differs"))
        amounts = " ".join(t for s in act.steps for *_, t in s.amounts)
        benchmark = self._benchmark(notes)
        for doubt in dict.fromkeys(notes):
            self._point(doubt, act.row, "")
        version = ItemVersion(
            violates=violates,
            penalizes=penalizes,
            correction=correction_of(self.title, lawful, amounts),
            penalties=clauses,
            benchmark=benchmark,
            note=note_of(dict.fromkeys(notes)),
        )
        return Item(
            code=self.code,
            title=self.title[:4000],
            domain=act.domain or act.table,
            facts=self.own.declared,
            versions=(version,),
        )

    def _point(self, doubt: Doubt, row: int, column: str) -> None:
        point = Point(Place(self.act.table, row, column), doubt, self.code)
        if point not in self.points:
            self.points.append(point)

    def _benchmark(self, notes: list[Doubt]) -> TableBenchmark:
        rows = [r.row for r in self.rows]
        shared = list(_shared_ends(self.rows))
        notes += shared
        names = merged([r.label or "" for r in rows], [r.grade for r in rows])
        notes += [Doubt("、".join(n), "grade_merged") for n in names.values()]
        hit: Literal["unique", "max-grade"] = "unique"
        several = any(len(r.when) > 1 for r in rows)
        milder = any(r.grade in (Grade.EXEMPT, Grade.MITIGATED) for r in rows)
        if several and len(rows) > 1 and not shared and not milder:
            hit = "max-grade"
            notes.append(Doubt("", "hit_max_grade"))
        number = self.act.texts.get("number", "").strip()
        named = number if re.search("[第项]", number) else f"第{number}项"
        reference = Reference(source=DOCUMENT, number=named[:100] if number else None)
        return TableBenchmark(status="sample", reference=reference, hit=hit, rows=tuple(rows))


def _unmixed(rows: Sequence[DraftedRow]) -> Iterator[DraftedRow]:
    """Mark rows that test one fact by a quantity which other steps call by another name."""
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for fact, kind in row.kinds.items():
            kinds.setdefault(fact, set()).update({kind} - {""})
    mixed = {fact: "、".join(sorted(named)) for fact, named in kinds.items() if len(named) > 1}
    for row in rows:
        doubts = [Doubt(mixed[fact], "quantities_differ") for fact in row.kinds if fact in mixed]
        yield _doubted(row, doubts) if doubts and row.degree == "understood" else row


def _doubted(row: DraftedRow, doubts: Sequence[Doubt]) -> DraftedRow:
    note = "\n".join(filter(None, [row.row.note, note_of(doubts)]))
    return replace(
        row,
        row=row.row.model_copy(update={"note": note}),
        degree="partly",
        doubts=(*row.doubts, *(("", d) for d in doubts)),
    )


def _shared_ends(rows: Sequence[DraftedRow]) -> Iterator[Doubt]:
    """Numbers that two rows for the same party both include: 5以下 and 5以上."""
    said = set()
    for one, other in combinations([r.row for r in rows], 2):
        if "any" not in (one.party, other.party) and one.party != other.party:
            continue
        for first in one.when:
            for second in other.when:
                for fact in sorted(first.keys() & second.keys()):
                    end = _meeting(first[fact], second[fact])
                    if end is not None and (fact, end) not in said:
                        said.add((fact, end))
                        yield Doubt(end, "shared_end")


def _meeting(one: str, other: str) -> str | None:
    tests = [test for cell in (one, other) for test in parse_cell(cell).tests]
    if len(tests) != 2 or not all(isinstance(t, Interval) for t in tests):
        return None
    for low, high in (tests, tests[::-1]):
        assert isinstance(low, Interval)
        assert isinstance(high, Interval)
        if low.high is not None and low.high == high.low and not (low.high_open or high.low_open):
            return f"{low.high:f}"
    return None
