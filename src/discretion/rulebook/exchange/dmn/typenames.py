"""The types that a DMN file names: FEEL's own, and those that the file defines itself."""

from __future__ import annotations

from collections.abc import Callable

from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.exchange.dmn.cells import CellError, parse_tests
from discretion.rulebook.exchange.dmn.kinds import Kind, kind_named
from discretion.rulebook.markup import Node
from discretion.rulebook.unary import ANY, Cell

Fault = Callable[..., None]
"""Notes a fault of a node: message, value, and what was probably meant."""


class Types:
    """Finds the kind and the allowed values that a ``typeRef`` means."""

    def __init__(self, root: Node, fault: Fault) -> None:
        self.fault = fault
        self.defined = {n.attributes.get("name", ""): n for n in root.all("itemDefinition")}

    def of(self, node: Node, name: str | None) -> tuple[Kind, Cell]:
        """Return what *name*, said at *node*, means; a fault is noted if nothing."""
        seen = list[str]()
        while name:
            bare = name.rpartition(":")[2]
            found = self.defined.get(name) or self.defined.get(bare)
            if found is None:
                if (kind := kind_named(name)) is None:
                    known = [*self.defined, *(k.value for k in Kind)]
                    near = did_you_mean(bare, known) or ""
                    self.fault(node, "没有这个类型；请改用 number、string、boolean 等", name, near)
                    return Kind.ANY, ANY
                return kind, self._allowed(seen, kind)
            if bare in seen:
                self.fault(found, "类型互相引用，成了环", name)
                return Kind.ANY, ANY
            seen.append(bare)
            if found.all("itemComponent") or found.attributes.get("isCollection") == "true":
                self.fault(node, "不支持结构和列表类型；请把每个值写成一个输入", name)
                return Kind.ANY, ANY
            inner = found.one("typeRef")
            name = inner.text.strip() if inner else found.attributes.get("typeRef")
        return Kind.ANY, ANY

    def _allowed(self, names: list[str], kind: Kind) -> Cell:
        """The allowed values that the definitions passed through set, the outermost first."""
        for name in names:
            node = self.defined.get(name)
            values = node.one("allowedValues") if node is not None else None
            text = values.one("text") if values is not None else None
            if text is not None:
                try:
                    return parse_tests(text.text, kind)
                except CellError as error:
                    self.fault(text, str(error), text.text)
        return ANY
