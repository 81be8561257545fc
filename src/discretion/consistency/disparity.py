"""Do teams, districts, bodies, officers or channels differ once their cases are made alike?

The deviation of each case from what its facts add up to is explained by its group, with the mean
of its item beside (two-way effects, so that a group which has most of an item's cases
does not set the mark it is measured by). Effects are shrunk towards none as a random effect whose
variance is estimated from all groups (DerSimonian and Laird 1986). Groups with fewer than
MINIMUM_CELL cases are not listed, so that nobody is pilloried by noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from discretion.consistency.estimates import Z95, Method, adjusted
from discretion.consistency.observations import Floats, Ints
from discretion.model.audit import Disparity, Estimate

MINIMUM_CELL = 30
ROUNDS = 50
"""Steps of the two-way fit; it has settled long before."""
WINSOR = 5.0
"""Deviations count up to this many robust standard deviations: one huge fine is no habit."""


@dataclass(frozen=True)
class Effects:
    """The two-way fit: one effect a group, its variance, and its number of cases."""

    effect: Floats
    variance: Floats
    n: Ints


def disparities(
    dimension: str,
    labels: Sequence[str],
    group: Ints,
    item: Ints,
    deviation: Floats,
    rate: float,
    method: Method = "bh",
) -> list[Disparity]:
    """Return every group of *dimension* with enough cases, strongest effect first.

    *group* indexes *labels* (-1: not known), *item* tells the items apart, *deviation* is severity
    less what the facts account for. ``found`` are those with an adjusted p-value up to *rate*.
    """
    if not labels:
        return []
    used = (group >= 0) & ~np.isnan(deviation)
    counts = np.bincount(group[used], minlength=len(labels))
    used &= (group >= 0) & (counts[np.maximum(group, 0)] >= MINIMUM_CELL)
    present = np.unique(group[used])
    if len(present) < 2:
        return []
    codes = np.searchsorted(present, group[used])
    _, items = np.unique(item[used], return_inverse=True)
    fitted = fit(codes, items.astype(np.int64), _winsorised(deviation[used]), len(present))
    return _listed(dimension, [labels[g] for g in present], fitted, rate, method)


def fit(group: Ints, item: Ints, deviation: Floats, groups: int) -> Effects:
    """Fit group and item effects by backfitting; an effect is a group against all the others."""
    n = np.bincount(group, minlength=groups)
    per_item = np.bincount(item)
    effect = np.zeros(groups)
    centre = np.zeros(len(per_item))
    for _ in range(ROUNDS):
        centre = np.bincount(item, deviation - effect[group], len(per_item)) / per_item
        effect = np.bincount(group, deviation - centre[item], groups) / n
        effect -= (effect * n).sum() / n.sum()
    rest = deviation - centre[item] - effect[group]
    degrees = max(1, len(rest) - groups - len(per_item) + 1)
    pooled = float(rest @ rest) / degrees
    own = np.bincount(group, rest * rest, groups) / np.maximum(n - 1, 1)
    # A group's own spread counts as its cases do, the common one as MINIMUM_CELL cases.
    spread = (n * own + MINIMUM_CELL * pooled) / (n + MINIMUM_CELL)
    effect = effect / (1 - n / n.sum())  # against the others, not against all
    return Effects(effect, spread / (n * (1 - _overlap(group, item, n, per_item))), n)


def _overlap(group: Ints, item: Ints, n: Ints, per_item: Ints) -> Floats:
    """How much of each group's own weight stands in the item means that it is measured by."""
    cells, counts = np.unique(group * len(per_item) + item, return_counts=True)
    of, at = np.divmod(cells, len(per_item))
    shared = np.bincount(of, counts * counts / per_item[at], len(n)) / n
    found: Floats = np.minimum(shared, 0.95)
    return found


def _listed(
    dimension: str, labels: list[str], fitted: Effects, rate: float, method: Method
) -> list[Disparity]:
    from scipy.special import stdtr, stdtrit

    error = np.sqrt(fitted.variance)
    # Student's t, with the degrees of freedom of a spread that is partly the common one.
    degrees = (fitted.n - 1) * ((fitted.n + MINIMUM_CELL) / fitted.n) ** 2
    p = 2 * stdtr(degrees, -np.abs(fitted.effect) / np.maximum(error, 1e-12))
    reach = stdtrit(degrees, 0.975) * error
    q = adjusted(np.maximum(p, 1e-300), method)
    between = _between(fitted)
    kept = between / (between + fitted.variance) if between > 0 else np.zeros(len(labels))
    shrunk, narrow = fitted.effect * kept, np.sqrt(kept * fitted.variance)
    found = [
        Disparity(
            dimension,
            labels[g],
            _estimate(shrunk[g], Z95 * narrow[g], fitted.n[g]),
            _estimate(fitted.effect[g], reach[g], fitted.n[g]),
            round(float(p[g]), 9),
            round(float(q[g]), 9),
            bool(q[g] <= rate),
        )
        for g in range(len(labels))
    ]
    return sorted(found, key=lambda d: (-abs(d.raw.value or 0.0), d.group))


def _between(fitted: Effects) -> float:
    """The variance of true effects among groups (DerSimonian-Laird)."""
    weight = 1 / np.maximum(fitted.variance, 1e-12)
    centre = float((weight * fitted.effect).sum() / weight.sum())
    scatter = float((weight * (fitted.effect - centre) ** 2).sum())
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max(0.0, (scatter - (len(weight) - 1)) / scale) if scale > 0 else 0.0


def _winsorised(deviation: Floats) -> Floats:
    low, middle, high = np.quantile(deviation, (0.2, 0.5, 0.8))
    reach = WINSOR * max(float(high - low) / 1.683, 1e-9)
    return np.clip(deviation, middle - reach, middle + reach)


def _estimate(value: float, reach: float, n: int) -> Estimate:
    middle, half = float(value), float(reach)
    return Estimate(round(middle, 6), round(middle - half, 6), round(middle + half, 6), int(n))
