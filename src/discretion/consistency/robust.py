"""Robust statistics of weighted values: quantiles, ranks, and how much the weights are worth.

Values are exact (Fractions); weights are positive floats, summed exactly (``math.fsum``), so that
the order of the cases never changes a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import fsum

Weighted = Sequence[tuple[Fraction, float]]
"""Values and their weights."""


def quantile(values: Weighted, share: float) -> Fraction:
    """Return the least value at or below which at least *share* (0 to 1) of the weight lies.

    It is the left-continuous inverse of the weighted distribution function: always one of the
    values, never between two.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    wanted = share * fsum(weight for _, weight in ordered)
    seen: list[float] = []
    for value, weight in ordered:
        seen.append(weight)
        # A sum of weights may fall short of the share of the total by rounding alone.
        if fsum(seen) >= wanted * (1 - 1e-12):
            return value
    return ordered[-1][0]


def quantiles(values: Weighted, shares: Sequence[float]) -> list[Fraction]:
    """Return the quantile of each share, as :func:`quantile`, sorting once."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    total = fsum(weight for _, weight in ordered)
    found, running, at = [], ordered[0][1], 0
    for share in sorted(shares):
        while running < share * total * (1 - 1e-12) and at < len(ordered) - 1:
            at += 1
            running += ordered[at][1]
        found.append(ordered[at][0])
    return [found[sorted(shares).index(share)] for share in shares]


def tails(values: Weighted, value: Fraction) -> tuple[float, float]:
    """Return the shares of weight at or below *value* and at or above it (0 to 1)."""
    total = fsum(weight for _, weight in values)
    below = fsum(weight for v, weight in values if v <= value)
    above = fsum(weight for v, weight in values if v >= value)
    return below / total, above / total


def mid_rank(values: Weighted, value: Fraction) -> float:
    """Return the share of weight below *value*, ties counting half (0 to 1)."""
    below, above = tails(values, value)
    return (below + 1 - above) / 2


def effective_number(weights: Sequence[float]) -> float:
    """Return Kish's effective sample size: (sum w)² / sum w²; 0 of no weights."""
    squares = fsum(w * w for w in weights)
    return fsum(weights) ** 2 / squares if squares else 0.0
