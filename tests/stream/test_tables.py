"""Item tables run by durable-rules give the grades of the compiled tables."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from discretion.model.determination import Outcome
from discretion.rulebook.check import parse_cell
from discretion.rulebook.load import shipped_rulebooks
from discretion.rulebook.schema import FactDeclaration, FactType, Item, TableBenchmark
from discretion.rulebook.unary import Interval, Value
from discretion.stream.tables import RuledTable

pytest.importorskip("durable_rules_engine")

CASES = 12
"""Random cases of each table and kind of party."""


def numbers(table: TableBenchmark, name: str) -> list[Decimal]:
    """The limits that the table's cells set for a fact, and their nearest neighbours."""
    ends = [
        end
        for row in table.rows
        for box in row.when
        for test in parse_cell(box.get(name, "-")).tests
        for end in ((test.low, test.high) if isinstance(test, Interval) else (test.value,))
        if isinstance(end, int | Decimal) and not isinstance(end, bool)
    ] or [Decimal(1)]
    return sorted({max(Decimal(0), end + step) for end in ends for step in (-1, 0, 1)})


def value(rng: random.Random, table: TableBenchmark, name: str, fact: FactDeclaration) -> Value:
    if fact.type is FactType.BOOL:
        return rng.choice((True, False))
    if fact.type is FactType.CHOICE:
        return rng.choice(list(fact.choices))
    allowed = parse_cell(fact.range or "-")
    options = [number for number in numbers(table, name) if allowed.holds(number)]
    number = rng.choice(options)
    half = number + Decimal("0.5")
    if fact.type is not FactType.INTEGER and rng.random() < 0.3 and allowed.holds(half):
        number = half
    return int(number) if number == int(number) else number


def tables(item: Item) -> list[tuple[Any, TableBenchmark]]:
    derived = {fact.name for fact in item.derived}
    found = []
    for version in item.versions:
        table = version.benchmark
        if isinstance(table, TableBenchmark):
            used = {name for row in table.rows for box in row.when for name in box}
            if not used & derived and "party_kind" not in used:
                found.append((version, table))
    return found


@pytest.mark.parametrize("name", [n for n in shipped_rulebooks() if n != "general"])
def test_every_table_without_derived_facts(name: str) -> None:
    book, rng, compared, graded = load_rulebook(name), random.Random(7), 0, set[str]()
    for code, item in book.items.items():
        for version, table in tables(item):
            for party in ("individual", "unit"):
                ruled = RuledTable(table, book.facts_of(item), party, places=1)
                for _ in range(CASES):
                    known = {n: value(rng, table, n, f) for n, f in ruled.facts.items()}
                    case = _case(code, version, party, known, book.facts_of(item))
                    answer = book.determine(case)
                    if answer.outcome is not Outcome.PENALTY or answer.missing:
                        continue
                    row = ruled.row(known)
                    assert answer.row == (row.row if row else None), (code, known)
                    assert answer.table_grade == (row.grade.value if row else None), (code, known)
                    compared += 1
                    graded.add(row.grade.value if row else "none")
    assert compared > 100
    assert len(graded) >= 3


def _case(
    code: str, version: Any, party: str, known: dict[str, Value], facts: dict[str, FactDeclaration]
) -> Case:
    found = {n: v for n, v in known.items() if not facts[n].circumstance}
    day = version.effective.from_ if version.effective else None
    return Case.model_validate(
        {
            "id": "1",
            "items": [code],
            "party": {"kind": party, "age": 30} if party == "individual" else {"kind": party},
            "act": {"start": day or "2024-06-01"},
            "facts": {**_REST, **found},
            "circumstances": [n for n, v in known.items() if facts[n].circumstance and v],
        }
    )


_REST: dict[str, Value] = {"refused_correction": True}
"""What a fine may presuppose."""
