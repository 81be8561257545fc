"""How likely each deviation belongs to cases truly alike, when the corpus is not all consistent.

A corpus that is itself partly inconsistent makes any comparison with it blind: its own outliers
widen the tails against which the next one is measured. The deviations are therefore read as a
mixture: a bulk with one peak and, on each side, steps of a uniform excess beyond what the bulk's
own tail explains (after the two-groups model of Efron, Large-Scale Inference, 2010, ch. 5). A
deviation counts with the probability that it belongs to the bulk. The bulk is a two-piece
exponential power density, which follows skewed, peaked and flat distributions alike. Only where
the excess explains the deviations better by GATE units of log-likelihood, and GATE_SHARE more for
each case, is there any cleaning: tails that are merely heavy stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.observations import Floats

ENOUGH_TO_CLEAN = 300
"""Deviations below which a mixture cannot be told from chance."""
GATE, GATE_SHARE = 10.0, 0.01
DOMINATES = 0.5
"""How many times the bulk's own share of a step its excess must be."""
MOST = 8.0
"""Deviations beyond this many robust standard deviations are as good as here."""
STEPS = (2.3, 3.8, 6.0, MOST)
"""Where excess may begin, and its steps, in robust standard deviations."""
MOST_EXCESS = 0.12
"""The share of cases that one step may hold."""
_BINS = 320
_NORMAL = 1.683
"""Distance between the 20 % and 80 % quantiles of a standard normal distribution."""


@dataclass(frozen=True)
class Bulk:
    """The bulk of deviations and the excess around it; ``share`` (0 to 1) is all the excess."""

    centre: float
    scale: float
    density: tuple[float, ...]
    """Peak, ln of left and right width, ln of left and right power."""
    excess: tuple[float, ...]

    @cached_property
    def _shape(self) -> tuple[float, Floats]:
        """Where the bulk peaks; its widths and powers."""
        return self.density[0], np.exp(np.array(self.density[1:]))

    @cached_property
    def share(self) -> float:
        """The share of deviations that are not of the bulk."""
        return float(sum(self.excess))

    def weights(self, deviations: Floats) -> Floats:
        """Return the probability that each deviation belongs to the bulk, to 3 decimals."""
        if not self.share:
            return np.ones(len(deviations))
        z = np.clip((deviations - self.centre) / self.scale, -MOST, MOST)
        bulk = (1 - self.share) * np.exp(_densities(z, *self._shape).log)
        rest = np.array(self.excess) @ _steps(z)
        found: Floats = np.round(bulk / np.maximum(bulk + rest, 1e-300), 3)
        return found


NO_EXCESS = Bulk(0.0, 1.0, (), ())
"""What is known of too few deviations: nothing speaks against any of them."""


def fit_bulk(deviations: Floats, dominates: float = DOMINATES) -> Bulk:
    """Fit bulk and excess to *deviations* in any unit; few of them, or equal, have no excess.

    The excess of a step counts where it is at least *dominates* times what the bulk has there.
    """
    if len(deviations) < ENOUGH_TO_CLEAN:
        return NO_EXCESS
    low, centre, high = (float(q) for q in np.quantile(deviations, (0.2, 0.5, 0.8)))
    scale = (high - low) / _NORMAL
    if scale <= 0:
        return NO_EXCESS
    z = np.clip((deviations - centre) / scale, -MOST, MOST)
    counts, edges = np.histogram(z, np.linspace(-MOST, MOST, _BINS + 1))
    used = counts > 0
    fitted = _fit(
        ((edges[1:] + edges[:-1]) / 2)[used], counts[used].astype(np.float64), z, dominates
    )
    if fitted is None:
        return NO_EXCESS
    density, excess = fitted
    return Bulk(centre, scale, tuple(map(float, density)), tuple(map(float, excess)))


