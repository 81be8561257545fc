"""The case study in the docs shows what the proof finds today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from discretion.report.lint import FindingWords
from discretion.report.words import Words
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import Origin
from discretion.rulebook.proof.lint import prove
from tests.rulebook.proof.mutations import LOADED
from tests.rulebook.proof.test_published import BOOK, ORIGIN

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "lint-case-study.md"


@pytest.mark.parametrize(
    ("prefix", "read"), [("SZ", LOADED["shenzhen-urban-management"]), ("PB", (BOOK, ORIGIN))]
)
def test_every_finding_is_in_the_case_study_and_no_other(
    prefix: str, read: tuple[Rulebook, Origin]
) -> None:
    book, origin = read
    words = FindingWords(book, Words("zh"))
    found = [(f.item, f.code, words.message(f), words.example(f)) for f in prove(book, origin)]
    text = DOCUMENT.read_text(encoding="utf-8")
    row = rf"^\| ({prefix}-[\w-]+) \| ([\w-]+)：(.+?) \| (.+?) \|"
    assert sorted(re.findall(row, text, re.M)) == sorted(found, key=str)
    assert f"结果：{len(found)}处问题" in text
