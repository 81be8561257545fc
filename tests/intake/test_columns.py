"""Columns of users' tables: known by name, nearly so, or as told; never two for one field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.corpus.export import COLUMNS as EXPORTED
from discretion.corpus.export import heading
from discretion.intake.columns import FIELDS, ColumnMapping, map_columns, read_mapping
from discretion.intake.errors import IntakeError
from discretion.rulebook.book import Rulebook

ALIASES = [(field, alias) for field, aliases in FIELDS.items() for alias in aliases]


def meaning(mapping: ColumnMapping) -> dict[str, str]:
    return {m.column: m.name for m in mapping.matches if m.kind != "extra"}


@pytest.mark.parametrize(("field", "alias"), ALIASES)
def test_every_name_means_its_field(book: Rulebook, field: str, alias: str) -> None:
    assert meaning(map_columns([alias], book)) == {alias: field}


def test_no_name_means_two_fields() -> None:
    names = [alias for _, alias in ALIASES]
    assert len(names) == len(set(names))


def test_the_columns_that_the_exporter_writes_are_all_known(book: Rulebook) -> None:
    facts = {heading(fact): name for name, fact in book.facts.items()}
    mapping = map_columns([*EXPORTED, *facts], book)
    assert all(m.kind != "extra" for m in mapping.matches)
    assert {m.column: m.name for m in mapping.matches if m.kind == "fact"} == facts


def test_the_national_exchange_format(book: Rulebook, shared: Path) -> None:
    file = shared / "domain" / "shuanggongshi_fields.json"
    fields = json.loads(file.read_text(encoding="utf-8"))["fields"]
    wanted = {
        "行政相对人名称": "party_name",
        "行政相对人类别": "party_kind",
        "行政相对人代码_1(统一社会信用代码)": "party_credit_code",
        "自然人证件号码": "party_number",
        "行政处罚决定书文号": "id",
        "违法行为类型": "item_title",
        "违法事实": "text",
        "处罚依据": "basis",
        "处罚类别": "kinds",
        "处罚内容": "result",
        "罚款金额(万元)": "fine",
        "没收违法所得、没收非法财物的金额(万元)": "confiscated_gains",
        "处罚决定日期": "decided",
        "处罚机关": "body",
    }
    mapping = map_columns([f["name_zh"] for f in fields], book)
    assert meaning(mapping) == wanted
    by_code = map_columns([f["code"] for f in fields], book)
    names = {f["code"]: f["name_zh"] for f in fields}
    assert {names[c]: name for c, name in meaning(by_code).items()} == wanted
    assert {m.unit for m in by_code.matches if m.name == "fine"} == {"万元"}


@pytest.mark.parametrize(
    ("column", "name", "unit"),
    [
        ("罚款金额（元）", "fine", "元"),
        ("罚款金额(万元)", "fine", "万元"),
        ("*立案日期", "filed", None),
        ("处罚 结果：", "result", None),
        ("面积（㎡）", "area_m2", "m2"),
        ("违法所得(万元)", "illegal_gains", "万元"),
        ("被发现次数（含本次）", "times_found", None),
        ("被发现次数（含本次）(次)", "times_found", "次"),
        ("area_m2", "area_m2", None),
        ("行政处罚決定书文号", "id", None),
    ],
)
def test_marks_widths_and_units(book: Rulebook, column: str, name: str, unit: str | None) -> None:
    (match,) = map_columns([column], book).matches
    assert (match.name, match.unit) == (name, unit)


@pytest.mark.parametrize(
    "column",
    [
        *("备注", "送达日期", "责令改正决定书文号", "处罚机关统一社会信用代码", "法定代表人"),
        # One character turns the meaning round.
        *("未造成损坏", "不符合规划要求", "法定代表人证件号码", "违法依据"),
    ],
)
def test_what_means_nothing_is_kept(book: Rulebook, column: str) -> None:
    (match,) = map_columns([column], book).matches
    assert (match.kind, match.name) == ("extra", column)


@pytest.mark.parametrize("column", ["罚款金额(千元)", "罚款金额（美元）", "面积(米)", "重量(亩)"])
def test_a_unit_that_does_not_fit_is_not_read_and_said(book: Rulebook, column: str) -> None:
    (match,) = map_columns([column], book).matches
    assert match.kind == "extra"
    assert match.note
    assert match.note in str(match)


def test_exact_beats_similar_and_the_preferred_name_beats_another(book: Rulebook) -> None:
    mapping = map_columns(["行政处罚決定书文号", "处罚决定书文号"], book)
    assert meaning(mapping) == {"处罚决定书文号": "id"}
    mapping = map_columns(["违法行为类型", "案由"], book)
    assert meaning(mapping) == {"案由": "item_title"}
    (note,) = mapping.notes
    assert note.column == "违法行为类型"
    assert "案由" in (note.note or "")


@given(st.permutations(["案由", "违法行为", "当事人", "姓名或名称", "备注", "罚款金额(元)"]))
def test_the_order_of_columns_does_not_count(book: Rulebook, columns: list[str]) -> None:
    assert meaning(map_columns(columns, book)) == {
        "案由": "item_title",
        "当事人": "party_name",
        "罚款金额(元)": "fine",
    }


def test_what_a_mapping_file_says_comes_first(book: Rulebook, tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text(
        "columns:\n  编号: id\n  占地（平米）: fact:area_m2\n  处罚结果: extra\n", encoding="utf-8"
    )
    told = read_mapping(file, book.facts)
    mapping = map_columns(["编号", "占地(平米)", "处罚结果"], book, told)
    assert meaning(mapping) == {"编号": "id", "占地(平米)": "area_m2"}
    assert [m.how for m in mapping.matches] == ["told", "told", "kept"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("columns: {编号: idd}", "id"),
        ("columns: {面积: fact:area_m3}", "fact:area_m2"),
        ("columns: {甲: id, 乙: id}", "只留一列"),
        ("column: {甲: id}", "columns"),
        ("columns: [甲, 乙]", "键: 值"),
        ("columns: {甲: &a id, 乙: *a}", "锚点"),
        ("columns: {甲: !!python/name:os.system x}", "标签"),
        ("columns: {甲: id", "语法错误"),
        ("", "空"),
    ],
)
def test_a_bad_mapping_file_is_refused_with_a_remedy(
    book: Rulebook, tmp_path: Path, text: str, hint: str
) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_mapping(file, book.facts)
    assert hint in str(caught.value)


def test_a_missing_mapping_file_is_refused(book: Rulebook, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="无法读取"):
        read_mapping(tmp_path / "none.yaml", book.facts)


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("文号", "id"),
        ("文书编号", "id"),
        ("行政处罚决定书号", "id"),
        ("执法单位", "body"),
        ("执法机关", "body"),
        ("承办机构", "team"),
        ("被处罚人名称", "party_name"),
        ("处罚案由", "item_title"),
        ("案件情况", "text"),
        ("处罚决定作出日期", "decided"),
        ("违法行为时间", "act_start"),
        ("罚款额(元)", "fine"),
    ],
)
def test_short_names_that_bureaus_use(book: Rulebook, column: str, field: str) -> None:
    assert meaning(map_columns([column, "备注"], book)) == {column: field}


def test_a_document_of_another_step_is_no_number_of_the_decision(book: Rulebook) -> None:
    columns = ["立案文号", "告知书文号", "文号"]
    assert meaning(map_columns(columns, book)) == {"文号": "id"}
