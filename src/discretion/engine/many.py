"""Many cases at once: columns in, columns out, the same answers as one by one.

Rows of one item are turned into cells, a column at a time; each distinct combination of cells is
decided once, by the same compiled table as a single case, and its answer is handed to every row.
A case of several items is decided under each, as a *place* of its own, and art. 29 chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from discretion.engine.columns import (
    NO_DAY,
    UNKNOWN,
    UNUSABLE,
    Bools,
    Codes,
    Column,
    ColumnError,
    Ints,
    Labels,
    Numbers,
    cells,
    combine,
    days,
    fact,
    labels,
    lists,
    table_of,
)
from discretion.engine.compiled import Compiled, code_order, weight_of
from discretion.engine.decisions import Decisions, Output, gravest
from discretion.engine.desk import Answered, Desk
from discretion.engine.errors import CaseError
from discretion.model.determination import Outcome
from discretion.rulebook.axes import expected
from discretion.rulebook.check import SYSTEM_FACTS
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.schema import FactDeclaration

DATE_COLUMNS = ("act_start", "act_end", "discovered", "filed", "decided")
_EPOCH = date(1970, 1, 1)


def determine_many(book: Compiled, columns: Any, as_of: date | None = None) -> Decisions:
    """Decide a table of cases under *book*.

    *columns* is an Arrow table or a mapping of Arrow or NumPy arrays of one length: ``item``
    (code, or a list of codes: one act, several norms), ``party`` (``individual`` or ``unit``),
    optionally ``party_age``, ``party_capacity``, ``act_start``, ``act_end``, ``discovered``,
    ``filed``, ``decided`` (dates), ``circumstances`` (a list of names), and a column for each fact
    or circumstance by its name. A null, a NaN or a missing column is an unknown fact.

    Raises:
        ColumnError: a column is missing, unknown, of the wrong type or of another length.
    """
    return _Run(book, table_of(columns), as_of).decisions()


class _Run:
    def __init__(self, book: Compiled, table: Mapping[str, Any], as_of: date | None) -> None:
        self.book, self.as_of = book, as_of
        for name in ("item", "party"):
            if name not in table:
                raise ColumnError(f"缺少列 {name}")
        self.size = len(table["item"])
        for name, column in table.items():
            if len(column) != self.size:
                raise ColumnError(f"列 {name} 有 {len(column)} 行，列 item 有 {self.size} 行")
        self.items, self.owner = _places(table["item"])
        self.places = len(self.items.codes)
        self.party = labels("party", table["party"])
        self.dates = {n: days(n, table[n]) for n in DATE_COLUMNS if n in table}
        taken = {"item", "party", "circumstances", *DATE_COLUMNS}
        self.raw = {name: column for name, column in table.items() if name not in taken}
        self.facts: dict[tuple[str, str], Column] = {}
        self._refuse_unknown_columns()
        self.listed = self._listed(table.get("circumstances"))
        self.problems: list[CaseError] = []
        self.out = Output(self.places)

    def _refuse_unknown_columns(self) -> None:
        known = {*SYSTEM_FACTS, *self.book.facts}
        for item in self.book.items.values():
            known |= item.facts.keys()
        for name in self.raw:
            if name not in known:
                near = did_you_mean(name, sorted(known))
                hint = f"，您是不是要写“{near}”？" if near else ""
                raise ColumnError(f"列 {name} 不是裁量基准库声明的事实{hint}")

    def decisions(self) -> Decisions:
        over, decided, elapsed = (self._of(column) for column in self._days())
        order = np.argsort(
            self.items.codes.astype(np.int16 if len(self.items.values) < 32000 else np.int64),
            kind="stable",
        )
        starts = np.searchsorted(self.items.codes[order], np.arange(len(self.items.values) + 1))
        if starts[0] > 0:
            self.out.end(order[: starts[0]], Outcome.UNKNOWN_ITEM)
        for at, code in enumerate(self.items.values):
            rows = order[starts[at] : starts[at + 1]]
            if not len(rows):
                continue
            if code not in self.book.items:
                self.out.end(rows, Outcome.UNKNOWN_ITEM)
                continue
            self._item(code, rows, over, decided, elapsed)
        found = self.out.decisions(tuple(self.problems))
        if self.owner is None:
            return found
        names = self.items.values
        known = np.array([name in self.book.items for name in names] + [False])
        ranks = {name: i for i, name in enumerate(sorted(names, key=code_order))}
        rank = np.array([ranks[name] for name in names] + [-1])
        return gravest(found, self.owner, known[self.items.codes], rank[self.items.codes])

    def _of(self, values: Any) -> Any:
        """Return one value a place from one value a row; places are sorted by their rows."""
        return values if self.owner is None else values[self.owner]

    def _rows(self, places: Ints) -> Ints:
        return places if self.owner is None else self.owner[places]

    def _listed(self, column: Any) -> dict[str, Bools]:
        """Return, for each circumstance that some row lists, the rows that list it."""
        if column is None:
            return {}
        found = lists("circumstances", column)
        owner = np.repeat(np.arange(self.size), found.lengths)
        listed = {name: np.zeros(self.size, dtype=bool) for name in found.labels.values}
        for code, marks in enumerate(listed.values()):
            marks[owner[found.labels.codes == code]] = True
        return listed

    def _days(self) -> tuple[Ints, Ints, Ints]:
        """Return, a row each: when the act was over, when decided, the limits (years) run out."""
        nothing = np.full(self.size, NO_DAY)
        get = self.dates.get
        start, discovered = get("act_start", nothing), get("discovered", nothing)
        over = start
        if (end := get("act_end")) is not None:
            over = np.where(end == NO_DAY, start, end)
        decided = nothing
        if self.as_of is not None:
            decided = np.full(self.size, (self.as_of - _EPOCH).days)
        for column in (get("decided", nothing), get("filed", nothing), discovered, over):
            missing = decided == NO_DAY
            if not missing.any():
                break
            decided = column if missing.all() else np.where(missing, column, decided)
        elapsed = np.zeros(self.size, dtype=np.int64)
        both = (over != NO_DAY) & (discovered != NO_DAY)
        for years in self.book.limits:
            late = both & (discovered - over >= 365 * years)
            at = np.flatnonzero(late)
            elapsed[at[discovered[at] > _last_days(over[at], years)]] = years
        return over, decided, elapsed

    def _item(self, code: str, rows: Ints, over: Ints, decided: Ints, elapsed: Ints) -> None:
        item = self.book.items[code]
        act, now = over[rows], decided[rows]
        then = np.zeros(len(rows), dtype=np.int64)
        when = np.zeros(len(rows), dtype=np.int64)
        for index, version in enumerate(item.versions, start=1):
            period = self.book.effective(version)
            first = (period.from_ - _EPOCH).days
            last = (period.to - _EPOCH).days if period.to else np.iinfo(np.int64).max
            then[(first <= act) & (act <= last)] = index
            when[(first <= now) & (now <= last)] = index
        late = np.where(act == NO_DAY, 0, np.where(act > now, 1, 2))
        undated = (now == NO_DAY).astype(np.int64)
        width = len(item.versions) + 1
        each = [(then, width), (when, width), (late, 3), (undated, 2)]
        varying = [(codes, size) for codes, size in each if codes.min() != codes.max()]
        classes, firsts = combine(varying) if varying else (then, [0])
        for number, first in enumerate(firsts):
            mine = rows if len(firsts) == 1 else rows[classes == number]
            law = self.book.law(code, _date(act[first]), _date(now[first]))
            if law.act is None:
                self.out.end(mine, Outcome.UNKNOWN_LAW)
                continue
            desks = [self.book.desk(code, v) for v in (law.act, law.decision) if v is not None]
            self._under(desks, mine, elapsed)

    def _under(self, desks: list[Desk], rows: Ints, elapsed: Ints) -> None:
        """Decide *rows* of one item under one version, or under the lighter of two (art. 37)."""
        limits = (0, *self.book.limits)
        run_out = np.searchsorted(np.array(limits), elapsed[rows])
        codes: list[tuple[Codes, int]] = [(run_out, len(limits))]
        read: list[list[tuple[str, Codes]]] = []
        bad = np.zeros(len(rows), dtype=bool)
        for desk in desks:
            found = list(self._cells(desk, rows))
            read.append(found)
            bad |= self._strange(desk, rows)
            for name, values in found:
                if values.min() == UNUSABLE:
                    for at in np.flatnonzero(values == UNUSABLE):
                        bad[at] = True
                        row = int(self._rows(rows[at : at + 1])[0])
                        self._problem(row, name, desk.declarations[name])
                width = len(desk.plan.axes[name].samples) + 1
                codes.append((np.maximum(values + 1, 0), width))
        numbers, firsts = combine(codes)
        answers = [
            [self._answer(desk, found, int(first), limits[run_out[first]]) for first in firsts]
            for desk, found in zip(desks, read, strict=True)
        ]
        self._hand_out(desks, answers, numbers, rows)
        if bad.any():
            self.out.end(rows[bad], "unusable")

    def _cells(self, desk: Desk, places: Ints) -> Iterator[tuple[str, Codes]]:
        rows = self._rows(places)
        for name, axis in desk.plan.axes.items():
            if name == "party_kind":
                yield name, cells(self.party, axis, rows)
                continue
            if name not in desk.readable and name not in SYSTEM_FACTS:
                continue
            found: Codes | None = None
            if name in self.raw:
                found = cells(self._fact(name, axis.declaration), axis, rows)
            if name in desk.circumstances and name in self.listed:
                marks = self.listed[name][rows]
                if marks.any():
                    unknown = np.full(len(rows), UNKNOWN, dtype=np.int8) if found is None else found
                    found = np.where(marks & (unknown == UNKNOWN), axis.cell(True), unknown)
            if found is not None:
                yield name, found

    def _strange(self, desk: Desk, places: Ints) -> Bools:
        """Return which *places* list a circumstance that is not declared, or that a fact denies."""
        rows = self._rows(places)
        bad = np.zeros(len(rows), dtype=bool)
        for name, listed in self.listed.items():
            marks = listed[rows]
            if not marks.any():
                continue
            if name in desk.circumstances:
                if name not in self.raw:
                    continue
                fact = self._fact(name, desk.declarations[name])
                assert isinstance(fact, Numbers)
                denied = ~fact.values[rows].astype(bool)
                known = fact.given(rows)
                marks = marks & (denied if known is None else denied & known)
            for row in rows[marks]:
                self.problems.append(desk.circumstance_error(f"第 {row} 行", name))
            bad |= marks
        return bad

    def _fact(self, name: str, declaration: FactDeclaration) -> Column:
        key = (name, declaration.type.value)
        if key not in self.facts:
            self.facts[key] = fact(name, self.raw[name], declaration)
        return self.facts[key]

    def _answer(
        self, desk: Desk, found: list[tuple[str, Codes]], first: int, elapsed: int
    ) -> tuple[Answered, Any]:
        party: dict[str, int] = {}
        flat: list[str | int] = []
        for name, values in found:
            cell = int(values[first])
            if cell < 0:
                continue
            if name in SYSTEM_FACTS:
                party[name] = cell
            else:
                flat += (name, cell)
        kinds = tuple(party.get(n) for n in ("party_kind", "party_age", "party_capacity"))
        bundle = desk.bundle(flat, kinds, elapsed)
        return desk.answer(bundle, {}), bundle

    def _hand_out(
        self,
        desks: list[Desk],
        answers: list[list[tuple[Answered, Any]]],
        numbers: Ints,
        rows: Ints,
    ) -> None:
        count = len(answers[0])
        static = [all(each[i][1].static for each in answers) for i in range(count)]
        chosen = [min((each[i][0] for each in answers), key=weight_of) for i in range(count)]
        self.out.put(rows, numbers, chosen)
        for i in np.flatnonzero(~np.array(static)):
            mine = rows[numbers == i]
            bundles = [each[i][1] for each in answers]
            self._priced(desks, bundles, mine)

    def _priced(self, desks: list[Desk], bundles: list[Any], places: Ints) -> None:
        """Compute amounts from quantities, once for each distinct tuple of quantities."""
        rows = self._rows(places)
        names = sorted({n for bundle in bundles for n in bundle.quantities if n in self.raw})
        if not names:
            return
        columns = [self._fact(n, desks[0].declarations[n]) for n in names]
        codes: list[tuple[Codes, int]] = []
        for column in columns:
            assert isinstance(column, Numbers)
            known = column.given(rows)
            values = column.values[rows]
            values = values if known is None else np.where(known, values, np.nan)
            _, inverse = np.unique(values, return_inverse=True)
            codes.append((inverse.astype(np.int64), int(inverse.max()) + 1))
        numbers, firsts = combine(codes)
        chosen = []
        for first in firsts:
            facts = {
                name: _exact(column, int(rows[first]))
                for name, column in zip(names, columns, strict=True)
            }
            priced = [d.answer(b, facts) for d, b in zip(desks, bundles, strict=True)]
            chosen.append(min(priced, key=weight_of))
        self.out.put(places, numbers, chosen)

    def _problem(self, row: int, name: str, declaration: FactDeclaration) -> None:
        column = self.party if name == "party_kind" else self._fact(name, declaration)
        value = (
            column.values[column.codes[row]] if isinstance(column, Labels) else column.values[row]
        )
        self.problems.append(CaseError(f"第 {row} 行", name, str(value), expected(declaration)))


def _places(column: Any) -> tuple[Labels, Ints | None]:
    """Return the item of each place, and the row of each place (None: they are the rows)."""
    found = lists("item", column)
    if (found.lengths == 1).all():
        return found.labels, None
    # A case without an item is a place too: it is answered by "unknown item".
    widths = np.maximum(found.lengths, 1)
    codes = np.full(int(widths.sum()), -1, dtype=np.int64)
    codes[np.repeat(found.lengths > 0, widths)] = found.labels.codes
    return Labels(found.labels.values, codes), np.repeat(np.arange(len(widths)), widths)


def _exact(column: Column, row: int) -> int | Decimal | None:
    assert isinstance(column, Numbers)
    if column.known is not None and not column.known[row]:
        return None
    value = column.values[row].item()
    return Decimal(repr(value)) if isinstance(value, float) else int(value)


def _date(day: Any) -> date | None:
    """Return a day number as a date; beyond the calendar's ends, its nearest day."""
    if day == NO_DAY:
        return None
    first, last = (date.min - _EPOCH).days, (date.max - _EPOCH).days
    return _EPOCH + timedelta(days=min(max(int(day), first), last))


def _last_days(over: Ints, years: int) -> Ints:
    """Return the last day of the limitation period, as :func:`discretion.engine.law.last_day`."""
    moment = over.view("datetime64[D]")
    month = moment.astype("datetime64[M]")
    target = month + 12 * years
    length = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")
    offset = np.minimum(moment - month.astype("datetime64[D]"), length - 1)
    return np.asarray((target.astype("datetime64[D]") + offset).view(np.int64))
