"""Imported decision tables, executed: every hit policy of DMN over exact values.

A table is compiled once: for each column and each distinct test in it, the set of rules that the
test leaves standing is a mask of bits, so that a decision asks every distinct test once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import MAX_PREC, Decimal, localcontext
from typing import Any

from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.exchange.dmn.cells import render_literal, render_tests
from discretion.rulebook.exchange.dmn.kinds import EXAMPLES, Kind, number_of, shown
from discretion.rulebook.exchange.dmn.model import (
    Aggregator,
    Decision,
    Hit,
    Input,
    Model,
    Output,
    Rule,
    Table,
)
from discretion.rulebook.unary import Cell, Value

Answer = Value | Mapping[str, Value] | tuple[Value | Mapping[str, Value], ...]
"""What a decision comes to: a value, one value an output, or a list of either.

Days, times and durations are ISO 8601 texts; numbers are exact.
"""


class TableError(ValueError):
    """A table that has no answer for these facts, or facts that it cannot use."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of one decision, and the rules that held, counted from 1."""

    decision: str
    answer: Answer
    rules: tuple[int, ...]


class Tables:
    """The decisions of a DMN file, ready to be asked; safe to share among threads."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._compiled = tuple((decision, _Compiled(decision)) for decision in model.decisions)
        self._inputs = {data.name: data for data in model.inputs}

    def decide(self, facts: Mapping[str, Any]) -> tuple[Outcome, ...]:
        """Answer every decision of the file, in its order, for *facts* by name of input data.

        A fact that is not given is ``null``, and no rule that asks more of it than ``-``, ``null``
        or ``not(…)`` holds.

        Raises:
            TableError: a name or a value that the file does not know, or rules that contradict
                one another under their hit policy.
        """
        for name in facts:
            if name not in self._inputs:
                near = did_you_mean(name, self._inputs)
                hint = f"，是不是 {near}？" if near else ""
                raise TableError(f"没有名为 {name} 的输入{hint}")
        known: dict[str, Any] = {
            name: _value(facts.get(name), data.kind, name) for name, data in self._inputs.items()
        }
        outcomes = []
        for decision, compiled in self._compiled:
            rules, found = compiled.decide(known)
            known[decision.name] = found if not isinstance(found, dict | list) else _NO_CELL
            outcomes.append(Outcome(decision.name, _shown(decision.table, found), rules))
        return tuple(outcomes)


_NO_CELL = object()
"""The result of a table with several outputs or of a list: no cell can test it."""


class _Compiled:
    def __init__(self, decision: Decision) -> None:
        self.decision, self.table = decision, decision.table
        self.every = (1 << len(self.table.rules)) - 1
        self.columns = [
            (column, self._masks([rule.tests[i] for rule in self.table.rules]))
            for i, column in enumerate(self.table.inputs)
        ]

    @staticmethod
    def _masks(cells: list[Cell]) -> list[tuple[Cell, int]]:
        masks: dict[Cell, int] = {}
        for i, cell in enumerate(cells):
            masks[cell] = masks.get(cell, 0) | 1 << i
        return list(masks.items())

    def decide(self, known: Mapping[str, Any]) -> tuple[tuple[int, ...], Any]:
        """Return the rules that hold, counted from 1, and what they come to together."""
        standing = self.every
        for column, masks in self.columns:
            value = self._tested(known[column.name], column)
            holding = 0
            for cell, rules in masks:
                if cell.holds(value):
                    holding |= rules
            standing &= holding
        hits = [i for i in range(len(self.table.rules)) if standing >> i & 1]
        if not hits:
            return (), self._without_hits()
        return tuple(i + 1 for i in hits), _POLICIES[self.table.hit](self, hits)

    def _tested(self, value: Any, column: Input) -> Value:
        where = f"决策 {self.decision.name} 的输入 {column.name}"
        if value is _NO_CELL:
            raise TableError(f"{where}是列表或者几个值，不能用条件检验；请改用单个输出的决策")
        if value is not None and column.kind.function is None:
            value = _value(value, column.kind, column.name)
        if value is not None and not column.allowed.holds(value):
            said = render_literal(value, column.kind)
            allowed = render_tests(column.allowed, column.kind)
            raise TableError(f"{where}不允许取值 {said}；允许的取值：{allowed}")
        return value  # type: ignore[no-any-return]

    def _without_hits(self) -> Any:
        outputs = self.table.outputs
        if any(output.default is not None for output in outputs):
            values = [output.default[0] if output.default else None for output in outputs]
            found = self._results(values)
            return [found] if self.table.lists else found
        if self.table.lists:
            return []
        return 0 if self.table.aggregator is Aggregator.COUNT else None

    # --- hit policies --------------------------------------------------------------------------

    def unique(self, hits: list[int]) -> Any:
        if len(hits) > 1:
            raise self._contradiction(hits, "只能有一行命中")
        return self._of(hits[0])

    def first(self, hits: list[int]) -> Any:
        return self._of(hits[0])

    def any(self, hits: list[int]) -> Any:
        first = self._of(hits[0])
        if any(self._of(other) != first for other in hits[1:]):
            raise self._contradiction(hits, "命中的各行结果须相同")
        return first

    def priority(self, hits: list[int]) -> Any:
        return self._of(min(hits, key=self._rank))

    def output_order(self, hits: list[int]) -> Any:
        return [self._of(i) for i in sorted(hits, key=self._rank)]

    def rule_order(self, hits: list[int]) -> Any:
        return [self._of(i) for i in hits]

    def collect(self, hits: list[int]) -> Any:
        aggregator = self.table.aggregator
        if aggregator is None:
            return self.rule_order(hits)
        if aggregator is Aggregator.COUNT:
            return len(hits)
        values = [self.table.rules[i].results[0] for i in hits]
        if any(not isinstance(v, int | Decimal) or isinstance(v, bool) for v in values):
            raise self._contradiction(hits, f"{aggregator.value} 只能用于数字")
        return _AGGREGATES[aggregator](values)

    def _rank(self, rule: int) -> list[int]:
        """The place of each result among the values that its output lists, first the best."""
        results = self.table.rules[rule].results
        pairs = zip(results, self.table.outputs, strict=True)
        return [_place(value, output) for value, output in pairs if output.values]

    def _of(self, rule: int) -> Any:
        return self._results(self.table.rules[rule].results)

    def _results(self, values: Any) -> Any:
        if len(self.table.outputs) == 1:
            return values[0]
        return {o.name: v for o, v in zip(self.table.outputs, values, strict=True)}

    def _contradiction(self, hits: list[int], rule: str) -> TableError:
        named = "、".join(_named(i, self.table.rules[i]) for i in hits)
        text = f"决策 {self.decision.name} 是 {self.table.hit.value} 表，{rule}"
        return TableError(f"{text}，而命中了{named}；请改正决策表")


def _sum(values: list[Any]) -> Decimal:
    # The usual context would round to 28 digits.
    with localcontext(prec=MAX_PREC):
        return sum(values, Decimal(0))


_POLICIES: Mapping[Hit, Callable[[_Compiled, list[int]], Any]] = {
    Hit.UNIQUE: _Compiled.unique,
    Hit.FIRST: _Compiled.first,
    Hit.ANY: _Compiled.any,
    Hit.PRIORITY: _Compiled.priority,
    Hit.OUTPUT_ORDER: _Compiled.output_order,
    Hit.RULE_ORDER: _Compiled.rule_order,
    Hit.COLLECT: _Compiled.collect,
}
_AGGREGATES: Mapping[Aggregator, Callable[[list[Any]], Any]] = {
    Aggregator.SUM: _sum,
    Aggregator.MIN: min,
    Aggregator.MAX: max,
}


def _place(value: Value, output: Output) -> int:
    return output.values.index(value) if value in output.values else len(output.values)


def _named(index: int, rule: Rule) -> str:
    line = f"（文件第 {rule.line} 行）" if rule.line else ""
    return f"第 {index + 1} 行{line}"


def _value(value: Any, kind: Kind, name: str) -> Value:
    """Return a fact as the table holds it.

    Raises:
        TableError: it is of another kind.
    """
    if value is None:
        return None
    if isinstance(value, date) and kind.function is not None:
        value = value.isoformat(*(["T"] if isinstance(value, datetime) else []))
    if kind.function is not None and isinstance(value, str):
        with suppress(ValueError):
            return number_of(kind, value)
    elif isinstance(value, _PYTHON[kind]) and (kind is not Kind.NUMBER or _is_number(value)):
        known: Value = value
        return known
    wanted = EXAMPLES.get(kind, "一个值")
    raise TableError(f"输入 {name} 的值 {value} 不对；须是 {kind.value}，写成如 {wanted}")


_PYTHON: Mapping[Kind, tuple[type[Any], ...]] = {
    **dict.fromkeys(Kind, ()),
    Kind.NUMBER: (int, Decimal),
    Kind.STRING: (str,),
    Kind.BOOLEAN: (bool,),
    Kind.ANY: (bool, int, Decimal, str),
}


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and Decimal(value).is_finite()


def _shown(table: Table, found: Any) -> Answer:
    if isinstance(found, list):
        return tuple(_shown(table, each) for each in found)  # type: ignore[misc]
    if isinstance(found, dict):
        return {o.name: shown(o.kind, found[o.name]) for o in table.outputs}
    if table.aggregator is Aggregator.COUNT:
        return found  # type: ignore[no-any-return]
    return shown(table.outputs[0].kind, found)
