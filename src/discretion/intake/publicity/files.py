"""Records in files: workbooks, delimited text in UTF-8 or GB18030, and XML."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape

from discretion.files.cells import LONGEST, csv_text, hold_text, length
from discretion.files.office import workbook_bytes
from discretion.files.whole import whole
from discretion.intake.cells import text_of
from discretion.intake.errors import IntakeError
from discretion.intake.publicity.fields import FIELDS, field_named
from discretion.intake.tables import read_table
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.markup import read_markup
from discretion.rulebook.wording import refusal

SUFFIXES = (".xlsx", ".csv", ".xml")
Record = dict[str, str]
_LEAST_FIELDS = 4
"""Columns that must be known for a row to be taken for the header."""


def read_records(
    path: Path, broken: Callable[[IntakeError], None] | None = None
) -> Iterator[tuple[int, Record]]:
    """Yield the records of a file, each with its row (in XML: its line) and values by field code.

    *broken* is told of each row that cannot be read, and the others go on; without it, the first
    of them ends the reading.

    Raises:
        IntakeError: the file cannot be used.
    """
    if path.suffix.lower() == ".xml":
        yield from _read_xml(path, broken or _end)
        return
    table = read_table(path, _is_header)
    named = {name: field.code for name in table.columns if (field := field_named(name))}
    if len(named) < _LEAST_FIELDS:
        raise IntakeError(
            "认不出双公示的列",
            where=str(path),
            remedy="首行须为字段代码（如 CF_WSH）或者字段名称（如 行政处罚决定书文号）。",
        )
    for row in table.rows:
        if row.broken is not None:
            (broken or _end)(row.broken)
            continue
        cells = {code: row.cells.get(name) for name, code in named.items()}
        texts = {code: text_of(cell).strip() for code, cell in cells.items() if cell is not None}
        yield row.number, {code: text for code, text in texts.items() if text}


def write_records(path: Path, records: Iterable[Mapping[str, str]], encoding: str) -> int:
    """Write records by the suffix of *path*; return how many. Nothing is left if it fails.

    *encoding* is that of ``.csv`` (``utf-8`` gets a byte order mark, for Excel).

    Raises:
        IntakeError: the suffix is not known, the file exists, or a text has no place in *encoding*.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise IntakeError(
            "不认得要写的文件类型", where=str(path), remedy=f"请用{'、'.join(SUFFIXES)}。"
        )
    if os.path.lexists(path):
        raise IntakeError("文件已经存在，未覆盖", where=str(path), remedy="请换一个文件名。")
    rows = list(records)
    try:
        with whole(path) as fresh:
            if suffix == ".xlsx":
                _write_workbook(fresh, rows)
            elif suffix == ".xml":
                fresh.write_text(_markup(rows), encoding="utf-8")
            else:
                _write_delimited(fresh, rows, encoding)
    except OSError as error:
        raise IntakeError(
            f"写不了文件：{refusal(error)}",
            where=str(path),
            remedy="请核对文件夹、权限和磁盘空间。",
        ) from None
    return len(rows)


def _is_header(texts: Sequence[str]) -> bool:
    return sum(field_named(text) is not None for text in texts) >= _LEAST_FIELDS


def _end(error: IntakeError) -> None:
    raise error


def _read_xml(path: Path, broken: Callable[[IntakeError], None]) -> Iterator[tuple[int, Record]]:
    try:
        root = read_markup(path)
    except RulebookError as error:
        said = "；".join(problem.message for problem in error.problems)
        where = f"{path} 第 {error.problems[0].line or 1} 行"
        raise IntakeError(said, where=where, remedy="请核对 XML 文件。") from None
    for node in root.children:
        found: Record = {}
        twice = None
        for child in node.children:
            field = field_named(child.name)
            if field is not None and child.text.strip():
                twice = child.name if field.code in found else twice
                found[field.code] = child.text.strip()
        if found and twice is None:
            yield node.line, found
            continue
        broken(
            IntakeError(
                "同一条记录里有元素出现了两次" if twice else "认不出双公示的元素",
                where=f"{path} 第 {node.line} 行",
                value=twice or node.name,
                remedy="每条记录一个元素，其中以字段代码（如 CF_WSH）为名的元素各一个。",
            )
        )


def _markup(rows: Sequence[Mapping[str, str]]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<records>"]
    for row in rows:
        lines.append("  <record>")
        for field in FIELDS:
            if value := row.get(field.code):
                text = escape("".join(c for c in value if c >= " " or c in "\t\n"))
                lines.append(f"    <{field.code}>{text}</{field.code}>")
        lines.append("  </record>")
    return "\n".join([*lines, "</records>", ""])


def _write_workbook(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "行政处罚"
    for number, line in enumerate((_codes(), *(_values(row) for row in rows)), start=1):
        for column, value in enumerate(line, start=1):
            if length(value) > LONGEST:
                raise IntakeError(
                    f"有文字超过 {LONGEST:,} 字，Excel 的单元格装不下",
                    where=f"{path.name} 第 {number} 行 {FIELDS[column - 1].name}",
                    remedy="请先缩短，或者写成 .csv、.xml。",
                )
            if value:
                hold_text(sheet.cell(number, column), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    path.write_bytes(workbook_bytes(book))


def _write_delimited(path: Path, rows: Sequence[Mapping[str, str]], encoding: str) -> None:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        with path.open("w", encoding=name, newline="") as file:
            _rows(file, rows)
    except UnicodeEncodeError as error:
        raise IntakeError(
            f"有文字不能用 {encoding} 写出",
            value=error.object[error.start : error.end],
            remedy="请改用 utf-8 或者 gb18030。",
        ) from None


def _rows(file: TextIO, rows: Sequence[Mapping[str, str]]) -> None:
    writer = csv.writer(file)
    writer.writerow(_codes())
    for row in rows:
        writer.writerow([csv_text(value) for value in _values(row)])


def _codes() -> list[str]:
    return [field.code for field in FIELDS]


def _values(row: Mapping[str, str]) -> list[str]:
    return [row.get(field.code, "") for field in FIELDS]
