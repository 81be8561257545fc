"""Benchmark tables in .xlsx workbooks."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from discretion.rulebook.exchange.archive import check_archive, guarded, refusal
from discretion.rulebook.exchange.published.grids import Grid, GridCell, grid_of, visible

MOST_CELLS = 2_000_000
"""Rows times columns of a sheet; published tables have a few thousand."""


def read_workbook(path: Path, sheet: str | None = None) -> tuple[list[Grid], list[str]]:
    """Return the sheets of a workbook (or only *sheet*), and the names of hidden ones, unread.

    Raises:
        RulebookError: no usable workbook, no such sheet, or a formula in a cell.
    """
    check_archive(path)
    book = guarded(path, lambda: _open(path))
    names = list(book.sheetnames)
    if sheet is not None and sheet not in names:
        raise refusal(path, f"没有这张工作表；有：{'、'.join(names)}", sheet)
    grids, hidden = [], []
    for page in book.worksheets:
        if sheet is None and page.sheet_state != "visible":
            hidden.append(page.title)
        elif sheet in (None, page.title):
            grids.append(guarded(path, partial(_grid, path, page)))
    return grids, hidden


def _open(path: Path) -> Any:
    # Imported here: reading a workbook is rare, and the import is slow.
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl tells of styles and extensions that it leaves out; no cell depends on them.
        warnings.simplefilter("ignore")
        return load_workbook(path)


def _grid(path: Path, page: Any) -> Grid:
    if page.max_row * page.max_column > MOST_CELLS:
        size = f"{page.max_row} 行 {page.max_column} 列"
        raise refusal(path, f"有 {size}，太大；请删去空白的行和列", page.title)
    merged = _merged(page)
    rows, formulas = [], []
    texts: dict[tuple[int, int], str] = {}
    for cells in page.iter_rows():
        row = []
        for cell in cells:
            place = (cell.row, cell.column)
            if getattr(cell, "data_type", "") == "f":
                formulas.append(cell.coordinate)
            texts[place] = _text(cell)
            origin = merged.get(place, place)
            row.append(GridCell(texts[origin], origin))
        rows.append(row)
    if formulas:
        where = f"工作表 {page.title}，单元格 {'、'.join(formulas[:5])}"
        raise refusal(path, "有公式；请在 Excel 中复制后“选择性粘贴—数值”再试", where=where)
    while rows and not any(cell.text for cell in rows[-1]):
        rows.pop()
    return grid_of(page.title, rows)


def _merged(page: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return, for each cell that is merged into another, where that one stands."""
    found = {}
    for area in page.merged_cells.ranges:
        first = (area.min_row, area.min_col)
        for row in range(area.min_row, min(area.max_row, page.max_row) + 1):
            for column in range(area.min_col, min(area.max_col, page.max_column) + 1):
                found[row, column] = first
    return found


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        exact = Decimal(repr(value))
        if "%" in str(cell.number_format):
            return f"{_plain(exact * 100)}%"
        return _plain(exact)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return visible(str(value).replace("_x000D_", "").replace("\t", " "))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
