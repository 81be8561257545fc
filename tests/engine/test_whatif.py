"""What-if against asking the engine about every value, one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from discretion.engine.book import load_rulebook
from discretion.engine.whatif import Alternative, what_if
from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome
from discretion.rulebook.unary import parse

BOOK = load_rulebook("shanghai-urban-management")
ITEM = "SH-HW-58-2"
FACTS: dict[str, Any] = {
    "prior_penalties": 0,
    "times_found": 1,
    "weight_t": "0.45",
    "refused_correction": True,
}


def case(**facts: Any) -> Case:
    return Case.model_validate(
        {
            "id": "1",
            "items": [ITEM],
            "party": {"kind": "unit"},
            "act": {"start": "2024-05-01", "discovered": "2024-05-01"},
            "decided": "2024-05-20",
            "facts": {**FACTS, **facts},
        }
    )


def key(answer: Determination | Alternative) -> tuple[object, ...]:
    return (answer.outcome, answer.grade, answer.row, answer.lawful, answer.recommended)


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("weight_t", [Decimal(n) / 100 for n in range(0, 300, 5)]),
        ("prior_penalties", list(range(6))),
        ("times_found", list(range(1, 9))),
        ("refused_correction", [True, False]),
    ],
)
def test_every_value_that_changes_the_answer_is_told_with_the_answer(
    fact: str, values: list[Any]
) -> None:
    now = BOOK.determine(case())
    told = [a for a in what_if(BOOK, case()) if a.fact == fact]
    for value in values:
        answer = BOOK.determine(
            case(**{fact: value if not isinstance(value, Decimal) else str(value)})
        )
        (*same,) = [a for a in told if parse(a.test).holds(value)]
        if key(answer) == key(now):
            assert not same
        else:
            assert [key(a) for a in same] == [key(answer)]


def test_the_nearest_limit_is_the_threshold_itself() -> None:
    (weight,) = [a for a in what_if(BOOK, case()) if a.fact == "weight_t"]
    assert (weight.value, weight.test, weight.nearest) == (
        Decimal("0.45"),
        ">= 0.5",
        Decimal("0.5"),
    )
    assert (weight.row, weight.grade) == (2, "ordinary")


def test_a_fact_that_is_not_known_is_asked_both_ways() -> None:
    open_case = case(refused_correction=None)
    told = [a for a in what_if(BOOK, open_case) if a.fact == "refused_correction"]
    assert {a.nearest: a.outcome for a in told} == {
        False: Outcome.CORRECTION_ONLY,
        True: Outcome.PENALTY,
    }
    assert all(a.value is None for a in told)


def test_a_finding_can_be_made_or_unmade() -> None:
    made = case().model_copy(update={"circumstances": ("removed_harm",)})
    forwards = [a for a in what_if(BOOK, case()) if a.fact == "removed_harm"]
    backwards = [a for a in what_if(BOOK, made) if a.fact == "removed_harm"]
    assert [(a.value, a.nearest) for a in forwards] == [(False, True)]
    assert [(a.value, a.nearest) for a in backwards] == [(True, False)]


def test_an_item_that_is_not_known_has_none() -> None:
    assert what_if(BOOK, case().model_copy(update={"items": ("NO-1",)})) == ()
