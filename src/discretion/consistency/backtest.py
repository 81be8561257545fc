"""A draft rulebook held against past cases: what it would have decided otherwise.

Every case is decided under the old and the new rulebook from the same facts. *Before* and *after*
are the recommended bands of the two (nothing where no penalty is due); the fine that was in truth
imposed is a third thing, held against both. Sums are exact, in fen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discretion.consistency.bands import (
    BOUNDLESS,
    Bands,
    Ints,
    bands_of,
    changes,
    exact_sums,
    nearest,
)
from discretion.corpus.columns import case_at
from discretion.corpus.decide import decide
from discretion.engine.book import Book
from discretion.engine.columns import combine
from discretion.engine.many import DATE_COLUMNS
from discretion.model.case import Case
from discretion.model.determination import Determination

ROWS = 1 << 18
"""Cases that are decided at a time."""
MOST = 20
"""How many cases that change most are kept."""
RATIOS = (0.5, 0.75, 0.9, 1.1, 1.5, 2.0)
"""Where the histogram of new to old middle of the band is cut; equal middles stand apart."""


@dataclass(slots=True)
class Tally:
    """What happens to a group of cases. Bands are summed over ``banded`` cases only."""

    cases: int = 0
    compared: int = 0
    """Cases that both rulebooks decide."""
    milder: int = 0
    heavier: int = 0
    different: int = 0
    """Changed, and neither wholly milder nor wholly heavier."""
    banded: int = 0
    """Compared cases whose band has two ends under both."""
    before_low: int = 0
    before_high: int = 0
    after_low: int = 0
    after_high: int = 0

    @property
    def changed(self) -> int:
        """Compared cases whose answer differs."""
        return self.milder + self.heavier + self.different


@dataclass(slots=True)
class Side:
    """Where the fines that were imposed lie, seen from the band of one rulebook."""

    below: int = 0
    inside: int = 0
    above: int = 0


@dataclass(slots=True)
class Fines:
    """The fines that were imposed in cases whose band both rulebooks give."""

    imposed: int = 0
    """How many there are."""
    total: int = 0
    """Their sum, fen."""
    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    newly_outside: int = 0
    newly_inside: int = 0
    nearest: int = 0
    """The sum, fen, if each fine outside the new band were moved to its nearer end."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that changes much, standing for all whose change is of the same kind."""

    case: Case
    fine: int | None
    """The fine that was imposed, fen."""
    distance: int
    """How far the middle of the band moves, in half fen (its ends are whole fen)."""
    alike: int
    """Cases with the same item, rows and grades, before and after; this one included."""
    before: Determination
    after: Determination


