"""The commands of the tutorial, run word for word; what it shows is what they print."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from discretion.cli.main import main
from discretion.cli.tree import parse

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = ("tutorial.md", "tutorial.en.md")
LASTING = {"discretion desk --corpus corpus", "discretion desk --corpus corpus --lang en"}
"""Commands that go on until they are stopped; they are held to the arguments only."""


def blocks(name: str) -> list[tuple[str, str]]:
    """Return the listings of a page: what they are, and their text."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(r"```(\w*)\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_the_tutorial_does_what_it_says(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for folder in ("cases_corpus", "rules"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    printed, ran = "", 0
    for kind, text in blocks(name):
        if kind == "sh":
            for line in text.strip().splitlines():
                if line.startswith("discretion "):
                    assert main(shlex.split(line)[1:]) in (0, 1), line
                    ran += 1
                else:
                    subprocess.run(["/bin/sh", "-c", line], check=True)
            printed = capsys.readouterr().out
        elif text.strip() not in LASTING:
            flat = "".join(printed.split())
            for line in text.strip().splitlines():
                assert "".join(line.split()) in flat, line
    assert ran >= 9
    for made in ("report.html", "lists.xlsx", "backtest.html", "corpus/manifest.json"):
        assert (tmp_path / made).is_file()


def test_both_languages_run_the_same_commands() -> None:
    zh, en = (
        [line for kind, text in blocks(name) if kind == "sh" for line in text.strip().splitlines()]
        for name in PAGES
    )
    assert zh == [line.removesuffix(" --lang en") for line in en]


@pytest.mark.parametrize("name", [*PAGES, "howto.md", "howto.en.md"])
def test_every_other_command_is_one_that_the_program_takes(name: str) -> None:
    lines = [
        line
        for kind, text in blocks(name)
        for line in text.strip().splitlines()
        if kind == "" and line.startswith("discretion ")
    ]
    assert lines
    for line in lines:
        parse(line.split()[1:])
