"""The same decision table in three other engines: zen-engine, rule-engine, durable-rules.

Each answers only the bare table (which grade), without versions of the law, limitation, general
circumstances, amounts, duties or reasons.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from discretion.rulebook.schema import BenchmarkRow
from discretion.rulebook.unary import Interval, Literal, parse, render_value

Facts = dict[str, Any]
Grader = Callable[[Facts], str | None]


def expression(name: str, cell: str, conjunction: str = " and ") -> str:
    """Write a unary test as comparisons of *name*."""
    tests = []
    for test in parse(cell).tests:
        if isinstance(test, Literal):
            tests.append(f"{name} == {render_value(test.value)}")
            continue
        ends = []
        assert isinstance(test, Interval)
        if test.low is not None:
            ends.append(f"{name} {'>' if test.low_open else '>='} {render_value(test.low)}")
        if test.high is not None:
            ends.append(f"{name} {'<' if test.high_open else '<='} {render_value(test.high)}")
        tests.append(conjunction.join(ends))
    return " or ".join(tests)


def zen(rows: Sequence[BenchmarkRow]) -> Grader:
    """The table as a zen-engine decision (GoRules JSON decision model)."""
    import zen as zen_engine

    names = sorted({name for row in rows for box in row.when for name in box})
    rules = [
        {
            "_id": f"{row.row}-{i}",
            **{n: box.get(n, "") for n in names},
            "out": f'"{row.grade.value}"',
        }
        for row in rows
        for i, box in enumerate(row.when)
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": n, "name": n, "field": n, "type": "expression"} for n in names],
        "outputs": [{"id": "out", "name": "grade", "field": "grade", "type": "expression"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    decision = zen_engine.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def grade(facts: Facts) -> str | None:
        result = decision.evaluate(facts)["result"]
        return (result or {}).get("grade")

    return grade


def rule_engine(rows: Sequence[BenchmarkRow]) -> Grader:
    """The table as rules of the rule-engine package, tried in order."""
    import rule_engine as peer

    rules = []
    for row in rows:
        for box in row.when:
            text = " and ".join(f"({expression(n, c)})" for n, c in box.items()) or "true"
            rules.append((peer.Rule(text), row.grade.value))

    def grade(facts: Facts) -> str | None:
        return next((g for rule, g in rules if rule.matches(facts)), None)

    return grade


_NUMBER = count()


def durable(rows: Sequence[BenchmarkRow]) -> Grader:
    """The table as a durable-rules ruleset; each case is an event in a state of its own."""
    from durable.lang import m, post, ruleset, when_all

    name = f"table{next(_NUMBER)}"
    found: list[str] = []

    def consequence(grade: str) -> Callable[[Any], None]:
        def act(_: Any) -> None:
            found.append(grade)

        return act

    def condition(box: dict[str, str]) -> Any:
        whole = None
        for fact, cell in box.items():
            field = getattr(m, fact)
            for test in parse(cell).tests:
                parts = []
                if isinstance(test, Literal):
                    parts.append(field == int(test.value))  # type: ignore[arg-type]
                else:
                    if test.low is not None:
                        low = int(test.low)
                        parts.append(field > low if test.low_open else field >= low)
                    if test.high is not None:
                        high = int(test.high)
                        parts.append(field < high if test.high_open else field <= high)
                for part in parts:
                    whole = part if whole is None else whole & part
        return whole

    with ruleset(name):
        for row in rows:
            for box in row.when:
                when_all(condition(box))(consequence(row.grade.value))
    sid = count()

    def grade(facts: Facts) -> str | None:
        found.clear()
        post(name, {**facts, "sid": str(next(sid) % 64)})
        return found[0] if found else None

    return grade


PEERS: dict[str, Callable[[Sequence[BenchmarkRow]], Grader]] = {
    "zen-engine": zen,
    "rule-engine": rule_engine,
    "durable-rules": durable,
}
