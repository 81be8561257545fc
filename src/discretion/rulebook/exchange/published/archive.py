"""Office files from anywhere: refused before any parser sees them if they are traps."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.plain import unreadable

MOST_UNPACKED = 128 * 1024**2
"""A file that unpacks to more bytes than this is refused."""
MOST_RATIO = 200
"""Ordinary parts shrink to a tenth or so; far more is a trap (above ``SMALL`` bytes)."""
SMALL = 8 * 1024**2
MOST_PARTS = 5000
_OLE = b"\xd0\xcf\x11\xe0"
_BLOCK = 1 << 20
_MARKS = [
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
]

_T = TypeVar("_T")


def refusal(path: Path, message: str, value: str | None = None, where: str = "") -> RulebookError:
    """Return the error of a file that cannot be used."""
    return RulebookError([Problem(path, None, where, value, message)])


def check_archive(path: Path) -> None:
    """Refuse what is no plain Office file.

    Raises:
        RulebookError: no zip, encrypted, an old binary format, unpacking to too much, or with a
            document type declaration, which no Office file has and entities need.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise RulebookError([unreadable(path, error)]) from None
    if start == _OLE:
        message = "有密码，或者是旧格式（.xls、.doc）；请去掉密码，另存为 .xlsx 或 .docx"
        raise refusal(path, message)
    guarded(path, lambda: _check_parts(path))


def _check_parts(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        size = sum(p.file_size for p in parts)
        packed = sum(p.compress_size for p in parts)
        if size > MOST_UNPACKED or (size > SMALL and size > packed * MOST_RATIO):
            raise refusal(path, f"解压后有 {size >> 20} MB，不像正常的文件；请核对来源")
        if len(parts) > MOST_PARTS:
            raise refusal(path, f"有 {len(parts)} 个部件，不像正常的文件；请核对来源")
        if any(part.flag_bits & 1 for part in parts):
            raise refusal(path, "有密码；请去掉密码后再试")
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                _check_markup(path, archive, part)


def _check_markup(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(part) as markup:
        while block := markup.read(_BLOCK):
            if any(mark in tail + block for mark in _MARKS):
                message = "含有文档类型或者实体声明，正常的 Office 文件没有；不予读取"
                raise refusal(path, message, where=part.filename)
            tail = block[-32:]


def guarded(path: Path, act: Callable[[], _T]) -> _T:
    """Do *act*; whatever a damaged file makes the parsers raise is one and the same to a user.

    openpyxl, python-docx and the parsers below raise dozens of kinds of errors without a base.
    """
    try:
        return act()
    except (RulebookError, MemoryError):
        raise
    except Exception:
        message = "不是完好的 .xlsx 或 .docx 文件；请用 Excel 或 Word 打开，另存一次再试"
        raise refusal(path, message) from None
