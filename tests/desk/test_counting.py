"""How many rows a ledger has is told before it is read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from discretion.desk import counting
from discretion.desk.counting import rows_about
from tests.desk.ledgers import as_csv, rows


def test_rows_of_every_kind_of_ledger_are_counted(tmp_path: Path) -> None:
    given = rows(300)
    (tmp_path / "a.csv").write_bytes(as_csv(given))
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n' * 7)
    book = Workbook()
    assert book.active is not None
    book.active.append(["a"])
    more = book.create_sheet("b")
    for n in range(301):
        more.append([n, "x"])
    book.save(tmp_path / "a.xlsx")
    pq.write_table(pa.table({"a": list(range(12))}), tmp_path / "a.parquet")
    found = {f.suffix: rows_about(f) for f in tmp_path.iterdir()}
    assert found == {".csv": 300, ".jsonl": 7, ".xlsx": 300, ".parquet": 12}


def test_of_a_long_file_the_first_part_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "BLOCK", 1000)
    monkeypatch.setattr(counting, "MOST_READ", 10_000)
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"123456789\n" * 50_000)
    assert rows_about(file) == 50_000


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet", "a.json", "nothing.csv"])
def test_what_cannot_be_counted_is_not_told(tmp_path: Path, name: str) -> None:
    if name != "nothing.csv":
        (tmp_path / name).write_bytes(b"no such thing")
    assert rows_about(tmp_path / name) is None
