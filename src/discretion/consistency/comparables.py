"""A penalty among the comparable cases of a corpus: same item, kind of party and law.

What is expected of it, the interval in which most like cases lie, and a calibrated p-value: see
:mod:`discretion.consistency.calibration`. One case and a whole ledger are placed by the same
numbers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from discretion.consistency.alone import Alone, observe_alone
from discretion.consistency.calibration import LEVELS, Calibration
from discretion.consistency.contrast import contrast
from discretion.consistency.limits import ALARM, MATERIAL
from discretion.consistency.observations import FactColumn, Observations
from discretion.consistency.observing import COMPARED, NO_RANGE, RANK_STEP, observe
from discretion.consistency.placement import Placement
from discretion.consistency.placing import Place, place_alone, stability_of
from discretion.consistency.severity import fine_at, rank, severity
from discretion.corpus import Corpus
from discretion.corpus.columns import table
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.model.money import Money
from discretion.model.penalty import Penalty
from discretion.model.review import Comparison, Contrast, Stability


@dataclass(frozen=True, slots=True)
class Standing:
    """A case among its comparables: how many, whether they say anything, and what.

    It is ``unusual`` where at most ALARM of truly alike cases are as far off, and materially so.
    """

    n: int
    enough: bool
    comparison: Comparison
    unusual: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Cases placed among the comparables, in their order."""

    laws: tuple[str, ...]
    """What stands for the law of each case's group; empty where it is comparable with nothing."""
    placement: Placement

    def compared(self, row: int, determination: Determination) -> bool:
        """Whether there are comparables of one case."""
        known = self.laws[row] and determination.outcome in COMPARED
        return bool(known and self.placement.n[row])

    def standing(self, row: int, case: Case, determination: Determination) -> Standing | None:
        """Return where one case stands; None where there are no comparables."""
        if not self.compared(row, determination):
            return None
        place = Place.at(row, self.placement)
        return _standing(case.penalty, determination, self.laws[row], place)


class Comparables:
    """Past cases calibrated under a rulebook."""

    def __init__(self, book: Book, calibration: Calibration) -> None:
        self.book = book
        self.declared = book.every_fact()
        self.observations = calibration.observations
        self.calibration = calibration

    def without(self, ids: Collection[str]) -> Comparables:
        """Return the comparables as if the past cases *ids* were not among them."""
        if not ids:
            return self
        rows = sorted(row for row in map(self.calibration.row_of, ids) if row >= 0)
        if not rows:
            return self
        fewer = copy(self)
        fewer.calibration = self.calibration.without(np.array(rows))
        return fewer

    def place(self, cases: Sequence[Case]) -> Placed:
        """Place cases, none of which counts among its own comparables."""
        mine = self._observed(cases)
        keys = [mine.groups[g] if g >= 0 else None for g in mine.group]
        laws = tuple(key.law if key else "" for key in keys)
        return Placed(laws, self.calibration.place(mine))

    def compare(self, case: Case, determination: Determination) -> Standing | None:
        """Place one case, see :meth:`place`; None where there are no comparables.

        Added is what a reviewer asks: does the difference hang on few cases, and which facts would
        justify it?
        """
        facts_of = self.calibration.facts_of
        mine = observe_alone(case, determination, self.book, facts_of, self.declared)
        if mine is None:
            return None
        place = place_alone(mine, self.calibration)
        if not place.n:
            return None
        found = _standing(case.penalty, determination, mine.key.law, place)
        if not found.enough:
            return found
        c = found.comparison
        if found.unusual:
            c = replace(c, stability=self._stability(mine))
        known = c.severity is not None and c.expected is not None
        if known and abs((c.severity or 0.0) - (c.expected or 0.0)) >= MATERIAL:
            c = replace(c, contrast=self._contrast(mine, c.severity or 0.0))
        return replace(found, comparison=c)

    def _stability(self, mine: Alone) -> tuple[Stability, ...]:
        """Return the p-value without the closest comparable, and with the nearer half alone."""
        return tuple(
            Stability(name, None if math.isnan(p) else p)
            for name, p in stability_of(mine, self.calibration)
        )

    def _contrast(self, mine: Alone, severity: float) -> Contrast:
        """Return which facts would justify a penalty of *severity*."""
        others = self.calibration.others(mine.key, mine.id)
        known = {name: self.observations.facts[name] for name in mine.facts}
        some = replace(self.observations, facts=known).take(others)
        return contrast(mine.facts, severity, some, self.declared)

    def _observed(self, cases: Sequence[Case]) -> Observations:
        """Return cases as observations, with a column for whatever the corpus has one."""
        found, _ = observe(table(cases, self.declared), self.book)
        facts = dict(found.facts)
        for name in self.observations.facts.keys() - facts.keys():
            declared = self.declared.get(name)
            # A circumstance that is not listed was not found; any other fact is not known.
            finding = declared is None or declared.circumstance
            facts[name] = FactColumn(np.full(len(cases), 0.0 if finding else np.nan))
        return replace(found, facts=facts)


