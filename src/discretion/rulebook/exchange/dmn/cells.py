"""The cells of DMN tables: S-FEEL unary tests and literals of a column's kind, there and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from discretion.rulebook.exchange.dmn.kinds import EXAMPLES, FUNCTIONS, Kind, number_of, text_of
from discretion.rulebook.unary import (
    ANY,
    Cell,
    Interval,
    Literal,
    Parser,
    UnaryError,
    Value,
    parse,
    render_value,
    render_with,
    unescape,
)

_CALL = re.compile(r"\b(date and time|date|time|duration)\s*\(\s*\"([^\"]*)\"")
_MONTHS = re.compile(r"-?P([0-9]+Y)?([0-9]+M)?")
# A truth value is an int to Python, and so comes first.
_TYPES = {Kind.BOOLEAN: (bool,), Kind.NUMBER: (int, Decimal), Kind.STRING: (str,)}
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class CellError(ValueError):
    """A cell that is not an S-FEEL test, or not one for its column."""


def parse_tests(text: str, kind: Kind) -> Cell:
    """Return the unary tests that *text* is, over values of *kind*; empty text is ``-``.

    Raises:
        CellError: it is none, or tests another kind of value.
    """
    if not text.strip():
        return ANY
    cell = _parsed(text, kind)
    for test in cell.tests:
        if isinstance(test, Interval):
            if kind in (Kind.STRING, Kind.BOOLEAN):
                raise CellError(f"{_KINDS[kind]}不能比较大小；请列出各个值，如 {EXAMPLES[kind]}")
        else:
            _check(test.value, kind)
    return cell


def parse_value(text: str, kind: Kind) -> Value:
    """Return the one literal that *text* is.

    Raises:
        CellError: it is none, or of another kind.
    """
    (value,) = _values(_parsed(text, kind), kind, most=1)
    return value


def parse_values(text: str, kind: Kind) -> tuple[Value, ...]:
    """Return the literals that *text* lists.

    Raises:
        CellError: it is no list of literals, or they are of another kind.
    """
    return _values(_parsed(text, kind), kind, most=10_000)


def _parsed(text: str, kind: Kind) -> Cell:
    try:
        return parse(text) if kind.function is None else _TimeParser(text, kind).parse()
    except UnaryError as error:
        raise CellError(f"不是 S-FEEL 的写法，只支持 S-FEEL：{error}") from None


def _values(cell: Cell, kind: Kind, most: int) -> tuple[Value, ...]:
    values = tuple(t.value for t in cell.tests if isinstance(t, Literal))
    if cell.negated or not 0 < len(values) == len(cell.tests) <= most:
        raise CellError('这里须写字面值，如 5、"a"、true；算式、变量和区间不支持，请改写成值')
    for value in values:
        _check(value, kind)
    return values


def _check(value: Value, kind: Kind) -> None:
    types = _TYPES.get(kind)
    if value is None or types is None:
        return
    if not isinstance(value, types) or (kind is Kind.NUMBER and isinstance(value, bool)):
        raise CellError(f"这一列是{_KINDS[kind]}，须写成如 {EXAMPLES[kind]}")


_KINDS = {Kind.NUMBER: "数字", Kind.STRING: "文本", Kind.BOOLEAN: "是否（true、false）"}


class _TimeParser(Parser):
    """Reads cells whose end points are days, times or durations."""

    def __init__(self, cell: str, kind: Kind) -> None:
        super().__init__(cell)
        self.of = kind

    def number(self) -> Decimal:
        start, words = self.at, []
        while self.kind == "word":
            words.append(self.take("word", "").text)
        if " ".join(words) != self.of.function:
            self.at = start
            raise self.fail(EXAMPLES[self.of])
        self.take("(", "“(”")
        at = self.at
        text = unescape(self.take("string", "双引号文本").text)
        self.take(")", "“)”")
        try:
            return number_of(self.of, text)
        except ValueError:
            self.at = at
            raise self.fail(f"{EXAMPLES[self.of]} 这样的写法（不带时区）") from None

    def literal(self) -> Literal:
        token = self.tokens[self.at]
        if token.kind == "word" and token.text == "null":
            self.at += 1
            return Literal(None)
        return Literal(self.number())


def kind_of_texts(texts: Iterable[str]) -> Kind:
    """Return the kind of a column without a type, as its first literal has it."""
    for text in texts:
        if found := _CALL.search(text):
            if found[1] == "duration":
                return Kind.MONTHS if _MONTHS.fullmatch(found[2]) else Kind.DAYS
            return next(kind for kind, name in FUNCTIONS.items() if name == found[1])
        try:
            tests = parse(text).tests
        except UnaryError:
            continue
        for test in tests:
            value = Decimal(0) if isinstance(test, Interval) else test.value
            for kind, types in _TYPES.items():
                if isinstance(value, types):
                    return kind
    return Kind.ANY


def render_tests(cell: Cell, kind: Kind) -> str:
    """Return the S-FEEL text of *cell*."""
    return render_with(cell, lambda value: render_literal(value, kind))


def render_literal(value: Value, kind: Kind) -> str:
    """Return the S-FEEL text of one value; no line break is left inside a string."""
    if isinstance(value, str):
        return "".join(_ESCAPES.get(char, char) for char in render_value(value))
    if kind.function is not None and value is not None:
        return f'{kind.function}("{text_of(kind, Decimal(value))}")'
    return render_value(value)
