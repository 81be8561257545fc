"""Money, ranges, places, tests: the words a statute would use."""

import unicodedata
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.model.determination import OtherKind, Place, Range
from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind
from discretion.report.words import Words, clean, numeral
from discretion.rulebook.unary import Cell, Interval, Literal, render
from tests.report.builders import yuan

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (yuan(500, 5000), "500元以上5,000元以下", "CNY 500 to CNY 5,000"),
        (yuan(500, 5000, False, True), "500元以上不满5,000元", "CNY 500 to under CNY 5,000"),
        (yuan(500, 5000, True), "超过500元、不超过5,000元", "over CNY 500, up to CNY 5,000"),
        (yuan(500, 5000, True, True), "超过500元不满5,000元", "over CNY 500, under CNY 5,000"),
        (yuan(0, 5000), "5,000元以下", "up to CNY 5,000"),
        (yuan(0, 5000, False, True), "不满5,000元", "under CNY 5,000"),
        (yuan(5000, 5000), "5,000元", "CNY 5,000"),
        (yuan(0, 0), "不罚款", "no fine"),
        (yuan(500, None), "500元以上", "CNY 500 or more"),
        (yuan(500, None, True), "超过500元", "over CNY 500"),
        (None, "未定", "open"),
    ],
)
def test_ranges_read_like_the_statute(span: Range | None, zh: str, en: str) -> None:
    assert ZH.range(span) == zh
    assert EN.range(span) == en


ends = st.integers(1, 10**9)


@given(
    st.tuples(ends, ends, st.booleans(), st.booleans()),
    st.tuples(ends, ends, st.booleans(), st.booleans()),
)
def test_different_ranges_never_read_the_same(first: tuple, second: tuple) -> None:  # type: ignore[type-arg]
    def span(low: int, high: int, low_open: bool, high_open: bool) -> Range:
        low, high = min(low, high), max(low, high)
        opened = low < high
        return Range(Money(low), Money(high), low_open and opened, high_open and opened)

    a, b = span(*first), span(*second)
    for words in (ZH, EN):
        assert (words.range(a) == words.range(b)) == (a == b)


@given(st.integers(0, 10**15))
def test_money_reads_back_exactly(fen: int) -> None:
    shown = ZH.money(Money(fen)).removesuffix("元").replace(",", "")
    assert Money.yuan(shown).fen == fen
    assert EN.money(Money(fen)) == "CNY " + ZH.money(Money(fen)).removesuffix("元")


def read_numeral(text: str) -> int:
    """An independent reading of 一千零五十六: the oracle."""
    total, digit = 0, 0
    for char in text:
        if char in "千百十":
            total += (digit or 1) * {"千": 1000, "百": 100, "十": 10}[char]
            digit = 0
        elif char != "零":
            digit = "零一二三四五六七八九".index(char)
    return total + digit


def test_every_numeral_reads_back_and_is_written_as_statutes_do() -> None:
    shown = [numeral(n) for n in range(1, 10000)]
    assert [read_numeral(text) for text in shown] == list(range(1, 10000))
    assert len(set(shown)) == 9999
    assert not [t for t in shown if "零零" in t or t.endswith("零") or t.startswith("零")]
    assert numeral(12) == "十二"
    assert numeral(112) == "一百一十二"


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        (
            Place("a", "上海市市容环境卫生管理条例", date(2018, 12, 20), 25, 5, 2),
            "《上海市市容环境卫生管理条例》（2018-12-20版）第二十五条第五款第（二）项",
            "上海市市容环境卫生管理条例 (2018-12-20), art. 25(5)(2)",
        ),
        (Place("a", "《某办法》", None, 7), "《某办法》第七条", "某办法, art. 7"),
        (Place("a", "某办法", None, 7, None, 3), "《某办法》第七条第（三）项", "某办法, art. 7(3)"),
        (
            Place("a", "某办法", date(2020, 1, 2)),
            "《某办法》（2020-01-02版）",
            "某办法 (2020-01-02)",
        ),
        (None, "", ""),
    ],
)
def test_places_can_be_looked_up(place: Place | None, zh: str, en: str) -> None:
    assert ZH.place(place) == zh
    assert EN.place(place) == en


