"""The index of one version of a corpus: opened in an instant, searched exactly, by any thread."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import repeat
from math import isnan
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.rulebook.schema import FactDeclaration
from discretion.similarity.brute import DEFAULT_WEIGHT, Filters
from discretion.similarity.index.agreements import EncodedFacts
from discretion.similarity.index.columns import day_number
from discretion.similarity.index.layout import Maps, Segment, read_segment
from discretion.similarity.index.statistics import read_statistics
from discretion.similarity.index.tables import (
    Candidates,
    FactTable,
    ItemTable,
    Postings,
    Query,
    postings_of,
)
from discretion.similarity.items import ITEM_SHARE, item_share
from discretion.similarity.terms import DEFAULT_SCHEME, Scheme, TermCounts, count_terms
from discretion.similarity.weighting import DEFAULT_WEIGHTING, Weighting

Array = NDArray[Any]

_NO_TITLES: Mapping[str, str] = MappingProxyType({})
_best_first = itemgetter(0, 1)
REMEMBERED = 1000
"""Items of queries whose scores are kept."""


class Hit(NamedTuple):
    """A document that was found; a part of the score that does not exist is None."""

    segment: int
    row: int
    case_id: str
    score: float
    text_score: float | None
    fact_score: float | None
    item_score: float | None


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
        from discretion.similarity.index.kernel import search

        counts = count_terms([case], self.scheme, self.titles) if counts is None else counts
        text = self.text_query(counts)
        found: list[tuple[float, str, int, int, float, float, float]] = []
        floor = filters.minimum
        for number in range(len(self.segments)):
            prepared = self.prepared(number, case, text, k, filters, floor)
            if prepared is None:
                continue
            size, rows, scores = search(*prepared)
            rows, (score, *parts) = rows[:size], scores[:size].T
            ids = self.segments[number].segment.case_ids(rows)
            parts = [part.tolist() for part in parts]
            found += zip(
                (-score).tolist(), ids, repeat(number), rows.tolist(), *parts, strict=False
            )
            found.sort(key=_best_first)
            del found[k:]
            if len(found) == k:
                floor = max(floor, -found[-1][0])
        return [
            Hit(
                segment,
                row,
                case_id,
                -score,
                None if isnan(of_text) else of_text,
                None if isnan(of_facts) else of_facts,
                None if isnan(of_items) else of_items,
            )
            for score, case_id, segment, row, of_text, of_facts, of_items in found
        ]

    def prepared(
        self, number: int, case: Case, text: TextQuery, k: int, filters: Filters, floor: float
    ) -> tuple[Postings, FactTable, ItemTable, Query, Candidates] | None:
        """Return what the compiled search of one segment takes; None if no document is admitted."""
        segment = self.segments[number]
        candidates = segment.candidates(filters, filters.exclude | {case.id})
        if candidates is None:
            return None
        places, findings = segment.facts.query(case)
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
            k,
            float(floor),
        )
        return segment.postings, segment.facts.table, segment.items, query, candidates

    def rarities(self, keys: Array) -> Array:
        """Return the rarity of each term key, 0 for one that no segment here has."""
        from discretion.similarity.index.lookup import find_terms

        found = np.zeros(len(keys))
        for segment in self.segments:
            find_terms(
                segment.segment.keys, segment.rarities, keys, np.empty(len(keys), np.int64), found
            )
        return found

    def search_many(
        self, cases: Sequence[Case], k: int, filters: Filters, threads: int | None = None
    ) -> list[list[Hit]]:
        """Return :meth:`search` of each case, on all cores unless *threads* says how many."""
        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            return list(pool.map(lambda case: self.search(case, k, filters), cases))

    def text_query(self, counts: TermCounts) -> TextQuery:
        """Return the weights of the terms of one document in this corpus."""
        from discretion.similarity.index.lookup import find_terms, unit_length

        places = [np.empty(len(counts.keys), np.int64) for _ in self.segments]
        rarities = np.zeros(len(counts.keys))
        if self._elsewhere is not None:
            find_terms(
                *self._elsewhere, counts.keys, np.empty_like(counts.keys, np.int64), rarities
            )
        for segment, place in zip(self.segments, places, strict=True):
            find_terms(segment.segment.keys, segment.rarities, counts.keys, place, rarities)
        weights = self.weighting.saturation(counts.counts) * rarities
        exists = unit_length(weights)
        return TextQuery(places, weights, weights * rarities, exists)


@dataclass(frozen=True, slots=True)
class TextQuery:
    """The terms of a query: their places in each segment (-1: not there) and their weights."""

    places: list[Array]
    weights: Array
    factors: Array
    exists: bool


class OpenSegment:
    """A segment of an opened index with what belongs to the version; tables are made when used."""

    def __init__(
        self,
        segment: Segment,
        alive: NDArray[np.bool_] | None,
        rarities: Array,
        scales: Array,
        declarations: Mapping[str, FactDeclaration],
        weighting: Weighting,
    ) -> None:
        self.segment = segment
        self.rarities = rarities
        self.scales = scales
        self.alive = np.zeros(0, np.bool_) if alive is None else np.asarray(alive, np.bool_)
        self._declarations = declarations
        self._weighting = weighting
        self.item_place = {code: place for place, code in enumerate(segment.header["items"])}
        self._item_ranges: dict[int, Array] = {}
        self._item_scores: dict[tuple[str, ...], Array] = {}

    @cached_property
    def facts(self) -> EncodedFacts:
        """The facts, encoded under the index's declarations."""
        return EncodedFacts(self.segment, self._declarations)

    @cached_property
    def postings(self) -> Postings:
        """The posting sets with the weights of this version."""
        segment, scales = self.segment, self.scales
        starts = segment.blocks[:-1].astype(np.int64)
        none = np.zeros(0)
        return postings_of(
            segment,
            self._weighting.saturation(segment.tf_values),
            scales,
            np.maximum.reduceat(scales, starts) if len(starts) else none,
            np.minimum.reduceat(scales, starts) if len(starts) else none,
        )

    @cached_property
    def items(self) -> ItemTable:
        """The item sets of documents and blocks."""
        segment = self.segment
        return ItemTable(segment.item_set, segment.block_sets, segment.block_item_set)

    def item_scores(self, mine: tuple[str, ...]) -> Array:
        """Return the item score of each item set with *mine*, NaN where it does not exist."""
        known = self._item_scores.get(mine)
        if known is None:
            shares = [item_share(mine, theirs) for theirs in self.segment.header["item_sets"]]
            known = np.array([np.nan if share is None else share for share in shares])
            if len(self._item_scores) < REMEMBERED:
                self._item_scores[mine] = known
        return known

    @cached_property
    def anyone(self) -> Candidates:
        """Every living document."""
        none, segment = np.zeros(0, np.int64), self.segment
        everyone = np.array([[0, segment.size]], np.int64)
        return Candidates(
            everyone,
            self.alive,
            none,
            segment.party,
            -1,
            segment.district,
            -1,
            segment.decided,
            0,
            0,
            False,
        )

    def candidates(self, filters: Filters, exclude: frozenset[str]) -> Candidates | None:
        """Return which documents the filters admit, or None if certainly none."""
        segment, ranges = self.segment, self.anyone.ranges
        if filters.item is not None:
            place = self.item_place.get(filters.item)
            if place is None or not filters.item:
                return None
            if place not in self._item_ranges:
                self._item_ranges[place] = _item_ranges(segment, place)
            ranges = self._item_ranges[place]
        party = _code(segment.header["parties"], filters.party and filters.party.value)
        district = _code(segment.header["districts"], filters.district)
        if party is None or district is None or not segment.size:
            return None
        first, last = filters.decided or (None, None)
        excluded = sorted(
            row for case_id in exclude if (row := segment.row_of(case_id)) is not None
        )
        return self.anyone._replace(
            ranges=ranges,
            excluded=np.array(excluded, np.int64),
            party_code=party,
            district_code=district,
            first_day=day_number(first or date.min),
            last_day=day_number(last or date.max),
            dated=filters.decided is not None,
        )


def _item_ranges(segment: Segment, item: int) -> Array:
    begin, end = segment.item_range[2 * item : 2 * item + 2].tolist()
    low, high = segment.other_bounds[item : item + 2].tolist()
    others = segment.other_documents[low:high].astype(np.int64)
    ranges = np.stack([others, others + 1], axis=1)
    if begin < end:
        place = int(np.searchsorted(others, begin))
        ranges = np.insert(ranges, place, [[begin, end]], axis=0)
    return np.ascontiguousarray(ranges)


def _code(names: list[str | None], wanted: str | None) -> int | None:
    """Return the number of a wanted name, -1 if any will do, None if no document has it."""
    if wanted is None:
        return -1
    return names.index(wanted) if wanted in names else None
