"""A workbook as plain text cells, with every place that a person would be sent to.

Texts come back exactly as they were written: ``_x000D_`` is a carriage return, and an escaped
``_x005F_x000D_`` is these seven characters. Numbers, days and truth values that Excel made of
what was typed become the text a rule file would hold.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from discretion.files.cells import letter, unescape
from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.exchange.archive import check_archive, guarded, refusal

MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_SHEETS = 400
STRANGE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no rule file may hold."""
_THREAD = re.compile(r"\[[^\]\n]{1,80}\]\s.*?\n(?:Comment|注释|批注)[:：]\s*\n?\s*(.*)", re.DOTALL)
"""What Excel puts before a threaded comment for programs that do not know them."""


@dataclass(slots=True)
class SheetRow:
    """The filled cells of a row by column (from 1), and the comments on them."""

    number: int
    cells: dict[int, str] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """One sheet: its title, its rows that hold something, and whether it is hidden."""

    title: str
    rows: list[SheetRow] = field(default_factory=list)

    def place(self, row: int, column: int) -> str:
        """Return a cell as a person finds it: ``事实!C12``."""
        return f"{self.title}!{letter(column)}{row}"


def read_sheets(path: Path) -> list[Sheet]:
    """Read every sheet of the workbook *path*.

    Raises:
        RulebookError: it cannot be read or is a trap; formulas, error values, merged cells, and
            characters that no rule file may hold, every one with its cell.
    """
    check_archive(path)
    return guarded(path, _Reader(path).run)


class _Reader:
    """Reads a workbook that has passed the guard; all faults of its cells are told at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def run(self) -> list[Sheet]:
        with warnings.catch_warnings():
            # openpyxl tells of styles and extensions that it leaves out; no cell depends on them.
            warnings.simplefilter("ignore")
            book = _open(self.path)
            try:
                if len(book.worksheets) > MOST_SHEETS:
                    raise refusal(self.path, f"工作表超过 {MOST_SHEETS} 张；请删去多余的")
                found = [self._sheet(book, page) for page in book.worksheets]
            finally:
                book.close()
        if self.problems:
            raise RulebookError(self.problems)
        return found

    def _sheet(self, book: Any, page: Any) -> Sheet:
        sheet = Sheet(page.title)
        notes = _comments(book, page)
        page.reset_dimensions()
        for number, cells in enumerate(page.iter_rows(max_row=MOST_ROWS + 1), 1):
            row = SheetRow(number)
            for cell in cells:
                if cell.value is not None:
                    self._take(sheet, row, cell)
            if row.cells and number > MOST_ROWS:
                self._fault(sheet, number, 1, f"超过 {MOST_ROWS} 行；请删去多余的行")
            if row.cells:
                sheet.rows.append(row)
        by_number = {row.number: row for row in sheet.rows}
        for (number, column), text in notes.items():
            if number in by_number:
                by_number[number].comments[column] = self._comment(sheet, number, column, text)
        self._merged(sheet, page)
        return sheet

    def _take(self, sheet: Sheet, row: SheetRow, cell: Any) -> None:
        if cell.column > MOST_COLUMNS:
            self._fault(sheet, row.number, cell.column, f"超过 {MOST_COLUMNS} 列；请删去多余的列")
            return
        if cell.data_type == "f":
            message = "单元格里有公式；请复制后用“选择性粘贴—数值”代替"
            self._fault(sheet, row.number, cell.column, message)
            return
        if cell.data_type == "e":
            message = "单元格是错误值；请改成应有的内容"
            self._fault(sheet, row.number, cell.column, message, str(cell.value))
            return
        text = _text(cell.value)
        if strange := STRANGE.search(text):
            shown = f"U+{ord(strange[0]):04X}"
            self._fault(sheet, row.number, cell.column, "不允许使用控制字符，请删去", shown)
        elif text.strip():
            row.cells[cell.column] = text

    def _comment(self, sheet: Sheet, row: int, column: int, text: str) -> str:
        text = unescape(text)
        if thread := _THREAD.fullmatch(text):
            text = thread[1]
        if strange := STRANGE.search(text):
            shown = f"U+{ord(strange[0]):04X}"
            self._fault(sheet, row, column, "批注里不允许使用控制字符，请删去", shown)
        return text.rstrip().lstrip("\n")

    def _merged(self, sheet: Sheet, page: Any) -> None:
        for first_column, first, last_column, last in _merges(page):
            touched = [r for r in sheet.rows if first <= r.number <= last]
            if touched:
                cells = f"{letter(first_column)}{first}:{letter(last_column)}{last}"
                message = f"单元格 {cells} 是合并的，合并处的值属于哪一行说不清；请取消合并并填全"
                self._fault(sheet, first, first_column, message)

    def _fault(
        self, sheet: Sheet, row: int, column: int, message: str, value: str | None = None
    ) -> None:
        place = sheet.place(row, column)
        self.problems.append(Problem(self.path, None, place, value, message))


def _open(path: Path) -> Any:
    # Imported here: reading a workbook is rare, and the import is slow.
    from openpyxl.cell.text import Text
    from openpyxl.reader.excel import ExcelReader

    as_text: Any = Text

    class Exact(ExcelReader):
        """openpyxl's own reader of shared texts drops ``x005F_``, which may be meant."""

        def read_strings(self) -> None:
            from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
            from openpyxl.xml.functions import iterparse

            package: Any = self.package
            part = package.find(SHARED_STRINGS)
            if part is None:
                return
            texts = []
            with self.archive.open(part.PartName[1:]) as stream:
                for _, node in iterparse(stream):
                    if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                        texts.append(as_text.from_tree(node).content)
                        node.clear()
            self.shared_strings = texts

    reader = Exact(path, read_only=True, data_only=False, keep_links=False)
    reader.read()
    return reader.wb


