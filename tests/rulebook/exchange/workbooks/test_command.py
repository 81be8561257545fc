"""``discretion rules export`` and ``rules import``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from discretion.cli import main
from discretion.rulebook.load import read
from tests.rulebook.exchange.workbooks.sample import BOOK, STATUTE, Edited
from tests.rulebook.minimal import write


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main(["rules", *map(str, words)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_out_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = {"README.txt": "x", "cases/odd.yaml": "\x07", "cases/good.yaml": "cases: []\n"}
    book = write(tmp_path / "book", {**BOOK, **odd})
    file, out = tmp_path / "a.xlsx", tmp_path / "back"
    status, said, _ = run(capsys, "export", "--rulebook", book, "--xlsx", file)
    assert status == 0
    assert "案由2个，裁量行2行" in said
    assert "工作簿不含这些文件（2个）：README.txt、cases/" in said
    status, said, _ = run(capsys, "import", file, "--out", out)
    assert status == 0
    assert "案由2个，裁量行2行" in said
    assert f"rules lint --rulebook {out}" in said
    assert read(out).fingerprint == read(book).fingerprint
    assert [p.name for p in (out / "cases").iterdir()] == ["good.yaml"]


def test_data_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = write(tmp_path / "book", BOOK)
    words = ("--rulebook", book, "--xlsx", tmp_path / "a.xlsx", "--json", "--lang", "en")
    status, said, _ = run(capsys, "export", *words)
    assert (status, json.loads(said)["rows"]) == (0, 2)
    words = (tmp_path / "a.xlsx", "--out", tmp_path / "b", "--json")
    status, said, _ = run(capsys, "import", *words)
    assert (status, json.loads(said)["items"]) == (0, 2)


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = write(tmp_path / "book", BOOK)
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"mine")
    status, _, said = run(capsys, "export", "--rulebook", book, "--xlsx", file)
    assert status == 2
    assert "没有覆盖" in said
    assert file.read_bytes() == b"mine"
    assert run(capsys, "export", "--rulebook", book, "--xlsx", tmp_path / "a.xls")[0] == 2
    assert run(capsys, "import", tmp_path / "a.csv", "--out", tmp_path / "b")[0] == 2
    status, _, said = run(capsys, "import", file, "--out", book)
    assert status == 2
    assert "已经有内容" in said


def test_all_faults_and_exit_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited = Edited(tmp_path)
    edited.cell(STATUTE, "罚款", 类别="裁量", 序号="1").value = "许多"
    edited.cell("事实", "类型", 事实名="gains").value = "钱"
    status, _, said = run(capsys, "import", edited.save(), "--out", tmp_path / "new")
    assert status == 2
    assert "许多" in said
    assert "事实!" in said
    assert not (tmp_path / "new").exists()
