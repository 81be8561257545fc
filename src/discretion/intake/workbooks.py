"""Spreadsheets in .xlsx: read as a stream, with what Excel hides said aloud."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeVar

from discretion.files.guard import Limits, TrapError, check_archive
from discretion.intake.errors import IntakeError
from discretion.intake.grid import (
    MOST_HEADER_ROWS,
    IsHeader,
    RawRow,
    Table,
    check_columns,
    find_header,
    heading,
    no_header,
    rows_below,
)
from discretion.intake.records import plain_cell

MOST_UNPACKED = 2 * 1024**3
"""A workbook that unpacks to more bytes than this is refused."""
_LIMITS = Limits(unpacked=MOST_UNPACKED, small=64 * 1024**2)
"""Only the beginnings of parts are looked at: a ledger may have a million rows."""
MOST_ROWS = 1_048_576
"""Rows of a sheet, by the format."""

MOST_MERGED = 1000
"""Rows of one merged cell that are looked at."""

_T = TypeVar("_T")


def read(path: Path, is_header: IsHeader, sheet: str | None) -> Table:
    """Open the sheet called *sheet*, or the first one with a header that is not hidden.

    Raises:
        IntakeError: not a workbook, encrypted, damaged, a trap, or without such a sheet.
    """
    _check_archive(path)
    book = _guarded(path, partial(_open, path))
    if not book.sheetnames:
        raise _damaged(path)
    if sheet is not None and sheet not in book.sheetnames:
        raise IntakeError(
            "工作簿里没有这张表",
            where=str(path),
            value=sheet,
            remedy=f"有：{'、'.join(book.sheetnames)}。",
        )
    names = [sheet] if sheet is not None else _shown_first(book)
    for at, name in enumerate(names):
        if not _has_header(book[name], path, is_header):
            continue
        if sheet is None and _hidden(book, name):
            raise IntakeError(
                "只有隐藏的工作表像台账",
                where=str(path),
                value=name,
                remedy="请取消隐藏，或者指定这个工作表的名称（--sheet）。",
            )
        where = f"{path}，工作表 {name}"
        marks = _guarded(path, partial(_marks, path, book[name]))
        _check_formulas(marks, where)
        rows = _plain_rows(book[name], path)
        number, header = find_header(rows, is_header, where)
        if marks.merged.get(number + 1, (number + 1, ""))[0] <= number:
            header = _two_rows(header, next(rows), where)
        others = [n for n in names[at + 1 :] if _has_header(book[n], path, is_header)]
        return Table(
            tuple(h for h in header if h),
            rows_below(_flagged(book, rows, path, marks.merged), header),
            header_row=number,
            notes=_notes(name, others),
        )
    book.close()
    raise no_header(f"{path}，工作表 {'、'.join(names)}")


def _shown_first(book: Any) -> list[str]:
    """Return the names of the sheets, those that a user does not see last."""
    return sorted(book.sheetnames, key=partial(_hidden, book))


def _hidden(book: Any, name: str) -> bool:
    return getattr(book[name], "sheet_state", "visible") != "visible"


def _notes(name: str, others: list[str]) -> tuple[tuple[str, str], ...]:
    if not others:
        return ()
    message = f"只读了工作表“{name}”；“{'”“'.join(others)}”也像台账，没有读"
    return ((message, "如需读取，请指定工作表名称，分别读取"),)


# --- the archive ------------------------------------------------------------------------------


def _check_archive(path: Path) -> None:
    try:
        check_archive(path, _LIMITS)
    except TrapError as trap:
        raise IntakeError(trap.message, where=str(path), remedy=f"{trap.remedy}。") from None


def _open(path: Path) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl tells of styles and extensions that it leaves out; no cell depends on them.
        warnings.simplefilter("ignore")
        return load_workbook(path, read_only=True, data_only=True)


def _guarded(path: Path, act: Callable[[], _T]) -> _T:
    """Do *act*; whatever a damaged workbook makes its parsers raise is one and the same to a user.

    openpyxl and the parsers below it raise dozens of kinds of errors, and have no common base.
    """
    try:
        return act()
    except (IntakeError, MemoryError):
        raise
    except Exception:
        raise _damaged(path) from None


def _damaged(path: Path, row: int = 0) -> IntakeError:
    return IntakeError(
        "不是完好的 .xlsx 工作簿",
        where=f"{path}，第 {row} 行之后" if row else str(path),
        remedy="请用 Excel 打开并另存为 .xlsx 再试。",
    )


# --- rows -------------------------------------------------------------------------------------


def _has_header(sheet: Any, path: Path, is_header: IsHeader) -> bool:
    rows = _plain_rows(sheet, path)
    for _, row in zip(range(MOST_HEADER_ROWS), rows, strict=False):
        if is_header(["" if c is None else str(c).strip() for c in row.cells]):
            return True
    return False


def _two_rows(above: list[str], below: RawRow, where: str) -> list[str]:
    """Join a header of two rows, whose single names are merged over both."""
    names = [heading(c) for c in below.cells]
    width = max(len(above), len(names))
    above, names = [n + [""] * (width - len(n)) for n in (above, names)]
    return check_columns([b or a for a, b in zip(above, names, strict=True)], where)


def _flagged(
    book: Any, rows: Iterator[RawRow], path: Path, merged: dict[int, tuple[int, str]]
) -> Iterator[RawRow]:
    """Yield the rows; one whose cells are merged with those of the row above is broken."""
    try:
        for row in rows:
            if row.number in merged and any(c is not None for c in row.cells):
                yield RawRow(row.number, (), _in_merged(path, row.number, merged[row.number][1]))
            else:
                yield row
    finally:
        book.close()


def _plain_rows(sheet: Any, path: Path) -> Iterator[RawRow]:
    if not hasattr(sheet, "iter_rows"):
        return
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        try:
            cells = next(rows, None)
        except MemoryError:
            raise
        except Exception:
            # See _guarded: the parsers have no common error.
            raise _damaged(path, number) from None
        if cells is None:
            return
        number += 1
        if number > MOST_ROWS:
            raise _damaged(path, MOST_ROWS)
        yield RawRow(number, [plain_cell(c) for c in cells])


def _in_merged(path: Path, row: int, cells: str) -> IntakeError:
    return IntakeError(
        f"这一行在纵向合并的单元格 {cells} 里，合并处的值只属于第一行",
        where=f"{path}，第 {row} 行",
        remedy="请取消合并，把每一行填全",
    )


# --- what the parser does not tell ------------------------------------------------------------


@dataclass(slots=True)
class _Marks:
    """What stands in a sheet's markup only.

    ``merged``: rows below the first of a vertical merge, with its first row and its cells.
    ``formulas``: cells whose formula was never computed.
    """

    merged: dict[int, tuple[int, str]] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)


_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>'
)
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_OVERLAP = 4096


def _marks(path: Path, sheet: Any) -> _Marks:
    """Scan a sheet's markup for formulas without a value and for cells merged downwards."""
    marks = _Marks()
    target = getattr(sheet, "_worksheet_path", None)
    if target is None:
        return marks
    with zipfile.ZipFile(path) as archive, archive.open(target) as markup:
        for block in _blocks(markup):
            if b"<f" in block and len(marks.formulas) < 10:
                marks.formulas += [m.decode() for m in _FORMULA.findall(block)]
            for left, top, right, bottom in _MERGE.findall(block):
                name = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
                # Merges as tall as the sheet are decoration.
                for row in range(int(top) + 1, min(int(bottom), int(top) + MOST_MERGED) + 1):
                    marks.merged.setdefault(row, (int(top), name))
    return marks


def _blocks(markup: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while block := markup.read(1 << 20):
        yield tail + block
        tail = block[-_OVERLAP:]


def _check_formulas(marks: _Marks, where: str) -> None:
    cells = list(dict.fromkeys(marks.formulas))
    if cells:
        raise IntakeError(
            "公式没有算好的值",
            where=f"{where}，单元格 {'、'.join(cells[:5])}",
            remedy="请用 Excel 打开，保存一次再试。",
        )
