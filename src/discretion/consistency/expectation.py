"""What comparable cases lead one to expect of a penalty: where, how far on either side, how sure.

Each reference case weighs exp(-d / (BANDWIDTH · spread)), d its distance in severity by facts
(:mod:`discretion.consistency.contributions`), halved for every HALF_LIFE of days between the two.
The expectation is the weighted interquartile mean: a quarter of the weight on either side may be
wrong without moving it far, and unlike a median it moves smoothly with the facts. Where hardly any
case is near, bandwidth and half-life are stretched until the comparables are worth LEAST_EFFECTIVE:
one or two cases are no practice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from discretion.consistency.observations import Floats, Ints
from discretion.similarity.compiling import njit

BANDWIDTH = 0.2
HALF_LIFE = 730.0
"""Days: practice drifts, and a decision of two years ago says half as much as one of today."""
LEAST_EFFECTIVE = 8.0
"""What the comparables are worth at least, or half of all of them where these are few."""
WIDENINGS = 16
SCALE_PRIOR = 20.0
"""Cases that the spread of the whole group is worth beside that of the nearest."""
INNER = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Expectation:
    """One entry a case: expected severity, spread below and above it, Kish's effective number."""

    location: Floats
    below: Floats
    """Distance from the weighted 10 % quantile to the median, before any shrinkage."""
    above: Floats
    effective: Floats


@dataclass(frozen=True)
class Reference:
    """Cases to compare with, in ascending order of ``value``."""

    value: Floats
    parts: Floats
    """Contributions, shape (cases, facts)."""
    costs: Floats
    day: Floats
    number: Ints
    """A number that tells the cases apart, so that none is compared with itself."""
    width: float
    """Distance over which a weight falls to 1/e."""

    def take(self, rows: Ints) -> Reference:
        """Return the cases at *rows*, which are ascending."""
        parts = np.ascontiguousarray(self.parts[rows])
        return replace(
            self,
            value=self.value[rows],
            parts=parts,
            day=self.day[rows],
            number=self.number[rows],
        )


def expect(parts: Floats, day: Floats, number: Ints, reference: Reference) -> Expectation:
    """Return what *reference* leads one to expect of each case (its own entry never counts)."""
    out = np.empty((len(parts), 4))
    _expect(
        parts,
        day,
        number,
        reference.value,
        reference.parts,
        reference.costs,
        reference.day,
        reference.number,
        reference.width,
        out,
    )
    return Expectation(out[:, 0], out[:, 1], out[:, 2], out[:, 3])


def weigh(parts: Floats, day: float, number: int, reference: Reference) -> Floats:
    """Return the weight of every reference case for one case, 0 to 1, 0 for itself."""
    out = np.empty(len(reference.value))
    _weigh(
        parts,
        day,
        number,
        reference.parts,
        reference.costs,
        reference.day,
        reference.number,
        reference.width,
        out,
    )
    return out


@njit(cache=True, nogil=True)
def _weigh(parts, day, number, ref_parts, costs, ref_day, ref_number, width, out):  # type: ignore[no-untyped-def]
    wanted = min(LEAST_EFFECTIVE, 0.5 * (len(out) - 1))
    total, wider = 0.0, 1.0
    for _ in range(WIDENINGS):
        total, squares = 0.0, 0.0
        for j in range(len(out)):
            if ref_number[j] == number:
                out[j] = 0.0
                continue
            distance = 0.0
            for k in range(len(costs)):
                step = abs(parts[k] - ref_parts[j, k])
                distance += costs[k] if np.isnan(step) else step
            weight = np.exp(-distance / (width * wider))
            age = abs(day - ref_day[j])
            if not np.isnan(age):
                weight *= 2.0 ** (-age / (HALF_LIFE * wider))
            out[j] = weight + 1e-9
            total += out[j]
            squares += out[j] * out[j]
        if total * total >= wanted * squares:
            break
        wider *= 1.5
    return total


@njit(cache=True, nogil=True)
def _expect(parts, day, number, value, ref_parts, costs, ref_day, ref_number, width, out):  # type: ignore[no-untyped-def]
    for i in range(len(parts)):
        weights = np.empty(len(value))
        total = _weigh(
            parts[i], day[i], number[i], ref_parts, costs, ref_day, ref_number, width, weights
        )
        if total <= 0.0:
            out[i] = np.nan
            out[i, 3] = 0.0
            continue
        squares, run, middle, at = 0.0, 0.0, 0.0, 0
        found = np.empty(3)
        low, high = 0.25 * total, 0.75 * total
        for j in range(len(value)):
            before = run
            run += weights[j]
            squares += weights[j] * weights[j]
            inside = min(run, high) - max(before, low)
            if inside > 0.0:
                middle += inside * value[j]
            while at < 3 and run >= INNER[at] * total * (1.0 - 1e-12):
                found[at] = value[j]
                at += 1
        out[i, 0] = middle / (0.5 * total)
        out[i, 1] = found[1] - found[0]
        out[i, 2] = found[2] - found[1]
        out[i, 3] = total * total / squares
