"""A penalty says the same thing however it was written."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind

NO_FINE = [kind for kind in PenaltyKind if kind is not PenaltyKind.FINE]


def test_no_penalty_at_all() -> None:
    assert Penalty() == Penalty.model_validate({}) == Penalty(kinds=(), fine=None)
    assert Penalty().kinds == ()


@pytest.mark.parametrize(
    "payload",
    [
        {"fine": 500},
        {"fine": "500.00"},
        {"fine": 500, "kinds": ["fine"]},
        {"kinds": ["fine", "fine"], "fine": 500},
    ],
)
def test_an_amount_names_its_kind(payload: dict[str, Any]) -> None:
    penalty = Penalty.model_validate(payload)
    assert penalty.kinds == (PenaltyKind.FINE,)
    assert penalty.fine == Money.yuan(500)


@given(st.lists(st.sampled_from(NO_FINE)), st.none() | st.integers(1, 10**15).map(Money.yuan))
def test_kinds_are_named_once_and_in_the_order_of_the_law(
    kinds: list[PenaltyKind], fine: Money | None
) -> None:
    penalty = Penalty(kinds=tuple(kinds), fine=fine)
    assert set(penalty.kinds) == {*kinds, *([PenaltyKind.FINE] if fine else [])}
    assert list(penalty.kinds) == [k for k in PenaltyKind if k in penalty.kinds]
    assert (PenaltyKind.FINE in penalty.kinds) is (penalty.fine is not None)
    assert Penalty.model_validate_json(penalty.model_dump_json()) == penalty


def test_the_order_of_writing_does_not_matter() -> None:
    kinds = (PenaltyKind.REVOKE_LICENCE, PenaltyKind.WARNING, PenaltyKind.CONFISCATE_GAINS)
    assert len({Penalty(kinds=p).model_dump_json() for p in permutations(kinds)}) == 1


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"kinds": ["fine"]}, "没有金额"),
        ({"kinds": ["warning"], "fine": 0}, "罚款金额为 0"),
        ({"fine": "0.00"}, "罚款金额为 0"),
        ({"fine": 5.5}, "不接受浮点数"),
        ({"fine": -5}, "不得为负"),
        ({"kinds": ["警告"]}, "kinds"),
        ({"kinds": "fine", "fine": 5}, "kinds"),
        ({"kinds": None, "fine": 5}, "kinds"),
        ({"penalty": 5}, "penalty"),
        ([], "Penalty"),
    ],
)
def test_what_is_refused(payload: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Penalty.model_validate(payload)


def test_a_penalty_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Penalty().fine = Money.yuan(5)
