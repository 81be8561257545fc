"""Amounts in a workbook look as they are written: whole yuan without a point, fen with two."""

from __future__ import annotations

import io

import openpyxl

from discretion.desk.sheets import xlsx_of
from discretion.model.money import Money


def test_whole_yuan_have_no_point_and_fen_have_two_digits() -> None:
    made = xlsx_of("表", ["罚款"], [[Money(1_800_000)], [Money(50_050)]])
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet is not None
    found = [(c.value, c.number_format) for (c,) in sheet.iter_rows(min_row=2)]
    assert found == [(18000, "#,##0"), (500.5, "#,##0.00")]
