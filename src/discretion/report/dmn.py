"""Decision tables exchanged as DMN: what they hold, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.table import Table as Grid
from rich.text import Text

from discretion.engine.tables import Outcome
from discretion.report.words import Words, clean
from discretion.rulebook.exchange.dmn.model import Decision
from discretion.rulebook.exchange.dmn.tables import Unseen
from discretion.rulebook.unary import render_value


def unseen_lines(unseen: Iterable[Unseen], words: Words) -> list[str]:
    """Say what other engines do not see of an exported item."""
    said = [
        words(f"dmn.unseen.{one.code}", places=words.joined(one.places) if one.places else "")
        for one in unseen
    ]
    return [words("dmn.unseen"), *(f"  · {line}" for line in said)]


def decisions_grid(decisions: Iterable[Decision], words: Words) -> Grid:
    """Return the decisions of a file, one a row."""
    rows = [
        (
            decision.name,
            " ".join(filter(None, (decision.table.hit.value, decision.table.aggregator))),
            words.joined(column.name for column in decision.table.inputs),
            words.joined(output.name for output in decision.table.outputs if output.name),
            str(len(decision.table.rules)),
        )
        for decision in decisions
    ]
    return _grid(("decision", "hit", "inputs", "outputs", "rules"), rows, words)


def outcomes_grid(outcomes: Iterable[Outcome], words: Words) -> Grid:
    """Return what each decision came to, and which of its rows held."""
    rows = [
        (one.decision, _said(one.answer, words), words.joined(map(str, one.rules)))
        for one in outcomes
    ]
    return _grid(("decision", "result", "held"), rows, words)


def outcomes_json(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Return the answers as data; a number that is not whole is text, since it is exact."""
    return [
        {"decision": one.decision, "answer": _plain(one.answer), "rules": list(one.rules)}
        for one in outcomes
    ]


def _grid(names: Sequence[str], rows: Iterable[Sequence[str]], words: Words) -> Grid:
    grid = Grid(show_edge=False, pad_edge=False, header_style="bold")
    for name in names:
        grid.add_column(words(f"dmn.column.{name}"), overflow="fold")
    for row in rows:
        grid.add_row(*(Text(clean(cell)) for cell in row))
    return grid


def _said(answer: Any, words: Words) -> str:
    if answer is None or answer == ():
        return words("dmn.none")
    if isinstance(answer, tuple):
        return "\n".join(_said(each, words) for each in answer)
    if isinstance(answer, Mapping):
        return words.joined(f"{n} = {_said(v, words)}" for n, v in answer.items() if v is not None)
    return answer if isinstance(answer, str) else render_value(answer)


def _plain(answer: Any) -> Any:
    if isinstance(answer, tuple):
        return [_plain(each) for each in answer]
    if isinstance(answer, Mapping):
        return {name: _plain(value) for name, value in answer.items()}
    if isinstance(answer, Decimal):
        return int(answer) if answer == answer.to_integral_value() else render_value(answer)
    return answer
