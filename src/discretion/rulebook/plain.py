"""YAML text as plain data, strictly and in one pass; the line of any value on demand.

Truth values are only ``true`` and ``false``, dates stay text, numbers are those of JSON. Anchors,
aliases, tags, merge keys, duplicate keys, a second document and deep nesting are refused. The
parser's events are folded with an explicit stack: libyaml's own composer recurses in C, and a
deeply nested file would crash the whole process there.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.nodes import MappingNode, Node, SequenceNode
from yaml.reader import ReaderError

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.wording import SYNTAX_FAULTS, UNCLOSED, refusal

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40

Steps = tuple[str | int, ...]
"""The way to a value inside a file: keys and indexes."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}\Z")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class RuleText:
    """One rule file as it was read: its bytes, its plain data, and where each value stands."""

    def __init__(self, file: Path, raw: bytes) -> None:
        self.file = file
        self.raw = raw

    @classmethod
    def read(cls, file: Path) -> RuleText:
        """Read *file*, at most ``MAX_BYTES`` of it.

        Raises:
            RulebookError: it cannot be opened, or it is too large.
        """
        try:
            with file.open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise RulebookError([unreadable(file, error)]) from None
        if len(raw) > MAX_BYTES:
            message = f"文件超过上限 {MAX_BYTES} 字节；请拆成几个文件"
            raise RulebookError([Problem(file, None, "", None, message)])
        return cls(file, raw)

    @cached_property
    def text(self) -> str:
        """The text without a byte order mark.

        Raises:
            RulebookError: not UTF-8, or a character that no text file holds.
        """
        try:
            text = self.raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.raw.count(b"\n", 0, error.start) + 1
            shown = self.raw[error.start : error.end].hex(" ")
            raise self.refuse(line, "不是 UTF-8 编码；请另存为 UTF-8", f"字节 {shown}") from None
        if strange := _UNPRINTABLE.search(text):
            line = text.count("\n", 0, strange.start()) + 1
            shown = f"U+{ord(strange[0]):04X}"
            raise self.refuse(line, "不允许使用控制字符，请删去", shown)
        return text

    @cached_property
    def data(self) -> Any:
        """The file as dictionaries, lists, text, numbers, truth values and None.

        Raises:
            RulebookError: not YAML, or more than plain YAML.
        """
        try:
            return _Fold(self).run()
        except yaml.MarkedYAMLError as error:
            raise self._syntax(error) from None
        except (yaml.YAMLError, ValueError) as error:
            if isinstance(error, RulebookError):
                raise
            position = error.position if isinstance(error, ReaderError) else 0
            line = self.text.count("\n", 0, position) + 1
            raise self.refuse(line, f"YAML 语法错误：{error}") from None

    def find(self, path: Steps) -> tuple[int | None, Steps]:
        """Return the line (from 1) of the value at *path* and the steps that the file really has.

        Steps that the schema adds (the tag of a union, the only box of a condition) are passed
        over; of a value that is not there, the nearest ancestor's line is given.
        """
        node = self._root
        line, walked = (node.start_mark.line + 1 if node else None), []
        for step in path:
            child: Node | None = None
            if isinstance(node, MappingNode) and isinstance(step, str):
                for key, value in node.value:
                    if key.value == step:
                        child, line = value, key.start_mark.line + 1
            elif (
                isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value)
            ):
                child = node.value[step]
                line = child.start_mark.line + 1
            if child is not None:
                node = child
                walked.append(step)
        return line, tuple(walked)

    @cached_property
    def _root(self) -> Node | None:
        assert self.data is not None  # the fold has proved the text shallow and free of aliases
        root = yaml.compose(self.text, Loader=_LOADER)
        assert root is None or isinstance(root, Node)
        return root

    def refuse(
        self, line: int | None, message: str, value: str | None = None, path: Steps = ()
    ) -> RulebookError:
        """Return the error of one fault of this file."""
        return RulebookError([Problem(self.file, line, format_path(path), value, message)])

    def _syntax(self, error: yaml.MarkedYAMLError) -> RulebookError:
        fault = error.problem or error.context or ""
        lines = self.text.rstrip().split("\n")
        at = error.problem_mark or error.context_mark
        if error.context_mark and at and (at.line >= len(lines) or fault in UNCLOSED):
            at = error.context_mark
        line = min(at.line, len(lines) - 1) if at else 0
        hint = SYNTAX_FAULTS.get(fault, f"请核对缩进、冒号与引号（{fault}）")
        return self.refuse(line + 1, f"YAML 语法错误：{hint}", lines[line].strip() or None)


