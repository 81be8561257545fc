"""Rulebooks compared by meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from discretion.rulebook.book import Rulebook
from discretion.rulebook.diff import BookDiff, Change, diff
from discretion.rulebook.load import read
from discretion.rulebook.results import Direction
from tests.rulebook.minimal import changed, write
from tests.rulebook.proof.mutations import KINDS, LOADED, NAMES, Mutation

ITEMS = "items/road.yaml"
TABLE = """\
            - {row: 1, grade: lighter, when: {large: false}}
            - {row: 2, grade: heavier, when: {large: true}}
"""


def book(folder: Path, old: str = "", new: str = "", name: str = ITEMS) -> Rulebook:
    return read(write(folder, changed(name, old, new) if old else {}))


def compared(tmp_path: Path, old: str, new: str, name: str = ITEMS) -> BookDiff:
    return diff(book(tmp_path / "old"), book(tmp_path / "new", old, new, name))


def only(found: BookDiff) -> Change:
    ((change,),) = [item.changes for item in found.items]
    return change


@pytest.mark.parametrize("name", NAMES)
def test_a_rulebook_is_equal_to_itself(name: str) -> None:
    loaded = LOADED[name][0]
    assert diff(loaded, loaded).empty


@pytest.mark.parametrize(
    "rows",
    [
        # the same table: rows turned round and numbered anew, without the derived fact
        """\
            - {row: 7, grade: heavier, when: {area_m2: ">= 10"}}
            - {row: 8, label: 较轻, grade: lighter, when: {area_m2: "< 10"}}
""",
        # cut finer, and joined again
        """\
            - {row: 1, grade: lighter, when: [{area_m2: "< 5"}, {area_m2: "[5..10)"}]}
            - {row: 2, grade: heavier, when: {area_m2: "[10..20]"}}
            - {row: 3, grade: heavier, when: {area_m2: "> 20"}}
""",
        # the amounts that the policy cuts, written out
        """\
            - {row: 1, grade: lighter, when: {large: false}, share: "[0..0.3)"}
            - row: 2
              grade: heavier
              when: {large: true}
              fine: {form: range, min: 1460, max: 2000}
""",
    ],
)
def test_a_table_written_differently_shows_no_difference(rows: str, tmp_path: Path) -> None:
    assert compared(tmp_path, TABLE, rows).empty


def test_the_gravest_counts_is_the_same_as_rows_that_exclude_each_other(tmp_path: Path) -> None:
    rows = TABLE.replace("{large: false}", '{area_m2: ">= 0"}')
    text = f"          hit: max-grade\n          rows:\n{rows}"
    assert compared(tmp_path, f"          rows:\n{TABLE}", text).empty


GRAVEST = """\
          hit: max-grade
          rows:
            - {row: 1, grade: lighter, when: {area_m2: "< 15"}}
            - {row: 2, grade: heavier, when: {area_m2: ">= 10"}}
"""


@pytest.mark.parametrize(
    ("new", "texts"),
    [
        ('"< 18"', ("covered",)),
        ('"<= 15"', ("covered",)),
        ('[{area_m2: "< 5"}, {area_m2: "[5..15)"}]', ()),
    ],
)
def test_a_threshold_that_a_graver_row_covers_changes_the_published_table_only(
    new: str, texts: tuple[str, ...], tmp_path: Path
) -> None:
    rows = f"          rows:\n{TABLE}"
    old = read(write(tmp_path / "old", changed(ITEMS, rows, GRAVEST)))
    later = GRAVEST.replace('{area_m2: "< 15"}' if "[" in new else '"< 15"', new)
    found = diff(old, read(write(tmp_path / "new", changed(ITEMS, rows, later))))
    assert [(item.kind, item.changes, item.texts) for item in found.items] == (
        [("changed", (), texts)] if texts else []
    )
    assert found.empty is not bool(texts)


def test_a_threshold_moved_changes_only_the_cases_between(tmp_path: Path) -> None:
    change = only(
        compared(
            tmp_path,
            '{when: {area_m2: ">= 10"}, then: true}\n          - {when: {area_m2: "< 10"}',
            '{when: {area_m2: ">= 20"}, then: true}\n          - {when: {area_m2: "< 20"}',
        )
    )
    assert change.direction is Direction.MILDER
    assert change.region == ((("area_m2", "[10..20)"),),)
    assert change.before
    assert change.after
    assert (change.before.grade, change.after.grade) == ("heavier", "lighter")


def test_a_higher_maximum_is_heavier(tmp_path: Path) -> None:
    found = compared(tmp_path, "max: 2000", "max: 3000")
    assert {c.direction for c in found.items[0].changes} == {Direction.HEAVIER}


def test_an_end_left_out_is_a_difference(tmp_path: Path) -> None:
    found = compared(tmp_path, "max: 2000", "max: 2000, max_open: true")
    assert {c.direction for c in found.items[0].changes} == {Direction.MILDER}


def test_what_no_case_shows_is_named(tmp_path: Path) -> None:
    (item,) = compared(tmp_path, "title: 擅自占用道路", "title: 占用道路").items
    assert (item.changes, item.texts) == ((), ("title",))


def test_items_come_and_go(tmp_path: Path) -> None:
    found = compared(tmp_path, "code: T-1", "code: T-2")
    assert [(i.code, i.kind) for i in found.items] == [("T-1", "removed"), ("T-2", "added")]


def test_general_rules_and_policy(tmp_path: Path) -> None:
    found = compared(tmp_path, "mode: must", "mode: may", "general.yaml")
    assert found.rules == (("no-harm", "changed"),)
    found = compared(
        tmp_path, "hearing: {individual: 5000", "hearing: {individual: 3000", "rulebook.yaml"
    )
    assert found.policy == ("hearing",)


SILENT = (
    "row_shadowed",
    "words_contradicted",
    "chinese_numerals_contradicted",
    "derived_contradicting",
)
"""Defects that change no answer: a row that never counts, words, a fact that no table asks."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_planted_defect_that_changes_an_answer_is_a_difference(
    kind: Callable[[], Iterator[Mutation]],
) -> None:
    for mutation in islice(kind(), 0, None, 9):
        items = diff(LOADED[mutation.name][0], mutation.book)
        answers = any(item.changes for item in items.items) or items.rules or items.policy
        silent = kind.__name__ in SILENT
        assert bool(answers) is not silent or kind.__name__ == "derived_contradicting"
