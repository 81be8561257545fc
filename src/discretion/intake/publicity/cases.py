"""From cases to records, and from records to the rows of a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from discretion.intake.publicity.fields import FIELDS, INDIVIDUAL, UNIT_KINDS
from discretion.model.case import Case, PartyKind
from discretion.model.identity import mask_name, mask_numbers
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.rulebook.prose.kinds import KIND_NAMES

PUBLIC_YEARS = 3
"""Years for which a penalty stands in the record where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who decides and who reports: names and unified social credit codes."""

    body: str
    body_code: str
    source: str
    source_code: str


def record_of(case: Case, title: str, publisher: Publisher) -> dict[str, str]:
    """Return the record of a decided case, by field code; *title* is that of its item.

    The name of an individual is masked, in the texts too, and the number left out: the record is
    made public (行政处罚法 art. 50 protects privacy). So are the numbers of persons, telephones and
    plates in the texts of any record. What the case does not say is left empty.
    """
    party, penalty = case.party, case.penalty or Penalty()
    unit = party.kind is PartyKind.UNIT
    name = party.name or ""
    hidden = "" if unit or len(name) < 2 else name

    def public(text: str) -> str:
        told = text.replace(hidden, mask_name(hidden)) if hidden else text
        return mask_numbers(told, party.number if unit else None)

    decided = case.decided
    until = decided + timedelta(days=365 * PUBLIC_YEARS) if decided else None
    found = {
        "CF_XDR_MC": name if unit else mask_name(name) if name else "",
        "CF_XDR_LB": UNIT_KINDS[0] if unit else INDIVIDUAL,
        "CF_XDR_SHXYM": (party.number or "") if unit else "",
        "CF_WSH": case.id,
        "CF_WFXW": title,
        "CF_SY": public(case.text),
        "CF_YJ": case.basis or "",
        "CF_CFLB": "；".join(KIND_NAMES[kind] for kind in penalty.kinds),
        "CF_NR": public(penalty.text) if penalty.text else _content(penalty),
        "CF_NR_FK": _wan(penalty.fine),
        "CF_NR_WFFF": _wan(_confiscated(penalty)),
        "CF_JDRQ": decided.isoformat() if decided else "",
        "CF_YXQ": until.isoformat() if until else "",
        "CF_CFJG": publisher.body or case.body or "",
        "CF_CFJGDM": publisher.body_code,
        "CF_SJLY": publisher.source,
        "CF_SJLYDM": publisher.source_code,
    }
    return {code: value for code, value in found.items() if value}


def ledger_row(record: Mapping[str, str]) -> dict[str, str]:
    """Return a record as the row of a ledger: columns by the names that the intake knows."""
    row = {f.ledger or f.name: record[f.code] for f in FIELDS if f.code in record}
    kind = record.get("CF_XDR_LB", "")
    row["当事人类型"] = "个人" if kind == INDIVIDUAL else "单位" if kind in UNIT_KINDS else kind
    return row


def _content(penalty: Penalty) -> str:
    parts = [KIND_NAMES[k] for k in penalty.kinds if k is not PenaltyKind.FINE]
    if penalty.fine is not None:
        parts.append(f"罚款人民币{penalty.fine}元")
    return "；".join(parts) or "不予行政处罚"


def _confiscated(penalty: Penalty) -> Money | None:
    parts = [penalty.confiscated_gains, penalty.confiscated_goods_value]
    fen = [part.fen for part in parts if part is not None]
    return Money(sum(fen)) if fen else None


def _wan(amount: Money | None) -> str:
    return "" if amount is None else f"{Decimal(amount.fen) / 1_000_000:.6f}"
