"""Amounts and Chinese numerals, read exactly: no binary float takes part."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Literal

from discretion.model.money import Money
from discretion.rulebook.prose.unreadable import UnreadableError

AmountUnit = Literal["元", "万元"]
"""The unit of a column, for amounts that name none themselves."""

_DIGITS = {
    c: i
    for i, group in enumerate(
        [
            "零〇○",
            "一壹弌",
            "二贰贰貳两兩",
            "三叁參叄",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        ]
    )
    for c in group
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = (("亿", "億", 10**8), ("万", "萬", 10**4))
_SHARE = {
    "元": Decimal(1),
    "圆": Decimal(1),
    "圓": Decimal(1),
    "块": Decimal(1),
    "角": Decimal("0.1"),
    "毛": Decimal("0.1"),
    "分": Decimal("0.01"),
}
_PREFIXES = ("人民币", "RMB", "CNY", "¥", "￥", "计", "为", "：")
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_MAX_LENGTH = 60

NUMERAL_CHARACTERS = frozenset("0123456789.,点廿卅") | set(_DIGITS) | set(_TENS) | set("亿億万萬")
"""Every character that a number may be made of, once full-width forms are folded (NFKC)."""
AMOUNT_CHARACTERS = NUMERAL_CHARACTERS | set(_SHARE) | set("整正")
CHINESE_DIGITS = frozenset(_DIGITS)

_AMOUNT_REMEDY = "请写成如 500元、1,234.50元、0.05万元 或 伍佰元整"
_NUMBER_REMEDY = "请写成如 25、二十五 或 1.5万"


class _NotANumberError(Exception):
    """Says why; the public functions add the whole value and the remedy."""


def fold(text: str) -> str:
    """Return *text* with full-width and compatibility forms folded (NFKC), ends stripped."""
    return unicodedata.normalize("NFKC", text).strip()


def parse_amount(text: str, unit: AmountUnit = "元") -> Money:
    """Return the amount that *text* names; *unit* counts only where the text names none.

    Reads ``500元``, ``五百元``, ``人民币壹佰伍拾元整``, ``1.2万``, ``1,234.50``, ``３角``.

    Raises:
        ValueError: not an amount, ambiguous (``一万五``), negative, or finer than a fen.
    """
    try:
        yuan = _amount(_bare(text), unit)
        return Money.yuan(yuan)
    except _NotANumberError as error:
        raise UnreadableError(f"金额无法识别（{error}）", text, _AMOUNT_REMEDY) from None
    except UnreadableError:
        raise
    except ValueError:
        raise UnreadableError(
            "金额超出范围（须精确到分，不为负，不超过一千万亿元）", text, _AMOUNT_REMEDY
        ) from None


def parse_number(text: str) -> Decimal:
    """Return the exact number that *text* names in Arabic or Chinese numerals.

    >>> parse_number("一万零五百"), parse_number("0.05万")
    (Decimal('10500'), Decimal('500.00'))

    Raises:
        ValueError: not a number, or an ambiguous one (``一万五``).
    """
    try:
        return _number(_joined(fold(text)))
    except _NotANumberError as error:
        raise UnreadableError(f"数字无法识别（{error}）", text, _NUMBER_REMEDY) from None


def parse_ordinal(text: str) -> int:
    """Return the number of an article, paragraph or item: ``二十五`` or ``25``, 1 to 9999.

    Raises:
        ValueError: not a whole number in that range.
    """
    number = parse_number(text)
    if number != number.to_integral_value() or not 1 <= number <= 9999:
        raise UnreadableError(
            "条款序号须为 1 至 9999 的整数", text, "请写成如 第二十五条 或 第25条"
        )
    return int(number)


def formal_amount(money: Money) -> str:
    """Return an amount in formal numerals (大写), as a decision writes it.

    >>> formal_amount(Money.yuan("10500.05"))
    '壹万零伍佰元零伍分'
    """
    yuan, rest = divmod(money.fen, 100)
    jiao, fen = divmod(rest, 10)
    text = (_formal_integer(yuan) + "元") if yuan or not rest else ""
    if not rest:
        return text + "整"
    if jiao:
        text += _FORMAL[jiao] + "角"
    elif yuan:
        text += "零"
    return text + (_FORMAL[fen] + "分" if fen else "整")


# --- amounts ----------------------------------------------------------------------------------


def _joined(text: str) -> str:
    """Drop white space, except between two digits, where it could hide a lost character."""
    out: list[str] = []
    for part in text.split():
        if out and out[-1][-1].isdigit() and part[0].isdigit():
            raise _NotANumberError("数字中间有空格")
        out.append(part)
    return "".join(out)


def _bare(text: str) -> str:
    text = _joined(fold(text))
    stripped = True
    while stripped:
        stripped = False
        for prefix in map(fold, _PREFIXES):
            if text.upper().startswith(prefix):
                text, stripped = text[len(prefix) :], True
    if text.startswith(("-", "−", "负", "(-")):
        raise _NotANumberError("金额不得为负")
    if len(text) > 1 and text[-1] in "整正":
        text = text[:-1]
    return text


def _amount(text: str, unit: AmountUnit) -> Decimal:
    if not text:
        raise _NotANumberError("没有内容")
    total, last, start = Decimal(0), None, 0
    for i, char in enumerate(text):
        share = _SHARE.get(char)
        if share is None:
            continue
        if last is not None and share >= last:
            raise _NotANumberError(f"“{char}”的位置不对")
        digits = text[start:i]
        if last is not None and len(digits) > 1 and digits[0] in "零〇":
            digits = digits[1:]
        part = _number(digits)
        if last is not None and (part >= 10 or part != part.to_integral_value()):
            raise _NotANumberError(f"“{char}”前应为一位整数")
        total, last, start = total + part * share, share, i + 1
    if last is None:
        has_scale = any(c in "万萬亿億" for c in text)
        return _number(text) * (10**4 if unit == "万元" and not has_scale else 1)
    if start != len(text):
        raise _NotANumberError(f"末尾有多余的“{text[start:]}”")
    return total


# --- numbers ----------------------------------------------------------------------------------


def _number(text: str) -> Decimal:
    if not text:
        raise _NotANumberError("缺少数字")
    if len(text) > _MAX_LENGTH:
        raise _NotANumberError("太长")
    if len(text) > 1 and all(c in _DIGITS and c not in "两兩" for c in text):
        return Decimal(int("".join(str(_DIGITS[c]) for c in text)))
    for simple, other, scale in _SCALES:
        position = max(text.rfind(simple), text.rfind(other))
        if position >= 0:
            return _scaled(text[:position], text[position + 1 :], scale)
    return _section(text)


def _scaled(high: str, low: str, scale: int) -> Decimal:
    if not high:
        raise _NotANumberError("“万”“亿”前缺少数字")
    top = _number(high)
    if not low:
        return top * scale
    if top != top.to_integral_value():
        raise _NotANumberError("小数后只能有一个单位")
    rest = _low(low, scale)
    return top * scale + rest


def _low(low: str, scale: int) -> Decimal:
    """What follows a unit: ``五`` alone after 万 could mean 5 or 5000, so it is refused."""
    if low[0] in "零〇○":
        low = low.lstrip("零〇○")
        if not low:
            raise _NotANumberError("末尾有多余的“零”")
    elif len(low) == 1 and scale > 10:
        raise _NotANumberError("末位缺少单位，如“一万五”应写成“一万五千”或“一万零五”")
    value = _number(low)
    if value >= scale or value != value.to_integral_value():
        raise _NotANumberError("单位的次序不对")
    return value


def _section(text: str) -> Decimal:
    """A number without 万 and 亿: plain digits, or digits joined with 千百十 in falling order."""
    if text[0] in "廿卅":
        return _tail(Decimal(20 if text[0] == "廿" else 30), text[1:], 10)
    position = next((i for i, c in enumerate(text) if c in _TENS), None)
    if position is None:
        return _plain(text)
    unit = _TENS[text[position]]
    head = text[:position]
    if not head and unit != 10:
        raise _NotANumberError(f"“{text[position]}”前缺少数字")
    count = _plain(head) if head else Decimal(1)
    return _tail(count * unit, text[position + 1 :], unit, whole=count)


def _tail(value: Decimal, rest: str, unit: int, whole: Decimal | None = None) -> Decimal:
    if not rest:
        return value
    if whole is not None and (whole != whole.to_integral_value() or whole >= 10):
        raise _NotANumberError("单位前应为一位整数")
    return value + _low(rest, unit)


def _plain(text: str) -> Decimal:
    if len(text) == 1 and text in _DIGITS:
        return Decimal(_DIGITS[text])
    whole, point, fraction = text.partition("点")
    if point and fraction and all(c in _DIGITS for c in whole + fraction) and len(whole) == 1:
        digits = "".join(str(_DIGITS[c]) for c in fraction)
        return Decimal(f"{_DIGITS[whole]}.{digits}")
    whole, point, fraction = text.partition(".")
    groups = whole.split(",")
    grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])
    )
    digits = "".join(groups)
    if not digits or not (digits + fraction).isascii() or not (digits + fraction).isdigit():
        raise _NotANumberError("含有不是数字的文字" if text else "缺少数字")
    if not grouped:
        raise _NotANumberError("千分位逗号的位置不对")
    if point and not fraction:
        raise _NotANumberError("小数点后缺少数字")
    return Decimal(f"{digits}.{fraction}" if fraction else digits)


def _formal_integer(value: int) -> str:
    if value == 0:
        return "零"
    for name, scale in (("亿", 10**8), ("万", 10**4)):
        high, low = divmod(value, scale)
        if high:
            text = _formal_integer(high) + name
            if not low:
                return text
            return text + ("零" if low < scale // 10 else "") + _formal_integer(low)
    text, gap = "", False
    for name, unit in (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if gap and text else "") + _FORMAL[digit] + name
            gap = False
        elif text:
            gap = True
    return text
