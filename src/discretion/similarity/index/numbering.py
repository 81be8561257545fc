"""Terms, counts and names as small numbers, until all of them are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.index.invert import number_counts, number_terms
from discretion.similarity.terms import TermCounts

Array = NDArray[Any]


class TermNumbers:
    """Terms and counts as small numbers, in the order in which they come."""

    def __init__(self) -> None:
        self.known = 0
        self.slot_key = np.zeros(1 << 16, np.uint64)
        self.slot_id = np.full(1 << 16, -1, np.int32)
        self.values = np.zeros(1 << 16, np.float32)
        self.different = 0
        self.terms = Growing(np.uint32)
        self.tf = Growing(np.uint16)

    def add(self, counts: TermCounts) -> None:
        """Add the terms and counts of some documents.

        Raises:
            ValueError: there are more than 65,536 different counts of a term.
        """
        terms = self.terms.room(len(counts.keys))
        reached = 0
        while True:
            reached, self.known = number_terms(
                counts.keys, self.slot_key, self.slot_id, self.known, reached, terms
            )
            if reached == len(terms):
                break
            self._grow()
        tf = self.tf.room(len(terms))
        self.different = number_counts(counts.counts, self.values, self.different, tf)
        if self.different < 0:
            raise ValueError("一个词项的不同计数超过 65536 种；请减少字段权重的小数位")

    def _grow(self) -> None:
        keys, numbers = self.slot_key[self.slot_id >= 0], self.slot_id[self.slot_id >= 0]
        order = np.argsort(numbers)
        self.slot_key = np.zeros(4 * len(self.slot_key), np.uint64)
        self.slot_id = np.full(len(self.slot_key), -1, np.int32)
        number_terms(keys[order], self.slot_key, self.slot_id, 0, 0, np.empty(len(keys), np.uint32))

    def finish(self) -> tuple[Array, ...]:
        """Return keys, place of each term number among them, terms, tf values, place of each tf
        number among them, tf numbers."""
        taken = self.slot_id >= 0
        by_number = np.empty(self.known, np.uint64)
        by_number[self.slot_id[taken]] = self.slot_key[taken]
        rank = np.empty(self.known, np.uint32)
        order = np.argsort(by_number)
        rank[order] = np.arange(self.known, dtype=np.uint32)
        values = self.values[: self.different]
        ascending = np.argsort(values)
        place = np.empty(self.different, np.uint16)
        place[ascending] = np.arange(self.different, dtype=np.uint16)
        return by_number[order], rank, self.terms.taken, values[ascending], place, self.tf.taken


class Numbered:
    """Values of one column as small numbers, in the order in which they come."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = _Numbers()
        self._parts: list[Array] = []

    def add(self, values: Sequence[Any]) -> None:
        """Add the values of some documents."""
        found = map(self._numbers.__getitem__, values)
        self._parts.append(np.fromiter(found, np.int32, len(values)))

    def places(self, order: Array, known: Sequence[Any] = ()) -> tuple[list[Any], Array]:
        """Return the different values of some documents, and of each of them the place of its own.

        The *known* ones come first, the others ascend.
        """
        numbers = np.concatenate([np.zeros(0, np.int32), *self._parts])[order]
        values = list(self._numbers)
        there = {values[n] for n in np.flatnonzero(np.bincount(numbers)).tolist()}
        names = [*known, *sorted(there.difference(known))]
        place = {name: number for number, name in enumerate(names)}
        by_number = np.array([place.get(value, -1) for value in values], np.int64)
        return names, by_number[numbers]


class _Numbers(dict[Any, int]):
    def __missing__(self, value: Any) -> int:
        return self.setdefault(value, len(self))


class Growing:
    """An array to whose end is written. Growing moves pages, not bytes, so that nothing is copied
    and no memory is held twice."""

    def __init__(self, kind: Any) -> None:
        self._values = np.empty(1 << 16, kind)
        self._used = 0

    def room(self, count: int) -> Array:
        """Return so many new entries, to be written and let go before more are asked for."""
        begin, self._used = self._used, self._used + count
        if self._used > len(self._values):
            # The views that were given out are gone: nothing else knows the memory.
            self._values.resize(max(self._used, 2 * len(self._values)), refcheck=False)
        return self._values[begin : self._used]

    @property
    def taken(self) -> Array:
        """All that was written."""
        return self._values[: self._used]
