"""Sheets as rows by column: the header found and checked, what is left blank carried down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from discretion.files.cells import letter
from discretion.rulebook.errors import Problem, did_you_mean
from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.cells import Sheet, SheetRow
from discretion.rulebook.exchange.columns import Column, Layout

_FACT = re.compile(r"[a-z][a-z0-9_]{0,59}")
_STATUTE_SIGNS = 3
"""A sheet with so many headings of a statute's sheet is meant to be one."""


@dataclass(slots=True)
class GridRow:
    """One row: its cells and tests by key, and what it says of where it belongs."""

    sheet: str
    number: int
    columns: Mapping[str, int]
    cells: dict[str, str] = field(default_factory=dict)
    tests: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    kind: str = ""
    code: str = ""
    version: int | None = None
    deleted: bool = False
    under_deleted: bool = False

    def place(self, key: str) -> str:
        """Return the cell of a column: ``事实!C12``."""
        return f"{self.sheet}!{letter(self.columns.get(key, 1))}{self.number}"


@dataclass(slots=True)
class Grids:
    """All rows of a workbook, by sheet."""

    plain: dict[str, list[GridRow]] = field(default_factory=dict)
    statutes: list[list[GridRow]] = field(default_factory=list)

    def rows(self, layout: Layout) -> list[GridRow]:
        """Return the rows of one of the sheets that every workbook has."""
        return self.plain[layout.title]


def read_grids(file: Path, found: list[Sheet], problems: list[Problem]) -> Grids | None:
    """Return the rows of the sheets; faults of headers and rows are added to *problems*.

    None if a sheet that every workbook has is missing.
    """
    reader = _Reader(file, problems)
    grids = Grids()
    by_title = {sheet.title: sheet for sheet in found}
    for layout in (sheets.HEAD, *sheets.PLAIN):
        sheet = by_title.pop(layout.title, None)
        if sheet is None:
            near = did_you_mean(layout.title, by_title)
            message = "缺少这张工作表；请从原来的工作簿复制过来，名称不要改"
            problems.append(Problem(file, None, layout.title, None, message, near))
            continue
        grids.plain[layout.title] = reader.rows(sheet, layout, 1)
    missing = len(grids.plain) <= len(sheets.PLAIN)
    by_title.pop(sheets.LEGEND, None)
    if originals := by_title.pop(sheets.ORIGINALS.title, None):
        grids.plain[sheets.ORIGINALS.title] = reader.rows(originals, sheets.ORIGINALS, 1)
    for sheet in by_title.values():
        if sheet.rows:
            grids.statutes.append(reader.statute(sheet))
    return None if missing else grids


