"""Which documents of a block may be among the best, by rough scores of all of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.bits import lowest_bit
from discretion.similarity.index.scores import (
    combine,
    fact_scores,
    has_facts,
    keep_best,
    text_needed,
)
from discretion.similarity.index.tables import (
    Attributes,
    Candidates,
    FactTable,
    ItemTable,
    Postings,
    Query,
)

Array = NDArray[Any]

WITHOUT_TEXT, NOT_ADMITTED = np.float32(np.inf), np.float32(-1)
BATCH = 64
"""So many documents are compared by their facts together; then the floor has risen."""


class Rough(NamedTuple):
    """What is reused from block to block; the arrays are as long as the largest block."""

    sums: Array
    texts: Array
    """Per document: the rough text score, float32, or WITHOUT_TEXT, or NOT_ADMITTED."""
    highest: Array
    """The best rough text score of each group."""
    documents: Array
    """Those that are let through, int32."""
    facts: Array
    """Their fact scores, float64, not rounded."""
    scores: Array
    """Their rough scores, float64."""
    best: Array
    """A heap of the best rough scores so far, less what they may err; the least one first."""


@njit(cache=True, nogil=True)
def admit(
    index: Postings,
    attributes: Attributes,
    candidates: Candidates,
    excluded: Array,
    block: int,
    texts: Array,
) -> bool:
    """Write 0 for the candidates among a block's documents, NOT_ADMITTED for the others.

    Return whether there is a candidate.
    """
    first, last = np.int64(index.blocks[block]), np.int64(index.blocks[block + 1])
    texts, ranges, some = texts[: last - first], candidates.ranges, False
    texts[:] = NOT_ADMITTED
    number = np.searchsorted(ranges[:, 1], first, side="right")
    while number < len(ranges) and ranges[number, 0] < last:
        begin, end = max(ranges[number, 0], first), min(ranges[number, 1], last)
        texts[begin - first : end - first] = 0
        number += 1
    if len(attributes.alive):
        _leave(texts, attributes.alive[first:last])
    if candidates.party_code != -1:
        _leave(texts, attributes.party[first:last] == candidates.party_code)
    if candidates.district_code != -1:
        _leave(texts, attributes.district[first:last] == candidates.district_code)
    if candidates.dated:
        _leave(texts, attributes.decided[first:last] >= candidates.first_day)
        _leave(texts, attributes.decided[first:last] <= candidates.last_day)
    for document in excluded:
        if first <= document < last:
            texts[document - first] = NOT_ADMITTED
    for text in texts:
        some = some or text == 0
        if some:
            break
    return some


@njit(cache=True, nogil=True)
def _leave(texts: Array, admitted: Array) -> None:
    for document in range(len(texts)):
        texts[document] = texts[document] if admitted[document] else NOT_ADMITTED


@njit(cache=True, nogil=True)
def rough_texts(
    scale: Array,
    has_text: bool,
    unit: float,
    everywhere: float,
    sums: Array,
    texts: Array,
    highest: Array,
) -> None:
    """Write the rough text scores of the candidates of a block, and the best of each group of 16.

    *scale* has one entry a document. Documents of one bit are one stretch: a group has one of
    each, so that the best are found by a vector loop.
    """
    words = (len(scale) + 15) // 16
    highest[:words] = NOT_ADMITTED
    one, factor, base = np.float32(1), np.float32(unit), np.float32(everywhere)
    for bit in range(16):
        first, last = bit * words, min((bit + 1) * words, len(scale))
        mine, own, found = sums[first:last], scale[first:last], texts[first:last]
        for word in range(last - first):
            text = (np.float32(mine[word]) * factor + base) * own[word]
            text = text if text < one else one
            text = text if has_text and own[word] > 0 else WITHOUT_TEXT
            text = text if found[word] >= 0 else NOT_ADMITTED
            found[word] = text
            highest[word] = text if text > highest[word] else highest[word]


@njit(cache=True, nogil=True)
def let_through(
    index: Postings,
    facts: FactTable,
    items: ItemTable,
    query: Query,
    block: int,
    floor: float,
    error: float,
    seen: int,
    rough: Rough,
) -> tuple[int, int, float]:
    """List the documents that may reach *floor*, which rises on the way, with facts and scores.

    A rough score may be *error* too high or too low. The documents with the best texts come first,
    so that the floor is high for the others. Return how many are let through, how many scores are
    in the heap, and the floor.
    """
    size = np.int64(index.blocks[block + 1]) - np.int64(index.blocks[block])
    words = (size + 15) // 16
    comparable = has_facts(facts, query, block)
    start = _high(rough.highest[:words], 2 * query.k + 16)
    need = max(0.0, text_needed(query, items, block, comparable, floor - error))
    left = waiting = 0
    documents, texts = rough.documents, rough.texts[:size]
    marks, marked = np.empty(words, np.uint16), np.empty(words, np.int32)
    for later in range(2):
        low, high = (need, start) if later else (max(need, start), np.inf)
        number = _mark(texts, low, high, marks, marked)
        for word in marked[:number]:
            mark = np.int64(marks[word])
            while mark:
                document = word + words * lowest_bit(mark)
                mark &= mark - 1
                if texts[document] >= need:
                    documents[left + waiting] = document
                    waiting += 1
            if waiting >= BATCH or (waiting and word == marked[number - 1]):
                left, seen, floor = _scored(
                    index, facts, items, query, block, floor, error, seen, rough, left, waiting
                )
                waiting = 0
                need = max(need, text_needed(query, items, block, comparable, floor - error))
    return left, seen, floor


@njit(cache=True, nogil=True)
def _high(highest: Array, wanted: int) -> float:
    """Return a text score that about *wanted* groups reach, by a quarter of them; 0: all do."""
    low, high = 0.0, 1.0
    some, wanted = highest[: len(highest) // 4], wanted // 4
    for _ in range(8):
        middle = (low + high) / 2
        reached, limit = 0, np.float32(middle)
        for value in some:
            reached += value >= limit
        if reached >= wanted:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _mark(texts: Array, low: float, high: float, marks: Array, marked: Array) -> int:
    """Set a bit for every document with a rough text score from *low* to below *high*.

    An infinite *high* is no bound. The bits are laid out like those of a posting set. The words
    that have one are listed in *marked*, and their number is returned.
    """
    words = len(marks)
    marks[:] = 0
    least, most, endless = np.float32(low), np.float32(high), high == np.inf
    for bit in range(16):
        some = texts[bit * words : (bit + 1) * words]
        mark, no = np.uint16(1 << bit), np.uint16(0)
        for word in range(len(some)):
            found = (some[word] >= least) & (endless | (some[word] < most))
            marks[word] = np.uint16(marks[word] | (mark if found else no))
    number = 0
    for word in range(words):
        marked[number] = word
        number += 1 if marks[word] else 0
    return number


@njit(cache=True, nogil=True)
def _scored(
    index: Postings,
    facts: FactTable,
    items: ItemTable,
    query: Query,
    block: int,
    floor: float,
    error: float,
    seen: int,
    rough: Rough,
    left: int,
    waiting: int,
) -> tuple[int, int, float]:
    """Score the *waiting* documents behind those that are *left*; keep the ones let through."""
    begin = np.int64(index.blocks[block])
    documents, texts, best = rough.documents, rough.texts, rough.best
    known, scores, item_set = rough.facts, rough.scores, items.item_set[begin:]
    text_share, item_share, item_scores = query.text_share, query.item_share, query.items
    alike = items.block_sets[block + 1] - items.block_sets[block] == 1
    item = item_scores[items.block_item_set[items.block_sets[block]]]
    end = left + waiting
    fact_scores(facts, query, block, documents[left:end], known[left:end])
    for place in range(left, end):
        document = documents[place]
        text = texts[document] if texts[document] <= 1 else np.nan
        if not alike:  # nearly all blocks are of one item: then nothing is read
            item = item_scores[item_set[document]]
        score = combine(text_share, item_share, text, known[place], item)
        if score + error < floor:
            continue
        documents[left], known[left], scores[left] = document, known[place], score
        left += 1
        seen = keep_best(best, seen, score - error)
        if seen == len(best):
            floor = max(floor, best[0])
    return left, seen, floor
