"""What a command writes never takes the place of what is there, not even of a dangling link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from discretion.cli.main import main

COMMANDS = {
    "audit": (["audit", "sample", "--out"], "a.html"),
    "list": (["audit", "sample", "--xlsx"], "a.xlsx"),
    "backtest": (["rules", "backtest", "shanghai-urban-management", "--out"], "a.html"),
    "sampling": (["sample", "sample", "--n", "3", "--out"], "a.xlsx"),
    "export": (["rules", "export", "--xlsx"], "a.xlsx"),
    "draft": (["rules", "draft", "CASES", "--out"], "a.yaml"),
    "dmn": (["rules", "dmn", "export", "SH-SR-25-2", "--out"], "a.dmn"),
    "explain": (["explain", "CASES", "--docx"], "a.docx"),
    "text": (["explain", "CASES", "--text"], "a.txt"),
    "template": (["explain", "CASES", "--write-template"], "a.docx"),
    "import": (["publicity", "import", "CASES", "--out"], "a.jsonl"),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("link", [False, True], ids=["file", "link"])
def test_what_is_there_stays(
    name: str, link: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, file = COMMANDS[name]
    cases = tmp_path / "cases.json"
    cases.write_text('{"id":"1","items":["SH-SR-25-2"],"party":{"kind":"unit"}}', encoding="utf-8")
    path, elsewhere = tmp_path / file, tmp_path / "elsewhere"
    if link:
        path.symlink_to(elsewhere)
    else:
        path.write_bytes(b"precious")
    given = [str(cases) if each == "CASES" else each for each in arguments]
    assert main([*given, str(path)]) == 2
    error = capsys.readouterr().err
    assert "没有覆盖" in error
    assert str(path) in error
    assert not elsewhere.exists()
    assert os.path.islink(path) if link else path.read_bytes() == b"precious"


def test_a_text_that_cannot_be_written_whole_is_not_left_in_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = tmp_path / "a.dmn"
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        status = main(["rules", "dmn", "export", "SH-SR-25-2", "--out", str(path)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert status == 2
    assert "文件超过了允许的大小" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