class _Reader:
    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems

    def fault(
        self, place: str, message: str, value: str | None = None, near: str | None = None
    ) -> None:
        self.problems.append(Problem(self.file, None, place, value, message, near))

    def statute(self, sheet: Sheet) -> list[GridRow]:
        first = sheet.rows[0]
        known = [t for t in first.cells.values() if t.strip() in sheets.STATUTE.by_heading]
        if first.number != 1 or len(known) < _STATUTE_SIGNS:
            message = "第 1 行不是这类工作表的表头；请删去这张表，或者照别的法源表写表头"
            self.fault(f"{sheet.title}!A1", message)
            return []
        rows = self.rows(sheet, sheets.STATUTE, 2)
        return [row for row in rows if self._kind(row, sheets.USED)]

    def rows(self, sheet: Sheet, layout: Layout, header: int) -> list[GridRow]:
        """Return the rows below the header; none if the header cannot be used."""
        before = len(self.problems)
        columns, facts = self._header(sheet, layout, header)
        if len(self.problems) > before:
            return []
        keys = {column.key: at for at, column in columns.items()}
        keys |= {name: at for at, name in facts.items()}
        found = []
        for raw in sheet.rows:
            if raw.number > header:
                found.append(self._row(sheet, raw, columns, facts, keys))
        self._carry(found, layout)
        return found

    # --- headers ----------------------------------------------------------------------------------

    def _header(
        self, sheet: Sheet, layout: Layout, rows: int
    ) -> tuple[dict[int, Column], dict[int, str]]:
        head = {row.number: row.cells for row in sheet.rows if row.number <= rows}
        columns: dict[int, Column] = {}
        facts: dict[int, str] = {}
        below = head.get(2, {}) if rows == 2 else {}
        odd = {}
        for at in sorted({*head.get(1, {}), *below}):
            text = head.get(1, {}).get(at, "").strip()
            if at in below:
                self._fact(sheet, at, below[at].strip(), facts)
            elif text in layout.by_heading:
                column = layout.by_heading[text]
                if column in columns.values():
                    self.fault(sheet.place(1, at), "表头重复；请删去一列", text)
                columns[at] = column
            else:
                odd[at] = text
        missing = [h for h, c in layout.by_heading.items() if c not in columns.values()]
        for at, text in odd.items():
            message = "不认得的表头；事实列要在第 2 行写事实名" if rows == 2 else "不认得的表头"
            self.fault(sheet.place(1, at), message, text, did_you_mean(text, missing))
        if missing:
            message = "缺少这些列；请恢复表头，没有内容的列也不要删"
            self.fault(f"{sheet.title}!A1", message, "、".join(missing))
        used = {at for row in sheet.rows if row.number > rows for at in row.cells}
        for at in sorted(used - {*columns, *facts, *odd}):
            self.fault(sheet.place(1, at), "这一列有内容而没有表头；请写表头，或者删去这一列")
        return columns, facts

    def _fact(self, sheet: Sheet, at: int, name: str, facts: dict[int, str]) -> None:
        if not _FACT.fullmatch(name):
            message = "第 2 行只写事实名：小写字母、数字与下划线，以字母开头，如 area_m2"
            self.fault(sheet.place(2, at), message, name)
        elif name in facts.values():
            self.fault(sheet.place(2, at), "这个事实已有一列；请合成一列", name)
        facts[at] = name

    # --- rows -------------------------------------------------------------------------------------

    def _row(
        self,
        sheet: Sheet,
        raw: SheetRow,
        columns: Mapping[int, Column],
        facts: Mapping[int, str],
        keys: Mapping[str, int],
    ) -> GridRow:
        row = GridRow(sheet.title, raw.number, keys)
        ids = next((at for at, column in columns.items() if column.fixed), 0)
        said = []
        for at, text in sorted(raw.cells.items()):
            if at in facts:
                row.tests[facts[at]] = text
            else:
                row.cells[columns[at].key] = text
        for at, text in sorted(raw.comments.items()):
            name = facts.get(at) or (columns[at].heading if at in columns else "")
            said.append(text if at == ids or not name else f"{name}：{text}")
        row.comment = "\n".join(filter(None, said))
        if "delete" in row.cells:
            mark = row.cells["delete"].strip()
            row.deleted = mark == "删"
            if mark not in ("删", "yes"):
                self.fault(row.place("delete"), "只能是“删”或者空着", mark)
        row.kind = row.cells.get("kind", "").strip()
        row.code = row.cells.get("code", "").strip()
        return row

    def _carry(self, rows: list[GridRow], layout: Layout) -> None:
        """Give the code and the version of the row above where they are left blank."""
        keys = {column.key for column in layout.columns}
        if "code" not in keys or layout is sheets.FACTS:
            return
        self._carry_code(rows)
        above: GridRow | None = None
        for row in rows if "version" in keys else ():
            text = row.cells.get("version", "").strip()
            if text:
                if re.fullmatch("[1-9][0-9]{0,3}", text):
                    row.version = int(text)
                else:
                    self.fault(row.place("version"), "版本须是从 1 起的整数", text)
            elif above is not None and above.code == row.code and layout is not sheets.VERSIONS:
                row.version = above.version
            if row.kind == sheets.OR and above is not None:
                row.under_deleted = above.deleted or above.under_deleted
            above = row

    @staticmethod
    def _carry_code(rows: list[GridRow]) -> None:
        above = ""
        for row in rows:
            if not row.code and row.kind != sheets.ITEM:
                row.code = above
            above = row.code

    def _kind(self, row: GridRow, kinds: Mapping[str, Mapping[str, object]]) -> bool:
        """Whether a row of a statute says what it is; what it has no use for is a fault."""
        if row.kind not in kinds:
            message = f"类别只能是{'、'.join(kinds)}"
            near = did_you_mean(row.kind, kinds)
            self.fault(row.place("kind"), message, row.kind or None, near)
            return False
        if row.deleted:
            return True
        allowed = {*kinds[row.kind], *sheets.PLACED[row.kind]}
        for key in row.cells.keys() - allowed:
            message = f"{row.kind}行不用这一列；请删去，或者写到它所属的行"
            self.fault(row.place(key), message, row.cells[key])
        if row.tests and row.kind == sheets.ITEM:
            name = next(iter(row.tests))
            self.fault(row.place(name), f"{row.kind}行不写条件", row.tests[name])
        return True
