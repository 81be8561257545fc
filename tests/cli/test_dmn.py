"""``rules dmn``: an item out, in again, and asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from discretion.cli.main import main
from tests.rulebook.exchange.dmn.files import one_table, table

CODE = "SH-HW-57-2"
FACTS = {
    "party_kind": "individual",
    "refused_correction": True,
    "mix_kind": "wet_mixed",
    "times_found": 2,
}


def done(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["rules", "dmn", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture
def exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    file = tmp_path / "x.dmn"
    status, out, _ = done(capsys, "export", CODE, "--out", file)
    assert status == 0
    told = "".join(out.split())
    assert "2张决策表、3行" in told
    assert "一般规则" in told
    return file


def test_an_item_comes_back_as_a_rule_file(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "item.yaml"
    status, said, _ = done(capsys, "import", exported, "--out", out)
    assert status == 0
    assert "UNIQUE" in said
    (item,) = yaml.safe_load(out.read_text(encoding="utf-8"))["items"]
    assert item["code"] == CODE


def test_a_table_is_asked(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(FACTS))
    status, said, _ = done(capsys, "evaluate", exported, facts, "--json")
    assert status == 0
    answers: dict[str, Any] = {}
    for line in said.splitlines():
        one = json.loads(line)
        answers[one["decision"]] = one["answer"]
    assert answers["Benchmark"]["grade"] == "ordinary"
    assert (answers["Benchmark"]["minimum"], answers["Benchmark"]["maximum"]) == (100, 200)
    assert "grade = ordinary" in done(capsys, "evaluate", exported, facts)[1]


def test_the_version_of_a_day_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, begun in {"2026-08-14": False, "2026-08-15": True}.items():
        out = tmp_path / f"{day}.dmn"
        status, said, _ = done(capsys, "export", "EN-AIR-DUST", "--out", out, "--on", day, "--json")
        assert status == 0
        assert (json.loads(said)["from"] == "2026-08-15") is begun
    status, _, error = done(capsys, "export", CODE, "--out", out, "--on", "1990-01-01")
    assert status == 2
    assert "没有施行的版本" in error


def test_what_exists_is_not_overwritten(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = exported.read_bytes()
    status, _, error = done(capsys, "export", CODE, "--out", exported)
    assert status == 2
    assert "没有覆盖" in error
    assert exported.read_bytes() == before


def test_tables_of_others_are_shown_and_asked_but_are_no_item(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, facts = tmp_path / "x.dmn", tmp_path / "facts.json"
    logic = table([("n", "number")], [("r", "number", None)], [["> 0.5", "2.50"]])
    file.write_bytes(one_table(logic, n="number"))
    facts.write_text('{"n": 0.6}')
    status, said, _ = done(capsys, "import", file)
    assert (status, "别的软件的决策" in said) == (0, True)
    assert json.loads(done(capsys, "evaluate", file, facts, "--json")[1])["answer"] == "2.5"
    status, _, error = done(capsys, "import", file, "--out", tmp_path / "item.yaml")
    assert (status, "没有本软件导出的案由" in error) == (2, True)
    assert not (tmp_path / "item.yaml").exists()


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"n": NaN}', "[" * 100_000, '"n"', "\ufeffx"])
def test_facts_that_are_no_object_are_refused(
    text: str, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(text, encoding="utf-8")
    status, _, error = done(capsys, "evaluate", exported, facts)
    assert (status, "须是一个 JSON 对象" in error) == (2, True)


def test_a_hostile_file_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.dmn"
    file.write_text('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>')
    status, out, error = done(capsys, "import", file)
    assert (status, out) == (2, "")
    assert "x.dmn:1" in error
    assert "Traceback" not in error
