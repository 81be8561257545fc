"""What the exported workbook offers the people who edit it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.export import export
from discretion.rulebook.load import read, rules_folder
from tests.rulebook.exchange.workbooks.sample import BOOK, STATUTE, Edited
from tests.rulebook.minimal import write


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Edited:
    return Edited(tmp_path_factory.mktemp("look"))


def test_one_sheet_a_statute_one_row_a_grade_one_column_a_fact(tmp_path: Path) -> None:
    folder = rules_folder() / "shenzhen-urban-management"
    export(folder, tmp_path / "a.xlsx")
    opened = load_workbook(tmp_path / "a.xlsx", read_only=True)
    book = read(folder)
    pages = [opened[n] for n in opened.sheetnames if n not in sheets.RESERVED]
    statutes = {item.versions[-1].penalizes[0].source for item in book.items.values()}
    assert len(pages) == len(statutes)
    values = [[[c or "" for c in row] for row in page.values] for page in pages]
    rows = [row for page in values for row in page if row[1] == "裁量"]
    tables = [v.benchmark for item in book.items.values() for v in item.versions]
    assert len(rows) == sum(len(t.rows) for t in tables if t and t.method == "table")
    facts = {name for page in values for name in page[1] if name}
    tested = {f for t in tables if t and t.method == "table"
              for r in t.rows for box in r.when for f in box}  # fmt: skip
    assert tested <= facts <= set(book.every_fact())


def test_the_header_stays_in_view_and_says_what_to_write(edited: Edited) -> None:
    for name in edited.book.sheetnames[1:]:
        page = edited.book[name]
        rows = 2 if name == STATUTE else 1
        assert page.freeze_panes is not None
        assert page.freeze_panes.endswith(str(rows + 1))
        assert page.print_title_rows == f"$1:${rows}"
        assert page.auto_filter.ref
        for at in range(1, page.max_column + 1):
            assert page.cell(1, at).comment.text.strip()
    assert "area_m2" in edited.book[STATUTE].cell(1, edited.column(STATUTE, "area_m2")).comment.text


def listed(page: Any, column: str) -> list[str]:
    (rule,) = [r for r in page.data_validations.dataValidation if f"{column}99" in r.sqref]
    return str(rule.formula1).strip('"').split(",")


def test_lists_to_choose_from_on_rows_to_come_as_well(edited: Edited) -> None:
    page = edited.book[STATUTE]
    letters = {h: page.cell(1, edited.column(STATUTE, h)).column_letter
               for h in ("类别", "裁量阶次", "当事人", "删除")}  # fmt: skip
    assert listed(page, letters["类别"]) == ["案由", "罚则", "裁量", "或"]
    assert listed(page, letters["裁量阶次"]) == ["不予处罚", "减轻", "从轻", "一般", "从重"]
    assert listed(page, letters["当事人"]) == ["不限", "个人", "单位"]
    assert listed(page, letters["删除"]) == ["删"]


def test_ids_and_headings_are_locked_and_content_is_not(edited: Edited) -> None:
    for page in edited.book.worksheets:
        assert page.protection.sheet
        assert page.protection.password is None
    locked = [
        edited.cell(STATUTE, "案由代码", 类别="裁量", 序号="1"),
        edited.cell(STATUTE, "序号", 类别="裁量", 序号="1"),
        edited.cell("事实", "事实名", 事实名="gains"),
        edited.cell("法源", "法源编号", 法源编号="law-2024"),
        edited.book[STATUTE].cell(1, 6),
        edited.cell(STATUTE, "裁量阶次", 类别="罚则", 案由代码="T-1"),
    ]
    free = [
        edited.cell(STATUTE, "罚款", 类别="裁量", 序号="1"),
        edited.cell(STATUTE, "area_m2", 类别="裁量", 序号="2"),
        edited.cell(STATUTE, "名称", 类别="案由", 案由代码="T-1"),
        edited.cell("事实", "名称", 事实名="gains"),
    ]
    assert all(cell.protection.locked for cell in locked)
    assert not any(cell.protection.locked for cell in free)
    below = edited.book[STATUTE].column_dimensions["I"]
    assert not below.protection.locked
    assert below.number_format == "@"


def test_the_first_sheet_explains_and_the_originals_are_out_of_sight(edited: Edited) -> None:
    assert edited.book.sheetnames[0] == sheets.LEGEND
    said = "\n".join(str(c) for row in edited.book[sheets.LEGEND].values for c in row if c)
    for word in ("最小裁量基准库", "[2..5)", "不足 5", "取较高者", "rules import", STATUTE, "或"):
        assert word in said
    assert edited.book.active.title == sheets.LEGEND
    hidden = [p.title for p in edited.book.worksheets if p.sheet_state != "visible"]
    assert hidden == [sheets.ORIGINALS.title]


def test_columns_for_what_has_none_show_only_where_needed(edited: Edited) -> None:
    page = edited.book[STATUTE]
    at = page.cell(1, edited.column(STATUTE, "其他内容")).column_letter
    assert page.column_dimensions[at].hidden


def test_no_cell_is_a_formula_whatever_it_begins_with(tmp_path: Path) -> None:
    risky = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK('x')", "'x"]
    text = "".join(f"\n      - {item!r}" for item in risky)
    road = BOOK["items/road.yaml"].replace("domain: 道路", f"domain: '=1'\n    aliases:{text}", 1)
    write(tmp_path / "book", {**BOOK, "items/road.yaml": road})
    export(tmp_path / "book", tmp_path / "a.xlsx")
    opened = load_workbook(tmp_path / "a.xlsx")
    cells = [c for page in opened for row in page.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} == {"s"}
    (domain,) = [c for c in cells if c.value == "=1"]
    assert domain.quotePrefix


def test_a_text_longer_than_a_cell_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    names = "".join(f"\n      - {'长' * 3900}{i}" for i in range(9))
    road = BOOK["items/road.yaml"].replace("domain: 道路", f"domain: 道路\n    aliases:{names}", 1)
    write(tmp_path / "book", {**BOOK, "items/road.yaml": road})
    with pytest.raises(RulebookError, match="32767"):
        export(tmp_path / "book", tmp_path / "a.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))
    assert not list(tmp_path.glob(".*"))
