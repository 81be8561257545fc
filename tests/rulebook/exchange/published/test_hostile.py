"""Files that are not what they say, or mean harm: refused with a sentence, never parsed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange.published.draft import draft_file
from tests.rulebook.exchange.published.files import Rows, document, workbook

TABLE: Rows = [
    ["违法行为", "处罚依据", "阶次", "适用条件", "裁量标准"],
    ["虚构的泼水", "《虚构市水办法》第三条", "一般", "首次违法", "处20元罚款"],
]
MAIN = {"xlsx": "xl/worksheets/sheet1.xml", "docx": "word/document.xml"}


@pytest.fixture(params=["xlsx", "docx"])
def good(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "xlsx":
        return workbook(tmp_path / "t.xlsx", {"表": TABLE})
    return document(tmp_path / "t.docx", TABLE)


def refused(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(RulebookError) as caught:
        draft_file(path, sheet)
    assert str(path) in str(caught.value)
    return str(caught.value)


def changed(path: Path, change: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> Path:
    """A copy of an archive with some parts replaced or added."""
    other = path.with_name(f"changed{path.suffix}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", compress) as new:
        for part in old.namelist():
            if part not in change:
                new.writestr(part, old.read(part))
        for name, data in change.items():
            new.writestr(name, data)
    return other


def test_the_good_file_is_read(good: Path) -> None:
    assert draft_file(good).degrees["understood"] == 1


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04broken", b"%PDF-1.7"])
def test_no_archive(good: Path, data: bytes) -> None:
    good.write_bytes(data)
    assert "不是完好的" in refused(good)


def test_an_old_format_or_a_password(good: Path) -> None:
    good.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "旧格式" in refused(good)


def test_a_cut_off_archive(good: Path) -> None:
    good.write_bytes(good.read_bytes()[:-400])
    assert "不是完好的" in refused(good)


def test_another_kind_of_archive(good: Path) -> None:
    with zipfile.ZipFile(good, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert "不是完好的" in refused(good)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "inside",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
    ],
)
def test_entities(good: Path, inside: str, encoding: str) -> None:
    part = MAIN[good.suffix[1:]]
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{inside}]><x>&a;</x>'
    message = refused(changed(good, {part: text.encode(encoding)}))
    assert "实体" in message
    assert part in message


def test_a_declaration_far_inside_a_part(good: Path) -> None:
    text = "<?xml version='1.0'?><!--" + "x" * (1 << 20) + "--><!DOCTYPE x [<!ENTITY a 'b'>]><x/>"
    assert "实体" in refused(changed(good, {"docProps/app.xml": text.encode()}))


def test_a_bomb(good: Path) -> None:
    assert "解压后有 40 MB" in refused(changed(good, {"bomb.xml": bytes(40 << 20)}))


def test_thousands_of_parts(good: Path) -> None:
    assert "个部件" in refused(changed(good, {f"x/{i}.bin": b"" for i in range(5001)}))


def test_formulas(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"表": TABLE})
    book = load_workbook(path)
    book["表"]["E2"] = '=CONCATENATE("处","20元罚款")'
    book.save(path)
    message = refused(path)
    assert "有公式" in message
    assert "E2" in message


def test_revisions_that_nobody_accepted(tmp_path: Path) -> None:
    path = document(tmp_path / "t.docx", TABLE)
    made = Document(str(path))
    run = made.tables[0].cell(1, 4).paragraphs[0].runs[0]._r
    inserted = run.makeelement(f"{run.tag[:-1]}ins")
    run.addprevious(inserted)
    inserted.append(run)
    made.save(str(path))
    assert "修订" in refused(path)


def test_no_table_at_all(good: Path) -> None:
    if good.suffix == ".xlsx":
        workbook(good, {"空表": []})
    else:
        document(good, "只有文字")
    assert "没有找到裁量基准表" in refused(good)


def test_other_files_and_sheets(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "t.pdf"
    other.write_bytes(b"%PDF")
    assert ".docx" in refused(other)
    assert "没有这个文件" in refused(tmp_path / "absent.xlsx")
    said = refused(good, "附表")
    assert "--sheet 只用于" in said if good.suffix == ".docx" else "有：表" in said


def test_a_sheet_of_formatting_as_large_as_can_be(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in TABLE:
        sheet.append(list(map(str, row)))
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "t.xlsx")
    assert "太大" in refused(tmp_path / "t.xlsx")


def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"表": TABLE, "底稿": TABLE})
    book = load_workbook(path)
    book["底稿"].sheet_state = "hidden"
    book.save(path)
    draft = draft_file(path)
    assert len(draft.items.items) == 1
    assert [(p.doubt.why, p.place.table) for p in draft.points] == [
        ("sheet_hidden", "底稿"),
        ("statutory_from_rows", "表"),
    ]
    assert len(draft_file(path, "底稿").items.items) == 1
