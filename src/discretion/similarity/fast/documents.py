"""A block of cases as pieces of normalised text: what compiled code reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

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
    none: list[Sequence[Any]] = [()] * len(cases)
    text, title, items, circumstances = (weight > 0 for weight in weights)
    pieces, bounds = _in_turn(
        [names_of(case) for case in cases],
        [(case.text,) for case in cases] if text else none,
        [[titles[c] for c in case.items if c in titles] for case in cases] if title else none,
    )
    ready, ready_offsets = _in_turn(
        [[key_of(ITEMS, code) for code in case.items] for case in cases] if items else none,
        [[key_of(CIRCUMSTANCES, name) for name in case.circumstances] for case in cases]
        if circumstances
        else none,
    )
    return Documents(*folded(pieces), bounds, np.array(ready, np.uint64), ready_offsets)


def _in_turn(*fields: Sequence[Sequence[Any]]) -> tuple[list[Any], NDArray[np.int64]]:
    """Return what the documents have, document by document and field by field, and the bounds."""
    parts = list(chain.from_iterable(zip(*fields, strict=True)))
    bounds = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=bounds[1:])
    return list(chain.from_iterable(parts)), bounds
