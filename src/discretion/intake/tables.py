"""Tables as files have them: spreadsheets, delimited text, JSON and Parquet, read row by row."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from discretion.intake.errors import IntakeError
from discretion.intake.numerals import fold

SUFFIXES = (".xlsx", ".csv", ".tsv", ".jsonl", ".json", ".parquet")
MOST_HEADER_ROWS = 20
"""Title rows that may stand above the row of column names."""
MOST_UNPACKED = 2 * 1024**3
"""A workbook that unpacks to more bytes than this is refused."""

Cell = str | int | Decimal | bool | date | None
IsHeader = Callable[[Sequence[str]], bool]
"""Whether a row of texts looks like column names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as the user sees it, its cells by column, and cells beyond the header."""

    number: int
    cells: dict[str, Any]
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Column names, in order, and rows that can be read once. ``nested`` rows are JSON objects."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    nested: bool = False


def read_table(path: Path, is_header: IsHeader, sheet: str | None = None) -> Table:
    """Open a table by its suffix: ``.xlsx .csv .tsv .jsonl .json .parquet``.

    Raises:
        IntakeError: the file cannot be used; the message says why and how to mend it.
    """
    _check(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _workbook(path, is_header, sheet)
    if suffix in (".csv", ".tsv"):
        return _delimited(path, is_header)
    if suffix == ".parquet":
        return _parquet(path)
    return _json_lines(path) if suffix == ".jsonl" else _json(path)


def _check(path: Path) -> None:
    where = str(path)
    if path.is_dir():
        raise IntakeError("这是文件夹，不是台账文件", where=where, remedy="请给出台账文件的路径。")
    if not path.is_file():
        raise IntakeError("没有这个文件", where=where, remedy="请核对路径和文件名。")
    if path.suffix.lower() == ".xls":
        raise IntakeError(
            "不能读取旧式 .xls 工作簿", where=where, remedy="请在 Excel 中另存为 .xlsx 再试。"
        )
    if path.suffix.lower() not in SUFFIXES:
        raise IntakeError(
            "不认得这种文件", where=where, remedy=f"支持的后缀：{'、'.join(SUFFIXES)}。"
        )
    if path.stat().st_size == 0:
        raise IntakeError("文件是空的", where=where, remedy="请核对文件是否保存完整。")


def _columns(names: Sequence[str], where: str) -> tuple[str, ...]:
    repeated = sorted({n for n in names if n and names.count(n) > 1})
    if repeated:
        raise IntakeError(
            "列名重复", where=where, value="、".join(repeated), remedy="请给每一列不同的名称。"
        )
    return tuple(names)


def _no_header(where: str) -> IntakeError:
    return IntakeError(
        "找不到列名所在的行",
        where=where,
        remedy=f"请在前 {MOST_HEADER_ROWS} 行内写明列名，如“处罚决定书文号、案由、处罚结果”。",
    )


def _tabular(rows: Iterator[tuple[int, list[Cell]]], is_header: IsHeader, where: str) -> Table:
    """Find the header among the first rows; every later row with content is a row."""
    first: list[tuple[int, list[Cell]]] = []
    header: list[str] | None = None
    for number, cells in rows:
        texts = ["" if c is None else fold(str(c)).replace("\n", "") for c in cells]
        if is_header(texts):
            header = texts
            break
        first.append((number, cells))
        if len(first) >= MOST_HEADER_ROWS:
            break
    if header is None:
        raise _no_header(where)
    while header and not header[-1]:
        header.pop()
    columns = _columns(header, where)
    return Table(tuple(c for c in columns if c), _rows(rows, columns))


def _rows(rows: Iterator[tuple[int, list[Cell]]], columns: tuple[str, ...]) -> Iterator[Row]:
    width = len(columns)
    for number, cells in rows:
        if any(c is not None and c != "" for c in cells):
            surplus = tuple(str(c) for c in cells[width:] if c not in (None, ""))
            named = {n: c for n, c in zip(columns, cells, strict=False) if n}
            yield Row(number, named, surplus)


# --- spreadsheets -----------------------------------------------------------------------------


def _workbook(path: Path, is_header: IsHeader, sheet: str | None) -> Table:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _check_archive(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
        raise _damaged(path) from None
    except Exception as error:
        # The parser below openpyxl has no common base class for malformed markup.
        if type(error).__module__.startswith(("xml", "lxml", "defusedxml")):
            raise _damaged(path) from None
        raise
    if sheet is not None and sheet not in book.sheetnames:
        raise IntakeError(
            "工作簿里没有这张表",
            where=str(path),
            value=sheet,
            remedy=f"有：{'、'.join(book.sheetnames)}。",
        )
    names = [sheet] if sheet else book.sheetnames
    for name in names:
        where = f"{path}，工作表 {name}"
        try:
            return _tabular(_sheet_rows(book[name], path), is_header, where)
        except IntakeError as error:
            if name == names[-1] or error.what != "找不到列名所在的行":
                raise _no_header(str(path)) if len(names) > 1 else error from None
    raise _no_header(str(path))


def _check_archive(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise IntakeError(
            "工作簿有密码，或者是改了后缀的 .xls",
            where=str(path),
            remedy="请在 Excel 中去掉密码，另存为 .xlsx。",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise _damaged(path) from None
    if size > MOST_UNPACKED:
        raise IntakeError(
            f"工作簿解压后有 {size // 1024**2} MB，过大", where=str(path), remedy="请另存为 .csv。"
        )


def _damaged(path: Path) -> IntakeError:
    return IntakeError(
        "不是完好的 .xlsx 工作簿", where=str(path), remedy="请用 Excel 打开并另存为 .xlsx 再试。"
    )


def _sheet_rows(sheet: Any, path: Path) -> Iterator[tuple[int, list[Cell]]]:
    if not hasattr(sheet, "iter_rows"):
        return
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_plain(c) for c in cells]
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        raise _damaged(path) from None


def _plain(cell: Any) -> Cell:
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        return int(exact) if exact == exact.to_integral_value() else exact
    if isinstance(cell, datetime):
        return cell.date()
    if cell is None or isinstance(cell, str | int | Decimal | date):
        return cell
    return str(cell)


# --- delimited text ---------------------------------------------------------------------------


def _delimited(path: Path, is_header: IsHeader) -> Table:
    encoding = _encoding(path)
    csv.field_size_limit(10_000_000)
    return _tabular(_text_rows(path, encoding, _delimiter(path, encoding)), is_header, str(path))


def _encoding(path: Path) -> str:
    """Return the encoding that decodes the whole file: UTF-8, then GB18030."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates = ("utf-16",)
    else:
        candidates = ("utf-8-sig", "gb18030")  # type: ignore[assignment]
    for encoding in candidates:
        try:
            with path.open(encoding=encoding, newline="") as text:
                while chunk := text.read(1 << 20):
                    if "\0" in chunk:
                        raise IntakeError(
                            "含有空字符，不是文本文件",
                            where=str(path),
                            remedy="请另存为 CSV（UTF-8）。",
                        )
        except UnicodeError:
            continue
        return encoding
    raise IntakeError(
        "不是 UTF-8，也不是 GB18030 编码", where=str(path), remedy="请另存为 CSV（UTF-8）。"
    )


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as text:
        head = text.read(20_000)
    return max(",\t;，", key=head.count)


