"""The rulebook and the audit in headless Chromium: wide and narrow, light and dark, zh and en."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.applications import Starlette

from discretion.corpus import Corpus
from discretion.corpus.errors import CorpusError
from discretion.desk import Settings, mount
from discretion.desk.jobs import Jobs, Tick
from tests.desk.browsing import NARROW, WIDE, Visit, served, visit
from tests.desk.conftest import Held, Holding

PATHS = (
    "/desk/rules?q=垃圾",
    "/desk/rules/items/SH-HW-57-1",
    "/desk/rules/items/EN-NOISE-NIGHT",
    "/desk/rules/sources/sh-household-waste-2019",
    "/desk/rules/general",
    "/desk/rules/findings",
    "/desk/rules/changes?with=shenzhen-urban-management",
    "/desk/audit",
    "/desk/audit/spread",
    "/desk/audit/groups",
    "/desk/audit/time",
    "/desk/audit/pairs",
    "/desk/audit/outliers",
    "/desk/audit/plan",
    "/desk/audit/tables",
    "/desk/audit/cases?party=unit",
)


@pytest.fixture(scope="module")
def home(holding: Holding) -> Iterator[str]:
    corpus, book = holding.current.corpus, holding.current.book
    assert corpus is not None
    some = [case for n, case in enumerate(corpus.cases) if n % 4 == 0]
    app = Starlette()
    mount(app, Holding(Held(book, Corpus(some, book.every_fact(), "6" * 64))), Settings())
    with served(app) as address:  # type: ignore[arg-type]
        yield address


def done(seen: Visit, path: str) -> None:
    """Open a page and wait until what it shows is worked out."""
    seen.open(path)
    seen.page.wait_for_selector("[data-poll]", state="detached", timeout=120_000)
    wide = seen.page.locator("body").evaluate("e => document.documentElement.scrollWidth")
    assert wide <= seen.page.viewport_size["width"], path


def test_from_a_row_and_from_a_picture_one_comes_to_the_cases(browser: Any, home: str) -> None:
    with visit(browser, home, WIDE) as seen:
        page = seen.page
        done(seen, "/desk/rules")
        page.fill("#q", "单位 生活垃圾 第57条")
        page.keyboard.press("Enter")
        page.wait_for_url("**/rules?q=*")
        page.click("text=单位未将生活垃圾分别投放至相应收集容器")
        page.wait_for_url("**/items/SH-HW-57-1")
        page.wait_for_selector("[data-poll]", state="detached", timeout=60_000)
        counted = page.locator("#row-1-1 td.n a")
        number = counted.inner_text()
        counted.click()
        assert f"{number}件" in page.inner_text("main")
        assert page.locator("table.past tbody tr").count() == int(number)
        done(seen, "/desk/audit/time")
        page.click("svg.drawing.wide a >> nth=3")
        page.wait_for_url("**/audit/cases?month=*")
        assert page.locator("table.past tbody tr").count() >= 1
        done(seen, "/desk/audit/groups")
        with page.expect_download() as waiting:
            page.click(".downloads a >> nth=0")
        assert Path(waiting.value.path()).read_bytes().startswith(b"<svg")


def test_the_audit_is_reached_by_keyboard_alone(browser: Any, home: str) -> None:
    with visit(browser, home, WIDE) as seen:
        done(seen, "/desk/audit")
        seen.tab_to("a[href='/desk/audit/pairs']").press("Enter")
        seen.page.wait_for_url("**/audit/pairs")
        seen.tab_to(".sides a").press("Enter")
        seen.page.wait_for_url("**/desk/cases?id=*")


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [(WIDE, "light", "zh"), (NARROW, "dark", "en")],
    ids=["1280", "390"],
)
def test_nothing_stands_in_the_way_of_anybody(
    browser: Any, home: str, size: dict[str, int], scheme: str, language: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visit(browser, home, size, color_scheme=scheme, bypass_csp=True) as seen:
        seen.open("/desk/rules")
        if language == "en":
            seen.page.click("button[name=language]")
        for number, path in enumerate(PATHS):
            done(seen, path)
            if number % 2 == (size is NARROW):  # the other half is looked at in the other size
                continue
            found = axe.run(seen.page).response["violations"]
            bad = [v for v in found if v["impact"] in ("serious", "critical")]
            assert not [(v["id"], v["nodes"][0]["html"][:150]) for v in bad], path


def test_work_that_failed_says_so_and_is_begun_again_when_asked_again() -> None:
    jobs, mended = Jobs[int](), Event()

    def work(_: Tick) -> int:
        if not mended.is_set():
            raise CorpusError("案例库读不了")
        return 7

    jobs.of("a", work).wait(60)
    failed = jobs.of("a", work)
    assert failed.failure == "案例库读不了"
    mended.set()
    assert jobs.of("a", work).wait(60) == 7
    assert jobs.of("a", work).answer == 7
