"""A table of a user's own as typed columns: numbers, yes and no, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.intake.errors import IntakeError
from discretion.intake.tables import read_table
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.prose.numerals import fold

if TYPE_CHECKING:
    import pyarrow as pa

_YES_NO = {"是": True, "否": False, "true": True, "false": False}


@dataclass(frozen=True)
class TypedTable:
    """Columns of one length; ``rows`` are their numbers as the user sees them in the file."""

    rows: tuple[int, ...]
    columns: pa.Table
    problems: tuple[IntakeError, ...]
    """Rows that could not be read, and cells that are not what their column holds."""


def read_typed(
    path: Path,
    names: Sequence[str],
    *,
    codes: Collection[str] = (),
    sheet: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> TypedTable:
    """Read the columns *names*: of numbers (float64), of yes and no (bool), or of names (string).

    A column most of whose cells are numbers is one of numbers, unless it is in *codes*: then its
    numbers only name something. An empty cell is null, and so is one that does not fit its column,
    which is a problem as well.

    Raises:
        IntakeError: the file cannot be used, or has no such column.
    """
    import pyarrow as pa

    wanted = {fold(name) for name in names}
    table = read_table(path, lambda texts: bool(wanted & set(texts)), sheet)
    rows: list[int] = []
    problems: list[IntakeError] = []
    cells: dict[str, list[Any]] = {name: [] for name in names}
    present: set[str] = {fold(name) for name in table.columns}
    for row in table.rows:
        if row.broken is not None:
            problems.append(row.broken)
            continue
        by_name = {fold(name): cell for name, cell in row.cells.items()}
        if table.nested:
            present |= by_name.keys()
        rows.append(row.number)
        for name, column in cells.items():
            column.append(by_name.get(fold(name)))
        if progress and len(rows) % 1000 == 0:
            progress(len(rows))
    _require(names, present, str(path))
    columns = {}
    for name, column in cells.items():
        columns[name], bad = _typed(column, name in codes)
        problems += [_misfit(name, rows[at], column[at], path) for at in bad]
    return TypedTable(tuple(rows), pa.table(columns), tuple(problems))


def _require(names: Sequence[str], present: Collection[str], where: str) -> None:
    for name in names:
        if fold(name) not in present:
            near = did_you_mean(fold(name), present)
            hint = f"是不是“{near}”？" if near else f"现有各列：{'、'.join(sorted(present))}。"
            raise IntakeError("没有这一列", where=where, value=name, remedy=hint)


def _typed(cells: Sequence[Any], is_code: bool) -> tuple[pa.Array, list[int]]:
    """Return a column, and which cells do not fit into it."""
    import pyarrow as pa

    texts = [None if cell is None else fold(str(cell)) or None for cell in cells]
    if is_code:
        return pa.array(texts, pa.string()), []
    known = [text for text in texts if text is not None]
    if known and all(text.lower() in _YES_NO for text in known):
        return pa.array([None if t is None else _YES_NO[t.lower()] for t in texts], pa.bool_()), []
    numbers = [None if text is None else _number(text) for text in texts]
    kinds = Counter(n is not None for n, t in zip(numbers, texts, strict=True) if t is not None)
    if kinds[False] >= max(kinds[True], 1):
        return pa.array(texts, pa.string()), []
    bad = [at for at, text in enumerate(texts) if text is not None and numbers[at] is None]
    return pa.array(numbers, pa.float64()), bad


def _number(text: str) -> float | None:
    try:
        found = Decimal(text.replace(",", ""))
    except ArithmeticError:
        return None
    # Beyond this, squares no longer fit into a double.
    return float(found) if found.is_finite() and abs(found) < Decimal("1e100") else None


def _misfit(name: str, row: int, cell: Any, path: Path) -> IntakeError:
    return IntakeError(
        f"“{name}”一列多为数，这一格不是数，按未知处理",
        where=f"{path}，第 {row} 行",
        value=str(cell),
        remedy="请改为数；没有记载的留空。",
    )
