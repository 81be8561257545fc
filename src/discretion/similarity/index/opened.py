"""A segment of an opened index with what belongs to the version; tables are made when used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.rulebook.schema import FactDeclaration
from discretion.similarity.index.agreements import EncodedFacts
from discretion.similarity.index.columns import day_number
from discretion.similarity.index.layout import Segment
from discretion.similarity.index.tables import (
    Attributes,
    Candidates,
    Ids,
    ItemTable,
    Postings,
    Query,
    postings_of,
)
from discretion.similarity.items import item_share
from discretion.similarity.weighting import Weighting

if TYPE_CHECKING:
    from discretion.similarity.brute import Filters
    from discretion.similarity.index.handle import Handle

Array = NDArray[Any]

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
        self._everyone = np.array([[0, segment.size]], np.int64)
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
    def attributes(self) -> Attributes:
        """What the documents are filtered by."""
        segment = self.segment
        return Attributes(self.alive, segment.party, segment.district, segment.decided)

    @cached_property
    def handle(self) -> Handle:
        """All that a search reads."""
        from discretion.similarity.index.handle import handle_of

        ids = Ids(self.segment.ids, self.segment.id_bounds, self.segment.by_rank)
        tables = self.postings, self.facts.table, self.items, self.attributes
        handle: Handle = handle_of(*tables, ids)
        return handle

    def candidates(self, filters: Filters) -> Candidates | None:
        """Return which documents the filters admit, or None if certainly none."""
        segment, ranges = self.segment, self._everyone
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
        if filters.decided is None:
            return Candidates(ranges, party, district, 0, 0, False)
        first, last = filters.decided
        days = day_number(first or date.min), day_number(last or date.max)
        return Candidates(ranges, party, district, *days, True)

    def rows_of(self, ids: Iterable[str]) -> Array:
        """Return the documents of those case ids that are here."""
        from discretion.similarity.index.handle import row_of

        rows = [row_of(self.handle, np.frombuffer(i.encode(), np.uint8)) for i in ids]
        return np.array([row for row in rows if row >= 0], np.int64)

    def nearest(self, number: int, query: Query, candidates: Candidates) -> list[Hit]:
        """Return what is found, best first, ties by case id; *number* is that of the segment."""
        from discretion.similarity.index.handle import nearest

        places, scores, text = nearest(self.handle, query, candidates)
        ids = text.tobytes().decode()
        hits, begin = [], 0
        for (row, end), (score, of_text, of_facts, of_items) in zip(
            places.tolist(), scores.tolist(), strict=True
        ):
            hits.append(
                Hit(
                    number,
                    row,
                    ids[begin:end],
                    score,
                    None if isnan(of_text) else of_text,
                    None if isnan(of_facts) else of_facts,
                    None if isnan(of_items) else of_items,
                )
            )
            begin = end
        return hits


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
