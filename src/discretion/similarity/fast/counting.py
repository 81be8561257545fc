"""From sorted entries to counted terms: what is equal is added up, field after field."""

from __future__ import annotations

import numpy as np

from discretion.similarity import lexicon as lex
from discretion.similarity.fast.documents import FIELDS, TEXTS, Documents
from discretion.similarity.fast.entries import PACKED
from discretion.similarity.fast.reading import (
    CODES,
    INT,
    KEY,
    KEYS,
    NUMBERS,
    PAIR,
    SUM,
    SUMS,
    Int,
    Ints,
    codes_at,
    compiled,
    counts_at,
    entry,
    keys_at,
    numbers_at,
    once,
    sums_at,
)
from discretion.similarity.fast.sorting import sort_keys
from discretion.similarity.fast.space import Space
from discretion.similarity.fast.tables import RANK_BITS

_FIRST_QUANTITY = ord(lex.FIRST_QUANTITY)
_RANK, _LAST = np.uint64(RANK_BITS), np.uint64((1 << RANK_BITS) - 1)
_WIDTH = np.uint64(21)


@compiled
def _key(code: Ints, ranks: np.uint64, size: Int) -> np.uint64:
    """Return the key of an n-gram of ranks: the same of code points."""
    key = np.uint64(code[np.int64(ranks & _LAST)])
    if size > 1:
        key |= np.uint64(code[np.int64(ranks >> _RANK & _LAST)]) << _WIDTH
    if size > 2:
        key |= np.uint64(code[np.int64(ranks >> _RANK + _RANK & _LAST)]) << _WIDTH + _WIDTH
    return key


@compiled
def _first_quantity(code: Ints, entries: Ints, begin: Int, end: Int) -> Int:
    """Return where the entries that begin with a quantity begin: they are the last."""
    while end > begin:
        first = np.int64(entries[end - 1] >> _RANK + _RANK & _LAST)
        if code[first] < _FIRST_QUANTITY:
            break
        end -= 1
    return end


@compiled
def _wanted(sizes: Ints, most: Int, size: Int) -> Int:
    for k in range(most):  # noqa: SIM110  (compiled: a loop is faster than a generator)
        if sizes[k] == size:
            return True
    return False


@once(PAIR, KEY, SUM, KEYS, SUMS, INT, INT, KEYS, SUMS, INT)
def _put(
    key: np.uint64,
    weight: float,
    found: Ints,
    sums: Ints,
    taken: Int,
    total: Int,
    merged: Ints,
    other: Ints,
    used: Int,
) -> tuple[Int, Int]:
    """Write one term after those found before it, added to its equal."""
    while taken < total and found[taken] < key:
        merged[used], other[used] = found[taken], sums[taken]
        taken += 1
        used += 1
    if taken < total and found[taken] == key:
        weight = sums[taken] + weight
        taken += 1
    merged[used], other[used] = key, weight
    return taken, used + 1


@once(INT, CODES, KEYS, INT, INT, KEYS, INT, NUMBERS, INT, SUM, KEYS, SUMS, INT, KEYS, SUMS)
def _add(
    code: Ints,
    entries: Ints,
    begin: Int,
    end: Int,
    own: Ints,
    long: Int,
    sizes: Ints,
    most: Int,
    weight: float,
    found: Ints,
    sums: Ints,
    total: Int,
    merged: Ints,
    other: Ints,
) -> Int:
    """Merge a field's terms with what was *found* before, into *merged* and *other*."""
    taken, used = 0, 0
    for size in range(1, PACKED + 1):
        at = begin
        if size == 1 and not _wanted(sizes, most, 1):
            at = _first_quantity(code, entries, begin, end)
        elif not _wanted(sizes, most, size):
            continue
        shift = _RANK * np.uint64(PACKED - size)
        while at < end:
            ranks = entries[at] >> shift
            after = at + 1
            while after < end and entries[after] >> shift == ranks:
                after += 1
            if ranks & _LAST:
                key = _key(code, ranks, size)
                taken, used = _put(
                    key, weight * (after - at), found, sums, taken, total, merged, other, used
                )
            at = after
    at = 0
    while at < long:
        after = at + 1
        while after < long and own[after] == own[at]:
            after += 1
        taken, used = _put(
            own[at], weight * (after - at), found, sums, taken, total, merged, other, used
        )
        at = after
    while taken < total:
        merged[used], other[used] = found[taken], sums[taken]
        taken += 1
        used += 1
    return used


@entry
def count_documents(
    words: Ints,
    documents: Documents,
    space: Space,
    weights: Ints,
    sizes: Ints,
    indptr: Ints,
    keys: Ints,
    counts: Ints,
) -> Int:
    """Fill ``indptr``, ``keys`` and ``counts`` of ``TermCounts``; return the number of terms.

    *words* is the code point of each rank. Field f weighs ``weights[f]``; *sizes* are those of the
    n-grams. The entries of *space* are sorted. The caller keeps every array alive.
    """
    code, entries, hashed = codes_at(words), keys_at(space.entries), keys_at(space.hashed)
    entry_ends, hashed_ends = numbers_at(space.entry_ends), numbers_at(space.hashed_ends)
    ready, ready_offsets = keys_at(documents.ready), numbers_at(documents.ready_offsets)
    own, spare, places = keys_at(space.own), keys_at(space.spare), numbers_at(space.places)
    found, merged = keys_at(space.found), keys_at(space.merged)
    sums, other = sums_at(space.sums), sums_at(space.other)
    wanted, most, weighs = numbers_at(sizes), len(sizes), sums_at(weights)
    ends, to_keys, to_counts = numbers_at(indptr), keys_at(keys), counts_at(counts)
    rows = len(documents.bounds) // 3
    used, unit, begin, start = 0, 0, 0, 0
    ends[0] = 0
    for row in range(rows):
        total = 0
        for field in range(FIELDS):
            end, long = begin, 0
            if field < TEXTS:
                end = entry_ends[unit]
                for k in range(start, hashed_ends[unit]):
                    own[long] = hashed[k]
                    long += 1
                start = hashed_ends[unit]
                unit += 1
            else:
                place = TEXTS * row + field - TEXTS
                for k in range(ready_offsets[place], ready_offsets[place + 1]):
                    own[long] = ready[k]
                    long += 1
            if end == begin and long == 0:
                continue
            sort_keys(own, long, spare, places)
            total = _add(
                code, entries, begin, end, own, long, wanted, most, weighs[field],
                found, sums, total, merged, other,
            )  # fmt: skip
            found, merged, sums, other = merged, found, other, sums
            begin = end
        for k in range(total):
            to_keys[used + k] = found[k]
            to_counts[used + k] = np.float32(sums[k])
        used += total
        ends[row + 1] = used
    return used
