"""The book in a browser: the search works from the disk, and no page is wider than the screen."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from discretion.report.book.content import Book
from tests.report.book.conftest import site_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SEARCH = """
const out = {};
for (const text of TEXTS) {
  const box = page.getElementById("query");
  box.value = text;
  box.dispatchEvent(new Event("input"));
  out[text] = [...page.querySelectorAll("#results .code")].map((part) => part.textContent);
}
page.getElementById("query").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
out.chosen = page.querySelector('[aria-selected="true"] a').getAttribute("href");
answer(out);
"""
WIDTHS = """
answer(page.documentElement.scrollWidth - page.documentElement.clientWidth);
"""


@pytest.fixture(scope="module")
def folder(books: dict[str, Book], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browser") / "site"
    site_of(books["shanghai-urban-management"], made)
    return made


def ask(page: Path, script: str, width: int, work: Path) -> object:
    """Open *page* in a frame of *width* pixels, run *script* outside its policy; the answer."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no Chromium: the pages are not opened in a browser")
    harness = work / f"harness-{page.stem}-{width}.html"
    harness.write_text(
        f'<meta charset="utf-8"><iframe width="{width}" height="900" style="border:0"></iframe>'
        '<p id="answer"></p><script>const frame = document.querySelector("iframe");'
        "const answer = (value) => {"
        'document.getElementById("answer").textContent = "ANSWER" + JSON.stringify(value) + "END";'
        "};"
        f"frame.onload = () => {{ const page = frame.contentDocument; {script} }};"
        f"frame.src = {json.dumps(page.as_uri())};</script>",
        encoding="utf-8",
    )
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--allow-file-access-from-files",
        "--disable-web-security",
        f"--user-data-dir={work / 'profile'}",
        "--virtual-time-budget=8000",
        "--window-size=1600,1000",
        "--dump-dom",
        harness.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = re.search(r'<p id="answer">ANSWER(.*?)END</p>', done.stdout, re.DOTALL)
    if found is None and done.returncode:
        pytest.skip(f"Chromium does not run here: {done.stderr.strip()[-200:]}")
    assert found, done.stdout[-500:]
    return json.loads(html.unescape(found[1]))


def test_the_search_finds_by_title_code_and_article(folder: Path, tmp_path: Path) -> None:
    texts = ["夜间施工", "sh-hw-57", "第五十七条 生活垃圾", "第57条 生活垃圾", "没有这样的案由"]
    script = SEARCH.replace("TEXTS", json.dumps([*texts, "夜间施工"]))
    found = ask(folder / "items" / "SH-DG-42-1.html", script, 1280, tmp_path)
    assert isinstance(found, dict)
    assert found["夜间施工"] == ["EN-NOISE-NIGHT"]
    assert found["sh-hw-57"] == ["SH-HW-57-1", "SH-HW-57-2"]
    assert found["第五十七条 生活垃圾"] == found["第57条 生活垃圾"] == ["SH-HW-57-1", "SH-HW-57-2"]
    assert found["没有这样的案由"] == []
    assert found["chosen"] == "../items/EN-NOISE-NIGHT.html"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", ["index", "general", "items/EN-AIR-BBQ"])
def test_no_page_is_wider_than_the_screen(
    folder: Path, tmp_path: Path, page: str, width: int
) -> None:
    assert ask(folder / f"{page}.html", WIDTHS, width, tmp_path) == 0
