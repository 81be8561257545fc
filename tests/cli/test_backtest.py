"""``discretion rules backtest`` from the outside."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from discretion.rulebook.load import folder_of
from tests.cli.conftest import Run

SHANGHAI = "shanghai-urban-management"


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft with lower cuts of the range and an item's title that tries to break out."""
    folder = tmp_path_factory.mktemp("rules") / "draft"
    shutil.copytree(folder_of(SHANGHAI), folder)
    head = folder / "rulebook.yaml"
    text = head.read_text(encoding="utf-8")
    changed = text.replace('"[0..0.3]", ordinary: "(0.3..', '"[0..0.2]", ordinary: "(0.2..')
    assert changed != text
    head.write_text(changed, encoding="utf-8")
    items = folder / "items" / "household-waste.yaml"
    text = items.read_text(encoding="utf-8")
    title = "title: 单位未将生活垃圾分别投放至相应收集容器"
    assert title in text
    items.write_text(text.replace(title, 'title: "<script>alert(1)</script>"'), encoding="utf-8")
    return folder


class Outline(HTMLParser):
    """Reads a page, and that every element is closed."""

    VOID = ("meta", "br", "img", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [v or "" for k, v in attrs if k in ("src", "href", "xlink:href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_draft_that_changes_something(run: Run, draft: Path, ledger: Path) -> None:
    done = run("rules", "backtest", draft, "--corpus", ledger)
    assert done.status == 1
    assert done.err == ""
    assert re.match(r"60件案件中，\d+件（[\d.]+%）的结论会改变", done.out)
    for words in ("罚款金额", "阶次如何变化", "按案由", "按区", "按当事人", "变化最大的5件"):
        assert words in done.out


def test_the_same_rulebook_changes_nothing(run: Run, ledger: Path) -> None:
    done = run("rules", "backtest", SHANGHAI, "--corpus", ledger)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("新库不改变任何一件案件的结论（共60件）")


def test_as_json(run: Run, draft: Path, ledger: Path) -> None:
    done = run("rules", "backtest", draft, "--corpus", ledger, "--json")
    (said,) = done.lines
    assert said["cases"] == 60
    assert said["changed"] == said["milder"] + said["heavier"] + said["different"] > 0
    for groups in ("by_item", "by_district", "by_party"):
        assert sum(group["changed"] for group in said[groups].values()) == said["changed"]
    assert sum(pair["cases"] for pair in said["states"]) == 60
    assert sum(moved["alike"] for moved in said["most"]) <= said["changed"]
    assert said["most"][0]["before"]["text"] != said["most"][0]["after"]["text"]
    assert run("rules", "backtest", draft, "--corpus", ledger, "--json").out == done.out


def test_a_page(run: Run, draft: Path, ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.html"
    done = run("rules", "backtest", draft, "--corpus", ledger, "--out", out)
    assert done.status == 1
    assert str(out) in done.out
    text = out.read_text(encoding="utf-8")
    page = Outline(text)
    assert page.open == []
    assert "script" not in page.seen
    assert not [link for link in page.links if not link.startswith("#")]
    assert "://" not in text
    assert "@import" not in text
    assert page.seen.count("svg") == 6
    first = out.read_bytes()
    out.unlink()
    assert run("rules", "backtest", draft, "--corpus", ledger, "--out", out).status == 1
    assert out.read_bytes() == first
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".html"] == ["报告.html"]


def test_a_page_in_english_and_one_without_changes(run: Run, ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    arguments = ("rules", "backtest", SHANGHAI, "--corpus", ledger, "--out", out, "--lang", "en")
    done = run(*arguments)
    assert done.status == 0
    assert '<html lang="en">' in out.read_text(encoding="utf-8")
    assert Outline(out.read_text(encoding="utf-8")).open == []


def test_what_is_in_a_rulebook_never_becomes_markup(run: Run, draft: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert run("rules", "backtest", draft, "--out", out, "--corpus", "sample").status == 1
    text = out.read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text
    assert "<script" not in text


def test_as_of_a_day_of_the_future(run: Run, draft: Path, ledger: Path) -> None:
    done = run("rules", "backtest", draft, "--corpus", ledger, "--on", "2030-01-01", "--json")
    assert done.lines[0]["on"] == "2030-01-01"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["没有的库"], "没有的库"),
        ([SHANGHAI, "--against", "没有的库"], "没有的库"),
        ([SHANGHAI, "--corpus", "没有的案例库"], "没有案例库"),
        ([SHANGHAI, "--on", "明天"], "须写成如 2026-08-15"),
        ([SHANGHAI, "--out", "report.txt"], ".html"),
        ([SHANGHAI, "--out", "没有的文件夹/report.html"], "没有文件夹"),
        ([SHANGHAI, "--out", "."], "是文件夹"),
        ([], "缺少参数"),
    ],
)
def test_mistakes_are_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("rules", "backtest", *arguments)
    assert done.status == 2
    assert words in done.err
    assert done.out == ""
    assert list(tmp_path.iterdir()) == []
