"""Reading one rule file: strict, safe YAML into a schema model, with the line of every fault.

YAML is read as plain data: truth values are only ``true`` and ``false``, dates stay text, and
anchors, aliases, tags, merge keys and duplicate keys are refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from discretion.rulebook import schema
from discretion.rulebook.errors import Problem, RulebookError, did_you_mean

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40

_M = TypeVar("_M", bound=BaseModel)
_PLAIN = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}\Z")
Steps = tuple[str | int, ...]
"""The way to a value inside a file: keys and indexes."""


class _Composer(yaml.cyaml.CParser):  # type: ignore[misc,name-defined]
    """libyaml's parser with YAML 1.2's small set of plain scalars."""

    def descend_resolver(self, node: Any, index: Any) -> None: ...
    def ascend_resolver(self) -> None: ...

    def resolve(self, kind: type[Node], value: str, implicit: tuple[bool, bool]) -> str:
        if kind is not ScalarNode:
            return _PLAIN + ("map" if kind is MappingNode else "seq")
        if not implicit[0]:
            return _PLAIN + "str"
        if value in ("true", "false"):
            return _PLAIN + "bool"
        if value in ("", "~", "null"):
            return _PLAIN + "null"
        if value[0] in "-0123456789":
            if _INTEGER.match(value):
                return _PLAIN + "int"
            if _FLOAT.match(value):
                return _PLAIN + "float"
        return _PLAIN + "str"


class _RefusedError(Exception):
    def __init__(self, node: Node, path: Steps, message: str, value: str | None = None) -> None:
        self.node, self.path, self.message, self.value = node, path, message, value


def _construct(node: Node, path: Steps, seen: set[int]) -> Any:
    if id(node) in seen:
        raise _RefusedError(node, path, "不允许使用锚点与别名（&、*），请把内容写全")
    seen.add(id(node))
    if len(path) > MAX_DEPTH:
        raise _RefusedError(node, path, f"嵌套超过 {MAX_DEPTH} 层")
    tag = node.tag.removeprefix(_PLAIN)
    if isinstance(node, ScalarNode):
        text: str = node.value
        match tag:
            case "str":
                return text
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "bool":
                return text == "true"
            case "null":
                return None
    elif isinstance(node, SequenceNode) and tag == "seq":
        return [_construct(child, (*path, i), seen) for i, child in enumerate(node.value)]
    elif isinstance(node, MappingNode) and tag == "map":
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, ScalarNode):
                raise _RefusedError(key_node, path, "键须是简单文本")
            key = key_node.value
            if key == "<<":
                raise _RefusedError(key_node, path, "不允许使用合并键 <<，请把内容写全")
            if key in result:
                message = "键重复，后者会覆盖前者；请删去一处"
                raise _RefusedError(key_node, (*path, key), message, key)
            result[key] = _construct(child, (*path, key), seen)
        return result
    raise _RefusedError(node, path, f"不允许使用类型标签 {node.tag}")


def _compose(file: Path) -> Node:
    def refuse(message: str, line: int | None = None) -> RulebookError:
        return RulebookError([Problem(file, line, "", None, message)])

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise refuse(f"无法读取：{error.strerror}；请核对路径与权限") from None
    if len(raw) > MAX_BYTES:
        raise refuse(f"文件有 {len(raw)} 字节，超过上限 {MAX_BYTES}；请拆分")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("不是 UTF-8 编码；请另存为 UTF-8", line) from None
    if max(text.count("["), text.count("{")) > 200_000 or "[" * MAX_DEPTH in text.replace(" ", ""):
        raise refuse(f"嵌套超过 {MAX_DEPTH} 层")
    try:
        node = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(
            f"YAML 语法错误：{error.problem or error.context}；请核对缩进、冒号与引号",
            mark.line + 1 if mark else None,
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise refuse(f"YAML 语法错误：{error}") from None
    if node is None:
        raise refuse("文件是空的")
    assert isinstance(node, Node)
    return node


def read_file(file: Path, model: type[_M]) -> _M:
    """Read *file* as *model*.

    Raises:
        RulebookError: unreadable, not plain YAML, or not of the model's shape; every fault with
            its line, path, value and, for a misspelt key, the nearest known one.
    """
    node = _compose(file)
    try:
        data = _construct(node, (), set())
    except _RefusedError as error:
        line = error.node.start_mark.line + 1
        path = format_path(error.path)
        raise RulebookError([Problem(file, line, path, error.value, error.message)]) from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise RulebookError(_problem(file, node, dict(e)) for e in error.errors()) from None


def line_of(file: Path, path: Steps) -> int | None:
    """Return the line (from 1) where *path* stands in *file*, or of its nearest ancestor."""
    return _locate(_compose(file), path)[0]


def format_path(path: Steps) -> str:
    """Return a path as an author reads it: ``items[3].versions[0].penalties``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _locate(node: Node, path: Steps) -> tuple[int, Steps]:
    """Walk as far as the path goes; steps that pydantic adds (union tags) are passed over."""
    line, walked = node.start_mark.line + 1, []
    for step in path:
        child: Node | None = None
        if isinstance(node, MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    child, line = value, key.start_mark.line + 1
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            child = node.value[step]
            line = child.start_mark.line + 1
        if child is not None:
            node = child
            walked.append(step)
    return line, tuple(walked)


_KEYS = sorted(
    {
        field.alias or name
        for model in vars(schema).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
)

_MESSAGES = {
    "extra_forbidden": "没有这个键",
    "missing": "缺少这个键",
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "union_tag_invalid": "只能是 {expected_tags}",
    "union_tag_not_found": "缺少 {discriminator}，它说明写法的种类",
    "string_type": "须是文本（数字和日期请加引号）",
    "string_pattern_mismatch": "写法须符合 {pattern}",
    "string_too_short": "不得为空",
    "string_too_long": "超过 {max_length} 个字符",
    "int_type": "须是整数",
    "int_parsing": "须是整数",
    "bool_type": "须是 true 或 false",
    "bool_parsing": "须是 true 或 false",
    "decimal_parsing": "须是数字",
    "date_from_datetime_parsing": "须是日期，如 2022-12-01",
    "date_type": "须是日期，如 2022-12-01",
    "model_type": "须是一组“键: 值”",
    "dict_type": "须是一组“键: 值”",
    "list_type": "须是列表",
    "tuple_type": "须是列表",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "greater_than_equal": "须不小于 {ge}",
    "less_than_equal": "须不大于 {le}",
    "greater_than": "须大于 {gt}",
    "value_error": "{error}",
}


def _problem(file: Path, node: Node, error: dict[str, Any]) -> Problem:
    location: Steps = error["loc"]
    line, walked = _locate(node, location)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        walked = (*walked, location[-1])
    template = _MESSAGES.get(kind)
    message = template.format(**context) if template else str(error["msg"])
    value = None if kind == "missing" else _plain(error["input"])
    suggestion = None
    if kind == "extra_forbidden":
        value = str(location[-1])
        suggestion = did_you_mean(value, _KEYS)
    elif kind in ("literal_error", "enum", "union_tag_invalid"):
        wanted = context.get("expected") or context.get("expected_tags") or ""
        value = str(context.get("tag", value))
        suggestion = did_you_mean(value, re.findall(r"'([^']+)'", wanted))
    return Problem(file, line, format_path(walked), value, message, suggestion)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[…共 {len(value)} 项]"
    return str(value)
