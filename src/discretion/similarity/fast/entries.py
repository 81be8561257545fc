"""From documents to terms: every text is scanned, its n-grams packed by rank, the rest hashed."""

from __future__ import annotations

import numpy as np

from discretion.similarity.fast.documents import TEXTS, Documents
from discretion.similarity.fast.reading import (
    CITED,
    CODES,
    INT,
    KEYS,
    NUMBERS,
    USED,
    Int,
    Ints,
    codes_at,
    compiled,
    entry,
    keys_at,
    numbers_at,
    once,
)
from discretion.similarity.fast.scanner import scan
from discretion.similarity.fast.space import Space
from discretion.similarity.fast.tables import RANK_BITS

PACKED = 3
"""Symbols of the longest n-gram that is packed, and of every sorted entry."""
UNIT = PACKED * RANK_BITS
"""Bits of an entry below its unit: a text field of a document, document × ``TEXTS`` + field."""
NGRAM, CITATION = 1, 2
"""Kinds of hashed terms that stand in texts."""

_RANK = np.uint64(RANK_BITS)
_UNIT = np.uint64(UNIT)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_TOP = np.uint64(1 << 63)


@once(INT, CODES, CODES, INT, INT, KEYS, INT)
def _pack(rank: Ints, symbols: Ints, used: Int, unit: Int, entries: Ints, short: Int) -> Int:
    second, third = np.uint64(0), np.uint64(0)
    base = np.uint64(unit) << _UNIT
    for at in range(used - 1, -1, -1):
        first = np.uint64(rank[symbols[at]])
        if first:
            entries[short] = base | (first << _RANK | second) << _RANK | third
            short += 1
            second, third = first, second
        else:
            second, third = np.uint64(0), np.uint64(0)
    return short


@compiled
def _hash(state: np.uint64, code: np.uint64) -> np.uint64:
    mixed = (state ^ code) * _MULTIPLIER
    return mixed ^ mixed >> _SHIFT


@once(INT, CODES, CODES, INT, INT, KEYS, INT)
def _hash_long(rank: Ints, symbols: Ints, used: Int, size: Int, hashed: Ints, long: Int) -> Int:
    """Append the n-grams of one size that is too long to be packed."""
    run = 0
    for at in range(used):
        run = run + 1 if rank[symbols[at]] else 0
        if run >= size:
            state = np.uint64(NGRAM)
            for place in range(at - size + 1, at + 1):
                state = _hash(state, np.uint64(symbols[place]))
            hashed[long] = state | _TOP
            long += 1
    return long


@once(INT, CODES, NUMBERS, INT, KEYS, INT)
def _hash_articles(codes: Ints, articles: Ints, cited: Int, hashed: Ints, long: Int) -> Int:
    for row in range(cited):
        state = np.uint64(CITATION)
        for at in range(articles[4 * row], articles[4 * row + 1]):
            state = _hash(state, np.uint64(codes[at]))
        state = _hash(state, np.uint64(articles[4 * row + 2]))
        hashed[long] = _hash(state, np.uint64(articles[4 * row + 3])) | _TOP
        long += 1
    return long


@entry
def read_documents(
    table: Ints, ranks: Ints, documents: Documents, space: Space, sizes: Ints
) -> Int:
    """Fill the entries and hashed keys of *space*, and where each unit of them ends.

    An entry is the unit, and the ranks of the three symbols from one place on, zeros after the
    end of their run: sorted, it holds the n-grams of all three lengths in order. Returns the
    number of entries. The caller keeps every array alive.
    """
    tab, rank = codes_at(table), codes_at(ranks)
    codes, offsets = codes_at(documents.codes), numbers_at(documents.offsets)
    bounds, symbols = numbers_at(documents.bounds), codes_at(space.symbols)
    articles, names, state = (
        numbers_at(space.articles),
        numbers_at(space.names),
        numbers_at(space.state),
    )
    entries, hashed = keys_at(space.entries), keys_at(space.hashed)
    entry_ends, hashed_ends = numbers_at(space.entry_ends), numbers_at(space.hashed_ends)
    wanted, most, rows = numbers_at(sizes), len(sizes), len(documents.bounds) // 3
    short, long, unit = 0, 0, 0
    for row in range(rows):
        known = 0
        for piece in range(bounds[3 * row], bounds[3 * row + 1]):
            begin = offsets[piece]
            length = offsets[piece + 1] - begin
            if length > 1:
                names[2 * known], names[2 * known + 1] = begin, length
                known += 1
        for field in range(TEXTS):
            for piece in range(bounds[3 * row + 1 + field], bounds[3 * row + 2 + field]):
                begin, end = offsets[piece], offsets[piece + 1]
                scan(tab, codes, begin, end, known, names, symbols, articles, state)
                short = _pack(rank, symbols, state[USED], unit, entries, short)
                for k in range(most):
                    if wanted[k] > PACKED:
                        long = _hash_long(rank, symbols, state[USED], wanted[k], hashed, long)
                long = _hash_articles(codes, articles, state[CITED], hashed, long)
            entry_ends[unit], hashed_ends[unit] = short, long
            unit += 1
    return short
