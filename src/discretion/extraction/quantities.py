"""Quantities in a text: a number in Arabic or Chinese numerals, and the unit after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from discretion.rulebook.prose.numerals import NUMERAL_CHARACTERS, parse_number
from discretion.similarity.quantities import UNITS

LONGEST = 24
"""Characters of the longest number that is read."""
_RUN = re.compile(rf"[{''.join(sorted(NUMERAL_CHARACTERS))}]+")
_ARABIC = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?[百千万亿]{0,2}$")
_BOUND_BEFORE = ("不足", "不满", "超过", "高于", "低于", "少于", "多于", "至少", "最多", "每", "以")
_BOUND_AFTER = ("以上", "以下", "以内", "之内", "以外", "内")
_INEXACT = frozenset({"亩", "年", "个月"})
"""Units that mean no exact number of another unit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit as they stand in ``text[start:end]``.

    ``ordinal`` is one of a row (第三次); ``bound`` a limit (5平方米以上), or an end of a range.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    ordinal: bool = False
    bound: bool = False

    def in_unit(self, unit: str) -> Decimal | None:
        """Return the value in *unit*, exact; None where that is not the same measure."""
        if unit == self.unit:
            return self.value
        mine, other = UNITS.get(self.unit), UNITS.get(unit)
        if mine is None or other is None or mine.kind != other.kind:
            return None
        if not _INEXACT.isdisjoint((self.unit, unit)):
            return None
        base = (self.value * mine.factor).scaleb(mine.exponent - other.exponent)
        if other.factor == 1:
            return base
        value, rest = divmod(base, other.factor)
        return None if rest else value


def quantities(text: str, units: frozenset[str]) -> list[Quantity]:
    """Return the quantities of a folded text, in order; *units* are known beside the usual ones."""
    return list(_quantities(text, _unit(units)))


@lru_cache(maxsize=64)
def _unit(units: frozenset[str]) -> re.Pattern[str]:
    every = sorted({*UNITS, *units}, key=lambda unit: (-len(unit), unit))
    return re.compile(f"[余多来几]?({'|'.join(map(re.escape, every))})")


def _quantities(text: str, unit: re.Pattern[str]) -> Iterator[Quantity]:
    for run in _RUN.finditer(text):
        start, end = run.span()
        if start and text[start - 1].isascii() and text[start - 1].isalnum():
            continue  # the 2 of m2, a number plate
        after = unit.match(text, end)
        if after is None or (after[1] != "次" and text.startswith("次", after.end())):
            continue  # 12辆次 counts journeys
        found = _number(text, start, end)
        if found is None:
            continue
        start, value = found
        before = text[max(0, start - 2) : start]
        yield Quantity(
            value,
            after[1],
            start,
            after.end(),
            ordinal=before.endswith("第"),
            bound=_is_bound(text, start, after.end()),
        )


def _number(text: str, start: int, end: int) -> tuple[int, Decimal] | None:
    """Return where the number that ends at *end* begins, and its value; None where it is none."""
    words = text[start:end].lstrip("点,.")
    if not words or len(words) > LONGEST:
        return None
    for tried in (words, *(m[0] for m in [_ARABIC.search(words)] if m)):
        try:
            return end - len(tried), _value(tried)
        except ValueError:
            continue
    return None


def _value(words: str) -> Decimal:
    """Return a number, in Chinese with decimals too: 三十五点五."""
    whole, point, rest = words.partition("点")
    if not point or len(whole) < 2:
        return parse_number(words)
    return parse_number(whole) + parse_number(f"零点{rest}")


def _is_bound(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 3) : start]
    if text.startswith(_BOUND_AFTER, end) or before.endswith(_BOUND_BEFORE):
        return True
    # An end of a range, 5至8平方米 or 5-8平方米.
    return before[-1:] in ("至", "-", "~", "—") and before[-2:-1] in NUMERAL_CHARACTERS
