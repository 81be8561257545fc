"""Cells read into parts; faults are kept, so that one run shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from discretion.rulebook.errors import Problem
from discretion.rulebook.exchange.columns import Layout, Way
from discretion.rulebook.exchange.grids import GridRow
from discretion.rulebook.exchange.parts import Part, leaves, overlap
from discretion.rulebook.exchange.values import CellError, Form


class Reading:
    """Reads the cells of one workbook; ``problems`` are what was wrong so far."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def fault(
        self, place: str, message: str, value: str | None = None, near: str | None = None
    ) -> None:
        """Keep what is wrong with a cell, its value, and what was probably meant."""
        self.problems.append(Problem(self.file, None, place, value, message, near))

    def read(self, row: GridRow, key: str, form: Form) -> Any:
        """Return the value of a cell, or None where it is empty or cannot be read."""
        text = row.cells.get(key)
        if text is None:
            return None
        try:
            return form.read(text)
        except CellError as error:
            self.fault(row.place(key), str(error), text, error.suggestion)
            return None

    def fill(self, part: Part, row: GridRow, layout: Layout, ways: Mapping[str, Way]) -> None:
        """Put the cells of *row* into *part*, each at its way."""
        for column in layout.columns:
            if column.key not in ways:
                continue
            way = ways[column.key]
            value = self.read(row, column.key, column.form)
            if value is not None and way[-1] == "*":
                for step, inner in leaves(value if isinstance(value, dict) else {}):
                    leaf = (*way[:-1], *step)
                    if any(overlap(leaf, one) for one in ways.values()):
                        message = "这一项有专门的列，不能写在这里；请写到那一列"
                        self.fault(row.place(column.key), message, ".".join(leaf))
                    else:
                        part.put(leaf, inner, row.place(column.key))
            elif value is not None:
                part.put(way, value, row.place(column.key))
            else:
                part.cells.setdefault(way, row.place(column.key))

    @staticmethod
    def part(row: GridRow, key: str) -> Part:
        """Return a new part that the row is, found by its cell of *key*."""
        return Part(row.place(key), comment=row.comment)

    def only_first(self, row: GridRow, keys: Iterable[str]) -> None:
        """Keep as faults the cells of *keys*, which belong to the first of several rows."""
        for key in keys:
            if key in row.cells:
                message = "只写在第一行；请删去这一处，或者改第一行"
                self.fault(row.place(key), message, row.cells[key])
