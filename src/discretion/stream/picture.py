"""One case as the rules see it: facts, the days on which they change, and what texts may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from discretion.engine.book import Book
from discretion.engine.duties import deadline_note
from discretion.engine.law import last_day
from discretion.model.case import Case
from discretion.model.determination import DutyNote, Place
from discretion.model.money import Money
from discretion.rulebook.schema import Deadline, Surcharge
from discretion.stream.acts import Prior, Rival
from discretion.stream.events import (
    CrimeReported,
    Extended,
    Ordered,
    Proposed,
    Reinspected,
    TransferDecided,
)
from discretion.stream.judging import Judged
from discretion.stream.matcher import Attribute, FactData
from discretion.stream.payment import payment_of
from discretion.stream.subject import Subject
from discretion.stream.timeline import Timeline


@dataclass
class Picture:
    """``since`` and ``until`` name counters of the ``case`` fact: days from or to a day."""

    facts: dict[str, Attribute] = field(default_factory=dict)
    since: dict[str, date] = field(default_factory=dict)
    until: dict[str, date] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def case(self, today: date) -> FactData:
        """The ``case`` fact as of *today*."""
        past = {name: (today - day).days for name, day in self.since.items()}
        left = {name: (day - today).days for name, day in self.until.items()}
        return {**self.facts, **past, **left}


# --- this case among the others of its party ------------------------------------------------------


def prior_fact(prior: Prior, subject: Subject, book: Book) -> FactData:
    """Return the ``prior`` fact of an earlier penalty."""
    look_back, start = book.policy.look_back, subject.act[0].toordinal()
    begins = prior.last if look_back.counted_from == "act" else prior.decided
    ends = last_day(date.fromordinal(begins), look_back.years).toordinal()
    claimed = "first_violation" in subject.record.circumstances
    after = start - prior.decided
    return {"days_after": after, "window_left": ends - start, "first_claimed": claimed}


def rival_fact(rival: Rival, subject: Subject) -> FactData:
    """Return the ``rival`` fact of a fine for what may be this act."""
    return {
        "fined": subject.fined,
        "same_item": rival.same_item,
        "same_time": rival.same_time,
        "other_team": rival.other_team,
        "same_act": rival.same_number,
        "elsewhere": rival.elsewhere,
    }


# --- this case by itself --------------------------------------------------------------------------


def picture_of(subject: Subject, timeline: Timeline, book: Book, judged: Judged) -> Picture:
    """Return the picture of a case that was *judged* as it now is."""
    found, determination = Picture(), judged.determination
    found.facts |= {"stage": subject.stage}
    found.facts |= {"fined": subject.fined, "penalised": subject.penalised}
    if determination.places:
        found.places["item"] = determination.places[0]
    duties = {duty.code: duty for duty in determination.duties}
    if "deadline" not in duties:
        duties["deadline"] = _general_deadline(judged.case, book)
    found.places |= {code: duty.place for code, duty in duties.items() if duty.place}
    if subject.penalty and subject.penalty.fine:
        found.values["fine"] = subject.penalty.fine
    if judged.priors:
        found.values |= {"count": judged.priors, "years": book.policy.look_back.years}
        found.values |= {"grade": determination.grade, "grade_without": judged.grade_without}
        found.values["grade_change"] = (judged.grade_without, determination.grade)
    _deadline(found, subject, timeline, duties.get("deadline"))
    _steps(found, subject, timeline, duties)
    _penalty(found, judged, subject)
    _transfer(found, subject, timeline)
    _correction(found, subject, timeline)
    _after(found, subject, timeline, book, duties.get("surcharge"))
    return found


def _deadline(found: Picture, subject: Subject, timeline: Timeline, duty: DutyNote | None) -> None:
    due = duty.due if duty else None
    extended = timeline.last(Extended)
    if extended is not None:
        due = max(due, extended.due) if due else extended.due
    if due is None:
        return
    found.days["due"] = due
    if subject.decided:
        found.facts["days_late"] = (subject.decided - due).days
    elif subject.stage != "closed":
        found.until["days_left"] = due


def _steps(
    found: Picture, subject: Subject, timeline: Timeline, duties: Mapping[str, DutyNote]
) -> None:
    procedure = subject.record.procedure
    proposed = timeline.last(Proposed)
    if proposed:
        found.days["proposed"] = proposed.on
    if subject.decided:
        found.days["decided"] = subject.decided

    def needed(code: str) -> bool:
        duty = duties.get(code)
        return duty is not None and dict(duty.values).get("certain") is True

    def done(kind: str, told: bool | None) -> bool:
        return told is True or timeline.before(kind, subject.decided)

    # What went through a hearing is reviewed before the decision (art. 58(1)(2)).
    heard = done("hearing_held", procedure.hearing_held)
    found.facts |= {
        "hearing_needed": needed("hearing"),
        "hearing_told": done("hearing_told", procedure.hearing_offered),
        "review_needed": needed("legal_review") or (heard and subject.penalised),
        "reviewed": done("reviewed", procedure.legal_review_done),
        "discussion_needed": needed("collective_discussion"),
        "discussed": done("discussed", procedure.collective_discussion_done),
    }


def _penalty(found: Picture, judged: Judged, subject: Subject) -> None:
    found.facts["reason_written"] = bool(subject.reason and subject.reason.strip())
    if judged.exemption:
        found.facts["exemption"] = judged.exemption
    found.facts |= {"unlawful": judged.unlawful, "off_benchmark": judged.off_benchmark}
    found.values["lawful"] = judged.determination.lawful
    found.values["benchmark"] = judged.determination.recommended


def _transfer(found: Picture, subject: Subject, timeline: Timeline) -> None:
    """Suspected crimes: report at once, decision within 3 days, transfer within 24 hours."""
    suspected = timeline.step("crime_suspected")
    if suspected is None and "suspected_crime" in subject.record.circumstances:
        suspected = subject.filed
    decision, reports = timeline.last(TransferDecided), timeline.all(CrimeReported)
    transferred = timeline.step("transferred") is not None
    found.facts |= {"crime": suspected is not None, "transferred": transferred}
    found.facts["refused_transfer"] = decision is not None and not decision.approved
    if suspected is None:
        return
    found.days["suspected"] = suspected
    if decision is not None:
        found.days["approved"] = decision.on
        if decision.approved and not transferred:
            found.since["days_approved"] = decision.on
    elif reports:
        found.days["reported"] = reports[0].on
        if not transferred:
            found.since["days_undecided"] = reports[0].on
    elif not transferred:
        found.since["days_unreported"] = suspected


def _correction(found: Picture, subject: Subject, timeline: Timeline) -> None:
    order = timeline.last(Ordered)
    if order is None or subject.stage == "closed":
        return
    found.days["correct_by"] = order.due
    if not any(each.on >= order.on for each in timeline.all(Reinspected)):
        found.since["days_uninspected"] = order.due


def _after(
    found: Picture, subject: Subject, timeline: Timeline, book: Book, duty: DutyNote | None
) -> None:
    """Publication and payment of a decision."""
    if subject.decided is None:
        return
    found.facts["must_publish"] = subject.penalised and subject.public is not False
    if timeline.step("published") is None:
        found.since["days_unpublished"] = subject.decided
    fine = subject.penalty.fine if subject.penalty else None
    rule = _surcharge_rule(book, duty)
    owed = rule is not None and rule.percent_per_day > 0
    payment = payment_of(fine, timeline, rule) if fine and rule and owed else None
    if payment is None:
        return
    found.days["pay_by"] = payment.pay_by
    if payment.cap:
        found.days["cap"] = payment.cap
    if payment.paid is None and payment.counts_from and payment.cap:
        found.since["days_unpaid"] = payment.counts_from
        found.until["days_to_cap"] = payment.cap
    found.facts["surcharge_owed"] = payment.owed > Money(0)
    found.values |= {"per_day": payment.per_day, "most": payment.most, "owed": payment.owed}


def _surcharge_rule(book: Book, duty: DutyNote | None) -> Surcharge | None:
    """Return the rule that the determination named, else the one for every item."""
    name = dict(duty.values).get("rule") if duty else None
    rules = [r for r in book.rules if (r.id == name if name else not r.sources and not r.when)]
    return next((r.effect for r in rules if isinstance(r.effect, Surcharge)), None)


def _general_deadline(case: Case, book: Book) -> DutyNote:
    """Return the time limit where the determination names none: the item may not be known yet."""
    for rule in book.rules:
        if isinstance(rule.effect, Deadline) and not rule.sources and not rule.when:
            return deadline_note(case, rule, rule.effect.days, book.rule_places[rule.id])
    return DutyNote("deadline", None)
