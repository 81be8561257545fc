"""Numbers with their limits: what is written reads back, whatever the numerals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.rulebook.exchange.published.bounds import Bounds, bounds_in, flat

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A whole number from 1 to 99999999, written slowly and plainly."""
    high, low = divmod(number, 10_000)
    if high:
        rest = "" if not low else ("零" if low < 1000 else "") + chinese(low)
        return chinese(high) + "万" + rest
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return text


def wide(text: str) -> str:
    """Arabic digits in full width."""
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})


def in_wan(number: int) -> str:
    exact = Decimal(number) / 10_000
    text = f"{exact:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "万"


WRITTEN = st.sampled_from([str, lambda n: wide(str(n)), lambda n: f"{n:,}", chinese, in_wan])
NUMBERS = st.integers(1, 99_999_999)
UNITS = st.sampled_from(["元", "平方米", "株", "吨", "立方米", "辆", "日", "倍", "%"])


def read(text: str) -> Bounds:
    (found,) = bounds_in(flat(text))
    return found


@given(NUMBERS, NUMBERS, UNITS, WRITTEN, WRITTEN, st.integers(0, 3))
def test_a_range_reads_back(
    one: int, other: int, unit: str, write: object, also: object, shape: int
) -> None:
    assert callable(write)
    assert callable(also)
    low, high = sorted((one, other))
    lower, lower_open = [
        (f"{write(low)}{unit}以上", False),
        (f"超过{write(low)}{unit}", True),
        (f"{write(low)}{unit}以上", False),
        (f"不低于{write(low)}{unit}", False),
    ][shape]
    upper, upper_open = [
        (f"{also(high)}{unit}以下", False),
        (f"{also(high)}{unit}以下", False),
        (f"不足{also(high)}{unit}", True),
        (f"不超过{also(high)}{unit}", False),
    ][shape]
    found = read(lower + upper)
    assert found.low == low
    assert found.high == high
    assert (found.low_open, found.high_open) == (lower_open, upper_open)
    assert (found.unit, found.doubt) == (unit, None)


@given(NUMBERS, NUMBERS, st.sampled_from(["-", "～", "至", "到", "—", "－"]), WRITTEN)
def test_a_dashed_range_has_both_ends(one: int, other: int, dash: str, write: object) -> None:
    assert callable(write)
    low, high = sorted((one, other))
    found = read(f"{write(low)}元{dash}{write(high)}元")
    assert found.low == low
    assert found.high == high
    assert not found.low_open
    assert not found.high_open


@given(NUMBERS, WRITTEN, st.sampled_from(["以下", "以内"]))
def test_only_a_maximum(number: int, write: object, word: str) -> None:
    assert callable(write)
    found = read(f"处{write(number)}元{word}罚款")
    assert found.low is None
    assert found.high == number
    assert not found.high_open


@given(st.integers(1, 99), st.integers(1, 99), st.booleans())
def test_percentages_in_words(one: int, other: int, twice: bool) -> None:
    low, high = sorted((one, other))
    again = "百分之" if twice else ""
    found = read(f"百分之{chinese(low)}至{again}{chinese(high)}")
    assert found.low == low
    assert found.high == high
    assert found.unit == "%"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1-2万元", "amount_unit_doubtful"),
        ("一至二万元", "amount_unit_doubtful"),
        ("超过5平方米以上", "bound_doubtful"),
        ("不足5平方米以下", "bound_doubtful"),
        ("5000元以上500元以下", "range_reversed"),
        ("5000-1万元", None),
        ("1万-2万元", None),
        ("1万元（含）以上2万元（不含）以下", None),
    ],
)
def test_what_can_be_read_in_two_ways_says_so(text: str, doubt: str | None) -> None:
    assert read(text).doubt == doubt


@pytest.mark.parametrize(
    "text", ["3个月以上", "第3次", "3处罚款", "一万五元", "3辆次", "五", "30小时"]
)
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    assert list(bounds_in(flat(text))) == []


def test_circled_numbers_never_run_into_the_number_after_them() -> None:
    assert [b.low for b in bounds_in(flat("①5平方米以上②10平方米以上"))] == [5, 10]


def test_brackets_say_whether_the_number_counts() -> None:
    found = read("500元（不含）以上1000元（含本数）以下")
    assert (found.low_open, found.high_open) == (True, False)
