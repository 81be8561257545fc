"""Dates as ledgers write them, read strictly: an impossible or doubtful one is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from discretion.rulebook.prose.numerals import CHINESE_DIGITS, fold, parse_number
from discretion.rulebook.prose.unreadable import UnreadableError

FIRST_DAY = date(1949, 1, 1)
LAST_DAY = date(2100, 12, 31)
"""A ledger's dates lie between these two; others are slips of the keyboard."""

_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers (1900 system, from 1 March 1900 on)."""
_REMEDY = "请写成如 2023-05-06 或 2023年5月6日"
_TIME = re.compile(
    r"[T ]+\d{1,2}(:\d{1,2}){1,2}(\.\d+)?(Z|[+-]\d\d:?\d\d)?$|(?<=日) *\d{1,2}时(\d{1,2}分)?$"
)
_ARABIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
_SERIAL = re.compile(r"\d{5}(\.\d+)?$")


def parse_date(value: str | date) -> date:
    """Return the day that *value* names; a time of day is dropped.

    Reads ``2023-05-06``, ``2023/5/6``, ``2023.5.6``, ``20230506``, ``2023年5月6日``,
    ``二〇二三年五月六日`` and Excel's serial day numbers (``45052``).

    Raises:
        ValueError: not a date, an impossible one, or outside 1949-01-01 to 2100-12-31.
    """
    if isinstance(value, datetime):
        return _in_range(value.date(), value.isoformat())
    if isinstance(value, date):
        return _in_range(value, value.isoformat())
    return _parse(value)


@lru_cache(maxsize=4096)
def _parse(value: str) -> date:
    text = _TIME.sub("", fold(value))
    if "年" in text:
        year, month, day = _chinese("".join(text.split()), value)
    elif match := _ARABIC.match(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif len(text) == 8 and text.isascii() and text.isdigit():
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    elif _SERIAL.match(text):
        return _in_range(_EPOCH + timedelta(days=int(text.partition(".")[0])), value)
    else:
        raise UnreadableError("日期无法识别", value, _REMEDY)
    try:
        return _in_range(date(year, month, day), value)
    except UnreadableError:
        raise
    except ValueError:
        raise UnreadableError("没有这一天", value, _REMEDY) from None


def _chinese(text: str, value: str) -> tuple[int, int, int]:
    year, _, rest = text.partition("年")
    month, has_month, rest = rest.partition("月")
    day = rest[:-1] if rest.endswith(("日", "号")) else rest
    if not has_month or not day:
        raise UnreadableError("日期不完整，须有年、月、日", value, _REMEDY)
    if len(year) != 4 or not all(c.isdigit() or c in CHINESE_DIGITS for c in year):
        raise UnreadableError("年份须为四位", value, _REMEDY)
    try:
        numbers = [parse_number(part) for part in (year, month, day)]
    except ValueError:
        raise UnreadableError("日期无法识别", value, _REMEDY) from None
    if any(n != n.to_integral_value() for n in numbers):
        raise UnreadableError("日期无法识别", value, _REMEDY)
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def _in_range(day: date, value: str) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UnreadableError(f"日期超出范围（{FIRST_DAY} 至 {LAST_DAY}）", value, _REMEDY)
    return day
