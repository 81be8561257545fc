"""Earlier penalties of the same party for the same act, within the look-back of the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from discretion.corpus import Corpus
from discretion.engine.book import Book
from discretion.engine.law import last_day
from discretion.model.case import Case
from discretion.model.money import Money
from discretion.model.review import Finding
from discretion.similarity.duplicates import compare_cases, report_of
from discretion.similarity.parties import (
    Identity,
    Likeness,
    cluster_parties,
    compare_parties,
    profile_of,
)

FACT = "prior_penalties"
REMINDERS = frozenset({"earlier_penalties", "earlier_possible"})
"""Codes of what :func:`repeat_findings` returns."""
SURE = (Identity.SAME, Identity.LIKELY)


@dataclass(frozen=True, slots=True)
class EarlierPenalty:
    """An earlier penalty, how surely its party is the same, and why (codes of ``compare``)."""

    case_id: str
    decided: date
    fine: Money | None
    identity: Identity
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeats:
    """Earlier penalties for the same item decided from ``first`` to ``last``, both inclusive."""

    first: date
    last: date
    found: tuple[EarlierPenalty, ...]
    """The surest first, then the latest."""
    typed: int | None
    """What the case itself says: its fact ``prior_penalties``."""

    @property
    def sure(self) -> tuple[EarlierPenalty, ...]:
        """Those of the same or likely the same party: they count."""
        return tuple(one for one in self.found if one.identity in SURE)

    @property
    def possible(self) -> tuple[EarlierPenalty, ...]:
        """Those that a person must look at: they do not count."""
        return tuple(one for one in self.found if one.identity not in SURE)

    @property
    def proposed(self) -> int:
        """The value to put for the fact ``prior_penalties`` where none is typed."""
        return len(self.sure)


def earlier_penalties(case: Case, book: Book, corpus: Corpus) -> Repeats | None:
    """Return the earlier penalties of the party of *case* for any of its items in *corpus*.

    The window ends on the day before the act (or the decision, as the policy of *book* counts;
    where that day is not known, before the act was found). A decision not to punish is no penalty,
    and one that is likely reported twice counts once. None where the case has no item, no day or
    no party to look for.
    """
    party = profile_of(case)
    known = party.name is not None or party.credit or party.citizen
    policy = book.policy.look_back
    act = case.act.over or case.act.discovered
    anchor = (case.decided or act) if policy.counted_from == "decision" else act
    if not case.items or anchor is None or not known:
        return None
    first, last = last_day(anchor, -policy.years), anchor - timedelta(1)
    past = [
        other
        for other in corpus.parties.cases(case.items, party, first, last)
        if other.id != case.id and other.penalty is not None and other.penalty.kinds
    ]
    found = [(other, compare_parties(party, profile_of(other))) for other in past]
    found = [pair for pair in found if pair[1].identity in (*SURE, Identity.POSSIBLE)]
    typed = case.facts.get(FACT)
    whole = typed if isinstance(typed, int) and not isinstance(typed, bool) else None
    if not found:
        return Repeats(first, last, (), whole)
    sure = [(other, likeness) for other, likeness in found if likeness.identity in SURE]
    profiles = [party, *(profile_of(other) for other, _ in sure)]
    labels = cluster_parties(profiles).tolist()
    ambiguous = {
        other.id for (other, _), label in zip(sure, labels[1:], strict=True) if label != labels[0]
    }
    earlier = []
    for other, likeness in _once(found):
        assert other.decided
        assert other.penalty
        identity, reasons = likeness.identity, likeness.reasons
        if other.id in ambiguous:
            identity, reasons = Identity.POSSIBLE, ("shared_name", *reasons)
        earlier.append(
            EarlierPenalty(other.id, other.decided, other.penalty.fine, identity, reasons)
        )
    order = list(Identity)
    earlier.sort(key=lambda e: (order.index(e.identity), -e.decided.toordinal(), e.case_id))
    return Repeats(first, last, tuple(earlier), whole)


def with_proposed(case: Case, repeats: Repeats | None) -> Case:
    """Return *case* with the proposed fact, unless it has one of its own."""
    if repeats is None or case.facts.get(FACT) is not None:
        return case
    return case.model_copy(update={"facts": {**case.facts, FACT: repeats.proposed}})


def repeat_findings(case: Case, book: Book, corpus: Corpus) -> tuple[Finding, ...]:
    """Return the reminder that more earlier penalties were found than the case mentions.

    ``earlier_penalties(n, typed, years, cases)`` for those that count,
    ``earlier_possible(n, years, cases)`` for those to be looked at, where no fact is typed. Nothing
    where the typed fact covers them.
    """
    repeats = earlier_penalties(case, book, corpus)
    if repeats is None:
        return ()
    years = book.policy.look_back.years
    if len(repeats.sure) > (repeats.typed or 0):
        cases = tuple(one.case_id for one in repeats.sure)
        values = (("n", len(cases)), ("typed", repeats.typed), ("years", years), ("cases", cases))
        return (Finding("earlier_penalties", values),)
    if repeats.typed is None and repeats.possible:
        cases = tuple(one.case_id for one in repeats.possible)
        return (
            Finding("earlier_possible", (("n", len(cases)), ("years", years), ("cases", cases))),
        )
    return ()


def _once(found: list[tuple[Case, Likeness]]) -> list[tuple[Case, Likeness]]:
    """Leave out a case that another before it already reports."""
    kept: list[tuple[Case, Likeness]] = []
    for other, likeness in found:
        mine = report_of(other)
        known = (compare_cases(report_of(before), mine) for before, _ in kept)
        if not any(one is not None and one.identity is Identity.LIKELY for one in known):
            kept.append((other, likeness))
    return kept
