"""``discretion rules draft``: writes a rulebook, and says what a person must look at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from discretion.cli import main
from discretion.engine.book import load_rulebook
from discretion.rulebook.exchange.published.doubts import REASONS, UNSETTLING
from discretion.rulebook.files import read_file
from discretion.rulebook.schema import ItemsFile
from tests.rulebook.exchange.published.files import UP, Rows, workbook

TABLE: Rows = [
    ["虚构市泼水裁量基准"],
    ["违法行为", "处罚依据", "裁量阶次", "适用条件", "裁量标准"],
    ["虚构的泼水", "《虚构市水办法》第三条", "轻微", "首次违法", "处20元罚款"],
    [UP, UP, "严重", "泼在他人身上的", "处50元罚款"],
]


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main(["rules", "draft", *map(str, words)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_folder_that_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "t.xlsx", {"表一": TABLE})
    out = tmp_path / "draft"
    status, said, _ = run(capsys, path, "--out", out, "--since", "2023-05-01")
    assert status == 0
    assert "起草了 1 个案由、2 行裁量标准：读懂 1 行，部分读懂 1 行，没有读懂 0 行" in said
    assert "轻微 → 从轻、严重 → 从重" in said
    assert "泼在他人身上的" in said
    assert "适用条件读不懂" in said
    book = load_rulebook(out)
    assert book.head.effective.from_.isoformat() == "2023-05-01"
    assert {v.benchmark.status for i in book.items.values() for v in i.versions if v.benchmark} == {
        "sample"
    }
    again, _, error = run(capsys, path, "--out", out)
    assert again == 2
    assert "没有覆盖" in error


def test_items_alone_and_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "t.xlsx", {"表一": TABLE, "表二": TABLE})
    out = tmp_path / "items" / "泼水.yaml"
    status, said, _ = run(capsys, path, "--out", out, "--sheet", "表二", "--json", "--lang", "en")
    assert status == 0
    answer = json.loads(said)
    assert (answer["acts"], answer["rows"], answer["partly"]) == (1, 2, 1)
    (unread,) = [p for p in answer["points"] if p["code"] == "condition_unread"]
    assert (unread["table"], unread["row"], unread["column"]) == ("表二", 4, "适用条件")
    assert unread["words"] == "泼在他人身上的"
    (item,) = read_file(out, ItemsFile).items
    assert item.title == "虚构的泼水"


def test_a_file_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"nonsense")
    status, _, error = run(capsys, path, "--out", tmp_path / "draft")
    assert status == 2
    assert "不是完好的" in error
    assert not (tmp_path / "draft").exists()


def test_every_reason_is_worded() -> None:
    from discretion.report.texts.draft import EN, ZH

    assert ZH.keys() == EN.keys()
    assert {f"draft.why.{code}" for code in REASONS} <= ZH.keys()
    assert REASONS.keys() >= UNSETTLING
