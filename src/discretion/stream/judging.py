"""What the rulebook says of a case as its events have made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from discretion.consistency.lawfulness import benchmark_findings, law_findings
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome, Reason
from discretion.stream.events import Reinspected
from discretion.stream.subject import Subject
from discretion.stream.timeline import Timeline

_OWN = frozenset({"duty_missed", "penalty_not_allowed"})
"""Findings that have reminders of their own: a duty missed, a penalty where the party is exempt."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A determination with *priors* earlier penalties, and what is wrong with the penalty."""

    key: tuple[Any, ...]
    """All that the judgement depends on."""
    case: Case
    priors: int
    determination: Determination
    grade_without: str | None
    """The grade if the earlier penalties did not count."""
    exemption: str | None
    """``must``, ``may`` or ``consider``; None where nothing speaks for an exemption."""
    unlawful: bool
    off_benchmark: bool


def judge(
    subject: Subject, timeline: Timeline, book: Book, priors: int, before: Judged | None
) -> Judged:
    """Return the judgement of a case; that of *before* where nothing has changed."""
    corrected = _corrected(subject, timeline)
    key = (subject.record, subject.filed, subject.decided, subject.penalty, corrected, priors)
    if before is not None and before.key == key:
        return before
    case = _case(subject, corrected, priors)
    determination = book.determine(case)
    exemption = _exemption(determination)
    penalty = subject.penalty
    law = law_findings(case, penalty, determination) if penalty else []
    own = _OWN if exemption == "must" else {"duty_missed"}
    without = book.determine(_case(subject, corrected, 0)) if priors else determination
    return Judged(
        key,
        case,
        priors,
        determination,
        without.grade,
        exemption,
        any(finding.code not in own for finding in law),
        bool(penalty and benchmark_findings(case, penalty, determination)),
    )


def _corrected(subject: Subject, timeline: Timeline) -> bool:
    """Whether the party corrected the act before the decision."""
    return timeline.before("corrected", subject.decided) or any(
        each.corrected and (subject.decided is None or each.on <= subject.decided)
        for each in timeline.all(Reinspected)
    )


def _case(subject: Subject, corrected: bool, priors: int) -> Case:
    """Return the case to be determined, with what the events have added to its record."""
    facts = dict(subject.record.facts)
    if corrected and facts.get("refused_correction") is not True:
        facts.setdefault("corrected", True)
    if priors:
        stated = facts.get("prior_penalties")
        known = stated if isinstance(stated, int | Decimal) else 0
        facts["prior_penalties"] = max(priors, int(known))
    changed = {"filed": subject.filed, "decided": subject.decided, "penalty": subject.penalty}
    return subject.record.model_copy(update={**changed, "facts": facts})


def _exemption(determination: Determination) -> str | None:
    codes = {reason.code for reason in determination.for_person}
    if determination.outcome is Outcome.NO_PENALTY and _by_exemption(determination.reasons):
        return "must"
    if determination.outcome is Outcome.MAY_EXEMPT:
        return "may"
    return "consider" if "consider_rule" in codes else None


def _by_exemption(reasons: Sequence[Reason]) -> bool:
    return any(reason.step == 4 and reason.place for reason in reasons)
