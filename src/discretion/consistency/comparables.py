"""Comparable past cases: same item, kind of party and grade, weighted by how alike the facts are.

The grade counts only where the facts settle it: a repeat offender is no comparable of a first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from discretion.consistency.robust import (
    Weighted,
    effective_number,
    mid_rank,
    quantiles,
    tails,
)
from discretion.consistency.severity import fine_at, severity
from discretion.corpus import Corpus
from discretion.engine.amounts import hull
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.model.money import Money
from discretion.model.review import Comparison
from discretion.rulebook.schema import FactDeclaration
from discretion.similarity.facts import FactColumns

ENOUGH = 20.0
"""Effective number of comparables below which statistics say nothing: with fewer, even the most
extreme of them would come about by chance in more than 5 % of cases that are truly alike."""
LEAST_WEIGHT = 0.05
"""The weight of a comparable whose facts agree in nothing."""
UNCOMPARED = 0.5
"""The weight of a comparable with no fact in common to compare."""
TAIL = 0.025
"""The share of comparables at or beyond a penalty below which it is out of the ordinary."""
MATERIAL = Fraction(3, 20)
"""Distance from the median, on the severity scale, below which a difference is of no account."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a penalty stands among its comparables; ``enough`` of them to say so."""

    comparison: Comparison
    enough: bool
    unusual: bool


class Comparables:
    """The decided cases of a corpus by item and party kind, with the severity of each penalty."""

    def __init__(
        self, cases: Iterable[Case], book: Book, declarations: Mapping[str, FactDeclaration]
    ) -> None:
        self.book, self.declarations = book, declarations
        self._cases: dict[tuple[str, str], list[Case]] = {}
        for case in cases:
            if case.penalty is not None and case.items:
                key = (case.items[0], case.party.kind.value)
                self._cases.setdefault(key, []).append(case)
        self._groups: dict[tuple[str, str], _Group] = {}

    def compare(self, case: Case, determination: Determination) -> Standing | None:
        """Compare the penalty of *case*, which never counts among its own comparables."""
        item = determination.item
        if item is None or case.penalty is None or not case.penalty.kinds:
            return None
        key = (item, case.party.kind.value)
        if key not in self._cases:
            return None
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(self._cases[key], self.book, self.declarations)
        return group.compare(case, determination)


class _Group:
    def __init__(
        self, cases: list[Case], book: Book, declarations: Mapping[str, FactDeclaration]
    ) -> None:
        kept = []
        self.severities: list[Fraction | None] = []
        self.grades: list[tuple[object, ...]] = []
        for case in sorted(cases, key=lambda c: c.id):
            assert case.penalty is not None  # cases without one are no comparables
            determination = book.determine(case)
            found = severity(case.penalty, determination.statutory)
            if found is not None or case.penalty.fine is not None:
                kept.append(case)
                self.severities.append(found)
                self.grades.append(_grade(determination))
        fines = [c.penalty.fine for c in kept if c.penalty and c.penalty.fine is not None]
        self.observed = Range(min(fines), max(fines)) if fines else None
        self.rows = {case.id: row for row, case in enumerate(kept)}
        self.cases, self.declarations = kept, declarations

    @cached_property
    def facts(self) -> FactColumns:
        return FactColumns(self.cases, self.declarations)

    def compare(self, case: Case, determination: Determination) -> Standing | None:
        assert case.penalty is not None
        scale, severities = determination.statutory, self.severities
        observed = scale is None and case.penalty.fine is not None
        if observed:
            # Without a statutory range the fines themselves are the only scale there is.
            assert case.penalty.fine is not None
            scale = hull([self.observed, Range(case.penalty.fine, case.penalty.fine)])
            severities = [severity(c.penalty, scale) for c in self.cases if c.penalty]
        mine = severity(case.penalty, scale)
        if mine is None:
            return None
        own, grade = self.rows.get(case.id), _grade(determination)
        scores = np.nan_to_num(self.facts.scores(case), nan=UNCOMPARED)
        weights = np.maximum(scores, LEAST_WEIGHT).tolist()
        values: Weighted = [
            (found, weights[row])
            for row, found in enumerate(severities)
            if found is not None and row != own and self.grades[row] == grade
        ]
        if not values:
            empty = Comparison(float(mine), 0, 0.0, None, None, None, None)
            return Standing(empty, False, False)
        effective = effective_number([w for _, w in values])
        low, median, high = quantiles(values, (0.1, 0.5, 0.9))
        enough = effective >= ENOUGH
        ordinary = min(tails(values, mine)) > TAIL or abs(mine - median) < MATERIAL
        comparison = Comparison(
            float(mine),
            len(values),
            round(effective, 6),
            float(median),
            float(low),
            float(high),
            round(mid_rank(values, mine), 9),
            _fine(median, scale),
            _fine(low, scale),
            _fine(high, scale),
            observed,
        )
        return Standing(comparison, enough, enough and not ordinary)


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
        found = by_book[book.fingerprint] = Comparables(corpus.cases, book, corpus.declarations)
    return found
