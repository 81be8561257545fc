"""The exact search among the documents of one segment; compiled, without Python's lock.

Block by block, best bound first. For each block the sum of the weights is accumulated in single
precision; what may still reach the k-th best score is scored again in double precision, term by
term in the order of the keys, which is the definition of the score. The error of the first sum is
bounded by the number of additions, so that nothing is lost.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from discretion.similarity.index.layout import DENSE
from discretion.similarity.index.scores import (
    combine,
    fact_score,
    has_facts,
    keep,
    keep_best,
    rounded,
    text_needed,
    with_items,
)
from discretion.similarity.index.tables import Candidates, FactTable, ItemTable, Postings, Query

Array = NDArray[Any]

HALF_ULP = 6e-8
"""Half the spacing of single-precision numbers at 1, rounded up."""


@njit(cache=True, nogil=True)
def search(
    index: Postings, facts: FactTable, items: ItemTable, query: Query, candidates: Candidates
) -> tuple[int, Array, Array]:
    """Return how many documents were found, them (int64), and their scores.

    The scores have the shape (k, 4): score, text, facts, items; a part that does not exist is NaN.
    The documents are in no order.
    """
    wanted = _wanted_blocks(index, candidates)
    bounds, sets, owners = _sets_by_block(index, query, wanted)
    limits = _block_limits(index, facts, items, query, wanted, bounds, sets, owners)
    documents = np.empty(query.k, np.int64)
    scores = np.empty((query.k, 4))
    best = np.empty(query.k)
    longest = np.diff(index.blocks.astype(np.int64)).max() if len(wanted) else 0
    sums = np.empty((longest + 15) // 16 * 16, np.float32)
    admitted = np.empty(longest, np.bool_)
    survivors = np.empty(longest, np.int64)
    rough = np.empty(longest)
    found = seen = 0
    floor = query.floor
    slack = 2 * HALF_ULP * (8 + len(query.terms))
    for block in np.argsort(-limits):
        if limits[block] < floor - slack or not wanted[block]:
            break
        if not _admit(index, candidates, block, admitted):
            continue
        mine = sets[bounds[block] : bounds[block + 1]]
        owner = owners[bounds[block] : bounds[block + 1]]
        _accumulate(index, query, block, mine, owner, sums)
        left, seen, floor = _scan(
            index,
            facts,
            items,
            query,
            block,
            sums,
            admitted,
            floor,
            slack,
            best,
            seen,
            survivors,
            rough,
        )
        for place in range(left):
            if rough[place] < floor - slack:
                continue
            document = survivors[place]
            row = np.int64(index.blocks[block]) + document
            text = _exact_text(index, query, block, mine, owner, document)
            fact = rounded(fact_score(facts, query, block, document))
            item = rounded(query.items[items.item_set[row]])
            score = rounded(combine(query, text, fact, item))
            if score >= query.floor:
                found = keep(documents, scores, found, index.rank, row, score, text, fact, item)
    return found, documents, scores


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
        for found in sets[bounds[block] : bounds[block + 1]]:
            count = np.int64(index.set_size[found])
            if count < size:
                stored[block] += 2 * (count if count * DENSE < size else (size + 15) // 16)
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
            begin += np.searchsorted(index.set_block[begin:end], first)
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


@njit(cache=True, nogil=True)
def _admit(index: Postings, candidates: Candidates, block: int, admitted: Array) -> bool:
    """Mark the candidates among the documents of a block; return whether there is one."""
    first, last = np.int64(index.blocks[block]), np.int64(index.blocks[block + 1])
    size = last - first
    admitted[:size] = False
    ranges = candidates.ranges
    number = np.searchsorted(ranges[:, 1], first, side="right")
    while number < len(ranges) and ranges[number, 0] < last:
        admitted[max(ranges[number, 0], first) - first : min(ranges[number, 1], last) - first] = (
            True
        )
        number += 1
    if len(candidates.alive):
        admitted[:size] &= candidates.alive[first:last]
    if candidates.party_code != -1:
        admitted[:size] &= candidates.party[first:last] == candidates.party_code
    if candidates.district_code != -1:
        admitted[:size] &= candidates.district[first:last] == candidates.district_code
    if candidates.dated:
        admitted[:size] &= candidates.decided[first:last] >= candidates.first_day
        admitted[:size] &= candidates.decided[first:last] <= candidates.last_day
    for document in candidates.excluded:
        if first <= document < last:
            admitted[document - first] = False
    return bool(np.any(admitted[:size]))


@njit(cache=True, nogil=True, fastmath=True)
def _accumulate(
    index: Postings, query: Query, block: int, sets: Array, owners: Array, sums: Array
) -> None:
    """Sum the weights of a block's documents, scale aside, in single precision."""
    size = np.int64(index.blocks[block + 1]) - np.int64(index.blocks[block])
    words = (size + 15) // 16
    sums[: words * 16] = 0
    everywhere = 0.0
    dense_start = np.empty(len(sets), np.int64)
    dense_weight = np.empty(len(sets), np.float32)
    dense = 0
    for place in range(len(sets)):
        found = sets[place]
        weight = query.factors[owners[place]] * index.saturation[index.set_tf[found]]
        count, start = np.int64(index.set_size[found]), np.int64(index.set_start[found])
        if count == size:
            everywhere += weight
        elif count * DENSE < size:
            for document in index.postings[start : start + count]:
                sums[document] += np.float32(weight)
        else:
            dense_start[dense], dense_weight[dense] = start, weight
            dense += 1
    for bit in range(16):  # all sets for one stretch of documents, which stays in the cache
        stretch = sums[bit * words : (bit + 1) * words]
        stretch += np.float32(everywhere)
        rest = dense % 4
        for number in range(rest):
            start = dense_start[number]
            add_bit(index.postings[start : start + words], bit, dense_weight[number], stretch)
        for number in range(rest, dense, 4):
            _add_four(
                index.postings,
                dense_start[number : number + 4],
                dense_weight[number : number + 4],
                bit,
                stretch,
            )


