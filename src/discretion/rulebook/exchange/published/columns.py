"""Which column is which: names of headings, recognised with small differences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from discretion.rulebook.exchange.published.grids import Grid, GridCell, distinct
from discretion.rulebook.prose.numerals import fold
from discretion.rulebook.schema import PartyScope

LAST_HEADER_ROW = 8
"""The header stands among the first rows of this number; titles may stand above it."""
NEAR = 80
"""A heading at least so like a known one (rapidfuzz ratio, 0 to 100) is taken for it."""

NAMES: dict[str, str] = {
    "number": "序号 编号 序列 项目序号",
    "code": "事项编码 职权编码 权力编码 项目编码 事项代码 职权编号",
    "act": (
        "违法行为 违法事项 事项名称 处罚事项 案由 违法行为名称 行政处罚事项"
        " 行政处罚事项名称 违法行为种类 执法事项 处罚项目 项目名称 事项 职权名称 权力名称"
        " 违法种类 违法行为描述 行政违法行为 处罚事项名称"
    ),
    "violates": (
        "违反依据 违反条款 违法依据 违反规定 禁止性规定 违则 定性依据 违反的规定"
        " 违反法律依据 义务性规定"
    ),
    "penalizes": (
        "处罚依据 行政处罚依据 法律依据 法定依据 依据 罚则 设定依据 处罚条款 实施依据"
        " 法规依据 处罚法律依据 法律法规依据"
    ),
    "statutory": (
        "法定幅度 处罚种类及幅度 处罚种类和幅度 法定处罚幅度 法定罚款幅度 法律责任"
        " 法定处罚标准 处罚内容 法定处罚种类及幅度 处罚种类与幅度 法定处罚种类和幅度"
        " 法定处罚 处罚种类、幅度"
    ),
    "step": (
        "裁量阶次 违法程度 裁量等级 裁量档次 阶次 档次 情节程度 违法情节程度 违法等级"
        " 裁量基准阶次 程度 危害程度 等次 裁量级别 违法行为程度 情节等级 违法档次 裁量层级"
        " 处罚档次"
    ),
    "condition": (
        "适用条件 违法情节 情形 裁量因素 具体情形 表现情形 违法行为表现情形 情节 裁量情形"
        " 适用情形 情节与后果 违法行为情节 裁量情节 具体情节 情节和后果 违法情形"
        " 违法事实和情节 违法情节和后果 违法行为情形 裁量条件 违法行为具体情形 具体表现"
    ),
    "amount": (
        "裁量幅度 处罚标准 裁量标准 具体标准 处罚幅度 处罚裁量标准 裁量基准 罚款幅度"
        " 罚款标准 裁量处罚标准 处罚基准 处罚裁量基准 处罚结果 裁量处罚幅度 处罚裁量幅度"
        " 行政处罚裁量标准 行政处罚裁量基准 裁量罚款幅度 标准"
    ),
    "party": "适用主体 违法主体 处罚对象 当事人类型 适用对象 主体 行为主体 处罚主体类型",
    "note": "备注 说明 注 其他说明",
}
"""The names of each kind of column."""

_KNOWN = {name: role for role, names in NAMES.items() for name in names.split()}
_GRADES = re.compile("不予处罚|减轻|轻微|较轻|从轻|一般|较重|严重|从重")
_PARTIES: dict[str, PartyScope] = {
    "单位": "unit",
    "法人": "unit",
    "法人或者其他组织": "unit",
    "企业": "unit",
    "个人": "individual",
    "公民": "individual",
    "自然人": "individual",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, its heading as written, and what it holds.

    ``grade`` is the step that the heading names where every step has columns of its own, and
    ``party`` the kind of party.
    """

    at: int
    heading: str
    role: str | None
    grade: str | None = None
    party: PartyScope = "any"


