"""Calibrated p-values: how rarely cases that are truly alike deviate as far as this one does.

The deviation of a case is ranked among those of its comparables, each measured in the same way
against the others (leave-one-out conformal, the jackknife of Vovk et al., Algorithmic Learning in
a Random World, 2nd ed., 2022, ch. 4): if the cases are exchangeable, at most a share p of them has
a p-value of p or less. Between two neighbours the rank is interpolated, so that the promise is met
also with few comparables and without drawing lots; a penalty that others have as well is never
rarer than all of those together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.observations import Floats

Rows = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class Deviations:
    """The deviations of comparables, ascending, each with the weight (0 to 1) it counts with."""

    values: Floats
    weights: Floats

    @classmethod
    def of(cls, values: Floats, weights: Floats) -> Deviations:
        """Return the deviations in order."""
        order = np.argsort(values, kind="stable")
        return cls(values[order], weights[order])

    @cached_property
    def total(self) -> float:
        """How many deviations they are worth."""
        return float(self.weights.sum())

    @cached_property
    def _sums(self) -> Floats:
        """What the first n of them are worth, n from 0."""
        return np.concatenate([[0.0], np.cumsum(self.weights)])

    def p_values(self, deviations: Floats, own: Floats | None = None) -> Floats:
        """Return the two-sided p-value of each deviation, 0 to 1, to 9 decimals.

        *own* is the weight with which a deviation already stands among the values, 0 if it does
        not; it is left out. NaN gives NaN.
        """
        mine = np.zeros(len(deviations)) if own is None else own
        sums = self._sums
        first = np.searchsorted(self.values, deviations, "left")
        last = np.searchsorted(self.values, deviations, "right")
        below, above = sums[first], sums[-1] - sums[last]
        ties = np.maximum(sums[last] - sums[first] - mine, 0.0)
        tied = ties > 1e-9
        upper, lower = self._between(deviations, first, last)
        upper, lower = np.where(tied, ties + 1, upper), np.where(tied, ties + 1, lower)
        size = sums[-1] - mine + 1
        p = np.minimum(1.0, 2 * np.minimum(above + upper, below + lower) / size)
        found: Floats = np.where(np.isnan(deviations), np.nan, np.round(p, 9))
        return found

    def p_value(self, deviation: float, own: float) -> float:
        """Return the p-value of a single deviation, see :meth:`p_values`."""
        if math.isnan(deviation):
            return math.nan
        values, sums = self.values, self._sums
        first, last = (
            int(values.searchsorted(deviation)),
            int(values.searchsorted(deviation, "right")),
        )
        below, total = float(sums[first]), float(sums[-1])
        above, ties = total - float(sums[last]), float(sums[last]) - below - own
        upper = lower = 1.0
        if ties > 1e-9:
            upper = lower = ties + 1
        elif first > 0 and last < len(values):
            low, high = float(values[first - 1]), float(values[last])
            share = min(1.0, max(0.0, (high - deviation) / (high - low if high > low else 1.0)))
            upper = 1 - (1 - share) * float(self.weights[last])
            lower = 1 - share * float(self.weights[first - 1])
        p = min(1.0, 2 * min(above + upper, below + lower) / (total - own + 1))
        return rounded(p, 9)

    def _between(self, deviations: Floats, first: Rows, last: Rows) -> tuple[Floats, Floats]:
        """Return what each counts itself on the upper and on the lower side, 0 to 1.

        It counts fully where it follows a neighbour, and gives way as it nears the next as far as
        that one counts. An outermost one stands for all that might lie beyond it.
        """
        one = np.ones(len(deviations))
        if not len(self.values):
            return one, one
        below, above = np.maximum(first - 1, 0), np.minimum(last, len(self.values) - 1)
        low, high = self.values[below], self.values[above]
        gap = high - low
        share = np.clip((high - deviations) / np.where(gap > 0, gap, 1.0), 0.0, 1.0)
        inner = (first > 0) & (last < len(self.values))
        upper = np.where(inner, 1 - (1 - share) * self.weights[above], one)
        lower = np.where(inner, 1 - share * self.weights[below], one)
        return upper, lower

    def interval(self, level: float) -> tuple[float, float]:
        """Return the deviations between which a share *level* of like cases lies.

        An end is infinite where there are too few deviations to say.
        """
        if level not in self._intervals:
            self._intervals[level] = self._interval(level)
        return self._intervals[level]

    @cached_property
    def _intervals(self) -> dict[float, tuple[float, float]]:
        return {}

    def _interval(self, level: float) -> tuple[float, float]:
        tail = (1 - level) / 2 * (self.total + 1)
        sums = np.cumsum(self.weights)
        if not len(sums) or tail < 1 - 1e-9:
            return -np.inf, np.inf
        low = int(np.searchsorted(sums, tail - 1e-9))
        high = len(sums) - 1 - int(np.searchsorted(np.cumsum(self.weights[::-1]), tail - 1e-9))
        return float(self.values[low]), float(self.values[high])


def rounded(value: float, decimals: int) -> float:
    """Return a single number as numpy rounds it."""
    unit = 10.0**decimals
    return float(np.rint(value * unit)) / unit
