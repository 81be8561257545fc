"""Where fines lie in their statutory ranges, group by group: quantiles, and a median's interval.

The place of a fine is 0 at the statutory minimum and 1 at the maximum; it leaves kinds of penalty
other than the fine out, unlike :mod:`~discretion.consistency.severity`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from discretion.consistency.observations import Floats, Ints
from discretion.consistency.observing import is_held, severity_of
from discretion.engine.decisions import Spans
from discretion.model.audit import Estimate

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""The quantiles of a distribution, by linear interpolation (Hyndman and Fan 1996, type 7)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The fines of one group: how many, their quantiles at LEVELS, and the median's interval.

    ``group`` indexes the labels that the groups were given by.
    """

    group: int
    quantiles: tuple[float, ...]
    median: Estimate


def places_of(fine: Floats, statutory: Spans) -> Floats:
    """Return the place of each *fine* (fen, NaN: none) in its range; NaN where either is not known.

    A range of one amount only has no places.
    """
    held = is_held(statutory) & (statutory.maximum > statutory.minimum) & ~np.isnan(fine)
    punished = np.ones(len(fine), dtype=bool)
    nothing = np.zeros(len(fine), dtype=np.int64)
    return np.where(held, severity_of(fine, nothing, punished, statutory, held), np.nan)


def spreads(labels: Sequence[str], group: Ints, places: Floats) -> list[Spread]:
    """Return the distribution of every group that has a place, in the order of *labels*.

    *group* indexes *labels* (-1: not known).
    """
    used = np.flatnonzero((group >= 0) & ~np.isnan(places))
    order = used[np.lexsort((places[used], group[used]))]
    found = []
    bounds = np.searchsorted(group[order], np.arange(len(labels) + 1))
    for number in range(len(labels)):
        values = places[order[bounds[number] : bounds[number + 1]]]
        if len(values):
            quantiles = tuple(round(float(q), 6) for q in np.quantile(values, LEVELS))
            found.append(Spread(number, quantiles, median(values)))
    return found


def median(values: Floats) -> Estimate:
    """Return the median of ascending *values* with its 95 % interval, from order statistics.

    The interval holds for any distribution (Thompson 1936); below six values there is none.
    """
    from scipy.special import bdtr

    n = len(values)
    if not n:
        return Estimate(None, None, None, 0)
    middle = round(float(np.median(values)), 6)
    ranks = np.arange(n // 2 + 1)
    # The innermost pair of ranks that leaves at most 2.5 % outside on either side.
    rank = int((bdtr(ranks, n, 0.5) <= 0.025).sum())
    if not rank:
        return Estimate(middle, None, None, n)
    low, high = values[rank - 1], values[n - rank]
    return Estimate(middle, round(float(low), 6), round(float(high), 6), n)
