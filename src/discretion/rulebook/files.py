"""One rule file as a schema model, with the line, the path and a remedy for every fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from discretion.rulebook import schema
from discretion.rulebook.errors import Problem, RulebookError, did_you_mean
from discretion.rulebook.plain import RuleText, Steps, format_path
from discretion.rulebook.wording import PATTERNS, SHAPE_FAULTS

_M = TypeVar("_M", bound=BaseModel)

_KEYS = sorted(
    {
        field.alias or name
        for model in vars(schema).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
)


def read_file(file: Path, model: type[_M]) -> _M:
    """Read *file* as *model*.

    Raises:
        RulebookError: unreadable, not plain YAML, or not of the model's shape; every fault with
            its line, path, value and, for a misspelt key, the nearest known one.
    """
    return validate(RuleText.read(file), model)


def validate(text: RuleText, model: type[_M]) -> _M:
    """Return *text* as *model*; raises RulebookError like :func:`read_file`."""
    try:
        return model.model_validate(text.data)
    except ValidationError as error:
        faults = [dict(fault) for fault in error.errors(include_url=False)]
        raise RulebookError(
            _problem(text, f, model.model_fields) for f in faults if not _follows(f)
        ) from None


def _follows(fault: dict[str, Any]) -> bool:
    """Whether a list only counts as too short because its members are at fault themselves."""
    return fault["type"] == "too_short" and bool(len(fault["input"]) >= fault["ctx"]["min_length"])


def _problem(text: RuleText, fault: dict[str, Any], own: Iterable[str]) -> Problem:
    location: Steps = fault["loc"]
    line, path = text.find(location)
    kind, context = fault["type"], dict(fault.get("ctx", {}))
    if "discriminator" in context:
        context["discriminator"] = context["discriminator"].strip("'")
    value: str | None = _shown(fault["input"])
    suggestion = None
    match kind:
        case "missing":
            path, value = (*path, location[-1]), None
        case "extra_forbidden":
            value = str(location[-1])
            suggestion = did_you_mean(value, [*own, *_KEYS])
        case "literal_error" | "enum":
            suggestion = did_you_mean(str(fault["input"]), _quoted(context["expected"]))
            context["expected"] = "、".join(_quoted(context["expected"]))
        case "union_tag_invalid":
            value, tags = str(context["tag"]), _quoted(context["expected_tags"])
            suggestion = did_you_mean(value, tags)
            context["expected_tags"] = "、".join(tags)
        case "string_pattern_mismatch":
            context["pattern"] = PATTERNS.get(context["pattern"], context["pattern"])
    template = SHAPE_FAULTS.get(kind)
    message = template.format(**context) if template else f"写法不对：{fault['msg']}"
    return Problem(text.file, line, format_path(path), value, message, suggestion)


def _quoted(expected: str) -> list[str]:
    """The words of pydantic's list ``'a', 'b' or 'c'``."""
    return re.findall(r"'([^']+)'", expected)


def _shown(value: Any) -> str:
    """A value as an author would recognise it: text bare, the rest as YAML's flow style."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
