"""What the shipped rulebooks hold."""

from __future__ import annotations

import pytest

from discretion.engine.book import load_rulebook
from discretion.rulebook.load import shipped_rulebooks
from discretion.rulebook.schema import EitherFine, HigherFine, ScoreBenchmark, TableBenchmark

SHANGHAI = load_rulebook("shanghai-urban-management")
SHENZHEN = load_rulebook("shenzhen-urban-management")
BOOKS = [SHANGHAI, SHENZHEN]


def test_three_rulebooks_are_shipped() -> None:
    assert shipped_rulebooks() == [
        "general",
        "shanghai-urban-management",
        "shenzhen-urban-management",
    ]


def test_shanghai_has_at_least_a_hundred_items() -> None:
    assert len(SHANGHAI.items) >= 100


def test_shenzhen_is_complete_and_official() -> None:
    tables = [v.benchmark for item in SHENZHEN.items.values() for v in item.versions]
    assert len(SHENZHEN.items) == 75
    assert all(isinstance(t, TableBenchmark) and t.status == "official" for t in tables)
    assert sum(len(t.rows) for t in tables if isinstance(t, TableBenchmark)) == 237


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.name)
def test_what_is_called_official_says_where_it_was_published(book: object) -> None:
    for item in book.items.values():  # type: ignore[attr-defined]
        for version in item.versions:
            if version.benchmark is not None and version.benchmark.status == "official":
                assert version.benchmark.reference is not None, item.code


def test_in_shanghai_only_household_waste_has_an_official_table() -> None:
    official = {
        item.code
        for item in SHANGHAI.items.values()
        for v in item.versions
        if v.benchmark is not None and v.benchmark.status == "official"
    }
    assert official == {"SH-HW-57-1", "SH-HW-57-2"}


def test_every_way_of_writing_a_penalty_occurs() -> None:
    forms, modes, corrections, methods = set(), set(), set(), set()
    for item in SHANGHAI.items.values():
        for version in item.versions:
            corrections.add(version.correction)
            if version.benchmark is not None:
                methods.add(version.benchmark.method)
            for clause in version.penalties:
                modes.add(clause.mode)
                fine = clause.fine
                if fine is None:
                    continue
                forms.add(fine.form)
                if isinstance(fine, HigherFine | EitherFine):
                    forms |= {option.form for option in fine.options}
                elif fine.form == "range":
                    forms.add(
                        "fixed" if fine.min == fine.max else "max" if fine.min is None else ""
                    )
    assert forms >= {"range", "fixed", "max", "multiple", "percent", "per_unit", "unspecified"}
    assert modes == {"must", "may"}
    assert corrections == {"none", "concurrent", "precondition"}
    assert methods == {"table", "score"}
    assert any(
        isinstance(v.benchmark, ScoreBenchmark) for i in SHANGHAI.items.values() for v in i.versions
    )


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.name)
def test_every_table_compiles(book: object) -> None:
    book.compile()  # type: ignore[attr-defined]


def test_the_law_changes_on_the_fifteenth_of_august_2026() -> None:
    changing = [
        item
        for item in SHANGHAI.items.values()
        if len({v.penalizes[0].source for v in item.versions} & {"cn-environment-code-2026"}) == 1
        and len(item.versions) == 2
    ]
    assert len(changing) >= 10
    for item in changing:
        old, new = (SHANGHAI.effective(v) for v in item.versions)
        assert str(old.to) == "2026-08-14"
        assert str(new.from_) == "2026-08-15"
