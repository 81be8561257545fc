"""Types of FEEL. Days, times and durations are held as exact numbers, so that they compare.

A date is its day since 0001-01-01 (as 1), a time of day and a duration of days and time are
seconds, a date and time is seconds since the day before 0001-01-01, a duration of years and
months is months. Time zones are not held.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum

from discretion.rulebook.unary import Value, render_value

_DAY_SECONDS = 86_400
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]{1,9})?)")
_DAYS = re.compile(
    r"(-?)P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?"
    r"(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?"
)
_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?")


class Kind(StrEnum):
    """The type of a column, by the name that FEEL gives it."""

    ANY = "Any"
    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date and time"
    DAYS = "days and time duration"
    MONTHS = "years and months duration"

    @property
    def function(self) -> str | None:
        """The FEEL function that makes such a value of a text; None if it is written plainly."""
        return FUNCTIONS.get(self)


FUNCTIONS = {
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATE_TIME: "date and time",
    Kind.DAYS: "duration",
    Kind.MONTHS: "duration",
}
_OTHER_NAMES = {
    "dateTime": Kind.DATE_TIME,
    "dayTimeDuration": Kind.DAYS,
    "yearMonthDuration": Kind.MONTHS,
    **dict.fromkeys(("integer", "int", "long", "double", "decimal", "float"), Kind.NUMBER),
    **dict.fromkeys(("any", ""), Kind.ANY),
}
EXAMPLES = {
    Kind.NUMBER: "5",
    Kind.STRING: '"a"',
    Kind.BOOLEAN: "true",
    Kind.DATE: 'date("2024-01-31")',
    Kind.TIME: 'time("08:30:00")',
    Kind.DATE_TIME: 'date and time("2024-01-31T08:30:00")',
    Kind.DAYS: 'duration("P3DT4H")',
    Kind.MONTHS: 'duration("P1Y2M")',
}
"""How a value of each kind is written."""


def kind_named(name: str) -> Kind | None:
    """Return the kind that a ``typeRef`` names, with or without a prefix; None if none does."""
    bare = name.rpartition(":")[2].strip()
    return _OTHER_NAMES.get(bare) or next((kind for kind in Kind if kind.value == bare), None)


def number_of(kind: Kind, text: str) -> Decimal:
    """Return the number that stands for the ISO 8601 *text*.

    Raises:
        ValueError: it is not such a text, or no such day or time is.
    """
    match kind:
        case Kind.DATE:
            if not _DATE.fullmatch(text):
                raise ValueError(text)
            return Decimal(date.fromisoformat(text).toordinal())
        case Kind.TIME:
            return _seconds(text)
        case Kind.DATE_TIME:
            day, _, time = text.partition("T")
            return number_of(Kind.DATE, day) * _DAY_SECONDS + _seconds(time)
        case Kind.DAYS:
            sign, *parts = _matched(_DAYS, text)
            total = sum(p * s for p, s in zip(parts, (_DAY_SECONDS, 3600, 60, 1), strict=True))
            return sign * total
        case _:
            sign, years, months = _matched(_MONTHS, text)
            return sign * (years * 12 + months)


def _seconds(text: str) -> Decimal:
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(text)
    hours, minutes, seconds = int(found[1]), int(found[2]), Decimal(found[3])
    if hours > 23 or minutes > 59 or seconds >= 60:
        raise ValueError(text)
    return hours * 3600 + minutes * 60 + seconds


def _matched(pattern: re.Pattern[str], text: str) -> list[Decimal]:
    """The sign and the parts of a duration; at least one part is there."""
    found = pattern.fullmatch(text)
    if not found or not any(found.groups()[1:]) or text.endswith("T"):
        raise ValueError(text)
    return [Decimal(-1 if found[1] else 1), *(Decimal(part or 0) for part in found.groups()[1:])]


def text_of(kind: Kind, number: Decimal) -> str:
    """Return the ISO 8601 text that :func:`number_of` reads as *number*."""
    match kind:
        case Kind.DATE:
            return date.fromordinal(int(number)).isoformat()
        case Kind.TIME:
            return _clock(number)
        case Kind.DATE_TIME:
            days, seconds = divmod(number, _DAY_SECONDS)
            return f"{date.fromordinal(int(days)).isoformat()}T{_clock(seconds)}"
        case Kind.DAYS:
            return f"{_sign(number)}PT{render_value(abs(number))}S"
        case _:
            return f"{_sign(number)}P{render_value(abs(number))}M"


def _clock(seconds: Decimal) -> str:
    minutes, rest = divmod(seconds, 60)
    whole, point, part = render_value(rest).partition(".")
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}:{whole.zfill(2)}{point}{part}"


def _sign(number: Decimal) -> str:
    return "-" if number < 0 else ""


def shown(kind: Kind, value: Value) -> Value:
    """Return a value as a reader knows it: days, times and durations as ISO 8601 texts."""
    if kind.function is None or value is None or isinstance(value, bool | str):
        return value
    return text_of(kind, Decimal(value))
