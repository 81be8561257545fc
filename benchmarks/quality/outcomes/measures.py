"""The measures of the study, on plain arrays: coverage, what a budget of flags finds, halves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.estimates import Z95
from discretion.model.audit import Disparity

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_CELL = 5
"""Cases of a cell of identical facts from which quartiles are taken."""


def inside(value: Floats, low: Floats, high: Floats) -> Flags:
    """Say which values lie in their interval, ends included; an unknown end contains nothing."""
    found: Flags = (value >= low) & (value <= high)
    return found


def found(score: Floats, planted: Flags, budget: int) -> float:
    """Return the share of *planted* cases among the *budget* of highest score (NaN ranks last).

    Equal scores count in their mean: at the edge of the budget each has the same chance.
    """
    worth = np.where(np.isnan(score), -np.inf, score)
    edge = np.sort(worth)[-budget]
    above, level = worth > edge, worth == edge
    share = (budget - above.sum()) / level.sum()
    return float((planted & above).sum() + share * (planted & level).sum()) / float(planted.sum())


def ranked(p: Floats, deviation: Floats) -> Floats:
    """Return a score: smaller p-value first, among equals the greater deviation."""
    order = np.lexsort((np.abs(np.nan_to_num(deviation)), -np.nan_to_num(p, nan=1.0)))
    score = np.empty(len(p))
    score[order] = np.arange(len(p))
    return score


def beyond_fence(known: Floats, value: Floats) -> Floats:
    """Tukey's rule as a score: how many interquartile ranges of *known* outside its quartiles."""
    low, high = np.quantile(known, (0.25, 0.75))
    score: Floats = np.maximum(value - high, low - value) / max(high - low, 1e-9)
    return score


def beyond_cells(known: Floats, known_cell: Floats, value: Floats, cell: Floats) -> Floats:
    """Tukey's rule within each cell (rows of facts that are identical); NaN where it is too small.

    *known_cell* and *cell* have shape (cases, facts). A cell whose quartiles coincide is measured
    by a range of one unit, lest every small step in it come first.
    """
    members: dict[bytes, list[float]] = {}
    for row, month in zip(known_cell, known, strict=True):
        members.setdefault(row.tobytes(), []).append(float(month))
    score = np.full(len(value), np.nan)
    for at, row in enumerate(cell):
        some = members.get(row.tobytes(), [])
        if len(some) >= LEAST_CELL:
            low, high = np.quantile(some, (0.25, 0.75))
            score[at] = max(value[at] - high, low - value[at]) / max(high - low, 1.0)
    return score


@dataclass(frozen=True)
class Halves:
    """How well the effects of one half foretell those of the other."""

    groups: int
    correlation: float
    """Of the raw effects of the two halves."""
    slope_raw: float
    """Of the other half's raw effects on this one's raw effects: below 1, by chance alone."""
    slope_shrunk: float
    """On this one's shrunk effects: 1 if shrinkage is as strong as it ought to be."""
    error_raw: float
    """Root mean square error of foretelling by the raw effects."""
    error_shrunk: float
    covered: float
    """Share of the other half's effects in the 95 % interval that this half gives for them."""


def compare(one: Mapping[str, Disparity], other: Mapping[str, Disparity]) -> Halves:
    """Compare the effects of the groups that both halves list, by name of the group."""
    names = sorted(one.keys() & other.keys())
    raw, shrunk, target = (
        np.array([float(e.value or 0.0) for e in estimates])
        for estimates in (
            [one[name].raw for name in names],
            [one[name].effect for name in names],
            [other[name].raw for name in names],
        )
    )
    error = np.hypot(
        [_error(one[name], "effect") for name in names],
        [_error(other[name], "raw") for name in names],
    )
    return Halves(
        len(names),
        float(np.corrcoef(raw, target)[0, 1]),
        _slope(raw, target),
        _slope(shrunk, target),
        float(np.sqrt(np.mean((target - raw) ** 2))),
        float(np.sqrt(np.mean((target - shrunk) ** 2))),
        float(np.mean(np.abs(target - shrunk) <= Z95 * error)),
    )


def _error(disparity: Disparity, which: str) -> float:
    estimate = getattr(disparity, which)
    return float(estimate.high - estimate.low) / (2 * Z95)


def _slope(x: Floats, y: Floats) -> float:
    off = x - x.mean()
    return float(off @ (y - y.mean()) / (off @ off))
