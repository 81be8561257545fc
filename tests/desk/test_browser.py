"""From ledger to document in headless Chromium: mouse, keyboard, no script, a phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from discretion import desk
from discretion.service.app import create_app
from discretion.service.settings import Settings
from discretion.service.state import State
from tests.desk.browsing import NARROW, WIDE, Visit, served, visit
from tests.desk.ledgers import as_csv, hostile, rows

ROWS = 200


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(corpus="sample", journal=tmp_path_factory.mktemp("journal"))
    state = State(settings)
    app = create_app(state, settings)
    desk.mount(app, state, desk.settings_of(settings))
    with served(app) as address:
        yield address


def ledger() -> dict[str, Any]:
    return {"name": "台账.csv", "mimeType": "text/csv", "buffer": as_csv(rows(ROWS))}


def put(seen: Visit, file: dict[str, Any]) -> None:
    """Put a ledger in by the file field, and wait until it is checked."""
    seen.open("/desk/")
    seen.page.set_input_files("#file", files=[file])
    seen.page.wait_for_selector("table.rows")
    seen.page.wait_for_selector("[data-poll]", state="detached")


def paste_one_case(seen: Visit) -> None:
    """Paste a table of one case that lacks three facts, and wait for its page."""
    page = seen.page
    seen.open("/desk/")
    page.fill(
        "#text",
        "处罚决定书文号\t案由编码\t违法行为发生日期\t罚款\n甲1\tSH-SR-25-3\t2021-05-06\t500",
    )
    page.click("text=核查案件")
    page.wait_for_selector(".verdict.big")


def document(seen: Visit, act: Any) -> str:
    """Download the document and return its text."""
    with seen.page.expect_download() as waiting:
        act()
    made = docx.Document(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    return "\n".join(p.text for p in made.paragraphs)


def fits(seen: Visit) -> None:
    wide = seen.page.locator("body").evaluate("e => document.documentElement.scrollWidth")
    assert wide <= seen.page.viewport_size["width"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_ledger_to_document(
    browser: Any, home: str, size: dict[str, int], language: str
) -> None:
    english = language == "en"
    with visit(browser, home, size) as seen:
        page = seen.page
        seen.open("/desk/")
        if english:
            page.click("button[name=language]")
        fits(seen)
        put(seen, ledger())
        fits(seen)
        page.click("a.t-off_benchmark")
        page.wait_for_selector("a.t-off_benchmark[aria-current]")
        assert page.locator("tbody .verdict").count() >= 1
        assert set(page.locator("tbody .verdict").all_inner_texts()) == {
            "Off benchmark" if english else "偏离基准"
        }
        page.click("table.rows th a >> nth=0")
        fits(seen)
        assert page.locator(".verdict.big.v-off_benchmark").count() == 1
        before = page.inner_text(".grade strong")
        page.click(".steps a >> nth=0")
        page.wait_for_selector(".note a[data-live]")
        assert page.inner_text(".answer") != before
        page.click(".note a[data-live]")
        page.wait_for_selector(".note a[data-live]", state="detached")
        assert page.inner_text(".grade strong") == before
        left_out = page.locator(".beside thead a >> nth=0").inner_text()
        page.click(".beside a[data-live] >> nth=0")
        page.wait_for_selector("#excluded")
        assert left_out in page.inner_text("#excluded")
        assert left_out not in page.locator(".beside thead").inner_text()
        text = document(seen, lambda: page.click("#document"))
        assert ("Reasons" if english else "说理") in text
        assert left_out not in text
        if page.locator("#again").count():  # decided at another size or in the other language
            page.click("#again summary")
        page.fill("#reason", "核对无误 <b>x</b>")
        page.click("#record ~ form button, [aria-labelledby=record] form button")
        page.wait_for_selector(".note.good")
        page.go_back()


def test_from_ledger_to_document_by_keyboard_alone(browser: Any, home: str) -> None:
    with visit(browser, home, WIDE) as seen:
        page = seen.page
        # Choosers are handed over from some time after the first listener on, not at once.
        page.on("filechooser", lambda chooser: None)
        seen.open("/desk/")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "跳到正文"
        page.keyboard.press("Enter")
        page.wait_for_selector("main:focus")  # else it takes the focus back from what comes next
        seen.tab_to("#file")
        with page.expect_file_chooser() as waiting:
            page.keyboard.press("Space")
        waiting.value.set_files([ledger()])
        page.wait_for_selector("[data-poll]", state="detached")
        page.wait_for_selector("table.rows")
        seen.tab_to("a.t-off_benchmark")
        page.keyboard.press("Enter")
        page.wait_for_selector("a.t-off_benchmark[aria-current]")
        assert page.locator("a.t-off_benchmark:focus").count() == 1  # the focus stays
        seen.tab_to("table.rows th a")
        page.keyboard.press("Enter")
        page.wait_for_selector(".verdict.big")
        seen.tab_to(".steps a")
        page.keyboard.press("Enter")
        page.wait_for_selector(".note a[data-live]")
        seen.tab_to("[name^='fact.']")
        page.keyboard.press("ArrowDown")
        seen.tab_to(".beside a[data-live]")
        page.keyboard.press("Enter")
        page.wait_for_selector("#excluded")
        page.reload()
        seen.tab_to("#document")
        assert "说理" in document(seen, lambda: page.keyboard.press("Enter"))


def test_filters_come_with_the_rows_and_what_is_being_typed_stays(browser: Any, home: str) -> None:
    with visit(browser, home, WIDE) as seen:
        page = seen.page
        put(seen, ledger())
        assert page.locator("#team option").count() > 1  # nobody has loaded the page again
        seen.open("/desk/")
        page.set_input_files("#file", files=[ledger()])
        page.wait_for_selector("#q")
        page.keyboard.press("Tab")
        page.focus("#q")
        page.keyboard.type("江")
        page.wait_for_selector("table.rows")
        page.wait_for_selector("[data-poll]", state="detached")
        assert page.locator("#q:focus").input_value() == "江"


def test_without_script_the_desk_works_by_its_forms(browser: Any, home: str) -> None:
    with visit(browser, home, WIDE, java_script_enabled=False) as seen:
        page = seen.page
        paste_one_case(seen)
        assert page.locator(".question").count() == 3
        page.fill("#in-area_m2", "3")
        page.fill("#in-prior_penalties", "0")
        page.select_option("#in-key_area", "false")
        page.click(".ask button")
        page.wait_for_selector(".question", state="detached")
        assert page.inner_text(".grade strong") == "从轻"
        assert "fine" not in page.url


def test_answering_a_question_updates_the_answer_at_once(browser: Any, home: str) -> None:
    with visit(browser, home, WIDE) as seen:
        page = seen.page
        paste_one_case(seen)
        page.select_option("#in-key_area", "false")
        page.wait_for_selector("#in-key_area.changed")
        assert page.locator(".question").count() == 2
        assert page.locator("#in-key_area:focus").count() == 1 or page.locator(":focus").count()
        page.fill("#in-area_m2", "3")
        page.keyboard.press("Tab")
        page.wait_for_selector("#in-area_m2.changed")
        page.go_back()
        page.wait_for_selector("#in-area_m2:not(.changed)")


def test_a_file_is_dropped_and_a_text_copied(browser: Any, home: str) -> None:
    with visit(browser, home, WIDE, permissions=["clipboard-read", "clipboard-write"]) as seen:
        page = seen.page
        seen.open("/desk/")
        page.locator("[data-drop]").evaluate(DROP, as_csv(rows(1)).decode())
        page.wait_for_selector(".verdict.big")
        page.click("[data-copy]")
        page.wait_for_selector("[data-copy] >> text=已复制")
        held = page.locator("body").evaluate("() => navigator.clipboard.readText()")
        assert held == page.input_value("#paragraph")
        assert "当事人的行为属于" in held


DROP = """(zone, text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "台账.csv", { type: "text/csv" }));
  for (const kind of ["dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
}"""


def test_hostile_content_does_nothing_in_a_browser(browser: Any, home: str) -> None:
    file = {"name": "<b>台账.csv", "mimeType": "text/csv", "buffer": hostile(20)}
    for size in (WIDE, NARROW):
        with visit(browser, home, size) as seen:
            page = seen.page
            put(seen, file)
            fits(seen)
            assert page.locator("main script, main img, main iframe").count() == 0
            page.click("table.rows th a >> nth=0")
            page.wait_for_selector(".verdict.big")
            fits(seen)
            assert page.locator("main script, main img, main iframe").count() == 0


def test_nothing_stands_in_the_way_of_anybody(browser: Any, home: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visit(browser, home, WIDE, bypass_csp=True) as seen:
        page = seen.page
        put(seen, ledger())
        key = page.url.rpartition("/")[2]
        page.click("table.rows th a >> nth=0")
        page.wait_for_selector(".verdict.big")
        case = page.url.removeprefix(home)
        paths = [case, f"/desk/ledgers/{key}", f"/desk/ledgers/{key}/columns", "/desk/"]
        for scheme, path in [*(("light", p) for p in (*paths, "/desk/names")), ("dark", case)]:
            page.emulate_media(color_scheme=scheme)
            page.goto(home + path)
            found = axe.run(page).response["violations"]
            bad = [v for v in found if v["impact"] in ("serious", "critical")]
            told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in bad]
            assert not told, (scheme, path)
