"""From the terms of documents to posting sets; compiled, without Python's lock."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.layout import DENSE

Array = NDArray[Any]

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth, volume 3, 6.4): the golden ratio spreads keys over a power of two."""


@njit(cache=True, nogil=True)
def number_terms(
    keys: Array, slot_key: Array, slot_id: Array, known: int, begin: int, out: Array
) -> tuple[int, int]:
    """Number *keys* from *begin* on by a hash table; return the place reached and the terms known.

    It stops early when the table (a power of two of slots, id -1 where free) is half full.
    """
    mask = np.uint64(len(slot_key) - 1)
    for place in range(begin, len(keys)):
        key = keys[place]
        slot = ((key * MULTIPLIER) >> np.uint64(20)) & mask
        while slot_id[slot] >= 0 and slot_key[slot] != key:
            slot = (slot + np.uint64(1)) & mask
        if slot_id[slot] < 0:
            if 2 * known >= len(slot_key):
                return place, known
            slot_key[slot] = key
            slot_id[slot] = known
            known += 1
        out[place] = slot_id[slot]
    return len(keys), known


@njit(cache=True, nogil=True)
def number_counts(counts: Array, values: Array, known: int, out: Array) -> int:
    """Number *counts* by their value, new ones added to *values*; return how many are known.

    -1: there are more different counts than *values* holds. Nearly every count is one of a few.
    """
    for place in range(len(counts)):
        number = 0
        while number < known and values[number] != counts[place]:
            number += 1
        if number == known:
            if known == len(values):
                return -1
            values[known] = counts[place]
            known += 1
        out[place] = number
    return known


@njit(cache=True, nogil=True)
def invert_block(
    documents: Array,
    indptr: Array,
    terms: Array,
    tf: Array,
    term_rank: Array,
    tf_rank: Array,
    fill: Array,
) -> tuple[Array, Array, Array, Array, Array]:
    """Return the posting sets of one block: term, tf, size and start of each, and the postings.

    *documents* are places in *indptr*, in the block's order; *term_rank* is the place of a term
    number among the sorted keys, *tf_rank* the same of counts; *fill* is zeros, one a term.
    """
    total = 0
    for document in documents:
        total += indptr[document + 1] - indptr[document]
    touched = np.empty(total, np.uint32)
    distinct = 0
    for document in documents:
        for place in range(indptr[document], indptr[document + 1]):
            term = term_rank[terms[place]]
            if fill[term] == 0:
                touched[distinct] = term
                distinct += 1
            fill[term] += 1
    touched = np.sort(touched[:distinct])
    starts = np.empty(distinct + 1, np.int64)
    begin = 0
    most_sets = 0
    for number in range(distinct):
        starts[number] = begin
        most_sets += min(fill[touched[number]], len(tf_rank))
        begin += fill[touched[number]]
        fill[touched[number]] = starts[number]
    starts[distinct] = begin
    local = np.empty(total, np.uint16)
    local_tf = np.empty(total, np.uint16)
    for position in range(len(documents)):
        document = documents[position]
        for place in range(indptr[document], indptr[document + 1]):
            term = term_rank[terms[place]]
            local[fill[term]] = position
            local_tf[fill[term]] = tf_rank[tf[place]]
            fill[term] += 1
    set_term = np.empty(total, np.uint32)
    set_tf = np.empty(total, np.uint16)
    set_size = np.empty(total, np.uint16)
    set_start = np.empty(total, np.uint32)
    postings = np.empty(total, np.uint16)
    slots = 2
    while slots < 2 * most_sets:
        slots *= 2
    begins = np.full(slots, -1, np.int64)  # a hash table of what is stored, by its words
    lengths = np.zeros(slots, np.int64)
    sets, used = 0, 0
    ordered, often = np.empty(len(documents), np.uint16), np.zeros(len(tf_rank), np.int64)
    for number in range(distinct):
        places = local[starts[number] : starts[number + 1]]
        counts = local_tf[starts[number] : starts[number + 1]]
        different = _group(places, counts, often, ordered)
        first = 0
        for count in different:
            last = first + often[count]
            often[count] = 0
            set_term[sets] = touched[number]
            set_tf[sets] = count
            set_size[sets] = last - first
            end_of_set = _store(ordered[first:last], len(documents), postings, used)
            set_start[sets] = used
            if end_of_set > used:
                slot = _slot_of(postings, used, end_of_set, begins, lengths)
                if begins[slot] >= 0:
                    set_start[sets] = begins[slot]
                else:
                    begins[slot], lengths[slot] = used, end_of_set - used
                    used = end_of_set
            sets += 1
            first = last
    return set_term[:sets], set_tf[:sets], set_size[:sets], set_start[:sets], postings[:used]


@njit(cache=True, nogil=True)
def _group(places: Array, counts: Array, often: Array, ordered: Array) -> Array:
    """Write *places* into *ordered*, those of the lowest count first, else as they were.

    Return the different counts, ascending; *often* (zeros, one a count) then says how often each
    is there.
    """
    different, known = np.empty(len(counts), np.uint16), 0
    for count in counts:
        if often[count] == 0:
            at = known
            while at > 0 and different[at - 1] > count:
                different[at] = different[at - 1]
                at -= 1
            different[at] = count
            known += 1
        often[count] += 1
    different = different[:known]
    if known == 1:
        ordered[: len(places)] = places
        return different
    begin = 0
    for count in different:
        begin, often[count] = begin + often[count], begin
    for number in range(len(places)):
        ordered[often[counts[number]]] = places[number]
        often[counts[number]] += 1
    begin = 0
    for count in different:
        begin, often[count] = often[count], often[count] - begin
    return different


@njit(cache=True, nogil=True)
def _slot_of(postings: Array, begin: int, end: int, begins: Array, lengths: Array) -> np.int64:
    """Return the slot of a set equal to ``postings[begin:end]``, or a free one (begin -1)."""
    mixed = np.uint64(end - begin)
    for place in range(begin, end):
        mixed = (mixed ^ np.uint64(postings[place])) * MULTIPLIER
        mixed ^= mixed >> np.uint64(32)
    mask = np.uint64(len(begins) - 1)
    slot = mixed & mask
    while begins[slot] >= 0:
        if lengths[slot] == end - begin:
            known, same = begins[slot], True
            for step in range(end - begin):
                if postings[known + step] != postings[begin + step]:
                    same = False
                    break
            if same:
                break
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)


@njit(cache=True, nogil=True)
def _store(places: Array, size: int, postings: Array, used: int) -> int:
    if len(places) == size:
        return used
    if len(places) * DENSE < size:
        postings[used : used + len(places)] = places
        return used + len(places)
    words = (size + 15) // 16
    postings[used : used + words] = 0
    bit, begin = 0, 0
    for place in places:  # they ascend: no division is needed
        while place >= begin + words:
            bit, begin = bit + 1, begin + words
        postings[used + place - begin] |= np.uint16(1 << bit)
    return used + words
