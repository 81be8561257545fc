"""Estimates with their intervals: shares, means, and what stands under false discovery control."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.observations import Floats
from discretion.model.audit import Estimate

Method = Literal["bh", "by"]

Z95 = 1.959963984540054


def share(count: int, n: int) -> Estimate:
    """Return *count* of *n* as a share with Wilson's 95 % interval (Wilson 1927)."""
    if not n:
        return Estimate(None, None, None, 0)
    low, high = wilson(count / n, n)
    return Estimate(round(count / n, 6), round(low, 6), round(high, 6), n)


def wilson(p: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share *p* that rests on *n* (above 0, maybe broken)."""
    z = Z95
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def mean(values: Floats) -> Estimate:
    """Return the mean with its 95 % interval (Student's t); of one value there is no interval."""
    n = len(values)
    if not n:
        return Estimate(None, None, None, 0)
    middle = float(values.mean())
    if n == 1:
        return Estimate(round(middle, 6), None, None, 1)
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(n)
    return Estimate(round(middle, 6), round(middle - half, 6), round(middle + half, 6), n)


def correlation_ratio(values: Floats, groups: NDArray[np.int64]) -> Estimate:
    """Return the share of the variance that *groups* explain (eta squared), with an interval.

    Unbiased after Kelley (1935); the interval is Fisher's for the correlation with group means.
    """
    n, k = len(values), len(np.unique(groups))
    if n <= k + 2 or float(values.var()) <= 0:
        return Estimate(None, None, None, n)
    sums = np.bincount(groups, values - values.mean())
    counts = np.bincount(groups)
    used = counts > 0
    between = float((sums[used] ** 2 / counts[used]).sum())
    total = float(((values - values.mean()) ** 2).sum())
    raw = between / total
    eta = max(0.0, 1 - (1 - raw) * (n - 1) / (n - k))
    centre, half = math.atanh(min(math.sqrt(eta), 0.999999)), Z95 / math.sqrt(n - 3)
    low, high = math.tanh(max(0.0, centre - half)) ** 2, math.tanh(centre + half) ** 2
    return Estimate(round(eta, 6), round(low, 6), round(high, 6), n)


def adjusted(p: Floats, method: Method = "bh") -> Floats:
    """Return p-values adjusted for the false discovery rate; NaN stays NaN and does not count."""
    from scipy.stats import false_discovery_control

    known = ~np.isnan(p)
    q = np.full(len(p), np.nan)
    if known.any():
        q[known] = np.round(false_discovery_control(p[known], method=method), 9)
    return q
