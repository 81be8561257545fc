"""S-FEEL unary tests (DMN 1.5, clause 9): the language of one cell of a decision table.

Grammar (white space between tokens is free)::

    cell      = "-" | "not" "(" tests ")" | tests
    tests     = test { "," test }
    test      = ("<" | "<=" | ">" | ">=") endpoint | interval | literal
    interval  = ("[" | "(" | "]") endpoint ".." endpoint ("]" | ")" | "[")
    endpoint  = number
    literal   = number | string | "true" | "false" | "null"
    number    = ["-"] digits ["." digits]
    string    = '"' characters with \\" \\\\ \\' \\n \\r \\t and \\uXXXX escaped '"'

A parsed cell knows its canonical text (:func:`render`), which parses back to an equal cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

Value = bool | int | Decimal | str | None
"""A literal: numbers are exact (int or Decimal, compared by value)."""


class UnaryError(ValueError):
    """A cell that is not a unary test; ``position`` is the 0-based offset of the trouble."""

    def __init__(self, cell: str, position: int, expected: str) -> None:
        self.cell, self.position, self.expected = cell, position, expected
        shown = cell[position : position + 12] or "（结尾）"
        whole = cell if len(cell) <= 60 else cell[:57] + "…"
        super().__init__(
            f"条件“{whole}”第 {position + 1} 个字符“{shown}”处应为{expected}；"
            '例：-、5、"slight"、true、< 5、>= 2、[2..5)、1,2、not(0)、null'
        )

    def __reduce__(self) -> tuple[type[UnaryError], tuple[str, int, str]]:
        return (UnaryError, (self.cell, self.position, self.expected))


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two ends; an absent end is unbounded."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool
    high_open: bool

    def holds(self, value: Value) -> bool:
        """Whether the number *value* lies inside; anything but a number does not."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return False
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or not (
            value > self.high or (self.high_open and value == self.high)
        )


