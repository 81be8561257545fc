"""Cases to their counted terms, a block at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.similarity.fast.counting import count_documents
from discretion.similarity.fast.documents import TEXTS, Documents, KeyOf, documents_of
from discretion.similarity.fast.entries import UNIT, read_documents
from discretion.similarity.fast.space import space_for
from discretion.similarity.fast.tables import ranks, table

BLOCK = (1 << 64 - UNIT) // TEXTS
"""Cases counted at once (512): as many as an entry can tell apart, and they fit in a cache."""

Columns = tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.float32]]


def count_cases(
    cases: Sequence[Case],
    weights: tuple[float, ...],
    sizes: tuple[int, ...],
    titles: Mapping[str, str],
    key_of: KeyOf,
) -> Columns:
    """Return indptr, keys and counts of *cases*; fields weigh *weights*, in their order."""
    ends, keys, counts = [np.zeros(1, np.int64)], [], []
    for at in range(0, len(cases), BLOCK):
        documents = documents_of(cases[at : at + BLOCK], weights, titles, key_of)
        indptr, some_keys, some_counts = _count(documents, weights, sizes)
        ends.append(indptr[1:] + ends[-1][-1])
        keys.append(some_keys)
        counts.append(some_counts)
    if not keys:
        return ends[0], np.zeros(0, np.uint64), np.zeros(0, np.float32)
    return np.concatenate(ends), np.concatenate(keys), np.concatenate(counts)


def _count(documents: Documents, weights: Sequence[float], sizes: tuple[int, ...]) -> Columns:
    rank, code = ranks()
    lengths = np.array(sizes, np.int64)
    space = space_for(documents, len(sizes))
    used = read_documents(table(), rank, documents, space, lengths)
    space.entries[:used].sort()
    most = used * (len(sizes) + 1) + len(space.hashed) + len(documents.ready)
    indptr = np.empty(documents.size + 1, np.int64)
    keys, counts = np.empty(most, np.uint64), np.empty(most, np.float32)
    total = count_documents(
        code, documents, space, np.array(weights), lengths, indptr, keys, counts
    )
    return indptr, keys[:total].copy(), counts[:total].copy()