def _text(value: Any) -> str:
    """Return a value as a rule file would hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        whole = not (value.hour or value.minute or value.second)
        return value.date().isoformat() if whole else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        exact = Decimal(repr(value))
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return unescape(str(value))


# --- what a sheet's reader does not tell ----------------------------------------------------------

_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"
)


def _merges(page: Any) -> Iterator[tuple[int, int, int, int]]:
    """Yield the merged areas of a sheet: first column and row, last column and row."""
    from openpyxl.utils import column_index_from_string

    with page.parent._archive.open(page._worksheet_path) as stream:
        tail = b""
        while block := stream.read(1 << 20):
            markup = tail + block
            for left, top, right, bottom in _MERGE.findall(markup):
                columns = [column_index_from_string(c.decode()) for c in (left, right)]
                yield columns[0], int(top), columns[1], int(bottom)
            # The tail is cut where no further cell can be half read, so none is told twice.
            at = markup.rfind(b"<")
            tail = markup[at:] if at >= 0 and b">" not in markup[at:] else b""


def _comments(book: Any, page: Any) -> dict[tuple[int, int], str]:
    """Return the comments of a sheet by row and column."""
    from openpyxl.comments import comment_sheet
    from openpyxl.packaging import relationship
    from openpyxl.utils.cell import coordinate_to_tuple
    from openpyxl.xml.constants import COMMENTS_NS
    from openpyxl.xml.functions import fromstring

    archive: zipfile.ZipFile = book._archive
    # The stubs of these know less than the library does.
    links: Any = relationship
    notes: Any = comment_sheet.CommentSheet
    relations = links.get_rels_path(page._worksheet_path)
    if relations not in archive.namelist():
        return {}
    found = {}
    for relation in links.get_dependents(archive, relations).find(COMMENTS_NS):
        for record in notes.from_tree(fromstring(archive.read(relation.target))).commentList:
            if ":" not in record.ref:
                row, column = coordinate_to_tuple(record.ref)
                found[int(row), int(column)] = str(record.content)
    return found
