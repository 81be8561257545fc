"""A block of cases as pieces of normalised text: what compiled code reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.similarity.fast.folding import folded
from discretion.similarity.text import names_of

TEXT, TITLE, ITEMS, CIRCUMSTANCES = range(4)
"""The fields of a case, in the order in which their counts are added up."""
FIELDS, TEXTS = 4, 2
"""How many there are; the first of them are texts, the others codes."""

KeyOf = Callable[[int, str], int]
"""The key of an item's or a circumstance's code, by field."""


class Documents(NamedTuple):
    """Some documents: first the names known from it, then its texts, and terms that are ready."""

    codes: NDArray[np.int32]
    """The normalised pieces, one after another."""
    offsets: NDArray[np.int64]
    """Piece p is ``codes[offsets[p] : offsets[p + 1]]``."""
    bounds: NDArray[np.int64]
    """Document d has the pieces from ``bounds[3 * d]`` on as names, from the next on as text,
    from the next on as titles; the last bound ends the last document."""
    ready: NDArray[np.uint64]
    """Keys of items and circumstances."""
    ready_offsets: NDArray[np.int64]
    """Document d has the keys from ``ready_offsets[2 * d]`` on as items, from the next on as
    circumstances."""

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.bounds) // 3


def documents_of(
    cases: Sequence[Case],
    weights: tuple[float, ...],
    titles: Mapping[str, str],
    key_of: KeyOf,
) -> Documents:
    """Return *cases* as documents, without the fields that weigh nothing."""
    pieces: list[str] = []
    bounds = [0]
    ready: list[int] = []
    ready_offsets = [0]
    text, title, items, circumstances = (weight > 0 for weight in weights)
    for case in cases:
        pieces += names_of(case)
        bounds.append(len(pieces))
        if text:
            pieces.append(case.text)
        bounds.append(len(pieces))
        if title:
            pieces += [titles[code] for code in case.items if code in titles]
        bounds.append(len(pieces))
        if items:
            ready += [key_of(ITEMS, code) for code in case.items]
        ready_offsets.append(len(ready))
        if circumstances:
            ready += [key_of(CIRCUMSTANCES, name) for name in case.circumstances]
        ready_offsets.append(len(ready))
    return Documents(
        *folded(pieces),
        np.array(bounds, np.int64),
        np.array(ready, np.uint64),
        np.array(ready_offsets, np.int64),
    )
