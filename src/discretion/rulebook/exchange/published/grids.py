"""A table as plain text cells, with merged cells resolved to the cell that they begin in."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def visible(text: str) -> str:
    """Return *text* without characters that nobody sees (zero-width marks, soft hyphens)."""
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cf", "Cc", "Cn"))
    return "".join(kept).strip()


@dataclass(frozen=True, slots=True)
class GridCell:
    """Text, and where the cell begins: cells merged into one have the same ``origin``."""

    text: str
    origin: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``rows`` are all equally long; ``first`` is the number of its first row as the
    user sees it; ``title`` stands above it."""

    name: str
    rows: tuple[tuple[GridCell, ...], ...]
    first: int = 1
    title: str = ""

    def number(self, at: int) -> int:
        """Return the number of the row at index *at*, as the user sees it."""
        return self.first + at

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.rows[0]) if self.rows else 0


def grid_of(name: str, rows: Sequence[Sequence[GridCell]], first: int = 1, title: str = "") -> Grid:
    """Return a grid; short rows are filled up with empty cells."""
    width = max((len(row) for row in rows), default=0)
    filled = tuple(
        (*row, *(GridCell("", (i, at)) for at in range(len(row), width)))
        for i, row in enumerate(rows)
    )
    return Grid(name, filled, first, title)


def distinct(row: Sequence[GridCell]) -> list[GridCell]:
    """Return the cells of a row, one that spans several columns once."""
    return list({cell.origin: cell for cell in row}.values())


def spanning(row: Sequence[GridCell]) -> str | None:
    """Return the text of a row that is one cell over all columns, or its only text in front."""
    filled = [cell for cell in distinct(row) if cell.text]
    if len(filled) != 1:
        return None
    cell = filled[0]
    across = sum(1 for c in row if c.origin == cell.origin)
    return cell.text if across > max(2, len(row) // 2) or cell is row[0] else None
