"""The index of one version of a corpus: opened in an instant, searched exactly, by any thread."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case, FactValue
from discretion.rulebook.schema import FactDeclaration
from discretion.similarity.brute import DEFAULT_WEIGHT, Filters
from discretion.similarity.facts import values_of
from discretion.similarity.index.layout import Maps, read_segment
from discretion.similarity.index.opened import Hit, OpenSegment
from discretion.similarity.index.statistics import read_statistics
from discretion.similarity.index.tables import Candidates, Query
from discretion.similarity.items import ITEM_SHARE
from discretion.similarity.terms import DEFAULT_SCHEME, Scheme, TermCounts, count_terms
from discretion.similarity.weighting import DEFAULT_WEIGHTING, Weighting

Array = NDArray[Any]

_NO_TITLES: Mapping[str, str] = MappingProxyType({})


def _best_first(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.case_id


class Index:
    """The searchable documents of one version. Thread-safe; nothing is read before it is needed.

    *segments* are files by name with the living documents (``None``: all), *statistics* the files
    that ``write_statistics`` wrote for just these segments.
    """

    def __init__(
        self,
        segments: Sequence[tuple[Maps, NDArray[np.bool_] | None]],
        statistics: Maps,
        declarations: Mapping[str, FactDeclaration],
        *,
        weight: float = DEFAULT_WEIGHT,
        scheme: Scheme = DEFAULT_SCHEME,
        weighting: Weighting = DEFAULT_WEIGHTING,
        titles: Mapping[str, str] = _NO_TITLES,
        elsewhere: tuple[Array, Array] | None = None,
    ) -> None:
        """Open an index.

        *elsewhere* are term keys, ascending, and their rarities that other segments of the version
        know: what a query weighs then does not depend on which segments are here.

        Raises:
            ValueError: *weight* is not in [0, 1]; the files are not those of an index, not of
                this *scheme* or do not belong together.
        """
        if not 0 <= weight <= 1:
            raise ValueError(f"文本权重须在 0 与 1 之间，现为 {weight}")
        self.weight = weight
        self.scheme = scheme
        self.weighting = weighting
        self.titles = titles
        self._elsewhere = elsewhere
        self.declarations = declarations
        read = [read_segment(maps) for maps, _ in segments]
        for segment in read:
            if segment.header["scheme"] != scheme.fingerprint:
                raise ValueError("索引是按另一种词项方案建立的；请用当前版本重新导入")
        self.documents, numbers = read_statistics(statistics, read, weighting)
        self.segments = tuple(
            OpenSegment(segment, alive, rarities, scales, declarations, weighting)
            for segment, (_, alive), (rarities, scales) in zip(read, segments, numbers, strict=True)
        )

    def search(
        self, case: Case, k: int, filters: Filters, counts: TermCounts | None = None
    ) -> list[Hit]:
        """Return the *k* most similar candidates, best first, ties by case id.

        Fewer come back only if fewer exist. The case itself (same id) is never found. *counts* are
        the terms of the case, where the caller has them already.

        Raises:
            ValueError: *k* is negative.
        """
        if k < 0:
            raise ValueError(f"k 须为非负整数，现为 {k}")
        k = min(k, self.documents)
        if not k:
            return []
        counts = count_terms([case], self.scheme, self.titles) if counts is None else counts
        asked = Asked(case, self.text_query(counts), values_of(case, self.declarations))
        hits: list[Hit] = []
        floor = filters.minimum
        for number, segment in enumerate(self.segments):
            prepared = self.prepared(number, asked, k, filters, floor)
            if prepared is None:
                continue
            found = segment.nearest(number, *prepared)
            hits = sorted(hits + found, key=_best_first)[:k] if hits else found
            if len(hits) == k:
                floor = max(floor, hits[-1].score)
        return hits

    def prepared(
        self, number: int, asked: Asked, k: int, filters: Filters, floor: float
    ) -> tuple[Query, Candidates] | None:
        """Return what the compiled search of one segment takes; None if no document is admitted."""
        segment, case, text = self.segments[number], asked.case, asked.text
        candidates = segment.candidates(filters)
        if candidates is None:
            return None
        places, findings = segment.facts.query(asked.facts)
        query = Query(
            text.places[number],
            text.factors,
            text.weights,
            places,
            findings,
            segment.item_scores(case.items),
            ITEM_SHARE,
            self.weight,
            text.exists,
            segment.rows_of({case.id, *filters.exclude}),
            k,
            float(floor),
        )
        return query, candidates

    def rarities(self, keys: Array) -> Array:
        """Return the rarity of each term key, 0 for one that no segment here has."""
        return self._places(keys)[1]

    def search_many(
        self, cases: Sequence[Case], k: int, filters: Filters, threads: int | None = None
    ) -> list[list[Hit]]:
        """Return :meth:`search` of each case, on all cores unless *threads* says how many."""
        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            return list(pool.map(lambda case: self.search(case, k, filters), cases))

    def text_query(self, counts: TermCounts) -> TextQuery:
        """Return the weights of the terms of one document in this corpus."""
        from discretion.similarity.index.lookup import find_terms, unit_length

        places, rarities = self._places(counts.keys)
        if self._elsewhere is not None:
            find_terms(*self._elsewhere, counts.keys, np.empty(len(rarities), np.int64), rarities)
        weights = self.weighting.saturation(counts.counts) * rarities
        exists = unit_length(weights)
        return TextQuery(places, weights, weights * rarities, exists)

    def _places(self, keys: Array) -> tuple[list[Array], Array]:
        """Return the places of some term keys in each segment, and their rarities, 0 if nowhere."""
        from discretion.similarity.index.lookup import find_terms

        places = [np.empty(len(keys), np.int64) for _ in self.segments]
        rarities = np.zeros(len(keys))
        for segment, place in zip(self.segments, places, strict=True):
            find_terms(segment.segment.keys, segment.rarities, keys, place, rarities)
        return places, rarities


@dataclass(frozen=True, slots=True)
class TextQuery:
    """The terms of a query: their places in each segment (-1: not there) and their weights."""

    places: list[Array]
    weights: Array
    factors: Array
    exists: bool


class Asked(NamedTuple):
    """A case that is asked about, the weights of its terms, and its known facts by name."""

    case: Case
    text: TextQuery
    facts: Mapping[str, FactValue]
