"""A rulebook folder as a workbook for legal staff; the same folder always gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.files.cells import LONGEST, escape, length, letter
from discretion.files.office import workbook_bytes
from discretion.files.whole import write_whole
from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.columns import Column, Layout
from discretion.rulebook.exchange.tables import Line, Tables, lay_out
from discretion.rulebook.exchange.values import DATA

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from discretion.rulebook.exchange.looks import Style

_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TITLE = 31
_TABS = {"statute": "2F75B5", "plain": "A5A5A5", "head": "1F3864"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. ``left_out`` are files of the folder that no workbook carries."""

    items: int
    rows: int
    sheets: int
    left_out: tuple[str, ...]


def export(folder: Path, file: Path) -> Exported:
    """Write the rulebook in *folder* to the workbook *file*, which is replaced as a whole.

    Raises:
        RulebookError: a rule file cannot be read, or a cell would be longer than Excel allows.
        OSError: the file cannot be written.
    """
    tables = lay_out(folder)
    book, data = workbook(tables, folder)
    write_whole(file, data)
    return Exported(tables.items, tables.rows, len(book.sheetnames), tables.left_out)


def workbook(tables: Tables, folder: Path) -> tuple[Workbook, bytes]:
    """Return the workbook of *tables*, and its bytes."""
    # Imported here: writing a workbook is rare, and the import is slow.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _Writer(book, tables, folder).run()
    return book, workbook_bytes(book)


