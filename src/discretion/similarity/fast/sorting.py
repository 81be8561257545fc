"""Sorting some hundreds of 64-bit keys: what counting the terms of a document waits for."""

from __future__ import annotations

import numpy as np

from discretion.similarity.fast.reading import INT, KEYS, NUMBERS, VOID, Ints, compiled, once

_FEW = 48
"""Keys up to which insertion is the faster way (measured)."""
_DIGIT = np.uint64(8)
PLACES = 256


@compiled
def _by_digit(keys: Ints, to: Ints, count: int, shift: np.uint64, places: Ints) -> None:
    for digit in range(PLACES):
        places[digit] = 0
    last = np.uint64(PLACES - 1)
    for k in range(count):
        places[np.int64(keys[k] >> shift & last)] += 1
    total = 0
    for digit in range(PLACES):
        size = places[digit]
        places[digit] = total
        total += size
    for k in range(count):
        place = np.int64(keys[k] >> shift & last)
        to[places[place]] = keys[k]
        places[place] += 1


@compiled
def _insert(keys: Ints, count: int) -> None:
    for k in range(1, count):
        key = keys[k]
        at = k
        while at > 0 and keys[at - 1] > key:
            keys[at] = keys[at - 1]
            at -= 1
        keys[at] = key


@once(VOID, KEYS, INT, KEYS, NUMBERS)
def sort_keys(keys: Ints, count: int, spare: Ints, places: Ints) -> None:
    """Sort the first *count* of *keys* in place; *spare* has room for as many, *places* for 256."""
    if count <= _FEW:
        _insert(keys, count)
        return
    differing = np.uint64(0)
    for k in range(1, count):
        differing |= keys[k] ^ keys[0]
    here, there = keys, spare
    moved = False
    shift = np.uint64(0)
    while shift < np.uint64(64):
        if differing >> shift & np.uint64(PLACES - 1):
            _by_digit(here, there, count, shift, places)
            here, there = there, here
            moved = not moved
        shift += _DIGIT
    if moved:
        for k in range(count):
            keys[k] = spare[k]
