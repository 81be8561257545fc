"""Workbooks that are damaged or mean harm: refused with a sentence, and nothing is written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.files.guard import Limits
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange import archive as archives
from discretion.rulebook.exchange.export import export
from discretion.rulebook.exchange.importing import import_workbook
from discretion.rulebook.exchange.rulefiles import read_workbook
from tests.rulebook.minimal import write

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    export(write(folder / "book"), folder / "good.xlsx")
    return folder / "good.xlsx"


def refused(file: Path) -> str:
    out = file.parent / "out"
    with pytest.raises(RulebookError) as caught:
        import_workbook(file, out)
    assert not out.exists()
    assert not list(file.parent.glob("import-*"))
    said = str(caught.value)
    assert str(file) in said
    assert "openpyxl" not in said
    return said


def changed(good: Path, folder: Path, parts: dict[str, bytes | None]) -> Path:
    """A copy with some parts replaced, added, or (None) left out."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(folder / "a.xlsx", "w", 8) as new:
        for part in old.namelist():
            if part not in parts:
                new.writestr(part, old.read(part))
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return folder / "a.xlsx"


def entities(inside: str, encoding: str = "utf-8") -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE sst [{inside}]>'
    return f"{head}<sst><si><t>&b;</t></si></sst>".encode(encoding)


LAUGHS = '<!ENTITY a "哈哈">' + "".join(
    f'<!ENTITY {name} "' + f"&{before};" * 10 + '">'
    for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize("part", [STRINGS, SHEET, "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "inside", [LAUGHS, '<!ENTITY b SYSTEM "file:///etc/hostname">', '<!ENTITY % b SYSTEM "x:y">']
)
def test_entities(good: Path, tmp_path: Path, part: str, encoding: str, inside: str) -> None:
    said = refused(changed(good, tmp_path, {part: entities(inside, encoding)}))
    assert "实体声明" in said
    assert part in said


def test_a_bomb(good: Path, tmp_path: Path) -> None:
    said = refused(changed(good, tmp_path, {"xl/media/bomb.xml": bytes(200 << 20)}))
    assert "解压后有 200 MB" in said


def test_a_bomb_of_elements(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = b"<worksheet><sheetData>" + b"<row/>" * 60_000 + b"</sheetData></worksheet>"
    file = changed(good, tmp_path, {SHEET: sheet})
    monkeypatch.setattr(archives, "LIMITS", Limits(1 << 27, 1 << 23, elements=50_000))
    said = refused(file)
    assert "内容太多" in said
    assert SHEET in said


def test_thousands_of_parts_and_a_part_twice(good: Path, tmp_path: Path) -> None:
    parts = {f"x/{i}.bin": b"" for i in range(5001)}
    assert "个部件" in refused(changed(good, tmp_path, {**parts}))
    assert "出现两次" in refused(changed(good, tmp_path, {SHEET.upper(): b"<a/>"}))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda raw: b"", id="empty"),
        pytest.param(lambda raw: b"PK\x03\x04 nonsense", id="nonsense"),
        pytest.param(lambda raw: "案由代码,名称\n".encode(), id="csv"),
        pytest.param(lambda raw: raw[: len(raw) // 2], id="cut"),
        pytest.param(lambda raw: raw[:500] + b"\0" * 300 + raw[800:], id="holed"),
    ],
)
def test_no_workbook(good: Path, tmp_path: Path, data: Callable[[bytes], bytes]) -> None:
    (tmp_path / "a.xlsx").write_bytes(data(good.read_bytes()))
    assert "不是完好的" in refused(tmp_path / "a.xlsx")


def test_an_old_format_or_a_password(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900))
    assert "请去掉密码" in refused(tmp_path / "a.xlsx")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("data", [None, b"", b"<a>", b"<a/>", b"text"])
def test_a_part_that_is_none(good: Path, tmp_path: Path, part: str, data: bytes | None) -> None:
    refused(changed(good, tmp_path, {part: data}))


def test_formulas_everywhere_are_all_named(good: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml")
    for cell in (b"B2", b"B3"):
        at = sheet.index(b'r="' + cell + b'"')
        end = sheet.index(b"</c>", at)
        start = sheet.index(b">", at) + 1
        sheet = sheet[:start] + b"<f>cmd|' /C calc'!A0</f><v>1</v>" + sheet[end:]
    said = refused(changed(good, tmp_path, {"xl/worksheets/sheet2.xml": sheet}))
    assert said.count("单元格里有公式") == 2
    assert "基准库!B2" in said
    assert "基准库!B3" in said


def test_a_link_and_an_absent_file(good: Path, tmp_path: Path) -> None:
    assert "无法读取" in refused(tmp_path / "absent.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert "无法读取" in refused(tmp_path / "folder.xlsx")


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=40), st.sampled_from([0, 1, 30, 4000]))
def test_any_damage_is_read_or_refused(good: Path, at: int, put: bytes, cut: int) -> None:
    raw = good.read_bytes()
    at %= len(raw)
    file = good.with_name("damaged.xlsx")
    file.write_bytes(raw[:at] + put + raw[at + cut :])
    with suppress(RulebookError):
        read_workbook(file)
