"""Scores of one document, and the k best: the small compiled parts of the search."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.tables import FINDING, NUMBER, FactTable, ItemTable, Query

Array = NDArray[Any]


@njit(cache=True, nogil=True)
def rounded(score: float) -> float:
    """Return *score* to 9 decimals, as NumPy rounds."""
    return float(np.rint(score * 1e9) / 1e9)


@njit(cache=True, nogil=True)
def combine(text_share: float, item_share: float, text: float, fact: float, item: float) -> float:
    """Return the score of the parts; a part that does not exist is NaN."""
    if np.isnan(text):
        base = 0.0 if np.isnan(fact) else fact
    elif np.isnan(fact):
        base = text
    else:
        base = text_share * text + (1 - text_share) * fact
    if np.isnan(item):
        return base
    return (1 - item_share) * base + item_share * item


@njit(cache=True, nogil=True)
def with_items(query: Query, items: ItemTable, block: int, base: float) -> float:
    """Return the highest score in a block of a document whose text and facts give *base*."""
    highest = 0.0
    for place in range(items.block_sets[block], items.block_sets[block + 1]):
        item = query.items[items.block_item_set[place]]
        score = (1 - query.item_share) * base + query.item_share * item
        highest = max(highest, base if np.isnan(item) else score)
    return highest


@njit(cache=True, nogil=True)
def base_needed(query: Query, items: ItemTable, block: int, floor: float) -> float:
    """Return the least score of text and facts with which one in a block may reach *floor*."""
    least = np.inf
    for place in range(items.block_sets[block], items.block_sets[block + 1]):
        item = query.items[items.block_item_set[place]]
        base = (floor - query.item_share * item) / (1 - query.item_share)
        least = min(least, floor if np.isnan(item) else base)
    return least


@njit(cache=True, nogil=True)
def text_needed(
    query: Query, items: ItemTable, block: int, comparable: bool, floor: float
) -> float:
    """Return the least text score with which one in a block may reach *floor*."""
    floor = base_needed(query, items, block, floor)
    if not comparable:
        return floor
    if query.text_share == 0:
        return -1.0 if floor <= 1 else 2.0
    return (floor - (1 - query.text_share)) / query.text_share


@njit(cache=True, nogil=True)
def has_facts(facts: FactTable, query: Query, block: int) -> bool:
    """Whether some document of the block can have a fact score."""
    if query.findings:
        return True
    for entry in range(facts.fact_blocks[block], facts.fact_blocks[block + 1]):
        if not np.isnan(query.places[facts.fact_column[entry]]):
            return True
    return False


@njit(cache=True, nogil=True)
def fact_scores(
    facts: FactTable, query: Query, block: int, documents: Array, scores: Array
) -> None:
    """Write the mean agreement with some documents of a block, NaN where nothing is comparable.

    A finding that no document of the block has needs no column: it agrees nowhere.
    """
    scores[:] = 0.0
    counts, theirs = np.full(len(documents), query.findings), np.empty(len(documents))
    first, last = np.int64(facts.fact_blocks[block]), np.int64(facts.fact_blocks[block + 1])
    for entry in range(first, last):
        column = facts.fact_column[entry]
        mine, kind = query.places[column], facts.kinds[column]
        if np.isnan(mine):
            continue
        codes = facts.fact_codes[np.int64(facts.fact_start[block]) + entry - first :]
        places = facts.places[facts.value_start[column] :]
        for number in range(len(documents)):
            theirs[number] = places[codes[(last - first) * np.uint32(documents[number])]]
        if kind == FINDING:
            for number in range(len(documents)):
                scores[number] += mine if theirs[number] == 1 else 0.0
                counts[number] += 1 if theirs[number] == 1 and mine == 0 else 0
            continue
        for number in range(len(documents)):
            near = 1.0 - abs(mine - theirs[number])
            near = near if near > 0 else 0.0
            if kind != NUMBER:
                near = 1.0 if mine == theirs[number] else 0.0
            missing = np.isnan(theirs[number])
            scores[number] += 0.0 if missing else near
            counts[number] += 0 if missing else 1
    for number in range(len(documents)):
        scores[number] = scores[number] / counts[number] if counts[number] else np.nan


@njit(cache=True, nogil=True)
def keep_best(best: Array, size: int, score: float) -> int:
    """Put *score* into a heap of the best ones, the least first; return its new size."""
    if size < len(best):
        place = size
        while place and best[(place - 1) // 2] > score:
            best[place] = best[(place - 1) // 2]
            place = (place - 1) // 2
        best[place] = score
        return size + 1
    if score <= best[0]:
        return size
    place = 0
    while True:
        child = 2 * place + 1
        if child + 1 < size and best[child + 1] < best[child]:
            child += 1
        if child >= size or best[child] >= score:
            break
        best[place] = best[child]
        place = child
    best[place] = score
    return size


@njit(cache=True, nogil=True)
def _worse(scores: Array, rank: Array, documents: Array, a: int, b: int) -> bool:
    if scores[a, 0] != scores[b, 0]:
        return bool(scores[a, 0] < scores[b, 0])
    return bool(rank[documents[a]] > rank[documents[b]])


@njit(cache=True, nogil=True)
def _swap(scores: Array, documents: Array, a: int, b: int) -> None:
    documents[a], documents[b] = documents[b], documents[a]
    for part in range(4):
        scores[a, part], scores[b, part] = scores[b, part], scores[a, part]


@njit(cache=True, nogil=True)
def keep(
    documents: Array,
    scores: Array,
    size: int,
    rank: Array,
    row: int,
    score: float,
    text: float,
    fact: float,
    item: float,
) -> int:
    """Put a document into a heap of the best ones, the worst first; return its new size.

    Of equal scores the lower rank is better.
    """
    if size == len(documents):
        if score < scores[0, 0] or (score == scores[0, 0] and rank[row] > rank[documents[0]]):
            return size
        place = 0
    else:
        place = size
        size += 1
    documents[place] = row
    scores[place, 0], scores[place, 1] = score, text
    scores[place, 2], scores[place, 3] = fact, item
    while place and _worse(scores, rank, documents, place, (place - 1) // 2):
        _swap(scores, documents, place, (place - 1) // 2)
        place = (place - 1) // 2
    _sink(documents, scores, size, rank, place)
    return size


@njit(cache=True, nogil=True)
def _sink(documents: Array, scores: Array, size: int, rank: Array, place: int) -> None:
    """Let an entry of the heap sink to where it belongs."""
    while True:
        child = 2 * place + 1
        if child + 1 < size and _worse(scores, rank, documents, child + 1, child):
            child += 1
        if child >= size or _worse(scores, rank, documents, place, child):
            return
        _swap(scores, documents, place, child)
        place = child


@njit(cache=True, nogil=True)
def put_in_order(documents: Array, scores: Array, size: int, rank: Array) -> None:
    """Turn the heap that :func:`keep` made into a list, the best first."""
    for last in range(size - 1, 0, -1):
        _swap(scores, documents, 0, last)
        _sink(documents, scores, last, rank, 0)
