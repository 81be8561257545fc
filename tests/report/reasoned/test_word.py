"""The Word file: what is in it, fixed bytes, templates of one's own, and hostile text."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.model.review import Verdict
from discretion.report.reasoned import filling
from discretion.report.reasoned.compose import reasoned_document
from discretion.report.reasoned.document import ReasonedDocument
from discretion.report.reasoned.errors import TemplateRefusedError
from discretion.report.reasoned.filling import as_docx
from discretion.report.reasoned.template import default_template
from tests.report.builders import case, determination, review
from tests.report.reasoned.conftest import Reviewed

HOSTILE = (
    "<w:p>{{ 7*7 }}</w:p>&amp;<script>",
    "{% for x in y %}{_{ }_} {_% %_}",
    "\x00\x01\ufffe\uffff\u202e\ud800",
    "]]><!-- -->&#0;&nbsp;",
    '=HYPERLINK("x")',
    "长" * 50_000,
)


def words_of(data: bytes) -> str:
    """Every text of a document's body, in reading order."""
    opened = docx.Document(io.BytesIO(data))
    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t")))
        for p in opened.element.body.iter(qn("w:p"))
    )


def template(*lines: str) -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def refused(*lines: str) -> str:
    with pytest.raises(TemplateRefusedError) as caught:
        as_docx(reasoned_document(review()), template(*lines), "own.docx")
    return str(caught.value)


# --- the default template -------------------------------------------------------------------------


def test_everything_said_is_in_the_file(
    by_rule: list[Reviewed], compared: dict[Verdict, Reviewed]
) -> None:
    by_grade = {g.review.determination.grade: g for g in by_rule}
    by_outcome = {g.review.determination.outcome: g for g in by_rule}
    for each in [*by_grade.values(), *by_outcome.values(), *compared.values()]:
        made = reasoned_document(each.review, declarations=each.book.every_fact())
        text = words_of(as_docx(made))
        assert made.title in text
        for part in made.parts:
            assert part.title in text
            assert part.text in text
        for table in made.tables:
            cells = [cell for row in table.rows for cell in row.cells]
            assert all(cell in text for cell in (*table.heads, *cells))
        assert all(note in text for note in made.notes)
        assert "{" not in text
        assert "%}" not in text


def test_equal_input_gives_equal_bytes_and_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    made = reasoned_document(review())
    first = as_docx(made)
    assert default_template("zh") == default_template("zh")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert as_docx(reasoned_document(review())) == first
    said = docx.Document(io.BytesIO(first)).core_properties
    assert said.created == said.modified
    assert said.created is not None
    assert said.created.replace(tzinfo=None) == datetime(2024, 5, 20)
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(2024, 5, 20, 0, 0, 0)}


def test_the_page_is_that_of_an_official_document() -> None:
    made = docx.Document(io.BytesIO(as_docx(reasoned_document(review()))))
    section = made.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round((side or 0) / Mm(1)) for side in sides] == [37, 35, 28, 26]
    assert [round((s or 0) / Mm(1)) for s in (section.page_width, section.page_height)] == [
        210,
        297,
    ]
    normal: Any = made.styles["Normal"]
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert "FangSong" in next(
        str(part.blob, "utf-8")
        for part in made.part.package.parts
        if str(part.partname) == "/word/fontTable.xml"
    )


def test_without_a_day_and_an_authority_there_is_room_for_them() -> None:
    bare = determination(case=case(decided=None, body=None))
    text = words_of(as_docx(reasoned_document(review(determination=bare))))
    assert "（行政机关名称、印章）" in text
    assert "年  月  日" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    given_text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    given_case = case(text=f"甲{given_text}乙", body=f"局{given_text[:150]}")
    made = reasoned_document(review(determination=determination(case=given_case)), names=True)
    shown = words_of(as_docx(made))
    assert filling._safe(given_text.replace("\n", " ")) in shown


@settings(max_examples=10)
@given(
    st.lists(
        st.text(st.sampled_from("{}_%#<>&\"'; \n\t\r中\ufffe\x1b\u202e"), max_size=30),
        min_size=1,
        max_size=50,
    )
)
def test_any_text_comes_out_as_it_went_in(texts: list[str]) -> None:
    own = template("{%p for 行 in 说明 %}", "始{{ 行 }}终", "{%p endfor %}")
    made = replace(reasoned_document(review()), notes=tuple(texts))
    shown = words_of(as_docx(made, own)).split("\n")
    assert shown == [f"始{filling._safe(text)}终" for text in texts]


