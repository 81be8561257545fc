"""The parameters that requests share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from discretion.report.texts import Language
from discretion.rulebook.schema.scalars import Day
from discretion.service.views import View

Lang = Annotated[Language | None, Query(description="语言；否则按 Accept-Language")]
Look = Annotated[View, Query(description="full 全部理由，brief 只有代码和数额")]
Names = Annotated[bool, Query(description="显示姓名和证件号码（服务须允许）")]
Few = Annotated[int, Query(ge=0, le=100, description="列出几件类案")]
AsOf = Annotated[Day | None, Query(description="作出决定的日期（案件没有写明时）")]
Exclude = Annotated[list[str], Query(max_length=100, description="不作为可比案例的文号")]
Shown = Annotated[
    int | None,
    Query(ge=0, le=100, description="列出几件类案；不写时 full 列 5 件，brief 不列"),
]


def shown(k: int | None, view: View) -> int:
    """Return how many similar cases a check lists: reading them takes longer than judging."""
    return k if k is not None else 5 if view == "full" else 0
