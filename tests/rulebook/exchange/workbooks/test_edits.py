"""What legal staff change in a workbook is what the rulebook then says, and nothing else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange.export import export
from discretion.rulebook.exchange.importing import import_workbook
from discretion.rulebook.load import read
from tests.rulebook.exchange.workbooks.sample import ROAD, STATUTE, Edited


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return Edited(tmp_path)


def imported(edited: Edited) -> Path:
    out = edited.folder / "new"
    import_workbook(edited.save(), out)
    return out


def determined(folder: Path, area: str, item: str = "T-1") -> tuple[str | None, Range | None]:
    """The grade of a case of *area* square metres, and its range of the benchmark."""
    case = {
        "id": "x",
        "items": [item],
        "party": {"kind": "individual", "age": 30},
        "act": {"start": "2025-01-01", "discovered": "2025-01-02"},
        "decided": "2025-02-01",
        "facts": {"area_m2": area, "harm": "grave"},
    }
    found = load_rulebook(folder).determine(Case.model_validate(case))
    return found.grade, found.benchmark


def yuan(low: int, high: int, low_open: bool = False) -> Range:
    return Range(Money.yuan(low), Money.yuan(high), minimum_open=low_open)


def test_a_threshold_a_grade_and_an_amount(edited: Edited) -> None:
    before = edited.folder / "book"
    assert determined(before, "9.5") == ("lighter", yuan(200, 500))
    assert determined(before, "30") == ("heavier", yuan(1000, 2000))
    edited.cell(STATUTE, "area_m2", 类别="裁量", 序号="1").value = "< 8"
    second = {"类别": "裁量", "序号": "2"}
    edited.cell(STATUTE, "area_m2", **second).value = "[8..20)"
    edited.cell(STATUTE, "裁量阶次", **second).value = "一般"
    edited.cell(STATUTE, "罚款", **second).value = "超过500元1,200元以下"
    edited.add(STATUTE, 类别="裁量", 案由代码="T-1", 版本=1, 序号=3, 裁量阶次="从重",
               罚款="1200元以上0.2万元以下", area_m2=">= 20")  # fmt: skip
    after = imported(edited)
    assert determined(after, "7.9") == ("lighter", yuan(200, 500))
    assert determined(after, "8") == ("ordinary", yuan(500, 1200, low_open=True))
    assert determined(after, "20") == ("heavier", yuan(1200, 2000))


def test_what_was_not_touched_stays_to_the_letter(edited: Edited) -> None:
    edited.cell(STATUTE, "名称", 类别="案由", 案由代码="T-2").value = "损坏绿地设施"
    after = imported(edited)
    for file in sorted((edited.folder / "book").rglob("*.yaml")):
        name = file.relative_to(edited.folder / "book")
        same = (after / name).read_bytes() == file.read_bytes()
        assert same == (name.name != "road.yaml")
    text = (after / "items" / "road.yaml").read_text(encoding="utf-8")
    assert "title: 损坏绿地设施" in text
    assert [x.strip() for x in text.splitlines() if "#" in x] == [
        x.strip() for x in ROAD.splitlines() if "#" in x
    ]


def test_comments_of_the_people_who_edit(edited: Edited) -> None:
    cell = edited.cell(STATUTE, "名称", 类别="裁量", 序号="2")
    cell.comment = Comment("法制科：二〇二五年会议\n待再议", "甲")
    edited.cell(STATUTE, "案由代码", 类别="裁量", 序号="1").comment = Comment("改过的批注", "乙")
    edited.cell("基准库", "内容", 项目="回溯期：年数").comment = Comment("为什么是两年", "丙")
    after = imported(edited)
    lines = (after / "items" / "road.yaml").read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if "row: 2" in line)
    assert [x.strip() for x in lines[at - 2 : at]] == ["# 名称：法制科：二〇二五年会议", "# 待再议"]
    assert any(x.strip() == "# 改过的批注" for x in lines)
    assert not any("十平方米以下" in x for x in lines)
    assert "为什么是两年" in (after / "rulebook.yaml").read_text(encoding="utf-8")


def test_a_new_item_with_its_facts(edited: Edited) -> None:
    edited.add(STATUTE, 类别="案由", 案由代码="T-3", 名称="新案由")
    edited.add(STATUTE, 类别="罚则", 罚款="不足300元")
    edited.add(STATUTE, 类别="裁量", 序号=1, 裁量阶次="一般", harm='"slight"')
    edited.add(STATUTE, 类别="裁量", 序号=2, 裁量阶次="从重", harm='"grave"', area_m2="<= 1.5")
    edited.add(STATUTE, 类别="或", harm='"grave"', area_m2="> 1.5")
    edited.add("案由信息", 案由代码="T-3", 处罚依据="law-2024 第9条第2款", 责令改正="同时责令改正",
               基准方法="裁量表", 基准性质="示例", 领域="道路", 文件="new.yaml")  # fmt: skip
    after = imported(edited)
    (version,) = read(after).items["T-3"].versions
    assert version.penalizes[0].article == 9
    assert version.benchmark is not None
    assert version.benchmark.method == "table"
    assert [len(row.when) for row in version.benchmark.rows] == [1, 2]
    assert (after / "items" / "new.yaml").is_file()
    assert determined(after, "9", "T-3")[0] == "heavier"


def with_alternatives(edited: Edited) -> Path:
    """A workbook whose second row of T-1 has a further line of conditions."""
    rows = edited.rows(STATUTE, 类别="裁量", 序号="2")
    page = edited.book[STATUTE]
    page.insert_rows(rows[-1] + 1)
    for key, value in {"类别": "或", "area_m2": ">= 500"}.items():
        (at,) = (c.column for top in page["1:2"] for c in top if c.value == key)
        page.cell(rows[-1] + 1, at).value = value
    file = edited.folder / "again.xlsx"
    export(imported(edited), file)
    return file


def test_the_first_line_of_a_row_deleted_leaves_its_further_lines_to_no_other_row(
    edited: Edited,
) -> None:
    file = with_alternatives(edited)
    book = load_workbook(file)
    page = book[STATUTE]
    kinds = [[str(cell.value) for cell in row] for row in page.iter_rows()]
    first = next(at for at, row in enumerate(kinds, 1) if "裁量" in row and "2" in row)
    assert "或" in kinds[first]
    page.delete_rows(first)
    book.save(file)
    with pytest.raises(RulebookError, match="序号 2 的“或”行") as error:
        import_workbook(file, edited.folder / "newer")
    (problem,) = error.value.problems
    assert problem.path.startswith(f"{STATUTE}!")
    assert problem.path.endswith(str(first))
    assert not (edited.folder / "newer").exists()


def test_rows_and_items_can_be_deleted(edited: Edited) -> None:
    edited.cell(STATUTE, "删除", 类别="案由", 案由代码="T-2").value = "删"
    edited.cell(STATUTE, "删除", 类别="裁量", 序号="1").value = "删"
    edited.cell(STATUTE, "area_m2", 类别="裁量", 序号="2").value = None
    edited.cell("事实", "删除", 事实名="hidden").value = "删"
    book = read(imported(edited))
    assert list(book.items) == ["T-1"]
    assert "hidden" not in book.facts
    assert determined(edited.folder / "new", "1")[0] == "heavier"


def test_what_excel_makes_of_typed_values(edited: Edited) -> None:
    """Numbers, days and truth values, where a cell's format is not text any more."""
    edited.cell("基准库", "内容", 项目="施行至").value = datetime(2030, 5, 1)
    edited.cell("基准库", "内容", 项目="听证数额：个人").value = 4000.5
    edited.cell(STATUTE, "area_m2", 类别="裁量", 序号="1").value = 7
    edited.cell("事实", "查明才算", 事实名="hidden").value = True
    book = read(imported(edited))
    assert str(book.head.effective.to) == "2030-05-01"
    assert str(book.policy.hearing.individual) == "4000.50"
    benchmark = book.items["T-1"].versions[0].benchmark
    assert benchmark is not None
    assert benchmark.method == "table"
    assert benchmark.rows[0].when == [{"area_m2": "7"}]
    assert book.facts["hidden"].circumstance


def test_a_row_moved_with_its_codes_may_stand_anywhere(edited: Edited) -> None:
    page = edited.book[STATUTE]
    (row,) = edited.rows(STATUTE, 类别="裁量", 序号="1")
    values = [cell.value for cell in page[row]]
    comment = edited.cell(STATUTE, "案由代码", 类别="裁量", 序号="1").comment
    page.delete_rows(row)
    for at, value in enumerate(values, 1):
        page.cell(page.max_row if at > 1 else page.max_row + 1, at).value = value
    edited.cell(STATUTE, "案由代码", 类别="裁量", 序号="1").comment = Comment(comment.text, "")
    benchmark = read(imported(edited)).items["T-1"].versions[0].benchmark
    assert benchmark is not None
    assert benchmark.method == "table"
    assert [r.row for r in benchmark.rows] == [2, 1]
