"""What an audit of a whole corpus finds. Every figure carries how many cases it rests on.

Severities are on the scale of :mod:`discretion.consistency.severity` (0 statutory minimum, 1
maximum); shares lie in 0 to 1; an interval is at 95 % unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from discretion.model.money import Money
from discretion.model.review import Verdict


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, the interval in which it lies, and the number of cases behind it."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Outlier:
    """A case unlike its comparables, under control of the false discovery rate."""

    case_id: str
    item: str
    title: str
    party: str
    body: str | None
    team: str | None
    decided: date | None
    fine: Money | None
    fine_expected: Money | None
    severity: float
    expected: float
    p: float
    q: float
    """The least false discovery rate at which the case would still be listed."""
    n: int
    verdict: Verdict
    """What law and benchmark say of it beside."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases alike in facts and text, with different penalties."""

    milder: str
    graver: str
    item: str
    similarity: float
    fines: tuple[Money | None, Money | None]
    severities: tuple[float, float]
    """Of the milder and the graver."""
    teams: tuple[str | None, str | None]
    decided: tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Disparity:
    """How far one group's penalties lie from what the facts lead one to expect, case mix adjusted.

    ``effect`` is in severity, shrunk towards none by how little is known of the group; ``raw`` is
    the same unshrunk. Listed groups have at least the least number of cases.
    """

    dimension: str
    """``team``, ``district``, ``body``, ``officer``, ``party`` or ``channel``."""
    group: str
    effect: Estimate
    raw: Estimate
    p: float
    q: float
    found: bool
    """Whether it stands under control of the false discovery rate."""


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which practice changed: mean deviation in severity before and after."""

    day: date
    before: Estimate
    after: Estimate
    p: float
    near: str | None
    """The change of law or benchmark that falls on or near it, if any."""


@dataclass(frozen=True, slots=True)
class Drift:
    """The mean deviation month by month, of one item or of all (None), and where it changed."""

    item: str | None
    months: tuple[tuple[date, Estimate], ...]
    """The first day of each month."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Heap:
    """An amount at which more fines lie than on either side of it would let one expect."""

    kind: str
    """``round`` (a round amount), ``minimum``, ``maximum`` or ``below_threshold``."""
    item: str | None
    amount: Money
    observed: int
    expected: float
    ratio: Estimate
    p: float


@dataclass(frozen=True, slots=True)
class ItemNote:
    """What an audit says of one item's benchmark.

    Codes: ``benchmark_ignored`` (share of fines outside the band), ``not_separating`` (share of
    the spread that the table's rows explain), ``one_row`` (share of cases in one row).
    """

    code: str
    item: str
    title: str
    share: Estimate


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole answer for a corpus. Equal inputs give an equal, byte-identical answer."""

    cases: int
    verdicts: Mapping[Verdict, Estimate]
    """The share of each verdict."""
    doubts: Mapping[str, int]
    """Why nothing can be said, by finding code."""
    unusable: int
    method: str
    """``bh`` (Benjamini-Hochberg) or ``by`` (Benjamini-Yekutieli)."""
    rate: float
    """The false discovery rate that the lists are held to."""
    outliers: tuple[Outlier, ...]
    pairs: tuple[Pair, ...]
    disparities: tuple[Disparity, ...]
    drifts: tuple[Drift, ...]
    heaps: tuple[Heap, ...]
    notes: tuple[ItemNote, ...]
    first: date | None
    last: date | None
    """Decision days covered."""
    corpus_version: str
    rulebook: str
    """Fingerprint of the rulebook."""
