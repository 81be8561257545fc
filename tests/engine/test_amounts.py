"""Fine forms and cuts, by example and by property."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from discretion.engine.amounts import cut, hull, intersection, range_of
from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.rulebook.schema import FineForm
from discretion.rulebook.unary import Interval

FORM: TypeAdapter[Any] = TypeAdapter(FineForm)


def yuan(low: Any, high: Any, low_open: bool = False, high_open: bool = False) -> Range:
    return Range(Money.yuan(low), None if high is None else Money.yuan(high), low_open, high_open)


@pytest.mark.parametrize(
    ("form", "facts", "expected"),
    [
        ({"form": "range", "min": 500, "max": 5000}, {}, yuan(500, 5000)),
        ({"form": "range", "max": 200}, {}, yuan(0, 200)),
        ({"form": "range", "min": 20, "max": 20}, {}, yuan(20, 20)),
        ({"form": "range", "max": 100, "max_open": True}, {}, yuan(0, 100, False, True)),
        ({"form": "multiple", "min": 1, "max": 3, "of": "g"}, {"g": 100}, yuan(100, 300)),
        (
            {"form": "multiple", "min": "0.5", "max": 1, "of": "g"},
            {"g": Decimal("0.01")},
            yuan("0.01", "0.01"),
        ),
        ({"form": "percent", "min": 5, "max": 10, "of": "g"}, {"g": 294900}, yuan(14745, 29490)),
        ({"form": "percent", "max": 10, "of": "g"}, {"g": 294900}, yuan(0, 29490)),
        (
            {"form": "per_unit", "min": 100, "max": 300, "of": "m"},
            {"m": Decimal("2.5")},
            yuan(250, 750),
        ),
        ({"form": "per_unit", "max": 10, "of": ["m", "d"]}, {"m": 3, "d": 4}, yuan(0, 120)),
        (
            {"form": "per_day", "min": 100, "max": 100, "of": "d"},
            {
                "d": 30,
            },
            yuan(3000, 3000),
        ),
        ({"form": "per_day", "max": 100, "of": "d", "cap": 2000}, {"d": 30}, yuan(0, 2000)),
        (
            {"form": "multiple", "min": 1, "max": 2, "of": "g", "floor": 500},
            {"g": 100},
            yuan(500, 500),
        ),
        (
            {"form": "multiple", "min": 1, "max": 9, "of": "g", "floor": 500},
            {"g": 100},
            yuan(500, 900),
        ),
        ({"form": "multiple", "min": 1, "max": 9, "of": "g", "cap": 500}, {}, yuan(0, 500)),
        ({"form": "multiple", "min": 1, "max": 9, "of": "g"}, {}, yuan(0, None)),
    ],
)
def test_each_form(form: dict[str, Any], facts: dict[str, Any], expected: Range) -> None:
    assert range_of(FORM.validate_python(form), facts) == expected


def test_the_higher_of_two_bases_and_either_of_two() -> None:
    options = [
        {"form": "range", "min": 1000, "max": 2000},
        {"form": "multiple", "min": 2, "max": 5, "of": "g"},
    ]
    higher = FORM.validate_python({"form": "higher_of", "options": options})
    assert range_of(higher, {"g": 100}) == yuan(1000, 2000)
    assert range_of(higher, {"g": 1000}) == yuan(2000, 5000)
    either = FORM.validate_python({"form": "either_of", "options": options})
    assert range_of(either, {"g": 1000}) == yuan(1000, 5000)


def test_a_text_without_an_amount_gives_no_range() -> None:
    assert range_of(FORM.validate_python({"form": "unspecified", "note": "依法"}), {}) is None


def share(low: str, high: str, low_open: bool = False, high_open: bool = False) -> Interval:
    return Interval(Decimal(low), Decimal(high), low_open, high_open)


def test_cuts_of_a_range_meet_without_overlap() -> None:
    whole = yuan(500, 5000)
    lower, middle, upper = (
        cut(whole, share("0", "0.3")),
        cut(whole, share("0.3", "0.7", True, True)),
        cut(whole, share("0.7", "1")),
    )
    assert (lower, middle, upper) == (
        yuan(500, 1850),
        yuan(1850, 3650, True, True),
        yuan(3650, 5000),
    )


def test_a_cut_never_reaches_beyond_its_share() -> None:
    assert cut(Range(Money(0), Money(10)), share("0.33", "0.66")) == Range(Money(4), Money(6))
    assert cut(yuan(20, 20), share("0", "0.3")) == yuan(20, 20)


spans = st.builds(
    lambda low, width, a, b: Range(
        Money(low), Money(low + width), a and width > 0, b and width > 0
    ),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.booleans(),
    st.booleans(),
)


@given(spans, spans, st.integers(0, 2100))
def test_hull_holds_both_and_intersection_only_what_both_hold(a: Range, b: Range, fen: int) -> None:
    fine = Money(fen)
    whole, common = hull([a, b]), intersection(a, b)
    assert whole
    if a.contains(fine) or b.contains(fine):
        assert whole.contains(fine)
    both = a.contains(fine) and b.contains(fine)
    assert both == (common is not None and common.contains(fine)) or _between(a, b)


def _between(a: Range, b: Range) -> bool:
    """Whether the two touch only between two fen, where no fine lies."""
    assert a.maximum
    assert b.maximum
    return max(a.minimum, b.minimum).fen + 1 >= min(a.maximum, b.maximum).fen


@given(spans, st.fractions(0, 1), st.fractions(0, 1))
def test_a_cut_lies_inside_its_range(span: Range, x: Fraction, y: Fraction) -> None:
    low, high = sorted((x, y))
    ends = [Decimal(e.numerator) / Decimal(e.denominator) for e in (low, high)]
    part = cut(span, Interval(ends[0], ends[1], False, False))
    assert span.minimum <= part.minimum
    assert part.maximum is not None
    assert span.maximum is not None
    assert part.minimum <= part.maximum <= span.maximum
