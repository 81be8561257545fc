"""Does practice move over the years, and did it move on a day?

Monthly means of the deviation, facts adjusted, and change points by binary segmentation: the
largest cumulative sum of deviations in order of days, whose p-value is that of the supremum of a
Brownian bridge (Kolmogorov's distribution); a change splits the series, and each part is searched
again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from discretion.consistency.estimates import mean
from discretion.consistency.observations import Floats, Ints
from discretion.model.audit import Change, Drift, Estimate

LEAST_SEGMENT = 50
"""Cases on either side of a change."""
CERTAIN = 0.01
"""The p-value at which a change is reported, divided by the number of series searched."""
NEAR = timedelta(days=45)
_EPOCH = date(1970, 1, 1)

Known = Iterable[tuple[date, str]]
"""Days on which law or benchmark changed, and what changed."""


def drift(item: str | None, day: Floats, deviation: Floats, known: Known, series: int) -> Drift:
    """Return how the deviation of an item (None: of all) moved; *series* are searched in all."""
    used = ~np.isnan(day) & ~np.isnan(deviation)
    order = np.argsort(day[used], kind="stable")
    days, values = day[used][order].astype(np.int64), deviation[used][order]
    cuts = sorted(_search(days, values, 0, len(values), CERTAIN / max(1, series)))
    ends = [0, *(at for at, _ in cuts), len(values)]
    changes = [
        Change(
            _EPOCH + timedelta(days=int(days[at])),
            mean(values[before:at]),
            mean(values[at:after]),
            p,
            _near(_EPOCH + timedelta(days=int(days[at])), known),
        )
        for (at, p), before, after in zip(cuts, ends, ends[2:], strict=False)
    ]
    return Drift(item, tuple(_months(days, values)), tuple(changes))


def _search(
    days: Ints, values: Floats, first: int, last: int, certain: float
) -> Iterable[tuple[int, float]]:
    if last - first < 2 * LEAST_SEGMENT:
        return
    part = values[first:last]
    low, high = np.quantile(part, (0.1, 0.9))
    part = np.clip(part, low, high)
    spread = float(part.std())
    if spread <= 1e-9:
        return
    n = len(part)
    sums = np.abs(np.cumsum(part - part.mean())) / (spread * np.sqrt(n))
    inside = np.arange(1, n + 1)
    # A change lies between days, never between two cases of one day.
    ends = np.append(days[first + 1 : last] > days[first : last - 1], False)
    sums[(inside < LEAST_SEGMENT) | (inside > n - LEAST_SEGMENT) | ~ends] = 0.0
    best = int(np.argmax(sums))
    p = _bridge(float(sums[best]))
    if p > certain:
        return
    at = first + best + 1
    yield at, round(p, 9)
    yield from _search(days, values, first, at, certain)
    yield from _search(days, values, at, last, certain)


def _bridge(x: float) -> float:
    """Return the probability that a Brownian bridge leaves the band of width *x* about 0."""
    if x < 0.3:
        return 1.0
    k = np.arange(1, 50)
    return float(np.clip(2 * ((-1.0) ** (k + 1) * np.exp(-2 * k * k * x * x)).sum(), 0.0, 1.0))


def _months(days: Ints, values: Floats) -> Iterable[tuple[date, Estimate]]:
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    starts = np.flatnonzero(np.append(True, months[1:] != months[:-1]))[: len(days)]
    for first, last in pairwise([*starts.tolist(), len(days)]):
        yield months[first].astype("datetime64[D]").item(), mean(values[first:last])


def _near(day: date, known: Known) -> str | None:
    close = [(abs(day - when), what) for when, what in known if abs(day - when) <= NEAR]
    return min(close)[1] if close else None
