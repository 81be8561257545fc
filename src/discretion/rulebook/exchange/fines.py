"""Fines as a cell says them: ``200元以上2000元以下``, ``每area_m2超过50元不足100元，最高5000元``.

以上 and 以下 include the number; 超过 and 不足 do not. Numbers are plain or in 万.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from discretion.rulebook.exchange.values import CellError, Form

Data = dict[str, Any]

_N = r"[0-9][0-9,]*(?:\.[0-9]+)?\s*万?"
_FACT = r"[a-z][a-z0-9_]*"
_UNIT = {"multiple": "倍", "percent": "%"}
_HEAD = re.compile(
    rf"(?:每日（(?P<day>{_FACT})）|每(?P<unit>{_FACT})(?:×(?P<second>{_FACT}))?"
    rf"|(?P<base>{_FACT})的)?\s*(?P<rest>.*)"
)
_EXAMPLE = (
    "罚款写法如：500元；200元以上2000元以下；超过200元不足2000元；2000元以下；"
    "illegal_gains的1倍以上3倍以下；每area_m2 50元以上100元以下，最高5000元"
)


def _number(text: str) -> int | str:
    text = text.replace(",", "").strip()
    # Scaled, not multiplied: a product would be rounded to the context's 28 digits.
    exact = Decimal(text.removesuffix("万").strip()).scaleb(4 if text.endswith("万") else 0)
    if exact == exact.to_integral_value():
        return int(exact)
    return f"{exact:f}".rstrip("0")


def _ends(value: Data, unit: str) -> str:
    low, high = value.get("min"), value["max"]
    low_open, high_open = value.get("min_open", False), value.get("max_open", False)
    if low is not None and low == high and not (low_open or high_open):
        return f"{low}{unit}"
    text = ""
    if low is not None:
        text = f"超过{low}{unit}" if low_open else f"{low}{unit}以上"
    elif low_open:
        raise CellError("an open end of nothing")
    return text + (f"不足{high}{unit}" if high_open else f"{high}{unit}以下")


def _take_ends(text: str, unit: str) -> Data:
    u = rf"\s*{unit}"
    if unit == "元":
        u = r"\s*元?"
    if found := re.fullmatch(rf"({_N}){u}", text):
        exact = _number(found[1])
        return {"min": exact, "max": exact}
    low = rf"(?:(?P<above>{_N}){u}\s*以上|(?:超过|大于)\s*(?P<over>{_N}){u})"
    high = rf"(?:(?P<below>{_N}){u}\s*以下|(?:不足|不满|低于)\s*(?P<under>{_N}){u})"
    found = re.fullmatch(rf"{low}?\s*[、，,至]?\s*{high}", text)
    if found is None:
        raise CellError(_EXAMPLE)
    value: Data = {}
    if found["above"] or found["over"]:
        value["min"] = _number(found["above"] or found["over"])
    value["max"] = _number(found["below"] or found["under"])
    if found["over"]:
        value["min_open"] = True
    if found["under"]:
        value["max_open"] = True
    return value


def _show_simple(value: Data) -> str:
    form, of = value["form"], value.get("of")
    head = ""
    if form == "per_day":
        head = f"每日（{of}）"
    elif form == "per_unit":
        head = f"每{of if isinstance(of, str) else '×'.join(of or ())} "
    elif form in _UNIT:
        head = f"{of}的"
    text = head + _ends(value, _UNIT.get(form, "元"))
    text += f"，最低{value['floor']}元" if "floor" in value else ""
    return text + (f"，最高{value['cap']}元" if "cap" in value else "")


def _take_simple(text: str) -> Data:
    value: Data = {}
    text = text.strip()
    for key, word in (("cap", "最高"), ("floor", "最低")):
        if found := re.search(rf"[，,]\s*{word}\s*({_N})\s*元\s*$", text):
            value[key] = _number(found[1])
            text = text[: found.start()].strip()
    head = _HEAD.fullmatch(text)
    assert head is not None  # every part of it is optional
    rest = head["rest"].strip()
    if head["day"]:
        return {"form": "per_day", **_take_ends(rest, "元"), "of": head["day"], **value}
    if head["unit"]:
        of = [head["unit"], *filter(None, [head["second"]])]
        return {"form": "per_unit", **_take_ends(rest, "元"), "of": of, **value}
    if head["base"]:
        form = "percent" if "%" in rest or "％" in rest else "multiple"
        ends = _take_ends(rest.replace("％", "%"), _UNIT[form])
        return {"form": form, **ends, "of": head["base"], **value}
    if value:
        raise CellError("最低、最高只用于按基数、按单位或者按日计算的罚款；" + _EXAMPLE)
    return {"form": "range", **_take_ends(rest, "元")}


_UNSPECIFIED = "未写数额："
_HIGHER = "取较高者："


def _show(value: Data) -> str:
    match value["form"]:
        case "unspecified":
            return f"{_UNSPECIFIED}{value['note']}"
        case "either_of":
            return " 或者 ".join(map(_show_simple, value["options"]))
        case "higher_of":
            return _HIGHER + " 与 ".join(map(_show_simple, value["options"]))
    return _show_simple(value)


def _take(text: str) -> Data:
    text = text.strip()
    if found := re.match("未写数额[:：]", text):
        return {"form": "unspecified", "note": text[found.end() :].strip()}
    if found := re.match("取较高者[:：]", text):
        parts = re.split(r"\s+与\s+", text[found.end() :])
        return {"form": "higher_of", "options": [_take_simple(part) for part in parts]}
    parts = re.split(r"\s+或者\s+", text)
    if len(parts) > 1:
        return {"form": "either_of", "options": [_take_simple(part) for part in parts]}
    return _take_simple(text)


FINE = Form(_show, _take)
