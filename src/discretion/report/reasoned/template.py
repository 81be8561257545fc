"""The template that a bureau starts from: an official document (GB/T 9704) with placeholders.

A4; margins 37, 28, 35 and 26 mm; title in 22 points, text in 仿宋 of 16 points, 28 points apart,
the first line two characters in; the page number between dashes, outside at the foot.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from discretion.report.book import paper
from discretion.report.texts import Language
from discretion.report.words import Words

BODY, LEADING, SMALL, SMALLEST = 16.0, 28.0, 10.5, 8.0
"""Points: the text (三号), from line to line, the tables (五号), and fingerprints."""
TITLE, SUBTITLE, FOLIO = 22.0, 18.0, 14.0
_ALIASES = {
    paper.FANG: "FangSong,仿宋_GB2312,STFangsong,Noto Serif CJK SC",
    paper.SONG: "SimSun,STSong,Noto Serif CJK SC",
    paper.HEI: "SimHei,STHeiti,Noto Sans CJK SC",
}
"""The fonts' other names, and what stands in where none of them is installed."""
_TABLES: tuple[tuple[str, str, tuple[str, ...], tuple[tuple[str, int], ...]], ...] = (
    ("facts", "事实", ("fact", "value", "test"), (("名称", 52), ("内容", 48), ("条件", 56))),
    ("steps", "推演", ("step", "finding", "basis"), (("环节", 22), ("认定", 76), ("依据", 58))),
    ("amounts", "幅度", ("name", "amount"), (("名称", 36), ("内容", 120))),
    ("laws", "法律", ("number", "law"), (("序号", 16), ("规定", 140))),
    (
        "matches",
        "可比案例",
        ("case", "decided", "fine", "score", "alike"),
        (("文号", 40), ("决定日期", 32), ("罚款", 23), ("相似度", 15), ("异同", 46)),
    ),
)
"""Table, its placeholder, its heads, and its columns with their widths in millimetres."""


@cache
def default_template(language: Language = "zh") -> bytes:
    """Return the default template (docx); the same bytes on every call."""
    words = Words(language)
    made = _empty()
    _title(made, words("reasoned.title"), TITLE)
    for name, code in (("文号", "case"), ("当事人", "party"), ("案由", "item")):
        line = _line(made, "{%p if " + name + " %}")
        line = _line(made, "")
        label = words("punctuation.label", label=words(f"reasoned.label.{code}"), value="")
        paper.add_run(line, label, font=paper.HEI)
        paper.add_run(line, "{{ " + name + " }}")
        line = _line(made, "{%p endif %}")
    _line(made, "{%p for 段 in 说理 %}")
    heading = _line(made, "", indent=2)
    heading.paragraph_format.keep_with_next = True
    paper.add_run(heading, "{{ 段.序号 }}{{ 段.标题 }}", font=paper.HEI)
    # The last paragraph stays with the signature, which may not stand on a page of its own.
    for mark, last in (("{%p if loop.last %}", True), ("{%p else %}", False)):
        _line(made, mark)
        said = _line(made, "{{ 段.正文 }}", indent=2)
        said.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        said.paragraph_format.keep_with_next = last
    _line(made, "{%p endif %}")
    _line(made, "{%p endfor %}")
    _signature(made, words)
    _annex(made, words)
    return paper.saved(made, words("reasoned.title"), "", date(1980, 1, 1), language)


def _empty() -> Document:
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    normal: Any = made.styles["Normal"]
    paper.set_font(normal, paper.FANG, BODY)
    paper.set_language(normal)
    normal.paragraph_format.space_after = Pt(0)
    _folios(made)
    _name_fonts(made)
    return made


def _title(document: Document, text: str, size: float) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(LEADING)
    paper.add_run(paragraph, text, bold=True, font=paper.SONG, size=size)
    return paragraph


def _line(document: Document, text: str, indent: int = 0) -> Paragraph:
    """Add a line of the text; *indent* in characters."""
    paragraph = document.add_paragraph(text)
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LEADING)
    if indent:
        form.first_line_indent = Pt(indent * BODY)
        inner = paragraph._p.get_or_add_pPr().get_or_add_ind()
        inner.set(qn("w:firstLineChars"), str(indent * 100))
    return paragraph


def _signature(document: Document, words: Words) -> None:
    """Name the authority and the day, at the right, together on one page."""
    _line(document, "").paragraph_format.keep_with_next = True
    for text in (
        "{{ 机关 or '" + words("reasoned.no_body") + "' }}",
        "{{ 日期 or '" + words("reasoned.no_day") + "' }}",
    ):
        line = _line(document, text)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(2 * BODY)
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.keep_together = True
    document.paragraphs[-1].paragraph_format.keep_with_next = False


def _annex(document: Document, words: Words) -> None:
    first = _line(document, "")
    first.paragraph_format.page_break_before = True
    paper.add_run(first, words("reasoned.annex"), font=paper.HEI)
    _title(document, words("reasoned.annex_title"), SUBTITLE)
    for code, name, heads, columns in _TABLES:
        _line(document, "{%p if " + name + " %}")
        heading = _line(document, "")
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.space_before = Pt(10)
        paper.add_run(heading, words(f"reasoned.table.{code}"), font=paper.HEI, size=14)
        rows = [
            _across("{%tr for 行 in " + name + " %}", len(columns)),
            tuple("{{ 行." + column + " }}" for column, _ in columns),
            _across("{%tr endfor %}", len(columns)),
        ]
        titles = [words(f"reasoned.head.{head}") for head in heads]
        paper.add_table(document, titles, [width for _, width in columns], rows)
        _line(document, "{%p endif %}")
    _small(document, words("reasoned.note.title"), "说明", "{{ 行 }}", SMALL)
    _small(document, words("reasoned.origin"), "复现", "{{ 行.名称 }} {{ 行.摘要 }}", SMALLEST)


def _across(text: str, width: int) -> tuple[str, ...]:
    return (text, *[""] * (width - 1))


def _small(document: Document, title: str, name: str, text: str, size: float) -> None:
    _line(document, "{%p if " + name + " %}")
    heading = _line(document, "")
    heading.paragraph_format.space_before = Pt(10)
    heading.paragraph_format.keep_with_next = True
    paper.add_run(heading, title, font=paper.HEI, size=14)
    _line(document, "{%p for 行 in " + name + " %}")
    said = document.add_paragraph()
    said.paragraph_format.line_spacing = 1.2
    paper.add_run(said, text, size=size)
    _line(document, "{%p endfor %}")
    _line(document, "{%p endif %}")


def _folios(document: Document) -> None:
    """Put the page number at the outer edge of the foot, as — 1 —."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(FOLIO)
        paper.add_run(line, "— ", font=paper.SONG, size=FOLIO)
        paper.add_field(line, "PAGE", "1")
        paper.add_run(line, " —", font=paper.SONG, size=FOLIO)
        for run in line.runs:
            run.font.size, run.font.color.rgb = Pt(FOLIO), RGBColor(0, 0, 0)


def _name_fonts(document: Document) -> None:
    """Tell the other names of the fonts, so that a system without one takes its like."""
    for part in document.part.package.parts:
        if str(part.partname) == "/word/fontTable.xml":
            fonts = parse_xml(part.blob)
            for name, alias in _ALIASES.items():
                fonts.append(
                    parse_xml(
                        f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{alias}"/>'
                        '<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
                    )
                )
            part._blob = serialize_part_xml(fonts)
