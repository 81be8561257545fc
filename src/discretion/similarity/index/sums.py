"""Sums over the posting sets of one block: all documents roughly, one document exactly."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy import uint16
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.layout import DENSE
from discretion.similarity.index.lookup import first_from
from discretion.similarity.index.scores import rounded
from discretion.similarity.index.tables import Postings, Query

Array = NDArray[Any]

HIGHEST_SUM = 65_535
"""Rough sums are whole numbers of two bytes: twice as fast to add as single precision."""


class Different(NamedTuple):
    """The different posting sets of a query in a block, and how the query's sets map to them."""

    places: Array
    """Per set of the query: its place here, one past the last for a set of the whole block."""
    weights: Array
    """Per set of the query: what a document in it gains, the document's scale aside; float64."""
    starts: Array
    sizes: Array
    totals: Array
    """The weights of all sets of the query that are this one."""
    everywhere: float
    """What every document gains."""


@njit(cache=True, nogil=True)
def different_sets(
    index: Postings, query: Query, size: int, sets: Array, owners: Array
) -> Different:
    """Return the different ones among *sets* of a block of *size* documents."""
    slots = 4
    while slots < 2 * len(sets):
        slots *= 2
    table = np.full(slots, -1, np.int64)
    places = np.empty(len(sets), np.int64)
    weights = np.empty(len(sets))
    starts = np.empty(len(sets), np.int64)
    sizes = np.empty(len(sets), np.int64)
    totals = np.zeros(len(sets))
    known, everywhere = 0, 0.0
    for place in range(len(sets)):
        found = sets[place]
        weights[place] = query.factors[owners[place]] * index.saturation[index.set_tf[found]]
        count, start = np.int64(index.set_size[found]), np.int64(index.set_start[found])
        if count == size:
            everywhere += weights[place]
            places[place] = -1
            continue
        slot = (start * 0x9E3779B1) & (slots - 1)
        while table[slot] >= 0 and starts[table[slot]] != start:
            slot = (slot + 1) & (slots - 1)
        if table[slot] < 0:
            table[slot], starts[known], sizes[known] = known, start, count
            known += 1
        places[place] = table[slot]
        totals[table[slot]] += weights[place]
    places[places < 0] = known
    return Different(places, weights, starts[:known], sizes[:known], totals[:known], everywhere)


@njit(cache=True, nogil=True)
def add_sets(postings: Array, size: int, sets: Different, sums: Array) -> tuple[float, float]:
    """Sum the weights of a block's *size* documents in whole units, ``sets.everywhere`` aside.

    Return the unit and by how much a sum may err, up or down.
    """
    words = (size + 15) // 16
    sums[: words * 16] = 0
    unit = sets.totals.sum() / (HIGHEST_SUM - len(sets.totals))
    if unit == 0:
        return 0.0, 0.0
    error = 0.0
    dense_start = np.zeros(len(sets.starts) + 3, np.int64)
    dense_weight = np.zeros(len(sets.starts) + 3, np.uint16)
    dense = 0
    for place in range(len(sets.starts)):
        count, start = sets.sizes[place], sets.starts[place]
        weight = np.uint16(np.rint(sets.totals[place] / unit))
        error += abs(sets.totals[place] - unit * weight)
        if count * DENSE < size:
            for document in postings[start : start + count]:
                sums[document] += weight
        else:
            dense_start[dense], dense_weight[dense] = start, weight
            dense += 1
    dense_start[dense:] = dense_start[0]  # what fills up the last four weighs nothing
    for bit in range(16):  # all sets for one stretch of documents, which stays in the cache
        stretch = sums[bit * words : (bit + 1) * words]
        for number in range(0, dense, 4):
            four = slice(number, number + 4)
            _add_four(postings, dense_start[four], dense_weight[four], bit, stretch)
    return unit, error


@njit(cache=True, nogil=True)
def _add_four(postings: Array, starts: Array, weights: Array, bit: int, sums: Array) -> None:
    """Add the weights of four sets where one bit of their words is set.

    Every step is told to stay in two bytes, so that one instruction does as many as it can.
    """
    words = len(sums)
    one, two = postings[starts[0] : starts[0] + words], postings[starts[1] : starts[1] + words]
    three, four = postings[starts[2] : starts[2] + words], postings[starts[3] : starts[3] + words]
    first, second, third, last = weights[0], weights[1], weights[2], weights[3]
    mask, no = uint16(1 << bit), uint16(0)
    for word in range(words):
        a = first if uint16(one[word] & mask) != no else no
        b = second if uint16(two[word] & mask) != no else no
        c = third if uint16(three[word] & mask) != no else no
        d = last if uint16(four[word] & mask) != no else no
        sums[word] = uint16(uint16(sums[word] + uint16(a + b)) + uint16(c + d))


@njit(cache=True, nogil=True)
def exact_texts(
    index: Postings, sets: Different, block: int, documents: Array, texts: Array
) -> None:
    """Write the text scores of some documents of a block, NaN where one has none.

    The sum is made term by term in the order of the keys, in double precision, which is the
    definition of the score.
    """
    begin = np.int64(index.blocks[block])
    size = np.int64(index.blocks[block + 1]) - begin
    words = (size + 15) // 16
    scale, postings = index.scale[begin : begin + size], index.postings
    starts, sizes, places, weights = sets.starts, sets.sizes, sets.places, sets.weights
    there = np.ones(len(starts) + 1)
    for number in range(len(documents)):
        document = np.int64(documents[number])
        word, bit = document % words, document // words
        for place in range(len(starts)):
            if sizes[place] * DENSE < size:
                end = starts[place] + sizes[place]
                position = first_from(postings, starts[place], end, document)
                there[place] = position < end and postings[position] == document
            else:
                there[place] = (postings[starts[place] + word] >> bit) & 1
        total = 0.0
        for term in range(len(places)):
            total += weights[term] * there[places[term]]  # a branch would be guessed wrongly
        text = rounded(min(1.0, total * scale[document]))
        texts[number] = text if scale[document] > 0 else np.nan
