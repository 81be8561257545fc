"""Numbers with units as texts write them, each where it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.extraction.folding import fold
from discretion.extraction.quantities import Quantity, quantities
from discretion.model.money import Money
from discretion.rulebook.prose.numerals import formal_amount


def read(text: str) -> list[Quantity]:
    return quantities(fold(text).text, frozenset({"平方米", "次"}))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("占用8平方米", "8", "平方米"),
        ("约１２．５㎡", "12.5", "m2"),
        ("三十五点五平方米", "35.5", "平方米"),
        ("1,350,000元", "1350000", "元"),
        ("3.5万元", "35000", "元"),
        ("人民币壹仟贰佰元整", "1200", "元"),
        ("二百余米", "200", "米"),
        ("5千克", "5000", "克"),
        ("十五吨", "15", "吨"),
        ("两辆", "2", "辆"),
        ("二百三十處", "230", "处"),
        ("地点5处", "5", "处"),
        ("统一20件", "20", "件"),
    ],
)
def test_a_quantity_is_read(text: str, value: str, unit: str) -> None:
    (found,) = read(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["百分之五", "m2条", "一万五元", "5", "元", "1" * 40 + "元"])
def test_what_is_no_quantity_is_not_read(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    ["5平方米以上", "10平方米以下", "不足5平方米", "超过5平方米", "每平方米5元以内", "5至8平方米"],
)
def test_limits_and_ends_of_ranges_are_marked(text: str) -> None:
    assert read(text)[-1].bound


def test_ordinals_are_marked() -> None:
    found = read("第三次，共4次，第二十条")
    assert [each.ordinal for each in found] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("150公斤", "吨", "0.15"),
        ("3厘米", "米", "0.03"),
        ("5千克", "千克", "5"),
        ("2公顷", "平方米", "20000"),
        ("2周", "天", "14"),
        ("3个月", "天", None),
        ("2亩", "平方米", None),
        ("2吨", "米", None),
        ("10天", "周", None),
    ],
)
def test_conversion_is_exact_or_not_at_all(text: str, unit: str, value: str | None) -> None:
    (found,) = read(text)
    assert found.in_unit(unit) == (None if value is None else Decimal(value))


@given(st.integers(1, 10**11))
def test_formal_amounts_are_read_as_they_were_written(fen: int) -> None:
    yuan = fen // 100 + 1
    (found,) = read(f"罚款人民币{formal_amount(Money.yuan(yuan))}。")
    assert (found.value, found.unit) == (yuan, "元")


@given(st.text(st.sampled_from("12３壹二十百千万点.,，元平方米次第以上 \n㎡佔"), max_size=60))
def test_every_span_leads_back_to_the_words(text: str) -> None:
    folded = fold(text)
    for each in quantities(folded.text, frozenset()):
        start, end = folded.span(each.start, each.end)
        again = fold(text[start:end]).text
        assert folded.text[each.start : each.end] in again
        assert each.value >= 0
