"""Other engines that execute decision tables, asked the same as ours.

``Xml`` is pyDMNrules, which reads DMN files. What it gets wrong is kept away from it, so that the
rest is a fair comparison (seen in 1.4.5): an ``annotation`` of a table is a KeyError; a column
goes by its label instead of its expression; a table without a row that holds stops the tables
after it; of COLLECT with SUM, those that require it get the last row's value; UNIQUE never finds
that two rows hold; the one output of a list is an UnboundLocalError unless the table has a label;
PRIORITY takes the best of all outputs rather than the first that decides; a string with an escaped
quotation mark is a syntax error. Hence labels and annotations are taken out,
a table of one output is given a label, and every table is asked alone,
with the results of those that it requires as facts.

``Zen`` is zen-engine, which has a format of its own and the hit policies first and collect; rows
under PRIORITY are put in the order of their output values, so that the first is the best.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest

from discretion.rulebook.exchange.dmn.cells import render_literal, render_tests
from discretion.rulebook.exchange.dmn.model import (
    Aggregator,
    Decision,
    Hit,
    InputData,
    Model,
    Rule,
    Table,
)
from discretion.rulebook.exchange.dmn.write import model_text
from discretion.rulebook.unary import Literal


def alone(decision: Decision) -> Model:
    """Return a model of one decision: what it requires of others is input data."""
    inputs = tuple(InputData(c.name, c.kind) for c in decision.table.inputs)
    return Model("m", "urn:m", inputs, (replace(decision, label=None),))


def as_float(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


@cache
def _engine() -> Any:
    """The one pyDMNrules: it takes ten times as long to make one as to load another file."""
    return pytest.importorskip("pyDMNrules").DMN()


class Xml:
    """One decision, executed from its DMN file by pyDMNrules."""

    def __init__(self, decision: Decision) -> None:
        self.decision, self.table = decision, decision.table
        self.file = self._bare(model_text(alone(decision)), decision.name)

    @staticmethod
    def _bare(text: str, name: str) -> str:
        root = ElementTree.fromstring(text)
        for parent in root.iter():
            parent.attrib.pop("label", None)
            if len([child for child in parent if child.tag.endswith("}output")]) == 1:
                parent.set("outputLabel", name)
            for child in list(parent):
                if child.tag.endswith(("annotation", "annotationEntry")):
                    parent.remove(child)
        ElementTree.register_namespace("", root.tag[1:].partition("}")[0])
        return ElementTree.tostring(root, encoding="unicode")

    def ask(self, facts: Mapping[str, Any]) -> Any:
        """Return the answer: a value, one value an output, a list of either, or None."""
        given = {name: as_float(value) for name, value in facts.items() if value is not None}
        with contextlib.redirect_stdout(io.StringIO()):
            status = _engine().useXML(self.file)
            assert "errors" not in status, status
            status, result = _engine().decide(given)
        if "errors" in status:
            assert all("No rules matched" in error for error in status["errors"]), status
            return () if self.table.lists else None
        found = result["Result"]
        outputs = [o.name or self.decision.name for o in self.table.outputs]
        values = {name: found[name] for name in outputs}
        if self.table.lists:
            rows = [
                dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)
            ]
            return tuple(row if len(outputs) > 1 else row[outputs[0]] for row in rows)
        return values if len(outputs) > 1 else values[outputs[0]]


class Zen:
    """One decision, executed by zen-engine from its own format."""

    def __init__(self, decision: Decision) -> None:
        package = pytest.importorskip("zen")
        self.table = decision.table
        engine = package.ZenEngine()
        self.engine = engine.create_decision(json.dumps(self._graph(decision.table)))

    @classmethod
    def _graph(cls, table: Table) -> dict[str, Any]:
        inputs = [
            {"id": f"i{n}", "name": c.name, "type": "expression", "field": c.name}
            for n, c in enumerate(table.inputs)
        ]
        outputs = [
            {"id": f"o{n}", "name": f"o{n}", "type": "expression", "field": f"o{n}"}
            for n, _ in enumerate(table.outputs)
        ]
        rules = [cls._rule(table, n, rule) for n, rule in enumerate(cls._ordered(table))]
        policy = "collect" if table.hit is Hit.COLLECT else "first"
        content = {"hitPolicy": policy, "inputs": inputs, "outputs": outputs, "rules": rules}
        nodes = [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "t", "type": "decisionTableNode", "name": "t", "content": content},
            {"id": "out", "type": "outputNode", "name": "out"},
        ]
        pairs = [("in", "t"), ("t", "out")]
        edges = [{"id": f"{a}{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairs]
        return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}

    @staticmethod
    def _ordered(table: Table) -> list[Rule]:
        if table.hit is not Hit.PRIORITY:
            return list(table.rules)
        ranked = [i for i, output in enumerate(table.outputs) if output.values]
        return sorted(
            table.rules,
            key=lambda r: [table.outputs[i].values.index(r.results[i]) for i in ranked],
        )

    @staticmethod
    def _rule(table: Table, number: int, rule: Rule) -> dict[str, str]:
        cells = {"_id": f"r{number}"}
        for n, (cell, column) in enumerate(zip(rule.tests, table.inputs, strict=True)):
            said = render_tests(cell, column.kind)
            if cell.negated:  # ``not(…)`` is a function there, and no test
                listed = [t for t in cell.tests if isinstance(t, Literal)]
                assert len(listed) == len(cell.tests), said
                said = " and ".join(f"$ != {render_literal(t.value, column.kind)}" for t in listed)
            cells[f"i{n}"] = "" if cell.is_any else said
        for n, (value, output) in enumerate(zip(rule.results, table.outputs, strict=True)):
            cells[f"o{n}"] = render_literal(value, output.kind)
        return cells

    def ask(self, facts: Mapping[str, Any]) -> Any:
        """Return the answer, like :meth:`Xml.ask`."""
        result = self.engine.evaluate({n: as_float(v) for n, v in facts.items()})["result"]
        rows = result if isinstance(result, list) else [result] if result else []
        outputs = [o.name for o in self.table.outputs]
        found = [tuple(row.get(f"o{n}") for n, _ in enumerate(outputs)) for row in rows]
        if self.table.aggregator is Aggregator.SUM:
            return sum(row[0] for row in found) if found else None
        answers = [
            row[0] if len(outputs) == 1 else dict(zip(outputs, row, strict=True)) for row in found
        ]
        if self.table.lists:
            return tuple(answers)
        return answers[0] if answers else None