def _standing(
    penalty: Penalty | None,
    determination: Determination,
    law: str,
    place: Place,
) -> Standing:
    """Return what the place of a penalty says of it."""
    expected = place.expected
    enough = place.circle >= 0 and not math.isnan(expected)
    observed = law == NO_RANGE
    places = [expected, place.low, place.high]
    scale = determination.statutory
    fines = [_fine(each, scale, observed) for each in places]
    mine = _severity(penalty, scale, observed)
    p = None if mine is None or math.isnan(place.p) else place.p
    comparison = Comparison(
        severity=mine,
        n=place.n,
        effective_n=place.effective,
        expected=_finite(places[0]),
        low=_finite(places[1]),
        high=_finite(places[2]),
        p=p,
        calibrators=place.calibrators,
        circle=LEVELS[place.circle] if enough else None,
        fine_expected=fines[0],
        fine_low=fines[1],
        fine_high=fines[2],
        observed=observed,
    )
    unusual = p is not None and p <= ALARM and abs((mine or 0.0) - expected) >= MATERIAL
    return Standing(place.n, enough, comparison, unusual)


def _severity(penalty: Penalty | None, scale: Range | None, observed: bool) -> float | None:
    if penalty is None:
        return None
    if not observed:
        found = severity(penalty, scale)
        return None if found is None else float(found)
    if penalty.fine is None:
        return (-1.0 if penalty.kinds else -2.0) + RANK_STEP * rank(penalty)
    return math.log10(penalty.fine.fen / 100) + RANK_STEP * rank(penalty)


def _fine(place: float, scale: Range | None, observed: bool) -> Money | None:
    """Return the fine that a severity means; None where it means no amount."""
    if not math.isfinite(place):
        return None
    if observed:
        inside = place - RANK_STEP * max(0, math.floor((place + 2) / RANK_STEP))
        return Money(0) if inside <= -1 else Money(round(10**inside) * 100)
    if not _held(scale):
        return None
    assert scale is not None
    return fine_at(place, scale)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _held(scale: Range | None) -> bool:
    return scale is not None and scale.maximum is not None


_KNOWN: WeakKeyDictionary[Corpus, dict[str, Comparables]] = WeakKeyDictionary()


def comparables_of(corpus: Corpus, book: Book) -> Comparables:
    """Return the comparables of a corpus under *book*, computed once for each pair."""
    by_book = _KNOWN.setdefault(corpus, {})
    found = by_book.get(book.fingerprint)
    if found is None:
        seen, _ = observe(corpus.table(), book)
        found = by_book[book.fingerprint] = Comparables(book, Calibration(seen))
    return found


def remember(corpus: Corpus, book: Book, calibration: Calibration) -> None:
    """Keep the comparables of a corpus under *book*, which somebody has computed, for later."""
    known = _KNOWN.setdefault(corpus, {})
    known.setdefault(book.fingerprint, Comparables(book, calibration))
