"""Rule files as text: what :mod:`discretion.rulebook.files` reads, written back.

Reading what was written gives an equal model. Only what differs from a key's default is written;
collections without further collections inside stand on one line, as a person would write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import yaml
from pydantic import BaseModel

from discretion.model.money import Money

_ALWAYS = ("form", "kind", "method")
"""Keys that say what the rest means are written even where they have a default."""


def file_text(model: BaseModel, heading: str = "") -> str:
    """Return the YAML text of one rule file; *heading* is put above as comment lines."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in heading.splitlines())
    body: str = yaml.dump(
        plain(model),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=10**6,
    )
    return comment + body


def plain(value: Any) -> Any:
    """Return *value* as what YAML holds: mappings, lists, text, numbers, truth values, days."""
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return _number(value.as_yuan)
    if isinstance(value, Decimal):
        return _number(value)
    return value


def _fields(model: BaseModel) -> dict[str, Any]:
    found = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        default = field.get_default(call_default_factory=True)
        if field.is_required() or name in _ALWAYS or value != default:
            found[field.alias or name] = plain(value)
    return found


def _number(exact: Decimal) -> int | str:
    """A whole number as such; any other as quoted decimals, since a float would not be exact."""
    if exact == exact.to_integral_value():
        return int(exact)
    return f"{exact:f}".rstrip("0")


class _Dumper(yaml.SafeDumper):
    """Writes text that reads back as text, days bare, and lists indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_day(dumper: yaml.SafeDumper, day: date) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", day.isoformat())


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    # Between other quotes a reader folds these line ends of old into spaces.
    style = '"' if _OLD_LINE_ENDS & set(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_OLD_LINE_ENDS = frozenset("\x85\u2028\u2029")
_Dumper.add_representer(date, _write_day)
_Dumper.add_representer(str, _write_text)
