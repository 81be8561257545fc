"""Seeded drawing that gives the same values on any machine and Python version.

Only ``random.Random.random`` is used, whose sequence for an integer seed is fixed by Python's
documentation; every other drawing is our own arithmetic on it. No global state.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar

from discretion.rulebook.unary import Cell, Interval, Literal

_T = TypeVar("_T")


class Draw:
    """A stream of random choices from an integer seed."""

    __slots__ = ("random",)

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def below(self, n: int) -> int:
        """Return an integer from 0 to n - 1."""
        return int(self.random() * n)

    def between(self, low: int, high: int) -> int:
        """Return an integer from *low* to *high*, both inclusive."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, options: Sequence[_T]) -> _T:
        """Return one of *options*, each as likely."""
        return options[int(self.random() * len(options))]

    def chance(self, share: float) -> bool:
        """Return True in *share* of the calls."""
        return self.random() < share

    def small(self, high: int) -> int:
        """Return an integer from 0 to *high*, small ones more often."""
        return int(self.random() * self.random() * (high + 1))


class Weighted:
    """Indices drawn in proportion to integer weights."""

    __slots__ = ("_sums", "total")

    def __init__(self, weights: Sequence[int]) -> None:
        self._sums = list(accumulate(weights))
        self.total = self._sums[-1]

    def draw(self, draw: Draw) -> int:
        """Return an index."""
        return bisect_right(self._sums, draw.below(self.total))


def tenths_in(cell: Cell, draw: Draw, scale: int) -> int | None:
    """Return a number, in tenths, that meets one test of *cell*; None if it has no such test.

    *scale* is the width, in units, of a test that is open upwards.
    """
    numeric = [
        t
        for t in cell.tests
        if isinstance(t, Interval)
        or (isinstance(t.value, int | Decimal) and not isinstance(t.value, bool))
    ]
    if cell.negated or not numeric:
        return None
    test = draw.pick(numeric)
    if isinstance(test, Literal):
        return int(Decimal(test.value or 0) * 10)
    low = int(test.low * 10) if test.low is not None else 0
    high = int(test.high * 10) if test.high is not None else low + max(scale * 10, low)
    low, high = low + test.low_open, high - (test.high is not None and test.high_open)
    return draw.between(low, max(low, high))
