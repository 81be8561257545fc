"""A DMN file as a model; whatever goes beyond decision tables in S-FEEL is refused by its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from discretion.rulebook.errors import Problem, RulebookError, did_you_mean
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import Decision, InputData, Kept, Model
from discretion.rulebook.exchange.dmn.names import LOGIC, OWN, is_feel, is_model
from discretion.rulebook.exchange.dmn.tablereading import TableReader
from discretion.rulebook.exchange.dmn.typenames import Types
from discretion.rulebook.markup import Node, parse_markup, read_markup, refusal
from discretion.rulebook.unary import ANY, Cell

_NUMBER = re.compile("[0-9]{1,4}")
_NAME = re.compile(r"[^\W\d]\w*(?: \w+)*")


def read_model(file: Path) -> Model:
    """Read the DMN (1.1 to 1.5) in *file*.

    Raises:
        RulebookError: it cannot be read safely, is no DMN, or asks for what is not supported;
            every fault with its line and how to mend it.
    """
    return _Reader(file).model(read_markup(file))


def parse_model(raw: bytes, file: Path) -> Model:
    """Return the model that the XML in *raw* holds; *file* is what errors name."""
    return _Reader(file).model(parse_markup(raw, file))


class _Reader:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def fault(self, node: Node, message: str, value: str | None = None, near: str = "") -> None:
        """Note a fault; reading goes on to find the others."""
        label = node.attributes.get("id") or node.attributes.get("name")
        where = f"<{node.name}{f' {label}' if label else ''}>"
        self.problems.append(Problem(self.file, node.line, where, value, message, near or None))

    def model(self, root: Node) -> Model:
        if root.name != "definitions" or not is_model(root.namespace):
            message = "不是 DMN 文件；根元素须是 DMN 1.1 至 1.5 的 definitions"
            raise refusal(self.file, root.line, message, root.name)
        self._check_language(root)
        for node in root.all("import"):
            self.fault(node, "不支持引用别的文件；请把用到的决策并入本文件")
        types = Types(root, self.fault)
        inputs = {id_: (node, data) for id_, node, data in self._inputs(root)}
        decisions = self._decision_nodes(root)
        names = {id_: data.name for id_, (_, data) in inputs.items()}
        names |= {id_: self._variable(node) for id_, node in decisions.items()}
        self._check_names(inputs, decisions, names)
        needs = {id_: self._needs(node, names) for id_, node in decisions.items()}
        if not inputs:
            for id_, node, data in self._unsaid(decisions, set(names.values())):
                inputs.setdefault(data.name, (node, data))
                names[data.name] = data.name
                needs[id_].append(data.name)
        order = self._order(decisions, needs)
        known = {}
        for id_, (node, data) in inputs.items():
            known[data.name] = types.of(node, self._type(node))
            inputs[id_] = (node, replace(data, kind=known[data.name][0]))
        made = []
        for id_ in order:
            needed = {
                names[other]: known.get(names[other], (Kind.ANY, ANY)) for other in needs[id_]
            }
            found = self._decision(decisions[id_], names[id_], needed, types)
            if found is not None:
                made.append(found)
                outputs = found.table.outputs
                single = len(outputs) == 1 and not found.table.lists
                known[found.name] = (outputs[0].kind if single else Kind.ANY, ANY)
        if not decisions:
            self.fault(root, "没有决策（decision）；请在建模软件中加上决策表再导出")
        if self.problems:
            raise RulebookError(sorted(self.problems, key=lambda p: p.line or 0))
        return Model(
            root.attributes.get("name", ""),
            root.attributes.get("namespace", ""),
            tuple(data for _, data in inputs.values()),
            tuple(made),
            self._kept(root),
        )

    def _check_language(self, node: Node) -> None:
        language = node.attributes.get("expressionLanguage")
        if language is not None and not is_feel(language):
            message = "只支持 S-FEEL；请改用 FEEL 书写，并去掉 expressionLanguage"
            self.fault(node, message, language)

    def _inputs(self, root: Node) -> Iterator[tuple[str, Node, InputData]]:
        for node in root.all("inputData"):
            label = node.attributes.get("label")
            yield self._id(node), node, InputData(self._variable(node), Kind.ANY, label)

    @staticmethod
    def _unsaid(
        decisions: dict[str, Node], names: set[str]
    ) -> Iterator[tuple[str, Node, InputData]]:
        """Input data of a file that declares none, as some programs write it: any plain name."""
        for id_, decision in decisions.items():
            for table in decision.all("decisionTable"):
                for column in table.all("input"):
                    expression = column.one("inputExpression")
                    text = expression.one("text") if expression is not None else None
                    name = " ".join(text.text.split()) if text is not None else ""
                    if expression is not None and _NAME.fullmatch(name) and name not in names:
                        label = column.attributes.get("label")
                        yield id_, expression, InputData(name, Kind.ANY, label)

    @staticmethod
    def _type(node: Node) -> str | None:
        """The ``typeRef`` of a node's variable, or of the node where it has no variable."""
        variable = node.one("variable")
        return (variable or node).attributes.get("typeRef")

    def _decision_nodes(self, root: Node) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for node in root.all("decision"):
            if found.setdefault(self._id(node), node) is not node:
                self.fault(node, "id 重复；请改用别的 id", self._id(node))
        return found

    @staticmethod
    def _id(node: Node) -> str:
        return node.attributes.get("id") or f"line {node.line}"

    @staticmethod
    def _variable(node: Node) -> str:
        """The name by which others mean the value: that of the variable, else its own."""
        variable = node.one("variable")
        own = node.attributes.get("name", "")
        return " ".join((variable.attributes.get("name", own) if variable else own).split())

    def _check_names(
        self,
        inputs: dict[str, tuple[Node, InputData]],
        decisions: dict[str, Node],
        names: dict[str, str],
    ) -> None:
        seen: dict[str, Node] = {}
        nodes = {**{id_: node for id_, (node, _) in inputs.items()}, **decisions}
        for id_, node in nodes.items():
            name = names[id_]
            if not name:
                self.fault(node, "缺少 name；请给它取名")
            elif (first := seen.setdefault(name, node)) is not node:
                self.fault(node, f"名称与第 {first.line} 行的重复；请改名", name)

    def _needs(self, decision: Node, names: dict[str, str]) -> list[str]:
        found = []
        for node in decision.all("knowledgeRequirement"):
            self.fault(node, "不支持业务知识模型；请把它的逻辑写成决策表")
        for requirement in decision.all("informationRequirement"):
            for node in (*requirement.all("requiredInput"), *requirement.all("requiredDecision")):
                href = node.attributes.get("href", "")
                id_ = href.rpartition("#")[2]
                if id_ in names:
                    found.append(id_)
                else:
                    near = did_you_mean(id_, names) or ""
                    self.fault(node, "没有这个输入或者决策；请核对 href", href, near)
        return found

    def _order(self, decisions: dict[str, Node], needs: dict[str, list[str]]) -> list[str]:
        """Sort the decisions: each after those that it requires, else as the file has them."""
        waiting, done = dict(decisions), list[str]()
        while waiting:
            free = (id_ for id_ in waiting if not any(other in waiting for other in needs[id_]))
            ready = next(free, None)
            if ready is None:
                first = next(iter(waiting.values()))
                named = "、".join(self._variable(node) for node in waiting.values())
                self.fault(first, f"决策互相要求，成了环：{named}；请断开其中一处")
                return done
            done.append(ready)
            del waiting[ready]
        return done

    def _decision(
        self, node: Node, name: str, known: dict[str, tuple[Kind, Cell]], types: Types
    ) -> Decision | None:
        table = node.one("decisionTable")
        other = next((child for child in node.children if child.name in LOGIC), None)
        if table is None or other is not None:
            at = other if other is not None else node
            said = LOGIC[other.name] if other is not None else "空的决策"
            self.fault(at, f"不支持{said}，只支持决策表；请改写成决策表")
            return None
        self._check_language(table)
        made = TableReader(table, known, types, self.fault, self._type(node)).read()
        label = node.attributes.get("label")
        return None if made is None else Decision(name, made, label, node.line)

    def _kept(self, root: Node) -> Kept | None:
        extension = root.one("extensionElements")
        found = [] if extension is None else extension.children
        for node in found:
            if node.namespace == OWN and node.name == "item":
                version = node.attributes.get("version", "")
                if not _NUMBER.fullmatch(version):
                    message = "version 须是案由版本的序号（从 0 起）；请用本软件重新导出"
                    raise refusal(self.file, node.line, message, version)
                rulebook = node.attributes.get("rulebook", "")
                return Kept(node.text, int(version), rulebook, node.line)
        return None
