"""What every kind of file is read into: rows, a table, and where its header stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from discretion.intake.errors import IntakeError
from discretion.rulebook.prose.numerals import fold

MOST_HEADER_ROWS = 20
"""The header stands among the first rows of this number; titles may stand above it."""
MOST_COLUMNS = 2000

IsHeader = Callable[[Sequence[str]], bool]
"""Whether a row of texts looks like column names."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """Cells in the order of a file. ``broken`` says why the row cannot be read."""

    number: int
    cells: Sequence[Any]
    broken: IntakeError | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as the user sees it in the file, and its cells by column.

    ``surplus`` are cells beyond the header, ``lacking`` counts columns that the row is short of.
    """

    number: int
    cells: dict[str, Any]
    surplus: tuple[str, ...] = ()
    lacking: int = 0
    broken: IntakeError | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Column names, in order, and rows that can be read once.

    Tables of JSON objects are ``nested``: every row has columns of its own. ``notes`` are what
    the user should know about the file as a whole: (message, remedy).
    """

    columns: tuple[str, ...]
    rows: Iterator[Row]
    nested: bool = False
    header_row: int = 0
    notes: tuple[tuple[str, str], ...] = ()


def find_header(rows: Iterator[RawRow], is_header: IsHeader, where: str) -> tuple[int, list[str]]:
    """Read up to the header and return its row number and names (empty where a cell is empty).

    Raises:
        IntakeError: none among the first rows, or a name that stands twice.
    """
    for row in islice(rows, MOST_HEADER_ROWS):
        if row.broken is not None:
            raise row.broken
        names = [heading(cell) for cell in row.cells]
        while names and not names[-1]:
            names.pop()
        if is_header([fold(name) for name in names]):
            return row.number, check_columns(names, f"{where}，第 {row.number} 行")
    raise no_header(where)


def no_header(where: str) -> IntakeError:
    """Return the error of a table without column names."""
    return IntakeError(
        "找不到列名所在的行",
        where=where,
        remedy=f"请在前 {MOST_HEADER_ROWS} 行内写明列名，如“处罚决定书文号、案由、处罚结果”。",
    )


def check_columns(names: Sequence[str], where: str) -> list[str]:
    """Return *names*.

    Raises:
        IntakeError: two are the same (full and half width do not count), or there are too many.
    """
    if len(names) > MOST_COLUMNS:
        raise IntakeError(
            f"有 {len(names)} 列，多于 {MOST_COLUMNS} 列", where=where, remedy="请删去多余的列。"
        )
    places: dict[str, list[int]] = {}
    for at, name in enumerate(names, start=1):
        if name:
            places.setdefault(fold(name), []).append(at)
    twice = [f"{n}（第 {'、'.join(map(str, p))} 列）" for n, p in places.items() if len(p) > 1]
    if twice:
        raise IntakeError(
            "列名重复", where=where, value="；".join(twice), remedy="请给每一列不同的名称。"
        )
    return list(names)


def rows_below(
    rows: Iterator[RawRow], header: Sequence[str], ragged: bool = False
) -> Iterator[Row]:
    """Yield the rows with content; in a *ragged* file a row may be shorter than the header.

    Cells under an empty heading are called by their place, such as 第4列.
    """
    width = len(header)
    unnamed = [(at, f"第{at + 1}列") for at, name in enumerate(header) if not name]
    for row in rows:
        if row.broken is not None:
            yield Row(row.number, {}, broken=row.broken)
            continue
        cells = row.cells
        if not any(c is not None and c != "" for c in cells):
            continue
        found = dict(zip(header, cells, strict=False))
        if unnamed:
            found.pop("", None)
            extra = ((name, cells[at]) for at, name in unnamed if at < len(cells))
            found |= {name: cell for name, cell in extra if cell is not None and cell != ""}
        surplus = tuple(str(c) for c in cells[width:] if c is not None and c != "")
        yield Row(row.number, found, surplus, max(0, width - len(cells)) if ragged else 0)


def heading(cell: Any) -> str:
    """Return the name in a cell of the header: on one line."""
    return "" if cell is None else "".join(str(cell).splitlines()).strip()
