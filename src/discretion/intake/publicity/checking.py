"""What is wrong with a record: each field against what the template asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from discretion.intake.publicity.fields import FIELDS, INDIVIDUAL, UNIT_KINDS, Field
from discretion.model.identity import check_identity_number, mask_number
from discretion.rulebook.prose.kinds import kinds_in

_IDENTITY = "CF_XDR_ZJHM"
_IDENTITY_CARD = "身份证"


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """One fault of a record: its row as the user sees it, the field, the value, how to mend it."""

    row: int
    field: str
    value: str
    message: str

    def __str__(self) -> str:
        shown = f"“{self.value}”" if self.value else "为空"
        return f"第{self.row}行 {self.field} {shown}：{self.message}"


def problems(record: Mapping[str, str], row: int) -> Iterator[RecordProblem]:
    """Yield the faults of *record*, values by field code; a sound record has none."""
    for field in FIELDS:
        value = record.get(field.code, "").strip()
        message = _missing(field, record) if not value else _wrong(field, value, record)
        if message:
            yield RecordProblem(row, f"{field.name}({field.code})", _shown(field, value), message)


def _missing(field: Field, record: Mapping[str, str]) -> str | None:
    if field.needed == "always":
        return "必填"
    if field.needed == "unit" and record.get("CF_XDR_LB", "").strip() in UNIT_KINDS:
        others = ("CF_XDR_GSZC", "CF_XDR_ZZJG", "CF_XDR_SWDJ", "CF_XDR_SYDW", "CF_XDR_SHZZ")
        return None if any(record.get(o) for o in others) else "相对人是单位，须填一种代码"
    if field.needed == "fine" and "罚款" in record.get("CF_CFLB", ""):
        return "处罚类别有罚款，须填金额"
    return None


def _wrong(field: Field, value: str, record: Mapping[str, str]) -> str | None:
    if len(value) > field.length:
        return f"有{len(value)}字，至多{field.length}字"
    match field.kind:
        case "date":
            return _wrong_date(value)
        case "wan":
            return _wrong_amount(value)
        case "credit_code":
            return code_fault(value)
        case "party_kind":
            known = (*UNIT_KINDS, INDIVIDUAL)
            return None if value in known else f"须为{'、'.join(known)}之一"
        case "categories":
            known_kinds = "罚款" in value or any(kinds_in(value))
            return None if known_kinds else "没有认得的处罚种类（行政处罚法第九条）"
    if field.code == _IDENTITY and _IDENTITY_CARD in record.get("CF_XDR_ZJLX", ""):
        return _wrong_number(value)
    return None


def _wrong_date(value: str) -> str | None:
    try:
        date.fromisoformat(value.replace("/", "-"))
    except ValueError:
        return "须为 2024-05-06 这样的日期"
    return None


def _wrong_amount(value: str) -> str | None:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return "须为以万元计的数字，例如 500 元写 0.05"
    exponent = amount.as_tuple().exponent
    if not amount.is_finite() or amount < 0 or not isinstance(exponent, int) or exponent < -6:
        return "以万元计，不得为负，至多六位小数"
    return None


def code_fault(value: str) -> str | None:
    """Say what is wrong with a unified social credit code: its check digit, length or division."""
    message = _wrong_number(value)
    if message or len(value) != 18:
        return message or "须为 18 位统一社会信用代码（GB 32100）"
    if not value[2:8].isdigit() or not known_division(value[2:8]):
        return f"第 3 至 8 位 {value[2:8]} 不是县级以上行政区划代码（GB/T 2260）"
    return None


def _wrong_number(value: str) -> str | None:
    try:
        check_identity_number(value)
    except ValueError:
        return "校验不通过，请核对位数与末位校验码（GB 32100、GB 11643）"
    return None


def known_division(code: str) -> bool:
    """Whether six digits name a province, prefecture or county of GB/T 2260, old ones included."""
    if not re.fullmatch(r"[1-9]\d{5}", code):
        return False
    from stdnum import numdb

    parts = numdb.get("cn/loc").info(code)
    if code.endswith("0000"):
        return bool(parts and parts[0][1])
    return len(parts) == 2 and bool(parts[1][1] or code.endswith("00"))


def _shown(field: Field, value: str) -> str:
    return mask_number(value) if field.code in ("CF_XDR_ZJHM", "CF_FR_ZJHM") else value[:60]
