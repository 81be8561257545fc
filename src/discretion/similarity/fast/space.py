"""Where a block of documents is worked on: the arrays that compiled code writes to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.fast.documents import TEXTS, Documents
from discretion.similarity.fast.reading import STATE
from discretion.similarity.fast.sorting import PLACES
from discretion.similarity.masked import MOST_NAMES


class Space(NamedTuple):
    """For one text: symbols to names, state. For a block: entries to hashed_ends. The rest is
    for the terms of one document: those of a field, and the sums so far."""

    symbols: NDArray[np.int32]
    articles: NDArray[np.int64]
    names: NDArray[np.int64]
    state: NDArray[np.int64]
    entries: NDArray[np.uint64]
    entry_ends: NDArray[np.int64]
    hashed: NDArray[np.uint64]
    hashed_ends: NDArray[np.int64]
    own: NDArray[np.uint64]
    spare: NDArray[np.uint64]
    places: NDArray[np.int64]
    found: NDArray[np.uint64]
    merged: NDArray[np.uint64]
    sums: NDArray[np.float64]
    other: NDArray[np.float64]


def space_for(documents: Documents, sizes: int) -> Space:
    """Return room for *documents*, with n-grams of so many sizes."""
    begins = documents.offsets[documents.bounds]
    longest = int(np.diff(begins[::3]).max(initial=0)) + 1
    names = int(np.diff(documents.bounds).max(initial=0)) + MOST_NAMES
    whole = len(documents.codes) + 1
    codes = int(np.diff(documents.ready_offsets).max(initial=0))
    terms = longest * (sizes + 2) + TEXTS * codes
    return Space(
        symbols=np.empty(longest, np.int32),
        articles=np.empty(4 * longest, np.int64),
        names=np.empty(2 * names, np.int64),
        state=np.zeros(STATE, np.int64),
        entries=np.empty(whole, np.uint64),
        entry_ends=np.empty(TEXTS * documents.size, np.int64),
        hashed=np.empty(whole * (sizes + 1), np.uint64),
        hashed_ends=np.empty(TEXTS * documents.size, np.int64),
        own=np.empty(terms, np.uint64),
        spare=np.empty(terms, np.uint64),
        places=np.empty(PLACES, np.int64),
        found=np.empty(terms, np.uint64),
        merged=np.empty(terms, np.uint64),
        sums=np.empty(terms, np.float64),
        other=np.empty(terms, np.float64),
    )
