"""Facts that are numbers: areas, lengths, weights, money, days, counts, times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from discretion.extraction.lexicon import (
    COUNTERS,
    CUES,
    ELSEWHERE,
    FOUND,
    NOT_LENGTH,
    PENALISED,
)
from discretion.extraction.quantities import Quantity, quantities
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.similarity.quantities import UNITS

NUMERIC = frozenset({FactType.INTEGER, FactType.NUMBER, FactType.MONEY})
BEFORE, AFTER = 14, 6
"""Characters of the clause in which a word beside a number is looked for."""
MOST_READ = 1000
"""Quantities of a text beyond which it is no narrative, and none is proposed."""
_CLAUSE = re.compile(r"[，。；：,;、]")
_NAMED_ONLY = frozenset({"金额", "时长", "分钟", "次数", "倍数", "比例"})
"""Measures that a case mentions for many reasons: the fact must be named beside the number."""

Found = tuple[str, Decimal, int, int]


def numbers(text: str, facts: Mapping[str, FactDeclaration]) -> Iterator[Found]:
    """Yield name, value and place of the numeric *facts* that a folded text seems to state."""
    numeric = {name: fact for name, fact in facts.items() if fact.type in NUMERIC and fact.unit}
    units = frozenset(str(fact.unit) for fact in numeric.values())
    read = [each for each in quantities(text, units) if not each.bound]
    if len(read) > MOST_READ:
        return
    for name, fact in numeric.items():
        yield from _of_fact(name, fact, numeric, read, text)


def _of_fact(
    name: str,
    fact: FactDeclaration,
    numeric: Mapping[str, FactDeclaration],
    read: list[Quantity],
    text: str,
) -> Iterator[Found]:
    unit = str(fact.unit)
    if unit == "次":
        yield from _times(name, fact, read, text)
        return
    named, bare = [], []
    for each in read:
        value = _value(each, fact, numeric)
        if value is None or each.ordinal:
            continue
        before, after = _around(text, each)
        if _is_cued(fact, before, after):
            named.append((name, value, each.start, each.end))
        elif _may_stand_bare(name, fact, numeric, each) and not _means_other(
            name, numeric, before, after
        ):
            bare.append((name, value, each.start, each.end))
    yield from named or bare


def _value(
    each: Quantity, fact: FactDeclaration, numeric: Mapping[str, FactDeclaration]
) -> Decimal | None:
    """Return a quantity in the fact's unit; None where it is no value of the fact."""
    unit = str(fact.unit)
    value = each.in_unit(unit)
    if value is None and unit in COUNTERS and each.unit in COUNTERS and "数量" in fact.label:
        others = {other.unit for other in numeric.values()} - {unit}
        value = each.value if each.unit not in others else None
    if value is None:
        return None
    whole = value == value.to_integral_value()
    if fact.type is FactType.INTEGER and not whole:
        return None
    if fact.type is FactType.MONEY and value * 100 != (value * 100).to_integral_value():
        return None
    return value


def _kind(unit: str | None) -> str:
    measure = UNITS.get(str(unit))
    return measure.kind if measure is not None else str(unit)


def _may_stand_bare(
    name: str, fact: FactDeclaration, numeric: Mapping[str, FactDeclaration], each: Quantity
) -> bool:
    """Whether a number may be the fact's although nothing beside it says so."""
    kind = _kind(fact.unit)
    if kind in _NAMED_ONLY or _kind(each.unit) != kind:
        return False
    return not any(n != name and _kind(f.unit) == kind for n, f in numeric.items())


def _around(text: str, each: Quantity) -> tuple[str, str]:
    """Return what stands before and after a number in its clause."""
    before = text[max(0, each.start - BEFORE) : each.start]
    after = text[each.end : each.end + AFTER]
    return _CLAUSE.split(before)[-1], _CLAUSE.split(after)[0]


def _is_cued(fact: FactDeclaration, before: str, after: str) -> bool:
    if _kind(fact.unit) == "长度" and before.endswith(NOT_LENGTH) and "长" not in before:
        return False
    if ELSEWHERE.search(after):
        return False
    return any(cue in before or cue in after for cue in _cues(fact))


def _cues(fact: FactDeclaration) -> tuple[str, ...]:
    """Return the words beside a number by which *fact* is named."""
    label = fact.label.partition("（")[0]
    given = [word for key, words in CUES.items() if key in label for word in words]
    return (label, *fact.aliases, *given)


def _means_other(
    name: str, numeric: Mapping[str, FactDeclaration], before: str, after: str
) -> bool:
    """Whether the words beside a number speak of something else."""
    if before.endswith(NOT_LENGTH) or ELSEWHERE.search(before[-6:]) or ELSEWHERE.search(after):
        return True
    others = (fact for other, fact in numeric.items() if other != name)
    return any(cue in before[-6:] for fact in others for cue in _cues(fact) if len(cue) > 1)


def _times(name: str, fact: FactDeclaration, read: list[Quantity], text: str) -> Iterator[Found]:
    """Yield how often one was penalised, or found out; both are counted in 次."""
    for each in read:
        if each.unit != "次" or each.value != each.value.to_integral_value():
            continue
        before, after = _around(text, each)
        if "处罚" in fact.label:
            near = PENALISED.search(before[-8:]) or PENALISED.search(after)
            meant = bool(near) and not each.ordinal and each.value > 0
        elif "发现" in fact.label:
            near = FOUND.search(after[:5])
            meant = bool(near or (not each.ordinal and FOUND.search(before[-6:])))
        else:
            meant = _is_cued(fact, before, after)
        if meant:
            yield name, each.value, each.start, each.end
