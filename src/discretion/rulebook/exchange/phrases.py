"""Cells that say several things: citations, conditions, penalties beside the fine, effects."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.exchange.terms import (
    DIRECTIONS,
    DUTIES,
    KINDS,
    MODES,
    PRINCIPLES,
)
from discretion.rulebook.exchange.values import (
    TRUTH,
    WHOLE,
    CellError,
    Form,
    number,
    one_per_line,
    words,
)

Data = dict[str, Any]

# --- places in texts ------------------------------------------------------------------------------

_PLACES = (("article", "条"), ("paragraph", "款"), ("subparagraph", "项"))
_CITATION = re.compile(
    r"(?P<source>\S+)(?:\s*第\s*(?P<article>\d{1,9})\s*条)?(?:\s*第\s*(?P<paragraph>\d{1,9})\s*款)?"
    r"(?:\s*第\s*[（(]?(?P<subparagraph>\d{1,9})[)）]?\s*项)?(?:\s+注[:：]\s*(?P<note>.+))?",
    re.DOTALL,
)
_REFERENCE = re.compile(
    r"(?P<source>\S+)(?:\s*第\s*(?P<article>\d{1,9})\s*条)?"
    r"(?:\s+编号[:：]\s*(?P<number>.+?))?(?:\s+注[:：]\s*(?P<note>.+))?",
    re.DOTALL,
)


def _cited(found: re.Match[str] | None, example: str) -> Data:
    if found is None or "第" in found["source"]:
        raise CellError(f"须写成“法源编号 第几条第几款第几项”（用阿拉伯数字），如 {example}")
    named = {k: v for k, v in found.groupdict().items() if v is not None}
    return {k: int(v) if k.endswith(("article", "paragraph")) else v for k, v in named.items()}


def _show_citation(value: Data) -> str:
    text = str(value["source"])
    places = "".join(f"第{value[key]}{unit}" for key, unit in _PLACES if key in value)
    note = f" 注：{value['note']}" if "note" in value else ""
    return f"{text} {places}".rstrip() + note


def _take_citation(text: str) -> Data:
    return _cited(_CITATION.fullmatch(text.strip()), "cn-roads-2019 第42条第1款第3项")


def _show_reference(value: Data) -> str:
    text = str(value["source"])
    if "article" in value:
        text += f" 第{value['article']}条"
    if "number" in value:
        text += f" 编号：{value['number']}"
    return text + (f" 注：{value['note']}" if "note" in value else "")


def _take_reference(text: str) -> Data:
    return _cited(_REFERENCE.fullmatch(text.strip()), "sz-benchmark-2023 编号：第41项")


CITATION = Form(_show_citation, _take_citation)
CITATIONS = one_per_line(_show_citation, _take_citation)
REFERENCE = Form(_show_reference, _take_reference)

# --- conditions -----------------------------------------------------------------------------------

Boxes = list[dict[str, str]]


def _show_box(box: dict[str, str]) -> str:
    return " 且 ".join(f"{name}: {cell}" for name, cell in box.items()) or "-"


def _take_box(text: str) -> dict[str, str]:
    box: dict[str, str] = {}
    if text.strip() == "-":
        return box
    for test in re.split(r"\s+且\s+", text.strip()):
        name, colon, cell = re.sub("[:：]", ":", test, count=1).partition(":")
        if not colon or not cell.strip():
            raise CellError('条件写成“事实: 条件”，如 area_m2: >= 10 且 harm: "slight"')
        if name.strip() in box:
            raise CellError(f"{name.strip()} 在同一组条件里写了两次；请合成一个条件")
        box[name.strip()] = cell.strip()
    return box


def take_condition(text: str) -> Boxes:
    """Return the boxes of a condition written as text, joined by 或."""
    return [_take_box(part) for part in re.split(r"(?:^|\s+)或\s+", text.strip()) if part.strip()]


CONDITION = Form(lambda boxes: "\n或 ".join(map(_show_box, boxes)), take_condition)

# --- penalties beside the fine --------------------------------------------------------------------

_PREFIX = {"must": "", "may": "可以", "alternative": "或者"}
_OTHER = re.compile(
    rf"(?P<mode>可以|或者|)\s*(?P<kind>{'|'.join(sorted(KINDS.values(), key=len, reverse=True))})"
    r"(?:[:：]\s*(?P<object>[^【】]+?))?(?:\s*【(?P<when>[^【】]+)】)?"
)


def _show_other(value: Data) -> str:
    text = _PREFIX[value.get("mode", "must")] + KINDS[value["kind"]]
    if "object" in value:
        text += f"：{value['object']}"
    if "when" in value:
        text += f"【{' 或 '.join(map(_show_box, value['when']))}】"
    return text


def _take_other(text: str) -> Data:
    found = _OTHER.fullmatch(text.strip())
    if found is None:
        kind = re.split("[:：【]", text.strip())[0].removeprefix("可以").removeprefix("或者")
        message = "每行写一种：可以／或者（应当的不写）＋种类＋：对象＋【条件】；种类见“图例”"
        raise CellError(message, did_you_mean(kind, KINDS.values()))
    codes = {word: code for code, word in KINDS.items()}
    modes = {word: code for code, word in _PREFIX.items()}
    value: Data = {"kind": codes[found["kind"]]}
    if found["mode"]:
        value["mode"] = modes[found["mode"]]
    if found["object"] is not None:
        value["object"] = found["object"].strip()
    if found["when"] is not None:
        value["when"] = take_condition(found["when"])
    return value


OTHERS = one_per_line(_show_other, _take_other)

# --- effects of general rules ---------------------------------------------------------------------

_MODE, _DIRECTION = words(MODES), words(DIRECTIONS)
_NUMBER = Form(str, number, compound=False)


def _kinds(text: str) -> list[str]:
    return [words(KINDS).take(part) for part in re.split(r"[、,，]\s*", text.strip())]


_VALUES: dict[str, tuple[str, Callable[[Any], str], Callable[[str], Any]]] = {
    "years": ("年数", WHOLE.show, WHOLE.take),
    "mode": ("方式", _MODE.show, _MODE.take),
    "direction": ("方向", _DIRECTION.show, _DIRECTION.take),
    "mitigable": ("可以减轻", TRUTH.show, TRUTH.take),
    "individual": ("个人", _NUMBER.show, _NUMBER.take),
    "unit": ("单位", _NUMBER.show, _NUMBER.take),
    "pay_within_days": ("缴款天数", WHOLE.show, WHOLE.take),
    "percent_per_day": ("每日百分之", _NUMBER.show, _NUMBER.take),
    "cap_percent": ("封顶百分之", _NUMBER.show, _NUMBER.take),
    "days": ("天数", WHOLE.show, WHOLE.take),
    "kinds": ("处罚种类", lambda v: "、".join(KINDS[kind] for kind in v), _kinds),
    "duty": ("义务", words(DUTIES).show, words(DUTIES).take),
    "principle": ("方法", words(PRINCIPLES).show, words(PRINCIPLES).take),
}
_CODES = {name: code for code, (name, _, _) in _VALUES.items()}


def _show_effect(value: Data) -> str:
    return "\n".join(f"{_VALUES[key][0]}：{_VALUES[key][1](part)}" for key, part in value.items())


def _take_effect(text: str) -> Data:
    value: Data = {}
    for line in filter(str.strip, text.split("\n")):
        name, _, part = re.sub("[:：]", ":", line, count=1).partition(":")
        code = _CODES.get(name.strip(), name.strip())
        if code not in _VALUES:
            message = f"没有“{name.strip()}”这个参数；可以是{'、'.join(_CODES)}"
            raise CellError(message, did_you_mean(name.strip(), _CODES))
        value[code] = _VALUES[code][2](part.strip())
    return value


EFFECT = Form(_show_effect, _take_effect)
"""What an effect needs beside its kind, one value a line."""
