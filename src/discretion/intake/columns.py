"""Which column of a user's table means which part of a case: by name, nearly so, or as told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from discretion.intake.errors import IntakeError
from discretion.intake.numerals import fold
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import RulebookError, did_you_mean
from discretion.rulebook.files import read_file
from discretion.rulebook.schema import FactDeclaration

SURE = 86
"""Lowest similarity (0 to 100) at which a column's name still means a field."""
MARGIN = 4
"""By how much the best field must beat the second best."""

FIELDS: dict[str, tuple[str, ...]] = {
    "id": (
        "处罚决定书文号",
        "行政处罚决定书文号",
        "行政处罚决定文书号",
        "决定书文号",
        "处罚文号",
        "文书号",
        "案号",
        "案件编号",
        "案件号",
        "id",
    ),
    "items": ("案由编码", "事项编码", "案由代码", "处罚事项编码", "items", "item"),
    "item_title": (
        "案由",
        "违法事由",
        "违法行为",
        "违法行为类型",
        "处罚事由",
        "处罚事项",
        "违法事项",
        "案由名称",
    ),
    "title": ("案件名称", "案名", "处罚名称", "行政处罚决定名称"),
    "party_name": (
        "当事人",
        "当事人名称",
        "当事人姓名",
        "相对人名称",
        "行政相对人名称",
        "被处罚人",
        "被处罚单位",
        "姓名或名称",
    ),
    "party_kind": (
        "当事人类型",
        "当事人类别",
        "行政相对人类别",
        "相对人类型",
        "主体类型",
        "当事人性质",
    ),
    "party_number": (
        "证件号码",
        "身份证号码",
        "身份证号",
        "统一社会信用代码",
        "当事人证件号码",
        "行政相对人代码_1(统一社会信用代码)",
        "自然人证件号码",
    ),
    "party_age": ("年龄", "当事人年龄", "周岁"),
    "text": ("违法事实", "主要违法事实", "案情", "案情简介", "案件事实", "基本案情", "事实"),
    "basis": ("处罚依据", "行政处罚依据", "法律依据", "处罚的法律依据", "适用依据"),
    "result": ("处罚结果", "处罚内容", "处罚决定", "行政处罚内容", "处罚决定内容", "处理结果"),
    "kinds": ("处罚种类", "处罚类别", "行政处罚种类", "处罚方式"),
    "fine": ("罚款金额", "罚款数额", "罚款", "处罚金额", "罚没金额"),
    "confiscated_gains": ("没收违法所得金额", "没收违法所得、没收非法财物的金额", "没收金额"),
    "act_start": (
        "违法行为发生日期",
        "违法日期",
        "违法行为发生日",
        "案发日期",
        "案发时间",
        "违法时间",
        "违法行为开始日期",
    ),
    "act_end": ("违法行为终了日期", "违法行为结束日期", "行为终了日期"),
    "discovered": ("发现日期", "违法行为发现日期", "查获日期", "检查日期"),
    "filed": ("立案日期", "立案时间"),
    "decided": (
        "处罚决定日期",
        "决定日期",
        "处罚日期",
        "作出处罚决定日期",
        "作出决定日期",
        "行政处罚决定日期",
    ),
    "team": ("办案单位", "办案中队", "中队", "承办中队", "承办单位", "执法中队"),
    "body": ("处罚机关", "行政处罚机关", "实施机关", "处罚单位", "作出处罚机关"),
    "officers": ("执法人员", "办案人员", "承办人"),
    "district": ("行政区划代码", "区划代码", "行政区划"),
    "street": ("所属街镇", "街镇", "街道", "街道(镇)"),
    "address": ("违法地点", "案发地点", "案发地址", "违法地址", "地点"),
    "channel": ("案件来源", "来源", "线索来源"),
    "circumstances": ("情节", "裁量情节", "从轻从重情节", "案件情节"),
    "informed": ("处罚告知", "是否告知", "已告知"),
    "hearing_offered": ("听证告知", "是否告知听证", "告知听证权利"),
    "hearing_held": ("是否听证", "听证", "举行听证"),
    "legal_review_done": ("法制审核", "是否法制审核", "法制审核情况"),
    "collective_discussion_done": ("集体讨论", "是否集体讨论"),
    "reasoned_document": ("说理式文书", "是否说理式文书"),
    "on_the_spot": ("当场处罚", "简易程序", "是否当场处罚", "是否简易程序"),
    "deviation_reason": ("偏离理由", "裁量说明", "裁量理由"),
}
"""Fields of a case and the names that bureaus give to their columns, the first one preferred."""

_UNIT = re.compile(r"[(\[（【]([^()（）]*)[)\]）】]$")
_MONEY_FIELDS = ("fine", "confiscated_gains")
Kind = Literal["field", "fact", "extra"]


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column: what it means, how surely (0 to 100), and the unit written in its name."""

    column: str
    kind: Kind
    name: str
    score: float
    unit: str | None = None
    how: Literal["exact", "similar", "told", "kept"] = "exact"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What every column of a table means; columns of no meaning are kept beside the case."""

    matches: tuple[ColumnMatch, ...]

    def of_field(self, name: str) -> ColumnMatch | None:
        """Return the column of a field, if there is one."""
        return next((m for m in self.matches if m.kind == "field" and m.name == name), None)


