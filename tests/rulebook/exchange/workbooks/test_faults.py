"""What is wrong in an edited workbook: sheet, cell, value and remedy, all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange.importing import import_workbook
from tests.rulebook.exchange.workbooks.sample import STATUTE, Edited


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return Edited(tmp_path)


def faults(edited: Edited) -> list[str]:
    """What the import says of the saved workbook, a line a fault; nothing may be written."""
    file, out = edited.save(), edited.folder / "new"
    before = sorted(edited.folder.rglob("*"))
    with pytest.raises(RulebookError) as caught:
        import_workbook(file, out)
    assert sorted(edited.folder.rglob("*")) == before
    lines = [str(problem) for problem in caught.value.problems]
    assert all(line.startswith(str(file)) for line in lines), lines
    assert not any("pydantic" in line or "\n" in line for line in lines)
    return lines


ROW_1 = {"类别": "裁量", "序号": "1"}
CLAUSE = {"类别": "罚则", "案由代码": "T-2", "处罚方式": "可以"}
WRONG: list[tuple[str, str, dict[str, str], object, tuple[str, ...]]] = [
    (STATUTE, "罚款", ROW_1, "五百元", ("五百元", "写法如", "200元以上2000元以下")),
    (STATUTE, "罚款", ROW_1, "900元以上500元以下", ("900", "大于上限")),
    (STATUTE, "罚款", ROW_1, "500元以上900元", ("写法如",)),
    (STATUTE, "罚款", CLAUSE, "gain的1倍以下", ("gain", "“gains”")),
    (STATUTE, "裁量阶次", ROW_1, "从轻处罚", ("从轻处罚", "只能是", "“从轻”")),
    (STATUTE, "裁量阶次", ROW_1, None, ("缺少内容",)),
    (STATUTE, "类别", ROW_1, "裁量行", ("类别只能是",)),
    (STATUTE, "area_m2", ROW_1, "小于10", ("小于10",)),
    (STATUTE, "area_m2", ROW_1, "[10..5]", ("[10..5]",)),
    (STATUTE, "area_m2", ROW_1, "＜10", ("＜10",)),
    (STATUTE, "harm", CLAUSE, '"gravee"', ("gravee", "grave")),
    (STATUTE, "序号", ROW_1, "一", ("一", "须是整数")),
    (STATUTE, "序号", ROW_1, "2", ("2", "重复")),
    (STATUTE, "处罚方式", ROW_1, "应当", ("裁量行不用这一列",)),
    (STATUTE, "案由代码", ROW_1, "T-9", ("T-9", "没有这个案由")),
    (STATUTE, "版本", ROW_1, "3", ("3", "没有版本 3")),
    (STATUTE, "幅度占比", ROW_1, "[0..0.3]", ("只能写一个",)),
    (STATUTE, "其他处罚", ROW_1, "没收", ("没收", "每行写一种")),
    (STATUTE, "条件（文字）", ROW_1, "area_m2: < 9", ("请只留一种",)),
    (STATUTE, "删除", ROW_1, "x", ("只能是“删”",)),
    (STATUTE, "名称", {"类别": "案由", "案由代码": "T-1"}, None, ("缺少内容",)),
    ("案由信息", "处罚依据", {"案由代码": "T-1"}, "law-2024 第五条", ("第五条", "阿拉伯数字")),
    ("案由信息", "处罚依据", {"案由代码": "T-1"}, "law-2023 第5条", ("law-2023", "“law-202")),
    ("案由信息", "文件", {"案由代码": "T-1"}, "../road.yaml", ("不含斜杠",)),
    ("案由信息", "案由代码", {"案由代码": "T-1"}, None, ("没有这个案由",)),
    ("案由信息", "适用自", {"案由代码": "T-1"}, "2024-02-30", ("须是日期",)),
    ("基准库", "内容", {"项目": "回溯期：年数"}, "两年", ("两年", "须是整数")),
    ("基准库", "内容", {"项目": "有上下限的幅度：从轻"}, None, ("缺少内容",)),
    ("基准库", "项目", {"项目": "回溯期：年数"}, "回溯期：年", ("“回溯期：年数”",)),
    ("事实", "类型", {"事实名": "area_m2"}, "小数", ("小数", "只能是")),
    ("事实", "事实名", {"事实名": "area_m2"}, "面积", ("面积",)),
    ("事实", "选项", {"事实名": "harm"}, "轻微", ("轻微", "代码: 名称")),
    ("派生事实", "则为", {}, "true", ("没有这个案由",)),
    ("法源", "其他内容", {"法源编号": "law-2020"}, '{"note": "x"}', ("note", "专门的列")),
    ("法源", "其他内容", {"法源编号": "law-2020"}, '{"nota": "x"}', ("nota",)),
    ("法源", "其他内容", {"法源编号": "law-2020"}, "[1]", ("花括号",)),
    ("基准库", "内容", {"项目": "其他内容"}, '{"title": "x"}', ("title", "专门的行")),
    ("法源", "效力级别", {"法源编号": "law-2020"}, "法规", ("法规", "只能是")),
    ("法源", "施行至", {"法源编号": "law-2020"}, "2019-01-01", ("早于起期",)),
    ("总则", "效果参数", {"规则编号": "no-harm"}, "办法：应当", ("“办法”", "方法")),
    ("总则", "条件", {"规则编号": "no-harm"}, "harm=slight", ("事实: 条件",)),
    ("文件", "文件", {"文件": "facts.yaml"}, "fact.yaml", ("fact.yaml", "“facts.yaml”")),
]


@pytest.mark.parametrize(
    ("sheet", "heading", "where", "value", "words"), WRONG, ids=lambda v: str(v)[:40]
)
def test_one_wrong_cell(
    edited: Edited,
    sheet: str,
    heading: str,
    where: dict[str, str],
    value: object,
    words: tuple[str, ...],
) -> None:
    if where:
        cell = edited.cell(sheet, heading, **where)
    else:
        cell = edited.book[sheet].cell(2, edited.column(sheet, heading))
    cell.value = value
    said = faults(edited)
    assert any(f"位置 {sheet}!" in line for line in said), said
    place = f"位置 {sheet}!{cell.coordinate} "
    whole = next((line for line in said if place in line), said[0])
    assert all(word in whole for word in words), said


def test_of_several_conditions_in_a_row_the_wrong_one_is_named(edited: Edited) -> None:
    edited.cell(STATUTE, "harm", **ROW_1).value = '"slight"'
    wrong = edited.cell(STATUTE, "area_m2", **ROW_1)
    wrong.value = "不足8"
    said = faults(edited)
    assert any(f"位置 {STATUTE}!{wrong.coordinate} " in line for line in said), said


def test_faults_of_all_sheets_are_told_together(edited: Edited) -> None:
    edited.cell(STATUTE, "罚款", **ROW_1).value = "许多"
    edited.cell(STATUTE, "裁量阶次", 类别="裁量", 序号="2").value = "重"
    edited.cell("基准库", "内容", 项目="施行自").value = "去年"
    edited.cell("事实", "类型", 事实名="gains").value = "钱"
    edited.cell("法源", "施行自", 法源编号="law-2024").value = None
    said = faults(edited)
    cells = [(STATUTE, "许多"), (STATUTE, "重"), ("基准库", "去年"), ("事实", "钱")]
    for sheet, value in cells:
        assert any(f"{sheet}!" in line and f"值 {value} " in line for line in said), said
    edited.cell(STATUTE, "罚款", **ROW_1).value = None
    edited.cell(STATUTE, "裁量阶次", 类别="裁量", 序号="2").value = "从重"
    edited.cell("基准库", "内容", 项目="施行自").value = "2024-01-01"
    edited.cell("事实", "类型", 事实名="gains").value = "金额"
    (left,) = faults(edited)
    assert "法源!" in left


def _no_sheet(edited: Edited) -> None:
    edited.book["事实"].title = "事实表"


def _no_column(edited: Edited) -> None:
    edited.book[STATUTE].delete_cols(edited.column(STATUTE, "裁量阶次"))


def _odd_column(edited: Edited) -> None:
    edited.book[STATUTE].cell(1, edited.column(STATUTE, "裁量阶次")).value = "阶次"


def _odd_fact(edited: Edited) -> None:
    edited.book[STATUTE].cell(2, edited.column(STATUTE, "area_m2")).value = "面积"


def _unknown_fact(edited: Edited) -> None:
    edited.book[STATUTE].cell(2, edited.column(STATUTE, "area_m2")).value = "area_m3"


def _fact_twice(edited: Edited) -> None:
    edited.book[STATUTE].cell(2, edited.column(STATUTE, "harm")).value = "area_m2"


def _merged(edited: Edited) -> None:
    (row,) = edited.rows(STATUTE, 类别="裁量", 序号="1")
    letter = get_column_letter(edited.column(STATUTE, "裁量阶次"))
    edited.book[STATUTE].merge_cells(f"{letter}{row}:{letter}{row + 1}")


def _formula(edited: Edited) -> None:
    edited.cell(STATUTE, "罚款", **ROW_1).value = '=CONCATENATE("500","元")'


def _error_value(edited: Edited) -> None:
    cell = edited.cell(STATUTE, "罚款", **ROW_1)
    cell.value, cell.data_type = "#REF!", "e"


def _head_line_gone(edited: Edited) -> None:
    (row,) = edited.rows("基准库", 项目="制定机关")
    edited.book["基准库"].delete_rows(row)


def _or_without_a_row(edited: Edited) -> None:
    edited.cell(STATUTE, "类别", 类别="罚则", 案由代码="T-1").value = "或"


def _item_twice(edited: Edited) -> None:
    edited.add(STATUTE, 类别="案由", 案由代码="T-1", 名称="又一个")


def _no_code(edited: Edited) -> None:
    edited.cell(STATUTE, "案由代码", 类别="案由", 案由代码="T-1").value = None


def _notes_sheet(edited: Edited) -> None:
    edited.book.create_sheet("会议记录").append(["随便写写"])


def _no_items_left(edited: Edited) -> None:
    for code in ("T-1", "T-2"):
        edited.cell(STATUTE, "删除", 类别="案由", 案由代码=code).value = "删"
    edited.cell("总则", "内容", 规则编号="no-harm").value = None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_no_sheet, ("位置 事实 ", "缺少这张工作表", "“事实表”")),
        (_no_column, (f"{STATUTE}!A1", "缺少这些列", "裁量阶次")),
        (_odd_column, (f"{STATUTE}!", "值 阶次", "不认得的表头", "“裁量阶次”")),
        (_odd_fact, (f"{STATUTE}!", "值 面积", "第 2 行只写事实名")),
        (_unknown_fact, (f"{STATUTE}!", "area_m3", "“area_m2”")),
        (_fact_twice, (f"{STATUTE}!", "area_m2", "请合成一列")),
        (_merged, (f"{STATUTE}!", "合并", "请取消合并")),
        (_formula, (f"{STATUTE}!", "有公式", "选择性粘贴")),
        (_error_value, (f"{STATUTE}!", "#REF!", "错误值")),
        (_head_line_gone, ("基准库!", "制定机关", "请恢复这一行")),
        (_or_without_a_row, (f"{STATUTE}!", "“或”行接在")),
        (_item_twice, (f"{STATUTE}!", "T-1", "案由代码重复")),
        (_no_code, (f"{STATUTE}!", "缺少案由代码")),
        (_notes_sheet, ("会议记录!A1", "不是这类工作表的表头")),
        (_no_items_left, ("总则!", "缺少内容")),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_a_wrong_workbook(
    edited: Edited, change: Callable[[Edited], None], words: tuple[str, ...]
) -> None:
    change(edited)
    said = faults(edited)
    assert any(all(word in line for word in words) for line in said), said


def test_a_folder_with_something_in_it_is_left_alone(edited: Edited) -> None:
    out = edited.folder / "new"
    out.mkdir()
    (out / "mine.txt").write_text("x")
    with pytest.raises(RulebookError, match="已经有内容"):
        import_workbook(edited.save(), out)
    assert [p.name for p in out.iterdir()] == ["mine.txt"]
