"""The audit at the desk: pages, pictures, lists and files, against the audit itself."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from html import unescape
from itertools import pairwise

import html5lib
import pytest
from defusedxml import ElementTree
from openpyxl import load_workbook
from starlette.applications import Starlette

from discretion.corpus import Corpus
from discretion.desk import Settings, mount
from discretion.desk.dashboard.charts import Chart, Series, scale_of
from discretion.desk.dashboard.draw import NARROW, PAGE, file_drawing, series_drawing
from discretion.desk.dashboard.ink import Text, file_svg, page_svg, png
from discretion.desk.dashboard.lists import heaps_with_cases
from discretion.desk.dashboard.pictures import pictures
from discretion.desk.dashboard.plan import plan
from discretion.desk.dashboard.subject import Subject
from discretion.desk.past.selection import Labels
from discretion.desk.sheets import csv_of, xlsx_of
from discretion.desk.study import Audited, Study
from discretion.engine.book import Book
from discretion.model.review import Verdict
from discretion.report.audit.words import AuditWords, Setting
from discretion.report.masking import Mask
from discretion.report.words import Words
from tests.desk.conftest import Held, Holding, Reader
from tests.report.audit.builders import audit as built

SECTIONS = ("", "/spread", "/groups", "/time", "/pairs", "/outliers", "/plan", "/tables")
EVIL = '=HYPERLINK("x")<script>alert(1)</script>\u202e🙂'


@pytest.fixture(scope="module")
def small(holding: Holding) -> Holding:
    """A quarter of the sample, one team and some cases with hostile names."""
    corpus, book = holding.current.corpus, holding.current.book
    assert corpus is not None
    cases = [c for n, c in enumerate(corpus.cases) if n % 4 == 0]
    odd = cases[0].team
    cases = [c.model_copy(update={"team": EVIL}) if c.team == odd else c for c in cases]
    cases = [
        c.model_copy(update={"officers": ("王小明", "李四")[n % 2 :]}) for n, c in enumerate(cases)
    ]
    return Holding(Held(book, Corpus(cases, book.every_fact(), "5" * 64)))


@pytest.fixture(scope="module")
def app(small: Holding, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    made = Starlette()
    settings = Settings(unlocking=tmp_path_factory.mktemp("desk") / "log", hosts=("testserver",))
    mount(made, small, settings)
    return made


@pytest.fixture(scope="module")
def audited(small: Holding) -> Audited:
    job = Study().audited(small.current)
    found = job.wait() if job else None
    assert found is not None
    return found


@pytest.fixture(scope="module")
def subject(audited: Audited, small: Holding) -> Subject:
    words, mask, book = Words(), Mask(), small.current.book
    said = AuditWords(audited.audit, Setting(book, "试验", False, mask), words)
    return Subject(said, audited.ground, Labels(audited.ground, book, words, mask))


@pytest.fixture
def done(reader: Reader) -> Reader:
    """A reader whose audit is done."""
    for _ in range(600):
        if "data-poll" not in reader.get("/desk/audit"):
            return reader
        time.sleep(0.2)
    raise AssertionError("the audit does not end")


def test_while_it_runs_a_page_says_how_far_it_is(app: Starlette) -> None:
    text = Reader(app).get("/desk/audit")
    html5lib.HTMLParser(strict=True).parse(text)
    assert "data-poll" in text or 'id="verdicts"' in text


def test_pages_are_whole_html_in_both_languages_and_hostile_names_are_text(done: Reader) -> None:
    for language in ("zh", "en"):
        done.post("/desk/preferences", language=language)
        for section in (*SECTIONS, "/cases", "/cases?list=pairs", "/cases?verdict=unlawful"):
            text = done.get(f"/desk/audit{section}")
            html5lib.HTMLParser(strict=True).parse(text)
            assert " style=" not in text
            assert "<script>alert" not in text
            assert "\u202e" not in text
    assert "&lt;script&gt;alert(1)" in done.get("/desk/audit/spread")


def test_every_row_of_a_picture_leads_to_as_many_cases_as_it_rests_on(
    done: Reader, subject: Subject
) -> None:
    found = pictures(subject)
    assert {"verdicts", "spread-item", "spread-team", "spread-month", "groups-team"} <= {*found}
    for picture in found.values():
        entries = picture.bars if isinstance(picture, Chart) else picture.points
        for entry in entries[:2]:
            assert entry.n > 0
            assert entry.href.startswith("/desk/audit/cases?")
            text = done.get(entry.href)
            counted = re.search(r'data-said="([\d,]+)件"', text)
            assert counted is not None
            total = int(counted[1].replace(",", ""))
            # Cases without a fine or a comparison are cases too, though no picture draws them.
            assert total >= entry.n
            if picture.name == "verdicts":
                assert total == entry.n


def test_verdicts_of_single_cases_sum_to_those_of_the_audit(audited: Audited) -> None:
    column = audited.ground.columns["verdict"]
    for verdict in Verdict:
        share = audited.audit.verdicts[verdict]
        assert int(column.rows(verdict.value).sum()) == round((share.value or 0.0) * share.n)


def test_indicators_lead_to_the_cases_that_they_count(audited: Audited) -> None:
    for measured in audited.indicators.measured:
        if measured.indicator.denominator == "cases":
            column = audited.ground.columns[f"indicator.{measured.indicator.id}"]
            total = measured.total
            counts = [int(column.rows(name).sum()) for name in ("yes", "no", "unknown")]
            assert counts == [total.yes, total.no, total.unknown]


def test_pictures_stay_inside_their_bounds_and_carry_their_figures(
    subject: Subject, audited: Audited
) -> None:
    every = {**pictures(subject), "plan": plan(subject, audited.indicators, audited.declared)}
    for picture in every.values():
        drawing = file_drawing(picture, "脚注 <&>")
        svg = file_svg(drawing, picture.title, "说明 & <b>")
        root = ElementTree.fromstring(svg)
        assert root.attrib["viewBox"].split()[2:] == [f"{drawing.width:g}", f"{drawing.height:g}"]
        assert "style=" not in svg
        for part in drawing.parts:
            ends = _ends(part)
            assert all(-1 <= x <= drawing.width + 1 for x, _ in ends), picture.name
            assert all(-1 <= y <= drawing.height + 1 for _, y in ends), picture.name
        assert len(picture.data.heads) == len(picture.data.rows[0])
        if isinstance(picture, Series):
            for width in (PAGE, NARROW):
                page = page_svg(series_drawing(picture, width), "wide")
                assert page.count("<a ") == len(picture.points)
                assert "style=" not in page
    assert png(file_drawing(every["verdicts"], "")).startswith(b"\x89PNG")


def test_no_line_of_a_drawing_begins_with_a_mark_that_closes(
    subject: Subject, audited: Audited
) -> None:
    picture = plan(subject, audited.indicators, audited.declared)
    for before in range(50, 90):
        foot = "字" * before + "（字），字”。" + "字" * 20
        texts = [p.text for p in file_drawing(picture, foot).parts if isinstance(p, Text)]
        lines = [text for text in texts if text and set(text) <= set(foot)]
        assert "".join(lines) == foot
        assert not any(line[0] in "）”，。" or line[-1] == "（" for line in lines), lines


def _ends(part: object) -> list[tuple[float, float]]:
    if points := getattr(part, "points", ()):
        return list(points)
    x, y = part.x, part.y  # type: ignore[attr-defined]
    if isinstance(part, Text):
        return [(x, y)]
    wide = getattr(part, "width", getattr(part, "radius", 0))
    return [(x, y), (x + wide, y + getattr(part, "height", 0))]


def test_scales_hold_their_values_in_round_steps() -> None:
    for low, high in ((0.0, 1.0), (-0.073, 0.073), (-1.5, 2.4), (0.2, 0.2), (-0.3, 0.9)):
        scale = scale_of([low, high], str)
        ticks = [value for value, _ in scale.ticks]
        assert scale.low <= low <= high <= scale.high
        assert 2 <= len(ticks) <= 9
        steps = {round(b - a, 6) for a, b in pairwise(ticks)}
        assert len(steps) == 1


@pytest.mark.parametrize(
    "name", ["verdicts", "spread-team", "groups-team", "drift-all", "indicators"]
)
def test_a_picture_is_taken_away_in_four_forms(done: Reader, name: str) -> None:
    paths = {kind: f"/desk/audit/pictures/{name}.{kind}" for kind in ("svg", "png", "csv", "xlsx")}
    found = {kind: done.client.get(path) for kind, path in paths.items()}
    assert {answer.status_code for answer in found.values()} == {200}
    assert all("attachment" in a.headers["content-disposition"] for a in found.values())
    assert found["png"].content.startswith(b"\x89PNG")
    ElementTree.fromstring(found["svg"].text)
    rows = list(csv.reader(io.StringIO(found["csv"].content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(found["xlsx"].content)).active
    assert sheet is not None
    assert len(rows) == sheet.max_row > 1
    for cell in sheet["A"]:
        assert cell.data_type in ("s", "d")
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert found["csv"].content == done.client.get(paths["csv"]).content
    assert found["xlsx"].content == done.client.get(paths["xlsx"]).content


def test_lists_are_taken_away_too_and_no_other_name_is(done: Reader) -> None:
    for name in ("outliers", "pairs", "disparities", "drift", "notes", "doubts"):
        for kind in ("csv", "xlsx"):
            assert done.client.get(f"/desk/audit/lists/{name}.{kind}").status_code == 200
    cases = done.client.get("/desk/audit/lists/cases.csv?verdict=consistent&party=unit").content
    rows = list(csv.reader(io.StringIO(cases.decode("utf-8-sig"))))
    assert len(rows) > 2
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)
    for path in (
        "lists/x.csv",
        "lists/pairs.exe",
        "pictures/x.svg",
        "pictures/verdicts.pdf",
        "files/x",
    ):
        done.get(f"/desk/audit/{path}", 404)
    done.get("/desk/audit/cases?list=x", 404)
    assert done.client.get("/desk/audit/files/audit.xlsx").status_code == 200


def test_an_amount_that_heaps_leads_to_the_cases_that_were_fined_it(
    done: Reader, audited: Audited, subject: Subject
) -> None:
    (heap, *_), ground = built().heaps, audited.ground
    row = int(ground.fine.argmax())
    amount, item = ground.money(row), ground.columns["item"].at(row)
    assert amount is not None
    heap = replace(heap, amount=amount, item=item)
    said = AuditWords(
        replace(audited.audit, heaps=(heap,)), subject.said.setting, subject.said.words
    )
    link = re.search('href="([^"]+)"', str(heaps_with_cases(said).rows[0][2]))
    assert link is not None
    page = done.get(unescape(link[1]))
    n = int((ground.columns["item"].rows(item or "") & (ground.fine == amount.fen)).sum())
    assert f'data-said="{n}件"' in page
    assert Words().money(amount) in page
    assert 'data-said="0件"' in done.get("/desk/audit/cases?fine=%3Cb%3E")


def test_names_are_masked_until_they_are_unlocked(done: Reader) -> None:
    text = done.get("/desk/audit/groups")
    assert "王小明" not in text
    assert "王小明" not in done.get("/desk/audit/pairs")
    listed = done.client.get("/desk/audit/lists/disparities.csv").text
    assert "王小明" not in listed
    assert "王" in listed
    done.get("/desk/names")
    done.post("/desk/names", reason="核对经办人", back="/desk/audit/groups")
    assert "王小明" in done.client.get("/desk/audit/lists/disparities.csv").text


def test_without_past_cases_the_page_says_so(book: Book, settings: Settings) -> None:
    app = Starlette()
    mount(app, Holding(Held(book, None)), settings)
    reader = Reader(app)
    for section in (*SECTIONS, "/cases"):
        assert "--corpus" in reader.get(f"/desk/audit{section}")
    reader.get("/desk/audit/pictures/verdicts.svg", 404)


@pytest.fixture(scope="module")
def book(holding: Holding) -> Book:
    return holding.current.book


def test_tables_hold_texts_as_texts() -> None:
    rows = [(EVIL, -1.5, None), ("-2", 3, "@x")]
    text = csv_of(("=a", "b", "c"), rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[2] == ["'-2", "3", "'@x"]
    sheet = load_workbook(io.BytesIO(xlsx_of("a/b[c]", ("=a", "b", "c"), rows))).active
    assert sheet is not None
    assert sheet.title == "a b c"
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"]
    assert sheet["B2"].value == -1.5
