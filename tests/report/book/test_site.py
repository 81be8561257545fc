"""The site: complete, well-formed, closed in itself, and deaf to what a rulebook tries."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from discretion.report.book.content import Book
from tests.report.book.conftest import NAMES, composed, site_of

html5lib = pytest.importorskip("html5lib", reason="html5lib checks that pages are well-formed")
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """Elements of a page: tags with their attributes, ids, links; unclosed tags are an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert len(attrs) == len(dict(attrs)), attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def ids(self) -> list[str]:
        return [value for _, a in self.tags if (value := a.get("id"))]

    def links(self) -> Iterator[str]:
        for _, attributes in self.tags:
            for name in ("href", "src"):
                if value := attributes.get(name):
                    yield value


@pytest.fixture(scope="session")
def pages(sites: dict[str, dict[str, str]]) -> dict[str, dict[str, Page]]:
    return {
        name: {path: Page(text) for path, text in site.items() if path.endswith(".html")}
        for name, site in sites.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_item_has_a_page_of_its_own_and_stands_in_both_contents(
    name: str, books: dict[str, Book], pages: dict[str, dict[str, Page]]
) -> None:
    made, book = pages[name], books[name]
    index = list(made["index.html"].links())
    for page in book.items:
        own = made[f"items/{page.code}.html"]
        said = "".join(own.text)
        assert page.title in said
        assert page.code in said
        assert index.count(f"items/{page.code}.html") == 2
        assert page.code in made["whole.html"].ids
    assert len([path for path in made if path.startswith("items/")]) == len(book.items)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere_inside_the_book(
    name: str, sites: dict[str, dict[str, str]], pages: dict[str, dict[str, Page]]
) -> None:
    for path, page in pages[name].items():
        for link in page.links():
            assert ":" not in link, link
            assert not link.startswith("/"), link
            file, _, anchor = link.partition("#")
            target = normpath(join(dirname(path), file)) if file else path
            assert target in sites[name], f"{path}: {link}"
            if anchor:
                assert anchor in pages[name][target].ids, f"{path}: {link}"


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_pages_have_landmarks_and_one_title(
    name: str, pages: dict[str, dict[str, Page]]
) -> None:
    for path, page in pages[name].items():
        assert len(page.ids) == len(set(page.ids)), path
        tags = [tag for tag, _ in page.tags]
        for landmark in ("main", "header", "footer", "title", "html"):
            assert tags.count(landmark) == 1, (path, landmark)
        assert page.tags[0] == ("html", {"lang": "zh-Hans"})
        if path != "whole.html":
            assert tags.count("h1") == 1, path
        named = {id for _, a in page.tags for id in (a.get("aria-labelledby") or "").split()}
        assert named <= set(page.ids), path


@pytest.mark.parametrize("name", NAMES)
def test_heads_of_tables_have_a_scope_and_headings_skip_no_level(
    name: str, pages: dict[str, dict[str, Page]]
) -> None:
    for path, page in pages[name].items():
        assert all(a.get("scope") for tag, a in page.tags if tag == "th"), path
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_pages_are_well_formed_html5(sites: dict[str, dict[str, str]]) -> None:
    site = sites["shenzhen-urban-management"]
    few = [path for path in site if path.startswith("items/")][::9]
    for path in ("index.html", "general.html", "policy.html", "sources.html", *few):
        html5lib.HTMLParser(strict=True).parse(site[path])


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_inline(
    sites: dict[str, dict[str, str]], pages: dict[str, dict[str, Page]]
) -> None:
    for name, site in sites.items():
        for path, text in site.items():
            assert not re.search(r"(?:https?|ftp|data|javascript):|@import|url\(", text), path
        for path, page in pages[name].items():
            for tag, attributes in page.tags:
                assert tag not in {"style", "iframe", "object", "img", "base"}, path
                assert "style" not in attributes, path
                assert not [a for a in attributes if a.startswith("on")], path
                assert tag != "script" or attributes.get("src"), path
    policy = next(
        a["content"]
        for tag, a in pages[NAMES[0]]["index.html"].tags
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in str(policy)
    assert "unsafe" not in str(policy)


def test_text_of_a_rulebook_stays_text(hostile: Book, tmp_path: Path) -> None:
    site = site_of(hostile, tmp_path / "site")
    for path, text in site.items():
        if not path.endswith(".html"):
            continue
        page = Page(text)
        scripts = [a for tag, a in page.tags if tag == "script"]
        assert [set(a) for a in scripts] == [{"src", "defer"}] * 2, path
        strange = {tag for tag, _ in page.tags} & {"img", "svg", "u", "b", "i", "hr", "num", "flaw"}
        assert not strange, path
        assert "evil.example" not in "".join(page.links())
    item = "".join(Page(site["items/T-1.html"]).text)
    for said in (hostile.items[0].title, "<flaw>", "<label>", "<note>", "<num>", "面积<u>"):
        assert said in item
    assert "{{ 7 * 7 }}" in "".join(Page(site["index.html"]).text)


def test_running_title_cannot_leave_its_style_sheet(hostile: Book, tmp_path: Path) -> None:
    css = site_of(hostile, tmp_path / "site")["assets/running.css"]
    assert css.count('"') % 2 == 0
    for mark in ("<", ">", "</", "script>", "(1)"):
        assert mark not in css
    assert css.count("{") == css.count("}") == 8


def entries(text: str) -> list[list[object]]:
    start, end = "window.BOOK_INDEX = ", ";\n"
    assert text.startswith(start)
    assert text.endswith(end)
    found: list[list[object]] = json.loads(text.removeprefix(start).removesuffix(end))
    return found


def test_the_index_of_the_search_knows_code_title_aliases_statute_and_article(
    books: dict[str, Book], sites: dict[str, dict[str, str]]
) -> None:
    found = entries(sites["shanghai-urban-management"]["assets/index.js"])
    by_code = {entry[0]: entry for entry in found}
    assert set(by_code) == {page.code for page in books["shanghai-urban-management"].items}
    _, title, official, basis, aliases, law = by_code["SH-HW-57-2"]
    said = " ".join(map(str, [title, basis, *list(aliases), *list(law)]))  # type: ignore[call-overload]
    assert official is True
    for word in ("第五十七条", "第57条", "上海市生活垃圾管理条例", "生活垃圾"):
        assert word in said


def test_the_index_holds_no_markup(hostile: Book, tmp_path: Path) -> None:
    text = site_of(hostile, tmp_path / "site")["assets/index.js"]
    assert "<" not in text
    assert entries(text)[0][1] == hostile.items[0].title


def test_equal_rulebooks_give_equal_files(
    books: dict[str, Book], sites: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    name = "shenzhen-urban-management"
    assert site_of(composed(name), tmp_path / "again") == sites[name]


def test_english_pages_say_so_and_fall_back_to_chinese(tmp_path: Path) -> None:
    site = site_of(composed("shenzhen-urban-management", "en"), tmp_path / "site")
    page = Page(site["items/SZ-AD-70.html"])
    said = "".join(page.text)
    assert page.tags[0] == ("html", {"lang": "en"})
    assert "Official benchmark" in said
    assert "Free public-interest time under 20 %" in said
    assert "情节较轻" in said


def test_official_and_sample_benchmarks_are_said_aloud(
    sites: dict[str, dict[str, str]], hostile: Book, tmp_path: Path
) -> None:
    shanghai = sites["shanghai-urban-management"]
    sample = "".join(Page(shanghai["items/SH-DG-42-1.html"]).text)
    official = "".join(Page(shanghai["items/SH-HW-57-2.html"]).text)
    assert "示例基准，非官方" in sample
    assert "不得作为处罚依据" in sample
    assert "官方基准" in official
    assert "公布文本自身的问题" in official
    assert "只是示例" in "".join(Page(shanghai["index.html"]).text)
    bare = site_of(hostile, tmp_path / "site")["items/T-2.html"]
    assert "没有裁量表" in "".join(Page(bare).text)


def test_a_word_document_is_linked_only_where_there_is_one(hostile: Book, tmp_path: Path) -> None:
    without = site_of(hostile, tmp_path / "without")["index.html"]
    with_one = site_of(hostile, tmp_path / "with", "book.docx")["index.html"]
    assert "book.docx" not in without
    assert "book.docx" in list(Page(with_one).links())


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_are_readable_in_light_and_dark(sites: dict[str, dict[str, str]]) -> None:
    css = sites[NAMES[0]]["assets/book.css"]
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    for text in (light, dark):
        colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text))
        for ground in ("paper", "sheet", "soft"):
            for ink in ("ink", "muted", "link", "accent", "lighter", "ordinary", "heavier"):
                assert contrast(colors[ink], colors[ground]) >= 4.5, (ink, ground)
        assert contrast(colors["ok"], colors["ok-paper"]) >= 4.5
        assert contrast(colors["warn"], colors["warn-paper"]) >= 4.5
