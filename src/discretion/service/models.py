"""What the service answers, as models: the contract from which the OpenAPI document is made.

Answers are written as the command line writes them (:mod:`discretion.report.jsonable`); these
models say their shape, and tests hold every answer against them. Money is in yuan, as text with
two decimals; dates are ISO 8601.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel

from discretion.model.determination import Outcome
from discretion.model.review import Verdict
from discretion.service.problems import Problem


class Node(BaseModel):
    """A part of an answer: it has these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class Place(Node):
    """A cited place of law; ``text`` is the citation in words."""

    source: str
    title: str
    version: str | None
    article: int | None
    paragraph: int | None
    subparagraph: int | None
    note: str | None


class PlaceText(Place):
    """A cited place of law with its words."""

    text: str


class Span(Node):
    """Fines, in yuan; the ends count unless they are open. No maximum: no upper limit is known."""

    minimum: str
    maximum: str | None
    minimum_open: bool
    maximum_open: bool


class OtherKind(Node):
    """A penalty beside the fine, or instead of it."""

    kind: str
    mode: str
    object: str | None
    certain: bool


class Answer(Node):
    """What would follow if a missing fact were so."""

    test: str
    outcome: Outcome
    grade: str | None
    lawful: Span | None
    benchmark: Span | None


class MissingFact(Node):
    """A fact that the result depends on and the case lacks."""

    fact: str
    label: str
    question: str
    unit: str | None
    answers: list[Answer]
    choices: dict[str, str]
    label_en: str | None


class Duty(Node):
    """A step that the body owes."""

    code: str
    place: Place | None
    due: str | None
    met: bool | None
    values: dict[str, Any]
    state: str
    text: str
    place_text: str


class Reason(Node):
    """One step of reasoning, with its sentence."""

    step: int
    code: str
    place: Place | None
    values: dict[str, Any]
    children: list[Reason]
    text: str
    place_text: str


class Question(Node):
    """What is left to a person."""

    step: int
    code: str
    place: Place | None
    values: dict[str, Any]
    children: list[Any]
    text: str


class Determination(Node):
    """What the rulebook says of a case: item, ranges, grade, duties, reasons."""

    case_id: str
    outcome: Outcome
    item: str | None
    title: str | None
    title_en: str | None
    correction: str | None
    party: str | None
    statutory: Span | None
    lawful: Span | None
    benchmark: Span | None
    recommended: Span | None
    fine_optional: bool
    grade: str | None
    table_grade: str | None
    grades: list[str]
    row: int | None
    row_label: str | None
    benchmark_status: str | None
    others: list[OtherKind]
    missing: list[MissingFact]
    certain: bool
    places: list[PlaceText]
    facts: dict[str, Any]
    duties: list[Duty]
    reasons: list[Reason]
    for_person: list[Question]
    case_digest: str | None
    rulebook: str


class SharedTerm(Node):
    """A term that two texts share."""

    term: str
    weight: float


class FactComparison(Node):
    """One fact of two cases."""

    fact: str
    mine: Any
    theirs: Any
    agreement: float | None


class Match(Node):
    """A past case and how similar it is, 0 to 1."""

    case_id: str
    score: float
    text_score: float
    fact_score: float
    item: str | None
    party: str
    decided: str | None
    fine: str | None
    text: str
    shared_terms: list[SharedTerm]
    facts: list[FactComparison]
    item_score: float


class Similar(Node):
    """The most similar past cases, best first."""

    case_id: str
    matches: list[Match]
    corpus_version: str


class Finding(Node):
    """One point of a review, with its sentence."""

    code: str
    values: dict[str, Any]
    text: str


class Stability(Node):
    """The p-value had the comparables been others."""

    without: str
    p: float | None


class FactContrast(Node):
    """A fact that comparables with such a penalty have otherwise."""

    fact: str
    label: str
    label_en: str | None
    unit: str | None
    choices: dict[str, str]
    mine: Any
    relation: str
    value: Any
    alike: int
    of_alike: int
    others: int
    of_others: int


class Contrast(Node):
    """Which facts would justify the penalty."""

    alike: int
    others: int
    facts: list[FactContrast]


class Comparison(Node):
    """The penalty against comparable cases, on the severity scale."""

    severity: float | None
    n: int
    effective_n: float
    expected: float | None
    low: float | None
    high: float | None
    p: float | None
    calibrators: float
    circle: str | None
    fine_expected: str | None
    fine_low: str | None
    fine_high: str | None
    observed: bool
    stability: list[Stability]
    contrast: Contrast | None


class Review(Node):
    """The verdict on the penalty of a case, and everything that leads to it."""

    case_id: str
    verdict: Verdict
    verdict_text: str
    findings: list[Finding]
    fine: str | None
    lawful: Span | None
    benchmark: Span | None
    comparison: Comparison | None
    matches: list[Match]
    paragraph: str
    determination: Determination
    corpus_version: str


class BriefDuty(Node):
    """A step that the body owes, as a code."""

    code: str
    due: str | None
    met: bool | None


class BriefDetermination(Node):
    """The codes and figures of a determination."""

    case_id: str
    outcome: Outcome
    item: str | None
    title: str | None
    correction: str | None
    statutory: Span | None
    lawful: Span | None
    benchmark: Span | None
    recommended: Span | None
    grade: str | None
    grades: list[str]
    row: int | None
    certain: bool
    others: list[str]
    missing: list[str]
    duties: list[BriefDuty]
    for_person: list[str]
    rulebook: str


class BriefFinding(Node):
    """One point of a review."""

    code: str
    text: str


class BriefMatch(Node):
    """A past case, by its number."""

    case_id: str
    score: float
    decided: str | None
    fine: str | None


class BriefReview(Node):
    """The verdict, the points of the review, and figures."""

    verdict: Verdict
    verdict_text: str
    findings: list[BriefFinding]
    fine: str | None
    comparison: Comparison | None
    matches: list[BriefMatch]
    corpus_version: str
    determination: BriefDetermination


class Refused(Node):
    """A line of a batch that could not be used; the others went on."""

    line: int
    problem: Problem


class Determined(Node):
    """The answer to one line of a batch."""

    line: int
    result: BriefDetermination | Determination


class Checked(Node):
    """The answer to one line of a batch."""

    line: int
    result: BriefReview | Review


class Counted(Node):
    """What became of the lines of a batch."""

    lines: int
    ok: int
    refused: int


class Summary(Node):
    """The last line of a batch; where it is missing, the answer was cut off."""

    summary: Counted


class DeterminedLine(RootModel[Determined | Refused | Summary]):
    """One line of the answer to ``determine:batch``."""


class CheckedLine(RootModel[Checked | Refused | Summary]):
    """One line of the answer to ``check:batch``."""
