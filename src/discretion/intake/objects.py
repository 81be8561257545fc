"""Cases as JSON objects: validated, with every fault named in the user's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from discretion.intake.errors import Faults, IntakeError
from discretion.intake.records import parse_json
from discretion.model.case import Case
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.prose.unreadable import shorten

MOST_REASONS = 5
"""Faults of one case that a message names; of the others it gives the number."""

_MESSAGES = {
    "missing": "缺少必填的字段，请补上",
    "extra_forbidden": "没有这个字段，请删去或者改名",
    "enum": "不是允许的值",
    "literal_error": "不是允许的值",
    "string_type": "须为文本，请加引号",
    "string_unicode": "含有无效字符",
    "string_too_short": "不能为空",
    "string_too_long": "文本过长，至多 {max_length} 字",
    "string_pattern_mismatch": "须为 6 位区划代码，如 310114",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "int_parsing_size": "数值过大",
    "int_from_float": "须为整数",
    "bool_type": "须为 true 或 false",
    "bool_parsing": "须为 true 或 false",
    "date_type": "须为日期，如 2023-05-06",
    "date_parsing": "须为日期，如 2023-05-06",
    "date_from_datetime_parsing": "须为日期，如 2023-05-06",
    "date_from_datetime_inexact": "须为日期，不带时刻",
    "dict_type": "须为 {{…}} 对象",
    "tuple_type": "须为 […] 列表",
    "model_type": "须为 {{…}} 对象",
    "model_attributes_type": "须为 {{…}} 对象",
    "too_long": "过多，至多 {max_length} 个",
    "greater_than_equal": "不得小于 {ge}",
    "less_than_equal": "不得大于 {le}",
}


def read_cases(text: str, where: str = "标准输入") -> list[Case]:
    """Return the cases of a JSON text: one object, or a list of them.

    Raises:
        IntakeError: not JSON, not cases, or too long; with field, value and remedy.
    """
    if not text.strip():
        raise IntakeError("没有内容", where=where, remedy="请给出一个案件的 JSON 对象。")
    found = parse_json(text, where)
    if isinstance(found, list):
        return [case_from_object(each, f"{where} 第 {i} 个案件") for i, each in enumerate(found, 1)]
    return [case_from_object(found, where)]


def case_from_object(data: Any, where: str) -> Case:
    """Return the case of a JSON object.

    Raises:
        IntakeError: it is not a case; the message names every field that is wrong.
    """
    if not isinstance(data, Mapping):
        raise IntakeError(
            "案件须为 JSON 对象",
            where=where,
            value=str(data),
            remedy='格式如 {"id": …, "party": …}。',
        )
    try:
        return Case.model_validate(data)
    except ValidationError as error:
        faults = tuple(reasons_of(error))
        raise IntakeError(
            "案件数据有误", where=where, remedy=remedy_of(faults, "案件"), faults=faults
        ) from None


def remedy_of(faults: Faults, whole: str) -> str:
    """Put the first faults into one sentence; one without a field is of the *whole*."""
    reasons = [
        f"{path or whole}：{message}" + (f"（现为 {value}）" if value else "")
        for path, value, message in faults
    ]
    more = f"；另有 {len(reasons) - MOST_REASONS} 处" if len(reasons) > MOST_REASONS else ""
    return "；".join(reasons[:MOST_REASONS]) + more + "。"


def reasons_of(error: ValidationError) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value, what is wrong and how to mend it) for each fault of a case.

    The field is empty where the parts of a case contradict each other.
    """
    for detail in error.errors(include_url=False):
        kind, place = detail["type"], detail["loc"]
        path = ".".join(map(str, place))
        message = message_of(detail)
        if kind == "extra_forbidden":
            near = did_you_mean(str(place[-1]), _fields_at(place[:-1]))
            message += f"，您是不是要写 {near}？" if near else ""
        silent = kind in ("missing", "extra_forbidden") or not place
        yield path, "" if silent else _shown(detail["input"], path), message


def message_of(detail: Mapping[str, Any]) -> str:
    """Return what is wrong and how to mend it, of one of the details that pydantic gives."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(detail["msg"]).removeprefix("Value error, ")
    message = _MESSAGES.get(kind, "不是允许的值").format(**context)
    if kind in ("enum", "literal_error"):
        message += _choices(str(detail["input"]), context.get("expected", ""))
    return message


def _choices(value: str, expected: str) -> str:
    words = re.findall(r"'([^']*)'", expected)
    near = did_you_mean(value, words)
    return f"，您是不是要写 {near}？" if near else f"，可用：{'、'.join(words)}"


def _shown(value: Any, path: str) -> str:
    # An identity number is personal data even when it is wrong.
    if path.endswith("number"):
        return ""
    return shorten(str(value))


def _fields_at(path: tuple[int | str, ...]) -> list[str]:
    model: Any = Case
    for step in path:
        field = model.model_fields.get(step)
        if field is None:
            return []
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        model = next((k for k in kinds if hasattr(k, "model_fields")), None)
        if model is None:
            return []
    return list(model.model_fields)
