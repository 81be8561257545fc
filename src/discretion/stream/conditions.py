"""S-FEEL unary tests as expressions of durable-rules.

A value that a fact lacks meets no cell but ``-`` and ``null``: what is not known is neither equal
nor unequal to anything. Numbers are compared as integers, after multiplying by ``scale``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from discretion.rulebook.check import parse_cell
from discretion.rulebook.schema import Box
from discretion.rulebook.unary import Interval, Literal, Value

Expression = dict[str, Any]
Scale = Mapping[str, int]


def conjuncts(box: Box, scale: Scale | None = None) -> list[Expression]:
    """Return the expressions that all hold exactly when every cell of *box* does.

    Raises:
        ValueError: a number of a cell is finer than its scale.
    """
    found: list[Expression] = []
    for name, text in box.items():
        cell = parse_cell(text)
        factor = (scale or {}).get(name, 1)
        if cell.is_any:
            continue
        if not cell.negated:
            found.append(_any([_holds(name, test, factor) for test in cell.tests]))
            continue
        if not any(isinstance(t, Literal) and t.value is None for t in cell.tests):
            found.append({"$ex": {name: 1}})
        found += [_fails(name, test, factor) for test in cell.tests]
    return found


def _any(options: list[Expression]) -> Expression:
    return options[0] if len(options) == 1 else {"$or": options}


def _all(parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else {"$and": parts}


def _holds(name: str, test: Interval | Literal, factor: int) -> Expression:
    if isinstance(test, Literal):
        return {"$nex": {name: 1}} if test.value is None else {name: exact(test.value, factor)}
    parts: list[Expression] = []
    if test.low is not None:
        parts.append({"$gt" if test.low_open else "$gte": {name: exact(test.low, factor)}})
    if test.high is not None:
        parts.append({"$lt" if test.high_open else "$lte": {name: exact(test.high, factor)}})
    return _all(parts)


def _fails(name: str, test: Interval | Literal, factor: int) -> Expression:
    if isinstance(test, Literal):
        absent = test.value is None
        return {"$ex": {name: 1}} if absent else {"$neq": {name: exact(test.value, factor)}}
    parts: list[Expression] = []
    if test.low is not None:
        parts.append({"$lte" if test.low_open else "$lt": {name: exact(test.low, factor)}})
    if test.high is not None:
        parts.append({"$gte" if test.high_open else "$gt": {name: exact(test.high, factor)}})
    return _any(parts)


def exact(value: Value, factor: int) -> bool | int | str:
    """Return *value* as the matcher holds it: a number times *factor*, which leaves it whole."""
    if isinstance(value, bool | str):
        return value
    assert value is not None
    scaled = Decimal(value) * factor
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} is finer than 1/{factor}")
    return int(scaled)


def turns(text: str) -> set[int]:
    """Return the whole numbers for which a cell says something else than for the one before.

    >>> sorted(turns("[6..15]")), sorted(turns("> 3"))
    ([6, 16], [4])
    """
    cell = parse_cell(text)
    ends: set[int] = set()
    for test in cell.tests:
        for end in (test.low, test.high) if isinstance(test, Interval) else (test.value,):
            if isinstance(end, int | Decimal) and not isinstance(end, bool):
                ends |= {int(end) - 1, int(end), int(end) + 1}
    return {end for end in ends if cell.holds(end) != cell.holds(end - 1)}
