"""A model as DMN 1.5: XML with its elements in the order that the standard's schema sets."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from discretion.rulebook.exchange.dmn.cells import render_literal, render_tests
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import Decision, Input, Model, Output, Rule, Table
from discretion.rulebook.exchange.dmn.names import MODEL, OWN

_STEP = "  "


def model_text(model: Model) -> str:
    """Return the XML text of *model*; equal models give equal texts."""
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *_definitions(model), ""))


def _definitions(model: Model) -> Iterator[str]:
    ids = {data.name: f"input.{n}" for n, data in enumerate(model.inputs, 1)}
    ids |= {decision.name: f"decision.{n}" for n, decision in enumerate(model.decisions, 1)}
    inputs = {data.name for data in model.inputs}
    body = list[str]()
    if model.kept is not None:
        kept = model.kept
        head = _tag("discretion:item", {"rulebook": kept.rulebook, "version": str(kept.version)})
        body += ["<extensionElements>", f"{head}{_escaped(kept.text)}</discretion:item>"]
        body += ["</extensionElements>"]
    for data in model.inputs:
        id_ = ids[data.name]
        variable = _empty("variable", f"{id_}.variable", name=data.name, typeRef=_type(data.kind))
        body += [
            _open("inputData", id_, label=data.label, name=data.name),
            _STEP + variable,
            "</inputData>",
        ]
    for decision in model.decisions:
        body += _decision(decision, ids, inputs)
    namespaces = f' xmlns="{MODEL}"' + (f' xmlns:discretion="{OWN}"' if model.kept else "")
    head = _open("definitions", "definitions", name=model.name, namespace=model.namespace)
    yield head.replace("<definitions", f"<definitions{namespaces}", 1)
    yield from (_STEP + line for line in body)
    yield "</definitions>"


def _decision(decision: Decision, ids: dict[str, str], inputs: set[str]) -> Iterator[str]:
    id_, table = ids[decision.name], decision.table
    yield _open("decision", id_, label=decision.label, name=decision.name)
    single = len(table.outputs) == 1 and not table.lists
    kind = table.outputs[0].kind if single else Kind.ANY
    variable = _empty("variable", f"{id_}.variable", name=decision.name, typeRef=_type(kind))
    yield _STEP + variable
    for n, name in enumerate(dict.fromkeys(column.name for column in table.inputs), 1):
        yield _STEP + _open("informationRequirement", f"{id_}.requirement.{n}")
        required = "requiredInput" if name in inputs else "requiredDecision"
        yield f'{_STEP * 2}<{required} href="#{ids[name]}"/>'
        yield _STEP + "</informationRequirement>"
    yield from (_STEP + line for line in _table(table, f"{id_}.table"))
    yield "</decision>"


def _table(table: Table, id_: str) -> Iterator[str]:
    aggregation = table.aggregator.value if table.aggregator else None
    yield _open("decisionTable", id_, hitPolicy=table.hit.value, aggregation=aggregation)
    for n, column in enumerate(table.inputs, 1):
        yield from (_STEP + line for line in _input(column, f"{id_}.input.{n}"))
    for n, output in enumerate(table.outputs, 1):
        yield from (_STEP + line for line in _output(output, f"{id_}.output.{n}"))
    noted = any(rule.note for rule in table.rules)
    if noted:
        yield f'{_STEP}<annotation name="note"/>'
    for n, rule in enumerate(table.rules, 1):
        yield from (_STEP + line for line in _rule(table, rule, f"{id_}.rule.{n}", noted))
    yield "</decisionTable>"


def _input(column: Input, id_: str) -> Iterator[str]:
    yield _open("input", id_, label=column.label)
    yield _STEP + _open("inputExpression", f"{id_}.expression", typeRef=_type(column.kind))
    yield _STEP * 2 + _text(column.name)
    yield _STEP + "</inputExpression>"
    if not column.allowed.is_any:
        yield _STEP + _open("inputValues", f"{id_}.values")
        yield _STEP * 2 + _text(render_tests(column.allowed, column.kind))
        yield _STEP + "</inputValues>"
    yield "</input>"


def _output(output: Output, id_: str) -> Iterator[str]:
    name, kind = output.name or None, _type(output.kind)
    if not output.values and output.default is None:
        yield _empty("output", id_, label=output.label, name=name, typeRef=kind)
        return
    yield _open("output", id_, label=output.label, name=name, typeRef=kind)
    if output.values:
        listed = ", ".join(render_literal(value, output.kind) for value in output.values)
        yield _STEP + _open("outputValues", f"{id_}.values")
        yield _STEP * 2 + _text(listed)
        yield _STEP + "</outputValues>"
    if output.default is not None:
        yield _STEP + _open("defaultOutputEntry", f"{id_}.default")
        yield _STEP * 2 + _text(render_literal(output.default[0], output.kind))
        yield _STEP + "</defaultOutputEntry>"
    yield "</output>"


def _rule(table: Table, rule: Rule, id_: str, noted: bool) -> Iterator[str]:
    yield _open("rule", id_)
    for n, (cell, column) in enumerate(zip(rule.tests, table.inputs, strict=True), 1):
        text = _text(render_tests(cell, column.kind))
        yield f"{_STEP}{_open('inputEntry', f'{id_}.input.{n}')}{text}</inputEntry>"
    for n, (value, output) in enumerate(zip(rule.results, table.outputs, strict=True), 1):
        text = _text(render_literal(value, output.kind))
        yield f"{_STEP}{_open('outputEntry', f'{id_}.output.{n}')}{text}</outputEntry>"
    if noted:
        yield f"{_STEP}<annotationEntry>{_text(rule.note)}</annotationEntry>"
    yield "</rule>"


def _type(kind: Kind) -> str | None:
    return None if kind is Kind.ANY else kind.value


def _open(element: str, id_: str, **attributes: str | None) -> str:
    return _tag(element, {"id": id_, **attributes})


def _tag(element: str, attributes: dict[str, str | None]) -> str:
    """Return the start tag; attributes that are None are left out."""
    said = "".join(f" {n}={_quoted(v)}" for n, v in attributes.items() if v is not None)
    return f"<{element}{said}>"


def _empty(element: str, id_: str, **attributes: str | None) -> str:
    """Return the tag of an element without content."""
    return _open(element, id_, **attributes)[:-1] + "/>"


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(text, {"\r": "&#13;"})
