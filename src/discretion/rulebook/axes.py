"""Facts as axes: every value that a table can tell apart is one cell of a fact's axis.

A number line is cut at the constants that any test names: each constant is a cell and so is each
open interval between two of them. A yes/no or choice fact has one cell a value. Two values in the
same cell meet exactly the same tests, so that a table needs to be decided once a combination of
cells, whatever the values are.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from discretion.model.case import MAX_FACT, MAX_PLACES
from discretion.rulebook.check import parse_cell
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.rulebook.unary import Cell, Interval, Literal, Value, render, render_value

Number = int | Decimal


class FactValueError(ValueError):
    """A value that a fact cannot have; ``expected`` says what it may be."""

    def __init__(self, value: object, expected: str) -> None:
        self.value, self.expected = value, expected
        super().__init__(expected)


@dataclass(frozen=True, slots=True)
class Axis:
    """The cells of one fact.

    ``points`` are the sorted constants of a number line (cell ``2i + 1`` is ``points[i]``, cell
    ``2i`` the interval below it); ``labels`` are the values of any other fact. A last cell stands
    for ``null`` if a test names it. ``feasible`` lists the cells that some allowed value lies in.
    """

    name: str
    declaration: FactDeclaration
    points: tuple[Number, ...]
    labels: dict[Value, int]
    null: int | None
    samples: tuple[Value, ...]
    feasible: tuple[int, ...]

    @property
    def numeric(self) -> bool:
        """Whether the fact is a number line."""
        return not self.labels

    def cell(self, value: Value) -> int:
        """Return the cell of a known *value*.

        Raises:
            FactValueError: the value has another type, or lies outside the declared range.
        """
        if self.numeric:
            if type(value) is not int and type(value) is not Decimal:
                value = as_number(value, self.declaration)
            points = self.points
            at = bisect_left(points, value)
            found = 2 * at + 1 if at < len(points) and points[at] == value else 2 * at
            if found not in self.feasible or (
                self.declaration.type is FactType.INTEGER and value != int(value)
            ):
                raise FactValueError(value, expected(self.declaration))
            return found
        if isinstance(value, bool | str) and (label := self.labels.get(value)) is not None:
            return label
        raise FactValueError(value, expected(self.declaration))

    def test(self, cells: Iterable[int]) -> Cell:
        """Return the unary test that holds in exactly these *cells*."""
        tests: list[Interval | Literal] = []
        wanted = sorted(set(cells))
        if self.null is not None and self.null in wanted:
            wanted.remove(self.null)
            tests.append(Literal(None))
        if not self.numeric:
            return Cell((*(Literal(self.samples[c]) for c in wanted), *tests))
        at = 0
        while at < len(wanted):
            end = at
            while end + 1 < len(wanted) and not any(
                c in self.feasible for c in range(wanted[end] + 1, wanted[end + 1])
            ):
                end += 1
            tests.append(self._span(wanted[at], wanted[end]))
            at = end + 1
        return Cell(tuple(tests))

    def _span(self, first: int, last: int) -> Interval | Literal:
        if first == last and first % 2:
            return Literal(Decimal(self.points[first // 2]))
        low_at, high_at = (first - 1) // 2, last // 2
        low = Decimal(self.points[low_at]) if low_at >= 0 else None
        high = Decimal(self.points[high_at]) if high_at < len(self.points) else None
        return Interval(low, high, low is None or not first % 2, high is None or not last % 2)


def as_number(value: Value, declaration: FactDeclaration) -> Number:
    """Return *value* as an exact number; a decimal string counts as one.

    Raises:
        FactValueError: it is not a finite number, or none that a fact may have.
    """
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise FactValueError(value, expected(declaration)) from None
        if number.is_finite() and -MAX_FACT < number < MAX_FACT and _places(number) <= MAX_PLACES:
            return number
    elif isinstance(value, Decimal) or type(value) is int:
        return value
    raise FactValueError(value, expected(declaration))


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


def expected(declaration: FactDeclaration) -> str:
    """Say in words what a value of the fact must be."""
    if declaration.type is FactType.BOOL:
        return f"“{declaration.label}”须为 true 或 false"
    if declaration.type is FactType.CHOICE:
        options = "、".join(f"{k}（{v}）" for k, v in declaration.choices.items())
        return f"“{declaration.label}”须为下列之一：{options}"
    kind = "整数" if declaration.type is FactType.INTEGER else "数字"
    unit = f"，单位{declaration.unit}" if declaration.unit else ""
    limits = f"，且满足 {declaration.range}" if declaration.range else ""
    return f"“{declaration.label}”须为{kind}{unit}{limits}"


def build_axis(name: str, declaration: FactDeclaration, tests: Sequence[Cell]) -> Axis:
    """Return the axis of a fact that *tests* are asked about."""
    limits = parse_cell(declaration.range) if declaration.range else None
    literals = [t for cell in tests for t in cell.tests]
    wants_null = any(isinstance(t, Literal) and t.value is None for t in literals)
    samples: list[Value]
    if declaration.type in (FactType.BOOL, FactType.CHOICE):
        samples = [False, True] if declaration.type is FactType.BOOL else [*declaration.choices]
        labels: dict[Value, int] = {value: i for i, value in enumerate(samples)}
        feasible = list(range(len(samples)))
        points: list[Number] = []
    else:
        labels = {}
        points = _points([*literals, *(limits.tests if limits else ())])
        whole = declaration.type is FactType.INTEGER
        samples = [_sample(points, cell, whole) for cell in range(2 * len(points) + 1)]
        feasible = [
            i for i, s in enumerate(samples) if s is not None and (not limits or limits.holds(s))
        ]
    null = None
    if wants_null:
        null = len(samples)
        samples.append(None)
    return Axis(name, declaration, tuple(points), labels, null, tuple(samples), tuple(feasible))


def _points(tests: Iterable[Interval | Literal]) -> list[Number]:
    found: set[Decimal] = set()
    for test in tests:
        if isinstance(test, Interval):
            found |= {end for end in (test.low, test.high) if end is not None}
        elif not isinstance(test.value, bool | str) and test.value is not None:
            found.add(Decimal(test.value))
    # Integers compare faster than decimals, and most constants are integers.
    return [int(p) if p == p.to_integral_value() else p for p in sorted(found)]


def _sample(points: Sequence[Number], cell: int, whole: bool) -> Number | None:
    """Return a value in the cell, or None if a whole number is wanted and there is none."""
    at = cell // 2
    if cell % 2:
        point = points[at]
        return point if not whole or isinstance(point, int) else None
    if not points:
        return 0
    if at == 0:
        return math.ceil(points[0]) - 1
    if at == len(points):
        return math.floor(points[-1]) + 1
    low, high = points[at - 1], points[at]
    if not whole:
        return (Decimal(low) + Decimal(high)) / 2
    between = math.floor(low) + 1
    return between if between < high else None


def describe(axis: Axis, cells: Iterable[int]) -> str:
    """Return the unary test for *cells* as text."""
    return render(axis.test(cells))


__all__ = [
    "Axis",
    "FactValueError",
    "as_number",
    "build_axis",
    "describe",
    "expected",
    "render_value",
]
