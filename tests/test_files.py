"""Files are written in one step, and documents do not tell when they were made."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from discretion.files.office import EPOCH, same_bytes, workbook_bytes
from discretion.files.whole import whole, write_whole


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    write_whole(path, b"old")
    with pytest.raises(UnicodeEncodeError), whole(path) as fresh, fresh.open("wb") as file:
        file.writelines(text.encode("ascii") for text in ("new, but not all of it", "案"))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_of_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("案" * 80 + ".csv")  # 244 bytes of the 255 that file systems allow
    write_whole(path, b"rows")
    assert path.read_bytes() == b"rows"


def made(day: datetime) -> bytes:
    book = Workbook()
    book.properties.created = book.properties.modified = day
    book.worksheets[0]["A1"] = "罚款"
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_a_document_does_not_tell_when_it_was_made() -> None:
    first, second = (made(datetime(2024, month, 1)) for month in (3, 4))
    assert first != second
    book = Workbook()
    book.worksheets[0]["A1"] = "罚款"
    fixed = workbook_bytes(book)
    with zipfile.ZipFile(io.BytesIO(fixed)) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in archive.infolist()} == {EPOCH.timetuple()[:6]}
    again = load_workbook(io.BytesIO(fixed))
    assert again.properties.modified == EPOCH
    assert again.worksheets[0]["A1"].value == "罚款"
    assert same_bytes(same_bytes(first)) == same_bytes(first)
