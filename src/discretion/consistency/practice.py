"""What all penalties together show: every case placed, disparities, drift, heaps, notes on items.

What is of one item needs the cases of that item alone, and the deviations of other groups where
its own are few: a large corpus is audited an item at a time with the same result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from discretion.consistency.calibration import Calibration
from discretion.consistency.disparity import disparities
from discretion.consistency.drift import drift
from discretion.consistency.estimates import Method
from discretion.consistency.heaps import Fines, heaps
from discretion.consistency.notes import notes
from discretion.consistency.observations import Floats, GroupKey, Ints, Observations
from discretion.consistency.observing import observe
from discretion.consistency.placement import Placement
from discretion.engine.book import Book
from discretion.engine.decisions import Decisions
from discretion.model.audit import Disparity, Drift, Heap, ItemNote

DIMENSIONS = ("team", "body", "district", "channel", "officer", "party")
LEAST_SERIES = 200
"""Cases of an item from which its drift is looked at."""


@dataclass(frozen=True)
class Practice:
    """A table of :mod:`discretion.corpus.columns` observed and placed, a row a case."""

    table: Any
    book: Book
    seen: Observations
    decisions: Decisions
    calibration: Calibration

    @classmethod
    def of(
        cls,
        table: Any,
        book: Book,
        circumstances: Sequence[str] = (),
        elsewhere: Mapping[GroupKey, Floats] | None = None,
    ) -> Practice:
        """Observe *table*; see ``observe`` and ``Calibration`` for a part of a larger corpus."""
        seen, decisions = observe(table, book, circumstances)
        return cls(table, book, seen, decisions, Calibration(seen, elsewhere))

    @cached_property
    def placed(self) -> Placement:
        """Every case among its comparables."""
        return self.calibration.place_all()

    @cached_property
    def off(self) -> Floats:
        """``Calibration.adjusted``: each severity less what its facts and group account for."""
        return self.calibration.adjusted()

    @cached_property
    def items(self) -> tuple[list[str], Ints]:
        """The item codes, ascending, and which one each case is of (-1: none)."""
        names = sorted({key.item for key in self.seen.groups})
        at = {name: number for number, name in enumerate(names)}
        of_group = np.array([at[key.item] for key in self.seen.groups] + [-1])
        return names, of_group[self.seen.group]

    def disparities(self, rate: float, method: Method) -> Iterator[Disparity]:
        """Yield the groups of every dimension; *rate* is their false discovery rate, 0 to 1."""
        benchmark = self.seen.severity - self.seen.base
        item_of = self.items[1]
        yield from all_disparities(
            self.table, self.seen.group, item_of, self.off, benchmark, rate, method
        )

    def drifts(self) -> Iterator[Drift]:
        """Yield the drift of all, then of every item with enough cases."""
        searched = len(self.series) + 1
        yield drift(None, self.seen.day, self.off, (), searched)
        yield from self.item_drifts(searched)

    @cached_property
    def series(self) -> list[int]:
        """The numbers of the items with enough cases for a drift."""
        names, item_of = self.items
        counts = np.bincount(item_of[item_of >= 0], minlength=len(names))
        found: list[int] = np.flatnonzero(counts >= LEAST_SERIES).tolist()
        return found

    def item_drifts(self, searched: int) -> Iterator[Drift]:
        """Yield the drift of every item with enough cases, of *searched* series in all."""
        names, item_of = self.items
        for number in self.series:
            rows = np.flatnonzero(item_of == number)
            known = list(_changes(self.book, names[number]))
            yield drift(names[number], self.seen.day[rows], self.off[rows], known, searched)

    def heaps(self) -> Iterator[Heap]:
        """Yield the heaps of all fines, at the thresholds of a hearing too, then of every item."""
        hearing = self.book.policy.hearing
        parties = self.table["party"].to_pylist()
        kinds = np.array([p == "unit" for p in parties])
        for unit in (False, True):
            threshold = hearing.unit if unit else hearing.individual
            rows = np.flatnonzero(self._known & (kinds == unit))
            yield from heaps(None, self._fines(rows), (threshold.fen,))
        yield from self.item_heaps()

    def item_heaps(self) -> Iterator[Heap]:
        """Yield the heaps of every item with enough fines."""
        names, item_of = self.items
        known = self._known
        counts = np.bincount(item_of[known & (item_of >= 0)], minlength=len(names))
        for number in np.flatnonzero(counts >= LEAST_SERIES):
            rows = np.flatnonzero(known & (item_of == number))
            yield from heaps(names[number], self._fines(rows), ())

    def notes(self) -> list[ItemNote]:
        """Return what is to be said of the benchmark of every item."""
        names, item_of = self.items
        return notes(self.book, names, item_of, self.fine, self.seen.severity, self.decisions)

    @cached_property
    def fine(self) -> Ints:
        """The fine of each case in fen, -1 for none."""
        fines: Ints = self.table["fine"].fill_null(-1).to_numpy().astype(np.int64)
        return fines

    @cached_property
    def _known(self) -> Any:
        placed = self.placed
        known = (self.fine >= 0) & ~np.isnan(placed.low + placed.high)
        known &= self.decisions.statutory.maximum >= 0
        return known & np.isfinite(placed.low) & np.isfinite(placed.high)

    def _fines(self, rows: Ints) -> Fines:
        placed, statutory = self.placed, self.decisions.statutory
        # 80 % lie between low and high: 1.2816 standard deviations on either side.
        below = np.maximum((placed.expected - placed.low)[rows] / 1.2816, 1e-6)
        above = np.maximum((placed.high - placed.expected)[rows] / 1.2816, 1e-6)
        low, high = statutory.minimum[rows], statutory.maximum[rows]
        return Fines(self.fine[rows], low, high, placed.expected[rows], below, above)


def all_disparities(
    table: Any, group: Ints, item: Ints, off: Floats, benchmark: Floats, rate: float, method: Method
) -> Iterator[Disparity]:
    """Yield the disparities of every dimension of *table*, a row a case.

    *group* and *item* tell groups and items apart (-1: none), *off* is ``Practice.off``,
    *benchmark* the severity less what the benchmark names. A dimension that groups the cases just
    as one before it (one team a body) is left out.
    """
    known: list[Ints] = []
    for dimension in DIMENSIONS:
        labels, of = _labels(table, dimension)
        if any(_same_groups(of, other) for other in known):
            continue
        known.append(of)
        # Expectations are of one kind of party each; across them the benchmark is the mark.
        cells, deviation = (item, benchmark) if dimension == "party" else (group, off)
        yield from disparities(dimension, labels, of, cells, deviation, rate, method)


def _labels(table: Any, dimension: str) -> tuple[list[str], Ints]:
    """Return the labels of a dimension and which one each case has (-1: not known)."""
    if dimension == "officer":
        lists = table["officers"].combine_chunks()
        first = [names[0] if names else None for names in lists.to_pylist()]
    else:
        first = table[dimension].to_pylist()
    labels = sorted({name for name in first if name is not None})
    at = {name: number for number, name in enumerate(labels)}
    return labels, np.array([at.get(name, -1) for name in first], dtype=np.int64)


def _same_groups(one: Ints, two: Ints) -> bool:
    """Whether two dimensions put the same cases together, and leave out the same."""
    one, two = one + 1, two + 1
    both = len(np.unique(one * (int(two.max(initial=0)) + 1) + two))
    known = len(np.unique(one[one > 0])) > 1 and bool(np.array_equal(one > 0, two > 0))
    return known and both == len(np.unique(one)) == len(np.unique(two))


def _changes(book: Book, item: str) -> Iterator[tuple[date, str]]:
    for version in book.items[item].versions:
        period = book.effective(version)
        source = book.sources[version.penalizes[0].source]
        yield period.from_, f"《{source.title}》"
