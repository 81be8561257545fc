"""The Word document: everything is in it, in Chinese fonts, and its bytes are fixed."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from discretion.report.book.content import Book
from discretion.report.book.document import write_document
from discretion.report.words import Words

NAME = "shenzhen-urban-management"


@pytest.fixture(scope="module")
def path(books: dict[str, Book], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("docx") / "book.docx"
    write_document(books[NAME], made, Words())
    return made


@pytest.fixture(scope="module")
def document(path: Path) -> Document:
    return docx.Document(str(path))


def test_every_statute_is_a_chapter_and_every_item_a_section(
    document: Document, books: dict[str, Book]
) -> None:
    book = books[NAME]
    heads: dict[int, list[str]] = {1: [], 2: []}
    for paragraph in document.paragraphs:
        for level, found in heads.items():
            if paragraph.style is not None and paragraph.style.name == f"Heading {level}":
                found.append(paragraph.text)
    assert set(heads[1]) >= {chapter.title for chapter in book.by_statute}
    listed = [page for chapter in book.by_statute for page in chapter.items]
    assert heads[2] == [f"{page.code}  {page.title}" for page in listed]


def test_every_item_has_its_tables(document: Document, books: dict[str, Book]) -> None:
    said = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for page in books[NAME].items:
        table = page.latest.benchmark
        assert table is not None
        for row in table.rows:
            assert any(row.amounts[0].text in text for text in said), page.code
    benches = [t for t in document.tables if t.rows[0].cells[1].text == "裁量阶次"]
    assert len(benches) == len(books[NAME].items)


def test_head_rows_repeat_and_no_row_is_split(document: Document) -> None:
    assert len(document.tables) > 150
    for table in document.tables:
        first = table.rows[0]._tr.trPr
        assert first is not None
        assert first.find(qn("w:tblHeader")) is not None
        for row in table.rows:
            assert row._tr.trPr is not None
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None


def test_fonts_page_and_numbers(document: Document) -> None:
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"
    for level in (1, 2, 3):
        fonts = document.styles[f"Heading {level}"].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "黑体"
        assert not [name for name in fonts.attrib if name.endswith("Theme")]
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)
    assert "PAGE" in section.footer._element.xml
    assert section.different_first_page_header_footer


def test_the_contents_lead_to_bookmarks_that_exist(
    document: Document, books: dict[str, Book]
) -> None:
    body = document.element.body
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    assert len(marks) == len(set(marks))
    assert set(links) <= set(marks)
    assert len(links) == len(books[NAME].items) + len(books[NAME].by_statute) + 4
    assert max(map(len, marks)) <= 40


def test_equal_books_give_equal_bytes(path: Path, books: dict[str, Book], tmp_path: Path) -> None:
    write_document(books[NAME], tmp_path / "again.docx", Words())
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 12, 15, 0, 0, 0)}


def test_its_day_is_that_of_the_rulebook(document: Document, books: dict[str, Book]) -> None:
    said = document.core_properties
    assert said.title == books[NAME].title
    assert said.author == books[NAME].authority
    assert said.created is not None
    assert said.created.date() == books[NAME].published


def test_hostile_text_stays_text(hostile: Book, tmp_path: Path) -> None:
    write_document(hostile, tmp_path / "book.docx", Words())
    said = "\n".join(p.text for p in docx.Document(str(tmp_path / "book.docx")).paragraphs)
    assert hostile.items[0].title in said
    assert hostile.title in said


def test_in_english(hostile: Book, tmp_path: Path) -> None:
    write_document(hostile, tmp_path / "book.docx", Words("en"))
    document = docx.Document(str(tmp_path / "book.docx"))
    assert any(p.text == "General rules" for p in document.paragraphs)
