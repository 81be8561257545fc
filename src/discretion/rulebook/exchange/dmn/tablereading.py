"""One ``decisionTable`` element as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.exchange.dmn.cells import (
    CellError,
    kind_of_texts,
    parse_tests,
    parse_value,
    parse_values,
    render_literal,
)
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import Aggregator, Hit, Input, Output, Rule, Table
from discretion.rulebook.exchange.dmn.names import is_feel
from discretion.rulebook.exchange.dmn.typenames import Fault, Types
from discretion.rulebook.markup import Node
from discretion.rulebook.unary import ANY, Cell, Value

_E = TypeVar("_E", Hit, Aggregator)


class TableReader:
    """Reads one table; faults are noted, and ``read`` then returns None."""

    def __init__(
        self,
        node: Node,
        known: Mapping[str, tuple[Kind, Cell]],
        types: Types,
        fault: Fault,
        result: str | None,
    ) -> None:
        self.node, self.known, self.types = node, known, types
        self.result = result
        """The type of the decision's variable, which is that of its only output."""
        self._note, self.sound = fault, True

    def fault(self, node: Node, message: str, value: str | None = None, near: str = "") -> None:
        """Note a fault of this table."""
        self.sound = False
        self._note(node, message, value, near)

    def read(self) -> Table | None:
        """Return the table, or None if anything of it is at fault."""
        hit = self._word("hitPolicy", Hit) or Hit.UNIQUE
        aggregator = self._word("aggregation", Aggregator)
        rules = self.node.all("rule")
        columns = self.node.all("output")
        rows = [r for r in rules if self._is_whole(r, len(self.node.all("input")), len(columns))]
        inputs = [self._input(n, i, rows) for i, n in enumerate(self.node.all("input"))]
        outputs = [self._output(n, i, rows, len(columns)) for i, n in enumerate(columns)]
        self._check_hit(hit, aggregator, outputs)
        made = tuple(self._rule(rule, inputs, outputs) for rule in rows)
        if not self.sound:
            return None
        return Table(hit, tuple(inputs), tuple(outputs), made, aggregator)

    def _word(self, attribute: str, words: type[_E]) -> _E | None:
        said = self.node.attributes.get(attribute)
        if said is None:
            return None
        found = next((word for word in words if word.value == said.upper()), None)
        if found is None:
            near = did_you_mean(said.upper(), [w.value for w in words]) or ""
            self.fault(self.node, f"{attribute} 不认识；可以是：{'、'.join(words)}", said, near)
        return found

    def _is_whole(self, rule: Node, inputs: int, outputs: int) -> bool:
        found = len(rule.all("inputEntry")), len(rule.all("outputEntry"))
        if found == (inputs, outputs):
            return True
        message = (
            f"这一行有 {found[0]} 个条件、{found[1]} 个结果，而表有 {inputs} 个输入、"
            f"{outputs} 个输出；请补全"
        )
        self.fault(rule, message)
        return False

    def _check_hit(self, hit: Hit, aggregator: Aggregator | None, outputs: list[Output]) -> None:
        if not outputs:
            self.fault(self.node, "没有输出（output）；请至少写一个")
        if hit in (Hit.PRIORITY, Hit.OUTPUT_ORDER) and not any(o.values for o in outputs):
            message = f"{hit.value} 须由 outputValues 给出各结果的先后；请在输出上列出"
            self.fault(self.node, message)
        if aggregator is None:
            return
        if hit is not Hit.COLLECT:
            self.fault(self.node, "aggregation 只用于 COLLECT；请改 hitPolicy，或者去掉它")
        if len(outputs) > 1:
            self.fault(self.node, "aggregation 只用于一个输出的表；请拆成几张表")
        elif aggregator is Aggregator.SUM and outputs and outputs[0].kind not in _SUMMED:
            self.fault(self.node, "SUM 只用于数字；请核对输出的类型", outputs[0].kind.value)

    # --- columns -------------------------------------------------------------------------------

    def _input(self, node: Node, at: int, rules: list[Node]) -> Input:
        expression = node.one("inputExpression")
        name = " ".join(_text(expression).split())
        if name not in self.known:
            near = did_you_mean(name, self.known) or ""
            message = (
                "不是本决策要求的输入或者决策；这里只能写它的名称，算式请写成另一张决策表，"
                "并以 informationRequirement 引入"
            )
            self.fault(expression or node, message, name, near)
        said = expression.attributes.get("typeRef") if expression is not None else None
        kind, allowed = self.types.of(node, said)
        if kind is Kind.ANY:
            kind, allowed = self.known.get(name, (Kind.ANY, ANY))
        elif allowed is ANY and name in self.known:
            allowed = self.known[name][1]
        values = node.one("inputValues")
        texts = [_text(rule.all("inputEntry")[at]) for rule in rules]
        if kind is Kind.ANY:
            kind = kind_of_texts([*texts, _text(values)])
        if values is not None:
            allowed = self._tests(values, kind)
        return Input(name, kind, node.attributes.get("label"), allowed)

    def _output(self, node: Node, at: int, rules: list[Node], count: int) -> Output:
        name = node.attributes.get("name", "")
        if count > 1 and not name:
            self.fault(node, "有几个输出时，每个都须有 name")
        said = node.attributes.get("typeRef") or (self.result if count == 1 else None)
        kind, allowed = self.types.of(node, said)
        if kind is Kind.ANY:
            kind = kind_of_texts(_text(rule.all("outputEntry")[at]) for rule in rules)
        values: tuple[Value, ...] = ()
        listed, default = node.one("outputValues"), node.one("defaultOutputEntry")
        if listed is not None and _text(listed):
            values = self._values(listed, kind)
        elif allowed is not ANY:
            values = tuple(t.value for t in allowed.tests if not hasattr(t, "low"))
        return Output(
            name,
            kind,
            node.attributes.get("label"),
            values,
            None if default is None else (self._value(default, kind),),
        )

    # --- cells ---------------------------------------------------------------------------------

    def _rule(self, node: Node, inputs: list[Input], outputs: list[Output]) -> Rule:
        entries, results = node.all("inputEntry"), node.all("outputEntry")
        tests = [self._tests(e, i.kind) for e, i in zip(entries, inputs, strict=True)]
        values = []
        for entry, output in zip(results, outputs, strict=True):
            value = self._value(entry, output.kind)
            if output.values and value is not None and value not in output.values:
                listed = "、".join(render_literal(v, output.kind) for v in output.values[:20])
                self.fault(entry, f"不在 outputValues 里；有：{listed}", _text(entry))
            values.append(value)
        notes = [_text(n) for n in node.all("annotationEntry")]
        return Rule(tuple(tests), tuple(values), "\n".join(filter(None, notes)), node.line)

    def _tests(self, node: Node, kind: Kind) -> Cell:
        text = self._said(node)
        try:
            return parse_tests(text, kind)
        except CellError as error:
            self.fault(node, str(error), text)
            return ANY

    def _value(self, node: Node, kind: Kind) -> Value:
        text = self._said(node)
        try:
            return parse_value(text, kind)
        except CellError as error:
            self.fault(node, str(error), text)
            return None

    def _values(self, node: Node, kind: Kind) -> tuple[Value, ...]:
        text = self._said(node)
        try:
            return parse_values(text, kind)
        except CellError as error:
            self.fault(node, str(error), text)
            return ()

    def _said(self, node: Node) -> str:
        language = node.attributes.get("expressionLanguage")
        if language is not None and not is_feel(language):
            message = "只支持 S-FEEL；请改用 FEEL 书写，并去掉 expressionLanguage"
            self.fault(node, message, language)
        return _text(node)


_SUMMED = (Kind.NUMBER, Kind.ANY, Kind.DAYS, Kind.MONTHS)


def _text(node: Node | None) -> str:
    """The text of an expression or of unary tests."""
    inner = node.one("text") if node is not None else None
    return inner.text.strip() if inner is not None else ""
