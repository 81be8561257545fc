"""Similar cases and the verdict on a penalty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from discretion.model.determination import Determination, Range
from discretion.model.money import Money


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term that two texts share, and its part of the cosine (0 to 1)."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class FactComparison:
    """One fact of two cases; ``agreement`` is 0 to 1, or None where one of them lacks it."""

    fact: str
    mine: Any
    theirs: Any
    agreement: float | None


@dataclass(frozen=True, slots=True)
class Match:
    """A past case, how similar it is (0 to 1), and why."""

    case_id: str
    score: float
    text_score: float
    fact_score: float
    item: str | None
    party: str
    decided: date | None
    fine: Money | None
    text: str
    shared_terms: tuple[SharedTerm, ...]
    facts: tuple[FactComparison, ...]
    item_score: float = 0.0
    """The share of the items of the case asked about that this one has."""


class Verdict(StrEnum):
    """The answers of a check, gravest first; they are never mixed."""

    UNLAWFUL = "unlawful"
    """Outside the lawful range, or a duty known to be missed: certain."""
    OFF_BENCHMARK = "off_benchmark"
    """Lawful, but outside the benchmark band: certain, needs a recorded reason."""
    UNUSUAL = "unusual"
    """Within law and benchmark as far as known, but unlike comparable cases: statistical."""
    CONSISTENT = "consistent"
    CANNOT_SAY = "cannot_say"


@dataclass(frozen=True, slots=True)
class Stability:
    """The p-value had the comparables been others: does the verdict hang on a few of them?"""

    without: str
    """``closest``: the nearest comparable left out; ``farther_half``: only the nearer half."""
    p: float | None


@dataclass(frozen=True, slots=True)
class FactContrast:
    """A fact that comparables with such a penalty have otherwise than this case, beyond chance."""

    fact: str
    label: str
    label_en: str | None
    unit: str | None
    choices: tuple[tuple[str, str], ...]
    mine: Any
    """The value in this case; None where it does not say."""
    relation: str
    """``is`` (they have *value*), ``above`` or ``below`` this case (their median is *value*); where
    the case does not say, above or below *value*."""
    value: Any
    alike: int
    """How many of the comparables with such a penalty have it so."""
    of_alike: int
    others: int
    """How many of the other comparables have it so."""
    of_others: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """Which facts would justify a penalty that differs from what comparables lead one to expect."""

    alike: int
    """Comparables with such a penalty."""
    others: int
    facts: tuple[FactContrast, ...]
    """The most telling first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The penalty against comparable cases, on the severity scale (0 minimum, 1 maximum)."""

    severity: float | None
    """None where no penalty is proposed."""
    n: int
    """Comparables: cases of the same item, kind of party and law."""
    effective_n: float
    """What they are worth for this case, by the likeness of their facts (Kish)."""
    expected: float | None
    """The severity that cases with such facts lead one to expect."""
    low: float | None
    """80 % of like cases lie between ``low`` and ``high``; None where too few are known."""
    high: float | None
    p: float | None
    """Calibrated two-sided p-value: at most a share p of truly alike cases is as far off."""
    calibrators: float = 0.0
    """Deviations that the p-value ranks among; inconsistent ones count for less."""
    circle: str | None = None
    """Where these come from: ``item``, ``statute`` or ``domain``; None where there are too few."""
    fine_expected: Money | None = None
    """The fine that the expected severity means for this case."""
    fine_low: Money | None = None
    fine_high: Money | None = None
    observed: bool = False
    """No statutory range is held: the scale is that of the fines, 1 for a tenfold one."""
    stability: tuple[Stability, ...] = ()
    contrast: Contrast | None = None
    """None where the penalty does not differ materially from the expected one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of a review: a code with values, rendered by the report layer."""

    code: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Determination, comparables and verdict for one case."""

    determination: Determination
    verdict: Verdict
    fine: Money | None
    lawful: Range | None
    benchmark: Range | None
    comparison: Comparison | None
    matches: Sequence[Match]
    findings: tuple[Finding, ...]
    corpus_version: str = ""