@njit(cache=True, nogil=True)
def add_bit(words: Array, bit: int, weight: float, sums: Array) -> None:
    """Add *weight* where one bit of the words is set; *sums* are those of that bit's documents."""
    mask, nothing = np.uint16(1 << bit), weight - weight  # of the weight's own precision
    for word in range(len(words)):
        sums[word] += weight if words[word] & mask else nothing


@njit(cache=True, nogil=True)
def _add_four(postings: Array, starts: Array, weights: Array, bit: int, sums: Array) -> None:
    """Do ``add_bit`` for four sets, so that the sums are read and written once."""
    words = len(sums)
    one, two = postings[starts[0] : starts[0] + words], postings[starts[1] : starts[1] + words]
    three, four = postings[starts[2] : starts[2] + words], postings[starts[3] : starts[3] + words]
    a, b, c, d = weights[0], weights[1], weights[2], weights[3]
    mask, no = np.uint16(1 << bit), np.float32(0)
    for word in range(words):
        sums[word] += ((a if one[word] & mask else no) + (b if two[word] & mask else no)) + (
            (c if three[word] & mask else no) + (d if four[word] & mask else no)
        )


@njit(cache=True, nogil=True)
def _scan(
    index: Postings,
    facts: FactTable,
    items: ItemTable,
    query: Query,
    block: int,
    sums: Array,
    admitted: Array,
    floor: float,
    slack: float,
    best: Array,
    seen: int,
    survivors: Array,
    rough: Array,
) -> tuple[int, int, float]:
    """List the candidates that may reach *floor*, which rises on the way, with rough scores.

    *best* is a heap of the best rough scores, *seen* of them so far, the least one first. Return
    how many survive, how many are in the heap, and the floor.
    """
    begin = np.int64(index.blocks[block])
    size = np.int64(index.blocks[block + 1]) - begin
    comparable = has_facts(facts, query, block)
    left = 0
    need = text_needed(query, items, block, comparable, floor - slack)
    for document in range(size):
        if not admitted[document]:
            continue
        text = np.nan
        if query.has_text and index.scale[begin + document] > 0:
            text = min(1.0, sums[document] * index.scale[begin + document])
            if text < need:
                continue
        fact = fact_score(facts, query, block, document) if comparable else np.nan
        item = query.items[items.item_set[begin + document]]
        score = combine(query, text, fact, item)
        if score < floor - slack:
            continue
        survivors[left], rough[left] = document, score
        left += 1
        seen = keep_best(best, seen, score)
        if seen == len(best) and best[0] > floor:
            floor = best[0]
            need = text_needed(query, items, block, comparable, floor - slack)
    return left, seen, floor


@njit(cache=True, nogil=True)
def _exact_text(
    index: Postings, query: Query, block: int, sets: Array, owners: Array, document: int
) -> float:
    """Return the text score of one document, NaN where it does not exist."""
    begin = np.int64(index.blocks[block])
    size = np.int64(index.blocks[block + 1]) - begin
    words = (size + 15) // 16
    word, bit = document % words, document // words
    if not query.has_text or index.scale[begin + document] == 0:
        return np.nan
    total = 0.0
    for place in range(len(sets)):
        found = sets[place]
        count, start = np.int64(index.set_size[found]), np.int64(index.set_start[found])
        if count == size:
            there = True
        elif count * DENSE < size:
            stretch = index.postings[start : start + count]
            position = np.searchsorted(stretch, document)
            there = bool(position < count and stretch[position] == document)
        else:
            there = bool((index.postings[start + word] >> bit) & 1)
        if there:
            total += query.factors[owners[place]] * index.saturation[index.set_tf[found]]
    return rounded(min(1.0, total * index.scale[begin + document]))
