"""Proofs that a row's limits are what its words say: 以上 includes the number, 不足 does not.

The legal reading of the words is that of 民法典 art. 1259: 以上, 以下 and 以内 include the number,
不满 (and 不足), 超过 and 以外 exclude it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as Exactly

from discretion.rulebook.check import parse_cell
from discretion.rulebook.proof.bench import Bench
from discretion.rulebook.proof.regions import NONE, Node
from discretion.rulebook.proof.space import RowSet
from discretion.rulebook.proof.tables import row_spot
from discretion.rulebook.prose.numerals import NUMERAL_CHARACTERS, parse_number
from discretion.rulebook.schema import Box, FactDeclaration, FactType
from discretion.rulebook.unary import Cell, Interval, render_value

Side = Exactly["low", "high"]

_BEFORE: dict[str, tuple[Side, bool]] = {
    **dict.fromkeys(("不足", "不满", "未满", "不到", "低于", "少于", "小于"), ("high", True)),
    **dict.fromkeys(("超过", "高于", "多于", "大于"), ("low", True)),
}
_AFTER: dict[str, tuple[Side, bool]] = {
    "以上": ("low", False),
    "以下": ("high", False),
    "以内": ("high", False),
}
_DIGIT = "".join(sorted(NUMERAL_CHARACTERS - set(".,点")))
_LIMIT = re.compile(
    rf"(?P<before>{'|'.join(_BEFORE)})?\s*(?P<share>百分之)?(?<![第{_DIGIT}])"
    rf"(?P<number>[{_DIGIT}](?:[{_DIGIT}.,点]*[{_DIGIT}])?(?:\s*[万萬亿億])?)\s*"
    rf"(?P<unit>[^\d\s，。、；（）(){_DIGIT}以不超低少小高多大未及或且至]*)"
    rf"及?(?P<after>{'|'.join(_AFTER)})?"
)
_NUMERIC = (FactType.INTEGER, FactType.NUMBER, FactType.MONEY)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in words: which side of the condition it is, and whether the number is left out."""

    side: Side
    number: Decimal
    is_open: bool
    unit: str
    words: str


def limits_in(words: str) -> Iterator[Limit]:
    """Yield the limits that *words* name.

    >>> [(l.side, str(l.number), l.is_open, l.unit) for l in limits_in("5平方米以上不足十平方米")]
    [('low', '5', False, '平方米'), ('high', '10', True, '平方米')]

    A number that cannot be read for certain (``一万五``) is no limit, nor is an ordinal
    (``第三次以上``), which counts the act itself.
    """
    for found in _LIMIT.finditer(unicodedata.normalize("NFKC", words)):
        before, after = found["before"], found["after"]
        if not (before or after):
            continue
        try:
            number = parse_number(found["number"])
        except ValueError:
            continue
        side, is_open = _BEFORE[before] if before else _AFTER[after]
        unit = "%" if found["share"] else found["unit"]
        yield Limit(side, number, is_open, unit, found[0].strip())


def prove_words(bench: Bench) -> None:
    """Note rows whose tests open or close an end against their own words."""
    for row in bench.space.rows:
        for text in (row.row.words, row.row.label):
            for limit in limits_in(text or ""):
                _held_to(bench, row, limit, exact=text is row.row.words)


def _held_to(bench: Bench, row: RowSet, limit: Limit, *, exact: bool) -> None:
    name = _fact_of(bench, row, limit)
    if name is None:
        return
    declaration = bench.space.declarations[name]
    whole = declaration.type is FactType.INTEGER
    ends = [
        end
        for box in row.row.when
        if name in box
        for end in _ends(parse_cell(box[name]), limit.side, whole)
    ]
    wanted = _end(limit.side, limit.number, limit.is_open, whole)
    if wanted in ends:
        return
    values: dict[str, object] = {"fact": name, "words": limit.words, "number": limit.number}
    if (
        any(number == limit.number for number, _ in ends)
        or _end(limit.side, limit.number, not limit.is_open, whole) in ends
    ):
        region = _at_number(bench, row, name, limit.number)
        values["included"] = not limit.is_open
        spot = row_spot(bench, row).at("when")
        bench.note(
            "wrong-end",
            spot,
            region,
            values,
            rows=(row.row.row,),
            quantities={name: _exact(limit.number)},
            show=region != NONE,
        )
    elif exact:
        spot = row_spot(bench, row).at("words")
        bench.note("words-differ", spot, NONE, values, rows=(row.row.row,), show=False)


def _fact_of(bench: Bench, row: RowSet, limit: Limit) -> str | None:
    """Return the fact that a limit is about: by its unit, else the only number of the row."""
    numeric = {
        name: bench.space.declarations[name]
        for box in row.row.when
        for name in box
        if bench.space.declarations[name].type in _NUMERIC
    }
    by_unit = [name for name, d in numeric.items() if limit.unit and _same_unit(d, limit.unit)]
    if len(by_unit) == 1:
        return by_unit[0]
    if len(numeric) == 1 and (not limit.unit or by_unit):
        return next(iter(numeric))
    return None


def _same_unit(declaration: FactDeclaration, unit: str) -> bool:
    own = declaration.unit or ""
    return bool(own) and (unit == own or unit.startswith(own))


def _ends(cell: Cell, side: Side, whole: bool) -> Iterator[tuple[Decimal, bool]]:
    for test in cell.tests:
        if isinstance(test, Interval):
            number = test.low if side == "low" else test.high
            is_open = test.low_open if side == "low" else test.high_open
        elif isinstance(test.value, int | Decimal) and not isinstance(test.value, bool):
            number, is_open = Decimal(test.value), False
        else:
            continue
        if number is not None:
            yield _end(side, number, is_open, whole)


def _end(side: Side, number: Decimal, is_open: bool, whole: bool) -> tuple[Decimal, bool]:
    """An end; of a whole number the closed one that means the same."""
    if whole and is_open:
        return (number + 1 if side == "low" else number - 1), False
    return number, is_open


def _at_number(bench: Bench, row: RowSet, name: str, number: Decimal) -> Node:
    """The cases that meet the row but for *name*, which is the number itself."""
    boxes: list[Box] = [
        {**box, name: render_value(number)} if name in box else box for box in row.row.when
    ]
    region = bench.space.region(boxes)
    party = [{"party_kind": f'"{row.row.party}"'}] if row.row.party != "any" else None
    if party:
        region = bench.space.regions.both(region, bench.space.region(party))
    return bench.space.regions.both(region, bench.space.possible)


def _exact(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number


__all__ = ["Limit", "limits_in", "prove_words"]
