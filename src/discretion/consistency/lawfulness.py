"""What is certain about one penalty: against the law, and off the benchmark.

Only what holds whatever is still open counts. Ranges are hulls over missing facts, so that a fine
outside one is outside every possibility; where the determination leaves more than facts open (a
text that is not held, an item that is not known, a conflict for a person to settle), the end of
the range that it could move is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass

from discretion.model.case import Case
from discretion.model.determination import Determination, DutyNote, Outcome, Range, Reason
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.model.review import Finding

NO_PENALTY = (Outcome.NO_PENALTY, Outcome.TIME_BARRED, Outcome.CORRECTION_ONLY)
_FINES = (Outcome.PENALTY, Outcome.MAY_EXEMPT)
_NEVER_REFUSED = frozenset({PenaltyKind.FINE, PenaltyKind.CONFISCATE_GAINS, PenaltyKind.OTHER})
"""A fine is judged by its range; illegal gains are confiscated under any clause (art. 28); what
kind an unnamed penalty is cannot be told."""
_OWED_WITHOUT_PENALTY = frozenset({"deadline"})
"""Steps owed on the way to any decision, also one not to punish."""

_BOTH_ENDS = frozenset({"amount_not_held", "item_not_known"})
"""Open questions that could move either end of what the law allows."""
_LOWER_END = frozenset(
    {"act_law_not_held", "decision_law_not_held", "moves_tie", "too_many_unknown"}
)
"""Open questions that could only open the lower end: the milder of two laws applies (art. 37), so
that a text not held can never allow more than the one that is."""
_BAND = frozenset({"moves_tie", "too_many_unknown"})
"""Open questions that could move a benchmark band."""
_BAND_OF_ONE = frozenset({"table_gap", "table_overlap", "benchmark_outside_law"})
"""Open questions that leave out the band of one of several possibilities, so that the hull of the
others is not the whole of it."""


@dataclass(frozen=True, slots=True)
class Sure:
    """What a determination leaves no doubt about."""

    least: bool
    """Nothing below the lawful range could yet be lawful."""
    most: bool
    """Nothing above the lawful range could yet be lawful."""
    kinds: bool
    """No kind of penalty beyond those listed could yet be lawful."""
    band: bool
    """The benchmark band holds, within the ends that are sure."""


def sure_of(case: Case, determination: Determination) -> Sure:
    """Return what *determination* leaves no doubt about."""
    codes = {reason.code for reason in determination.for_person}
    replaced = [_replaced(case, r) for r in determination.for_person if r.code == "text_replaced"]
    most = codes.isdisjoint(_BOTH_ENDS) and "after" not in replaced
    least = most and not replaced and codes.isdisjoint(_LOWER_END)
    several = any(reason.code == "one_act" for reason in determination.reasons)
    band = _BAND if determination.certain else _BAND | _BAND_OF_ONE
    return Sure(
        least,
        most,
        # Art. 29 chooses among fines only: the other norms keep their other kinds.
        least and not several,
        most and codes.isdisjoint(band) and not _answer_without_band(determination),
    )


def _replaced(case: Case, reason: Reason) -> str:
    """Whether the act was over before the cited text was replaced (art. 37 caps the new law)."""
    over, since = case.act.over, reason.value("from")
    return "before" if over is not None and since is not None and over < since else "after"


def _answer_without_band(determination: Determination) -> bool:
    """Whether a missing fact may be such that a fine is due and no band is laid down for it."""
    return any(
        answer.outcome is Outcome.PENALTY and answer.lawful and not answer.benchmark
        for missing in determination.missing
        for answer in missing.answers
    )


# --- law --------------------------------------------------------------------------------------


def law_findings(case: Case, penalty: Penalty, determination: Determination) -> list[Finding]:
    """Return what is unlawful beyond doubt about *penalty*: its kinds, its fine, missed duties."""
    found: list[Finding] = []
    outcome, sure = determination.outcome, sure_of(case, determination)
    if outcome in NO_PENALTY and penalty.kinds and sure.most:
        found.append(Finding("penalty_not_allowed", (("outcome", outcome.value),)))
    elif outcome in _FINES:
        found += _fine(penalty, determination, sure)
        if sure.kinds:
            allowed = {other.kind for other in determination.others} | _NEVER_REFUSED
            found += [
                Finding("kind_not_allowed", (("kind", kind.value),))
                for kind in penalty.kinds
                if kind not in allowed
            ]
    found += [
        Finding("duty_missed", (("duty", duty.code), ("due", duty.due)))
        for duty in determination.duties
        if _missed(duty, penalty)
    ]
    return found


def _missed(duty: DutyNote, penalty: Penalty) -> bool:
    """Whether a duty is known to be owed and known to be missed."""
    if duty.met is not False or dict(duty.values).get("certain") is False:
        return False
    return bool(penalty.kinds) or duty.code in _OWED_WITHOUT_PENALTY


def _fine(penalty: Penalty, determination: Determination, sure: Sure) -> list[Finding]:
    lawful, fine = determination.lawful, penalty.fine
    if fine is None:
        required = _fine_required(penalty, determination) and sure.least
        return [Finding("fine_required", (("range", lawful),))] if required else []
    if lawful is None:
        return [Finding("fine_without_basis", (("fine", fine),))] if sure.most else []
    if lawful.contains(fine) or not (sure.least if is_below(fine, lawful) else sure.most):
        return []
    values = (("fine", fine), ("range", lawful), ("distance", distance(fine, lawful)))
    return [Finding("fine_outside_law", values)]


def _fine_required(penalty: Penalty, determination: Determination) -> bool:
    lawful = determination.lawful
    return (
        determination.outcome is Outcome.PENALTY
        and determination.certain
        and not determination.fine_optional
        and not any(other.mode == "alternative" for other in determination.others)
        and bool(penalty.kinds)
        and lawful is not None
        and lawful.minimum.fen > 0
    )


def kinds_missing(penalty: Penalty, determination: Determination) -> list[Finding]:
    """Return the kinds that the clause requires beside the fine and the penalty lacks."""
    if not penalty.kinds or determination.outcome is not Outcome.PENALTY:
        return []
    return [
        Finding("kind_missing", (("kind", other.kind.value),))
        for other in determination.others
        if other.mode == "must"
        and other.certain
        and other.kind not in penalty.kinds
        and other.kind is not PenaltyKind.OTHER
    ]


# --- benchmark --------------------------------------------------------------------------------


def band_of(case: Case, determination: Determination) -> Range | None:
    """Return the benchmark band that the fine is measured by, or None where none is certain."""
    band = determination.recommended
    return band if band is not None and sure_of(case, determination).band else None


def benchmark_findings(case: Case, penalty: Penalty, determination: Determination) -> list[Finding]:
    """Return how far the fine is off the benchmark band, if it certainly is."""
    band, fine = band_of(case, determination), penalty.fine
    if fine is None or band is None or band.contains(fine):
        return []
    sure, below = sure_of(case, determination), is_below(fine, band)
    if below and not sure.least:
        return []
    away = distance(fine, band)
    edge = band.minimum if below else band.maximum or band.minimum
    values = (
        ("fine", fine),
        ("range", band),
        ("distance", away),
        ("share", away.fen * 100 // edge.fen if edge.fen else None),
        ("status", determination.benchmark_status),
        ("grade", determination.grade),
    )
    return [Finding("off_benchmark", values)]


def is_below(fine: Money, band: Range) -> bool:
    """Whether *fine*, outside *band*, lies before its lower end."""
    return fine < band.minimum or (band.minimum_open and fine == band.minimum)


def distance(fine: Money, band: Range) -> Money:
    """Return how far a fine lies outside a range (0 at an end that is open)."""
    if fine < band.minimum:
        return Money(band.minimum.fen - fine.fen)
    return Money(max(0, fine.fen - band.maximum.fen) if band.maximum else 0)
