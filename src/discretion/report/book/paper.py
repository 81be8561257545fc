"""Word processing: styles with Chinese fonts, fields, tables that break well, fixed bytes.

What python-docx has no words for is set here on the elements of WordprocessingML (ECMA-376).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from discretion.files.office import same_bytes

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
LATIN = "Times New Roman"
TEXT_WIDTH = 160
"""Millimetres between the margins of an A4 page."""
_HEADINGS = ((1, HEI, 18, 12), (2, HEI, 14, 6), (3, HEI, 11, 3))
"""Level, font, size in points, space below in points."""


def new_document() -> Document:
    """Return an empty A4 document in the styles of the book."""
    made = docx.Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(30), Mm(25)
    section.header_distance, section.footer_distance = Mm(16), Mm(14)
    normal = made.styles["Normal"]
    set_font(normal, FANG, 11)
    normal.paragraph_format.line_spacing = 1.35
    normal.paragraph_format.space_after = Pt(3)
    set_language(normal)
    for level, font, size, below in _HEADINGS:
        style = made.styles[f"Heading {level}"]
        set_font(style, font, size)
        style.font.bold = False
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(below * 2)
        style.paragraph_format.space_after = Pt(below)
        style.paragraph_format.keep_with_next = True
    set_font(made.styles["Title"], SONG, 26)
    made.styles["Title"].font.color.rgb = RGBColor(0, 0, 0)
    no_border(made.styles["Title"])
    return made


def set_font(style: Any, chinese: str, size: float) -> None:
    """Set the Latin and the Chinese font; a theme font would win over both, and goes."""
    style.font.name, style.font.size = LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [n for n in fonts.attrib if n.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), chinese)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:cs"), LATIN)


def set_language(style: Any) -> None:
    """Say that the text is simplified Chinese with English in it."""
    properties = style.element.get_or_add_rPr()
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), "en-US")
    tongue.set(qn("w:eastAsia"), "zh-CN")
    properties.append(tongue)


def no_border(style: Any) -> None:
    """Take the line off a style."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


# --- text ----------------------------------------------------------------------------------------


def add_run(
    paragraph: Paragraph,
    text: str,
    bold: bool = False,
    font: str | None = None,
    size: float | None = None,
    color: str | None = None,
) -> None:
    """Add *text* to a paragraph; *font* is the Chinese one, *color* six hexadecimal digits."""
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    if color is not None:
        run.font.color.rgb = RGBColor.from_string(color)
    if font is not None:
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)


def shade(paragraph: Paragraph, fill: str, edge: str) -> None:
    """Put a paragraph on a coloured ground with a line on its left; colours in hexadecimal."""
    properties = paragraph._p.get_or_add_pPr()
    border = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "6"), ("color", edge)):
        left.set(qn(f"w:{name}"), value)
    border.append(left)
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        ground.set(qn(f"w:{name}"), value)
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    properties.insert_element_before(ground, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Make a paragraph one that the contents can point to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def field_mark(paragraph: Paragraph, kind: str) -> None:
    """Add the ``begin``, ``separate`` or ``end`` mark of a field."""
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def field_code(paragraph: Paragraph, code: str) -> None:
    """Add the instruction of a field, such as ``PAGE``."""
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    paragraph.add_run()._r.append(text)


def add_field(paragraph: Paragraph, code: str, shown: str = "") -> None:
    """Add a whole field, with what it shows until a word processor computes it."""
    field_mark(paragraph, "begin")
    field_code(paragraph, code)
    field_mark(paragraph, "separate")
    paragraph.add_run(shown)
    field_mark(paragraph, "end")


def link_to(paragraph: Paragraph, name: str, text: str) -> None:
    """Add a link to a bookmark of this document."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    link.set(qn("w:history"), "1")
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)


def running(document: Document, head: str, before: str, after: str) -> None:
    """Set the running title and the page number; the first page (the cover) has neither."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    top = section.header.paragraphs[0]
    add_run(top, head, font=SONG, size=9)
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(foot, before, font=SONG, size=9)
    add_field(foot, "PAGE", "1")
    add_run(foot, after, font=SONG, size=9)


# --- tables --------------------------------------------------------------------------------------


def add_table(
    document: Document, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]
) -> Table:
    """Add a table of texts: *widths* in millimetres; a line break in a text is a new paragraph.

    The header is repeated on every page, and no row is split between two.
    """
    table: Table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _cell_margins(table)
    _fill(table.rows[0].cells, heads, widths, head=True)
    _row_property(table.rows[0]._tr, "w:tblHeader")
    _row_property(table.rows[0]._tr, "w:cantSplit")
    for texts in rows:
        row = table.add_row()  # type: ignore[no-untyped-call]
        _fill(row.cells, texts, widths, head=False)
        _row_property(row._tr, "w:cantSplit")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _fill(cells: Sequence[_Cell], texts: Sequence[str], widths: Sequence[int], head: bool) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = Mm(width)
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing = 1.2
            add_run(paragraph, line, font=HEI if head else FANG, size=10)
        if head:
            ground = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
                ground.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(ground)


def _cell_margins(table: Table) -> None:
    """Leave air above and below the text of every cell, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 50), ("left", 100), ("bottom", 50), ("right", 100)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _row_property(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


# --- bytes ---------------------------------------------------------------------------------------


def save(document: Document, path: Path, title: str, author: str, day: date, language: str) -> None:
    """Write the document; equal content gives equal bytes, whatever the clock says."""
    path.write_bytes(saved(document, title, author, day, language))


def saved(document: Document, title: str, author: str, day: date, language: str) -> bytes:
    """Return the bytes of the document; equal content gives equal bytes."""
    said = document.core_properties
    said.title, said.author, said.last_modified_by = title[:255], author[:255], author[:255]
    said.comments, said.keywords, said.language, said.revision = "", "", language, 1
    said.created = said.modified = made = datetime(day.year, day.month, day.day)
    raw = io.BytesIO()
    document.save(raw)
    return same_bytes(raw.getvalue(), made)
