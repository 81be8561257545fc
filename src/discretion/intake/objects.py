"""Cases as JSON objects: validated, with every fault named in the user's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from discretion.intake.errors import IntakeError, shorten
from discretion.intake.tables import parse_json
from discretion.model.case import Case
from discretion.rulebook.errors import did_you_mean

MOST_BYTES = 64 * 1024**2
"""A longer JSON text is refused."""

_MESSAGES = {
    "missing": "缺少必填的字段",
    "extra_forbidden": "没有这个字段",
    "enum": "不是允许的值",
    "literal_error": "不是允许的值",
    "string_type": "须为文本",
    "string_too_short": "不能为空",
    "string_too_long": "文本过长",
    "string_pattern_mismatch": "格式不对",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "int_from_float": "须为整数",
    "bool_type": "须为 true 或 false",
    "bool_parsing": "须为 true 或 false",
    "date_type": "须为日期，如 2023-05-06",
    "date_parsing": "须为日期，如 2023-05-06",
    "date_from_datetime_parsing": "须为日期，如 2023-05-06",
    "date_from_datetime_inexact": "须为日期，不带时刻",
    "dict_type": "须为 {…} 对象",
    "tuple_type": "须为 […] 列表",
    "model_type": "须为 {…} 对象",
    "model_attributes_type": "须为 {…} 对象",
    "greater_than_equal": "小于允许的最小值",
    "less_than_equal": "大于允许的最大值",
}


def read_cases(text: str, where: str = "标准输入") -> list[Case]:
    """Return the cases of a JSON text: one object, or a list of them.

    Raises:
        IntakeError: not JSON, not cases, or too long; with field, value and remedy.
    """
    if len(text) > MOST_BYTES:
        raise IntakeError(
            "JSON 过长", where=where, remedy=f"请拆成不超过 {MOST_BYTES >> 20} MB 的几份。"
        )
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
        reasons = [
            f"{path}：{message}" + (f"（现为 {shorten(value)}）" if value else "")
            for path, value, message in reasons_of(error)
        ]
        more = f"；另有 {len(reasons) - 5} 处" if len(reasons) > 5 else ""
        raise IntakeError(
            "案件数据有误", where=where, remedy="；".join(reasons[:5]) + more + "。"
        ) from None


def reasons_of(error: ValidationError) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value, what is wrong and how to mend it) for each fault of a case."""
    for detail in error.errors(include_url=False):
        path = ".".join(str(p) for p in detail["loc"]) or "案件"
        message = _MESSAGES.get(detail["type"])
        if message is None:
            message = detail["msg"].removeprefix("Value error, ")
        if detail["type"] in ("enum", "literal_error"):
            message += f"；可用：{detail.get('ctx', {}).get('expected', '')}".replace(" or ", "、")
        if detail["type"] == "extra_forbidden":
            near = did_you_mean(str(detail["loc"][-1]), _fields_at(detail["loc"][:-1]))
            if near:
                message += f"，您是不是要写 {near}？"
        value = "" if detail["type"] == "missing" else _shown(detail["input"], path)
        yield path, value, message


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