def _fit(at: Floats, counts: Floats, z: Floats, dominates: float) -> tuple[Floats, Floats] | None:
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    steps = _steps(at)
    off = np.full(len(steps), -40.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        density, slopes = _log_density(at, parameters[:5])
        excess = _shares(parameters[5:])
        peak = np.exp(density)
        bulk = (1 - excess.sum()) * peak
        mixed = np.maximum(bulk + excess @ steps, 1e-300)
        share = counts / mixed
        # The powers lean towards 2, a normal bulk, as much as two cases would make them.
        off_two = parameters[3:5] - np.log(2)
        gradient = np.r_[-slopes @ (share * bulk), (peak - steps) @ share]
        gradient[3:5] += 4 * off_two
        gradient[5:] *= excess * (1 - excess / MOST_EXCESS)
        return 2 * float(off_two @ off_two) - float(counts @ np.log(mixed)), gradient

    def plain_loss(density: Floats) -> tuple[float, Floats]:
        value, gradient = loss(np.r_[density, off])
        return value, gradient[:5]

    low, middle, high = np.quantile(z, (0.1, 0.5, 0.9))
    width = [np.log(max(side, 1e-6) * 1.1) for side in (middle - low, high - middle)]
    first = np.array([middle, *width, np.log(2), np.log(2)])
    power = (np.log(0.7), np.log(4.0))
    bounds = [(low, high), (-6, 3), (-6, 3), power, power]
    free = bounds + [(-12.0, 4.0)] * len(steps)

    def best(starts: list[Floats], kept: NDArray[np.bool_]) -> Any:
        ends = [b if k else (-40.0, -40.0) for b, k in zip(free[5:], kept, strict=True)]
        some = [np.r_[s[:5], np.where(kept, s[5:], -40.0)] for s in starts]
        options = {"jac": True, "method": "L-BFGS-B", "bounds": free[:5] + ends}
        return min((minimize(loss, s, **options) for s in some), key=lambda found: found.fun)

    # On eleven numbers, threads cost a thousand times what they save.
    with threadpool_limits(1):
        plain = minimize(plain_loss, first, jac=True, method="L-BFGS-B", bounds=bounds)
        kept = np.ones(len(steps), dtype=bool)
        mixed = best([np.r_[plain.x, off * 0 - 4], np.r_[first, off * 0 - 3]], kept)
        if plain.fun - mixed.fun < GATE + GATE_SHARE * counts.sum():
            return None
        # Where the bulk itself has about as many, excess would only eat into its tail.
        while not (bold := kept & (_shares(mixed.x[5:]) >= dominates * _held(mixed.x[:5]))).all():
            if (bold == kept).all():
                break
            kept = bold
            mixed = best([mixed.x, np.r_[plain.x, mixed.x[5:]]], kept)
    return mixed.x[:5], np.where(kept, _shares(mixed.x[5:]), 0.0)


def _held(parameters: Floats) -> Floats:
    """Return the share of the bulk that lies in each step."""
    edges = np.linspace(-MOST, MOST, _BINS + 1)
    middle = (edges[1:] + edges[:-1]) / 2
    density = np.exp(_log_density(middle, parameters)[0])
    found: Floats = (_steps(middle) > 0) @ density * (edges[1] - edges[0])
    return found


def _shares(parameters: Floats) -> Floats:
    return MOST_EXCESS / (1 + np.exp(-parameters))


def _log_density(z: Floats, parameters: Floats) -> tuple[Floats, Floats]:
    """Return the log density of the bulk, and its slopes in the five parameters."""
    from scipy.special import digamma

    low, high = np.exp(parameters[1:])[2:]
    found = _densities(z, parameters[0], np.exp(parameters[1:]))
    away, lower, power, depth, fall, sides = found[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        tilt = np.where(away > 0, power * fall / away, 0.0)
        bend = np.where(away > 0, fall * depth * power, 0.0)
    area = sides.sum()
    turn = sides / area * digamma(1 + 1 / np.array([low, high])) / np.array([low, high])
    slopes = [
        np.where(lower, -tilt, tilt),
        *(
            np.where(s, power * fall, 0.0) - p / area
            for s, p in zip((lower, ~lower), sides, strict=True)
        ),
        *(t - np.where(s, bend, 0.0) for s, t in zip((lower, ~lower), turn, strict=True)),
    ]
    return found.log, np.array(slopes)


class _Densities(NamedTuple):
    """The log density of the bulk, and what its slopes are made of."""

    log: Floats
    away: Floats
    lower: NDArray[np.bool_]
    power: Floats
    depth: Floats
    fall: Floats
    sides: Floats


def _densities(z: Floats, peak: float, shape: Floats) -> _Densities:
    from scipy.special import gamma

    left, right, low, high = shape
    away = np.abs(z - peak)
    lower = z < peak
    width, power = np.where(lower, left, right), np.where(lower, low, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = np.log(away / width)
        fall = np.where(away > 0, np.exp(power * depth), 0.0)
    sides = np.array([left * gamma(1 + 1 / low), right * gamma(1 + 1 / high)])
    return _Densities(-fall - np.log(sides.sum()), away, lower, power, depth, fall, sides)


def _steps(z: Floats) -> NDArray[np.float64]:
    """The uniform densities of the steps of excess, shape (steps, deviations)."""
    ends = list(pairwise(STEPS))
    sides = [((side * z > a) & (side * z <= b)) / (b - a) for side in (1, -1) for a, b in ends]
    return np.array(sides, dtype=np.float64)
