"""Amounts and numerals: read exactly, or refused with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discretion.model.money import MAX_FEN, Money
from discretion.rulebook.prose.numerals import (
    formal_amount,
    parse_amount,
    parse_number,
    parse_ordinal,
)
from discretion.rulebook.prose.unreadable import UnreadableError

DIGITS = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """Read a number below a hundred million aloud, digit by digit: the slow and plain way."""
    if number == 0:
        return "零"
    padded = f"{number:08d}"
    text, zero = "", False
    for place, digit in enumerate(padded):
        unit = "千百十 千百十 "[place].strip()
        if digit == "0":
            zero = zero or bool(text)
        else:
            text += ("零" if zero else "") + DIGITS[int(digit)] + unit
            zero = False
        if place == 3 and text:
            text += "万"
            zero = zero and padded[4] != "0"
    return text


@given(st.integers(0, 10**8 - 1))
@example(10_500)
@example(100_000)
@example(10_000_001)
@example(20_030_004)
def test_a_number_read_aloud_is_that_number(number: int) -> None:
    assert parse_number(spoken(number)) == number


@given(st.integers(0, MAX_FEN))
@example(0)
@example(10)
@example(1)
@example(10_000_000_001)
def test_a_formal_amount_reads_back(fen: int) -> None:
    assert parse_amount(formal_amount(Money(fen))) == Money(fen)


@given(st.integers(0, MAX_FEN), st.sampled_from(["", "元", "元整", "圆"]), st.booleans())
def test_arabic_amounts(fen: int, ending: str, grouped: bool) -> None:
    yuan, rest = divmod(fen, 100)
    text = f"{yuan:,}" if grouped else str(yuan)
    assert parse_amount(f"人民币{text}.{rest:02d}{ending}") == Money(fen)


@given(st.integers(0, MAX_FEN))
def test_a_column_in_ten_thousands_means_the_same(fen: int) -> None:
    wan = Decimal(fen) / 1_000_000
    assert parse_amount(f"{wan:f}", "万元") == Money(fen)
    assert parse_amount(f"{wan:f}万元") == Money(fen)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("500元", "500"),
        ("五百元", "500"),
        ("伍佰元整", "500"),
        ("人民币壹佰伍拾元整", "150"),
        ("1.2万", "12000"),
        ("1万5千", "15000"),
        ("1,234.50", "1234.50"),
        ("３角", "0.30"),
        ("廿五元", "25"),
        ("二〇〇元", "200"),
        ("两百元", "200"),
        ("五元零五分", "5.05"),
        ("人民币：500元", "500"),
        ("叁仟元正", "3000"),
        ("０．０５万元", "500"),
        ("500 元", "500"),
    ],
)
def test_ways_to_write_an_amount(text: str, yuan: str) -> None:
    assert parse_amount(text) == Money.yuan(yuan)


@pytest.mark.parametrize(
    "text",
    [
        *("", "元", "万元", "整", "约500元", "500元以下", "一万五", "两千五", "5 00"),
        *("1,23", "1,2345", "1e3", "-5", "负五元", "500.005", "十十", "百", "½", "五块二"),
        *("1.5万5", "二两", "9" * 30, "一" * 70, "罚款", "500元500元"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_amount(text)
    assert caught.value.remedy
    assert caught.value.value == text


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    remedy = None
    try:
        found = parse_amount(text)
    except UnreadableError as error:
        remedy = error.remedy
    assert remedy or found.fen >= 0


@pytest.mark.parametrize(("text", "number"), [("二十五", 25), ("25", 25), ("一百零二", 102)])
def test_ordinals(text: str, number: int) -> None:
    assert parse_ordinal(text) == number


@pytest.mark.parametrize("text", ["0", "1.5", "一万", "-3"])
def test_an_article_has_a_number_from_1_to_9999(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse_ordinal(text)
