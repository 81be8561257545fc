"""Tables as files have them: encodings, delimiters, title rows, and the numbers of rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion.intake.columns import looks_like_header
from discretion.intake.errors import IntakeError
from discretion.intake.grid import Row, Table
from discretion.intake.tables import read_table

Writer = Callable[..., Path]
HEADER = ["案号", "案由", "处罚结果", "备注"]


def table(path: Path, sheet: str | None = None) -> Table:
    return read_table(path, looks_like_header, sheet)


def rows(path: Path, sheet: str | None = None) -> list[Row]:
    return list(table(path, sheet).rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，", "|"])
def test_encodings_and_delimiters(write_csv: Writer, encoding: str, delimiter: str) -> None:
    cells = ["1号", "占道，堆物;设摊", "罚款\n二百元", 'a"b,\t|']
    path = write_csv(cells, columns=HEADER, encoding=encoding, delimiter=delimiter)
    (row,) = rows(path)
    assert row.cells == dict(zip(HEADER, cells, strict=True))


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8) | st.just("一\n二")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(CELLS, min_size=4, max_size=4).filter(any), min_size=1, max_size=5),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_every_cell_comes_back_with_the_row_of_a_spreadsheet(
    write_csv: Writer, cells: list[list[str]], encoding: str
) -> None:
    found = rows(write_csv(*cells, columns=HEADER, encoding=encoding))
    assert [list(row.cells.values()) for row in found] == cells
    # Like Excel, a cell of two lines is in one row.
    assert [row.number for row in found] == list(range(2, len(cells) + 2))


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("某局台账,,\n\n案号,案由,备注\n1,甲,\n\n,,\n2,乙,\n", encoding="utf-8")
    assert [(r.number, r.cells["案号"]) for r in rows(path)] == [(4, "1"), (7, "2")]
    assert table(path).header_row == 3


def test_a_row_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('案号,案由\n1,"甲"乙\n2,丙\n3,丙,丁\n4\n5,戊\n', encoding="utf-8")
    first, second, third, fourth, fifth = rows(path)
    assert first.broken is not None
    assert "引号" in str(first.broken)
    assert "第 2 行" in str(first.broken)
    assert second.cells == {"案号": "2", "案由": "丙"}
    assert third.surplus == ("丁",)
    assert fourth.lacking == 1
    assert fifth.cells["案由"] == "戊"


def test_title_rows_above_the_header(write_xlsx: Writer) -> None:
    path = write_xlsx(
        ["某区2023年行政处罚台账"],
        [],
        ["填报单位：某中队", None, "单位：元"],
        HEADER,
        ["1号", "甲", "警告", None],
        arrange=lambda sheet: sheet.merge_cells("A1:D2"),
    )
    assert table(path).header_row == 4
    (row,) = rows(path)
    assert (row.number, row.cells["处罚结果"]) == (5, "警告")


def test_a_header_of_two_rows(write_xlsx: Writer) -> None:
    def arrange(sheet: Any) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:D1"):
            sheet.merge_cells(cells)

    path = write_xlsx(
        ["案号", "案由", "处罚情况", None],
        [None, None, "处罚结果", "处罚\n日期"],
        ["1号", "甲", "警告", "2023-05-06"],
        arrange=arrange,
    )
    assert table(path).columns == ("案号", "案由", "处罚结果", "处罚日期")
    (row,) = rows(path)
    assert (row.number, row.cells["处罚日期"]) == (3, "2023-05-06")


def test_cells_merged_downwards_are_not_taken_for_empty(write_xlsx: Writer) -> None:
    path = write_xlsx(
        HEADER,
        ["1号", "甲", "警告", None],
        [None, "乙", "罚款100元", None],
        ["2号", "丙", "警告", None],
        arrange=lambda sheet: sheet.merge_cells("A2:A3"),
    )
    first, second, third = rows(path)
    assert (first.broken, third.broken) == (None, None)
    assert "A2:A3" in str(second.broken)


def test_types_of_spreadsheet_cells(write_xlsx: Writer) -> None:
    day = date(2023, 5, 6)
    cells = [500, 1234.5, 0.1 + 0.2, day]
    (row,) = rows(write_xlsx(HEADER, cells))
    assert list(row.cells.values()) == [500, Decimal("1234.5"), Decimal("0.3"), day]


def test_the_first_sheet_with_a_header_or_the_one_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "说明"  # type: ignore[union-attr]
    for name in ("一月", "二月"):
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append([name, "甲", "警告", None])
    path = tmp_path / "a.xlsx"
    book.save(path)
    opened = table(path)
    assert next(opened.rows).cells["案号"] == "一月"
    ((message, remedy),) = opened.notes
    assert "二月" in message
    assert remedy
    assert rows(path, "二月")[0].cells["案号"] == "二月"
    with pytest.raises(IntakeError, match="一月、二月"):
        table(path, "三月")
    with pytest.raises(IntakeError, match="列名"):
        table(path, "说明")


def test_a_formula_that_was_never_computed_is_refused(write_xlsx: Writer) -> None:
    path = write_xlsx(HEADER, ["1号", "甲", "=1+1", None])
    with pytest.raises(IntakeError, match="C2"):
        table(path)


def test_cells_under_an_empty_heading_are_kept(write_csv: Writer) -> None:
    (row,) = rows(write_csv(["1", "甲", "旁注", "x"], columns=["案号", "案由", "", "备注"]))
    assert row.cells == {"案号": "1", "案由": "甲", "第3列": "旁注", "备注": "x"}


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    columns = {
        "案号": ["1", "2"],
        "罚款金额": [100.5, float("nan")],
        "处罚日期": [date(2023, 5, 6), None],
    }
    pq.write_table(pa.table(columns), path)
    first, second = rows(path)
    assert first.cells == {
        "案号": "1",
        "罚款金额": Decimal("100.5"),
        "处罚日期": date(2023, 5, 6),
    }
    assert second.cells == {"案号": "2", "罚款金额": None, "处罚日期": None}


def test_json_lines_and_json(tmp_path: Path) -> None:
    objects = [{"案号": "1", "面积": 1.1}, {"案号": "2", "面积": 2}]
    lines = tmp_path / "a.jsonl"
    lines.write_text("\n\n".join(json.dumps(o) for o in objects), encoding="utf-8")
    whole = tmp_path / "a.json"
    whole.write_text(json.dumps(objects), encoding="utf-8")
    assert [r.number for r in rows(lines)] == [1, 3]
    assert [r.number for r in rows(whole)] == [1, 2]
    assert rows(lines)[0].cells["面积"] == Decimal("1.1")


def test_a_table_is_read_as_a_stream(write_csv: Writer) -> None:
    path = write_csv(*(["1", "甲", "警告", ""] for _ in range(2000)), columns=HEADER)
    with path.open("a", encoding="utf-8") as text:
        text.write('2,"没有配对\n' + "3,甲,警告,\n" * 3)
    read = table(path).rows
    assert next(read).number == 2
    with pytest.raises(IntakeError, match="引号"):
        list(read)
