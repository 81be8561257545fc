"""Exact search by brute force: every case is scored. The oracle for any faster index.

Definition of the score of a case and a past one, all of it over the whole corpus of N cases:

* text score: the cosine of their term weights. Terms are those of
  :func:`discretion.similarity.terms.count_terms`, weighted by
  :mod:`discretion.similarity.weighting`: what stands in most cases weighs nothing. Terms that the
  corpus does not have are ignored. A case none of whose terms has a weight has no text score;
* fact score: :func:`discretion.similarity.facts.compare_facts`;
* item score: :func:`discretion.similarity.items.item_share`;
* score: b = w · text + (1 - w) · facts, w = 0.5 unless said; where only one of the two exists, b is
  that one; where neither does, 0. Where both cases have items, the score is
  (1 - v) · b + v · items, v = ``ITEM_SHARE``, otherwise b. All scores are rounded to 9 decimals,
  and ties are ranked by case id. A ``Match`` has 0.0 for a part that does not exist: no fact then
  has an agreement, or no shared term is listed.

A corpus of texts only, or of facts only, works alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case, PartyKind
from discretion.model.review import Match, SharedTerm
from discretion.similarity.facts import FactColumns, compare_facts
from discretion.similarity.items import ITEM_SHARE, ItemColumns
from discretion.similarity.terms import DEFAULT_SCHEME, Scheme, count_terms, term_names
from discretion.similarity.weighting import DECIMALS, DEFAULT_WEIGHTING, Weighting, scale

if TYPE_CHECKING:
    from discretion.rulebook.schema import FactDeclaration

DEFAULT_WEIGHT = 0.5
"""The text's share of text and facts together: they count alike."""

SHARED_TERMS = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which past cases are candidates at all; they are applied before ranking.

    ``decided`` is an inclusive range of days, either end open by None; a case without a decision
    date is then no candidate. ``minimum`` is the least score, 0 to 1.
    """

    item: str | None = None
    party: PartyKind | None = None
    district: str | None = None
    decided: tuple[date | None, date | None] | None = None
    exclude: frozenset[str] = frozenset()
    minimum: float = 0.0

    def __post_init__(self) -> None:
        first, last = self.decided or (None, None)
        if first and last and last < first:
            raise ValueError(f"决定日期的范围首尾颠倒：{first} 晚于 {last}")

    def admit(self, case: Case) -> bool:
        """Whether *case* is a candidate (``minimum`` aside)."""
        if self.item is not None and self.item not in case.items:
            return False
        if self.party is not None and case.party.kind is not self.party:
            return False
        if self.district is not None and (
            case.place is None or case.place.district != self.district
        ):
            return False
        if self.decided is not None:
            first, last = self.decided
            if case.decided is None or (first and case.decided < first):
                return False
            if last and case.decided > last:
                return False
        return case.id not in self.exclude


class BruteForce:
    """Exact nearest cases. *cases* are sorted by id; the text matrix is built at first use.

    Thread-safe once built; building twice at once is harmless.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        declarations: Mapping[str, FactDeclaration],
        weight: float = DEFAULT_WEIGHT,
        *,
        scheme: Scheme = DEFAULT_SCHEME,
        weighting: Weighting = DEFAULT_WEIGHTING,
    ) -> None:
        if not 0 <= weight <= 1:
            raise ValueError(f"文本权重须在 0 与 1 之间，现为 {weight}")
        self.cases = cases
        self.declarations = declarations
        self.weight = weight
        self.scheme = scheme
        self.weighting = weighting

    def search(self, case: Case, k: int, filters: Filters) -> list[Match]:
        """Return the *k* most similar candidates, best first; fewer only if fewer exist.

        The case itself (same id) is never its own match.

        Raises:
            ValueError: *k* is negative.
        """
        if k < 0:
            raise ValueError(f"k 须为非负整数，现为 {k}")
        rows = [row for row, c in enumerate(self.cases) if c.id != case.id and filters.admit(c)]
        if not rows or not k:
            return []
        parts = self.parts(case)
        scores = combine(parts, self.weight)
        candidates = np.asarray(rows)
        candidates = candidates[scores[candidates] >= filters.minimum]
        order = np.argsort(-scores[candidates], kind="stable")[:k]
        asked = Asked(case, self._text.weights(case), term_names(case, self.scheme))
        return [
            self._match(asked, int(row), float(scores[row]), parts) for row in candidates[order]
        ]

    def parts(self, case: Case) -> Parts:
        """Return the text, fact and item scores of every case, NaN where one does not exist."""
        text = self._text.scores(self._text.weights(case))
        facts = self._facts.scores(case).round(DECIMALS)
        return Parts(text, facts, self._items.scores(case.items).round(DECIMALS))

    def _match(self, asked: Asked, row: int, score: float, parts: Parts) -> Match:
        found = self.cases[row]
        text, facts, items = (
            float(np.nan_to_num(part[row])) for part in (parts.text, parts.facts, parts.items)
        )
        _, comparisons = compare_facts(asked.case, found, self.declarations)
        return Match(
            case_id=found.id,
            score=score,
            text_score=text,
            fact_score=facts,
            item=found.items[0] if found.items else None,
            party=found.party.kind.value,
            decided=found.decided,
            fine=found.penalty.fine if found.penalty else None,
            text=found.text,
            shared_terms=strongest(self._text.shared(asked, row)),
            facts=comparisons,
            item_score=items,
        )

    @cached_property
    def _text(self) -> _TextMatrix:
        return _TextMatrix(self.cases, self.scheme, self.weighting)

    @cached_property
    def _facts(self) -> FactColumns:
        return FactColumns(self.cases, self.declarations)

    @cached_property
    def _items(self) -> ItemColumns:
        return ItemColumns([case.items for case in self.cases])


