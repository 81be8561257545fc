"""The cases beside the shipped rules come out as their authors expect, and exercise every row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.engine.trials import run_trials
from discretion.rulebook.casefiles import read_rule_cases
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.load import rules_folder
from tests.rulebook.minimal import write

SHANGHAI = "shanghai-urban-management"
LEAST = 3
"""Cases of an item at least."""

CASE = """\
cases:
  - id: T-1-large
    item: T-1
    act: 2024-05-06
    party: unit
    facts: {area_m2: 10, harm: grave}
    expect: {outcome: penalty, row: 2, grade: heavier, statutory: {min: 200, max: 2000}}
    because: 面积达到十平方米，属第2行从重
"""


def test_every_shipped_case_comes_out_as_expected() -> None:
    cases = read_rule_cases(rules_folder() / SHANGHAI)
    done = run_trials(load_rulebook(SHANGHAI), cases)
    assert not [(t.placed.case.id, t.differences) for t in done.failed]
    assert not [(table.item, table.unmet) for table in done.coverage if table.unmet]


def test_every_item_has_cases_enough() -> None:
    counts = Counter(p.case.item for p in read_rule_cases(rules_folder() / SHANGHAI))
    assert not [c for c in load_rulebook(SHANGHAI).items if counts[c] < LEAST]


def with_case(folder: Path, text: str = CASE) -> Path:
    return write(folder, {"cases/road.yaml": text})


def test_cases_do_not_change_the_fingerprint(tmp_path: Path) -> None:
    bare = load_rulebook(write(tmp_path / "a" / "book"))
    tested = load_rulebook(with_case(tmp_path / "b" / "book"))
    assert bare.fingerprint == tested.fingerprint


def test_a_folder_without_cases_has_none(tmp_path: Path) -> None:
    assert read_rule_cases(write(tmp_path)) == []


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    folder = with_case(tmp_path, CASE.replace("party: unit", "party: firm"))
    (folder / "cases" / "other.yaml").write_text("cases: []\n", encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        read_rule_cases(folder)
    assert {p.file.name for p in caught.value.problems} == {"road.yaml", "other.yaml"}
