"""One rule file as a schema model, with the line, the path and a remedy for every fault."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from discretion.rulebook import schema
from discretion.rulebook.errors import Problem, RulebookError, did_you_mean
from discretion.rulebook.plain import RuleText, Steps, format_path

_M = TypeVar("_M", bound=BaseModel)

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
    "union_tag_invalid": "{discriminator} 只能是 {expected_tags}",
    "union_tag_not_found": "缺少 {discriminator}，它说明写法的种类",
    "string_type": "须是文本（数字和日期请加引号）",
    "string_pattern_mismatch": "写法须符合 {pattern}",
    "string_too_short": "不得为空",
    "string_too_long": "超过 {max_length} 个字符",
    "int_type": "须是整数（不加引号）",
    "bool_type": "须是 true 或 false（不加引号）",
    "date_type": "须是日期，如 2022-12-01",
    "model_type": "须是一组“键: 值”",
    "model_attributes_type": "须是一组“键: 值”",
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
_PATTERNS = {
    schema.IDENTIFIER: "小写字母、数字与连字符，以字母开头，如 cn-roads-2019",
    schema.FACT_NAME: "小写字母、数字与下划线，以字母开头，如 area_m2",
    schema.ITEM_CODE: "大写字母、数字与连字符，以字母开头，如 CN-RD-39",
    schema.DIVISION: '六位行政区划代码（加引号），如 "310000"',
}


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
        faults = error.errors(include_url=False)
        raise RulebookError(_problem(text, dict(fault)) for fault in faults) from None


def _problem(text: RuleText, fault: dict[str, Any]) -> Problem:
    location: Steps = fault["loc"]
    line, path = text.find(location)
    kind, context = fault["type"], dict(fault.get("ctx", {}))
    value: str | None = _shown(fault["input"])
    suggestion = None
    match kind:
        case "missing":
            path, value = (*path, location[-1]), None
        case "extra_forbidden":
            value = str(location[-1])
            suggestion = did_you_mean(value, _KEYS)
        case "literal_error" | "enum":
            suggestion = did_you_mean(str(fault["input"]), _quoted(context["expected"]))
            context["expected"] = "、".join(_quoted(context["expected"]))
        case "union_tag_invalid":
            value, tags = str(context["tag"]), _quoted(context["expected_tags"])
            suggestion = did_you_mean(value, tags)
            context["expected_tags"] = "、".join(tags)
        case "string_pattern_mismatch":
            context["pattern"] = _PATTERNS.get(context["pattern"], context["pattern"])
    template = _MESSAGES.get(kind)
    message = template.format(**context) if template else f"写法不对：{fault['msg']}"
    return Problem(text.file, line, format_path(path), value, message, suggestion)


def _quoted(expected: str) -> list[str]:
    """The words of pydantic's list ``'a', 'b' or 'c'``."""
    return re.findall(r"'([^']+)'", expected)


def _shown(value: Any) -> str:
    """A value as an author would recognise it: text bare, the rest as YAML's flow style."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
