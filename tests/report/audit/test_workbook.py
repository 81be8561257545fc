"""The workbook: read again by openpyxl, typed, safe to open, the same bytes twice."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from discretion.report.audit.workbook import audit_workbook, lists
from tests.report.audit.builders import FORMULA, OFFICERS, STALL, TEAM, audit, nothing, said


def sheets(**setting: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(audit_workbook(said(**setting))))


def row(sheet: Any, number: int = 2) -> dict[str, Any]:
    heads = [cell.value for cell in sheet[1]]
    return dict(zip(heads, (cell.value for cell in sheet[number]), strict=True))


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert audit_workbook(said()) == audit_workbook(said())


def test_cells_have_their_types() -> None:
    found = row(sheets()["差异明显的案件"])
    assert found["罚款（元）"] == 4800
    assert isinstance(found["罚款（元）"], int | float | Decimal)
    assert isinstance(found["决定日期"], datetime | date)
    assert found["q 值"] == pytest.approx(0.012)
    assert found["件数"] == 412
    assert found["案由编码"] == STALL
    assert found["当事人类型"] == "单位"


def test_no_cell_is_a_formula() -> None:
    book = sheets()
    assert row(book["差异明显的案件"])["案件"] == FORMULA
    cells = [cell for sheet in book for line in sheet for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    risky = [c for c in cells if isinstance(c.value, str) and c.value.startswith("=")]
    assert {c.value for c in risky} == {FORMULA, TEAM}
    assert all(cell.quotePrefix for cell in risky)
    with zipfile.ZipFile(io.BytesIO(audit_workbook(said()))) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)


def test_lists_have_frozen_headings_and_filters() -> None:
    book = sheets()
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.value for cell in sheet[1])
        assert all(sheet.column_dimensions[cell.column_letter].width > 6 for cell in sheet[1])


def test_names_are_masked_unless_asked_for() -> None:
    def groups(**setting: Any) -> set[Any]:
        return {line[1].value for line in sheets(**setting)["单位和人群"].iter_rows(min_row=2)}

    assert {"张** 1", "张** 2"} <= groups()
    assert not {*OFFICERS} & groups()
    assert {*OFFICERS} <= groups(shown=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_found_is_a_workbook_too(language: Any) -> None:
    book = sheets(found=nothing(), language=language)
    assert len(book.sheetnames) == 1 + len(lists(said()))
    assert all(sheet.max_row == 1 for sheet in book.worksheets[1:])


def test_every_list_has_all_of_it() -> None:
    many = audit(outliers=audit().outliers * 300)
    assert sheets(found=many)["差异明显的案件"].max_row == 601
