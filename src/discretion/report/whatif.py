"""What if a fact were otherwise: for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from discretion.engine.whatif import Alternative
from discretion.model.determination import Outcome, Range
from discretion.report.prose import Prose
from discretion.report.words import Words


def what_if_view(found: Sequence[Alternative], words: Words) -> RenderableType:
    """Return a table of the single changes that change the answer."""
    if not found:
        return Prose(words("whatif.none"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("fact", "now", "changed", "nearest", "result"):
        table.add_column(words(f"whatif.{column}"), overflow="fold")
    before = None
    for one in found:
        same = one.fact == before
        table.add_row(
            Prose("" if same else _label(one, words)),
            Prose("" if same else _value(one, one.value, words)),
            Prose(_test(one, words)),
            Prose(_value(one, one.nearest, words)),
            Prose(result_text(one, words)),
        )
        before = one.fact
    title = Prose(words("whatif.title"), style="bold")
    return Group(title, Padding(table, (0, 0, 1, 2)))


def result_text(one: Alternative, words: Words) -> str:
    """Return what the answer would be."""
    if one.outcome not in (Outcome.PENALTY, Outcome.MAY_EXEMPT):
        return words(f"outcome.{one.outcome.value}")
    grade, span = words.grade(one.grade), words.range(one.recommended or one.lawful)
    if one.row is None:
        return words("whatif.penalty", grade=grade, range=span)
    return words("whatif.penalty_row", row=one.row, grade=grade, range=span)


def _label(one: Alternative, words: Words) -> str:
    return words.pick(one.declaration.label, one.declaration.label_en)


def _value(one: Alternative, value: object, words: Words) -> str:
    if value is None:
        return words("whatif.unknown")
    return words.fact(value, one.declaration.unit, one.declaration.choices)


def _test(one: Alternative, words: Words) -> str:
    return words.test(one.test, one.declaration.unit, one.declaration.choices)


def what_if_json(found: Sequence[Alternative], words: Words) -> list[dict[str, Any]]:
    """Return the same as plain data."""
    return [
        {
            "fact": one.fact,
            "label": _label(one, words),
            "value": _plain(one.value),
            "test": one.test,
            "nearest": _plain(one.nearest),
            "outcome": one.outcome.value,
            "grade": one.grade,
            "row": one.row,
            "lawful": _range(one.lawful),
            "recommended": _range(one.recommended),
            "text": result_text(one, words),
        }
        for one in found
    ]


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def _range(span: Range | None) -> dict[str, object] | None:
    if span is None:
        return None
    return {
        "min": str(span.minimum),
        "max": str(span.maximum) if span.maximum is not None else None,
        "min_open": span.minimum_open,
        "max_open": span.maximum_open,
    }
