"""What a term weighs: the functions of which the text score of two cases is made.

The text score of a query q and a past case d, in [0, 1], is
``scale(q) · scale(d) · Σ w(t, q) · w(t, d)`` over the terms t that both have, with
``w(t, d) = saturation(tf) · rarity(N, df)``: a cosine. Saturation depends on the count of a term
in its case only, rarity on the number N of past cases and the number df of those with the term,
scale on one case only. The figures were chosen on human judgments of similar cases by
cross-validation over queries (docs/ranking-quality.md).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DECIMALS = 9
"""Every score is rounded to so many decimals; equal ones are ranked by case id."""


@dataclass(frozen=True, slots=True)
class Weighting:
    """How much a term counts, by how often it stands in a case and in how many cases.

    Scores of different weightings are not comparable: an index stores the ``fingerprint``.
    """

    ceiling: float = 0.3
    """A term in more than this share of the cases (0 to 1) is boilerplate and weighs nothing."""
    least_ceiling: int = 10
    """So many cases are never too many, as long as it is not all of them: for a small corpus."""
    prior: float = 0.03
    """Share of the cases, 0 to 1, that is added to every frequency: the very rare words (names,
    slips of the pen) weigh little more than those that this share of the cases has."""
    lone_from: int = 1000
    """From so many cases on, a term that one case alone has weighs nothing: it can match no
    other, and would only make its case look longer."""

    def __post_init__(self) -> None:
        if not (0 < self.ceiling <= 1 and 0 <= self.prior <= 1):
            raise ValueError(
                f"词权参数 ceiling 须大于 0，prior 须不小于 0，均不大于 1，现为 {self}"
            )
        if self.least_ceiling < 1 or self.lone_from < 1:
            raise ValueError(f"词权参数 least_ceiling、lone_from 须为正整数，现为 {self}")

    def saturation(self, tf: ArrayLike) -> Floats:
        """Return log₂(1 + tf): 1 for a term that stands once; *tf* is more than 0.

        >>> DEFAULT_WEIGHTING.saturation([1, 3, 7]).tolist()
        [1.0, 2.0, 3.0]
        """
        return np.log2(1 + np.asarray(tf, np.float64))

    def rarity(self, documents: int, df: ArrayLike) -> Floats:
        """Return what having a term tells, for terms that *df* of *documents* cases have.

        With C the number of cases up to which a term is not boilerplate and p the prior's number
        of cases, it is ln((C + p) / (df + p)), and 0 above C; a term that no case has weighs
        nothing, nor does what every case has.

        >>> DEFAULT_WEIGHTING.rarity(10_000, [0, 1, 2, 3_000, 10_000]).round(3).tolist()
        [0.0, 0.0, 2.391, 0.0, 0.0]
        """
        found = np.asarray(df, np.float64)
        most = min(documents, max(self.least_ceiling, self.ceiling * documents))
        added = self.prior * documents
        least = 2 if documents >= self.lone_from else 1
        weighs = (found >= least) & (found < most)
        if documents == 0:
            return np.zeros_like(found)
        return np.log((most + added) / np.where(weighs, found + added, most + added))

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal, 16 digits) of the parameters."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


DEFAULT_WEIGHTING = Weighting()


def scale(squares: ArrayLike) -> Floats:
    """Return the factor that gives a case whose weights have this sum of squares unit length.

    A case without any weight has scale 0.
    """
    total = np.asarray(squares, np.float64)
    return np.where(total > 0, 1 / np.sqrt(np.where(total > 0, total, 1)), 0.0)
