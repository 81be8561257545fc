"""What a person must look at: the words as published, and why they were not simply taken over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

REASONS = {
    "amount_unread": "数额读不懂",
    "amount_left_over": "数额以外的话读不懂，没有采用",
    "amount_missing": "没有写数额",
    "amount_several": "有几个数额，不能确定如何合用",
    "amount_or": "“或”连接的数额不是两个完整的幅度",
    "amount_unit_doubtful": "区间下限的单位有两种读法",
    "bound_doubtful": "同一处既写超过（不足）又写以上（以下），是否含本数不明",
    "no_maximum": "只有下限，没有上限",
    "range_reversed": "下限大于上限",
    "base_unknown": "计算罚款的基数不是已有的事实",
    "unit_unknown": "计量单位不是已有的事实",
    "party_unknown": "当事人类型既不是单位也不是个人",
    "party_trailing": "最后一方之后的处罚，不能确定是否也对其他各方",
    "mode_differs": "裁量标准与罚则一个写“可以”处罚、一个写“处”罚",
    "exempt_may": "“可以”不予处罚由人决定",
    "condition_unread": "适用条件读不懂，暂作须由人回答的事实",
    "condition_structure": "“且”“或”的层次不明，暂作须由人回答的事实",
    "condition_missing": "没有写适用条件，暂作须由人回答的事实",
    "quantity_twice": "同一条件里有两个同类数量，不能确定指哪一个",
    "quantity_unnamed": "没有写明是什么的数量",
    "quantities_differ": "各阶次的数量名称不同，却只能记为同一个事实",
    "unit_inexact": "数量换算成事实的单位除不尽",
    "times_doubtful": "次数是否含本次不明",
    "window": "次数限于一段时间，须与政策的回溯期一致",
    "grade_unread": "阶次名称读不懂，暂按先后顺序归入",
    "grade_doubtful": "阶次名称里有两个程度，暂取后一个",
    "grade_merged": "原表的几个阶次归入同一个裁量阶次",
    "statutory_from_rows": "没有读到法定幅度，暂取各阶次最低到最高",
    "statutory_unread": "没有读到法定幅度",
    "several_clauses": "罚则有几个数额，不能确定各自的条件",
    "citation_missing": "没有读到处罚依据的条款，暂引所附文件",
    "citation_untitled": "条款没有写明是哪部法规",
    "shared_end": "两个阶次共有端点",
    "hit_max_grade": "有的阶次列有几种情形之一，暂按从重的阶次认定（max-grade）",
    "step_unnumbered": "看不出是接着上一行还是另一个阶次，暂作另一个阶次",
    "continued": "接着上一行（跨页）的文字，已并入上一行",
    "column_unknown": "不认得这一列，没有读",
    "table_skipped": "不像裁量基准表，没有读",
    "sheet_hidden": "隐藏的工作表，没有读",
    "row_outside": "这一行不属于任何违法行为，没有读",
}
"""Why, by code, as the notes of a draft say it."""

UNSETTLING = frozenset(
    {
        "amount_unread",
        "amount_left_over",
        "amount_missing",
        "amount_several",
        "amount_or",
        "amount_unit_doubtful",
        "bound_doubtful",
        "no_maximum",
        "range_reversed",
        "base_unknown",
        "unit_unknown",
        "party_unknown",
        "party_trailing",
        "condition_unread",
        "condition_structure",
        "condition_missing",
        "quantity_twice",
        "quantity_unnamed",
        "quantities_differ",
        "times_doubtful",
        "unit_inexact",
        "grade_unread",
        "grade_doubtful",
        "step_unnumbered",
    }
)
"""Reasons that leave a row only partly understood; the others ask for a look, no more."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of a cell, and the code of why a person must look at them."""

    words: str
    why: str

    @property
    def reason(self) -> str:
        """Why, in words."""
        return REASONS[self.why]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: a table, its row (1 is the first of the sheet or table) and a column."""

    table: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A doubt and where it stands; ``item`` is the code of the drafted item, if any."""

    place: Place
    doubt: Doubt
    item: str = ""


MARK = "待人工核对"


def note_of(doubts: Iterable[Doubt]) -> str | None:
    """Return the note that keeps doubtful words in a draft, or None if there are none."""
    parts = [f"“{d.words}”——{d.reason}" if d.words else d.reason for d in doubts]
    return f"{MARK}：{'；'.join(dict.fromkeys(parts))}"[:4000] if parts else None
