"""What the engine answers for one case: item, lawful range, grade, benchmark, duties, reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from discretion.model.case import Case
from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind

Values = tuple[tuple[str, Any], ...]
"""Named values of a reason, in order."""


class Outcome(StrEnum):
    """Where the determination ended."""

    PENALTY = "penalty"
    """A penalty is lawful: ranges and grade are given (perhaps open on missing facts)."""
    NO_PENALTY = "no_penalty"
    """No penalty may be imposed (capacity, exemption, no longer a violation …)."""
    MAY_EXEMPT = "may_exempt"
    """A penalty is lawful, but the body may refrain from it (可以不予行政处罚)."""
    TIME_BARRED = "time_barred"
    """The limitation period has run out (行政处罚法 art. 36)."""
    CORRECTION_ONLY = "correction_only"
    """A fine presupposes that an order to correct was not obeyed, and it was obeyed."""
    UNKNOWN_LAW = "unknown_law"
    """No text in force on the date is held: a person must find it."""
    UNKNOWN_ITEM = "unknown_item"
    """The case names no item of the rulebook."""


@dataclass(frozen=True, slots=True)
class Range:
    """Fines; the ends count unless marked open. ``maximum`` absent: no upper limit is known."""

    minimum: Money
    maximum: Money | None
    minimum_open: bool = False
    maximum_open: bool = False

    def contains(self, fine: Money) -> bool:
        """Whether *fine* lies in the range (以上, 以下 include the number)."""
        if fine < self.minimum or (self.minimum_open and fine == self.minimum):
            return False
        if self.maximum is None:
            return True
        return fine < self.maximum or (not self.maximum_open and fine == self.maximum)


@dataclass(frozen=True, slots=True)
class Place:
    """A cited place of law, complete enough to print: title, version, article and so on."""

    source: str
    title: str
    version: date | None
    article: int | None = None
    paragraph: int | None = None
    subparagraph: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of reasoning: a code with values, rendered in any language by the report layer."""

    step: int
    """1 version of law, 2 limitation, 3 capacity, 4 exemption, 5 table, 6 circumstances,
    7 several items, 8 duties, 9 ranges (design of the determination order)."""
    code: str
    place: Place | None = None
    values: tuple[tuple[str, Any], ...] = ()
    children: tuple[Reason, ...] = ()

    def value(self, name: str) -> Any:
        """Return the value called *name*, or None."""
        return next((v for k, v in self.values if k == name), None)


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A penalty beside the fine: with it (must, may) or instead of it (alternative)."""

    kind: PenaltyKind
    mode: str
    object: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What would follow if a missing fact were so: ``test`` is an S-FEEL unary test."""

    test: str
    outcome: Outcome
    grade: str | None
    lawful: Range | None
    benchmark: Range | None


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that the result depends on and the case lacks; one answer for each distinct value."""

    fact: str
    label: str
    question: str
    unit: str | None
    answers: tuple[Answer, ...]
    choices: tuple[tuple[str, str], ...] = ()
    """The options of a choice and their labels."""
    label_en: str | None = None


@dataclass(frozen=True, slots=True)
class DutyNote:
    """A step the body owes, when it can be told; ``met`` is None if the file does not say."""

    code: str
    place: Place | None
    due: date | None = None
    met: bool | None = None
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Determination:
    """The whole answer for one case. Equal inputs give an equal, byte-identical answer.

    ``lawful`` is what the law allows at most and at least (with mitigation where a circumstance
    opens it); ``statutory`` is the bare range of the clause; ``benchmark`` the published or
    policy-cut band of the grade; ``recommended`` what the benchmark says after the general
    circumstances. All are hulls over ``missing`` facts; ``certain`` is True when none is missing.
    """

    case_id: str
    outcome: Outcome
    item: str | None = None
    title: str | None = None
    places: tuple[Place, ...] = ()
    """The penalising articles, first the main one."""
    correction: str | None = None
    party: str | None = None
    statutory: Range | None = None
    lawful: Range | None = None
    benchmark: Range | None = None
    recommended: Range | None = None
    fine_optional: bool = False
    grade: str | None = None
    """The grade after the general circumstances, or None while missing facts leave several."""
    table_grade: str | None = None
    grades: tuple[str, ...] = ()
    """Every grade still possible, mildest first."""
    row: int | None = None
    row_label: str | None = None
    benchmark_status: str | None = None
    others: tuple[OtherKind, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    duties: tuple[DutyNote, ...] = ()
    reasons: tuple[Reason, ...] = ()
    for_person: tuple[Reason, ...] = ()
    """Questions that the rules leave to a person, and why."""
    certain: bool = True
    facts: tuple[tuple[str, Any], ...] = ()
    """The declared facts that the case gives, by name, with circumstances as true."""
    rulebook: str = ""
    """Fingerprint of the rulebook (SHA-256)."""
    title_en: str | None = None
    case: Case | None = field(default=None, compare=False, repr=False)
    """The case that was decided."""

    @property
    def case_digest(self) -> str:
        """SHA-256 of the case's canonical JSON, hexadecimal; empty if the case is not kept."""
        return self.case.digest if self.case else ""
