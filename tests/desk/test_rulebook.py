"""The rulebook at the desk: what its pages show, against the rulebook itself."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from starlette.applications import Starlette

from discretion.desk import Settings, mount
from discretion.desk.rulebook.catalogue import catalogue
from discretion.desk.rulebook.changes import called, compared, others
from discretion.desk.rulebook.findings import notes_of
from discretion.desk.rulebook.item import item_view
from discretion.desk.rulebook.statutes import statute
from discretion.desk.rulebook.trials import tried_item
from discretion.desk.study import Proved, Study
from discretion.engine.book import Book
from discretion.report.words import Words
from discretion.rulebook.diff import between_versions, diff
from discretion.rulebook.schema import TableBenchmark
from tests.desk.conftest import Held, Holding, Reader

WORDS = Words()
PATHS = (
    "/desk/rules",
    "/desk/rules?q=垃圾",
    "/desk/rules/items/SH-HW-57-1",
    "/desk/rules/items/EN-NOISE-NIGHT",
    "/desk/rules/sources",
    "/desk/rules/sources/sh-household-waste-2019",
    "/desk/rules/general",
    "/desk/rules/findings",
    "/desk/rules/changes",
    "/desk/rules/changes?with=shenzhen-urban-management",
)


@pytest.fixture(scope="module")
def book(holding: Holding) -> Book:
    return holding.current.book


@pytest.fixture(scope="module")
def proved(book: Book) -> Proved:
    found = Study().proved(book).wait()
    assert found is not None
    return found


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_whole_html_without_styles_of_their_own(reader: Reader, path: str) -> None:
    for language in ("zh", "en"):
        reader.post("/desk/preferences", language=language)
        text = reader.get(path)
        html5lib.HTMLParser(strict=True).parse(text)
        assert " style=" not in text
        assert "<style" not in text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SH-HW-57-1", "SH-HW-57-1"),
        ("sh-hw-57-1", "SH-HW-57-1"),
        ("单位混合投放生活垃圾", "SH-HW-57-1"),
        ("上海市生活垃圾管理条例 第57条", "SH-HW-57-1"),
        ("《上海市生活垃圾管理条例》第五十七条第一款", "SH-HW-57-1"),
        ("生活垃圾分类", "SH-HW-57-1"),
    ],
)
def test_an_item_is_found_by_code_name_law_and_domain(book: Book, text: str, code: str) -> None:
    found = [entry.code for entry in catalogue(book, WORDS, text=text).entries]
    assert code in found[:8]
    assert len(found) < len(book.items) / 4


def test_a_search_for_nothing_known_finds_nothing_and_says_how_to_search(reader: Reader) -> None:
    assert "第57条" in reader.get("/desk/rules?q=量子纠缠")


def test_domains_narrow_what_is_found(book: Book) -> None:
    found = catalogue(book, WORDS, domain="生活垃圾分类")
    assert {e.domain for e in found.entries} == {"生活垃圾分类"}
    assert dict(found.domains)["生活垃圾分类"] == len(found.entries)
    assert sum(n for _, n in found.domains) == found.total == len(book.items)


def test_every_row_of_every_table_has_its_words_its_source_and_its_cases(
    book: Book, proved: Proved
) -> None:
    notes = notes_of(proved.findings, book, WORDS)
    for item in book.items.values():
        tried = tried_item(proved.trials, book, item.code, WORDS)
        view = item_view(book, item.code, WORDS, notes=notes, tried=tried)
        assert len(view.versions) == len(item.versions)
        for version in view.versions:
            held = item.versions[version.number - 1].benchmark
            rows = getattr(held, "rows", getattr(held, "grades", ()))
            assert len(version.rows) == len(rows)
            for shown in version.rows:
                assert shown.row.when
                assert bool(shown.origin) == bool(shown.row.amounts)
                if isinstance(held, TableBenchmark):
                    assert shown.untried == (not shown.tried)
    # All authors' cases of the waste item: in their rows, or in none.
    tried = tried_item(proved.trials, book, "SH-HW-57-1", WORDS)
    shown = {t.id for each in (*tried.by_row.values(), tried.elsewhere) for t in each}
    ids = {t.placed.case.id for t in proved.trials.trials if t.placed.case.item == "SH-HW-57-1"}
    assert shown == ids


def test_findings_stand_at_the_rows_that_they_name(reader: Reader, book: Book) -> None:
    view = item_view(book, "SH-HW-57-1", WORDS)
    assert not view.versions[0].findings
    text = reader.get("/desk/rules/items/SH-HW-57-1")
    Study().proved(book).wait()
    while "data-poll" in text:
        text = reader.get("/desk/rules/items/SH-HW-57-1")
    row = re.search(r'<tr id="row-1-6">.*?</tr>', text, re.DOTALL)
    assert row is not None
    for number in re.findall(r'href="#(finding-1-\d+)"', row[0]):
        assert f'id="{number}"' in text
    assert "第4、6行" in row[0]


def test_past_cases_of_a_row_are_counted_and_led_to(reader: Reader, book: Book) -> None:
    while "data-poll" in (text := reader.get("/desk/rules/items/SH-HW-57-1")):
        pass
    counted = re.findall(r'href="/desk/audit/cases\?row=SH-HW-57-1%2F1%2F(\d)"[^>]*>(\d+)', text)
    assert [row for row, _ in counted] == ["1", "2", "3", "4", "5"]
    assert sum(int(n) for _, n in counted) <= 70


def test_a_statute_shows_what_rests_on_each_article(book: Book) -> None:
    found = statute(book, "sh-household-waste-2019", WORDS)
    article = next(a for a in found.articles if a.number == 57)
    assert {(u.how, u.code) for u in article.uses} == {
        ("penalizes", "SH-HW-57-1"),
        ("penalizes", "SH-HW-57-2"),
    }


def test_versions_are_compared_by_what_they_mean(book: Book) -> None:
    several = [item for item in book.items.values() if len(item.versions) > 1]
    assert len(several) > 10
    for item in several:
        told = [v.differences for v in item_view(book, item.code, WORDS).versions]
        assert told[-1] is None
        changes = between_versions(book, item)
        assert [len(d or ()) for d in told[:-1]] == [len(c) for c in reversed(changes)]
    assert any(changes for item in several for changes in between_versions(book, item))
    same = item_view(book, "EN-NOISE-NIGHT", WORDS)
    assert same.versions[0].differences == ()


def test_a_changed_amount_is_told_with_its_cases(book: Book) -> None:
    text = book.items["SH-HW-57-1"].model_dump_json(by_alias=True)
    item = type(book.items["SH-HW-57-1"]).model_validate_json(text.replace("10000", "12000"))
    new = replace(book, items={**book.items, "SH-HW-57-1": item}, fingerprint="f" * 64)
    found = compared(diff(book, new), book, new, WORDS)
    assert [i.code for i in found.items] == ["SH-HW-57-1"]
    assert any("12,000" in change.after for change in found.items[0].changes)


def test_rulebooks_to_compare_with_are_called_by_their_titles(
    reader: Reader, tmp_path: Path
) -> None:
    page = reader.get("/desk/rules/changes")
    assert (
        "深圳市城市管理行政处罚裁量基准（2023年版）（shenzhen-urban-management）</option>" in page
    )
    for broken in (b"[", b"title:", b"- a", b"\xff\xfe"):
        (tmp_path / "rulebook.yaml").write_bytes(broken)
        assert tmp_path.name in called(tmp_path, Words())
    assert called(tmp_path / "none", Words()) == "none"


def test_only_known_rulebooks_are_compared_with(reader: Reader, book: Book) -> None:
    assert "shenzhen-urban-management" in others(book)
    assert book.name not in others(book)
    for name in ("../../etc", "/etc", "no-such"):
        reader.get(f"/desk/rules/changes?with={name}", 404)
    reader.get("/desk/rules/items/NO-SUCH", 404)
    reader.get("/desk/rules/sources/no-such", 404)


def test_names_that_are_markup_show_as_text(settings: Settings, book: Book) -> None:
    evil = "<script>alert(1)</script>\"'&\u202e"
    old = book.items["SH-HW-57-1"]
    item = old.model_copy(update={"title": evil, "domain": evil, "note": evil, "aliases": (evil,)})
    items = {**book.items, old.code: item}
    hostile = replace(book, items=items, fingerprint="e" * 64)
    app = Starlette()
    mount(app, Holding(Held(hostile, None)), settings)
    reader = Reader(app)
    for path in ("/desk/rules", f"/desk/rules/items/{old.code}", "/desk/rules?q=<script>"):
        text = reader.get(path)
        html5lib.HTMLParser(strict=True).parse(text)
        assert "<script>alert" not in text
        assert "\u202e" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_files_that_changed_since_loading_are_owned_up_to(book: Book) -> None:
    found = Study().proved(replace(book, fingerprint="d" * 64)).wait()
    assert found is not None
    assert found.outdated
    assert not found.findings
