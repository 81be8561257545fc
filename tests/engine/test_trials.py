"""The cases beside the shipped rules come out as their authors expect, and exercise every row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from discretion.engine.book import Book, load_rulebook
from discretion.engine.trials import run_trials
from discretion.rulebook.casefiles import read_rule_cases
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.load import rules_folder
from tests.rulebook.minimal import write

SHIPPED = ("shanghai-urban-management", "shenzhen-urban-management")
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


def rows_that_can_never_hold(book: Book) -> dict[str, tuple[int, ...]]:
    """The rows of which the rulebook itself says so, and the proof agrees (flaws)."""
    return {
        item.code: flaw.rows
        for item in book.items.values()
        for version in item.versions
        if version.benchmark
        for flaw in version.benchmark.flaws
        if flaw.finding == "unreachable-row"
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_case_comes_out_as_expected(name: str) -> None:
    book = load_rulebook(name)
    done = run_trials(book, read_rule_cases(rules_folder() / name))
    assert not [(t.placed.case.id, t.differences) for t in done.failed]
    unmet = {table.item: table.unmet for table in done.coverage if table.unmet}
    assert unmet == rows_that_can_never_hold(book)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_item_has_cases_enough(name: str) -> None:
    counts = Counter(p.case.item for p in read_rule_cases(rules_folder() / name))
    assert not [c for c in load_rulebook(name).items if counts[c] < LEAST]


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


def test_a_misspelt_duty_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    text = CASE.replace("outcome: penalty,", "outcome: penalty, no_duties: [hearng],")
    with pytest.raises(RulebookError) as caught:
        read_rule_cases(with_case(tmp_path, text))
    (problem,) = caught.value.problems
    assert (problem.value, problem.suggestion) == ("hearng", "hearing")