class _Writer:
    """Writes tables into a new workbook."""

    def __init__(self, book: Workbook, tables: Tables, folder: Path) -> None:
        from discretion.rulebook.exchange import looks

        self.book, self.tables, self.folder = book, tables, folder
        self.looks, self.pen = looks, looks.Pen()
        self.problems: list[Problem] = []

    def run(self) -> None:
        title = next((x.cells["value"] for x in self.tables.head if "value" in x.cells), "")
        first = self.book.create_sheet(sheets.LEGEND)
        contents = [(sheets.HEAD.title, sheets.HEAD.about)]
        self._plain(sheets.HEAD, self.tables.head, _TABS["head"])
        titles = _titles(self.tables)
        for source, lines in self.tables.statutes.items():
            self._statute(titles[source], lines)
            number = sum(line.kind == sheets.ITEM for line in lines)
            name = self.tables.source_titles.get(source, source)
            contents.append((titles[source], f"{name}（{source}）：{number} 个案由。"))
        for layout in (*sheets.PLAIN, sheets.ORIGINALS):
            self._plain(layout, self.tables.plain[layout.title], _TABS["plain"])
            contents.append((layout.title, layout.about))
        self.book[sheets.ORIGINALS.title].sheet_state = "hidden"
        self.looks.legend(self.pen, first, title, contents)
        if self.problems:
            raise RulebookError(self.problems)

    def _plain(self, layout: Layout, lines: Iterable[Line], tab: str) -> None:
        sheet = self.book.create_sheet(layout.title)
        columns = dict(enumerate(layout.columns, 1))
        for at, column in columns.items():
            self.looks.heading(self.pen, sheet, at, column, 1)
        sheet.row_dimensions[1].height = 30
        for number, line in enumerate(lines, 2):
            self._row(sheet, number, line, columns, {})
        self._hide(sheet, columns, lines)
        self.looks.finish(sheet, len(layout.columns), layout.frozen, 1, tab)

    def _statute(self, title: str, lines: list[Line]) -> None:
        sheet = self.book.create_sheet(title)
        names = list(dict.fromkeys(name for line in lines for name in line.tests))
        head, tail = sheets.STATUTE_HEAD, sheets.STATUTE_TAIL
        columns = dict(enumerate(head, 1))
        facts = {name: at for at, name in enumerate(names, len(head) + 1)}
        columns |= dict(enumerate(tail, len(head) + len(names) + 1))
        for at, column in columns.items():
            self.looks.heading(self.pen, sheet, at, column, 2)
        labels = {name: self.tables.fact_labels.get(name, name) for name in facts}
        for name, at in facts.items():
            self.looks.fact_heading(self.pen, sheet, at, name, labels[name])
        for row, texts in ((1, labels.values()), (2, names)):
            tall = self.looks.height((text, sheets.FACT_WIDTH) for text in texts)
            sheet.row_dimensions[row].height = max(tall or 0, 34 if row == 1 else 20)
        for number, line in enumerate(lines, 3):
            self._row(sheet, number, line, columns, facts)
        self._hide(sheet, columns, lines)
        self.looks.finish(
            sheet, len(columns) + len(facts), sheets.STATUTE.frozen, 2, _TABS["statute"]
        )

    @staticmethod
    def _hide(sheet: Worksheet, columns: Mapping[int, Column], lines: Iterable[Line]) -> None:
        """Hide the columns of what has no column of its own, where there is no such thing."""
        used = {key for line in lines for key in line.cells}
        for at, column in columns.items():
            if column.form is DATA and column.key not in used:
                sheet.column_dimensions[letter(at)].hidden = True

    def _row(
        self,
        sheet: Worksheet,
        number: int,
        line: Line,
        columns: Mapping[int, Column],
        facts: Mapping[str, int],
    ) -> None:
        used: Iterable[str] = line.cells
        if line.kind:
            used = {*sheets.USED[line.kind], *sheets.PLACED[line.kind]}
        tested = line.kind in (sheets.CLAUSE, sheets.ROW, sheets.OR)
        texts = []
        for at, column in columns.items():
            text = line.cells.get(column.key, "")
            open_to_all = not line.kind or column.key in used
            style = self.looks.style_of(column, line.kind, open_to_all, text)
            self._text(sheet.cell(number, at), text, style)
            texts.append((text, column.width))
        for name, at in facts.items():
            text = line.tests.get(name, "")
            style = self.looks.style_of(None, line.kind, tested, text)
            self._text(sheet.cell(number, at), text, style)
            texts.append((text, sheets.FACT_WIDTH))
        if line.kind == sheets.ITEM:
            sheet.row_dimensions[number].height = 20
        elif tall := self.looks.height(texts):
            sheet.row_dimensions[number].height = tall
        if line.comment:
            anchor = next((at for at, c in columns.items() if c.fixed), 1)
            sheet.cell(number, anchor).comment = self.looks.comment(line.comment)

    def _text(self, cell: Any, text: str, style: Style) -> None:
        if max(length(text), len(escape(text))) > LONGEST:
            place = f"{cell.parent.title}!{letter(cell.column)}{cell.row}"
            message = f"一个单元格至多 {LONGEST} 个字符；请缩短这一处再导出"
            self.problems.append(Problem(self.folder, None, place, text[:80], message))
        else:
            self.pen.draw(cell, text, style)


def _titles(tables: Tables) -> dict[str, str]:
    """Return a sheet title for each source: short, allowed, and not used twice."""
    taken = {title.lower() for title in sheets.RESERVED} | {"history"}
    found = {}
    wanted = {s: _allowed(tables.source_titles.get(s, s)) or s for s in tables.statutes}
    for source, title in wanted.items():
        twice = list(wanted.values()).count(title) > 1
        unique = _shortened(title, f" {source.rpartition('-')[2]}" if twice else "")
        number = 2
        while unique.lower() in taken:
            unique, number = _shortened(title, f" {number}"), number + 1
        taken.add(unique.lower())
        found[source] = unique
    return found


def _allowed(title: str) -> str:
    return _NO_TITLE.sub(" ", title).strip().strip("'《》 ")


def _shortened(title: str, ending: str = "") -> str:
    """Return *title* with *ending*, within what Excel allows."""
    while length(title + ending) > _LONGEST_TITLE:
        title = title[:-1]
    return title.rstrip("' ") + ending
