"""The exact search among the documents of one segment; compiled, without Python's lock.

Block by block, best bound first. For each block the weights are added up in small whole numbers,
which errs by a known amount; what may still reach the k-th best score is scored again in double
precision, term by term in the order of the keys, which is the definition of the score.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.layout import DENSE
from discretion.similarity.index.lookup import first_from
from discretion.similarity.index.scan import Rough, admit, let_through, rough_texts
from discretion.similarity.index.scores import (
    combine,
    has_facts,
    keep,
    put_in_order,
    rounded,
    with_items,
)
from discretion.similarity.index.sums import add_sets, different_sets, exact_texts
from discretion.similarity.index.tables import (
    Attributes,
    Candidates,
    FactTable,
    ItemTable,
    Postings,
    Query,
)

Array = NDArray[Any]

MARGIN = 1e-6
"""More than single precision and the rounding of parts can err."""


@njit(cache=True, nogil=True)
def search(
    index: Postings,
    facts: FactTable,
    items: ItemTable,
    attributes: Attributes,
    query: Query,
    candidates: Candidates,
) -> tuple[int, Array, Array]:
    """Return how many documents were found, them (int64), and their scores.

    The scores have the shape (k, 4): score, text, facts, items; a part that does not exist is NaN.
    The best come first; of equal scores, the lowest rank.
    """
    wanted = _wanted_blocks(index, candidates)
    bounds, sets, owners = _sets_by_block(index, query, wanted)
    limits = _block_limits(index, facts, items, query, wanted, bounds, sets, owners)
    documents = np.empty(query.k, np.int64)
    scores = np.empty((query.k, 4))
    found = seen = 0
    floor = query.floor
    rough = _room(index, query, wanted)
    for block in np.argsort(-limits):
        if limits[block] < floor - MARGIN or not wanted[block]:
            break
        if not admit(index, attributes, candidates, query.excluded, block, rough.texts):
            continue
        first: Any = np.int64(index.blocks[block])
        last: Any = np.int64(index.blocks[block + 1])
        mine = slice(bounds[block], bounds[block + 1])
        different = different_sets(index, query, last - first, sets[mine], owners[mine])
        unit, error = add_sets(index.postings, last - first, different, rough.sums)
        rough_texts(
            index.rough_scale[first:last],
            query.has_text,
            unit,
            different.everywhere,
            rough.sums,
            rough.texts,
            rough.highest,
        )
        error = error * index.largest_scale[block] + MARGIN
        left, seen, floor = let_through(
            index, facts, items, query, block, floor, error, seen, rough
        )
        chosen = np.flatnonzero(rough.scores[:left] + error >= floor)
        texts = np.full(len(chosen), np.nan)
        if query.has_text:
            exact_texts(index, different, block, rough.documents[chosen], texts)
        for place in range(len(chosen)):
            row = first + rough.documents[chosen[place]]
            text, fact = texts[place], rounded(rough.facts[chosen[place]])
            item = rounded(query.items[items.item_set[row]])
            score = rounded(combine(query.text_share, query.item_share, text, fact, item))
            if score >= query.floor:
                found = keep(documents, scores, found, index.rank, row, score, text, fact, item)
        if found == query.k:
            floor = max(floor, scores[0, 0])
    put_in_order(documents, scores, found, index.rank)
    return found, documents, scores


@njit(cache=True, nogil=True)
def _room(index: Postings, query: Query, wanted: Array) -> Rough:
    """Return room for the largest of the *wanted* blocks."""
    longest: Any = 0
    for block in np.flatnonzero(wanted):
        longest = max(longest, np.int64(index.blocks[block + 1]) - np.int64(index.blocks[block]))
    words = (longest + 15) // 16
    return Rough(
        np.empty(16 * words, np.uint16),
        np.empty(16 * words, np.float32),
        np.empty(words, np.float32),
        np.empty(16 * words, np.int32),
        np.empty(16 * words),
        np.empty(16 * words),
        np.empty(query.k),
    )


@njit(cache=True, nogil=True)
def block_bounds(
    index: Postings, facts: FactTable, items: ItemTable, query: Query, candidates: Candidates
) -> tuple[Array, Array]:
    """Return for each block the bound of its scores and the bytes of the query's sets in it.

    A search reads the sets of the blocks whose bound reaches the k-th best score.
    """
    wanted = _wanted_blocks(index, candidates)
    bounds, sets, owners = _sets_by_block(index, query, wanted)
    stored = np.zeros(len(wanted), np.int64)
    for block in range(len(wanted)):
        size = np.int64(index.blocks[block + 1]) - np.int64(index.blocks[block])
        mine, before = sets[bounds[block] : bounds[block + 1]], np.int64(-1)
        for found in mine[np.argsort(index.set_start[mine])]:
            count, start = np.int64(index.set_size[found]), np.int64(index.set_start[found])
            if count < size and start != before:  # equal sets are stored and read once
                stored[block] += 2 * (count if count * DENSE < size else (size + 15) // 16)
                before = start
    return _block_limits(index, facts, items, query, wanted, bounds, sets, owners), stored


@njit(cache=True, nogil=True)
def _wanted_blocks(index: Postings, candidates: Candidates) -> Array:
    """Return for each block whether a candidate lies in it."""
    wanted = np.zeros(len(index.blocks) - 1, np.bool_)
    block = 0
    for number in range(len(candidates.ranges)):
        begin, end = candidates.ranges[number]
        if begin >= end:
            continue
        while index.blocks[block + 1] <= begin:
            block += 1
        while block < len(wanted) and index.blocks[block] < end:
            wanted[block] = True
            block += 1
        block -= 1
    return wanted


@njit(cache=True, nogil=True)
def _sets_by_block(index: Postings, query: Query, wanted: Array) -> tuple[Array, Array, Array]:
    """Return bounds (a block's sets are bounds[b] to bounds[b + 1]), sets and owning query terms.

    The sets of a block are in the order of the terms.
    """
    first, last = 0, len(wanted)
    while first < last and not wanted[first]:
        first += 1
    while last > first and not wanted[last - 1]:
        last -= 1
    begins = np.empty(len(query.terms), np.int64)
    bounds = np.zeros(len(wanted) + 1, np.int64)
    for number in range(len(query.terms)):
        if query.terms[number] < 0 or query.factors[number] == 0:
            begins[number] = -1
            continue
        begin = np.int64(index.term_sets[query.terms[number]])
        end = np.int64(index.term_sets[query.terms[number] + 1])
        if first > 0:
            begin = first_from(index.set_block, begin, end, first)
        begins[number] = begin
        while begin < end and index.set_block[begin] < last:
            block = index.set_block[begin]
            if wanted[block]:
                bounds[block + 1] += 1
            begin += 1
    bounds = bounds.cumsum()
    cursor = bounds[:-1].copy()
    sets = np.empty(bounds[-1], np.int64)
    owners = np.empty(bounds[-1], np.int64)
    for number in range(len(query.terms)):
        if begins[number] < 0:
            continue
        end = np.int64(index.term_sets[query.terms[number] + 1])
        for place in range(begins[number], end):
            block = index.set_block[place]
            if block >= last:
                break
            if wanted[block]:
                sets[cursor[block]] = place
                owners[cursor[block]] = number
                cursor[block] += 1
    return bounds, sets, owners


@njit(cache=True, nogil=True)
def _block_limits(
    index: Postings,
    facts: FactTable,
    items: ItemTable,
    query: Query,
    wanted: Array,
    bounds: Array,
    sets: Array,
    owners: Array,
) -> Array:
    """Return a bound of the score in each block, -1 where no candidate is.

    The text part is bounded twice: by every term at its highest weight, and by Cauchy-Schwarz, as
    the document's vector has at most unit length.
    """
    limits = np.full(len(wanted), -1.0)
    for block in range(len(wanted)):
        if not wanted[block]:
            continue
        text, squares, most = 0.0, 0.0, 0.0
        for place in range(bounds[block], bounds[block + 1]):
            owner = owners[place]
            most = max(most, index.saturation[index.set_tf[sets[place]]])
            if place + 1 == bounds[block + 1] or owners[place + 1] != owner:
                text += query.factors[owner] * most
                squares += query.weights[owner] ** 2
                most = 0.0
        text = min(1.0, text * index.largest_scale[block], math.sqrt(squares))
        comparable = has_facts(facts, query, block)
        limits[block] = query.text_share * text + 1 - query.text_share if comparable else text
        if comparable and (not query.has_text or index.smallest_scale[block] == 0):
            limits[block] = 1.0
        limits[block] = with_items(query, items, block, limits[block])
    return limits
