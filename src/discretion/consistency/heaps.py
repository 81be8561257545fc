"""Fines that heap: at round amounts, at the ends of the range, and just under a threshold.

What would lie at an amount is told by the cases themselves: each has a place that its facts lead
one to expect and the spread of deviations around it, so that the share of cases which ought to
fall into a window of fines is known without fitting a curve to the heap. Exact amounts are set
against the window of WINDOW on either side of them, a threshold against the same width below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discretion.consistency.estimates import Z95
from discretion.consistency.observations import Floats, Ints
from discretion.model.audit import Estimate, Heap
from discretion.model.money import Money

WINDOW = 0.05
"""Half the width of a window, as a share of the amount."""
LEAST = 20
"""Fines at an amount below which it is not looked at."""
RATIO = 1.5
"""How many times what is expected must be there."""
CERTAIN = 0.001
MOST_AMOUNTS = 12


@dataclass(frozen=True)
class Fines:
    """One row a fine: its amount in fen, the range it lies in, and what was expected of it."""

    fine: Ints
    minimum: Ints
    maximum: Ints
    expected: Floats
    below: Floats
    """One robust standard deviation below and above the expected severity."""
    above: Floats


def heaps(item: str | None, fines: Fines, thresholds: tuple[int, ...]) -> list[Heap]:
    """Return where more fines lie than facts explain, strongest first; *thresholds* in fen."""
    found = []
    amounts, counts = np.unique(fines.fine, return_counts=True)
    often = np.lexsort((amounts, -counts))[:MOST_AMOUNTS]
    for amount, count in zip(amounts[often], counts[often], strict=True):
        if count >= LEAST:
            width = WINDOW * float(amount)
            expected = _mass(fines, amount - width, amount + width)
            found.append(_heap(_kind(fines, int(amount)), item, int(amount), int(count), expected))
    for threshold in thresholds:
        low = (1 - 2 * WINDOW) * threshold
        inside = int(((fines.fine >= low) & (fines.fine < threshold)).sum())
        if inside >= LEAST:
            mass = _mass(fines, low, threshold)
            found.append(_heap("below_threshold", item, threshold, inside, mass))
    strong = [h for h in found if h.p <= CERTAIN and (h.ratio.low or 0.0) >= RATIO]
    return sorted(strong, key=lambda h: (-(h.ratio.low or 0.0), h.amount.fen, h.kind))


def _kind(fines: Fines, amount: int) -> str:
    at = fines.fine == amount
    if (fines.minimum[at] == amount).mean() > 0.5:
        return "minimum"
    return "maximum" if (fines.maximum[at] == amount).mean() > 0.5 else "round"


def _mass(fines: Fines, low: float, high: float) -> Floats:
    """Return, a case each, the probability that its fine falls between two amounts."""
    from scipy.special import ndtr

    width = np.maximum(fines.maximum - fines.minimum, 1)

    def below(amount: float) -> Floats:
        off = (amount - fines.minimum) / width - fines.expected
        share: Floats = ndtr(off / np.where(off < 0, fines.below, fines.above))
        return share

    mass: Floats = np.clip(below(high) - below(low), 0.0, 1.0)
    return mass


def _heap(kind: str, item: str | None, amount: int, observed: int, mass: Floats) -> Heap:
    from scipy.special import pdtrc

    expected = max(float(mass.sum()), 0.5)
    error = Z95 * np.sqrt(1 / max(observed, 1))
    ratio = observed / expected
    estimate = Estimate(
        round(ratio, 6),
        round(ratio * float(np.exp(-error)), 6),
        round(ratio * float(np.exp(error)), 6),
        len(mass),
    )
    p = round(float(pdtrc(observed - 1, expected)), 12)
    return Heap(kind, item, Money(amount), observed, round(expected, 3), estimate, p)
