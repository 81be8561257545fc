"""The lines of the sheet that holds a rulebook's head and policy."""

from __future__ import annotations

from dataclasses import dataclass

from discretion.rulebook.exchange import terms
from discretion.rulebook.exchange.columns import Way
from discretion.rulebook.exchange.phrases import REFERENCE
from discretion.rulebook.exchange.values import (
    DATA,
    DAY,
    NAMES,
    NUMBER,
    TEST,
    TEXT,
    WHOLE,
    WORD,
    Form,
    words,
)


@dataclass(frozen=True, slots=True)
class HeadField:
    """One line of the sheet of the rulebook's head: its label, the way to its value, its form."""

    label: str
    way: Way
    form: Form
    help: str
    usual: object = None


def _head_fields() -> tuple[HeadField, ...]:
    status = words(terms.STATUSES)
    found = [
        HeadField("名称", ("title",), TEXT, ""),
        HeadField("英文名称", ("title_en",), TEXT, "可以不写。"),
        HeadField("行政区划代码", ("jurisdiction",), WORD, "六位，如 310000。"),
        HeadField("制定机关", ("authority",), TEXT, ""),
        HeadField("施行自", ("effective", "from"), DAY, "如 2023-12-15。"),
        HeadField("施行至", ("effective", "to"), DAY, "仍然有效的不写。"),
        HeadField("继承的基准库", ("extends",), NAMES, "如 general，用顿号隔开。"),
    ]
    cuts = (("lighter", "从轻"), ("ordinary", "一般"), ("heavier", "从重"))
    ways = (("ranged", "有上下限的幅度"), ("max_only", "只有上限的幅度"))
    grades: Way = ("policy", "grades")
    for key, label in ways:
        for grade, word in cuts:
            help_ = "在幅度中的位置，0 为下限、1 为上限，如 [0..0.3]。"
            found.append(HeadField(f"{label}：{word}", (*grades, key, grade), TEST, help_))
    found.append(HeadField("情节最多移动几档", (*grades, "shift"), WHOLE, "1 至 3。", 1))
    found += _sourced("阶次划分", grades, status)
    back: Way = ("policy", "look_back")
    found += [
        HeadField("回溯期：年数", (*back, "years"), WHOLE, "几年内同类行为受过处罚算再次。"),
        HeadField(
            "回溯期：自何日起算", (*back, "counted_from"), words(terms.COUNTED_FROM), "", "act"
        ),
        *_sourced("回溯期", back, status),
    ]
    refusal: Way = ("policy", "refusal")
    found += [
        HeadField("拒不改正：含义", (*refusal, "meaning"), TEXT, ""),
        HeadField(
            "拒不改正：天数", (*refusal, "within_days"), WHOLE, "责令改正后几日内再犯；可以不写。"
        ),
        *_sourced("拒不改正", refusal, status),
    ]
    thresholds = (("hearing", "听证"), ("confiscation", "没收须听证"), ("legal_review", "法制审核"))
    for key, label in thresholds:
        way: Way = ("policy", key)
        found += [
            HeadField(
                f"{label}数额：个人", (*way, "individual"), NUMBER, "元；达到这个数额即须办理。"
            ),
            HeadField(f"{label}数额：单位", (*way, "unit"), NUMBER, "元；达到这个数额即须办理。"),
            *_sourced(f"{label}数额", way, status),
        ]
    rest = "没有专门一行的内容，以数据写法（JSON）保留；一般不用改。"
    return (
        *found,
        HeadField("备注", ("note",), TEXT, ""),
        HeadField("其他内容", ("*",), DATA, rest),
    )


def _sourced(label: str, way: Way, status: Form) -> list[HeadField]:
    return [
        HeadField(f"{label}：性质", (*way, "status"), status, "官方规定，还是示例。"),
        HeadField(f"{label}：出处", (*way, "reference"), REFERENCE,
                  "如 cn-penalty-law-2021 第34条 注：说明。"),
    ]  # fmt: skip


HEAD_FIELDS = _head_fields()
