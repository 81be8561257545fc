"""How sure a difference is, and what a choice is worth on queries that had no part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 4000
FOLDS, REPEATS = 5, 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries with its 95 % interval (percentile bootstrap over queries)."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"

    @property
    def signed(self) -> str:
        """The estimate of a difference."""
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def estimate(values: Floats, seed: int = 0) -> Estimate:
    """Return the mean of one value a query; a difference is estimated by its paired values."""
    drawn = np.random.default_rng(seed).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), [0.025, 0.975])
    return Estimate(float(values.mean()), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Held:
    """Measures of the queries while they were held out, and how often what was chosen."""

    values: Floats
    chosen: dict[str, int]


def nested(measured: Mapping[str, Floats], goal: Mapping[str, Floats], seed: int = 0) -> Held:
    """Choose on some queries, measure on the others: ``FOLDS`` folds, ``REPEATS`` times.

    *goal* has one value a query for each variant (chosen: the highest mean over the queries that
    are not held out), *measured* is what to report, queries first. The values are the means over
    the repeats; they are free of the optimism of choosing.
    """
    names = list(measured)
    goals = np.array([goal[name] for name in names])
    values = np.array([measured[name] for name in names])
    queries = goals.shape[1]
    total, chosen = np.zeros(values.shape[1:]), dict.fromkeys(names, 0)
    random = np.random.default_rng(seed)
    for _ in range(REPEATS):
        fold = random.permutation(queries) % FOLDS
        for held in range(FOLDS):
            best = int(goals[:, fold != held].mean(axis=1).argmax())
            total[fold == held] += values[best, fold == held]
            chosen[names[best]] += 1
    return Held(total / REPEATS, chosen)
