"""Single cells: yes or no, amounts, and values of declared facts. No default is ever made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from discretion.intake.dates import parse_date
from discretion.model.case import MAX_FACT, FactValue
from discretion.model.money import Money
from discretion.rulebook.prose.numerals import fold, parse_amount, parse_number
from discretion.rulebook.prose.units import convert, factor, split_unit
from discretion.rulebook.prose.unreadable import UnreadableError
from discretion.rulebook.schema import FactDeclaration, FactType

BLANK = frozenset(
    {
        "",
        "无",
        "-",
        "--",
        "/",
        "\\",
        "—",
        "——",
        "暂无",
        "不详",
        "未知",
        "null",
        "none",
        "nan",
        "n/a",
    }
)
"""What people write into a cell that says nothing (folded, lower case)."""
EXCEL_ERRORS = frozenset(
    {"#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#n/a", "#getting_data", "#spill!"}
)
_YES = frozenset({"是", "有", "已", "真", "true", "yes", "y", "1", "√", "✓", "✔", "对", "是的"})
_NO = frozenset(
    {"否", "无", "未", "没有", "没", "假", "false", "no", "n", "0", "×", "✗", "x", "不是"}
)
_MONEY_UNITS = {
    "元": 1,
    "人民币": 1,
    "人民币元": 1,
    "单位:元": 1,
    "¥": 1,
    "rmb": 1,
    "cny": 1,
    "万": 10_000,
    "万元": 10_000,
    "人民币万元": 10_000,
    "单位:万元": 10_000,
}
_LEAST_FINE = Money.yuan(1)


def is_blank(cell: Any) -> bool:
    """Whether *cell* says nothing."""
    if isinstance(cell, str):
        return len(cell) <= 8 and fold(cell).lower() in BLANK
    return cell is None or (isinstance(cell, Decimal) and not cell.is_finite())


def text_of(cell: Any) -> str:
    """Return a cell as text; numbers in plain notation."""
    if isinstance(cell, str):
        return cell.strip()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def truth(cell: Any) -> bool:
    """Return what a yes/no cell says.

    Raises:
        UnreadableError: it says neither.
    """
    return cell if isinstance(cell, bool) else _truth(text_of(cell))


@lru_cache(maxsize=1024)
def _truth(text: str) -> bool:
    word = fold(text).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnreadableError("看不出是还是否", text, "请写“是”或“否”")


def done(cell: Any) -> bool | None:
    """Return whether a step of procedure was taken: yes, no, a day on which it was, or unknown.

    Raises:
        UnreadableError: it cannot be told.
    """
    if isinstance(cell, bool | date):
        return bool(cell)
    return _done(text_of(cell))


@lru_cache(maxsize=4096)
def _done(text: str) -> bool | None:
    word = fold(text).lower()
    if word in ("不适用", "不涉及", "无需", "不需要"):
        return None
    if word.startswith(("已", "简易", "当场")):
        return True
    if word.startswith(("未", "没有", "普通", "一般")):
        return False
    try:
        return _truth(text)
    except UnreadableError:
        pass
    try:
        return bool(parse_date(text))
    except UnreadableError:
        raise UnreadableError("看不出是还是否", text, "请写“是”或“否”") from None


def money_unit(column_unit: str | None) -> int | None:
    """Return how many yuan the unit in a column's name is; 1 if it names none, None if unknown."""
    if column_unit is None:
        return 1
    unit = fold(column_unit).lower().replace(" ", "")
    if unit in _MONEY_UNITS:
        return _MONEY_UNITS[unit]
    # 罚款金额(大写) names no unit, 罚款金额(千元) one that is not known here.
    return None if any(c in unit for c in "元币亿$€") else 1


def amount(cell: Any, yuan: int = 1) -> Money:
    """Return an amount; *yuan* is the column's unit, where the cell names none itself.

    Raises:
        UnreadableError: not an amount of money.
    """
    if isinstance(cell, bool | date):
        raise UnreadableError("不是金额", str(cell), "请写成如 500 或 0.05")
    return _amount(text_of(cell), yuan)


@lru_cache(maxsize=8192)
def _amount(text: str, yuan: int) -> Money:
    return parse_amount(text, "万元" if yuan == 10_000 else "元")


def fine_amount(cell: Any, yuan: int, named: bool) -> Money:
    """Return a fine; one below a yuan without a named unit is surely meant in 万元.

    Raises:
        UnreadableError: not an amount, or its unit is in doubt.
    """
    fine = amount(cell, yuan)
    if not named and 0 < fine.fen < _LEAST_FINE.fen:
        raise UnreadableError(
            "金额不足 1 元，单位可能是万元", text_of(cell), "请在列名里写明单位，如“罚款金额(万元)”"
        )
    return fine


def fact_value(cell: Any, declaration: FactDeclaration, column_unit: str | None) -> FactValue:
    """Return the value of a fact, or None if the cell says nothing.

    Raises:
        UnreadableError: not a value of the declared type.
    """
    if declaration.type is FactType.BOOL:
        # In a yes/no column 无 answers the question; elsewhere it leaves it open.
        return None if is_blank(cell) and text_of(cell) != "无" else truth(cell)
    if declaration.type is FactType.CHOICE:
        return None if cell is None else _choice(text_of(cell), declaration)
    if is_blank(cell):
        return None
    if isinstance(cell, bool | date):
        raise UnreadableError(f"“{declaration.label}”须为数字", str(cell), "请核对")
    if declaration.type is FactType.MONEY:
        return _whole(amount(cell, money_unit(column_unit) or 1).as_yuan)
    number = _quantity(text_of(cell), declaration, column_unit)
    if declaration.type is FactType.INTEGER and number != number.to_integral_value():
        raise UnreadableError(f"“{declaration.label}”须为整数", text_of(cell), "请核对")
    if abs(number) >= MAX_FACT:
        raise UnreadableError(f"“{declaration.label}”的数值过大", text_of(cell), "请核对")
    return _whole(number)


def _choice(text: str, declaration: FactDeclaration) -> str | None:
    word = fold(text)
    for key, label in declaration.choices.items():
        if word in (key, fold(label)):
            return key
    if is_blank(text):
        return None
    options = "、".join(declaration.choices.values())
    raise UnreadableError(f"“{declaration.label}”没有这个选项", text, f"请写下列之一：{options}")


def _quantity(text: str, declaration: FactDeclaration, column_unit: str | None) -> Decimal:
    digits, unit = split_unit(text)
    declared = declaration.unit or ""
    if unit is None and declared and digits.endswith(fold(declared)):
        digits = digits[: -len(fold(declared))]
        unit = declared
    unit = unit or column_unit
    if digits in ("首", "初"):
        digits = "1"
    number = parse_number(digits.removeprefix("第"))
    if not unit or not declared:
        return number
    by = factor(unit, declared)
    if by is None:
        raise UnreadableError(
            f"“{declaration.label}”以{declared}计，不能由{unit}换算", text, f"请换算成{declared}"
        )
    return convert(number, by)


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number
