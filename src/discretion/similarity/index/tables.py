"""What the compiled search takes: named tuples of arrays, as kernels cannot take classes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.index.layout import Segment

Array = NDArray[Any]


class Postings(NamedTuple):
    """The posting sets of a segment (see ``layout``) and the scale of its documents."""

    blocks: Array
    term_sets: Array
    set_block: Array
    set_tf: Array
    set_size: Array
    set_start: Array
    postings: Array
    saturation: Array
    """Weight factor of each tf value, float64."""
    scale: Array
    """Factor of each document, float64; 0: the document has no text score."""
    rough_scale: Array
    """The same in single precision, half to read; both are as near as the margin of a search."""
    largest_scale: Array
    """Per block, float64."""
    smallest_scale: Array
    rank: Array
    """Place of each document's case id among all ids of the segment."""


def postings_of(
    segment: Segment, saturation: Array, scale: Array, largest_scale: Array, smallest_scale: Array
) -> Postings:
    """Return the posting sets of *segment* with the weights of one version."""
    return Postings(
        segment.blocks,
        segment.term_sets,
        segment.set_block,
        segment.set_tf,
        segment.set_size,
        segment.set_start,
        segment.postings,
        saturation,
        scale,
        scale.astype(np.float32),
        largest_scale,
        smallest_scale,
        segment.rank,
    )


class ItemTable(NamedTuple):
    """The items of a segment's documents (see ``layout``)."""

    item_set: Array
    block_sets: Array
    block_item_set: Array


class FactTable(NamedTuple):
    """The facts of a segment's documents, encoded for comparison."""

    fact_blocks: Array
    fact_column: Array
    fact_start: Array
    fact_codes: Array
    value_start: Array
    """Column c's values are ``places[value_start[c]]`` onwards; its first one is "missing"."""
    places: Array
    """Place on the scale of agreement, or number of a nominal value; NaN: not comparable."""
    kinds: Array
    """Per column: NUMBER, NOMINAL or FINDING."""


NUMBER, NOMINAL, FINDING = 0, 1, 2


class Query(NamedTuple):
    """What is looked for."""

    terms: Array
    """Places of the query's terms among the segment's keys, ascending, int64; -1: not there."""
    factors: Array
    """Per term: scale(q) · w(t, q) · rarity(t), float64."""
    weights: Array
    """Per term: scale(q) · w(t, q)."""
    places: Array
    """Per column of the segment: the query's value, NaN: missing (a finding: 1 or 0)."""
    findings: int
    """Findings that the query has, in whatever column."""
    items: Array
    """Per item set of the segment: the item score, float64, NaN where it does not exist."""
    item_share: float
    text_share: float
    has_text: bool
    excluded: Array
    """Documents that must not be found, int64."""
    k: int
    floor: float
    """The least score that is of use."""


class Ids(NamedTuple):
    """The case ids of a segment (see ``layout``)."""

    text: Array
    bounds: Array
    by_rank: Array


class Attributes(NamedTuple):
    """What the documents of a segment are filtered by, one entry each."""

    alive: Array
    """Empty: all live."""
    party: Array
    district: Array
    decided: Array


class Candidates(NamedTuple):
    """Which documents may be found."""

    ranges: Array
    """Shape (r, 2): begins and ends of documents, ascending, disjoint, int64."""
    party_code: int
    """-1: any."""
    district_code: int
    """-1: any."""
    first_day: int
    last_day: int
    dated: bool
    """Whether the days count at all."""
