"""Measures of one ranking, with linear gain: the grade of a case is its gain.

A ranking is an array of grades, best-ranked first. *judged* are all grades that people gave for
the query, in any order: they make the ideal ranking. A case that nobody judged counts as grade 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

RELEVANT = 3
"""The grade from which a case counts as relevant, for MAP and P@5."""

NAMES = ("NDCG@10", "NDCG@20", "NDCG@30", "MAP", "P@5")


def dcg(grades: ArrayLike, k: int) -> float:
    """Return the discounted cumulative gain of the first *k*: the sum of grade / log₂(rank + 1)."""
    gains = np.asarray(grades, np.float64)[:k]
    return float(np.sum(gains / np.log2(np.arange(2, len(gains) + 2))))


def ndcg(ranked: ArrayLike, judged: ArrayLike, k: int) -> float:
    """Return the DCG as a share, 0 to 1, of the best one possible; 0 if no case is relevant."""
    best = dcg(np.sort(np.asarray(judged))[::-1], k)
    return dcg(ranked, k) / best if best else 0.0


def average_precision(ranked: ArrayLike, judged: ArrayLike) -> float:
    """Return the mean, over all relevant cases, of the precision at their rank; unranked ones 0."""
    relevant = np.asarray(ranked) >= RELEVANT
    total = np.count_nonzero(np.asarray(judged) >= RELEVANT)
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return float(precision[relevant].sum() / total) if total else 0.0


def precision(ranked: ArrayLike, k: int) -> float:
    """Return the share of relevant cases among the first *k*."""
    return float(np.count_nonzero(np.asarray(ranked)[:k] >= RELEVANT) / k)


def measures(ranked: ArrayLike, judged: ArrayLike) -> NDArray[np.float64]:
    """Return every measure of one ranking, in the order of ``NAMES``."""
    cuts = [ndcg(ranked, judged, k) for k in (10, 20, 30)]
    return np.array([*cuts, average_precision(ranked, judged), precision(ranked, 5)])
