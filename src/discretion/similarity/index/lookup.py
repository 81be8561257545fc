"""Finding keys and ids in sorted arrays; compiled, since a search does it a few hundred times."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.compiling import njit

Array = NDArray[Any]

NEAR = 32
"""So many keys further on the next one is looked for first."""


@njit(cache=True, nogil=True)
def first_from(values: Array, begin: int, end: int, least: Any) -> int:
    """Return the first place from *begin* whose value is *least* or more, *end* if there is none.

    The values ascend. Every step halves what is left without a branch that could be guessed wrong.
    """
    left = end - begin
    while left > 0:
        half = (left + 1) // 2
        begin = begin + half if values[begin + half - 1] < least else begin
        left -= half
    return begin


@njit(cache=True, nogil=True)
def find_terms(keys: Array, rarities: Array, wanted: Array, places: Array, found: Array) -> None:
    """Write the place of each *wanted* key, -1 if none, and its rarity; both sorts ascend."""
    begin = 0
    for number in range(len(wanted)):
        end = begin + NEAR
        while end < len(keys) and keys[end - 1] < wanted[number]:
            begin, end = end, end + 4 * (end - begin)
        begin = first_from(keys, begin, min(end, len(keys)), wanted[number])
        if begin < len(keys) and keys[begin] == wanted[number]:
            places[number] = begin
            found[number] = rarities[begin]
        else:
            places[number] = -1


@njit(cache=True, nogil=True)
def unit_length(weights: Array) -> bool:
    """Bring *weights* to unit length, adding in their order; return whether there is any."""
    squares = 0.0
    for weight in weights:
        squares += weight * weight
    if squares > 0:
        weights *= 1 / np.sqrt(squares)
    return bool(squares > 0)


@njit(cache=True, nogil=True)
def find_id(ids: Array, bounds: Array, wanted: Array) -> int:
    """Return the place of an id among the sorted *ids* (UTF-8, one after another), -1 if none."""
    low, high = 0, len(bounds) - 1
    while low < high:
        middle = (low + high) // 2
        begin, end = np.int64(bounds[middle]), np.int64(bounds[middle + 1])
        place = 0
        while begin + place < end and place < len(wanted) and ids[begin + place] == wanted[place]:
            place += 1
        if begin + place == end and place == len(wanted):
            return middle
        if begin + place == end or (place < len(wanted) and ids[begin + place] < wanted[place]):
            low = middle + 1
        else:
            high = middle
    return -1