@dataclass(slots=True)
class Backtest:
    """What a draft does to past cases."""

    all: Tally = field(default_factory=Tally)
    by_item: dict[str, Tally] = field(default_factory=dict)
    by_district: dict[str, Tally] = field(default_factory=dict)
    by_party: dict[str, Tally] = field(default_factory=dict)
    states: dict[tuple[str, str], int] = field(default_factory=dict)
    """Cases by grade or outcome, before and after."""
    ratios: list[int] = field(default_factory=lambda: [0] * (len(RATIOS) + 2))
    """Changed cases by new to old middle: below each of RATIOS in turn, above all, then equal."""
    fines: Fines = field(default_factory=Fines)
    lost: int = 0
    """Cases that only the old rulebook decides."""
    gained: int = 0
    """Cases that only the new rulebook decides."""
    problems: int = 0
    """Cases with a value that one of the rulebooks cannot use."""
    most: tuple[Moved, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the draft changes no case."""
        return not (self.all.changed or self.lost or self.gained)


def backtest(
    old: Book,
    new: Book,
    batches: Iterable[pa.RecordBatch],
    on: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Backtest:
    """Decide the cases of *batches* under both rulebooks and sum up the difference.

    *on* is the day on which every act is taken to be over, other days keeping their distance: for
    a draft that is not yet in force. Otherwise each case is decided by the law of its own days.
    """
    run = _Run(old, new)
    for table in _grouped(batches):
        run.add(moved_to(table, on) if on else table)
        if progress:
            progress(run.found.all.cases)
    run.found.most = tuple(run.most())
    for name in ("by_item", "by_district", "by_party", "states"):
        setattr(run.found, name, dict(sorted(getattr(run.found, name).items())))
    return run.found


def _grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield *batches* as tables of about ``ROWS`` rows: a table costs something, however short."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(b.num_rows for b in waiting) >= ROWS:
            yield pa.Table.from_batches(waiting).combine_chunks()
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()


def moved_to(cases: pa.Table, day: date) -> pa.Table:
    """Return *cases* with every act over on *day*, all their other days moved along with it."""
    days = {name: cases[name].cast(pa.int32()) for name in DATE_COLUMNS}
    target = pa.scalar((day - date(1970, 1, 1)).days, pa.int32())
    over = pc.coalesce(*(days[n] for n in ("act_end", "act_start", "discovered", *DATE_COLUMNS)))
    shift = pc.subtract(target, over)
    for name, column in days.items():
        moved = pc.add(column, shift)
        if name == "act_start":
            moved = pc.if_else(over.is_null(), target, moved)
        at = cases.schema.get_field_index(name)
        cases = cases.set_column(at, name, moved.cast(pa.date32()))
    return cases


class _Run:
    def __init__(self, old: Book, new: Book) -> None:
        self.old, self.new = old, new
        self.found = Backtest()
        self.kinds: dict[tuple[Any, ...], _Kind] = {}

    def add(self, cases: pa.Table) -> None:
        if not cases.num_rows:
            return
        before, after = decide(self.old, cases), decide(self.new, cases)
        one, two = bands_of(before), bands_of(after)
        found = self.found
        found.lost += int((one.decided & ~two.decided).sum())
        found.gained += int((~one.decided & two.decided).sum())
        found.problems += int((one.spoilt | two.spoilt).sum())
        direction = changes(one, two)
        item = _items(cases, np.where(two.known, after.chosen, before.chosen))
        for into, labels in (
            ({"": found.all}, pa.array([""] * cases.num_rows)),
            (found.by_item, item),
            (found.by_district, cases["district"]),
            (found.by_party, cases["party"]),
        ):
            _tally(into, labels, direction, one, two)
        self._states(one, two)
        self._ratios(direction, one, two)
        self._fines(cases, one, two)
        self._kinds(cases, item, (before.row, after.row), direction, one, two)

    def _states(self, one: Bands, two: Bands) -> None:
        numbers, firsts = combine([(one.state, len(one.names)), (two.state, len(two.names))])
        for count, first in zip(np.bincount(numbers), firsts, strict=True):
            key = (one.names[one.state[first]], two.names[two.state[first]])
            self.found.states[key] = self.found.states.get(key, 0) + int(count)

    def _ratios(self, direction: Ints, one: Bands, two: Bands) -> None:
        rows = (direction != 0) & one.closed & two.closed
        old, new = one.twice_middle[rows], two.twice_middle[rows]
        ratio = new / np.maximum(old, 1)
        bins = np.searchsorted(np.array(RATIOS), ratio, side="right")
        bins[(old == 0) & (new > 0)] = len(RATIOS)
        bins[old == new] = len(RATIOS) + 1
        for at, count in enumerate(np.bincount(bins, minlength=len(RATIOS) + 2)):
            self.found.ratios[at] += int(count)

    def _fines(self, cases: pa.Table, one: Bands, two: Bands) -> None:
        column = cases["fine"].combine_chunks()
        rows = column.is_valid().to_numpy(zero_copy_only=False)
        rows = rows & one.banded & two.banded & one.decided & two.decided
        fine = column.fill_null(0).to_numpy(zero_copy_only=False)[rows]
        found = self.found.fines
        where = []
        for side, bands in ((found.before, one), (found.after, two)):
            place = bands.place(rows, fine)
            side.below += int((place < 0).sum())
            side.inside += int((place == 0).sum())
            side.above += int((place > 0).sum())
            where.append(place)
        found.imposed += len(fine)
        found.total += exact_sums(np.zeros(len(fine), np.int64), fine, 1)[0]
        found.newly_outside += int(((where[0] == 0) & (where[1] != 0)).sum())
        found.newly_inside += int(((where[0] != 0) & (where[1] == 0)).sum())
        moved = nearest(fine, two, rows)
        found.nearest += exact_sums(np.zeros(len(fine), np.int64), moved, 1)[0]

    # --- the cases that change most --------------------------------------------------------------

    def _kinds(
        self,
        cases: pa.Table,
        item: Any,
        row: tuple[Any, Any],
        direction: Ints,
        one: Bands,
        two: Bands,
    ) -> None:
        rows = np.flatnonzero(direction)
        if not len(rows):
            return
        coded = item.dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False)[rows].astype(np.int64)
        each = [(codes, len(coded.dictionary))]
        for numbers in (one.state, two.state, *row):
            values = numbers[rows].astype(np.int64)
            each.append((values, int(values.max()) + 1))
        group, firsts = combine(each)
        distance = np.abs(two.twice_middle[rows] - one.twice_middle[rows])
        distance[~(one.closed & two.closed)[rows]] = 0
        best = np.zeros(len(firsts), dtype=np.int64)
        np.maximum.at(best, group, distance)
        top = distance == best[group]
        least = pa.table({"group": group[top], "id": cases["id"].take(pa.array(rows[top]))})
        least = least.group_by("group").aggregate([("id", "min")]).sort_by("group")
        ids = cases["id"].combine_chunks()
        at = pc.index_in(least["id_min"], ids).to_numpy()
        names = coded.dictionary.to_pylist()
        for number, count in enumerate(np.bincount(group)):
            first = rows[firsts[number]]
            key = (
                names[codes[firsts[number]]],
                *(int(x[first]) for x in (one.state, two.state, *row)),
            )
            kind = self.kinds.setdefault(key, _Kind())
            kind.count += int(count)
            kind.offer(int(best[number]), str(ids[int(at[number])]), int(at[number]))
        for kind in self._ranked():
            if kind.row is not None:
                kind.case, kind.fine = case_at(cases, kind.row), cases["fine"][kind.row].as_py()
        for kind in self.kinds.values():
            kind.row = None

    def _ranked(self) -> list[_Kind]:
        return nsmallest(MOST, self.kinds.values(), key=lambda k: (-k.distance, k.id))

    def most(self) -> Iterator[Moved]:
        for kind in self._ranked():
            assert kind.case is not None
            case = kind.case
            before, after = self.old.determine(case), self.new.determine(case)
            yield Moved(case, kind.fine, kind.distance, kind.count, before, after)


@dataclass(slots=True)
class _Kind:
    """Changes with the same item, rows and grades; the case among them that changes most.

    The case itself is read only while its kind is among the first: a kind that is not comes to be
    so by a case that changes more, never by what was seen before.
    """

    count: int = 0
    distance: int = -1
    id: str = ""
    row: int | None = None
    """Where the case stands in the table at hand, if it is of this table."""
    case: Case | None = None
    fine: int | None = None

    def offer(self, distance: int, case_id: str, row: int) -> None:
        if (-distance, case_id) < (-self.distance, self.id):
            self.distance, self.id, self.row = distance, case_id, row


def _items(cases: pa.Table, chosen: Any) -> Any:
    """Return the item that each row was decided by; an empty text for a row without any."""
    column = cases["items"].combine_chunks()
    lengths = column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    at = np.minimum(chosen, np.maximum(lengths - 1, 0)) + starts
    return pc.fill_null(column.flatten().take(pa.array(at, mask=lengths == 0)), "")


def _tally(into: dict[str, Tally], labels: Any, direction: Ints, one: Bands, two: Bands) -> None:
    if isinstance(labels, pa.ChunkedArray):
        labels = labels.combine_chunks()
    if not pa.types.is_dictionary(labels.type):
        labels = labels.dictionary_encode()
    names = [*labels.dictionary.to_pylist(), ""]
    codes = labels.indices.fill_null(len(names) - 1).to_numpy(zero_copy_only=False)
    codes = codes.astype(np.int64)
    size = len(names)
    both = one.decided & two.decided
    banded = both & one.closed & two.closed

    def count(rows: NDArray[np.bool_]) -> list[int]:
        return [int(n) for n in np.bincount(codes[rows], minlength=size)]

    def total(values: Ints) -> list[int]:
        return exact_sums(codes[banded], values[banded], size)

    counted = zip(
        names,
        count(np.ones(len(codes), dtype=bool)),
        count(both),
        count(direction == -1),
        count(direction == 1),
        count(direction == 2),
        count(banded),
        total(one.low),
        total(one.high),
        total(two.low),
        total(two.high),
        strict=True,
    )
    for name, *numbers in counted:
        if numbers[0]:
            old = into.setdefault(name, Tally())
            for key, number in zip(_SUMMED, numbers, strict=True):
                setattr(old, key, getattr(old, key) + number)


_SUMMED = (
    "cases",
    "compared",
    "milder",
    "heavier",
    "different",
    "banded",
    "before_low",
    "before_high",
    "after_low",
    "after_high",
)

__all__ = ["BOUNDLESS", "MOST", "RATIOS", "Backtest", "Fines", "Moved", "Side", "Tally", "backtest"]