def _text_rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        line = 1
        try:
            for cells in reader:
                yield line, [c if c != "" else None for c in cells]
                line = reader.line_num + 1
        except csv.Error as error:
            raise IntakeError(
                f"第 {line} 行读不出来（{error}）", where=str(path), remedy="请核对该行的引号。"
            ) from None


# --- JSON and Parquet -------------------------------------------------------------------------


def parse_json(text: str, where: str) -> Any:
    """Return JSON data with exact numbers.

    Raises:
        IntakeError: not JSON, with line and column; a key twice; nested too deeply.
    """
    try:
        return json.loads(
            text, parse_float=Decimal, object_pairs_hook=_no_twice, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise IntakeError(
            f"不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列）",
            where=where,
            remedy="请核对引号、逗号和括号是否成对。",
        ) from None
    except RecursionError:
        raise IntakeError("JSON 嵌套过深", where=where, remedy="请核对文件内容。") from None
    except ValueError as error:
        raise IntakeError(str(error), where=where, remedy="请改正后重试。") from None


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(k for k, _ in pairs if sum(k == other for other, _ in pairs) > 1)
        raise ValueError(f"同一个对象里键“{twice}”出现了两次")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"JSON 里的 {name} 不是数")


def _json_lines(path: Path) -> Table:
    encoding = _encoding(path)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding) as text:
            for number, line in enumerate(text, start=1):
                if line.strip():
                    yield Row(number, _object(line, f"{path} 第 {number} 行"))

    return Table((), rows(), nested=True)


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        found = parse_json(line, where)
    except IntakeError as error:
        return {"": error}
    if not isinstance(found, dict):
        return {
            "": IntakeError("这一行不是 JSON 对象", where=where, remedy="每行写一个 {…} 对象。")
        }
    return found


def _json(path: Path) -> Table:
    with path.open(encoding=_encoding(path)) as text:
        found = parse_json(text.read(), str(path))
    objects = found if isinstance(found, list) else [found]
    rows = []
    for number, each in enumerate(objects, start=1):
        if not isinstance(each, dict):
            raise IntakeError(
                f"第 {number} 个元素不是对象",
                where=str(path),
                value=str(each),
                remedy="文件须是一个 {…} 对象，或者由对象组成的 […]。",
            )
        rows.append(Row(number, each))
    return Table((), iter(rows), nested=True)


def _parquet(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise IntakeError(
            "不是完好的 Parquet 文件", where=str(path), remedy="请重新导出该文件。"
        ) from None
    columns = _columns(file.schema_arrow.names, str(path))

    def rows() -> Iterator[Row]:
        number = 0
        for batch in file.iter_batches(batch_size=4096):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, {n: _plain(c) for n, c in cells.items()})

    return Table(columns, rows())
