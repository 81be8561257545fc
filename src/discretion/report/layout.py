"""Pieces that every terminal report is built from. Texts are never read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from discretion.model.review import Verdict
from discretion.report.explain import Line
from discretion.report.prose import Prose
from discretion.report.words import Words

MUTED = "dim"
STRONG = "bold"
WARNING = "bold yellow"
VERDICT_STYLE = {
    Verdict.UNLAWFUL: "bold red",
    Verdict.OFF_BENCHMARK: "bold yellow",
    Verdict.UNUSUAL: "bold magenta",
    Verdict.CONSISTENT: "bold green",
    Verdict.CANNOT_SAY: "bold cyan",
}
STATE_STYLE = {"missed": "bold red", "above_ceiling": "bold red", "open": "yellow"}


def section(title: str, *parts: RenderableType) -> RenderableType:
    """Return a heading with its content below it, indented."""
    return Group(Prose(title, style=STRONG), Padding(Group(*parts), (0, 0, 1, 2)))


def grid(rows: Iterable[tuple[str, RenderableType]]) -> Table:
    """Return labels and what stands under them, side by side; a repeated label is left out."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=MUTED, no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    before = None
    for label, value in rows:
        table.add_row(Prose("" if label == before else label), value)
        before = label
    return table


def labelled(lines: Iterable[Line]) -> Table:
    """Return lines as a grid of label and text, citations muted behind the text."""
    return grid((line.label, Padding(cited(line), (0, 0, 0, 2 * line.depth))) for line in lines)


def cited(line: Line, style: str = "") -> Prose:
    """Return a line's text with its citation behind it."""
    text = Prose(line.text, style=style)
    if line.place:
        text.append(f"  {line.place}", style=MUTED)
    return text


def bullets(texts: Iterable[Prose]) -> list[RenderableType]:
    """Return texts one below the other, each with a dot before it."""
    return [grid([("·", text)]) for text in texts]


def columns(words: Words, *codes: str, right: Sequence[str] = ()) -> Table:
    """Return an empty table with the headings of *codes*; those in *right* hold figures."""
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    for code in codes:
        table.add_column(
            Prose(words(f"label.{code}")),
            overflow="fold",
            justify="right" if code in right else "left",
            no_wrap=code in right,
        )
    return table


def more(shown: int, total: int, words: Words) -> list[RenderableType]:
    """Return how many more there are than are shown, if any."""
    return [Prose(words("hint.more", n=f"{total - shown:,}"), style=MUTED)] if total > shown else []
