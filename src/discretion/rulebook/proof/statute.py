"""Proofs that a benchmark stays inside the statute's range, and uses all of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from discretion.rulebook.axes import Axis
from discretion.rulebook.check import parse_cell
from discretion.rulebook.proof.bench import Bench
from discretion.rulebook.proof.fines import (
    Line,
    Outside,
    Span,
    is_max_only,
    line_of,
    lines_of,
    outside,
    row_line,
)
from discretion.rulebook.proof.regions import NONE, Node
from discretion.rulebook.proof.space import PARTY, ClauseSet, RowSet
from discretion.rulebook.proof.tables import row_spot
from discretion.rulebook.schema import (
    EitherFine,
    FactDeclaration,
    FactType,
    Grade,
    HigherFine,
    UnspecifiedFine,
)
from discretion.rulebook.unary import Interval, Literal, Value


def prove_amounts(bench: Bench) -> None:
    """Note amounts that the statute does not allow, and parts of its range that no row uses."""
    if bench.space.benchmark is None:
        return
    for clause in bench.space.fined:
        rows = _under(bench, clause)
        for row, region in rows:
            _inside(bench, clause, row, region)
        _covering(bench, clause, rows)


def _under(bench: Bench, clause: ClauseSet) -> list[tuple[RowSet, Node]]:
    both = bench.space.regions.both
    found = [(row, both(row.counts, clause.region)) for row in bench.space.rows]
    return [(row, region) for row, region in found if region != NONE]


# --- inside ------------------------------------------------------------------------------------


def _inside(bench: Bench, clause: ClauseSet, row: RowSet, region: Node) -> None:
    fine, law = row.row.fine, clause.clause.fine
    if fine is None or law is None or isinstance(law, UnspecifiedFine):
        return
    if row.row.grade in (Grade.EXEMPT, Grade.MITIGATED):
        if row.row.grade is Grade.MITIGATED:
            _below(bench, clause, row, region)
        return
    for line in lines_of(fine):
        answers = [_compared(bench, line, statute, region) for statute in lines_of(law)]
        if any(answer == () for answer in answers) and not isinstance(law, HigherFine):
            continue
        values: dict[str, object] = {"clause": clause.index + 1, "row_line": line}
        found = answers[0]
        if len(answers) > 1 or isinstance(fine, HigherFine) or found is None:
            bench.note("unproved", row_spot(bench, row), region, values, rows=(row.row.row,))
            continue
        statute = lines_of(law)[0]
        for end in found:
            quantities = _quantities(bench, line.base, end.row_base, region)
            quantities |= _quantities(bench, statute.base, end.statute_base, region)
            bench.note(
                "above-statute" if end.end == "high" else "below-statute",
                row_spot(bench, row).at("fine"),
                region,
                {**values, "statute_line": statute},
                rows=(row.row.row,),
                quantities=quantities,
            )


def _below(bench: Bench, clause: ClauseSet, row: RowSet, region: Node) -> None:
    """减轻 lies below the least of the range; what is at or above it mitigates nothing."""
    fine, law = row.row.fine, clause.clause.fine
    if fine is None or law is None:
        return
    mine, statute = lines_of(fine), lines_of(law)
    if len(mine) == len(statute) == 1 and mine[0].base == statute[0].base:
        line, least = mine[0], statute[0].low
        at_least = line.high == least and not (line.high_open or statute[0].low_open)
        if line.high > least or at_least:
            values = {
                "clause": clause.index + 1,
                "row_line": line,
                "statute_line": statute[0],
            }
            spot = row_spot(bench, row).at("fine")
            bench.note("not-mitigated", spot, region, values, rows=(row.row.row,))


def _compared(bench: Bench, line: Line, statute: Line, region: Node) -> tuple[Outside, ...] | None:
    """Where *line* leaves *statute*; nowhere if empty, not provable if None."""
    try:
        spans = _span(bench, line.base, region), _span(bench, statute.base, region)
        return outside(line, spans[0], statute, spans[1])
    except ValueError:
        return None


def _span(bench: Bench, base: tuple[str, ...], region: Node) -> Span:
    """The values that the product of the facts of *base* can have in *region*."""
    low, high = Fraction(1), Fraction(1)
    unbounded = False
    for name in base:
        least, most = _limits(bench, name, region)
        low *= least
        unbounded = unbounded or most is None
        high *= most or 0
    return Span(low, None if unbounded else high)


def _limits(bench: Bench, name: str, region: Node) -> tuple[Fraction, Fraction | None]:
    declaration = bench.space.declarations[name]
    axis = next((a for a in bench.space.regions.axes if a.name == name), None)
    if axis is None:
        return _declared(declaration)
    cells = [c for c in bench.space.regions.cells(region, name) if c != axis.null]
    return _ends(axis, cells[0])[0], _ends(axis, cells[-1])[1]


def _ends(axis: Axis, cell: int) -> tuple[Fraction, Fraction | None]:
    """The least and highest value of a cell of a number line; an open end counts as reached."""
    at, points = cell // 2, axis.points
    if cell % 2:
        return Fraction(points[at]), Fraction(points[at])
    declared = _declared(axis.declaration)
    low = Fraction(points[at - 1]) if at else declared[0]
    high = Fraction(points[at]) if at < len(points) else declared[1]
    return low, high


def _declared(declaration: FactDeclaration) -> tuple[Fraction, Fraction | None]:
    low, high = Fraction(0), None
    if declaration.range is not None:
        for test in parse_cell(declaration.range).tests:
            if isinstance(test, Interval):
                low = max(low, Fraction(test.low or 0))
                high = Fraction(test.high) if test.high is not None else None
            elif isinstance(test, Literal) and isinstance(test.value, int | Decimal):
                low = high = Fraction(test.value)
    return low, high


def _quantities(
    bench: Bench, base: tuple[str, ...], product: Fraction, region: Node
) -> dict[str, Value]:
    """Values of the facts of *base* whose product is at least *product*."""
    found: dict[str, Value] = {}
    for name in base[1:]:
        one = sample_quantity(bench, name, region)
        found[name] = one
        product /= Fraction(one) or 1  # type: ignore[arg-type]
    if base:
        found[base[0]] = _value(product, bench.space.declarations[base[0]])
    return found


def sample_quantity(bench: Bench, name: str, region: Node) -> Value:
    """Return a plain value of a quantity in *region*: one if it may be, else the least."""
    least, most = _limits(bench, name, region)
    one = max(least, min(Fraction(1), most if most is not None else Fraction(1)))
    return _value(one, bench.space.declarations[name])


def _value(exact: Fraction, declaration: FactDeclaration) -> Value:
    if declaration.type is FactType.INTEGER:
        return math.ceil(exact)
    if exact.denominator == 1:
        return exact.numerator
    # Money and measures are asked in hundredths; the next above still shows the finding.
    return Decimal(math.ceil(exact * 100)) / 100


# --- covering ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    low: Fraction
    high: Fraction
    low_open: bool
    high_open: bool


def _covering(bench: Bench, clause: ClauseSet, rows: list[tuple[RowSet, Node]]) -> None:
    law = clause.clause.fine
    if law is None or isinstance(law, UnspecifiedFine | EitherFine | HigherFine):
        return
    statute = line_of(law)
    if statute.low == statute.high:
        return
    told = set[tuple[int, ...]]()
    for party in ("individual", "unit"):
        of_party = bench.space.regions.box({PARTY: parse_cell(f'"{party}"')})
        reached = [
            row
            for row, region in rows
            if bench.space.regions.both(region, of_party) != NONE
            and row.row.grade not in (Grade.EXEMPT, Grade.MITIGATED)
        ]
        numbers = tuple(row.row.row for row in reached)
        if not reached or numbers in told:
            continue
        told.add(numbers)
        policy = bench.space.book.policy.grades
        lines = [row_line(row.row, statute, policy, is_max_only(law)) for row in reached]
        parts = [
            _Part(line.low, line.high, line.low_open, line.high_open)
            for line in lines
            if line is not None and line.base == statute.base
        ]
        if len(parts) < len(reached):
            continue
        hole = _hole(parts, statute)
        if hole is not None:
            region = bench.space.regions.both(clause.region, of_party)
            values = {
                "clause": clause.index + 1,
                "statute_line": statute,
                "hole_low": hole.low,
                "hole_high": hole.high,
                "hole_low_open": hole.low_open,
                "hole_high_open": hole.high_open,
            }
            spot = bench.here.at("benchmark")
            bench.note("not-covering", spot, region, values, rows=numbers)


def _hole(parts: list[_Part], statute: Line) -> _Part | None:
    """Return the first part of the statute's range that no row reaches.

    A table of points alone (one amount a row) leaves the range between them unused on purpose:
    of such a table only the ends count.
    """
    parts = sorted(parts, key=lambda p: (p.low, p.low_open, p.high))
    first = parts[0]
    if first.low > statute.low or (first.low_open and not statute.low_open):
        low_open = statute.low_open
        return _Part(statute.low, first.low, low_open, not first.low_open)
    points_only = all(p.low == p.high for p in parts)
    at, at_open = first.high, first.high_open
    for part in parts[1:]:
        behind = part.low > at or (part.low == at and part.low_open and at_open)
        if behind and not points_only:
            return _Part(at, part.low, not at_open, not part.low_open)
        if (part.high, not part.high_open) > (at, not at_open):
            at, at_open = part.high, part.high_open
    if at < statute.high or (at == statute.high and at_open and not statute.high_open):
        return _Part(at, statute.high, not at_open, statute.high_open)
    return None
