"""Office files from anywhere: what is a trap is refused before any parser builds it up.

All doors that read Office files (workbooks of rulebooks, published tables, ledgers) check the
archive first. Nothing here knows what a sheet says.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

_OLE = b"\xd0\xcf\x11\xe0"
_BLOCK = 1 << 16
_XML = (".xml", ".rels", ".vml")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an ordinary file stays within.

    ``unpacked`` and ``small`` are bytes, ``ratio`` how many times a file may shrink (above
    ``small`` unpacked bytes), ``parts`` entries of the archive. ``elements`` is the most elements
    of all XML parts together; None leaves all but the beginnings of parts unread.
    """

    unpacked: int
    small: int
    ratio: int = 200
    parts: int = 5000
    elements: int | None = None


class TrapError(Exception):
    """A file that must not be opened: what is wrong, the remedy, and the part it stands in."""

    def __init__(self, message: str, remedy: str, part: str = "") -> None:
        self.message, self.remedy, self.part = message, remedy, part
        super().__init__(message)


def _damaged(part: str = "") -> TrapError:
    return TrapError("不是完好的 Office 文件", "请用 Excel 或 Word 打开，另存一次再试", part)


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse what is no plain Office file.

    Raises:
        TrapError: no zip, encrypted, an old binary format, too large when unpacked, or a document
            type declaration, which no Office file has and entities need.
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            raise TrapError(
                "有密码，或者是旧格式（.xls、.doc）", "请去掉密码，另存为 .xlsx 或 .docx"
            )
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts, limits)
            left = limits.elements
            for part in parts:
                if part.filename.lower().endswith(_XML):
                    with archive.open(part) as stream:
                        left = _Scan(part.filename, left).run(stream)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        # Damaged, or packed in a way that no Office program uses.
        raise _damaged() from None


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if size > limits.unpacked or (size > limits.small and size > packed * limits.ratio):
        raise TrapError(f"解压后有 {size >> 20} MB，不像正常的文件", "请核对文件来源")
    if len(parts) > limits.parts:
        raise TrapError(f"有 {len(parts)} 个部件，不像正常的文件", "请核对文件来源")
    if any(part.flag_bits & 1 for part in parts):
        raise TrapError("有密码", "请去掉密码后再试")
    names = Counter(part.filename.lower() for part in parts)
    if twice := next((name for name, n in names.items() if n > 1), None):
        raise TrapError("同一个部件出现两次", "请用 Excel 或 Word 打开，另存一次再试", twice)


class _Scan:
    """One XML part, read by events: its elements counted, a document type refused."""

    def __init__(self, name: str, left: int | None) -> None:
        self.name, self.left = name, left
        self.begun = False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._element

    def run(self, stream: IO[bytes]) -> int | None:
        """Return how many elements are left to other parts."""
        try:
            while block := stream.read(_BLOCK):
                self.parser.Parse(block, False)
                if self.begun and self.left is None:
                    return None
            self.parser.Parse(b"", True)
        except expat.ExpatError:
            raise _damaged(self.name) from None
        return self.left

    def _doctype(self, *_: Any) -> None:
        message = "含有文档类型或者实体声明，正常的 Office 文件没有；不予读取"
        raise TrapError(message, "请核对文件来源", self.name)

    def _element(self, *_: Any) -> None:
        self.begun = True
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise TrapError("内容太多", "请删去空白的行列和多余的工作表", self.name)
