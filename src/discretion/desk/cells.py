"""Cells of a workbook that is written row by row; no text becomes a formula, whatever it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from discretion.files.cells import RISKY, escape
from discretion.model.money import Money
from discretion.report.words import clean

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST = 32_000
"""Characters of a cell; a spreadsheet takes 32,767."""
_FACE = "Microsoft YaHei"
_FORMS = {
    "text": "@",
    "risky": "@",
    "heading": "@",
    "yuan": "#,##0",
    "fen": "#,##0.00",
    "day": "yyyy-mm-dd",
}


class Cells:
    """Makes the cells of one sheet; how each kind looks is worked out once."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        self._sheet = sheet
        self._looks = {kind: self._look(kind) for kind in (*_FORMS, "number")}

    def heading(self, text: str) -> Any:
        """Return a cell of the first row."""
        return self._text(text, "heading")

    def of(self, value: Any) -> Any:
        """Return the cell of a value: text, number, money in yuan, day, or nothing."""
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._text(value, "risky" if value.startswith(RISKY) else "text")
        if isinstance(value, Money):
            return self._cell(Decimal(value.fen) / 100, "fen" if value.fen % 100 else "yuan")
        return self._cell(value, "day" if isinstance(value, date) else "number")

    def _text(self, text: str, kind: str) -> Any:
        lines = "\n".join(clean(line) for line in text.split("\n"))
        cell = self._cell(escape(lines[:LONGEST]), kind)
        cell.data_type = "s"
        return cell

    def _cell(self, value: Any, kind: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell: Any = WriteOnlyCell(self._sheet, value)
        cell._style = self._looks[kind]
        return cell

    def _look(self, kind: str) -> Any:
        """Return a kind's style: setting it part by part costs more than the rest of a cell."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        cell: Any = WriteOnlyCell(self._sheet)
        cell.number_format = _FORMS.get(kind, "General")
        cell.font = Font(name=_FACE, size=10, bold=kind == "heading")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if kind == "risky":
            cell.quotePrefix = True
        return cell._style
