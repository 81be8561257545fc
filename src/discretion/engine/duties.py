"""What the body owes on the way to a decision: steps, thresholds, deadlines, surcharge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from discretion.engine.unknowns import Bundle
from discretion.model.case import Case, PartyKind
from discretion.model.determination import DutyNote, OtherKind, Outcome, Place, Range
from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.schema import (
    Duty,
    GeneralRule,
    Hearing,
    OnTheSpot,
    Policy,
    Surcharge,
    Threshold,
)

_AFTER_A_PENALTY = (Outcome.PENALTY, Outcome.MAY_EXEMPT)
_WITHOUT_A_PENALTY = ("transfer", "order_correction", "guardian", "educate", "confiscate_gains")


def duties_of(
    case: Case,
    bundle: Bundle,
    outcome: Outcome,
    lawful: Range | None,
    others: tuple[OtherKind, ...],
    policy: Policy,
    places: Mapping[str, Place],
    review: GeneralRule | None,
) -> tuple[DutyNote, ...]:
    """Return every step owed for the case but the deadline, in the order of the rules.

    ``review`` is the rule that a legal review by the policy's amount rests on.
    """
    notes: list[DutyNote] = []
    fines = outcome in _AFTER_A_PENALTY
    for rule, certain in bundle.duties:
        place, effect = places[rule.id], rule.effect
        if isinstance(effect, Duty):
            if (fines or effect.duty in _WITHOUT_A_PENALTY) and effect.duty != "legal_review":
                notes.append(_step(case, rule, effect, place, certain))
            elif fines:
                notes.append(
                    _note("legal_review", rule, place, case.procedure.legal_review_done, certain)
                )
        elif not fines:
            continue
        elif isinstance(effect, Hearing):
            notes += _hearing(case, rule, effect, place, lawful, others, policy)
        elif isinstance(effect, OnTheSpot):
            notes.append(_on_the_spot(case, rule, effect, place, lawful))
        elif isinstance(effect, Surcharge):
            values = (
                ("percent_per_day", effect.percent_per_day),
                ("cap_percent", effect.cap_percent),
                ("pay_within_days", effect.pay_within_days),
            )
            notes.append(DutyNote("surcharge", place, values=(*_texts(rule), *values)))
    if fines and not any(n.code == "legal_review" for n in notes):
        reviewed = places[review.id] if review else None
        notes += _review(case, reviewed, lawful, policy.legal_review)
    return tuple(notes)


def _texts(rule: GeneralRule) -> tuple[tuple[str, object], ...]:
    return (("rule", rule.id), ("text", rule.text), ("text_en", rule.text_en))


def _note(code: str, rule: GeneralRule, place: Place, met: bool | None, certain: bool) -> DutyNote:
    return DutyNote(code, place, met=met, values=(*_texts(rule), ("certain", certain)))


def _step(case: Case, rule: GeneralRule, effect: Duty, place: Place, certain: bool) -> DutyNote:
    procedure = case.procedure
    met = {
        "inform": procedure.informed,
        "collective_discussion": procedure.collective_discussion_done,
        # Who did not obey the order to correct had been given one.
        "order_correction": True if case.facts.get("refused_correction") is True else None,
    }.get(effect.duty)
    return _note(effect.duty, rule, place, met, certain)


def deadline_note(case: Case, rule: GeneralRule, days: int, place: Place) -> DutyNote:
    """Return the day by which a filed case must be decided (行政处罚法 art. 60)."""
    assert case.filed is not None
    due = case.filed + timedelta(days=days)
    met = case.decided <= due if case.decided else None
    return DutyNote("deadline", place, due, met, (*_texts(rule), ("days", days)))


def _limit(case: Case, threshold: Threshold) -> Money:
    return threshold.individual if case.party.kind is PartyKind.INDIVIDUAL else threshold.unit


def _reaches(case: Case, lawful: Range | None, threshold: Threshold) -> tuple[Money, bool | None]:
    """Return the threshold and whether the fine reaches it: yes, may (None), or no."""
    limit = _limit(case, threshold)
    fine = case.penalty.fine if case.penalty else None
    if case.penalty is not None:
        return limit, fine is not None and fine >= limit
    if lawful is None:
        return limit, None
    if lawful.minimum >= limit:
        return limit, True
    return limit, None if lawful.maximum is None or lawful.maximum >= limit else False


def _hearing(
    case: Case,
    rule: GeneralRule,
    effect: Hearing,
    place: Place,
    lawful: Range | None,
    others: tuple[OtherKind, ...],
    policy: Policy,
) -> tuple[DutyNote, ...]:
    limit, reached = _reaches(case, lawful, policy.hearing)
    imposed = set(case.penalty.kinds) if case.penalty else None
    for other in others:
        if other.kind in effect.kinds and (imposed is None or other.kind in imposed):
            sure = imposed is not None or (other.mode == "must" and other.certain)
            reached = True if sure or reached else None
    if imposed is not None and imposed & set(effect.kinds):
        reached = True
    seized_limit, seized = _seizes(case, others, policy.confiscation)
    if reached is False and seized is False:
        return ()
    certain = reached is True or seized is True
    # Only what calls for the hearing is named; a sure ground leaves the possible one unsaid.
    values = (
        *_texts(rule),
        ("threshold", None if reached is False or (certain and not reached) else limit),
        ("confiscated", None if seized is False or (certain and not seized) else seized_limit),
        ("certain", certain),
    )
    met = case.procedure.hearing_offered if certain else None
    return (DutyNote("hearing", place, met=met, values=values),)


_SEIZURES = (
    (PenaltyKind.CONFISCATE_GAINS, "confiscated_gains", "illegal_gains"),
    (PenaltyKind.CONFISCATE_GOODS, "confiscated_goods_value", "goods_value"),
)
"""What is confiscated, where a penalty says how much, and the fact that says it before."""


def _seizes(
    case: Case, others: tuple[OtherKind, ...], threshold: Threshold | None
) -> tuple[Money | None, bool | None]:
    """Return the threshold and whether a confiscation reaches it: yes, may (None), or no."""
    if threshold is None:
        return None, False
    limit = _limit(case, threshold)
    found: list[bool | None] = [False]
    for kind, amount, fact in _SEIZURES:
        value: Money | None = getattr(case.penalty, amount, None)
        if value is None and (known := case.facts.get(fact)) is not None:
            value = Money.yuan(str(known))
        if case.penalty is not None:
            sure = kind in case.penalty.kinds
            open_ = False
        else:
            mine = [o for o in others if o.kind is kind]
            sure = any(o.mode == "must" and o.certain for o in mine)
            open_ = bool(mine) and not sure
        if sure or open_:
            large = None if value is None else value >= limit
            found.append(None if large and open_ else large)
    return limit, True if True in found else None if None in found else False


def _review(
    case: Case, place: Place | None, lawful: Range | None, threshold: Threshold
) -> tuple[DutyNote, ...]:
    limit, reached = _reaches(case, lawful, threshold)
    if reached is False:
        return ()
    values = (("threshold", limit), ("certain", reached is True))
    met = case.procedure.legal_review_done if reached else None
    return (DutyNote("legal_review", place, met=met, values=values),)


def _on_the_spot(
    case: Case, rule: GeneralRule, effect: OnTheSpot, place: Place, lawful: Range | None
) -> DutyNote:
    individual = case.party.kind is PartyKind.INDIVIDUAL
    ceiling = effect.individual if individual else effect.unit
    allowed: bool | None = None
    if case.penalty is not None:
        only_light = set(case.penalty.kinds) <= {PenaltyKind.FINE, PenaltyKind.WARNING}
        allowed = only_light and (case.penalty.fine is None or case.penalty.fine <= ceiling)
    elif lawful is not None and lawful.minimum > ceiling:
        allowed = False
    met = allowed if case.procedure.on_the_spot else None
    values = (*_texts(rule), ("ceiling", ceiling), ("allowed", allowed))
    return DutyNote("on_the_spot", place, met=met, values=values)


def surcharge(fine: Money, due: date, paid: date, rule: Surcharge) -> Money:
    """Return the surcharge on *fine*, due on *due* and paid on *paid* (行政处罚法 art. 72).

    Each day late costs ``percent_per_day`` of the fine, rounded down to the fen in the party's
    favour; all of it never exceeds ``cap_percent`` of the fine.

    >>> rule = Surcharge(
    ...     kind="surcharge", pay_within_days=15, percent_per_day=3, cap_percent=100)
    >>> surcharge(Money.yuan(1000), date(2024, 1, 10), date(2024, 1, 12), rule)
    Money.yuan('60')
    >>> surcharge(Money.yuan(1000), date(2024, 1, 10), date(2025, 1, 10), rule)
    Money.yuan('1000')
    """
    late = max(0, (paid - due).days)
    percent = min(rule.percent_per_day * late, rule.cap_percent)
    return Money(int(fine.fen * percent // 100))
