"""A table of data to take away: as CSV or as a workbook, no text of which becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from discretion.desk.cells import Cells
from discretion.files.cells import csv_text
from discretion.files.office import workbook_bytes
from discretion.model.money import Money
from discretion.report.words import clean

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
WIDEST, NARROWEST = 44, 9
"""Columns of a workbook, in characters."""


def csv_of(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as CSV in UTF-8 with a mark by which Excel knows it; money in yuan."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_safe(head) for head in heads])
    writer.writerows([_safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as a workbook of one sheet; the same table gives the same bytes."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter as letter

    made = Workbook(write_only=True)
    sheet = made.create_sheet(_sheet_name(name))
    sheet.freeze_panes = "B2"
    held = [list(row) for row in rows]
    sheet.auto_filter.ref = f"A1:{letter(len(heads))}{len(held) + 1}"
    for at, head in enumerate(heads):
        values = [head, *(str(row[at]) for row in held[:200] if row[at] is not None)]
        wide = max(sum(2 if ord(c) > 0x2E7F else 1 for c in value) for value in values)
        sheet.column_dimensions[letter(at + 1)].width = min(WIDEST, max(NARROWEST, wide + 2))
    cells = Cells(sheet)
    sheet.append([cells.heading(head) for head in heads])
    for row in held:
        sheet.append([cells.of(value) for value in row])
    return workbook_bytes(made)


def _safe(value: Any) -> Any:
    """Return a cell of a CSV: a text that a spreadsheet would compute gets an apostrophe."""
    if isinstance(value, Money):
        return Decimal(value.fen) / 100
    if not isinstance(value, str):
        return value
    return csv_text(clean(value))


def _sheet_name(name: str) -> str:
    """Return a name that a sheet may have: 31 characters, none of them reserved."""
    return "".join(" " if c in "[]:*?/\\" else c for c in name)[:31].strip(" '") or "1"
