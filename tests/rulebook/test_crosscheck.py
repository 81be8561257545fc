"""Cross-checks of a whole rulebook that are warnings, or that must not cry wolf."""

from __future__ import annotations

from pathlib import Path

import pytest

from discretion.rulebook.book import Rulebook
from discretion.rulebook.crosscheck import check_rulebook
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.load import read
from discretion.rulebook.schema import Grade
from tests.rulebook.minimal import FILES, changed, write

FINE = "{form: range, min: 200, max: 2000}"
ROW = "{row: 2, grade: heavier, when: {large: true}}"


def book_of(folder: Path, *changes: tuple[str, str, str]) -> Rulebook:
    files: dict[str, str | bytes | None] = {}
    for name, old, new in changes:
        text = files.get(name)
        if isinstance(text, str):
            assert text.count(old) == 1
            files[name] = text.replace(old, new)
        else:
            files |= changed(name, old, new)
    return read(write(folder / "book", files))


def warnings_of(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    book = book_of(folder, *changes)
    return [str(w).replace(f"{folder}/book/", "") for w in book.warnings]


def row(grade: str, fine: str, party: str = "any") -> tuple[str, str, str]:
    new = f"{{row: 2, party: {party}, grade: {grade}, when: {{large: true}}, fine: {fine}}}"
    return ("items/road.yaml", ROW, new)


RATES = "{form: multiple, min: 1, max: 5, of: gains}"
EITHER = "{form: either_of, options: [{form: range, max: 500}, {form: range, min: 900, max: 2000}]}"
HIGHER = (
    "{form: higher_of, options: [{form: range, max: 9999}, {form: multiple, max: 2, of: gains}]}"
)


@pytest.mark.parametrize(
    ("grade", "clause", "fine", "outside"),
    [
        ("heavier", FINE, "{form: range, min: 1500, max: 2000}", None),
        ("heavier", FINE, "{form: range, min: 1500, max: 2001}", "1500–2001"),
        ("ordinary", FINE, "{form: range, min: 199, max: 1000}", "199–1000"),
        ("lighter", FINE, "{form: range, max: 1000}", "0–1000"),
        # To go below the minimum is what these two grades are for.
        ("mitigated", FINE, "{form: range, min: 100, max: 199}", None),
        ("exempt", FINE, "{form: range, min: 0, max: 0}", None),
        # Amounts of another base cannot be compared: silence, not a false alarm.
        ("heavier", FINE, "{form: multiple, max: 9, of: gains}", None),
        ("heavier", FINE, "{form: per_unit, max: 9000, of: area_m2}", None),
        ("heavier", RATES, "{form: multiple, min: 3, max: 5, of: gains}", None),
        ("heavier", RATES, "{form: multiple, min: 3, max: 6, of: gains}", "3–6"),
        ("heavier", RATES, '{form: multiple, min: "0.5", max: 2, of: gains}', "0.5–2"),
        ("heavier", RATES, "{form: percent, max: 90, of: gains}", None),
        (
            "heavier",
            "{form: per_unit, max: 10, of: area_m2}",
            "{form: per_unit, max: 11, of: [area_m2]}",
            "0–11",
        ),
        (
            "heavier",
            "{form: per_day, max: 10, of: area_m2}",
            "{form: per_day, max: 11, of: area_m2}",
            "0–11",
        ),
        # Several options: a row must fit into one of them.
        ("heavier", EITHER, "{form: range, min: 900, max: 1000}", None),
        ("heavier", EITHER, "{form: range, min: 400, max: 1000}", "400–1000"),
        ("heavier", FINE, HIGHER, "0–9999"),
        ("heavier", "{form: unspecified, note: 依法处罚}", "{form: range, max: 1000}", None),
    ],
)
def test_a_row_outside_the_statute_is_a_warning(
    grade: str, clause: str, fine: str, outside: str | None, tmp_path: Path
) -> None:
    shown = warnings_of(tmp_path, row(grade, fine), ("items/road.yaml", FINE, clause))
    if outside is None:
        assert shown == []
    else:
        (warning,) = shown
        assert warning.startswith(
            "items/road.yaml:21 · 位置 items[0].versions[0].benchmark.rows[1]"
        )
        assert f" · 值 {outside} · 裁量幅度超出法定幅度（" in warning


@pytest.mark.parametrize(("party", "warned"), [("individual", False), ("unit", True)])
def test_a_row_is_held_against_the_clauses_for_its_party(
    party: str, warned: bool, tmp_path: Path
) -> None:
    clauses = (
        "- {party: individual, fine: {form: range, max: 9000}}\n"
        "          - {party: unit, fine: {form: range, max: 500}}"
    )
    shown = warnings_of(
        tmp_path,
        row("heavier", "{form: range, max: 9000}", party),
        ("items/road.yaml", f"- fine: {FINE}", clauses),
    )
    assert bool(shown) is warned


def test_a_shared_rule_may_name_sources_that_this_book_lacks(tmp_path: Path) -> None:
    (warning,) = warnings_of(
        tmp_path, ("general.yaml", "    effect:", "    sources: [elsewhere]\n    effect:")
    )
    assert warning.startswith("general.yaml:7 · 位置 rules[0].sources[0] · 值 elsewhere · ")


def test_versions_one_day_apart_do_not_overlap(tmp_path: Path) -> None:
    older = (
        "    versions:\n      - penalizes: [{source: law-2020}]\n        correction: none\n"
        "        penalties: [{others: [{kind: warning}]}]\n"
    )
    book = book_of(tmp_path, ("items/road.yaml", "    versions:\n", older))
    assert len(book.items["T-1"].versions) == 2


def test_derived_facts_may_build_on_one_another_in_any_order(tmp_path: Path) -> None:
    second = (
        "    derived:\n      - {name: huge, type: bool, label: 特大, rows: "
        '[{when: {large: true, area_m2: ">= 99"}, then: true}]}\n'
    )
    book = book_of(tmp_path, ("items/road.yaml", "    derived:\n", second))
    assert [d.name for d in book.items["T-1"].derived] == ["huge", "large"]


def test_of_derived_facts_only_those_in_the_circle_are_named(tmp_path: Path) -> None:
    circle = "    derived:\n" + "".join(
        f"      - {{name: {name}, type: bool, label: {name}, rows: "
        f"[{{when: {{{needs}: true}}, then: true}}]}}\n"
        for name, needs in (("a", "b"), ("b", "c"), ("c", "a"), ("ok", "large"))
    )
    with pytest.raises(RulebookError) as caught:
        book_of(tmp_path, ("items/road.yaml", "    derived:\n", circle))
    assert [p.value for p in caught.value.problems] == ["a", "b", "c"]


def test_a_score_is_checked_like_a_table(tmp_path: Path) -> None:
    score = (
        "        benchmark:\n          method: score\n          status: sample\n"
        "          factors: [{fact: harmm, weight: 1, rows: [{when: '\"slight\"', score: 10}]},\n"
        "            {fact: harm, weight: 1, rows: [{when: '\"slightly\"', score: 10}]}]\n"
        "          grades: [{when: '\"low\"', grade: lighter}]\n"
    )
    table = FILES["items/road.yaml"].partition("        benchmark")[2]
    with pytest.raises(RulebookError) as caught:
        book_of(tmp_path, ("items/road.yaml", "        benchmark" + table, score))
    shown = [(p.line, p.value, p.suggestion) for p in caught.value.problems]
    assert shown == [(20, "harmm", "harm"), (21, '"slightly"', "slight"), (22, '"low"', None)]


def test_checking_again_finds_the_same(tmp_path: Path) -> None:
    book = book_of(tmp_path, row("heavier", "{form: range, max: 9000}"))
    assert len(book.warnings) == 1
    assert book.warnings[0].line == 21


def test_grades_are_ranked_from_mild_to_grave() -> None:
    assert [grade.rank for grade in Grade] == [0, 1, 2, 3, 4]
    assert Grade.EXEMPT.rank < Grade.MITIGATED.rank < Grade.LIGHTER.rank < Grade.HEAVIER.rank


def test_check_rulebook_is_what_load_runs(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    # Without an origin no fault could be placed: a sound book never asks for one.
    assert check_rulebook(book, {}) == ([], [])
