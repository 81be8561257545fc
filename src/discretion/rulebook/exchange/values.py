"""How one value of a rule file stands in a cell, and how it is read back.

Each :class:`Form` writes the way a person would. Where that would not read back equal (a text with
a line break in a list, say), the value is written as JSON instead, which always does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from discretion.rulebook.errors import did_you_mean


class CellError(ValueError):
    """A cell that does not say what its column needs; with what was probably meant."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        self.suggestion = suggestion
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing values: ``show`` may fail to be read back, ``take`` raises CellError.

    ``choices`` are what a drop-down offers.
    """

    show: Callable[[Any], str]
    take: Callable[[str], Any]
    choices: tuple[str, ...] = ()
    compound: bool = True

    def write(self, value: Any) -> str:
        """Return *value* as a cell's text; reading that gives an equal value."""
        if not self.compound:
            return self.show(value)
        try:
            text = self.show(value)
            if not text.lstrip().startswith(("[", "{")) and self.take(text) == value:
                return text
        except (CellError, KeyError, TypeError, AttributeError):
            pass  # what has no words of its own is written as data
        return json.dumps(value, ensure_ascii=False, default=_day)

    def read(self, text: str) -> Any:
        """Return the value that *text* says.

        Raises:
            CellError: it says none.
        """
        if self.compound and text.lstrip().startswith(("[", "{")):
            return _data(text)
        return self.take(text)


def _day(value: Any) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _data(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        message = "以方括号或者花括号开头的内容须是 JSON；请照“图例”改用文字写法"
        raise CellError(message) from None


def _no_number(_: str) -> Any:
    raise ValueError("no JSON")


# --- one value ------------------------------------------------------------------------------------

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_TRUTH = {"是": True, "否": False, "true": True, "false": False}


def _whole(text: str) -> int:
    text = text.strip()
    if not _WHOLE.fullmatch(text):
        raise CellError("须是整数，如 2")
    return int(text)


def number(text: str) -> int | str:
    """Return a number as a rule file writes it: whole ones as such, others as exact text.

    >>> number("2,000"), number("0.50")
    (2000, '0.5')
    """
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        raise CellError("须是数字，如 500 或 0.5，不带单位")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if "." in text else int(text)


def _truth(text: str) -> bool:
    found = _TRUTH.get(text.strip().lower())
    if found is None:
        raise CellError("只能是“是”或“否”")
    return found


def _calendar_day(text: str) -> str:
    text = text.strip()
    parts = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", text)
    try:
        assert parts
        return date(*map(int, parts.groups())).isoformat()
    except (AssertionError, ValueError):
        raise CellError("须是日期，如 2022-12-01") from None


def _show_day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


TEXT = Form(str, str, compound=False)
TEST = Form(str, str, compound=False)
"""A unary test, kept as it is written; the loader reads it."""
WORD = Form(str, str.strip, compound=False)
"""An id or a name, without the white space that copying leaves around it."""
WHOLE = Form(str, _whole, compound=False)
NUMBER = Form(str, number, compound=False)
TRUTH = Form(lambda v: "是" if v else "否", _truth, ("是", "否"), compound=False)
DAY = Form(_show_day, _calendar_day, compound=False)


def words(known: Mapping[str, str]) -> Form:
    """Return the form of a fixed list of codes that are shown by their Chinese words."""
    codes = {word: code for code, word in known.items()}

    def take(text: str) -> str:
        text = text.strip()
        if text in codes or text in known:
            return codes.get(text, text)
        message = f"只能是{'、'.join(codes)}"
        raise CellError(message, did_you_mean(text, codes))

    return Form(lambda code: known[code], take, tuple(codes), compound=False)


def _object(text: str) -> Any:
    value = _data(text)
    if not isinstance(value, dict):
        raise CellError('须是花括号括起的 JSON，如 {"note": "说明"}')
    return value


DATA = Form(lambda v: json.dumps(v, ensure_ascii=False, default=_day), _object, compound=False)
"""Values that have no column of their own, by key."""

# --- lists ----------------------------------------------------------------------------------------


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _names(text: str) -> list[str]:
    return [name for name in re.split(r"[\s,，、;；]+", text) if name]


def _pairs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _lines(text):
        name, colon, label = re.sub("[:：]", ":", line, count=1).partition(":")
        if not colon or not label.strip():
            raise CellError("每行写“代码: 名称”，如 slight: 轻微")
        if name.strip() in found:
            raise CellError(f"{name.strip()} 写了两次")
        found[name.strip()] = label.strip()
    return found


def _whole_numbers(text: str) -> list[int]:
    return [_whole(part) for part in _names(text)]


LINES = Form("\n".join, _lines)
"""Texts, one a line."""
NAMES = Form("、".join, _names)
"""Ids, joined by 、."""
PAIRS = Form(lambda v: "\n".join(f"{name}: {label}" for name, label in v.items()), _pairs)
"""Choices: a code and its label a line."""
NUMBERS = Form(lambda v: "、".join(map(str, v)), _whole_numbers)


def one_per_line(one: Callable[[Any], str], take: Callable[[str], Any]) -> Form:
    """Return the form of a list whose members each stand on a line."""
    return Form(
        lambda values: "\n".join(map(one, values)), lambda text: [take(x) for x in _lines(text)]
    )