@dataclass(frozen=True, slots=True)
class Literal:
    """Exactly one value."""

    value: Value

    def holds(self, value: Value) -> bool:
        """Whether *value* is this literal; a truth value is never a number."""
        if isinstance(value, bool) or isinstance(self.value, bool):
            return value is self.value
        return value == self.value and (value is None) == (self.value is None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A whole cell: any of ``tests``; none of them if ``negated``; anything if there are none."""

    tests: tuple[Interval | Literal, ...]
    negated: bool = False

    def holds(self, value: Value) -> bool:
        """Whether *value* meets the cell."""
        if not self.tests:
            return True
        return any(t.holds(value) for t in self.tests) != self.negated

    @property
    def is_any(self) -> bool:
        """Whether the cell is ``-``."""
        return not self.tests


ANY = Cell(())


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


_SYMBOLS = ("<=", ">=", "..", "<", ">", "[", "]", "(", ")", ",", "-")


_PLAIN = {
    **dict.fromkeys("“”「」", '"'),
    **dict.fromkeys("～…—", ".."),
    **dict.fromkeys("≥≧", ">="),
    **dict.fromkeys("≤≦", "<="),
    "、": ",",
    "。": ".",
}
"""What a Chinese keyboard writes, and what is meant by it; full-width forms fold by NFKC."""


_ESCAPE = re.compile(r"""\\(["'\\nrt]|u[0-9a-fA-F]{4})""")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def _tokens(cell: str) -> Iterator[_Token]:
    at = 0
    while at < len(cell):
        char = cell[at]
        if char.isspace():
            at += 1
        elif char == '"':
            end = at + 1
            while end < len(cell) and cell[end] != '"':
                if cell[end] == "\\" and not _ESCAPE.match(cell, end):
                    raise UnaryError(cell, end, '\\" 或 \\\\（一个反斜杠写成两个）')
                end += 2 if cell[end] == "\\" else 1
            if end >= len(cell):
                raise UnaryError(cell, at, "以双引号结束的文本")
            yield _Token("string", cell[at : end + 1], at)
            at = end + 1
        elif char in "0123456789":
            end = at
            while end < len(cell) and cell[end] in "0123456789":
                end += 1
            # "2..5" is an interval, "2.5" a decimal: a point counts only before a digit.
            if cell[end : end + 1] == "." and cell[end + 1 : end + 2] in tuple("0123456789"):
                end += 1
                while end < len(cell) and cell[end] in "0123456789":
                    end += 1
            yield _Token("number", cell[at:end], at)
            at = end
        elif char.isalpha():
            end = at
            while end < len(cell) and (cell[end].isalnum() or cell[end] == "_"):
                end += 1
            yield _Token("word", cell[at:end], at)
            at = end
        else:
            symbol = next((s for s in _SYMBOLS if cell.startswith(s, at)), None)
            if symbol is None:
                expected = "比较符、区间、数字、双引号文本、true、false 或 null"
                plain = _PLAIN.get(char, unicodedata.normalize("NFKC", char))
                if plain.isascii() and plain != char:
                    expected = f"半角写法 {plain}"
                raise UnaryError(cell, at, expected)
            yield _Token(symbol, symbol, at)
            at += len(symbol)
    yield _Token("end", "", len(cell))


class Parser:
    """Reads one cell; a language with other end points overrides ``number`` and ``literal``."""

    def __init__(self, cell: str) -> None:
        self.cell = cell
        self.tokens = list(_tokens(cell))
        self.at = 0

    @property
    def kind(self) -> str:
        """The kind of the token to come."""
        return self.tokens[self.at].kind

    def fail(self, expected: str) -> UnaryError:
        """Return the error of the token to come."""
        return UnaryError(self.cell, self.tokens[self.at].position, expected)

    def take(self, kind: str, expected: str) -> _Token:
        """Pass over a token, which must be of *kind*."""
        if self.kind != kind:
            raise self.fail(expected)
        self.at += 1
        return self.tokens[self.at - 1]

    def parse(self) -> Cell:
        """Read the whole cell."""
        if self.kind == "-" and self.tokens[self.at + 1].kind == "end":
            return ANY
        token = self.tokens[self.at]
        if token.kind == "word" and token.text == "not":
            self.at += 1
            self.take("(", "“(”")
            tests = self.tests()
            self.take(")", "“)”")
            cell = Cell(tests, negated=True)
        else:
            cell = Cell(self.tests())
        self.take("end", "结尾")
        return cell

    def tests(self) -> tuple[Interval | Literal, ...]:
        """Read tests up to the first token that is no comma."""
        found = [self.test()]
        while self.kind == ",":
            self.at += 1
            found.append(self.test())
        return tuple(found)

    def test(self) -> Interval | Literal:
        """Read one test."""
        if self.kind in ("<", "<=", ">", ">="):
            operator = self.kind
            self.at += 1
            end = self.number()
            is_open = len(operator) == 1
            if operator[0] == "<":
                return Interval(None, end, True, is_open)
            return Interval(end, None, is_open, True)
        if self.kind in ("[", "(", "]"):
            return self.interval()
        return self.literal()

    def interval(self) -> Interval:
        """Read an interval with its brackets."""
        start = self.tokens[self.at]
        self.at += 1
        low = self.number()
        self.take("..", "“..”")
        high = self.number()
        if self.kind not in ("]", ")", "["):
            raise self.fail("“]”或“)”")
        low_open, high_open = start.kind != "[", self.kind != "]"
        self.at += 1
        if low > high or (low == high and (low_open or high_open)):
            raise UnaryError(self.cell, start.position, "非空区间（下端不大于上端）")
        return Interval(low, high, low_open, high_open)

    def number(self) -> Decimal:
        """Read an end point."""
        minus = self.kind == "-"
        if minus:
            self.at += 1
        exact = Decimal(self.take("number", "数字").text)
        # Arithmetic would round to the context's 28 digits; copying the sign does not.
        return exact.copy_negate() if minus and exact else exact

    def literal(self) -> Literal:
        """Read a value that is no end point."""
        if self.kind in ("number", "-"):
            return Literal(self.number())
        token = self.tokens[self.at]
        if token.kind == "string":
            self.at += 1
            return Literal(unescape(token.text))
        if token.kind == "word" and token.text in ("true", "false", "null"):
            self.at += 1
            return Literal({"true": True, "false": False, "null": None}[token.text])
        raise self.fail("数字、双引号文本、true、false 或 null")


def unescape(quoted: str) -> str:
    """Return the characters that a string token stands for."""
    return _ESCAPE.sub(lambda found: _character(found[1]), quoted[1:-1])


def _character(escape: str) -> str:
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPED.get(escape, escape)


def parse(cell: str) -> Cell:
    """Parse the text of a cell.

    Raises:
        UnaryError: with the position and what was expected there.
    """
    return Parser(cell).parse()


def render(cell: Cell) -> str:
    """Return the canonical text of *cell*; ``parse(render(c)) == c``."""
    return render_with(cell, render_value)


def render_with(cell: Cell, written: Callable[[Value], str]) -> str:
    """Return the text of *cell* with its values as *written* writes them."""
    if not cell.tests:
        return "-"
    text = ", ".join(_render_test(t, written) for t in cell.tests)
    return f"not({text})" if cell.negated else text


def _render_test(test: Interval | Literal, written: Callable[[Value], str]) -> str:
    if isinstance(test, Literal):
        return written(test.value)
    if test.low is None:
        assert test.high is not None
        return f"{'<' if test.high_open else '<='} {written(test.high)}"
    if test.high is None:
        return f"{'>' if test.low_open else '>='} {written(test.low)}"
    left, right = "(" if test.low_open else "[", ")" if test.high_open else "]"
    return f"{left}{written(test.low)}..{written(test.high)}{right}"


def render_value(value: Value) -> str:
    """Return a literal as it is written in a cell."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
