"""The file of indicators: what is shipped, and what is refused with place and remedy."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.intake.columns import map_columns
from discretion.intake.fields import FIELDS
from discretion.rulebook.indicators import CASE_COLUMNS, IndicatorsError, read_indicators

GOOD = """\
title: 指标
title_en: Indicators
marks:
  searched: {label: 类案检索, aliases: [类案检索], yes: [已检索]}
indicators:
  - id: lookup
    title: 类案检索率
    title_en: Lookup
    denominator: cases
    filter: {major: true}
    numerator: {searched: true}
    target: 80
    reference: {title: 计划, row: 一}
"""
TARGETS = {
    "similar-case-lookup": None,
    "reasoned-documents-major": 80,
    "reasoned-documents-ordinary": 50,
    "full-record-checks": 50,
    "file-review-coverage": 100,
    "mutual-review": 60,
    "off-site-cases": 20,
    "look-back": 100,
    "suggestion-replies": 100,
    "suggestion-rechecks": 60,
    "items-with-standard": 30,
}


def read(folder: Path, text: str) -> None:
    file = folder / "indicators.yaml"
    file.write_text(text, encoding="utf-8")
    read_indicators(file)


def test_the_plan_is_shipped_with_its_targets() -> None:
    shipped = read_indicators()
    assert {i.id: i.target for i in shipped.indicators} == TARGETS
    assert all(i.reference.row and i.title_en for i in shipped.indicators)


def test_labels_of_case_columns_are_names_that_ingest_knows() -> None:
    known = {"party": "party_kind"}
    for name, column in CASE_COLUMNS.items():
        if name != "major":
            assert column.label in FIELDS[known.get(name, name)]


def test_ingest_keeps_every_column_of_a_mark_as_it_is() -> None:
    """A name that it took for part of a case would never come to stand among the further ones."""
    book = load_rulebook("shanghai-urban-management")
    for mark in read_indicators().marks.values():
        for alias in mark.aliases:
            (match,) = map_columns([alias], book).matches
            assert match.kind == "extra", match


def test_a_good_file_is_taken(tmp_path: Path) -> None:
    read(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("{searched: true}", "{serched: true}", 11, ("没有声明这个事实", "searched")),
        ("{major: true}", '{major: "yes"}', 10, ("第 1 个字符", "true、false")),
        ("{major: true}", '{fine: "\\"much\\""}', 10, ("罚款金额", "数字或区间")),
        ("{major: true}", '{channel: "\\"offsite\\""}', 10, ("案件来源", "off_site")),
        ("target: 80", "target: 120", 6, ("百分数",)),
        ("target: 80", "target: 0.8", 12, ("二进制小数",)),
        ("target: 80", "goal: 80", 12, ("没有这个键",)),
        ("denominator: cases", "denominator: case", 9, ("cases",)),
        ("denominator: cases", "denominator: items", 10, ("没有声明这个事实",)),
        ("aliases: [类案检索]", "aliases: []", 4, ("至少要有 1 项",)),
        ("searched: {label", "major: {label", 4, ("本来就有这一列",)),
        ("yes: [已检索]", "yes: [已检索], no: [已检索]", 4, ("既是“是”又是“否”",)),
    ],
)
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: tuple[str, ...]
) -> None:
    assert old in GOOD
    with pytest.raises(IndicatorsError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    text = str(caught.value)
    assert text.startswith("指标文件无法使用（")
    assert f"indicators.yaml:{line} " in text
    for part in said:
        assert part in text


def test_ids_and_columns_stand_once(tmp_path: Path) -> None:
    more = GOOD[GOOD.index("  - id") :]
    twice = GOOD.replace("marks:\n", "marks:\n  other: {label: 另, aliases: [类案检索]}\n") + more
    with pytest.raises(IndicatorsError) as caught:
        read(tmp_path, twice)
    assert "编号重复" in str(caught.value)
    assert "一列只能有一个含义" in str(caught.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndicatorsError, match="没有这个文件"):
        read_indicators(tmp_path / "none.yaml")


def test_the_error_survives_another_process() -> None:
    with pytest.raises(IndicatorsError) as caught:
        read_indicators(Path("none.yaml"))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
