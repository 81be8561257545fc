"""Comparable past cases: same item, kind of party and grade, weighted by how alike the facts are.

The grade counts only where the facts settle it: a repeat offender is no comparable of a first one.
A past case whose own facts cannot be used is no comparable either.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import numpy as np

from discretion.consistency.robust import (
    Weights,
    effective_number,
    mid_rank,
    quantile_rows,
    tails,
    whole_weights,
)
from discretion.consistency.severity import fine_at, rank, severity
from discretion.corpus import Corpus
from discretion.engine.amounts import hull
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.model.money import Money
from discretion.model.penalty import Penalty
from discretion.model.review import Comparison
from discretion.rulebook.schema import FactDeclaration
from discretion.similarity.facts import FactColumns, values_of

ENOUGH = 20.0
"""Effective number of comparables below which statistics say nothing: with fewer, the milder and
the graver extreme together would turn up in more than a tenth of cases that are truly alike."""
LEAST_WEIGHT = 0.05
"""The weight of a comparable whose facts agree in nothing."""
UNCOMPARED = 0.5
"""The weight of a comparable with no fact in common to compare."""
TAIL = Fraction(1, 40)
"""The share of comparables at or beyond a penalty up to which it is out of the ordinary."""
MATERIAL = Fraction(3, 20)
"""Distance from the median, on the severity scale, below which a difference is of no account."""
SHARES = (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10))
"""The quantiles of a comparison: low, median, high."""
_MOST_KEPT = 64
"""Combinations of facts of a pool whose weights are kept: most ledgers say little, and alike."""

Declarations = Mapping[str, FactDeclaration]
Determine = Callable[[Case], Determination]


class _Comparable(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


def is_unusual(at_or_below: Fraction, at_or_above: Fraction, distance: Fraction) -> bool:
    """Whether a penalty is out of the ordinary: in a tail of its comparables, and materially so.

    *at_or_below* and *at_or_above* are the shares (0 to 1) of the comparables' weight on either
    side, ties included, so that a penalty which others have too is not flagged for it; *distance*
    is that from their median. Among n equally weighted cases that are truly alike, at most a share
    of 2 · (floor(n · TAIL) + 1) / (n + 1) is flagged: under 10 % from ENOUGH on, towards 5 %.
    """
    return min(at_or_below, at_or_above) <= TAIL and abs(distance) >= MATERIAL


@dataclass(frozen=True, slots=True)
class Standing:
    """A case among its comparables: how many there are, and where a penalty stands.

    ``fines`` are those that low, median and high severity mean for this case; ``comparison`` is
    None for a case without a penalty to place.
    """

    n: int
    effective_n: float
    enough: bool
    comparison: Comparison | None = None
    unusual: bool = False
    fines: tuple[Money | None, Money | None, Money | None] = (None, None, None)


class Comparables:
    """The decided cases of a corpus by item and party kind, with the severity of each penalty.

    A group is determined when it is first asked for, and kept.
    """

    def __init__(
        self, cases: Iterable[Case], determine: Determine, declarations: Declarations
    ) -> None:
        self.determine, self.declarations = determine, declarations
        self._cases: dict[tuple[str, str], list[Case]] = {}
        for case in cases:
            if case.penalty is not None:
                for item in dict.fromkeys(case.items):
                    key = (item, case.party.kind.value)
                    self._cases.setdefault(key, []).append(case)
        self._groups: dict[tuple[str, str], _Group] = {}

    def compare(
        self, case: Case, determination: Determination, minimum: float = ENOUGH
    ) -> Standing | None:
        """Compare *case*, which never counts among its own comparables; None if there are none.

        *minimum* is the effective number of comparables from which statistics may speak.
        """
        item = determination.item
        if item is None or (case.penalty is not None and not case.penalty.kinds):
            return None
        key = (item, case.party.kind.value)
        if key not in self._cases:
            return None
        group = self._groups.get(key)
        if group is None:
            found = self._determined(self._cases[key], item)
            group = self._groups[key] = _Group(found, self.declarations)
        return group.compare(case, determination, minimum)

    def _determined(self, cases: list[Case], item: str) -> list[tuple[Case, Determination]]:
        found = []
        for case in cases:
            try:
                determination = self.determine(case)
            except CaseError:
                continue
            # Of several items by one act, the penalty is that of the item with the higher fine.
            if determination.item == item:
                found.append((case, determination))
        return found


class _Group:
    """The comparables of one item and party kind, in pools of one grade each."""

    def __init__(
        self, determined: list[tuple[Case, Determination]], declarations: Declarations
    ) -> None:
        self.declarations = declarations
        self.entries: dict[tuple[object, ...], list[tuple[Case, Fraction | None]]] = {}
        fines = []
        for case, determination in determined:
            assert case.penalty is not None  # cases without one are no comparables
            found = severity(case.penalty, determination.statutory)
            self.entries.setdefault(_grade(determination), []).append((case, found))
            if case.penalty.fine is not None:
                fines.append(case.penalty.fine)
        self.observed = Range(min(fines), max(fines)) if fines else None
        self._pools: dict[tuple[bool, tuple[object, ...]], _Pool] = {}

    def compare(self, case: Case, determination: Determination, minimum: float) -> Standing | None:
        penalty, scale = case.penalty, determination.statutory
        fine = penalty.fine if penalty else None
        # Without a statutory range the fines themselves are the only scale there is.
        observed = scale is None and (penalty is None or fine is not None)
        if observed:
            scale = hull([self.observed, Range(fine, fine) if fine is not None else None])
        mine = severity(penalty, scale) if penalty else None
        if (mine is None and penalty) or (penalty is None and (not scale or not scale.maximum)):
            return None
        pool = self._pool(observed, _grade(determination))
        weights = pool.weights(case)
        n, effective = int(np.count_nonzero(weights)), effective_number(weights)
        enough = effective >= minimum
        if not n:
            if mine is None:
                return Standing(0, 0.0, False)
            return Standing(0, 0.0, False, Comparison(float(mine), 0, 0.0, None, None, None, None))
        low, median, high = (pool.place(row, scale) for row in quantile_rows(weights, SHARES))
        fines = (_fine(low, scale), _fine(median, scale), _fine(high, scale))
        if mine is None:
            return Standing(n, effective, enough, fines=fines)
        assert penalty is not None
        first, last = pool.rows_of(_observed_key(penalty) if observed else mine)
        comparison = Comparison(
            float(mine),
            n,
            round(effective, 6),
            float(median),
            float(low),
            float(high),
            round(float(mid_rank(weights, first, last)), 9),
            fines[1],
            fines[0],
            fines[2],
            observed,
        )
        unusual = enough and is_unusual(*tails(weights, first, last), mine - median)
        return Standing(n, effective, enough, comparison, unusual, fines)

    def _pool(self, observed: bool, grade: tuple[object, ...]) -> _Pool:
        pool = self._pools.get((observed, grade))
        if pool is None:
            keyed: list[tuple[Case, Any]] = []
            for case, found in self.entries.get(grade, ()):
                assert case.penalty is not None
                key = _observed_key(case.penalty) if observed else found
                if key is not None:
                    keyed.append((case, key))
            pool = self._pools[observed, grade] = _Pool(keyed, observed, self.declarations)
        return pool


class _Pool:
    """Comparables in ascending order of severity, ties by id."""

    def __init__(
        self, keyed: list[tuple[Case, Any]], observed: bool, declarations: Declarations
    ) -> None:
        ordered = sorted(keyed, key=lambda entry: (entry[1], entry[0].id))
        self.cases = [case for case, _ in ordered]
        self.keys: Sequence[Any] = [key for _, key in ordered]
        self.observed, self.declarations = observed, declarations
        self.facts = FactColumns(self.cases, declarations)
        self.rows = {case.id: row for row, case in enumerate(self.cases)}
        self.copies: dict[object, list[int]] = {}
        for row, case in enumerate(self.cases):
            decision = _decision(case)
            if decision is not None:
                self.copies.setdefault(decision, []).append(row)
        self._kept: dict[object, Weights] = {}

    def place(self, row: int, scale: Range | None) -> Fraction:
        """Return the severity of one comparable."""
        if not self.observed:
            found: Fraction = self.keys[row]
            return found
        penalty = self.cases[row].penalty
        assert penalty is not None
        place = severity(penalty, scale)
        assert place is not None  # the observed scale has an end
        return place

    def rows_of(self, key: _Comparable) -> tuple[int, int]:
        """Return the first row at *key* and the first beyond it."""
        return bisect_left(self.keys, key), bisect_right(self.keys, key)

    def weights(self, case: Case) -> Weights:
        """Return the weight of every row for *case*, 0 for itself and copies of its decision."""
        weights = self._alike(case).copy()
        if case.id in self.rows:
            weights[self.rows[case.id]] = 0
        weights[self.copies.get(_decision(case), [])] = 0
        return weights

    def _alike(self, case: Case) -> Weights:
        values = values_of(case, self.declarations)
        # True, 1 and Decimal(1) are equal and yet different facts: their types are in the key.
        key = frozenset((name, type(value), value) for name, value in values.items())
        found = self._kept.get(key)
        if found is None:
            scores = np.nan_to_num(self.facts.scores(case), nan=UNCOMPARED)
            found = whole_weights(np.maximum(scores, LEAST_WEIGHT))
            if len(self._kept) < _MOST_KEPT:
                self._kept[key] = found
        return found


def _decision(case: Case) -> object:
    """What tells one decision from another beside its number; None if the file says too little.

    A decision taken in twice under different numbers must not stand among its own comparables.
    """
    if not (case.text and case.party.name and case.decided):
        return None
    return (case.text, case.party.name, case.decided, case.penalty)


def _observed_key(penalty: Penalty) -> tuple[int, int]:
    """Order penalties without a statutory range, as any scale over their fines would."""
    if penalty.fine is None:
        return rank(penalty), -1 if penalty.kinds else -2
    return rank(penalty), penalty.fine.fen


def _grade(determination: Determination) -> tuple[object, ...]:
    """What makes two cases of an item comparable beside their facts: the grade, where certain."""
    if not determination.certain:
        return ()
    return (determination.row, determination.grade)


def _fine(place: Fraction, scale: Range | None) -> Money | None:
    if scale is None or scale.maximum is None:
        return None
    return fine_at(place, scale)


_KNOWN: WeakKeyDictionary[Corpus, dict[str, Comparables]] = WeakKeyDictionary()


def comparables_of(corpus: Corpus, book: Book) -> Comparables:
    """Return the comparables of a corpus under *book*, computed once for each pair."""
    by_book = _KNOWN.setdefault(corpus, {})
    found = by_book.get(book.fingerprint)
    if found is None:
        found = by_book[book.fingerprint] = Comparables(
            corpus.cases, book.determine, corpus.declarations
        )
    return found
