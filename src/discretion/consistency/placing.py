"""One case placed among its comparables, in plain numbers: what a single check takes.

It agrees to the bit with :meth:`discretion.consistency.calibration.Calibration.place`: tables of
one row cost ten times what the numbers in them do.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from discretion.consistency.alone import Alone
from discretion.consistency.calibration import AS_FAR, LEVELS, TIE_BREAK, Calibration, Group
from discretion.consistency.cleaning import Bulk
from discretion.consistency.conformal import rounded
from discretion.consistency.expectation import SCALE_PRIOR, expect, weigh
from discretion.consistency.limits import INTERVAL
from discretion.consistency.observations import Ints
from discretion.consistency.placement import Placement


class Place(NamedTuple):
    """One row of a ``Placement``."""

    expected: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p: float = math.nan
    deviation: float = math.nan
    effective: float = 0.0
    n: int = 0
    calibrators: float = 0.0
    circle: int = -1

    @classmethod
    def at(cls, row: int, placed: Placement) -> Place:
        """Return a row of *placed*."""
        return cls(*(getattr(placed, name)[row].item() for name in cls._fields))


def place_alone(case: Alone, calibration: Calibration, level: float = INTERVAL) -> Place:
    """Place a single case; it does not count among its own comparables."""
    number = calibration.number_of(case.key)
    if number is None:
        return Place()
    members, middle = calibration.members(number)
    row, group = calibration.row_of(case.id), calibration.group(number)
    n = len(members) - _is_among(row, members)
    if group is None:
        return Place(n=n)
    found = _Found(group, case, middle if math.isnan(case.base) else case.base, row)
    centre, deviation = found.centre, found.deviation
    known = Place(rounded(centre, 9), deviation=deviation, effective=rounded(found.effective, 6))
    circle, deviations, bulk = calibration.circle(number)
    if circle is None:
        return known._replace(n=n, calibrators=deviations.total)
    own = _weight(bulk, deviation) if _is_among(row, group.sample) else 0.0
    low, high = (
        rounded(centre + end * (found.below if end < 0 else found.above), 9)
        for end in deviations.interval(level)
    )
    return known._replace(
        low=low,
        high=high,
        p=deviations.p_value(deviation, own),
        n=n,
        calibrators=rounded(deviations.total - own, 6),
        circle=LEVELS.index(circle),
    )


def stability_of(case: Alone, calibration: Calibration) -> tuple[tuple[str, float], ...]:
    """Return the p-value of one case without its closest comparable, and by the nearer half.

    The deviations that it is ranked among stay; what is expected of the case changes.
    """
    number = calibration.number_of(case.key)
    group = None if number is None else calibration.group(number)
    if number is None or group is None:
        return ()
    deviations = calibration.circle(number)[1]
    base = calibration.members(number)[1] if math.isnan(case.base) else case.base
    row = calibration.row_of(case.id)
    weights = weigh(group.model.parts(base, case.facts), case.day, row, group.reference)
    nearest = np.argsort(-weights, kind="stable")
    half = max(1, int(np.count_nonzero(weights)) // 2)
    found = []
    for name, kept in (("closest", nearest[1:]), ("farther_half", nearest[:half])):
        some = replace(group, reference=group.reference.take(np.sort(kept)))
        found.append((name, deviations.p_value(_Found(some, case, base, row).deviation, 0.0)))
    return tuple(found)


class _Found:
    """What a group leads one to expect of a case, and how far off the case is."""

    def __init__(self, group: Group, case: Alone, base: float, row: int) -> None:
        parts, day, number = group.model.parts(base, case.facts), case.day, row
        found = expect(parts[None], np.array([day]), np.array([number]), group.reference)
        location, self.effective = found.location.item(), found.effective.item()
        self.centre = base + location
        # One that is itself a reference has been left out; else equal cases would not tie.
        e = self.effective + _is_among(row, group.referred)
        share, wide, floor = e / (e + SCALE_PRIOR), math.sqrt(1 + 1 / max(e, 1.0)), 0.3
        below = share * found.below.item() + (1 - share) * group.below
        above = share * found.above.item() + (1 - share) * group.above
        self.below = max(below, floor * group.below) * wide
        self.above = max(above, floor * group.above) * wide
        # Of two cases punished alike, the one with the milder facts is the further off.
        lean = TIE_BREAK * (group.model.lean_alone(base, case.facts) - group.lean)
        off = case.severity - base - location - lean
        self.deviation = math.nan
        if self.effective > 0:
            self.deviation = rounded(off / (self.below if off < 0 else self.above), AS_FAR)


def _is_among(row: int, some: Ints | Sequence[int]) -> bool:
    at = bisect_left(some, row)
    return at < len(some) and int(some[at]) == row


@lru_cache(1 << 14)
def _weight(bulk: Bulk, deviation: float) -> float:
    """Return the probability that a deviation belongs to *bulk*; there are few distinct ones."""
    return float(bulk.weights(np.nan_to_num(np.array([deviation])))[0])