@dataclass(frozen=True, slots=True)
class Asked:
    """The case asked about: its unit-length term weights by key, and the words of the keys."""

    case: Case
    weights: Mapping[int, float]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the scores of many cases, NaN where a part does not exist."""

    text: Floats
    facts: Floats
    items: Floats


def combine(parts: Parts, weight: float) -> Floats:
    """Return the scores, 9 decimals; *weight* is the text's share of text and facts together."""
    both = weight * parts.text + (1 - weight) * parts.facts
    either = np.where(np.isnan(parts.text), parts.facts, parts.text)
    base = np.nan_to_num(np.where(np.isnan(both), either, both))
    with_items = (1 - ITEM_SHARE) * base + ITEM_SHARE * parts.items
    scores: Floats = np.where(np.isnan(parts.items), base, with_items)
    return scores.round(DECIMALS)


def strongest(shared: Mapping[str, float]) -> tuple[SharedTerm, ...]:
    """Return the terms that carry most of a cosine, strongest first; *shared* is each one's part.

    A single character is left out where a longer shared term has it: 倾倒 says it all.
    """
    longer = {char for term in shared if len(term) > 1 for char in term}
    told = [(-round(part, DECIMALS), term) for term, part in shared.items() if term not in longer]
    return tuple(SharedTerm(term, -part) for part, term in sorted(told)[:SHARED_TERMS])


class _TextMatrix:
    """Unit-length weight vectors of all texts, one sparse row a case, columns by term key."""

    def __init__(self, cases: Sequence[Case], scheme: Scheme, weighting: Weighting) -> None:
        from scipy.sparse import csr_array

        self.scheme, self.weighting = scheme, weighting
        counted = count_terms(cases, scheme)
        self.keys, columns, frequency = np.unique(
            counted.keys, return_inverse=True, return_counts=True
        )
        self.rarity = weighting.rarity(len(cases), frequency)
        weights = weighting.saturation(counted.counts) * self.rarity[columns]
        shape = (len(cases), len(self.keys))
        rows = csr_array((weights, columns, counted.indptr), shape=shape)
        rows.eliminate_zeros()
        lengths = scale((rows * rows).sum(axis=1))
        rows.data *= np.repeat(lengths, np.diff(rows.indptr))
        self.rows: Any = rows
        self.empty = lengths == 0

    def weights(self, case: Case) -> dict[int, float]:
        """Return the unit-length weights of any case by term key; empty if no term has one."""
        counted = count_terms([case], self.scheme)
        known = np.isin(counted.keys, self.keys)
        columns = np.searchsorted(self.keys, counted.keys[known])
        raw = self.weighting.saturation(counted.counts[known]) * self.rarity[columns]
        unit = raw * scale(np.sum(raw * raw))
        return {int(self.keys[c]): float(w) for c, w in zip(columns, unit, strict=True) if w > 0}

    def scores(self, weights: Mapping[int, float]) -> Floats:
        """Return the cosine with every case, 9 decimals, NaN where either side has no weight."""
        if not weights:
            return np.full(len(self.empty), np.nan)
        query = np.zeros(len(self.keys))
        query[np.searchsorted(self.keys, np.array(list(weights), np.uint64))] = list(
            weights.values()
        )
        scores: Floats = np.where(self.empty, np.nan, np.minimum(self.rows @ query, 1.0))
        return scores.round(DECIMALS)

    def shared(self, asked: Asked, row: int) -> dict[str, float]:
        """Return each term that one case shares, in words, and its part of the cosine."""
        begin, end = self.rows.indptr[row : row + 2]
        keys = self.keys[self.rows.indices[begin:end]].tolist()
        theirs = zip(keys, self.rows.data[begin:end].tolist(), strict=True)
        mine = asked.weights
        return {asked.names[key]: mine[key] * weight for key, weight in theirs if key in mine}
