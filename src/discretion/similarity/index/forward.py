"""From posting sets back to documents, and every document of a block as a query; compiled."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.kernel import search
from discretion.similarity.index.layout import DENSE
from discretion.similarity.index.tables import (
    FINDING,
    Attributes,
    Candidates,
    FactTable,
    ItemTable,
    Postings,
    Query,
)

Array = NDArray[Any]


class Source(NamedTuple):
    """The segment whose documents are the queries, in the words of the searched segment."""

    own: Postings
    facts: FactTable
    item_set: Array
    rarities: Array
    term_places: Array
    """Per term of the source: its place among the searched segment's keys, -1: not there."""
    columns: Array
    """Per fact of the source: the searched segment's column, -1: none."""
    places: Array
    """Per value of the source: its place as a query, NaN: not comparable."""
    item_scores: Array
    """Shape (item sets of the source, item sets of the searched segment)."""
    items: Array
    """Per item set of the source: its first item in the searched segment, -1: not there."""
    same: bool
    """Whether the two segments are one: then a document must not find itself."""


class Targets(NamedTuple):
    """Where the documents of each item of the searched segment are (see ``layout``)."""

    item_range: Array
    other_bounds: Array
    other_documents: Array


@njit(cache=True, nogil=True)
def documents_of(
    index: Postings, block: int, sets: Array, terms: Array
) -> tuple[Array, Array, Array]:
    """Return bounds, terms and tf numbers of the documents of a block, terms ascending.

    *sets* are the block's posting sets in the order of their *terms*.
    """
    size = np.int64(index.blocks[block + 1]) - np.int64(index.blocks[block])
    bounds = np.zeros(size + 1, np.int64)
    for filling in range(2):
        if filling:
            bounds = bounds.cumsum()
            cursor = bounds[:-1].copy()
            term_of = np.empty(bounds[-1], np.int32)
            tf_of = np.empty(bounds[-1], np.uint16)
        words = (size + 15) // 16
        for place in range(len(sets)):
            found = sets[place]
            count, start = np.int64(index.set_size[found]), np.int64(index.set_start[found])
            sparse = count < size and count * DENSE < size
            for step in range(count if sparse else size):
                document = step
                if sparse:
                    document = index.postings[start + step]
                elif count < size and not (
                    (index.postings[start + step % words] >> (step // words)) & 1
                ):
                    continue
                if filling:
                    term_of[cursor[document]] = terms[place]
                    tf_of[cursor[document]] = index.set_tf[found]
                    cursor[document] += 1
                else:
                    bounds[document + 1] += 1
    return bounds, term_of, tf_of


@njit(cache=True, nogil=True)
def neighbours_of_block(
    source: Source,
    block: int,
    bounds: Array,
    terms: Array,
    tf: Array,
    asked: Array,
    index: Postings,
    facts: FactTable,
    items: ItemTable,
    targets: Targets,
    attributes: Attributes,
    text_share: float,
    item_share: float,
    floors: Array,
    documents: Array,
    scores: Array,
) -> None:
    """Find the nearest documents of the same item for every *asked* document of a block.

    *floors*, *documents* and *scores* have a row a document; -1 where fewer are found.
    """
    begin: Any = np.int64(source.own.blocks[block])
    k = documents.shape[1]
    for local in range(len(bounds) - 1):
        row: Any = begin + local
        item = source.items[source.item_set[row]]
        if item < 0 or not asked[local]:
            continue
        mine = terms[bounds[local] : bounds[local + 1]]
        counts = tf[bounds[local] : bounds[local + 1]]
        weights = np.empty(len(mine))
        factors = np.empty(len(mine))
        for number in range(len(mine)):
            rarity = source.rarities[mine[number]]
            weights[number] = source.own.saturation[counts[number]] * rarity * source.own.scale[row]
            factors[number] = weights[number] * rarity
        places, findings = _facts_of(source, block, local, facts)
        query = Query(
            source.term_places[mine],
            factors,
            weights,
            places,
            findings,
            source.item_scores[source.item_set[row]],
            item_share,
            text_share,
            source.own.scale[row] > 0,
            np.full(1 if source.same else 0, row, np.int64),
            k,
            floors[local],
        )
        candidates = Candidates(_ranges(targets, item), -1, -1, 0, 0, False)
        found, rows, parts = search(index, facts, items, attributes, query, candidates)
        documents[local, :found] = rows[:found]
        scores[local, :found] = parts[:found, 0]


@njit(cache=True, nogil=True)
def _facts_of(source: Source, block: int, local: int, facts: FactTable) -> tuple[Array, int]:
    """Return a document's place in every column of the searched segment, and its findings."""
    places = np.empty(len(facts.kinds))
    for column in range(len(places)):
        places[column] = 0.0 if facts.kinds[column] == FINDING else np.nan
    findings = 0
    mine = source.facts
    first, last = np.int64(mine.fact_blocks[block]), np.int64(mine.fact_blocks[block + 1])
    for entry in range(first, last):
        column = mine.fact_column[entry]
        code = mine.fact_codes[mine.fact_start[block] + (last - first) * local + entry - first]
        place = source.places[mine.value_start[column] + code]
        if np.isnan(place):
            continue
        findings += mine.kinds[column] == FINDING
        if source.columns[column] >= 0:
            places[source.columns[column]] = place
    return places, findings


@njit(cache=True, nogil=True)
def _ranges(targets: Targets, item: int) -> Array:
    """Return where the documents of an item are: the ones that have it first, and the others."""
    begin, end = (
        np.int64(targets.item_range[2 * item]),
        np.int64(targets.item_range[2 * item + 1]),
    )
    others = targets.other_documents[targets.other_bounds[item] : targets.other_bounds[item + 1]]
    ranges = np.empty((len(others) + (1 if begin < end else 0), 2), np.int64)
    number = 0
    placed = bool(begin >= end)
    for other in others:
        if not placed and other > begin:
            ranges[number, 0], ranges[number, 1] = begin, end
            number += 1
            placed = True
        ranges[number, 0], ranges[number, 1] = other, np.int64(other) + 1
        number += 1
    if not placed:
        ranges[number, 0], ranges[number, 1] = begin, end
    return ranges
