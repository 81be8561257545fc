"""Exact search by brute force: every case is scored. The oracle for any faster index.

Definition of the score of two cases, all of it over the whole corpus of N cases:

* terms: :func:`discretion.similarity.text.case_terms`;
* weight of a term in a case: (1 + ln tf) · ln(N / df), tf its count in the text and df the number
  of cases that have it. It is scikit-learn's sublinear TF-IDF without the "+ 1" on the idf: what
  stands in every case weighs nothing. Terms that the corpus does not have are ignored;
* text score: the cosine of the two weight vectors. A case none of whose terms has a weight has no
  text score;
* fact score: :func:`discretion.similarity.facts.compare_facts`;
* score: w · text + (1 - w) · facts, w = 0.5 unless said; where only one of the two exists, it is
  the score; where neither does, 0. All scores are rounded to 9 decimals, and ties are ranked by
  case id. A ``Match`` has 0.0 for a part that does not exist: no fact then has an agreement, or
  no shared term is listed, and the score equals the other part.
"""

from __future__ import annotations

from collections import Counter
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
from discretion.similarity.text import case_terms

if TYPE_CHECKING:
    from discretion.rulebook.schema import FactDeclaration

DEFAULT_WEIGHT = 0.5
"""The text's share of the score: text and facts count alike until a benchmark says better."""

DECIMALS = 9
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
    ) -> None:
        if not 0 <= weight <= 1:
            raise ValueError(f"文本权重须在 0 与 1 之间，现为 {weight}")
        self.cases = cases
        self.declarations = declarations
        self.weight = weight

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
        weights = self._text.weights(case)
        text = self._text.scores(weights)
        facts = np.round(self._facts.scores(case), DECIMALS)
        scores = np.round(self._combine(text, facts), DECIMALS)
        candidates = np.asarray(rows)
        candidates = candidates[scores[candidates] >= filters.minimum]
        order = np.argsort(-scores[candidates], kind="stable")[:k]
        return [
            self._match(case, int(row), (scores[row], text[row], facts[row]), weights)
            for row in candidates[order]
        ]

    def _combine(self, text: Floats, facts: Floats) -> Floats:
        both = self.weight * text + (1 - self.weight) * facts
        either = np.where(np.isnan(text), facts, text)
        return np.nan_to_num(np.where(np.isnan(both), either, both))

    def _match(
        self,
        case: Case,
        row: int,
        parts: tuple[np.float64, np.float64, np.float64],
        weights: Mapping[str, float],
    ) -> Match:
        found = self.cases[row]
        score, text_score, fact_score = (float(np.nan_to_num(part)) for part in parts)
        _, comparisons = compare_facts(case, found, self.declarations)
        return Match(
            case_id=found.id,
            score=score,
            text_score=text_score,
            fact_score=fact_score,
            item=found.items[0] if found.items else None,
            party=found.party.kind.value,
            decided=found.decided,
            fine=found.penalty.fine if found.penalty else None,
            text=found.text,
            shared_terms=self._text.shared(weights, row),
            facts=comparisons,
        )

    @cached_property
    def _text(self) -> _TextMatrix:
        return _TextMatrix(self.cases)

    @cached_property
    def _facts(self) -> FactColumns:
        return FactColumns(self.cases, self.declarations)


class _TextMatrix:
    """Unit-length weight vectors of all texts, one sparse row a case."""

    def __init__(self, cases: Sequence[Case]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
        from sklearn.preprocessing import normalize

        self.size = len(cases)
        counter = CountVectorizer(analyzer=case_terms, dtype=np.float64)
        self.vocabulary: dict[str, int] = {}
        self.idf: Floats = np.zeros(0)
        self.rows: Any = None
        try:
            counts = counter.fit_transform(cases)
        except ValueError:  # no case has a term
            return
        self.vocabulary = counter.vocabulary_
        self.names = counter.get_feature_names_out()
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        self.idf = np.log(counts.shape[0] / frequency)
        sublinear = TfidfTransformer(norm=None, use_idf=False, sublinear_tf=True)
        weighted = sublinear.fit_transform(counts)
        weighted.data *= self.idf[weighted.indices]
        weighted.eliminate_zeros()
        self.rows = normalize(weighted, norm="l2", copy=False)
        self.empty = np.diff(self.rows.indptr) == 0

    def weights(self, case: Case) -> dict[str, float]:
        """Return the unit-length weight vector of any case; empty if no term has a weight."""
        raw = {}
        for term, tf in sorted(Counter(case_terms(case)).items()):
            column = self.vocabulary.get(term)
            if column is not None and self.idf[column] > 0:
                raw[term] = float((1 + np.log(tf)) * self.idf[column])
        length = float(np.sqrt(np.sum(np.square(list(raw.values())))))
        return {term: weight / length for term, weight in raw.items()}

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Return the cosine with every case, 9 decimals, NaN where either side has no terms."""
        if self.rows is None or not weights:
            return np.full(self.size, np.nan)
        query = np.zeros(self.rows.shape[1])
        for term, weight in weights.items():
            query[self.vocabulary[term]] = weight
        scores: Floats = np.where(self.empty, np.nan, np.minimum(self.rows @ query, 1.0))
        return scores.round(DECIMALS)

    def shared(self, weights: Mapping[str, float], row: int) -> tuple[SharedTerm, ...]:
        """Return the terms that carry most of the cosine with one case, strongest first."""
        if not weights:
            return ()
        begin, end = self.rows.indptr[row : row + 2]
        theirs = zip(self.rows.indices[begin:end], self.rows.data[begin:end], strict=True)
        parts = []
        for column, weight in theirs:
            term = str(self.names[column])
            if term in weights:
                parts.append(SharedTerm(term, round(float(weight) * weights[term], DECIMALS)))
        parts.sort(key=lambda s: (-s.weight, s.term))
        return tuple(parts[:SHARED_TERMS])
