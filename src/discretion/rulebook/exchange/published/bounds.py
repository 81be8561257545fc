"""Numbers with their limits: 500元以上1500元以下, 不足5平方米, 5%-10%, 百分之五, 1万元.

以上, 以下, 以内, 不超过 and 不低于 include the number; 超过, 高于, 不足, 不满 and 低于 do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from discretion.rulebook.prose.numerals import fold, parse_number

_NUMERALS = "0-9零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
# The whole run of numerals: 1万5千 is one number, and what cannot be read is none.
_NUMBER = rf"(?:[{_NUMERALS}]+(?:,[0-9]{{3}}(?![0-9]))*(?:\.[0-9]+)?[{_NUMERALS}]*)"
_LOW_SHUT = ("不低于", "不少于", "不小于", "达到", "至少", ">=", "≥", "≧")
_LOW_OPEN = ("超过", "大于", "多于", "高于", ">")
_HIGH_SHUT = ("不超过", "不多于", "不大于", "不高于", "至多", "<=", "≤", "≦")
_HIGH_OPEN = ("不足", "不满", "未满", "未达到", "未达", "低于", "少于", "小于", "<")
_BEFORE = sorted((*_LOW_SHUT, *_LOW_OPEN, *_HIGH_SHUT, *_HIGH_OPEN), key=len, reverse=True)
_AFTER = r"(?:及|或|或者)?(?:以上|以下|以内|之内)"
_INCLUDED = r"(?:不含|不包括|不包含|含|包括|包含)"
UNITS = (
    *(
        "平方厘米",
        "平方公里",
        "平方千米",
        "平方米",
        "平米",
        "立方米",
        "厘米",
        "公里",
        "千米",
        "毫米",
    ),
    *("公斤", "千克", "公顷", "m2", "m3", "元", "圆", "倍", "%", "米", "吨", "斤", "亩", "升"),
    *(
        "株",
        "棵",
        "辆(?!次)",
        "只",
        "头",
        "处(?!罚|以(?!上|下|内)|理|置)",
        "个(?!月|小时|人)",
        "件",
        "块",
        "条(?!例)",
    ),
    *("幅", "张", "盏", "面", "套", "根", "台", "座", "间", "户", "份", "日", "天"),
)


def _note(name: str) -> str:
    """A remark in brackets such as (含本数) or (不含500元)."""
    return rf"\((?P<{name}>{_INCLUDED})(?:本数|本级|{_NUMBER}[^()]{{0,4}})?\)"


_BOUND = re.compile(
    rf"(?P<before>{'|'.join(map(re.escape, _BEFORE))})?"
    rf"(?P<percent>百分之)?(?P<number>{_NUMBER})"
    rf"(?P<unit>{'|'.join(UNITS)})?"
    rf"(?:{_note('note1')})?(?P<after>{_AFTER})?(?:{_note('note2')})?"
)
_DASH = r"(?:至|到|-{1,2}|~|—{1,2}|–|―)"
_JOIN = re.compile(rf"[,、]?(?:且|并且|并|但|而)?(?P<dash>{_DASH})?")
_CIRCLED = re.compile(r"[\u2460-\u2473\u2776-\u277f\u24f5-\u24fe]")
_SPACE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")


def flat(text: str) -> str:
    """Return *text* folded to half width, without white space (kept only between two digits).

    Circled numbers become separators first: folded they would run into the number after them.
    """
    return _SPACE.sub("", fold(_CIRCLED.sub(";", text)))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers between two limits; an absent one is unbounded. ``unit`` as it is written.

    ``doubt`` is the code of why it can be read in two ways; ``start`` and ``end`` are offsets.
    """

    low: Decimal | None
    high: Decimal | None
    low_open: bool
    high_open: bool
    unit: str
    start: int
    end: int
    doubt: str | None = None

    @property
    def fixed(self) -> bool:
        """Whether it is a single number."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class _Bound:
    number: Decimal
    unit: str
    side: str
    """``low``, ``high`` or ``plain``."""
    is_open: bool
    large: bool
    """Whether 万 or 亿 stands with the number."""
    start: int
    end: int
    doubt: str | None


def bounds_in(text: str) -> Iterator[Bounds]:
    """Yield what *text*, made :func:`flat`, says with a number and a unit."""
    at = 0
    while at < len(text):
        first = _bound(text, at)
        if first is None:
            return
        at = first.end
        joined = None
        join = _JOIN.match(text, first.end)
        assert join is not None
        second = _bound(text, join.end())
        if second is not None and second.start == join.end():
            joined = _range(first, second, bool(join["dash"]))
        if joined is not None:
            at = joined.end
            yield joined
        elif first.unit:
            yield _alone(first)


def _bound(text: str, at: int) -> _Bound | None:
    for match in _BOUND.finditer(text, at):
        try:
            number = parse_number(match["number"])
        except ValueError:
            continue
        unit = "%" if match["percent"] else re.sub("圆", "元", match["unit"] or "")
        if match["percent"] and match["unit"]:
            continue
        side, is_open, doubt = _side(match["before"] or "", match["after"] or "")
        note = match["note1"] or match["note2"]
        if note:
            is_open, doubt = note.startswith("不"), None
        large = match["number"][-1] in "万亿"
        return _Bound(number, unit, side, is_open, large, match.start(), match.end(), doubt)
    return None


def _side(before: str, after: str) -> tuple[str, bool, str | None]:
    sides = []
    if before in (*_LOW_SHUT, *_LOW_OPEN):
        sides.append(("low", before in _LOW_OPEN))
    elif before:
        sides.append(("high", before in _HIGH_OPEN))
    if after.endswith("以上"):
        sides.append(("low", False))
    elif after:
        sides.append(("high", False))
    if not sides:
        return "plain", False, None
    doubt = "bound_doubtful" if len(set(sides)) > 1 else None
    return *sides[0], doubt


def _range(first: _Bound, second: _Bound, dash: bool) -> Bounds | None:
    """Join two limits to a range, or return None if they are no range together."""
    if second.side == "low" or first.side == "high":
        return None
    if not dash and (first.side == "plain" or second.side == "plain"):
        return None
    if first.unit and second.unit and first.unit != second.unit:
        return None
    unit = second.unit or first.unit
    if not unit:
        return None
    low, doubt = first.number, first.doubt or second.doubt
    if not first.unit and second.large and not first.large:
        # 1-2万元: the 万 may belong to both; 5000-1万元 can only be read one way.
        scale = 10**8 if second.number >= 10**8 else 10**4
        if low * scale <= second.number:
            doubt = "amount_unit_doubtful"
    if low > second.number:
        doubt = "range_reversed"
    return Bounds(
        low,
        second.number,
        first.is_open,
        second.is_open,
        unit,
        first.start,
        second.end,
        doubt,
    )


def _alone(one: _Bound) -> Bounds:
    found = Bounds(one.number, one.number, False, False, one.unit, one.start, one.end, one.doubt)
    if one.side == "low":
        return replace(found, high=None, low_open=one.is_open)
    if one.side == "high":
        return replace(found, low=None, high_open=one.is_open)
    return found
