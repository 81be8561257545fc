"""The study of facts read in texts counts as it says, and its figures do not fall."""

import pytest

from benchmarks.quality.facts import (
    SHANGHAI,
    SHENZHEN,
    narratives,
    plainly,
    report,
    rules,
    score,
    synthetic,
)
from discretion.rulebook.schema import FactDeclaration, FactType

FACTS = {
    "area": FactDeclaration(type=FactType.NUMBER, label="面积", unit="平方米"),
    "harm": FactDeclaration(type=FactType.BOOL, label="造成后果"),
}


def test_right_wrong_and_missed_are_counted() -> None:
    told = [("", FACTS, {"area": 5, "harm": True}), ("", FACTS, {})]
    found = score(told, lambda text, facts: [("area", 5), ("harm", False)])
    assert (found.right.total(), found.wrong.total(), found.missed.total()) == (1, 3, 1)
    assert found.precision() == 0.25
    assert found.recall() == 0.5
    assert found.recall("数量") == 1.0


@pytest.mark.parametrize(("name", "recall"), [(SHANGHAI, 0.92), (SHENZHEN, 0.95)])
def test_figures_on_fresh_synthetic_cases_do_not_fall(name: str, recall: float) -> None:
    found = score(synthetic(name, 60, 5), rules)
    assert found.precision() >= 0.99
    assert found.recall() >= recall


@pytest.mark.parametrize(("part", "least"), [("tuned", 0.94), ("held_out", 0.87)])
def test_figures_on_narratives_do_not_fall_and_beat_the_plain_way(part: str, least: float) -> None:
    told = list(narratives(part))
    mine, plain = score(told, rules), score(told, plainly)
    assert min(mine.precision(), mine.recall()) >= least
    assert mine.precision() > plain.precision()
    assert mine.recall() > plain.recall()


def test_the_report_is_a_table() -> None:
    lines = list(report(5, 1))
    assert lines[0].startswith("| 文本 | 做法 |")
    assert all(line.startswith("|") or not line for line in lines)
