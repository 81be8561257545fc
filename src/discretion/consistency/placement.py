"""Where cases stand among their comparables, one entry a case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.observations import Floats, Ints


@dataclass(frozen=True)
class Placement:
    """One entry a case. NaN where nothing can be said."""

    expected: Floats
    """Severity to expect of the case."""
    low: Floats
    """Severity between which and ``high`` a share ``level`` of like cases lies."""
    high: Floats
    p: Floats
    """Two-sided p-value, 0 to 1."""
    deviation: Floats
    """How far from the expected, in units of the local spread."""
    effective: Floats
    """Kish's effective number of the comparables behind the expectation."""
    n: Ints
    """Comparables in the group, the case itself left out."""
    calibrators: Floats
    """How many deviations the p-value ranks among, as they are weighted."""
    circle: NDArray[np.int8]
    """Index into LEVELS of where those deviations come from; -1 for nowhere."""


def nowhere(n: int) -> Placement:
    """Return the placement of *n* cases of which nothing can be said."""

    def unknown() -> Floats:
        return np.full(n, np.nan)

    nobody, circle = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int8)
    first = (unknown(), unknown(), unknown(), unknown(), unknown())
    return Placement(*first, np.zeros(n), nobody, np.zeros(n), circle)


def fill(into: Placement, rows: Ints, found: Placement) -> None:
    """Write *found* into *rows* of a placement."""
    for name in Placement.__dataclass_fields__:
        getattr(into, name)[rows] = getattr(found, name)
