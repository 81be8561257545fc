"""Everything that the page of a case says, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from discretion.desk import links
from discretion.desk.case.bar import Bar, bar_of
from discretion.desk.case.beside import Beside, beside
from discretion.desk.case.changes import BASICS, Changes, written
from discretion.desk.case.facts import Inputs, inputs_of
from discretion.desk.case.hints import Hints, hints_of
from discretion.desk.case.subject import Reviewed, Subject
from discretion.engine.whatif import axes_of, what_if
from discretion.intake.columns import FIELDS
from discretion.model.case import Case
from discretion.model.determination import Determination, Place, Reason
from discretion.report.explain import (
    Line,
    comparison_lines,
    grade_text,
    has_comparison,
    law_lines,
    range_lines,
    verdict_lines,
)
from discretion.report.masking import Mask
from discretion.report.paragraph import paragraph
from discretion.report.reasoned.formal import FormalWords
from discretion.report.sentences import (
    duties_in_order,
    duty_state,
    duty_text,
    person_text,
    reason_text,
)
from discretion.report.words import Words, clean
from discretion.rulebook.schema import FactDeclaration


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence, the article that it rests on, where that can be read, and what it is one of."""

    text: str
    place: str = ""
    address: str = ""
    label: str = ""
    children: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A step that the body owes, where it stands, and its day."""

    text: str
    state: str
    said: str
    due: str
    place: str
    address: str


@dataclass(frozen=True, slots=True)
class View:
    """The parts of the page."""

    verdict: str
    findings: tuple[str, ...]
    grade: str
    row: int | None
    about: tuple[tuple[str, str], ...]
    text: str
    law: tuple[Line, ...]
    ranges: tuple[Line, ...]
    bar: Bar | None
    comparison: tuple[Line, ...]
    inputs: Inputs
    basics: dict[str, str]
    kept: tuple[tuple[str, str], ...]
    """Keys and values that the form of facts passes on unseen."""
    reasons: tuple[Cited, ...]
    persons: tuple[Cited, ...]
    duties: tuple[Duty, ...]
    beside: Beside | None
    paragraph: str
    told: tuple[str, ...]
    hints: Hints


def view_of(
    subject: Subject, reviewed: Reviewed, changes: Changes, words: Words, mask: Mask
) -> View:
    """Return the page of a reviewed case in words; *mask* hides names unless they are shown."""
    case, whole = reviewed.case, reviewed.whole
    d, private = whole.determination, mask.of(case)
    inputs = inputs_of(
        case,
        d,
        what_if(subject.book, case),
        list(_askable(subject, d, case)),
        changes,
        subject,
        words,
    )
    asked = (*inputs.missing, *inputs.telling, *inputs.others)
    shown = {*BASICS, *(each.key for each in asked)}
    first, *findings = verdict_lines(whole, words, private)
    past = [(m.case_id, m.fine) for m in whole.matches if m.fine is not None]
    corpus = subject.corpus
    return View(
        first.text,
        tuple(line.text for line in findings),
        grade_text(d, words),
        d.row,
        tuple(_about(case, words, private)),
        private(case.text),
        tuple(law_lines(d, words)),
        tuple(range_lines(d, words)),
        bar_of(whole, past, words),
        tuple(comparison_lines(whole, words)) if has_comparison(whole.comparison) else (),
        inputs,
        {
            key: changes.values.get(key, written(subject.case, key, subject.declared))
            for key in BASICS
        },
        tuple((key, text) for key, text in changes.pairs(subject.fixed) if key not in shown),
        tuple(_reasons(d, words)),
        tuple(_cited(r, person_text(r, words), words) for r in d.for_person),
        tuple(_duties(d, words)),
        beside(whole, reviewed.nearest, corpus, subject.book, words, mask, subject.past)
        if corpus
        else None,
        paragraph(reviewed.review, FormalWords(words.language), private),
        tuple(private(told) for told in _told(subject)),
        hints_of(case, subject, changes, words, mask),
    )


def _told(subject: Subject) -> Iterator[str]:
    """What the reading of the row had to say, but for its item where the page asks for that."""
    about_item = f"“{FIELDS['item_title'][0]}”列"
    return (told for told in subject.told if subject.case.items or about_item not in told)


def _askable(
    subject: Subject, d: Determination, case: Case
) -> Iterator[tuple[str, FactDeclaration]]:
    """The facts that the rules ask about, and those that the case has beside them."""
    axes = axes_of(subject.book, d)
    for name, axis in axes.items():
        yield name, axis.declaration
    others = {*case.facts, *case.circumstances, *(m.fact for m in d.missing)} - axes.keys()
    for name in sorted(others):
        if (declaration := subject.declared.get(name)) is not None:
            yield name, declaration


def _about(case: Case, words: Words, private: Mask) -> Iterator[tuple[str, str]]:
    kind = words.brackets(words(f"kind_of_party.{case.party.kind.value}"))
    yield words("label.party"), private.name(case.party.name) + kind
    if case.penalty is not None:
        kinds = words.joined(
            words(f"kind.{kind.value}")
            + (f" {words.money(case.penalty.fine)}" if kind.value == "fine" else "")
            for kind in case.penalty.kinds
        )
        yield words("label.penalty"), kinds or words("outcome.no_penalty")
    for code, day in (("act", case.act.over), ("filed", case.filed), ("decided", case.decided)):
        if day:
            yield words(f"label.{code}"), day.isoformat()
    if case.team:
        yield words("label.team"), clean(case.team)


def _reasons(d: Determination, words: Words) -> Iterator[Cited]:
    facts = dict(d.facts)

    def cited(reason: Reason, label: str = "") -> Cited:
        children = tuple(cited(child) for child in reason.children)
        return _cited(reason, reason_text(reason, words, facts), words, label, children)

    for reason in sorted(d.reasons, key=lambda r: r.step):
        yield cited(reason, words(f"step.{reason.step}"))


def _cited(
    reason: Reason, text: str, words: Words, label: str = "", children: tuple[Cited, ...] = ()
) -> Cited:
    return Cited(text, words.place(reason.place), _address(reason.place), label, children)


def _duties(d: Determination, words: Words) -> Iterator[Duty]:
    for note in duties_in_order(d.duties):
        state = duty_state(note)
        yield Duty(
            duty_text(note, words),
            state,
            words(f"state.{state}"),
            note.due.isoformat() if note.due else "",
            words.place(note.place, version=False),
            _address(note.place),
        )


def _address(place: Place | None) -> str:
    return links.source(place) if place is not None else ""
