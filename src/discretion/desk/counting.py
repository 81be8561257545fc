"""About how many rows a ledger has, told before it is read, so that one sees how far it is."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

BLOCK = 1 << 20
MOST_READ = 1 << 28
"""Bytes that are looked at; of a longer file the rest is reckoned to be alike."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def rows_about(path: Path) -> int | None:
    """Return about how many rows a ledger has; None where only reading it would tell.

    Lines of a text, less its heading: too many where a cell has several lines. Of a workbook the
    sheet with most rows is counted.
    """
    try:
        kind = path.suffix.lower()
        if kind in (".csv", ".tsv", ".jsonl"):
            with path.open("rb") as file:
                lines = _counted(file, b"\n", path.stat().st_size)
            return lines if kind == ".jsonl" else max(0, lines - 1)
        if kind == ".xlsx":
            return _of_workbook(path)
        if kind == ".parquet":
            from pyarrow.parquet import read_metadata

            return int(read_metadata(path).num_rows)
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        pass  # whatever is wrong with it is said when it is read
    return None


def _of_workbook(path: Path) -> int:
    most = 0
    with zipfile.ZipFile(path) as book:
        for part in book.infolist():
            if _SHEET.fullmatch(part.filename):
                with book.open(part) as sheet:
                    most = max(most, _counted(sheet, b"<row ", part.file_size))
    return max(0, most - 1)


def _counted(file: IO[bytes], mark: bytes, size: int) -> int:
    """Return how often *mark* is in a file of *size* bytes, reckoned from its first part."""
    found, seen, rest = 0, 0, b""
    while seen < MOST_READ and (block := file.read(BLOCK)):
        seen += len(block)
        held = rest + block
        found += held.count(mark)
        rest = held[len(held) + 1 - len(mark) :]
    return found * size // seen if size > seen > 0 else found
