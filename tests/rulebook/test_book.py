"""A rulebook in memory: which version is the law on a day, and which facts an item may test."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from discretion.rulebook.book import Rulebook
from discretion.rulebook.load import read
from discretion.rulebook.schema import FactType, Period
from tests.rulebook.minimal import changed, write

OLDER = """\
    facts: {lanes: {type: integer, label: 车道}}
    versions:
      - penalizes: [{source: law-2020, article: 4}]
        effective: {from: 2021-06-01, to: 2023-12-01}
        correction: none
        penalties: [{others: [{kind: warning}]}]
"""


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return read(write(tmp_path / "book", changed("items/road.yaml", "    versions:\n", OLDER)))


@pytest.mark.parametrize(
    ("day", "index"),
    [
        ("2021-05-31", None),  # before the version's own time, though the source was in force
        ("2021-06-01", 0),
        ("2023-12-01", 0),
        ("2023-12-02", None),  # a gap is nobody's law
        ("2023-12-31", None),
        ("2024-01-01", 1),
        ("2999-01-01", 1),
    ],
)
def test_the_version_on_a_day(book: Rulebook, day: str, index: int | None) -> None:
    item = book.items["T-1"]
    version = book.version_on(item, date.fromisoformat(day))
    assert version is (None if index is None else item.versions[index])


def test_a_version_is_in_force_as_long_as_its_source_unless_it_says_otherwise(
    book: Rulebook,
) -> None:
    own, of_source = book.items["T-1"].versions
    assert book.effective(own) == own.effective
    assert book.effective(of_source) == book.sources["law-2024"].in_force


def test_the_facts_of_an_item_are_shared_own_and_derived(book: Rulebook) -> None:
    facts = book.facts_of(book.items["T-1"])
    assert list(facts) == ["area_m2", "gains", "harm", "hidden", "lanes", "large"]
    assert facts["large"].type is FactType.BOOL
    assert facts["large"].label == "面积较大"


def test_a_period_holds_both_of_its_days() -> None:
    first, last = date(2024, 2, 28), date(2024, 3, 1)
    period = Period.model_validate({"from": first, "to": last})
    days = [first + timedelta(n) for n in range(-1, 4)]
    assert [period.covers(day) for day in days] == [False, True, True, True, False]
    endless = Period.model_validate({"from": "2024-02-28"})
    assert endless.covers(date.max)
    assert not endless.covers(first - timedelta(1))