# --- templates of one's own -----------------------------------------------------------------------


def test_a_bureau_writes_its_own_template() -> None:
    own = template(
        "关于{{ 当事人 }}{{案由}}一案",
        "{%p for 段 in 说理 %}",
        "{% for 句 in 段.句子 %}{{ 句.正文 }}〔{{ 句.理由 }}〕{% endfor %}",
        "{%p endfor %}",
        "{% if 阶次 %}阶次：{{ 阶次 }}{% endif %}{{ 日期|default('无') }}",
    )
    text = words_of(as_docx(reasoned_document(review()), own))
    assert "（单位）占用道路设摊经营（SH-SR-25-2）一案" in text
    assert "〔reason.row、reason.fact〕" in text
    assert "阶次：一般2024年5月20日" in text


def test_the_default_template_edited_in_a_word_processor_still_works() -> None:
    opened = docx.Document(io.BytesIO(default_template()))
    opened.paragraphs[0].runs[0].text = "某区城管局裁量说明"
    opened.add_paragraph("联系人：")
    buffer = io.BytesIO()
    opened.save(buffer)
    text = words_of(as_docx(reasoned_document(review()), buffer.getvalue()))
    assert text.startswith("某区城管局裁量说明")
    assert text.endswith("联系人：")


def test_an_unknown_placeholder_is_named_with_what_was_meant() -> None:
    said = refused("{{ 当事人名 }}")
    assert said.startswith("own.docx：模板里的占位符“当事人名”不认得，是不是“当事人”？")
    assert "可以用的占位符：文号、当事人、案由" in said
    assert "“罚金”不认得" in refused("{% for 行 in 可比案例 %}{{ 行.罚金 }}{% endfor %}")
    assert "“罚金”不认得" in refused("{% if 罚金 %}有{% endif %}")


@pytest.mark.parametrize(
    "line",
    [
        "{{ 文号.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 文号.upper() }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ -1 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ 文号|attr('__class__') }}",
        "{{ 文号|safe }}",
        "{{ 文号|center(1000000000) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% for 行 in 事实 %}",
        "{{ 文号",
        "{% 文号 %}",
        "{{ 文号.0.1.2 }}",
    ],
)
def test_nothing_in_a_template_is_run_and_faults_are_told(line: str) -> None:
    assert refused(line).startswith("own.docx：模板里")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"not a document", b"\xd0\xcf\x11\xe0" * 100],
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(TemplateRefusedError, match=r"^own\.doc：不是能用的 Word 模板"):
        as_docx(reasoned_document(review()), data, "own.doc")


def test_a_bomb_is_refused_unopened() -> None:
    buffer = io.BytesIO(default_template())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/media/image.png", bytes(filling.MOST_BYTES + 1))
    with pytest.raises(TemplateRefusedError, match="模板太大"):
        as_docx(reasoned_document(review()), buffer.getvalue())


def test_a_template_without_marks_is_left_as_it_is() -> None:
    assert words_of(as_docx(reasoned_document(review()), template("只有字"))) == "只有字"


# --- a real word processor ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[[ReasonedDocument], str]:
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice or pdftotext is not installed")
    home = tmp_path_factory.mktemp("office")

    def pdf(made: ReasonedDocument) -> str:
        source: Path = home / "说理书.docx"
        source.write_bytes(as_docx(made))
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", home, source]
        subprocess.run([str(c) for c in command], check=True, capture_output=True, timeout=120)
        done = subprocess.run(
            [reader, "-layout", source.with_suffix(".pdf"), "-"], check=True, capture_output=True
        )
        return done.stdout.decode()

    return pdf


def test_a_word_processor_opens_it(
    convert: Callable[[ReasonedDocument], str], compared: dict[Verdict, Reviewed]
) -> None:
    found = compared[Verdict.OFF_BENCHMARK]
    made = reasoned_document(found.review, declarations=found.book.every_fact())
    pages = convert(made).split("\f")
    shown = "".join("".join(pages).split())
    assert "行政处罚裁量说理书" in shown
    assert "—1—" in shown
    assert all("".join(part.text.split())[:20] in shown for part in made.parts)
    assert [page for page in pages if "附件" in page.split()]
