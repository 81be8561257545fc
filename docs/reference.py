"""The reference pages, written from the program itself: commands, names of Python, and schemas."""

from __future__ import annotations

import inspect
import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discretion
from discretion.cli.arguments import Parser
from discretion.cli.tree import parser

SCHEMAS = Path(__file__).with_name("schema")
TITLES = {
    "cli": {"zh": "命令行", "en": "Command line"},
    "api": {"zh": "Python 接口", "en": "Python"},
    "schema": {"zh": "数据格式", "en": "Data formats"},
}
LEADS = {
    "cli": {
        "zh": "以下由程序的参数定义生成，与 `discretion 命令 -h` 所见一致。",
        "en": "Written from the definitions of the arguments: what `discretion COMMAND -h` prints, "
        "which is in Chinese. `--lang en` makes the *output* of a command English.",
    },
    "api": {
        "zh": "`import discretion` 给出的全部名称，由代码的文档字符串生成（英文）。",
        "en": "All names of `import discretion`, written from the docstrings of the code.",
    },
    "schema": {
        "zh": "由数据模型生成的 JSON Schema，编辑器据此补全和检查规则文件。"
        "`discretion rules schema` 输出同样的内容。",
        "en": "JSON Schemas generated from the data models; an editor completes and checks rule "
        "files by them. `discretion rules schema` prints the same.",
    },
}
TABLE = {"zh": "| 键 | 类型 | 含义 |", "en": "| Key | Type | Meaning |"}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the Markdown of every page of the reference, in both languages."""
    for name, body in (("cli", _commands), ("api", _names), ("schema", _schemas)):
        for language, suffix in (("zh", ".md"), ("en", ".en.md")):
            parts = [f"# {TITLES[name][language]}", LEADS[name][language], *body(language)]
            yield f"reference/{name}{suffix}", "\n\n".join(parts) + "\n"


# --- commands -------------------------------------------------------------------------------------


def _commands(language: str) -> Iterator[str]:
    yield from _command(parser())


def _command(found: Parser) -> Iterator[str]:
    yield f"## {found.prog}"
    yield f"```\n{found.format_help().strip()}\n```"
    for child in found._children.values():
        yield from _command(child)


# --- Python ---------------------------------------------------------------------------------------


def _names(language: str) -> Iterator[str]:
    for name in discretion.__all__:
        thing = getattr(discretion, name)
        yield f"## {name}"
        if inspect.isclass(thing):
            yield f"```python\nclass {name}\n```"
            yield _doc(thing)
            yield from _members(name, thing)
        else:
            yield f"```python\n{name}{_signature(thing)}\n```"
            yield _doc(thing)


def _members(name: str, thing: type) -> Iterator[str]:
    fields = getattr(thing, "model_fields", None) or getattr(thing, "__dataclass_fields__", {})
    annotations = {n: a for c in reversed(thing.__mro__) for n, a in _annotated(c).items()}
    if own := [f"- `{n}`: `{annotations.get(n, '')}`" for n in fields if not n.startswith("_")]:
        yield "\n".join(own)
    for member, value in vars(thing).items():
        if member.startswith("_") or member in fields:
            continue
        plain = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if isinstance(plain, property):
            yield f"### {name}.{member}"
            yield _doc(plain)
        elif inspect.isfunction(plain) and plain.__doc__:
            yield f"### {name}.{member}"
            yield f"```python\n{member}{_signature(plain)}\n```"
            yield _doc(plain)


def _annotated(thing: type) -> dict[str, str]:
    found = vars(thing).get("__annotations__", {})
    return {
        name: a if isinstance(a, str) else inspect.formatannotation(a) for name, a in found.items()
    }


def _signature(thing: Any) -> str:
    return str(inspect.signature(thing)).replace("'", "")


def _doc(thing: Any) -> str:
    """Return a docstring as Markdown: roles as code, doctests fenced, ``Raises`` as a list."""
    text = inspect.cleandoc(thing.__doc__ or "")
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", text).replace("``", "`")
    parts = []
    for part in text.split("\n\n"):
        if part.startswith(">>>"):
            parts.append(f"```python\n{part}\n```")
        elif found := re.match(r"(Raises|Returns|Yields):\n", part):
            body = textwrap.dedent(part[found.end() :])
            entries = re.sub(r"\n\s+", " ", body).splitlines()
            parts.append(f"{found[1]}:\n\n" + "\n".join(f"- {entry}" for entry in entries))
        else:
            parts.append(part)
    return "\n\n".join(parts)


# --- schemas --------------------------------------------------------------------------------------


def _schemas(language: str) -> Iterator[str]:
    for file in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(file.read_text(encoding="utf-8"))
        yield f"## {file.stem}"
        yield f"[{file.name}](schema/{file.name})"
        yield from _object(schema, language)
        for name, part in sorted(schema.get("$defs", {}).items()):
            if part.get("properties"):
                yield f"### {file.stem} · {name}"
                yield from _object(part, language)


def _object(schema: dict[str, Any], language: str) -> Iterator[str]:
    if text := schema.get("description"):
        yield _cell(text)
    if properties := schema.get("properties"):
        needed = schema.get("required", ())
        rows = [
            f"| `{name}`{' *' if name in needed else ''} | {_type(part)} "
            f"| {_cell(part.get('description', ''))} |"
            for name, part in properties.items()
        ]
        yield "\n".join([TABLE[language], "| --- | --- | --- |", *rows])


def _type(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return f"`{part['$ref'].rpartition('/')[2]}`"
    if "enum" in part:
        return ", ".join(f"`{json.dumps(v, ensure_ascii=False)}`" for v in part["enum"])
    if "const" in part:
        return f"`{json.dumps(part['const'], ensure_ascii=False)}`"
    for joined in ("anyOf", "oneOf", "allOf"):
        if joined in part:
            return " / ".join(dict.fromkeys(_type(option) for option in part[joined]))
    if part.get("type") == "array":
        return f"[{_type(part.get('items', {}))}]"
    return f"`{part.get('type', 'any')}`"


def _cell(text: str) -> str:
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())
