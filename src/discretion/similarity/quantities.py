"""Measured quantities in a text become one term: the kind, the unit and a 1-2-5 bucket.

``占用面积8平方米`` and ``占用面积6.5㎡`` should share a term, ``80平方米`` should not. A bucket is
half-open: ``5-10`` holds 5 and everything below 10.
"""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS: dict[str, tuple[str, Decimal]] = {
    "平方公里": ("面积", Decimal(1_000_000)),
    "平方米": ("面积", Decimal(1)),
    "平米": ("面积", Decimal(1)),
    "m2": ("面积", Decimal(1)),
    "亩": ("面积", Decimal("666.67")),
    "立方米": ("体积", Decimal(1)),
    "m3": ("体积", Decimal(1)),
    "方": ("体积", Decimal(1)),
    "公里": ("长度", Decimal(1000)),
    "千米": ("长度", Decimal(1000)),
    "厘米": ("长度", Decimal("0.01")),
    "米": ("长度", Decimal(1)),
    "公斤": ("重量", Decimal("0.001")),
    "千克": ("重量", Decimal("0.001")),
    "kg": ("重量", Decimal("0.001")),
    "吨": ("重量", Decimal(1)),
    "元": ("金额", Decimal(1)),
    "分贝": ("声级", Decimal(1)),
    "年": ("时长", Decimal(365)),
    "个月": ("时长", Decimal(30)),
    "天": ("时长", Decimal(1)),
    "日": ("时长", Decimal(1)),
    "小时": ("时长", Decimal(1) / 24),
    "分钟": ("时长", Decimal(1) / 1440),
    "次": ("次数", Decimal(1)),
    **{u: (f"数量{u}", Decimal(1)) for u in "个件处块只辆株棵张家户套台桶袋箱盆顶组份"},
}
"""Unit -> (kind of quantity, factor to the kind's base unit): m², m³, m, t, yuan, days, pieces."""

_POWER = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE = "零〇一二两三四五六七八九十百千万"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))

QUANTITY = re.compile(
    rf"(?<![0-9.第{_CHINESE}])(?<![0-9],)"
    rf"(?:(?P<number>[0-9]{{1,12}}(?:,[0-9]{{3}}){{0,4}}(?:\.[0-9]{{1,6}})?)"
    rf"|(?P<chinese>[{_CHINESE}]{{1,9}}))"
    rf"(?P<power>[百千万亿]?)[余多来]?(?P<unit>{_UNIT})(?![0-9])"
)
"""One quantity with its unit, in Arabic or Chinese figures; every quantifier is bounded."""


def replace_quantities(text: str) -> str:
    """Return *text* with each quantity as a term such as ``〔面积:5-10〕``.

    >>> replace_quantities("占用面积8.5平方米,持续三天")
    '占用面积〔面积:5-10〕,持续〔时长:2-5〕'
    """
    return QUANTITY.sub(_term, text)


def _term(match: re.Match[str]) -> str:
    written = match["number"]
    value = Decimal(written.replace(",", "")) if written else _chinese(match["chinese"])
    if value is None:
        return match[0]
    kind, factor = _UNITS[match["unit"]]
    return f"〔{kind}:{bucket(value * _POWER.get(match['power'], 1) * factor)}〕"


def bucket(value: Decimal) -> str:
    """Return the 1-2-5 bucket of a quantity (not negative), as ``low-high``.

    >>> bucket(Decimal("9.99")), bucket(Decimal(10)), bucket(Decimal("0.3")), bucket(Decimal(0))
    ('5-10', '10-20', '0.2-0.5', '0')
    """
    if value == 0:
        return "0"
    step = Decimal(10) ** value.adjusted()
    low, high = next((low, high) for low, high in ((5, 10), (2, 5), (1, 2)) if value >= low * step)
    return f"{_plain(low * step)}-{_plain(high * step)}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _chinese(word: str) -> Decimal | None:
    """Return the value of a number in Chinese figures below 10⁸, or None if it is not one."""
    if all(c in _DIGIT for c in word):
        return Decimal("".join(str(_DIGIT[c]) for c in word))
    total = part = digit = 0
    for char in word:
        if char in _DIGIT:
            digit = _DIGIT[char]
        elif char == "万":
            total, part, digit = (part + digit) * 10_000, 0, 0
        else:
            part += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return Decimal(total + part + digit)
