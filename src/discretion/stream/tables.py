"""A benchmark table as a ruleset of durable-rules: one rule for each box of each row.

Tables are compiled for determinations elsewhere, and faster; this is the third reading of the same
cells, so that each can be held to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from discretion.rulebook.check import parse_cell
from discretion.rulebook.schema import (
    BenchmarkRow,
    Box,
    FactDeclaration,
    FactType,
    TableBenchmark,
)
from discretion.rulebook.unary import Interval, Value
from discretion.stream.conditions import conjuncts, exact
from discretion.stream.matcher import Matcher, Pattern

_NUMBERS = (FactType.INTEGER, FactType.NUMBER, FactType.MONEY)
MOST_PLACES = 18
"""Decimal places of a number; with more, nothing would fit the engine's integers."""


class RuledTable:
    """A benchmark table that durable-rules decides."""

    def __init__(
        self,
        table: TableBenchmark,
        facts: Mapping[str, FactDeclaration],
        party: str,
        places: int = 0,
    ) -> None:
        """Compile *table* for a kind of party; values may have up to *places* decimals."""
        self._table = table
        self._rows = [row for row in table.rows if row.party in ("any", party)]
        boxes = {f"{r.row}/{i}": box for r in self._rows for i, box in enumerate(r.when)}
        tested = {name for box in boxes.values() for name in box}
        self.facts = {name: facts[name] for name in sorted(tested)}
        digits = max([places, *(_places(box) for box in boxes.values())])
        self._scale = {
            name: 10**digits for name, fact in self.facts.items() if fact.type in _NUMBERS
        }
        types = {name: _type(fact) for name, fact in self.facts.items()}
        rules = {
            name: Pattern("case", tuple(conjuncts(box, self._scale))) for name, box in boxes.items()
        }
        self._matcher = Matcher(rules, {"case": types})

    def rows(self, values: Mapping[str, Value]) -> list[BenchmarkRow]:
        """Return every row that *values* meet, in the order of the table."""
        fact = {
            name: exact(value, self._scale.get(name, 1))
            for name, value in values.items()
            if name in self.facts and value is not None
        }
        found = {name.partition("/")[0] for name in self._matcher.fired("case", fact)}
        return [row for row in self._rows if str(row.row) in found]

    def row(self, values: Mapping[str, Value]) -> BenchmarkRow | None:
        """Return the row that the hit policy chooses; None if no row, or no single one, is met."""
        rows = self.rows(values)
        match self._table.hit:
            case "first":
                return rows[0] if rows else None
            case "max-grade":
                return max(rows, key=lambda row: row.grade.rank, default=None)
            case _:
                return rows[0] if len(rows) == 1 else None


def _type(fact: FactDeclaration) -> type:
    return int if fact.type in _NUMBERS else bool if fact.type is FactType.BOOL else str


def _places(box: Box) -> int:
    return max((_decimals(number) for text in box.values() for number in _numbers(text)), default=0)


def _numbers(text: str) -> Iterator[Decimal]:
    for test in parse_cell(text).tests:
        ends = (test.low, test.high) if isinstance(test, Interval) else (test.value,)
        yield from (Decimal(e) for e in ends if isinstance(e, int | Decimal) and e is not True)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return min(MOST_PLACES, max(0, -exponent)) if isinstance(exponent, int) else 0