def test_a_short_citation_leaves_out_version_and_state() -> None:
    place = Place("a", "中华人民共和国行政处罚法", date(2021, 1, 22), 63, 1)
    assert ZH.place(place, version=False) == "《行政处罚法》第六十三条第一款"


@pytest.mark.parametrize(
    ("test", "unit", "zh", "en"),
    [
        ("-", None, "不限", "any"),
        ("5", "次", "5次", "5 times"),
        ("< 2", "吨", "不满2吨", "under 2 t"),
        ("<= 2", "吨", "2吨以下", "up to 2 t"),
        ("> 2", "吨", "超过2吨", "over 2 t"),
        (">= 2.50", "吨", "2.5吨以上", "2.5 t or more"),
        ("> 2", "筐", "超过2筐", "over 2 筐"),
        ("[2..5)", "吨", "2吨以上不满5吨", "2 t to under 5 t"),
        ("[0..1]", "次", "0次至1次", "0 times to 1 times"),
        ("(2..5]", None, "超过2、不超过5", "over 2, up to 5"),
        ("true", None, "是", "yes"),
        ("not(false)", None, "不是否", "not no"),
        ("null", None, "未载明", "not given"),
        ('"a","b"', None, "甲或者b", "a (甲) or b"),
        (">= 10000", "元", "10,000元以上", "10,000 yuan or more"),
    ],
)
def test_tests_are_put_in_words(test: str, unit: str | None, zh: str, en: str) -> None:
    assert ZH.test(test, unit, {"a": "甲"}) == zh
    assert EN.test(test, unit, {"a": "甲"}) == en


numbers = st.decimals(-1000, 1000, places=2)
literals = st.builds(Literal, st.booleans() | st.none() | numbers | st.text("甲乙丙", min_size=1))
intervals = st.builds(
    lambda a, b, lo, ho: Interval(min(a, b), max(a, b), lo and a != b, ho and a != b),
    numbers,
    numbers,
    st.booleans(),
    st.booleans(),
)


@given(
    st.builds(
        Cell,
        st.lists(literals | intervals, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    )
)
def test_no_test_is_shown_in_the_notation_of_the_rule_files(cell: Cell) -> None:
    for words in (ZH, EN):
        shown = words.test(render(cell), "米")
        assert shown
        assert not set(shown) & set('<>=[]"')
        assert ".." not in shown


@given(st.text())
def test_cleaned_text_cannot_steer_a_terminal(text: str) -> None:
    shown = clean(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert clean(shown) == shown


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_rare_characters_of_names_survive() -> None:
    assert clean("\U00030edd\ue863𬭚") == "\U00030edd\ue863𬭚"


def test_a_value_cannot_bring_control_characters_into_a_sentence() -> None:
    shown = ZH("finding.reason_recorded", reason="甲\x1b[2J\r\n结论：一致")
    assert shown == "已载明理由：甲�[2J 结论：一致"


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "zh"),
    [
        (None, "未知"),
        (True, "是"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.00"), "0"),
        (12345, "12,345"),
        ((1, Decimal("2.5")), "1、2.5"),
        (date(2024, 1, 2), "2024-01-02"),
        (Colour.RED, "red"),
        (Money(5), "0.05元"),
    ],
)
def test_values_in_words(value: object, zh: str) -> None:
    assert ZH.value(value) == zh


def test_other_penalties_say_how_they_relate_to_the_fine() -> None:
    goods = OtherKind(PenaltyKind.CONFISCATE_GOODS, "may", "经营工具", certain=False)
    assert ZH.other(goods) == "可以没收非法财物（经营工具）（视尚未查明的事实而定）"
    assert ZH.other(OtherKind(PenaltyKind.OTHER, "must", "限期拆除")) == "应当限期拆除"
    assert EN.other(OtherKind(PenaltyKind.WARNING, "alternative")) == "or instead warning"
