"""Unary tests: what a cell means, how it is written, and what is said of one that is none."""

from __future__ import annotations

import pickle
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from discretion.rulebook.unary import (
    ANY,
    Cell,
    Interval,
    Literal,
    UnaryError,
    Value,
    parse,
    render,
    render_value,
)

numbers = st.decimals(-1000, 1000, places=2) | st.integers(-5, 5).map(Decimal)
texts = st.text(st.characters(codec="utf-8"), max_size=6)
literals = st.builds(Literal, st.none() | st.booleans() | numbers | texts)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    kind = draw(st.sampled_from(["below", "above", "between"]))
    one, two = sorted([draw(numbers), draw(numbers)])
    low_open, high_open = draw(st.booleans()), draw(st.booleans())
    if kind == "below":
        return Interval(None, two, True, high_open)
    if kind == "above":
        return Interval(one, None, low_open, True)
    assume(one < two or not (low_open or high_open))
    return Interval(one, two, low_open, high_open)


cells = st.just(ANY) | st.builds(
    Cell, st.lists(intervals() | literals, min_size=1, max_size=4).map(tuple), st.booleans()
)
values = st.none() | st.booleans() | st.integers(-1001, 1001) | numbers | texts


@given(cells)
def test_a_rendered_cell_parses_back(cell: Cell) -> None:
    assert parse(render(cell)) == cell
    assert render(parse(render(cell))) == render(cell)


@given(cells, st.text(" \t\u3000", max_size=3))
def test_white_space_between_tokens_is_free(cell: Cell, space: str) -> None:
    pieces = re.findall(
        r'"(?:\\.|[^"\\])*"|[0-9]+(?:\.[0-9]+)?|\w+|<=|>=|\.\.|.', render(cell), re.S
    )
    assert parse(space.join(["", *pieces, ""])) == cell


# --- an independent reading: the text itself, cut by regular expressions, exact fractions -------


def slow_test(text: str, value: Value) -> bool:
    number = (
        Fraction(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        else None
    )
    if text in ("true", "false"):
        return isinstance(value, bool) and str(value).lower() == text
    if text == "null":
        return value is None
    if text.startswith('"'):
        return isinstance(value, str) and re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.S) == value
    if number is None:
        return False
    if between := re.fullmatch(r"([\[(\]])(.+?)\.\.(.+?)([\])\[])", text):
        left, low, high, right = between.groups()
        above = number >= Fraction(low) if left == "[" else number > Fraction(low)
        below = number <= Fraction(high) if right == "]" else number < Fraction(high)
        return above and below
    for sign in ("<=", ">=", "<", ">"):
        if text.startswith(sign):
            end = Fraction(text.removeprefix(sign).strip())
            outcome = {"<=": number <= end, ">=": number >= end, "<": number < end}
            return outcome.get(sign, number > end)
    return number == Fraction(text)


def slow(text: str, value: Value) -> bool:
    if text == "-":
        return True
    negated = text.startswith("not(")
    inside = text[4:-1] if negated else text
    parts = re.findall(r'(?:"(?:\\.|[^"\\])*"|[^,"])+', inside, re.S)
    return any(slow_test(part.strip(), value) for part in parts) != negated


@given(cells, values)
def test_holds_agrees_with_a_naive_reading_of_the_text(cell: Cell, value: Value) -> None:
    assert parse(render(cell)).holds(value) is slow(render(cell), value)


@given(cells, st.data())
def test_holds_agrees_at_the_very_ends(cell: Cell, data: st.DataObject) -> None:
    ends = [
        e for t in cell.tests if isinstance(t, Interval) for e in (t.low, t.high) if e is not None
    ]
    assume(ends)
    end = data.draw(st.sampled_from(ends))
    for value in (end - Decimal("0.01"), end, end + Decimal("0.01")):
        assert cell.holds(value) is slow(render(cell), value)


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        (">= 10", [10, Decimal("10.00"), 11], [9, Decimal("9.99")]),  # 十以上，含本数
        ("<= 10", [10, 0, -1], [11, Decimal("10.01")]),  # 十以下，含本数
        ("< 10", [9, Decimal("9.99")], [10]),  # 不足十、不满十
        ("> 10", [11, Decimal("10.01")], [10]),  # 超过十
        ("[2..5)", [2, 3, Decimal("4.99")], [Decimal("1.99"), 5]),  # 二以上不足五
        ("(2..5]", [3, 5], [2, Decimal("5.01")]),  # 超过二、五以下
        ("]2..5[", [3], [2, 5]),
        ("[2..2]", [2, Decimal("2.0")], [1, 3]),
        ("0", [0, Decimal("0.00")], [False, None, "0", 1]),
        ("1", [1], [True]),
        ("true", [True], [1, "true", None, False]),
        ('"a","b"', ["a", "b"], ["c", None, "", "A"]),
        ("null", [None], [0, False, ""]),
        ("not(0)", [1, "x", None, False], [0, Decimal("0.0")]),
        ("not(null)", [0, "", False], [None]),
        ("-", [None, 0, "x", False], []),
        ("1, >= 5", [1, 5, 6], [2, 0]),
        ("-5", [-5], [5]),
        ("[-5..-2]", [-5, -3, -2], [-6, -1]),
    ],
)
def test_what_a_cell_holds(cell: str, inside: list[Value], outside: list[Value]) -> None:
    parsed = parse(cell)
    assert all(parsed.holds(value) for value in inside)
    assert not any(parsed.holds(value) for value in outside)
    assert parsed.is_any is (cell == "-")


