"""What a term weighs: the three functions that the text score is made of.

The text score of a query q and a document d is ``scale(q) · scale(d) · Σ w(t, q) · w(t, d)`` over
the terms t that both have, with ``w(t, d) = saturation(tf) · rarity(N, df)``. A term in every
document weighs nothing. The sum is taken in the order of the term keys, in double precision, so
that it is the same on any machine and however the documents are stored.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DECIMALS = 9
"""Every score is rounded to so many decimals; equal ones are ranked by case id."""


def saturation(tf: ArrayLike) -> Floats:
    """Return 1 + ln tf, and tf itself below 1; *tf* is more than 0."""
    counts = np.asarray(tf, np.float64)
    return np.where(counts < 1, counts, 1 + np.log(np.maximum(counts, 1)))


def rarity(documents: int, df: ArrayLike) -> Floats:
    """Return ln(N / df), 0 where no document has the term."""
    found = np.asarray(df, np.float64)
    total = max(documents, 1)
    logs: Floats = np.log(total / np.where(found > 0, found, total))
    return logs


def scale(squares: ArrayLike) -> Floats:
    """Return the factor that gives a vector of this sum of squares unit length; 0 for no vector."""
    total = np.asarray(squares, np.float64)
    return np.where(total > 0, 1 / np.sqrt(np.where(total > 0, total, 1)), 0.0)
