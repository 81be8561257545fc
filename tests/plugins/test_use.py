"""A small distribution is installed and its plug-ins are used by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.intake.errors import IntakeError
from discretion.intake.ledger import read_ledger
from discretion.intake.publicity.cases import Publisher, record_of
from discretion.intake.publicity.files import write_records
from discretion.plugins.door import PlugInError
from tests.cli.conftest import CASE, Run
from tests.plugins.conftest import Site
from tests.report.builders import case

BOOK = load_rulebook("shanghai-urban-management")
POINTS = """
[discretion.ledger_formats]
lines = plug_use:FORMAT

[discretion.fact_extractors]
shout = plug_use:shout
liar = plug_use:liar

[discretion.report_renderers]
brief = plug_use:brief
text = plug_use:text
"""
SOURCE = """
from discretion.intake.errors import IntakeError
from discretion.model.proposal import Proposal

class Lines:
    suffixes = (".lines",)

    def rows(self, path):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line == "stop":
                raise IntakeError("不认得这一行", where=f"{path} 第 {number} 行", remedy="请改正。")
            if line == "crash":
                raise KeyError("oops")
            no, item, day, fine = line.split("|")
            yield number, {"处罚决定书文号": no, "案由编码": item, "当事人类型": "单位",
                           "处罚决定日期": day, "罚款金额(元)": fine}

FORMAT = Lines()

def shout(text, facts):
    at = text.find("拒不改正")
    if at >= 0 and "refused_correction" in facts:
        yield Proposal("refused_correction", True, at, at + 4, "拒不改正")

def liar(text, facts):
    yield Proposal("area_m2", 5, 0, 3, "没有的")

def brief(said, corpus):
    return f"{len(corpus)} 件\\n".encode()

def text(said, corpus):
    return "不是字节"
"""


@pytest.fixture
def used(site: Site) -> Site:
    site.install("plug-use", POINTS, SOURCE)
    return site


def test_a_ledger_in_a_format_of_its_own_is_checked(used: Site, run: Run, tmp_path: Path) -> None:
    ledger = tmp_path / "台账.lines"
    ledger.write_text(
        "甲〔2024〕1号|SH-HW-60-3|2024-05-20|20000\n甲〔2024〕2号|SH-HW-60-3|2024-06-20|30000\n",
        encoding="utf-8",
    )
    done = run("determine", ledger, "--json")
    assert done.status == 0, done.err
    rows = done.lines
    assert [row["case_id"] for row in rows] == ["甲〔2024〕1号", "甲〔2024〕2号"]
    assert [row["ledger_row"] for row in rows] == [1, 2]
    named = tmp_path / "台账.txt"
    named.write_bytes(ledger.read_bytes())
    assert run("determine", named, "--format", "lines", "--row", 2).status == 0
    assert "不认得这种文件" in run("determine", named).err
    folder = tmp_path / "案例库"
    assert run("ingest", ledger, "--out", folder).status == 0
    for bad, complaint in (("stop", "不认得这一行"), ("crash", "发行包 plug-use 的台账格式插件")):
        ledger.write_text(bad, encoding="utf-8")
        done = run("determine", ledger)
        assert done.status == 2
        assert complaint in done.err


def test_facts_are_proposed_by_another_extractor(used: Site, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "案件.json"
    facts = {**CASE["facts"], "refused_correction": None}
    path.write_text(json.dumps({**CASE, "facts": facts}, ensure_ascii=False), encoding="utf-8")
    done = used.alone("determine", path, "--propose-facts", "--extractor", "shout")
    assert "文中似有“拒不改正”" in done.stdout
    data = json.loads(run("check", path, "--propose-facts", "--extractor", "shout", "--json").out)
    (proposed,) = data["proposals"]
    assert proposed["fact"] == "refused_correction"
    assert CASE["text"][proposed["start"] : proposed["end"]] == "拒不改正"
    done = run("determine", path, "--propose-facts", "--extractor", "liar")
    assert done.status == 2
    assert "发行包 plug-use 的事实提取插件“liar”给出的事实与原文或者声明不符" in done.err


def test_a_report_is_rendered_by_another_renderer(used: Site, run: Run, tmp_path: Path) -> None:
    from discretion.corpus.source import sample_ledger

    small = tmp_path / "台账.csv"
    with sample_ledger().open(encoding="utf-8") as file:
        small.write_text("".join(line for line, _ in zip(file, range(80), strict=False)), "utf-8")
    out, mine = tmp_path / "a.json", tmp_path / "a.txt"
    done = run("audit", small, "--report", f"json={out}", "--report", f"brief={mine}")
    assert done.status in (0, 1), done.err
    assert json.loads(out.read_text(encoding="utf-8"))["cases"] == 79
    assert mine.read_text(encoding="utf-8") == "79 件\n"
    mine.unlink()
    done = run("audit", small, "--report", f"text={mine}")
    assert done.status == 2
    assert "须给出字节" in done.err
    assert "须写成 名称=文件" in run("audit", small, "--report", "json").err


def test_they_are_listed_with_their_distribution(used: Site, run: Run) -> None:
    used.install("plug-bad", "[discretion.ledger_formats]\nbad = plug_bad:X\n", "1/0\n")
    done = run("plugins")
    assert done.status == 1
    assert "台账格式  lines  （plug-use 1.2）  可用" in done.out
    assert "台账格式  bad  （plug-bad 1.2）  不可用" in done.out
    assert "ZeroDivisionError" in done.out
    rows = run("plugins", "--json").lines
    assert {r["name"] for r in rows if r.get("state") == "usable"} >= {"publicity", "rules", "html"}


def test_public_records_in_xml_are_read_as_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "公示.xml"
    publisher = Publisher("某局", "", "", "")
    record = record_of(case(), "占用道路设摊经营", publisher)
    write_records(path, [record], "utf-8")
    ledger = read_ledger(path, BOOK)
    (entry,) = ledger.entries
    assert entry.case.id == case().id
    assert entry.case.penalty == case().penalty or entry.case.penalty.fine == case().penalty.fine  # type: ignore[union-attr]
    broken = tmp_path / "坏.xml"
    broken.write_text("<a><b></a>", encoding="utf-8")
    with pytest.raises(IntakeError):
        read_ledger(broken, BOOK)


def test_two_formats_of_one_suffix_want_to_be_told_apart(
    used: Site, run: Run, tmp_path: Path
) -> None:
    used.install("plug-twin", "[discretion.ledger_formats]\ntwin = plug_twin:FORMAT\n", SOURCE)
    ledger = tmp_path / "台账.lines"
    ledger.write_text("甲〔2024〕1号|SH-HW-60-3|2024-05-20|20000\n", encoding="utf-8")
    with pytest.raises(PlugInError, match=r"lines（plug-use）、twin（plug-twin）。请用 --format"):
        read_ledger(ledger, BOOK)
    assert len(read_ledger(ledger, BOOK, format="twin").entries) == 1