@dataclass(frozen=True, slots=True)
class Header:
    """The columns, and the index of the first row below the header."""

    columns: tuple[Column, ...]
    start: int
    texts: tuple[tuple[str, ...], ...]

    def of(self, role: str) -> list[Column]:
        """Return the columns of *role*, from left to right."""
        return [c for c in self.columns if c.role == role]

    def repeated(self, row: Sequence[GridCell]) -> bool:
        """Whether a row says the header again, as on every page of a document."""
        return tuple(cell.text for cell in row) in self.texts


def find_header(grid: Grid) -> Header | None:
    """Return the header of a benchmark table, or None if the table is none."""
    best: tuple[int, Header] | None = None
    for at, row in enumerate(grid.rows[:LAST_HEADER_ROW]):
        for depth in _depths(grid, at):
            columns = _columns(grid.rows[at : at + depth])
            roles = {c.role for c in columns if c.role}
            enough = "amount" in roles and roles & {"act", "condition", "step"}
            score = len(roles) * 10 + sum(1 for c in columns if c.role)
            if len(distinct(row)) > 2 and enough and (best is None or score > best[0]):
                texts = tuple(tuple(c.text for c in grid.rows[i]) for i in range(at, at + depth))
                best = (score, Header(columns, at + depth, texts))
    return best[1] if best else None


def looks_like_header(row: Sequence[GridCell]) -> bool:
    """Whether a row below a header is one again: three of its cells are known names."""
    return sum(1 for cell in distinct(row) if _plain(cell.text) in _KNOWN) >= 3


def _depths(grid: Grid, at: int) -> tuple[int, ...]:
    """How many rows a header that begins at row *at* may have.

    Two if a cell spans both; either if a cell above spans columns, which the row below may name.
    """
    if at + 1 >= len(grid.rows):
        return (1,)
    above, below = grid.rows[at], grid.rows[at + 1]
    if any(a.origin == b.origin and a.text for a, b in zip(above, below, strict=True)):
        return (2,)
    across = any(a.origin == b.origin and a.text for a, b in pairwise(above))
    return (1, 2) if across else (1,)


def _columns(rows: Sequence[Sequence[GridCell]]) -> tuple[Column, ...]:
    columns = []
    for at in range(len(rows[0])):
        texts = list(dict.fromkeys(row[at].text for row in rows if row[at].text))
        columns.append(_column(at, texts))
    return tuple(columns)


def _column(at: int, texts: Sequence[str]) -> Column:
    if not texts:
        return Column(at, "", None)
    heading = "/".join(_plain(t) for t in texts)
    upper, lower = _plain(texts[0]), _plain(texts[-1])
    party = _PARTIES.get(lower) or _PARTIES.get(upper) or "any"
    role = role_of(lower)
    if role is None and len(texts) > 1 and (party != "any" or _is_grade(lower)):
        role = role_of(upper)
    elif role is None and len(texts) > 1 and role_of(upper) == "condition":
        role = "condition"  # 次数 under 裁量情节
    grade = next((t for t in (upper, lower) if _is_grade(t)), None)
    if role not in ("condition", "amount"):
        grade = None
    return Column(at, heading, role, grade, party if role == "amount" else "any")


def _is_grade(text: str) -> bool:
    return bool(_GRADES.search(text)) and len(text) <= 8 and text not in _KNOWN


def role_of(heading: str) -> str | None:
    """Return what a column under *heading* holds, or None if the heading is not known."""
    # Imported here: the import takes some 20 ms, and only drafting needs it.
    from rapidfuzz import fuzz, process

    plain = _plain(heading)
    bare = re.sub(r"\(.*?\)", "", plain)
    for text in (plain, bare):
        if text in _KNOWN:
            return _KNOWN[text]
    found = process.extractOne(bare, list(_KNOWN), scorer=fuzz.ratio, score_cutoff=NEAR)
    return _KNOWN[found[0]] if found else None


def _plain(heading: str) -> str:
    return re.sub(r"\s+", "", fold(heading)).strip(":;,。*")
