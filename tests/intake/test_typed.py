"""Columns of a user's table: what they hold, and what is said of cells that do not fit."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from discretion.intake.errors import IntakeError
from discretion.intake.typed import read_typed

NAMES = ["月数", "再犯", "地点", "等级"]
TEXT = '月数,再犯,地点,等级\n１２,是,街,1\n“半年”,否,桥,2\n,是,,3\n"1,200",否,街,1\n'


def test_columns_are_numbers_yes_and_no_or_names(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TEXT, encoding="gb18030")
    found = read_typed(path, NAMES, codes={"等级"})
    assert found.rows == (2, 3, 4, 5)
    assert found.columns["月数"].to_pylist() == [12.0, None, None, 1200.0]
    assert found.columns["再犯"].to_pylist() == [True, False, True, False]
    assert found.columns["地点"].to_pylist() == ["街", "桥", None, "街"]
    assert found.columns["等级"].to_pylist() == ["1", "2", "3", "1"]
    (problem,) = found.problems
    assert "第 3 行" in str(problem)
    assert "半年" in str(problem)


def test_parquet_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    columns = {"月数": [12, None, 1200], "再犯": [True, False, None], "地点": ["街", "桥", None]}
    pq.write_table(pa.table(columns), path)
    found = read_typed(path, ["月数", "再犯", "地点"])
    assert found.columns.to_pydict() == {**columns, "月数": [12.0, None, 1200.0]}
    assert not found.problems


def test_a_missing_column_is_named_with_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(IntakeError, match="“地点区”。是不是“地点”"):
        read_typed(path, ["月数", "地点区"])


@pytest.mark.parametrize("name", ["无.csv", "t.doc"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "t.doc").write_text("x", encoding="utf-8")
    with pytest.raises(IntakeError, match=name):
        read_typed(tmp_path / name, ["月数"])


def test_what_a_database_fills_texts_up_with_is_no_text() -> None:
    from discretion.intake.records import plain_cell

    assert plain_cell("2024-05-06\0\0") == "2024-05-06"
    assert plain_cell("沪\0嘉\0") == "沪\ufffd嘉"
    assert plain_cell("\0") == ""
