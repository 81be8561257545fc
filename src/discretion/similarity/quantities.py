"""Measured quantities become one symbol: the kind, the unit and a 1-2-5 bucket.

``占用面积8平方米`` and ``占用面积6.5㎡`` should share a term, ``80平方米`` should not. A bucket is
half-open: ``5-10`` holds 5 and everything below 10. A number counts to three decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from discretion.similarity.lexicon import FIRST_QUANTITY


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: 1 of it is ``factor`` × 10^``exponent`` of the kind's base unit."""

    kind: str
    factor: int
    exponent: int = 0


_LINEAR = {
    "平方公里": Unit("面积", 1, 6),
    "平方米": Unit("面积", 1),
    "平米": Unit("面积", 1),
    "m2": Unit("面积", 1),
    "公顷": Unit("面积", 1, 4),
    "亩": Unit("面积", 667),
    "立方米": Unit("体积", 1),
    "m3": Unit("体积", 1),
    "方": Unit("体积", 1),
    "公里": Unit("长度", 1, 3),
    "千米": Unit("长度", 1, 3),
    "厘米": Unit("长度", 1, -2),
    "米": Unit("长度", 1),
    "公斤": Unit("重量", 1, -3),
    "千克": Unit("重量", 1, -3),
    "kg": Unit("重量", 1, -3),
    "吨": Unit("重量", 1),
    "克": Unit("重量", 1, -6),
    "毫克": Unit("重量", 1, -9),
    "mg": Unit("重量", 1, -9),
    "元": Unit("金额", 1),
    "分贝": Unit("声级", 1),
    "倍": Unit("倍数", 1),
    "%": Unit("比例", 1),
    "年": Unit("时长", 365),
    "个月": Unit("时长", 30),
    "周": Unit("时长", 7),
    "天": Unit("时长", 1),
    "日": Unit("时长", 1),
    "小时": Unit("分钟", 60),
    "分钟": Unit("分钟", 1),
    "次": Unit("次数", 1),
    "人": Unit("人数", 1),
    "名": Unit("人数", 1),
}
_COUNTED = "个件处块只辆株棵张家户套台桶袋箱盆顶组份根条瓶支"
UNITS: dict[str, Unit] = _LINEAR | {unit: Unit(f"数量{unit}", 1) for unit in _COUNTED}
"""Every unit; areas in m², volumes in m³, lengths in m, weights in t, money in yuan, time in days.

Short times are in minutes, a scale of their own.
"""
KINDS = tuple(dict.fromkeys(unit.kind for unit in UNITS.values()))

POWERS = {"百": 2, "千": 3, "万": 4, "亿": 8}
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
DECIMALS = 3
"""Decimals of a number that count; the rest is cut off."""
LOWEST = -12
"""Decimal exponent of the least bucket."""
BUCKETS = 128
"""Symbols a kind has: 0 is nothing, then three buckets for each power of ten."""


def quantity_symbol(thousandths: int, power: int, unit: str) -> str:
    """Return the symbol of ``thousandths / 1000 × 10^power`` of *unit*."""
    measure = UNITS[unit]
    figures = str(thousandths * measure.factor)
    number = 0
    if thousandths:
        exponent = len(figures) - 1 - DECIMALS + power + measure.exponent
        step = 0 if figures[0] == "1" else 1 if figures[0] < "5" else 2
        number = min(1 + 3 * (exponent - LOWEST) + step, BUCKETS - 1)
    return chr(ord(FIRST_QUANTITY) + BUCKETS * KINDS.index(measure.kind) + number)


def quantity_words(symbol: str) -> str:
    """Return a quantity symbol in words, such as ``面积:5-10``."""
    kind, number = divmod(ord(symbol) - ord(FIRST_QUANTITY), BUCKETS)
    if number == 0:
        return f"{KINDS[kind]}:0"
    power, step = divmod(number - 1, 3)
    low, high = ((1, 2), (2, 5), (5, 10))[step]
    ten = Decimal(10) ** (power + LOWEST)
    return f"{KINDS[kind]}:{_plain(low * ten)}-{_plain(high * ten)}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figures_value(word: str) -> int:
    """Return the value of a number in Chinese figures (below 10⁸ if it is well-formed).

    >>> [figures_value(w) for w in ("十二", "二〇二三", "两万五千", "万")]
    [12, 2023, 25000, 10000]
    """
    if all(c in DIGITS for c in word):
        return int("".join(str(DIGITS[c]) for c in word))
    total = part = digit = 0
    for char in word:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char == "万":
            total, part, digit = total + (part + digit or 1) * 10_000, 0, 0
        else:
            part += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + part + digit
