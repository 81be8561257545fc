"""XML from anywhere as plain nodes with their lines; what could harm is refused unread.

Document type declarations, and with them every entity (billion laughs, files from elsewhere), are
refused before anything of them is expanded; size, depth and number of elements are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.plain import unreadable

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 60
MAX_ELEMENTS = 400_000
_CHINESE = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["'](?:gb2312|gbk|gb18030)["']""", re.I)


@dataclass(slots=True)
class Node:
    """An element: its namespace and name, and the text before, between and after its children."""

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list[Node]:
        """Return the children *name* of the same namespace."""
        return [c for c in self.children if c.name == name and c.namespace == self.namespace]

    def one(self, name: str) -> Node | None:
        """Return the first child *name* of the same namespace."""
        return next(iter(self.all(name)), None)


def read_markup(file: Path) -> Node:
    """Read the XML in *file*.

    Raises:
        RulebookError: it cannot be read, is too large, is not well formed, or is a trap.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise RulebookError([unreadable(file, error)]) from None
    if len(raw) > MAX_BYTES:
        message = f"文件超过上限 {MAX_BYTES >> 20} MB，不予读取；请核对来源，或者拆成几个文件"
        raise refusal(file, None, message)
    return parse_markup(raw, file)


def parse_markup(raw: bytes, file: Path) -> Node:
    """Return the root of the XML in *raw*, read from *file*; raises like :func:`read_markup`."""
    builder = _Builder(file)
    raw, encoding = _readable(raw, file)
    parser: Any = DefusedXMLParser(target=builder, encoding=encoding, forbid_dtd=True)
    builder.expat = parser.parser
    try:
        parser.feed(raw)
        root = parser.close()
    except DefusedXmlException:
        line = parser.parser.CurrentLineNumber
        message = "含有文档类型或者实体声明，这样的文件用不着它；不予读取，请核对来源"
        raise refusal(file, line, message) from None
    except ParseError as error:
        line = error.position[0]
        reason = str(error).partition(":")[0]
        message = f"不是完好的 XML（{reason}）；请用写出它的软件重新导出"
        raise refusal(file, line, message) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, RulebookError):
            raise
        message = "字符编码不认识；请另存为 UTF-8 再试"
        raise refusal(file, 1, message) from None
    assert isinstance(root, Node)
    return root


def _readable(raw: bytes, file: Path) -> tuple[bytes, str | None]:
    """Return the bytes and the encoding to read them by; the parser knows none of the GB ones."""
    if not _CHINESE.match(raw):
        return raw, None
    try:
        return raw.decode("gb18030").encode(), "utf-8"
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "有字节不是所声明的编码；请另存为 UTF-8 再试"
        raise refusal(file, line, message) from None


def refusal(
    file: Path, line: int | None, message: str, value: str | None = None, where: str = ""
) -> RulebookError:
    """Return the error of one fault of *file*."""
    return RulebookError([Problem(file, line, where, value, message)])


class _Builder:
    """The parser's target: builds nodes, and knows from the parser on which line it is."""

    expat: Any

    def __init__(self, file: Path) -> None:
        self.file = file
        self.open: list[Node] = []
        self.texts: list[list[str]] = []
        self.root: Node | None = None
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition("}")
        line = self.expat.CurrentLineNumber
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            deep = len(self.open) >= MAX_DEPTH
            limit = f"嵌套超过 {MAX_DEPTH} 层" if deep else f"元素超过 {MAX_ELEMENTS} 个"
            raise refusal(self.file, line, f"{limit}，不像正常的文件；请核对来源")
        node = Node(namespace.removeprefix("{"), name, dict(attributes), line)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.texts.append([])

    def data(self, text: str) -> None:
        self.texts[-1].append(text)

    def end(self, tag: str) -> None:
        self.open.pop().text = "".join(self.texts.pop())

    def close(self) -> Node | None:
        return self.root