@given(st.from_regex(r"\A-?[0-9]{20,60}\.[0-9]{20,60}\Z"))
def test_numbers_of_any_length_stay_exact(number: str) -> None:
    literal = parse(number).tests[0]
    assert isinstance(literal, Literal)
    assert isinstance(literal.value, Decimal)
    assert Fraction(literal.value) == Fraction(number)
    assert Fraction(render(parse(number))) == Fraction(number)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (Decimal("5.00"), "5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.50"), "0.5"),
        (Decimal("-0.00"), "-0"),
        ('a"b\\c', '"a\\"b\\\\c"'),
    ],
)
def test_a_value_is_written_in_one_way(value: Value, written: str) -> None:
    assert render_value(value) == written


@pytest.mark.parametrize(
    ("cell", "position", "expected"),
    [
        ("", 0, "数字、双引号文本、true、false 或 null"),
        ("  ", 2, "数字、双引号文本、true、false 或 null"),
        (">=", 2, "数字"),
        ("< a", 2, "数字"),
        ('<= "a"', 3, "数字"),
        ("--5", 1, "数字"),
        ("1,", 2, "数字、双引号文本、true、false 或 null"),
        ("1 2", 2, "结尾"),
        ("1e5", 1, "结尾"),
        ("2..5", 1, "结尾"),
        ("[2,5)", 2, "“..”"),
        ("[2..5", 5, "“]”或“)”"),
        ("[5..2]", 0, "非空区间（下端不大于上端）"),
        ("(2..2]", 0, "非空区间（下端不大于上端）"),
        ("not 5", 4, "“(”"),
        ("not(5", 5, "“)”"),
        ("not()", 4, "数字、双引号文本、true、false 或 null"),
        ("not(not(1))", 4, "数字、双引号文本、true、false 或 null"),
        ("True", 0, "数字、双引号文本、true、false 或 null"),
        ("严重", 0, "数字、双引号文本、true、false 或 null"),
        ('"a', 0, "以双引号结束的文本"),
        ('1, "a\\', 5, '\\" 或 \\\\（一个反斜杠写成两个）'),
        ('"a\\qb"', 2, '\\" 或 \\\\（一个反斜杠写成两个）'),
        ("5.", 1, "比较符、区间、数字、双引号文本、true、false 或 null"),
        ("a == 1", 2, "比较符、区间、数字、双引号文本、true、false 或 null"),
        ("≥ 2", 0, "半角写法 >="),
        ("＜ 2", 0, "半角写法 <"),
        ("１", 0, "半角写法 1"),
        ("“重”", 0, '半角写法 "'),
        ("1，2", 1, "半角写法 ,"),
        ("1、2", 1, "半角写法 ,"),
        ("[1～2]", 2, "半角写法 .."),
        ("（1..2）", 0, "半角写法 ("),
    ],
)
def test_an_error_says_where_and_what_was_expected(cell: str, position: int, expected: str) -> None:
    with pytest.raises(UnaryError) as caught:
        parse(cell)
    error = caught.value
    assert (error.position, error.expected) == (position, expected)
    assert f"第 {position + 1} 个字符" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@given(st.text(max_size=30) | st.text('<>=[]().,-"\\0123456789 nottruefalsnul', max_size=30))
def test_any_text_is_a_cell_or_a_unary_error(text: str) -> None:
    try:
        cell = parse(text)
    except UnaryError as error:
        position = error.position
    else:
        assert parse(render(cell)) == cell
        return
    assert 0 <= position <= len(text)


def test_a_string_may_be_written_with_the_escapes_of_feel() -> None:
    assert parse(r'"\u88c1\n\t\'\""').tests == (Literal("裁\n\t'\""),)
