"""Limits in words, in Arabic and in Chinese numerals, held against the tests of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from discretion.rulebook.load import read_with_origin
from discretion.rulebook.proof.lint import prove
from discretion.rulebook.proof.words import limits_in
from tests.rulebook.minimal import changed, write


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("三十平方米以上", [("low", "30", False, "平方米")]),
        ("不足五吨", [("high", "5", True, "吨")]),
        (
            "二十平方米以上不足五十平方米",
            [("low", "20", False, "平方米"), ("high", "50", True, "平方米")],
        ),
        (
            "超过一万五千元三万元以下",
            [("low", "15000", True, "元"), ("high", "30000", False, "元")],
        ),
        ("三点五吨以内", [("high", "3.5", False, "吨")]),
        (
            "百分之十以上不满百分之二十",
            [("low", "10", False, "%"), ("high", "20", True, "%")],
        ),
        ("10,000元及以上", [("low", "10000", False, "元")]),
        ("两辆以上", [("low", "2", False, "辆")]),
        # An ordinal counts the act itself: the third time means two earlier ones.
        ("第三次以上", []),
        ("第十二条规定以上", []),
        # 一万五 may be 15,000 or 10,005.
        ("一万五以上", []),
        ("情节一般", []),
    ],
)
def test_limits_are_read_in_either_kind_of_numeral(
    words: str, limits: list[tuple[str, str, bool, str]]
) -> None:
    read = [(x.side, str(x.number), x.is_open, x.unit) for x in limits_in(words)]
    assert read == limits


def findings(folder: Path, first: str, second: str) -> list[tuple[str, object, object]]:
    """What is found in a table of an area below ten square metres, and from ten on."""
    rows = (
        "            - {row: 1, grade: lighter, when: {large: false}}\n"
        "            - {row: 2, grade: heavier, when: {large: true}}\n"
    )
    told = (
        f'            - {{row: 1, grade: lighter, when: {{area_m2: "< 10"}}, words: {first}}}\n'
        "            - {row: 2, grade: heavier, share: '[0.3..1]', "
        f"when: {{area_m2: '>= 10'}}, words: {second}}}\n"
    )
    book, origin = read_with_origin(write(folder, changed("items/road.yaml", rows, told)))
    return [
        (f.code, dict(f.values)["words"], f.example and dict(f.example.facts)["area_m2"])
        for f in prove(book, origin)
    ]


def test_the_words_and_the_tests_agree(tmp_path: Path) -> None:
    assert findings(tmp_path, "不足十平方米", "十平方米以上") == []


def test_a_closed_end_in_words_is_not_an_open_one(tmp_path: Path) -> None:
    found = findings(tmp_path, "十平方米以下", "超过十平方米")
    assert found == [("wrong-end", "十平方米以下", 10), ("wrong-end", "超过十平方米", 10)]


def test_another_number_in_words(tmp_path: Path) -> None:
    assert findings(tmp_path, "不足一百平方米", "十平方米以上") == [
        ("words-differ", "不足一百平方米", None)
    ]
