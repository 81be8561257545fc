"""The case study in the docs shows what the proof finds today."""

from __future__ import annotations

import re
from pathlib import Path

from discretion.report.lint import FindingWords
from discretion.report.words import Words
from discretion.rulebook.proof.lint import prove
from tests.rulebook.proof.mutations import LOADED

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "lint-case-study.md"


def test_every_finding_is_in_the_case_study_and_no_other() -> None:
    book, origin = LOADED["shenzhen-urban-management"]
    words = FindingWords(book, Words("zh"))
    found = [(f.item, f.code, words.message(f), words.example(f)) for f in prove(book, origin)]
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = re.findall(r"^\| (SZ-[\w-]+) \| ([\w-]+)：(.+?) \| (.+?) \|", text, re.M)
    assert sorted(shown) == sorted(found, key=str)
    assert f"结果：{len(found)}处问题" in text
