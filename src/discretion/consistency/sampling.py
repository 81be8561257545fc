"""Files drawn for review: the risky ones more often, each with a known probability.

The design is systematic sampling with probability proportional to size (Madow 1949) over files in
random order within their strata (Hartley and Rao 1962); files whose probability would reach 1 are
taken for certain. Strata stand one after the other, so that each gives its expected number of
files rounded up or down, however many strata there are. Sizes are whole numbers and all arithmetic
is exact: the probabilities are fractions that sum to the number of files.

Random numbers are hashes of the seed, the version of the corpus and the id, so that the same
question has the same answer on any machine and in any order of the cases.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.estimates import Z95, wilson
from discretion.consistency.observations import Ints
from discretion.model.audit import Estimate

Stratum = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One file for review."""

    case_id: str
    stratum: Stratum
    size: int
    reasons: tuple[str, ...]
    probability: Fraction
    """With which it was drawn: above 0, at most 1."""

    @property
    def weight(self) -> Fraction:
        """How many files of the corpus it stands for."""
        return 1 / self.probability


@dataclass(frozen=True, slots=True)
class Sample:
    """The files drawn, by stratum and id, and all that is needed to draw them again."""

    drawn: tuple[Drawn, ...]
    cases: int
    by: tuple[str, ...]
    strata: int
    seed: int
    corpus_version: str


# --- drawing --------------------------------------------------------------------------------------


def chances(sizes: Ints, n: int) -> tuple[NDArray[np.bool_], int, int]:
    """Return which units are certain, how many of the others to draw, and the sum of their sizes.

    Another unit of size s is drawn with probability ``s * number / sum``. *sizes* are at least 1;
    *n* beyond their number means all of them.
    """
    certain = np.zeros(len(sizes), bool)
    while True:
        left = max(0, min(n, len(sizes)) - int(certain.sum()))
        total = int(sizes[~certain].sum())
        over = ~certain & (sizes * left >= max(total, 1))
        if not over.any():
            return certain, left, total
        certain |= over


def systematic(sizes: Ints, n: int, start: int) -> NDArray[np.bool_]:
    """Return which of the units, in their order, a systematic sample of *n* takes.

    *start* is a random whole number from 0 to below the sum of the sizes; none may be so large
    that its unit is certain. Exactly ``n * size`` of the starts take a unit.
    """
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 1
    marks = (ends * n + start) // total
    taken: NDArray[np.bool_] = np.diff(marks, prepend=0) > 0
    return taken


def draw(
    ids: Sequence[str], sizes: Ints, strata: Sequence[Stratum], n: int, seed: int, version: str
) -> dict[int, Fraction]:
    """Return the rows of *n* files (all, if there are fewer) and their probabilities.

    *sizes* say how often a file is to be drawn, compared with others: whole numbers from 1.
    """
    certain, left, total = chances(sizes, n)
    found = {int(row): Fraction(1) for row in np.flatnonzero(certain)}
    if not left:
        return found
    salt = f"{seed}\0{version}\0".encode()
    blocks = {s: _hash(salt, "stratum", *(v or "" for v in s)) for s in set(strata)}
    open_ = np.flatnonzero(~certain).tolist()
    keys = {row: (blocks[strata[row]], strata[row], _hash(salt, "file", ids[row])) for row in open_}
    order = np.array(sorted(open_, key=lambda row: (*_comparable(keys[row]), ids[row])), np.int64)
    start = int.from_bytes(_hash(salt, "start"), "big") % total
    for row in order[systematic(sizes[order], left, start)].tolist():
        found[row] = Fraction(int(sizes[row]) * left, total)
    return found


def _comparable(key: tuple[bytes, Stratum, bytes]) -> tuple[bytes, tuple[str, ...], bytes]:
    block, stratum, file = key
    return block, tuple("" if v is None else f"={v}" for v in stratum), file


def _hash(salt: bytes, *parts: str) -> bytes:
    return hashlib.blake2b(salt + "\0".join(parts).encode(), digest_size=16).digest()


# --- estimating -----------------------------------------------------------------------------------


def total(sample: Sample, findings: Mapping[str, float]) -> Fraction:
    """Return the Horvitz-Thompson estimate of the sum of a finding over all files: unbiased.

    *findings* has a number for every drawn file, by id; True is 1.

    Raises:
        ValueError: files without a finding, or findings of other files.
    """
    values = _values(sample, findings)
    return sum(
        (Fraction(v) * d.weight for v, d in zip(values, sample.drawn, strict=True)), Fraction(0)
    )


def estimate(sample: Sample, findings: Mapping[str, float]) -> Estimate:
    """Return the mean of a finding over all files of the corpus, with its 95 % interval.

    *findings* has a number for every drawn file, by id; True is 1. The estimate is Hájek's (1971).
    Its variance is that of Hájek (1964) for designs of high entropy, which needs no joint
    probabilities; the gain by the strata is left out of it, so that intervals are rather too
    wide. Of yes-or-no findings the interval is Wilson's with the effective number of files
    (Dean and Pagano 2015), so that none found of a few is not taken for none at all.

    Raises:
        ValueError: files without a finding, or findings of other files.
    """
    y = np.array(_values(sample, findings), np.float64)
    if not len(y):
        return Estimate(None, None, None, 0)
    pi = np.array([float(d.probability) for d in sample.drawn])
    weights = 1 / pi
    mean = float((weights * y).sum() / weights.sum())
    variance = _variance(y - mean, pi)
    if bool(np.isin(y, (0.0, 1.0)).all()):
        low, high = _share_interval(mean, variance, pi, sample.cases)
    else:
        half = Z95 * math.sqrt(variance)
        low, high = mean - half, mean + half
    return Estimate(round(mean, 6), round(low, 6), round(high, 6), len(y))


def _values(sample: Sample, findings: Mapping[str, float]) -> list[float]:
    drawn = {d.case_id for d in sample.drawn}
    if missing := sorted(drawn - findings.keys()):
        raise ValueError(
            f"还有{len(missing)}份案卷没有评查结论，如 {missing[0]}；抽中的都评查完，推算才没有偏差"
        )
    if others := sorted(findings.keys() - drawn):
        raise ValueError(f"{others[0]} 不在抽中的案卷里；请核对文号，以及抽样的种子和案例库版本")
    return [float(findings[d.case_id]) for d in sample.drawn]


def _variance(residuals: NDArray[np.float64], pi: NDArray[np.float64]) -> float:
    """Return the variance of a weighted mean whose residuals are given; 0 if all was drawn."""
    open_ = pi < 1
    m = int(open_.sum())
    if m < 2:
        return 0.0
    e = residuals[open_] / pi[open_] / float((1 / pi).sum())
    c = (1 - pi[open_]) * m / (m - 1)
    return float((c * (e - (c * e).sum() / c.sum()) ** 2).sum())


def _share_interval(
    p: float, variance: float, pi: NDArray[np.float64], cases: int
) -> tuple[float, float]:
    """Return Wilson's interval with the effective number of files.

    It is never above that of as many files drawn with equal chances: where the few findings are of
    files that stand for little, the variance as estimated is too small (Korn and Graubard 1998).
    """
    if bool((pi >= 1).all()):
        return p, p
    weights = 1 / pi
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    if 0 < p < 1 and variance > 0:
        effective = min(p * (1 - p) / variance, len(pi) / (1 - len(pi) / cases))
    return wilson(p, effective)
