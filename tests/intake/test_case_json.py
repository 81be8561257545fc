"""A case comes back from JSON as it was; its digest is of its content, not of its order."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from discretion.model.case import MAX_FACT, MAX_PLACES, Case

NUMBERS = st.integers(-MAX_FACT + 1, MAX_FACT - 1) | st.decimals(
    min_value=-(10**17), max_value=10**17, allow_nan=False, allow_infinity=False
).filter(lambda d: -int(d.as_tuple().exponent) <= MAX_PLACES)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
FACTS = st.dictionaries(TEXTS, st.none() | st.booleans() | NUMBERS | TEXTS, max_size=6)


def case(**fields: Any) -> Case:
    return Case.model_validate({"id": "1", "party": {"kind": "unit"}, **fields})


@given(FACTS)
@example({"a": Decimal("0.1234567890123456789012345678")})
@example({"a": Decimal("1E+17")})
@example({"a": Decimal("-0.0")})
@example({"a": Decimal("5.00")})
@example({"a": "5.00"})
def test_a_case_comes_back_from_json(facts: dict[str, Any]) -> None:
    first = case(facts=facts)
    again = Case.model_validate_json(first.model_dump_json())
    plain = Case.model_validate(json.loads(json.dumps(first.model_dump(mode="json"))))
    assert first == again == plain
    assert first.digest == again.digest


@given(st.floats(-1e17, 1e17))
def test_a_binary_number_is_the_decimal_it_was_written_as(number: float) -> None:
    if 0 < abs(number) < 1e-20:
        return
    value = case(facts={"a": number}).facts["a"]
    assert isinstance(value, Decimal)
    assert value == Decimal(str(number))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("12.5", Decimal("12.5")),
        ("-3", Decimal(-3)),
        ("012", "012"),
        ("1e5", "1e5"),
        ("-", "-"),
        ("", ""),
        ("３", "３"),
        ("12.5 ", "12.5 "),
    ],
)
def test_a_plain_numeral_in_text_is_a_number(value: str, found: Decimal | str) -> None:
    assert case(facts={"a": value}).facts == {"a": found}


@pytest.mark.parametrize(
    "value",
    [
        *(float("nan"), float("inf"), Decimal("NaN"), Decimal("1E+18"), Decimal("1E-41")),
        *(10**18, 1e300, 1e-300, Decimal("1E+999999999"), [1], {}, "长" * 1001, "\ud800"),
    ],
)
def test_what_is_no_fact_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match=r"facts\.a"):
        case(facts={"a": value})


@given(FACTS, st.dictionaries(TEXTS, TEXTS, max_size=5), st.sets(TEXTS, max_size=5), st.randoms())
def test_the_digest_does_not_depend_on_order(
    facts: dict[str, Any], extra: dict[str, str], circumstances: set[str], chance: random.Random
) -> None:
    def shuffled(items: Any) -> list[Any]:
        found = list(items)
        chance.shuffle(found)
        return found

    first = case(facts=facts, extra=extra, circumstances=list(circumstances))
    second = case(
        facts=dict(shuffled(facts.items())),
        extra=dict(shuffled(extra.items())),
        circumstances=shuffled(circumstances),
    )
    assert first.digest == second.digest
    assert case(facts=facts, extra={**extra, "另": "一"}).digest != first.digest


def test_cases_do_not_share_their_parts() -> None:
    assert case().facts is not case().facts
    assert case().extra is not case().extra


def test_a_changed_copy_has_its_own_digest() -> None:
    first = case()
    assert first.model_copy(update={"id": "2"}).digest != first.digest
    assert first.model_copy().digest == first.digest
