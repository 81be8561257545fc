"""DMN files for tests, written by hand: shorter than those of real software, and as odd."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from discretion.rulebook.exchange.dmn.model import Model
from discretion.rulebook.exchange.dmn.names import MODEL
from discretion.rulebook.exchange.dmn.read import parse_model

FILE = Path("x.dmn")


def table(
    inputs: Sequence[tuple[str, str | None]],
    outputs: Sequence[tuple[str, str | None, str | None]],
    rules: Sequence[Sequence[str]],
    attributes: str = "",
    default: str | None = None,
) -> str:
    """Return a ``decisionTable``: inputs (name, type), outputs (name, type, values), cells."""
    lines = [f"<decisionTable {attributes}>"]
    for name, kind in inputs:
        said = f' typeRef="{kind}"' if kind else ""
        lines.append(f"<input><inputExpression{said}>{text(name)}</inputExpression></input>")
    for name, kind, values in outputs:
        said = f' typeRef="{kind}"' if kind else ""
        listed = f"<outputValues>{text(values)}</outputValues>" if values else ""
        if default is not None:
            listed += f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>"
        lines.append(f'<output name="{name}"{said}>{listed}</output>')
    for cells in rules:
        tests, results = cells[: len(inputs)], cells[len(inputs) :]
        entries = [f"<inputEntry>{text(cell)}</inputEntry>" for cell in tests]
        entries += [f"<outputEntry>{text(cell)}</outputEntry>" for cell in results]
        lines.append(f"<rule>{''.join(entries)}</rule>")
    return "\n".join([*lines, "</decisionTable>"])


def text(said: str) -> str:
    return f"<text>{escape(said)}</text>"


def definitions(body: str, namespace: str = MODEL) -> bytes:
    head = f'<definitions xmlns="{namespace}" name="m" namespace="urn:m">'
    return f"{head}\n{body}\n</definitions>".encode()


def decision(name: str, logic: str, needs: Sequence[str] = ()) -> str:
    """Return a ``decision`` that requires input data ``i-NAME`` or decisions ``d-NAME``."""
    required = "".join(
        f"<informationRequirement><required{'Input' if need[0] == 'i' else 'Decision'} "
        f'href="#{need}"/></informationRequirement>'
        for need in needs
    )
    variable = f'<variable name="{name}"/>'
    return f'<decision id="d-{name}" name="{name}">{variable}{required}\n{logic}\n</decision>'


def input_data(name: str, kind: str | None = None) -> str:
    said = f' typeRef="{kind}"' if kind else ""
    variable = f'<variable name="{name}"{said}/>'
    return f'<inputData id="i-{name}" name="{name}">{variable}</inputData>'


def one_table(logic: str, **inputs: str | None) -> bytes:
    """Return a file of one decision ``result`` with *inputs* (name and type)."""
    data = "\n".join(input_data(name, kind) for name, kind in inputs.items())
    return definitions(f"{data}\n{decision('result', logic, [f'i-{n}' for n in inputs])}")


def read(raw: bytes) -> Model:
    return parse_model(raw, FILE)
