"""Delimited text: which encoding, which delimiter, and every record with its number."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from discretion.intake.errors import IntakeError
from discretion.intake.grid import (
    MOST_HEADER_ROWS,
    IsHeader,
    RawRow,
    Table,
    find_header,
    no_header,
    rows_below,
)

DELIMITERS = ",\t;，；|"
MOST_CELL = 1_000_000
"""Characters of one cell; a longer one is an unclosed quotation mark."""
_HEAD = 64 * 1024
_SURELY_UTF8 = 20
"""So many characters beyond ASCII are never valid UTF-8 by chance."""


def read(path: Path, is_header: IsHeader) -> Table:
    """Open a table of delimited text: UTF-8, UTF-16 or GB18030.

    Raises:
        IntakeError: not text, no header, or a quotation mark that is never closed.
    """
    encoding = encoding_of(path)
    csv.field_size_limit(MOST_CELL)
    delimiter = _delimiter(path, encoding, is_header)
    text = path.open(encoding=encoding, newline="")
    rows = _records(text, delimiter, str(path))
    number, header = find_header(rows, is_header, str(path))
    return Table(tuple(h for h in header if h), rows_below(rows, header, True), header_row=number)


def encoding_of(path: Path) -> str:
    """Return the encoding that decodes the whole file: UTF-8, UTF-16 with a mark, or GB18030.

    Raises:
        IntakeError: none does, with the line of the first bad byte; or it is no text at all.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        raise IntakeError(
            "内容是 .xlsx 一类的压缩文件，不是文本", where=str(path), remedy="请把后缀改成 .xlsx。"
        )
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        if _fault(path, "utf-16") is None:
            return "utf-16"
        raise _not_text(path, "UTF-16", None)
    bad = _fault(path, "utf-8-sig")
    if bad is None:
        return "utf-8-sig"
    # A damaged UTF-8 file often decodes as GB18030 as well, to nonsense.
    damaged = start.startswith(b"\xef\xbb\xbf") or bad[1] >= _SURELY_UTF8
    if not damaged and _fault(path, "gb18030") is None:
        return "gb18030"
    raise _not_text(path, "UTF-8" if damaged else "UTF-8，也不是 GB18030", bad[0])


def _fault(path: Path, encoding: str) -> tuple[int, int] | None:
    """Return where a file is not *encoding*, or None if all of it is.

    The place is the line of the first bad byte, and how many characters beyond ASCII precede it.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line, wide = 1, 0
    with path.open("rb") as raw:
        while True:
            block = raw.read(1 << 16)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                good = bytes(error.object[: error.start])
                before = good.decode(encoding, "ignore")
                return line + before.count("\n"), wide + _beyond_ascii(before)
            if "\0" in text:
                raise IntakeError(
                    "含有空字符，不是文本文件", where=str(path), remedy="请另存为 CSV（UTF-8）。"
                )
            line += text.count("\n")
            if wide < _SURELY_UTF8:
                wide += _beyond_ascii(text)
            if not block:
                return None


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else sum(c > "\x7f" for c in text)


def _not_text(path: Path, encoding: str, line: int | None) -> IntakeError:
    where = f"{path}，第 {line} 行" if line else str(path)
    return IntakeError(
        f"有字节不是 {encoding} 编码", where=where, remedy="请在 Excel 中另存为“CSV UTF-8”再试。"
    )


def _delimiter(path: Path, encoding: str, is_header: IsHeader) -> str:
    """Return the delimiter that gives a header with the most names."""
    with path.open(encoding=encoding, newline="") as text:
        head = text.read(_HEAD)
    best, most = None, 0
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        try:
            rows = list(islice(reader, MOST_HEADER_ROWS))
        except csv.Error:
            continue
        for row in rows:
            names = [name.strip() for name in row]
            if len(row) > most and is_header(names):
                best, most = delimiter, len(row)
    if best is None:
        raise no_header(str(path))
    return best


def _records(text: TextIO, delimiter: str, where: str) -> Iterator[RawRow]:
    """Yield the records; like a spreadsheet, number them and not their lines."""
    with text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            first = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                broken = _unpaired(where, first, reader.line_num, str(error))
                if "unexpected end" in str(error) or "field larger" in str(error):
                    raise broken from None
                yield RawRow(number, (), broken)
                continue
            yield RawRow(number, cells)


def _unpaired(where: str, first: int, last: int, reason: str) -> IntakeError:
    lines = f"第 {first} 行" if first >= last else f"第 {first} 至 {last} 行"
    what = "引号没有配对" if "field larger" not in reason else "单元格过长，多半是引号没有配对"
    return IntakeError(
        what,
        where=f"{where}，文本{lines}",
        remedy='请核对这几行的引号；单元格内的引号须写成两个（""）。',
    )
