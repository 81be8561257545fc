"""The plug-in that docs/plugins.md writes is installed and used; the placeholders exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from discretion.engine.book import load_rulebook
from discretion.extraction.suggestions import extractor
from discretion.intake.ledger import read_ledger
from discretion.plugins.door import REPORT_RENDERERS, load, plug_in
from discretion.report.reasoned.compose import reasoned_document
from discretion.report.reasoned.filling import placeholders
from tests.plugins.conftest import ROOT, Site
from tests.report.builders import review

BOOK = load_rulebook("shanghai-urban-management")


def block(name: str, language: str) -> str:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.S)
    return str(found)


def test_the_plug_in_of_the_page_works_word_for_word(site: Site, tmp_path: Path) -> None:
    groups = tomllib.loads(block("plugins.md", "toml"))["project"]["entry-points"]
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for group, entries in groups.items()
    )
    source = block("plugins.md", "python")
    site.install("plug-page", points.replace("my_package", "plug_page"), source)
    ledger = tmp_path / "台账.lines"
    ledger.write_text("甲〔2024〕1号|SH-HW-60-3|20000\n", encoding="utf-8")
    (case,) = read_ledger(ledger, BOOK).cases
    assert case.items == ("SH-HW-60-3",)
    (read,) = extractor("shout")("他拒不改正", dict(BOOK.facts))
    assert (read.fact, read.value, read.start) == ("refused_correction", True, 1)
    assert load(plug_in(REPORT_RENDERERS, "brief"))(None, [1, 2]) == "2 件\n".encode()


def test_every_placeholder_of_the_page_exists_and_none_is_left_out() -> None:
    text = (ROOT / "docs" / "reasoned-document.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.M)[2:]
    named = [name for first, _ in rows for name in first.split("、")]
    known = placeholders(reasoned_document(review()))
    assert named == list(known)
    for first, columns in rows[2:7]:
        values = known[first]
        assert values
        assert list(values[0]) == columns.split("、")
