"""Which row of a segment holds a case id: a sorted table of hashes, searched where it lies.

An id is known by the first 128 bits of its SHA-256. The file ``keys.bin`` of n cases holds four
little-endian arrays one after the other: n first halves, ascending (u64); n second halves, in the
same order (u64); n rows (u32); n digests of 32 bytes each, in the order of the *rows*.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

KEYS_NAME = "keys.bin"
BYTES_EACH = 8 + 8 + 4 + 32

Keys = NDArray[np.uint64]
"""Shape (n, 2): the two halves of each key."""
Digests = NDArray[np.uint8]
"""Shape (n, 32)."""


def keys_of(ids: Iterable[str]) -> Keys:
    """Return the keys of case ids, in their order."""
    raw = b"".join(hashlib.sha256(i.encode()).digest()[:16] for i in ids)
    return np.frombuffer(raw, "<u8").reshape(-1, 2)


class KeyTable:
    """The keys and digests of one segment, on disk or in memory."""

    def __init__(self, content: memoryview | bytes, n: int) -> None:
        if len(content) != n * BYTES_EACH:
            raise ValueError(f"{KEYS_NAME}: {len(content)} bytes for {n} cases")
        self.first = np.frombuffer(content, "<u8", n)
        self.second = np.frombuffer(content, "<u8", n, 8 * n)
        self.rows = np.frombuffer(content, "<u4", n, 16 * n)
        self.digests = np.frombuffer(content, np.uint8, 32 * n, 20 * n).reshape(n, 32)

    def find(self, keys: Keys) -> NDArray[np.int64]:
        """Return the row of each key, -1 where there is none."""
        found = np.full(len(keys), -1, np.int64)
        n = len(self.first)
        if not n:
            return found
        at = np.searchsorted(self.first, keys[:, 0])
        open_ = np.arange(len(keys))
        while len(open_):  # a second turn only where two ids share a first half
            where = at[open_]
            inside = where < n
            open_, where = open_[inside], where[inside]
            alike = self.first[where] == keys[open_, 0]
            open_, where = open_[alike], where[alike]
            same = self.second[where] == keys[open_, 1]
            found[open_[same]] = self.rows[where[same]]
            open_ = open_[~same]
            at[open_] += 1
        return found

    def by_row(self) -> Keys:
        """Return the key of every row, in the order of the rows."""
        keys = np.empty((len(self.rows), 2), np.uint64)
        keys[self.rows, 0] = self.first
        keys[self.rows, 1] = self.second
        return keys


def write_keys(path: Path, keys: Keys, digests: Digests) -> None:
    """Write ``keys.bin`` of keys and digests in the order of the rows."""
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    with path.open("wb") as file:
        for array in (
            keys[order, 0].astype("<u8"),
            keys[order, 1].astype("<u8"),
            order.astype("<u4"),
            np.ascontiguousarray(digests, np.uint8),
        ):
            file.write(array.tobytes())
