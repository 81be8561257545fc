"""Every document's nearest ones of the same item, for audits: on all cores, no text is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.index.forward import (
    Source,
    Targets,
    documents_of,
    neighbours_of_block,
)
from discretion.similarity.index.index import Index
from discretion.similarity.index.opened import OpenSegment
from discretion.similarity.index.statistics import by_block
from discretion.similarity.index.tables import NOMINAL
from discretion.similarity.items import ITEM_SHARE

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest documents of every document, best first, ties by case id.

    Documents are numbered through all segments: ``starts[s] + row``. A dead document and one
    without an item have no neighbours.
    """

    starts: tuple[int, ...]
    documents: NDArray[np.int64]
    """Shape (documents, k); -1 where there are fewer."""
    scores: NDArray[np.float64]
    """Shape (documents, k); NaN where there are fewer."""

    def place(self, document: int) -> tuple[int, int]:
        """Return segment and row of a document."""
        segment = int(np.searchsorted(self.starts, document, side="right")) - 1
        return segment, document - self.starts[segment]


def neighbours(
    index: Index,
    k: int,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Neighbours:
    """Return for every living document the *k* most similar ones that share its first item.

    Exactly what a search for each case with its first item as the filter finds. *progress* is
    told the share that is done, 0 to 1.

    Raises:
        ValueError: *k* is less than 1.
    """
    if k < 1:
        raise ValueError(f"k 须为正整数，现为 {k}")
    sizes = [segment.segment.size for segment in index.segments]
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    documents = np.full((starts[-1], k), -1, np.int64)
    scores = np.full((starts[-1], k), np.nan)
    ranks = _ranks(index)
    sources = {
        (a, b): _source(index.segments[a], index.segments[b], a == b)
        for a in range(len(sizes))
        for b in range(len(sizes))
    }
    orders = [by_block(segment.segment) for segment in index.segments]
    done = 0

    def run(task: tuple[int, int]) -> None:
        nonlocal done
        number, block = task
        found = _block(index, sources, orders[number], number, block, k, starts, ranks)
        begin = starts[number] + int(index.segments[number].segment.blocks[block])
        documents[begin : begin + len(found[0])] = found[0]
        scores[begin : begin + len(found[0])] = found[1]
        done += len(found[0])
        if progress:
            progress(done / max(1, int(starts[-1])))

    tasks = [
        (number, block)
        for number, segment in enumerate(index.segments)
        for block in range(len(segment.segment.blocks) - 1)
    ]
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        list(pool.map(run, tasks))
    return Neighbours(tuple(starts[:-1].tolist()), documents, scores)


def _block(
    index: Index,
    sources: dict[tuple[int, int], Source],
    order: tuple[Array, Array, Array],
    number: int,
    block: int,
    k: int,
    starts: Array,
    ranks: Array,
) -> tuple[Array, Array]:
    mine = index.segments[number]
    sets, terms, bounds = order
    stretch = slice(bounds[block], bounds[block + 1])
    content = documents_of(mine.postings, block, sets[stretch], terms[stretch])
    first, last = mine.segment.blocks[block : block + 2].astype(np.int64)
    size = int(last - first)
    asked = mine.alive[first:last] if len(mine.alive) else np.ones(size, np.bool_)
    documents = np.full((size, k), -1, np.int64)
    scores = np.full((size, k), -1.0)
    for other, theirs in enumerate(index.segments):
        found = np.full((size, k), -1, np.int64)
        reached = np.full((size, k), -1.0)
        floors = np.maximum(scores[:, -1], 0.0)
        neighbours_of_block(
            sources[number, other],
            block,
            *content,
            asked,
            theirs.postings,
            theirs.facts.table,
            theirs.items,
            Targets(
                theirs.segment.item_range,
                theirs.segment.other_bounds,
                theirs.segment.other_documents,
            ),
            theirs.attributes,
            index.weight,
            ITEM_SHARE,
            floors,
            found,
            reached,
        )
        found[found >= 0] += starts[other]
        documents = np.concatenate([documents, found], axis=1)
        scores = np.concatenate([scores, reached], axis=1)
        best = np.lexsort((ranks[documents], -scores), axis=1)[:, :k]
        documents = np.take_along_axis(documents, best, axis=1)
        scores = np.take_along_axis(scores, best, axis=1)
    return documents, np.where(documents < 0, np.nan, scores)


def _ranks(index: Index) -> Array:
    """Return the place of every document's case id among all."""
    if len(index.segments) == 1:
        return index.segments[0].segment.rank.astype(np.int64)
    ids = [
        case_id
        for segment in index.segments
        for case_id in segment.segment.case_ids(np.arange(segment.segment.size))
    ]
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=lambda place: ids[place].encode())] = np.arange(len(ids))
    return ranks


def _source(mine: OpenSegment, theirs: OpenSegment, same: bool) -> Source:
    """Return a segment as the source of queries for another."""
    keys, wanted = theirs.segment.keys, mine.segment.keys
    places = np.searchsorted(keys, wanted)
    if len(keys):
        places[keys[np.minimum(places, len(keys) - 1)] != wanted] = -1
    else:
        places[:] = -1
    columns = np.array([theirs.facts.column.get(n, -1) for n in mine.facts.names], np.int64)
    values = mine.facts.table.places.copy()
    for number, (column, names) in enumerate(zip(columns, mine.facts.nominal, strict=True)):
        if mine.facts.table.kinds[number] != NOMINAL or not names or column < 0:
            continue
        known = theirs.facts.nominal[column]
        begin, end = mine.facts.table.value_start[number : number + 2]
        new = np.array([known.get(name, -1.0) for name in names], np.float64)
        old = values[begin:end]
        values[begin:end] = np.where(np.isnan(old), old, new[np.nan_to_num(old).astype(np.int64)])
    sets = mine.segment.header["item_sets"]
    shares = np.array([theirs.item_scores(tuple(found)) for found in sets], np.float64)
    items = [theirs.item_place.get(found[0], -1) if found else -1 for found in sets]
    return Source(
        mine.postings,
        mine.facts.table,
        mine.segment.item_set,
        mine.rarities,
        places,
        columns,
        values,
        shares.reshape(len(sets), len(theirs.segment.header["item_sets"])),
        np.array(items, np.int64),
        same,
    )
