"""Generated corpora whose truth is known: which cases are alike, and which are not (synthetic).

Ten items with a benchmark of three grades, cut by area and repeat offence. A clean severity is the
middle of its grade's band, moved a little by the facts in a way of each item's own, and noise of
one of four shapes. Nothing here uses the code that is judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.observations import FactColumn, GroupKey, Observations

Floats = NDArray[np.float64]

SHAPES = ("normal", "skewed", "heaped", "contaminated")
ITEMS = 10
GRADE_STEP = 0.35
"""Severity from the middle of one grade's band to that of the next."""
SPREAD = 0.07
"""Standard deviation of the noise in severity."""
CONTAMINATED = 0.10
_MIDDLES = np.array([0.15, 0.5, 0.85])


@dataclass(frozen=True)
class World:
    """A corpus with its truth; ``inconsistent`` marks the planted cases."""

    cases: Observations
    inconsistent: NDArray[np.bool_]


def world(seed: int, size: int, shape: str) -> World:
    """Return *size* cases, *shape* one of SHAPES; the same seed gives the same world."""
    rng = np.random.default_rng([seed, size, SHAPES.index(shape)])
    item = rng.integers(0, ITEMS, size)
    area = np.maximum(rng.lognormal(1.5, 1.0, size).round(1), 0.1)
    prior = rng.choice([0, 0, 0, 1, 1, 2], size)
    key_area = rng.random(size) < 0.3
    grade = np.clip(np.digitize(area, [4, 12]) + (prior > 0) + (prior > 1), 0, 2)
    middle = _MIDDLES[grade]
    slope = rng.uniform(0, 0.06, ITEMS)[item]
    severity = middle + slope * np.tanh(np.log(area / 6)) + 0.03 * key_area * (item % 2)
    severity = severity + _noise(rng, size, shape)
    inconsistent = np.zeros(size, dtype=bool)
    if shape == "contaminated":
        inconsistent = rng.random(size) < CONTAMINATED
        off = rng.choice([-1, 1], size) * rng.choice([0.35, 0.5, 0.7], size)
        severity = severity + inconsistent * off
    if shape == "heaped":
        severity = np.round(severity * 20) / 20
    keys = tuple(GroupKey(f"item{i}", "unit", "law", f"statute{i // 3}", "all") for i in range(10))
    cases = Observations(
        np.array([f"{n:08d}" for n in range(size)], dtype=object),
        severity,
        middle,
        {
            "area": FactColumn(np.log1p(area)),
            "key_area": FactColumn(key_area.astype(np.float64)),
            "prior": FactColumn(np.log1p(prior)),
        },
        rng.uniform(0, 730, size).round(),
        item.astype(np.int64),
        keys,
    )
    return World(cases, inconsistent)


def shifted(cases: Observations, seed: int, most: int = 1000) -> Observations:
    """Return at most *most* of *cases* as new ones, a grade graver or milder than they were."""
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(len(cases))[:most])
    some = cases.take(rows)
    up = some.severity < 0.5
    return Observations(
        np.array([f"shifted-{i}" for i in some.ids], dtype=object),
        some.severity + np.where(up, GRADE_STEP, -GRADE_STEP),
        some.base,
        some.facts,
        some.day,
        some.group,
        some.groups,
    )


def _noise(rng: np.random.Generator, size: int, shape: str) -> Floats:
    if shape == "skewed":
        gamma: Floats = (rng.gamma(1.5, 1.0, size) - 1.5) / np.sqrt(1.5)
        return SPREAD * gamma
    return rng.normal(0, SPREAD, size)
