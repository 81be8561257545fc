"""Robust statistics of weighted rows: quantiles, ranks, and how much the weights are worth.

The rows stand in ascending order of their values, each with a whole weight (parts per million), so
that every sum is an exact integer: neither the order in which cases came in nor leaving one out
can change a result by rounding. A row of weight 0 is left out. Shares come back as fractions. Sums
of squares stay exact up to nine million rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.int64]

WHOLE = 1_000_000
"""The whole weight of a share of 1."""


def whole_weights(shares: NDArray[np.float64]) -> Weights:
    """Return shares of 0 to 1 as whole weights, rounded to the nearest part per million."""
    return np.rint(shares * WHOLE).astype(np.int64)


def quantile_rows(weights: Weights, shares: Sequence[Fraction]) -> list[int]:
    """Return, for each share (0 to 1), the first row up to which that share of the weight lies.

    Its value is the left-continuous inverse of the weighted distribution function: always one of
    the values, never between two. Share 0 means the first row that counts, share 1 the last.

    Raises:
        ValueError: no row counts.
    """
    sums = np.cumsum(weights)
    total = int(sums[-1]) if len(sums) else 0
    if not total:
        raise ValueError("no rows to take a quantile of")
    wanted = [max(1, -(-share.numerator * total // share.denominator)) for share in shares]
    return [int(row) for row in np.searchsorted(sums, wanted)]


def tails(weights: Weights, first: int, last: int) -> tuple[Fraction, Fraction]:
    """Return the shares of weight at or below a value, and at or above it (0 to 1).

    The rows from *first* up to, but not including, *last* have the value itself; where there are
    none, both name the row before which it would stand.
    """
    total = int(weights.sum())
    below, above = int(weights[:last].sum()), int(weights[first:].sum())
    return Fraction(below, total), Fraction(above, total)


def mid_rank(weights: Weights, first: int, last: int) -> Fraction:
    """Return the share of weight below a value, ties counting half (0 to 1); rows as `tails`."""
    below, above = tails(weights, first, last)
    return (below + 1 - above) / 2


def effective_number(weights: Weights) -> float:
    """Return Kish's effective sample size: (sum w)² / sum w²; 0 of no weights.

    It is between 1 and the number of rows that count, and equals it for equal weights.
    """
    squares = int(np.dot(weights, weights))
    return float(Fraction(int(weights.sum()) ** 2, squares)) if squares else 0.0
