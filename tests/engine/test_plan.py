"""Faults that random rulebooks once uncovered, kept as examples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.rulebook.schema import Item
from tests.engine.strategies import FACTS, load_rulebook


def determine(
    penalty: dict[str, Any],
    benchmark: dict[str, Any],
    own: dict[str, Any] | None = None,
    **facts: Any,
) -> Determination:
    item = Item.model_validate(
        {
            "code": "X-1",
            "title": "例",
            "domain": "例",
            "facts": own or {},
            "versions": [
                {
                    "effective": {"from": "2000-01-01"},
                    "penalizes": [{"source": "cn-penalty-law-2021", "article": 1}],
                    "correction": "none",
                    "penalties": [penalty],
                    "benchmark": {"status": "sample", **benchmark},
                }
            ],
        }
    )
    base = load_rulebook("shanghai-urban-management")
    book = Book(**{**vars(replace(base)), "facts": {**base.facts, **FACTS}, "items": {"X-1": item}})
    case = Case.model_validate(
        {
            "id": "x",
            "items": ["X-1"],
            "party": {"kind": "unit"},
            "decided": "2024-01-01",
            "facts": facts,
        }
    )
    return book.determine(case)


def test_a_null_in_a_box_that_another_box_makes_redundant_still_gives_absence_a_meaning() -> None:
    penalty = {"when": [{}, {"metres": "null"}], "fine": {"form": "range", "max": 1}}
    rows = [{"row": 1, "when": {"metres": "< 1"}, "grade": "lighter"}]
    d = determine(penalty, {"rows": rows})
    assert d.certain
    assert d.row is None


def test_a_factor_over_a_fact_that_no_cell_tests_scores() -> None:
    factor = {"fact": "bad", "weight": 1, "rows": [{"when": "-", "score": 50}]}
    grades = [{"when": "-", "grade": "ordinary"}]
    penalty = {"fine": {"form": "range", "min": 100, "max": 200}}
    d = determine(penalty, {"method": "score", "factors": [factor], "grades": grades})
    assert d.grade == "ordinary"
    assert d.recommended
    assert str(d.recommended.minimum) == "150"


def test_a_mitigated_row_opens_the_lawful_minimum_as_its_own_end_says() -> None:
    penalty = {"fine": {"form": "range", "min": 100, "max": 200}}
    row = {"row": 1, "when": {}, "grade": "mitigated"}
    amount = {"form": "range", "min": 50, "max": 100, "min_open": True, "max_open": True}
    d = determine(penalty, {"rows": [{**row, "fine": amount}]})
    assert d.lawful
    assert (str(d.lawful.minimum), d.lawful.minimum_open) == ("50", True)


def test_too_many_unknown_facts_leave_only_the_statute_and_are_never_certain() -> None:
    names = [f"u{i}" for i in range(14)]
    declared = {name: {"type": "bool", "label": name} for name in names}
    rows = [
        {"row": i, "when": {name: "true"}, "grade": "ordinary"} for i, name in enumerate(names, 1)
    ]
    penalty = {"fine": {"form": "range", "min": 100, "max": 200}}
    d = determine(penalty, {"hit": "max-grade", "rows": rows}, declared)
    assert [r.code for r in d.for_person] == ["too_many_unknown"]
    assert d.lawful == d.statutory
    assert d.benchmark is None
    assert not d.certain


def test_a_penalty_beside_a_row_needs_its_own_condition_to_hold() -> None:
    penalty = {"fine": {"form": "range", "min": 100, "max": 200}}
    gains = {"kind": "confiscate_gains", "when": {"gains": "> 0"}}
    row = {"row": 1, "when": {}, "grade": "ordinary", "others": [gains]}
    assert [o.kind for o in determine(penalty, {"rows": [row]}, gains=1).others] == [gains["kind"]]
    assert determine(penalty, {"rows": [row]}, gains=0).others == ()
    unknown = determine(penalty, {"rows": [row]})
    assert [o.certain for o in unknown.others] == [False]
    assert [m.fact for m in unknown.missing] == ["gains"]
