"""The documentation is searched in a browser, from a folder: no server, no request, no fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.desk.browsing import CHROMIUM
from tests.docs.test_site import DOCS, builder, pages, site

__all__ = ["builder", "site"]  # fixtures


def index(site: Path, language: str) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    text = (site / f"find-{language}.js").read_text(encoding="utf-8")
    found = re.fullmatch(r"window\.documentation = (.+);\n", text)
    assert found
    rows: list[tuple[str, str, list[tuple[str, str, str]]]] = json.loads(found[1])
    return rows


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_index_has_every_word_of_every_page_where_it_is(site: Path, language: str) -> None:
    there, rows = pages(site), index(site, language)
    for path, _, parts in rows:
        for id_, heading, _ in parts:
            assert (id_ in there[path].ids) if id_ else not heading, (path, heading)
    held = {path: " ".join(f"{h} {t}" for _, h, t in parts) for path, _, parts in rows}
    for file in DOCS.glob("*.md"):
        if file.name.endswith(".en.md") == (language == "en"):
            letters = re.sub(r"[^\w]", "", held[f"{file.stem}.html"])
            for word in re.findall(r"[一-鿿]{4,}", file.read_text(encoding="utf-8")):
                assert word in letters, (file.name, word)


def test_parts_are_what_stands_under_their_headings(builder: ModuleType) -> None:
    tokens = builder.MarkdownIt("commonmark").parse(
        "before\n\n# A `b`\n\none\ntwo\n\n```\ncode\n```\n\n#### deep\n\nthree\n"
    )
    found = builder.finding.parts_of(tokens)
    assert [(p.heading, p.text) for p in found] == [
        ("", "before"),
        ("A b", "one two code deep three"),
    ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"没有 {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


def test_a_reader_finds_a_part_and_goes_there_by_keyboard(browser: Any, site: Path) -> None:
    page, faults = browser.new_page(), list[str]()
    page.on("console", lambda m: faults.append(m.text) if m.type != "log" else None)
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("requestfailed", lambda r: faults.append(r.url))
    try:
        page.goto((site / "reference" / "cli.html").as_uri())
        page.keyboard.press("/")
        page.keyboard.type("听证 标准")
        page.wait_for_selector("#found li")
        assert set(page.locator("#found li >> nth=0 >> mark").all_inner_texts()) == {"听证", "标准"}
        page.fill("#find-words", "<b>没有这几个字</b>")
        page.wait_for_selector("#found-count >> text=没有找到")
        assert page.locator("#found b").count() == 0
        page.keyboard.press("Escape")
        assert not page.is_visible(".found")
        page.fill("#find-words", "discretion desk")
        page.wait_for_selector("#found li")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/reference/cli.html#discretion-desk")
        assert not faults
    finally:
        page.close()
