"""Money is exact: what is read is what is held, and what cannot be held exactly is refused."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from discretion.model.money import MAX_FEN, Money


class Bill(BaseModel):
    amount: Money


fens = st.integers(0, MAX_FEN)


@given(fens)
def test_what_is_written_reads_back(fen: int) -> None:
    money = Money(fen)
    assert Money.yuan(str(money)) == money
    assert Money.yuan(money.as_yuan) == money
    assert Bill.model_validate_json(Bill(amount=money).model_dump_json()).amount == money
    assert Fraction(money.as_yuan) == Fraction(fen, 100)


@given(st.integers(0, MAX_FEN // 100))
def test_whole_yuan(yuan: int) -> None:
    assert Money.yuan(yuan).fen == yuan * 100
    assert Money.yuan(str(yuan)) == Money.yuan(yuan) == Money.yuan(Decimal(yuan))
    assert str(Money.yuan(yuan)) == str(yuan)


@given(
    st.decimals(allow_nan=True, allow_infinity=True)
    | st.from_regex(r"\A[0-9]{1,45}(\.[0-9]{1,45})?\Z").map(Decimal)
)
def test_a_decimal_is_held_exactly_or_refused(value: Decimal) -> None:
    exact = Fraction(value) * 100 if value.is_finite() and abs(value.adjusted()) < 100 else None
    if exact is not None and exact.denominator == 1 and 0 <= exact <= MAX_FEN:
        assert Money.yuan(value).fen == exact
    else:
        with pytest.raises(ValueError, match="金额"):
            Money.yuan(value)


def test_the_precision_of_the_decimal_context_does_not_matter() -> None:
    with localcontext() as context:
        context.prec = 3
        assert Money.yuan("123456789.01").fen == 12345678901
    nearly = "1." + "0" * 38 + "1"
    with pytest.raises(ValueError, match="精确到分"):
        Money.yuan(nearly)


@pytest.mark.parametrize(
    ("value", "fen"),
    [(0, 0), ("0", 0), ("0.5", 50), ("500.50", 50050), ("1.230", 123), (" 7 ", 700), ("+7", 700),
     ("-0", 0), ("007", 700), (Decimal("1E+3"), 100_000), (Decimal("0E+999999"), 0),
     (MAX_FEN // 100, MAX_FEN)],
)  # fmt: skip
def test_what_is_accepted(value: int | str | Decimal, fen: int) -> None:
    assert Money.yuan(value).fen == fen


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5.0, "金额 5.0 须写成整数元或十进制字符串"),
        (0.1, "不接受浮点数"),
        (float("nan"), "不接受浮点数"),
        (True, "金额 true 须写成整数元"),
        (None, "金额 null 须写成整数元"),
        ([5], "金额 [5] 须写成整数元"),
        (b"5", "须写成整数元"),
        ("", "金额 “” 不是数字"),
        ("五百", "金额 “五百” 不是数字"),
        ("500元", "不是数字"),
        ("1,000", "不是数字"),
        ("1_000", "不是数字"),
        ("1e3", "不是数字"),
        ("５００", "不是数字"),
        ("NaN", "不是数字"),
        ("Infinity", "不是数字"),
        (".5", "不是数字"),
        ("5.", "不是数字"),
        ("9" * 400, "不是数字"),
        (Decimal("NaN"), "不是数字"),
        (Decimal("sNaN"), "不是数字"),
        (Decimal("Infinity"), "不是数字"),
        ("0.001", "精确到分"),
        ("0.005", "精确到分"),
        (Decimal("1E-999999"), "精确到分"),
        ("-1", "超出范围：不得为负"),
        (-1, "超出范围"),
        ("-0.01", "超出范围"),
        (MAX_FEN // 100 + 1, "超出范围"),
        (10**5000, "金额 （过大的整数） 超出范围"),
        (-(10**5000), "超出范围"),
        (Decimal("1E+999999"), "超出范围"),
        (Decimal("-1E+999999"), "超出范围"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_refused_and_why(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match="金额") as caught:
        Money.yuan(value)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 120
    with pytest.raises(ValidationError):
        Bill(amount=value)


@given(st.floats())
def test_no_float_becomes_money(value: float) -> None:
    with pytest.raises(ValueError, match="不接受浮点数"):
        Money.yuan(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("fen", [1.0, "1", True, None, Decimal(1)])
def test_fen_are_integers(fen: Any) -> None:
    with pytest.raises(TypeError):
        Money(fen)


@given(fens, fens)
def test_order_and_equality_are_those_of_the_fen(a: int, b: int) -> None:
    x, y = Money(a), Money(b)
    assert (x < y, x <= y, x > y, x >= y, x == y, x != y) == (
        a < b,
        a <= b,
        a > b,
        a >= b,
        a == b,
        a != b,
    )
    assert (hash(x) == hash(y)) or x != y
    assert sorted([x, y]) == [Money(n) for n in sorted([a, b])]


def test_money_is_never_compared_with_a_bare_number() -> None:
    assert Money(100) != 100
    assert Money(100) != 1
    for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(Money(1), compare)(1) is NotImplemented
    with pytest.raises(TypeError):
        sorted([Money(1), 1])  # type: ignore[type-var]


@given(fens)
def test_copies_are_equal_and_nothing_can_be_changed(fen: int) -> None:
    money = Money(fen)
    assert copy.deepcopy(money) == copy.copy(money) == pickle.loads(pickle.dumps(money)) == money
    with pytest.raises(AttributeError):
        money.fen = 0
    with pytest.raises(AttributeError):
        del money.fen
    with pytest.raises(AttributeError):
        money.note = "x"


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0"), (5, "0.05"), (50, "0.50"), (100, "1"), (123456, "1234.56"), (-150, "-1.50")],
)
def test_how_money_is_written(fen: int, text: str) -> None:
    assert str(Money(fen)) == text
    assert repr(Money(fen)) == f"Money.yuan('{text}')"
