"""Factor scores as decision tables: points that add up, and grades by thresholds of points.

The share of the range is points / full points, so that a grade's share is a number of points and
no arithmetic is left to the engine that executes the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import MAX_PREC, Decimal, localcontext

from discretion.rulebook.axes import Axis, build_axis
from discretion.rulebook.check import parse_cell
from discretion.rulebook.exchange.dmn.columns import Facts, Row, Tests, table
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import Aggregator, Decision, Hit, Output
from discretion.rulebook.schema import FactDeclaration, Factor, FactType, Grade, ScoreBenchmark
from discretion.rulebook.unary import Cell, Interval, Literal

POINTS = "Points"
BENCHMARK = "Benchmark"
_DECLARED = FactDeclaration(type=FactType.NUMBER, label="分值")


def score_decisions(benchmark: ScoreBenchmark, facts: Facts) -> list[Decision]:
    """Return the points of a case, and its grade by them; no grade where a factor has no score."""
    rows: list[Row] = []
    for factor in benchmark.factors:
        axis = _axis([factor], facts)
        for step, cells in zip(factor.rows, _apart(factor, axis), strict=True):
            if cells:
                rows.append(({factor.fact: axis.test(cells)}, (factor.weight * step.score,), ""))
    full = sum((factor.weight * 100 for factor in benchmark.factors), Decimal(0))
    scored = _scored(benchmark, facts)
    grades: list[Row] = [
        ({POINTS: _scaled(parse_cell(step.when), full), **scored}, (step.grade.value,), "")
        for step in benchmark.grades
    ]
    points = table(Hit.COLLECT, facts, [Output("", Kind.NUMBER, "分值")], rows)
    points = replace(points, aggregator=Aggregator.SUM)
    grade = Output("", Kind.STRING, "裁量阶次", tuple(g.value for g in Grade))
    return [
        Decision(POINTS, points, "裁量因子分值"),
        Decision(
            BENCHMARK,
            table(Hit.FIRST, {**facts, POINTS: _DECLARED}, [grade], grades),
            "裁量阶次",
        ),
    ]


def _axis(factors: Iterable[Factor], facts: Facts) -> Axis:
    """The axis of the one fact that all of *factors* are about."""
    tests = [(f.fact, parse_cell(row.when)) for f in factors for row in f.rows]
    name = tests[0][0]
    return build_axis(name, facts[name], [cell for _, cell in tests])


def _every(axis: Axis) -> list[int]:
    return [*axis.feasible, *([] if axis.null is None else [axis.null])]


def _apart(factor: Factor, axis: Axis) -> list[list[int]]:
    """The cells of each step, each cell only in the first step that holds in it."""
    left, steps = _every(axis), list[list[int]]()
    for row in factor.rows:
        test = parse_cell(row.when)
        steps.append([cell for cell in left if test.holds(axis.samples[cell])])
        left = [cell for cell in left if cell not in steps[-1]]
    return steps


def _scored(benchmark: ScoreBenchmark, facts: Facts) -> Tests:
    """Where every factor has a score, by fact; a fact whose every value has one is left out."""
    found = {}
    for fact in dict.fromkeys(factor.fact for factor in benchmark.factors):
        factors = [factor for factor in benchmark.factors if factor.fact == fact]
        axis = _axis(factors, facts)
        cells = set(_every(axis))
        for factor in factors:
            cells &= {cell for step in _apart(factor, axis) for cell in step}
        if len(cells) < len(_every(axis)):
            found[fact] = axis.test(cells)
    return found


def _scaled(cell: Cell, full: Decimal) -> Cell:
    """A test of the share as one of the points that make it."""
    # The usual context would round to 28 digits.
    with localcontext(prec=MAX_PREC):
        return Cell(tuple(_scaled_test(test, full) for test in cell.tests), cell.negated)


def _scaled_test(test: Interval | Literal, full: Decimal) -> Interval | Literal:
    if isinstance(test, Literal):
        return Literal(test.value * full) if isinstance(test.value, Decimal) else test
    low, high = (None if end is None else end * full for end in (test.low, test.high))
    return Interval(low, high, test.low_open, test.high_open)
