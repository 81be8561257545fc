"""Many texts in one buffer of code points, normalised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.fast.forms import BY_NEIGHBOURS, DROPPED, EXPANDED, folding
from discretion.similarity.fast.reading import Ints, entry
from discretion.similarity.normal import normalise

Codes = NDArray[np.int32]
Offsets = NDArray[np.int64]


def folded(texts: Sequence[str]) -> tuple[Codes, Offsets]:
    """Return the normalised *texts* one after another; text k begins at ``offsets[k]``.

    A text in which neighbours matter (combining marks, say) goes through ``normalise`` itself.
    """
    table = folding()
    codes, offsets = _encoded(texts)
    ready = np.zeros(len(texts), np.bool_)
    length = _measure(codes, offsets, table.target, table.start, ready)
    if ready.any():
        rows = np.flatnonzero(ready).tolist()
        mended = list(texts)
        for row in rows:
            mended[row] = normalise(texts[row])
        codes, offsets = _encoded(mended)
        length += sum(len(mended[row]) for row in rows)
    done = np.empty(length, np.int32)
    ends = np.empty(len(texts) + 1, np.int64)
    _fold(codes, offsets, ready, table.target, table.start, table.more, done, ends)
    return done, ends


def _encoded(texts: Sequence[str]) -> tuple[Codes, Offsets]:
    raw = "".join(texts).encode("utf-32-le", "surrogatepass")
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
    return np.frombuffer(raw, "<i4"), offsets


@entry
def _measure(codes: Ints, offsets: Ints, target: Ints, start: Ints, ready: Ints) -> int:
    """Return the length of all that folds by the table; mark the texts in which some does not."""
    total = 0
    for row in range(len(offsets) - 1):
        length = 0
        for at in range(offsets[row], offsets[row + 1]):
            to = target[codes[at]]
            if to >= 0:
                length += 1
            elif to <= EXPANDED:
                length += start[EXPANDED - to + 1] - start[EXPANDED - to]
            elif to == BY_NEIGHBOURS:
                ready[row] = True
        if not ready[row]:
            total += length
    return total


@entry
def _fold(
    codes: Ints,
    offsets: Ints,
    ready: Ints,
    target: Ints,
    start: Ints,
    more: Ints,
    done: Ints,
    ends: Ints,
) -> None:
    used = 0
    ends[0] = 0
    for row in range(len(offsets) - 1):
        for at in range(offsets[row], offsets[row + 1]):
            to = codes[at] if ready[row] else target[codes[at]]
            if to >= 0:
                done[used] = to
                used += 1
            elif to != DROPPED:
                for k in range(start[EXPANDED - to], start[EXPANDED - to + 1]):
                    done[used] = more[k]
                    used += 1
        ends[row + 1] = used