def unreadable(file: Path, error: OSError) -> Problem:
    """The fault of a file or folder that the system does not let us read."""
    return Problem(file, None, "", None, f"无法读取：{refusal(error)}；请核对路径与权限")


def format_path(path: Steps) -> str:
    """Return a path as an author reads it: ``items[3].versions[0].penalties``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


class _Fold:
    """Folds the parser's events into plain data; ``box`` is the container being filled."""

    def __init__(self, source: RuleText) -> None:
        self.source = source
        self.next_event = _LOADER(source.text).get_event
        self.stack: list[tuple[dict[str, Any] | list[Any] | None, str | None]] = []
        self.box: dict[str, Any] | list[Any] | None = None
        self.key: str | None = None
        self.documents = 0

    def run(self) -> Any:
        root = None
        while True:
            event = self.next_event()
            kind = type(event)
            if kind is ScalarEvent:
                value = self._scalar(event)
                if value is _IS_KEY:
                    continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = self.box
                self.box, self.key = self.stack.pop()
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event, {} if kind is MappingStartEvent else [])
                continue
            elif kind is AliasEvent:
                raise self._refuse(event, "不允许使用别名（*），请把内容写全", f"*{event.anchor}")
            elif kind is StreamEndEvent:
                break
            else:
                self._mark(event)
                continue
            if isinstance(self.box, dict):
                self.box[self.key or ""] = value
                self.key = None
            elif self.box is None:
                root = value
            else:
                self.box.append(value)
        if root is None:
            raise self.source.refuse(None, "文件是空的；请写入内容或删去文件")
        return root

    def _scalar(self, event: ScalarEvent) -> Any:
        if event.anchor is not None or event.tag is not None:
            raise self._decorated(event)
        value = event.value
        if self.key is None and type(self.box) is dict:
            if value in self.box:
                raise self._refuse(event, "键重复，后者会覆盖前者；请删去一处", value, (value,))
            if value == "<<":
                raise self._refuse(event, "不允许使用合并键 <<，请把内容写全", value)
            self.key = value
            return _IS_KEY
        if event.style == '"' and (strange := _UNPRINTABLE.search(value)):
            shown = f"U+{ord(strange[0]):04X}"
            raise self._refuse(event, "不允许使用控制字符，请删去", shown)
        if event.implicit[0]:
            if value in _WORDS:
                return _WORDS[value]
            if value[0] in "-0123456789":
                if _INTEGER.match(value):
                    return int(value)
                if _FLOAT.match(value):
                    return float(value)
        return value

    def _open(self, event: Any, box: dict[str, Any] | list[Any]) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._decorated(event)
        if type(self.box) is dict and self.key is None:
            raise self._refuse(event, "键须是简单文本")
        if len(self.stack) >= MAX_DEPTH:
            raise self._refuse(event, f"嵌套超过 {MAX_DEPTH} 层")
        self.stack.append((self.box, self.key))
        self.box, self.key = box, None

    def _mark(self, event: Any) -> None:
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._refuse(event, "一个文件只写一份文档；请删去多余的 ---", "---")

    def _decorated(self, event: Any) -> RulebookError:
        if event.anchor is not None:
            return self._refuse(event, "不允许使用锚点（&），请把内容写全", f"&{event.anchor}")
        return self._refuse(event, "不允许使用类型标签，请删去", str(event.tag))

    def _refuse(
        self, event: Any, message: str, value: str | None = None, last: Steps = ()
    ) -> RulebookError:
        path: list[str | int] = []
        for box, key in [*self.stack, (self.box, self.key)]:
            if type(box) is list:
                path.append(len(box))
            elif key is not None:
                path.append(key)
        return self.source.refuse(event.start_mark.line + 1, message, value, (*path, *last))


_IS_KEY = object()
