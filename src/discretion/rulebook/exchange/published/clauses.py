"""What the statute allows, from the table itself: the penalty clauses of a drafted item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal

from discretion.model.money import Money
from discretion.rulebook.exchange.published.amounts import AmountReading, read_amounts
from discretion.rulebook.exchange.published.doubts import MARK, Doubt, note_of
from discretion.rulebook.exchange.published.rows import NO_FINE, DraftedRow
from discretion.rulebook.schema import (
    FineForm,
    Grade,
    MultipleFine,
    OtherPenalty,
    PartyScope,
    PenaltyClause,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    SimpleFine,
    UnspecifiedFine,
)

Correction = Literal["none", "concurrent", "precondition"]
_REFUSED = re.compile(
    r"逾期(?:仍)?(?:不|未|拒不)[^,，;；。]{0,6}(?:改正|清除|拆除|清理|整改|恢复)|拒不(?:改正|清除|拆除|清理|整改)"
)
_ORDERED = re.compile("责令|限期")
_GRAVER = re.compile("情节(?:特别)?严重|情节较重|造成[^,，;；。]{0,8}(?:后果|损失|损坏)")
_HARMLESS = frozenset({"amount_left_over", "exempt_may"})


def clauses_of(
    text: str, quoted: bool, rows: Sequence[DraftedRow], title: str
) -> tuple[tuple[PenaltyClause, ...], tuple[Doubt, ...]]:
    """Return the clauses that *text* words, or those that the rows together span.

    *text* is the cell of the lawful range, or (*quoted*) of the basis, which may quote the article.
    """
    wanted = _parties(rows)
    if text and (not quoted or "罚款" in text or "警告" in text):
        readings = read_amounts(text, title)
        graver = _GRAVER.search(text)
        if all(_usable(r) for r in readings) and not (graver and any(r.others for r in readings)):
            clauses = tuple(_clause(r) for r in readings)
            if _reach(clauses, wanted):
                doubts = (Doubt(graver[0], "several_clauses"),) if graver else ()
                return clauses, doubts
        doubt = Doubt(text.strip()[:200], "several_clauses")
        found, more = _spanned(rows, wanted)
        return found, (doubt, *more)
    return _spanned(rows, wanted)


def correction_of(title: str, basis: str, amounts: str) -> Correction:
    """Return whether an order to correct comes before the fine, with it, or is not named."""
    if _REFUSED.search(title) or (_REFUSED.search(basis) and basis.count("罚款") <= 1):
        return "precondition"
    return "concurrent" if _ORDERED.search(basis + amounts) else "none"


def _usable(reading: AmountReading) -> bool:
    doubtful = any(d.why not in _HARMLESS for d in reading.doubts)
    return not doubtful and not reading.exempt and bool(reading.fine or reading.others)


def _clause(reading: AmountReading) -> PenaltyClause:
    return PenaltyClause(
        party=reading.party, mode=reading.mode, fine=reading.fine, others=reading.others
    )


def _parties(rows: Iterable[DraftedRow]) -> list[PartyScope]:
    found = {r.row.party for r in rows}
    return ["any"] if found == {"any"} else sorted(found - {"any"}) or ["any"]


def _reach(clauses: Sequence[PenaltyClause], wanted: Sequence[PartyScope]) -> bool:
    scopes = {c.party for c in clauses}
    return "any" in scopes or scopes >= set(wanted)


# --- from the rows ------------------------------------------------------------------------------


def _spanned(
    rows: Sequence[DraftedRow], wanted: Sequence[PartyScope]
) -> tuple[tuple[PenaltyClause, ...], tuple[Doubt, ...]]:
    """Take the least and the most of all steps for the lawful range, and say so."""
    clauses = []
    doubts: list[Doubt] = []
    for party in wanted:
        own = [r for r in rows if r.row.party in ("any", party)]
        counted = [r for r in own if r.row.grade not in (Grade.EXEMPT, Grade.MITIGATED)]
        fine: FineForm | None = _span([r.row.fine for r in counted])
        others = tuple(dict.fromkeys(_plain(o) for r in counted for o in r.row.others))
        why = "statutory_from_rows" if fine else "statutory_unread"
        doubts.append(Doubt("", why))
        if fine is None:
            fine = UnspecifiedFine(form="unspecified", note=note_of([Doubt("", why)]) or MARK)
        may = bool(counted) and all(r.mode == "may" for r in counted)
        always = tuple(o for o in others if all(o in map(_plain, r.row.others) for r in counted))
        clauses.append(
            PenaltyClause(party=party, mode="may" if may else "must", fine=fine, others=always)
        )
    return tuple(clauses), tuple(dict.fromkeys(doubts))


def _plain(other: OtherPenalty) -> OtherPenalty:
    # Conditions are lists, which no set can hold; the row keeps its own.
    return other.model_copy(update={"when": None})


_Rated = RangeFine | MultipleFine | PercentFine | PerUnitFine | PerDayFine


def _span(fines: Iterable[FineForm | None]) -> SimpleFine | None:
    """Return the least form that holds all of *fines*, if they are all of one form and base."""
    simple = [f for f in fines if isinstance(f, _Rated) and f != NO_FINE]
    if not simple:
        return None
    first = simple[0]
    if any(_base(f) != _base(first) for f in simple):
        return None
    lows = [(f.min, f.min_open) for f in simple]
    values: dict[str, Any] = dict(first)
    if any(low is None for low, _ in lows):
        values |= {"min": None, "min_open": False}
    else:
        low, low_open = min(lows, key=lambda e: (_number(e[0]), e[1]))
        values |= {"min": low, "min_open": low_open}
    high, high_open = max(
        ((f.max, f.max_open) for f in simple), key=lambda e: (_number(e[0]), not e[1])
    )
    values |= {"max": high, "max_open": high_open}
    return type(first).model_validate(values)


def _base(fine: _Rated) -> tuple[object, ...]:
    caps = (getattr(fine, "floor", None), getattr(fine, "cap", None))
    return (fine.form, getattr(fine, "of", None), *caps)


def _number(value: Money | Decimal | None) -> Decimal:
    assert value is not None
    return value.as_yuan if isinstance(value, Money) else value