class MappingFile(BaseModel):
    """``mapping.yaml``: column name → field, ``fact:NAME``, or ``extra`` (keep as it is)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str]


def read_mapping(path: Path, facts: Iterable[str]) -> dict[str, str]:
    """Read a mapping file.

    Raises:
        IntakeError: not readable, or a target that is no field and no fact.
    """
    try:
        told = read_file(path, MappingFile).columns
    except (RulebookError, OSError) as error:
        raise IntakeError(
            f"列映射文件不能用：{error}", remedy="格式：columns: {列名: 字段名或 fact:事实名}。"
        ) from None
    known = {*FIELDS, "extra", *(f"fact:{name}" for name in facts)}
    for column, target in told.items():
        if target not in known:
            near = did_you_mean(target, sorted(known))
            raise IntakeError(
                "列映射的目标不存在",
                where=f"{path}，列 {column}",
                value=target,
                remedy=f"您是不是要写 {near}？" if near else f"字段有：{'、'.join(FIELDS)}。",
            )
    return told


def map_columns(
    columns: Sequence[str], book: Rulebook, told: dict[str, str] | None = None
) -> ColumnMapping:
    """Say what each of *columns* means.

    A field is given to one column only: one that is told, else of exactly the name, else the
    nearest. Two columns with an equal claim leave the second as it is.
    """
    names = _names(book)
    claims = [_claim(column, names, told or {}) for column in columns]
    order = sorted(range(len(claims)), key=lambda i: (_RANK[claims[i].how], -claims[i].score, i))
    taken: set[tuple[str, str]] = set()
    found: dict[int, ColumnMatch] = {}
    for i in order:
        claim = claims[i]
        if claim.kind != "extra" and (claim.kind, claim.name) in taken:
            claim = _kept(claim.column)
        taken.add((claim.kind, claim.name))
        found[i] = claim
    return ColumnMapping(tuple(found[i] for i in range(len(claims))))


_RANK = {"told": 0, "exact": 1, "similar": 2, "kept": 3}


def looks_like_header(texts: Sequence[str]) -> bool:
    """Whether a row of texts holds at least two names of columns, or nearly so."""
    named = [t for t in texts if t]
    if len(named) < 2:
        return False
    known = {plain(alias) for aliases in FIELDS.values() for alias in aliases}
    hits = sum(plain(_split(t)[0]) in known for t in named)
    if hits >= 2:
        return True
    from rapidfuzz import fuzz, process

    near = [
        t
        for t in named
        if len(t) <= 30
        and process.extractOne(plain(_split(t)[0]), known, scorer=fuzz.ratio, score_cutoff=SURE)
    ]
    return len(near) >= 2


def _claim(column: str, names: dict[str, tuple[Kind, str]], told: dict[str, str]) -> ColumnMatch:
    base, unit = _split(column)
    if (target := told.get(column)) is not None:
        if target == "extra":
            return _kept(column)
        kind: Kind = "fact" if target.startswith("fact:") else "field"
        return ColumnMatch(column, kind, target.removeprefix("fact:"), 100.0, unit, "told")
    for name in (plain(column), plain(base)):
        if name in names:
            return ColumnMatch(column, *names[name], 100.0, unit)
    from rapidfuzz import fuzz, process

    hits = process.extract(plain(base), names.keys(), scorer=fuzz.ratio, limit=6)
    if hits and hits[0][1] >= SURE:
        best = names[hits[0][0]]
        rival = next((score for name, score, _ in hits if names[name] != best), 0.0)
        if hits[0][1] - rival >= MARGIN:
            return ColumnMatch(column, *best, round(hits[0][1], 1), unit, "similar")
    return _kept(column)


def _kept(column: str) -> ColumnMatch:
    return ColumnMatch(column, "extra", column, 0.0, None, "kept")


def _split(column: str) -> tuple[str, str | None]:
    match = _UNIT.search(fold(column))
    return (fold(column)[: match.start()], match[1]) if match else (fold(column), None)


def plain(name: str) -> str:
    """Return a column name for comparison: folded, lower case, without spaces and marks."""
    return re.sub(r"[\s:：*＊_]+", "", fold(name).lower())


@lru_cache(maxsize=8)
def _names_cached(
    facts: tuple[tuple[str, tuple[str, ...]], ...],
) -> dict[str, tuple[Kind, str]]:
    found: dict[str, tuple[Kind, str]] = {}
    for field, aliases in FIELDS.items():
        for alias in (field, *aliases):
            found.setdefault(plain(alias), ("field", field))
    for name, aliases in facts:
        for alias in (name, *aliases):
            found.setdefault(plain(alias), ("fact", name))
    return found


def _names(book: Rulebook) -> dict[str, tuple[Kind, str]]:
    facts = all_facts(book)
    return _names_cached(tuple((n, (f.label, *f.aliases)) for n, f in facts.items()))


def all_facts(book: Rulebook) -> dict[str, FactDeclaration]:
    """Return every fact that some item may test, the shared ones first."""
    found = dict(book.facts)
    for item in book.items.values():
        for name, fact in item.facts.items():
            found.setdefault(name, fact)
    return found
