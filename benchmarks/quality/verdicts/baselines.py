"""What deviation warnings in use do, as baselines: each says which cases of an item it flags.

Each takes what is known of the item (severity, facts with the base first) and the cases to judge,
and returns who is flagged.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Baseline = Callable[[Floats, Floats, Floats, Floats], Flags]

RANGE = (500.0, 5000.0)
"""Yuan: the statutory range that turns severity into a fine for the fixed percentage."""
PERCENT = 0.3


def fixed_percentage(known: Floats, _: Floats, mine: Floats, __: Floats) -> Flags:
    """A fine more than 30 % away from the median fine of the item."""
    low, high = RANGE
    middle = low + np.median(known) * (high - low)
    flags: Flags = np.abs(low + mine * (high - low) - middle) > PERCENT * middle
    return flags


def z_score(known: Floats, _: Floats, mine: Floats, __: Floats) -> Flags:
    """More than 1.96 standard deviations from the item's mean."""
    flags: Flags = np.abs(mine - known.mean()) > 1.96 * known.std()
    return flags


def tukey(known: Floats, _: Floats, mine: Floats, __: Floats) -> Flags:
    """More than 1.5 interquartile ranges outside the quartiles."""
    low, high = np.quantile(known, (0.25, 0.75))
    reach = 1.5 * (high - low)
    flags: Flags = (mine < low - reach) | (mine > high + reach)
    return flags


def quantile_regression(known: Floats, facts: Floats, mine: Floats, theirs: Floats) -> Flags:
    """Outside the 2.5 % and 97.5 % quantiles that a linear quantile regression predicts."""
    from sklearn.linear_model import QuantileRegressor

    some = slice(0, 400)  # a linear programme grows with the square of its cases
    low, high = (
        QuantileRegressor(quantile=q, alpha=0, solver="highs")
        .fit(facts[some], known[some])
        .predict(theirs)
        for q in (0.025, 0.975)
    )
    flags: Flags = (mine < low) | (mine > high)
    return flags


BASELINES: dict[str, Baseline] = {
    "固定百分比（30%）": fixed_percentage,
    "z 分数": z_score,
    "四分位距（Tukey）": tukey,
    "分位数回归": quantile_regression,
}
