"""What a reminder rule may speak of: kinds of facts, their attributes, days and values."""

from __future__ import annotations

from discretion.rulebook.schema import FactDeclaration, FactType


def _bool(label: str) -> FactDeclaration:
    return FactDeclaration(type=FactType.BOOL, label=label)


def _days(label: str) -> FactDeclaration:
    return FactDeclaration(type=FactType.INTEGER, label=label, unit="天")


FACTS: dict[str, dict[str, FactDeclaration]] = {
    "case": {
        "stage": FactDeclaration(
            type=FactType.CHOICE,
            label="阶段",
            choices={
                "open": "已立案",
                "proposed": "已拟处罚",
                "decided": "已决定",
                "closed": "已结案",
            },
        ),
        "penalised": _bool("拟处罚或者已处罚"),
        "fined": _bool("拟罚款或者已罚款"),
        "days_left": _days("距办案期限的天数：未决定时"),
        "days_late": _days("决定晚于办案期限的天数"),
        "hearing_needed": _bool("须告知听证权利"),
        "hearing_told": _bool("已告知听证权利：决定之前"),
        "review_needed": _bool("须法制审核"),
        "reviewed": _bool("法制审核已通过：决定之前"),
        "discussion_needed": _bool("须集体讨论"),
        "discussed": _bool("已集体讨论：决定之前"),
        "unlawful": _bool("处罚超出法定种类或者幅度"),
        "off_benchmark": _bool("处罚偏离裁量基准"),
        "reason_written": _bool("写有偏离的理由"),
        "exemption": FactDeclaration(
            type=FactType.CHOICE,
            label="不予处罚：依案情",
            choices={"must": "应当不予处罚", "may": "可以不予处罚", "consider": "须考虑"},
        ),
        "crime": _bool("发现涉嫌犯罪"),
        "transferred": _bool("已移送公安机关"),
        "refused_transfer": _bool("决定不批准移送"),
        "days_unreported": _days("发现涉嫌犯罪而没有移送报告的天数"),
        "days_undecided": _days("收到移送报告而没有决定的天数"),
        "days_approved": _days("批准移送而没有移送的天数"),
        "days_uninspected": _days("责令改正期限届满而没有复查的天数"),
        "must_publish": _bool("须公开的决定"),
        "days_unpublished": _days("决定后没有公开的天数"),
        "days_unpaid": _days("缴款期限届满而没有缴清的天数：扣除复议诉讼期间"),
        "days_to_cap": _days("距加处罚款封顶的天数"),
        "surcharge_owed": _bool("逾期缴清罚款而没有缴清加处罚款"),
    },
    "prior": {
        "days_after": _days("前案决定之后至本案行为开始的天数"),
        "window_left": _days("本案行为开始至回溯期最后一日的天数"),
        "first_claimed": _bool("本案认定为初次违法"),
    },
    "rival": {
        "fined": _bool("本案拟罚款或者已罚款"),
        "same_item": _bool("案由相同"),
        "same_time": _bool("行为时间重合"),
        "other_team": _bool("办案队伍不同"),
        "same_act": _bool("同一违法行为的编号相同"),
        "elsewhere": _bool("地点不同"),
    },
}
"""``prior`` and ``rival`` are other cases of the same party: penalised for the same item (prior),
fined (rival)."""

TYPES = {
    kind: {
        name: {FactType.BOOL: bool, FactType.INTEGER: int}.get(fact.type, str)
        for name, fact in attributes.items()
    }
    for kind, attributes in FACTS.items()
}

DAYS = {
    "due": "办案期限",
    "proposed": "拟处罚日",
    "decided": "决定日",
    "suspected": "发现涉嫌犯罪日",
    "reported": "移送报告日",
    "approved": "批准移送日",
    "correct_by": "责令改正期限",
    "pay_by": "缴款期限",
    "cap": "加处罚款封顶日",
}
"""Days of a case by which something is due."""

VALUES = (
    *DAYS,
    "fine",
    "lawful",
    "benchmark",
    "others",
    "count",
    "years",
    "grade",
    "grade_without",
    "grade_change",
    "per_day",
    "most",
    "owed",
    "items",
)
"""What a text may put in: {name}."""
