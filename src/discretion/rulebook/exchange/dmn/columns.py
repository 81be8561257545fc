"""Conditions of rule files as the rows of a decision table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from discretion.rulebook.axes import build_axis
from discretion.rulebook.check import parse_cell
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import Hit, Input, Output, Rule, Table
from discretion.rulebook.schema import Condition, FactDeclaration, FactType
from discretion.rulebook.unary import ANY, Cell, Literal, Value

Tests = Mapping[str, Cell]
"""What one rule asks, by fact; facts that are not named do not matter."""
Row = tuple[Tests, tuple[Value, ...], str]
"""A row of a table before its columns are known: tests, results, and a note."""
Facts = Mapping[str, FactDeclaration]

PARTY = "party_kind"
_KINDS = {FactType.BOOL: Kind.BOOLEAN, FactType.CHOICE: Kind.STRING}
NULL = Literal(None)


def boxes_of(when: Condition | None, party: str = "any") -> list[Tests]:
    """Return the boxes of a condition, each narrowed to *party*; no condition is one empty box."""
    found = list[Tests]()
    for box in when or [{}]:
        cells = {name: parse_cell(text) for name, text in box.items()}
        tests = {name: cell for name, cell in cells.items() if not cell.is_any}
        if party != "any":
            tests[PARTY] = Cell((Literal(party),))
        found.append(tests)
    return found


def kind_of(fact: FactDeclaration) -> Kind:
    """Return the kind of a fact's values; money is in yuan."""
    return _KINDS.get(fact.type, Kind.NUMBER)


def allowed_of(fact: FactDeclaration) -> Cell:
    """Return the test that every value of a fact meets, as far as its declaration says."""
    if fact.type is FactType.CHOICE:
        return Cell(tuple(Literal(choice) for choice in fact.choices))
    return parse_cell(fact.range) if fact.range else ANY


def table(hit: Hit, facts: Facts, outputs: Sequence[Output], rows: Sequence[Row]) -> Table:
    """Return the table of *rows*, with a column for every fact tested."""
    names = list(dict.fromkeys(name for tests, _, _ in rows for name in tests))
    inputs = tuple(_input(name, facts[name], [tests for tests, _, _ in rows]) for name in names)
    rules = tuple(
        Rule(tuple(tests.get(name, ANY) for name in names), results, note)
        for tests, results, note in rows
    )
    return Table(hit, inputs, tuple(outputs), rules)


def _input(name: str, fact: FactDeclaration, rows: Iterable[Tests]) -> Input:
    allowed = allowed_of(fact)
    asks_null = any(NULL in tests[name].tests for tests in rows if name in tests)
    if asks_null and not allowed.is_any and not allowed.negated and NULL not in allowed.tests:
        allowed = Cell((*allowed.tests, NULL))
    return Input(name, kind_of(fact), fact.label, allowed)


def meet(one: Tests, other: Tests, facts: Facts) -> bool:
    """Whether some combination of values that can be lies in both boxes."""
    for name in one.keys() & other.keys():
        axis = build_axis(name, facts[name], [one[name], other[name]])
        cells = [*axis.feasible, *([] if axis.null is None else [axis.null])]
        samples = [axis.samples[cell] for cell in cells]
        if not any(one[name].holds(value) and other[name].holds(value) for value in samples):
            return False
    return True
