"""Files with published tables: .xlsx and .docx, read to plain grids."""

from __future__ import annotations

from pathlib import Path

from discretion.rulebook.exchange.archive import refusal
from discretion.rulebook.exchange.published.documents import read_document
from discretion.rulebook.exchange.published.grids import Grid
from discretion.rulebook.exchange.published.workbooks import read_workbook


def read_tables(path: Path, sheet: str | None = None) -> tuple[list[Grid], list[str]]:
    """Return the tables of *path*, and the names of hidden sheets that were not read.

    Raises:
        RulebookError: another kind of file, a damaged or hostile one, or no such sheet.
    """
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return read_workbook(path, sheet)
    if kind != ".docx":
        message = "只能读 .xlsx 和 .docx；.xls、.doc、.wps、.et 请先另存，.pdf 请先转成 .docx"
        raise refusal(path, message, path.suffix or None)
    if sheet is not None:
        raise refusal(path, "--sheet 只用于 .xlsx 工作簿", sheet)
    return read_document(path), []
