"""Conditions of tables in the words of statutes: 面积5平方米以上不满10平方米，首次."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from discretion.report.words import Words, clean, numeral
from discretion.rulebook.axes import build_axis
from discretion.rulebook.check import SYSTEM_FACTS, parse_cell
from discretion.rulebook.schema import Condition, FactDeclaration, FactType
from discretion.rulebook.unary import ANY, Cell, Interval, Literal, Value

REPEATS = "prior_penalties"
"""The fact whose number is said as 首次, 第二次 … (公布的裁量表都这样写)."""

_SOME, _NOTHING = parse_cell("> 0"), parse_cell("0")
_OPPOSITES = {"已经": "尚未", "已": "未", "造成": "未造成", "有证据": "没有证据"}
"""How labels of yes/no facts begin, and how they begin when the answer is no."""


class Conditions:
    """Says the conditions of one item, and which of them can hold together."""

    def __init__(self, facts: Mapping[str, FactDeclaration], words: Words) -> None:
        self.facts = {**SYSTEM_FACTS, **facts}
        self.words = words

    # --- in words ------------------------------------------------------------------------------

    def alternatives(self, when: Condition) -> tuple[str, ...]:
        """Return one text for each box; an empty box says that anything meets it."""
        comma = self.words.texts["punctuation.comma"]
        return tuple(
            comma.join(said for name, test in box.items() if (said := self.term(name, test)))
            or self.words("test.any")
            for box in when
        )

    def sentence(self, when: Condition | None) -> str:
        """Return a whole condition on one line; nothing for none."""
        return self.words.texts["book.or"].join(self.alternatives(when)) if when else ""

    def label(self, name: str) -> str:
        """Return what a fact is called."""
        fact = self.facts.get(name)
        return self.words.pick(fact.label, fact.label_en) if fact else clean(name)

    def term(self, name: str, test: str) -> str:
        """Return one cell in words; nothing where any value meets it."""
        cell, fact = parse_cell(test), self.facts.get(name)
        if cell.is_any:
            return ""
        if fact is None:
            return f"{clean(name)} {self.words.test(test)}"
        if name == REPEATS and (said := self._times(cell)):
            return said
        label = self.label(name)
        if fact.type is FactType.BOOL and len(cell.tests) == 1:
            only = cell.tests[0]
            if isinstance(only, Literal) and isinstance(only.value, bool):
                return label if only.value != cell.negated else self._not(label)
        if fact.type is FactType.MONEY and cell in (_SOME, _NOTHING):
            some = "book.fact.some" if cell == _SOME else "book.fact.no"
            return self.words(some, label=label)
        value = self.words.test(test, fact.unit, fact.choices)
        if fact.type is FactType.CHOICE and _speaks_for_itself(fact, cell):
            return value
        if not cell.negated and cell.tests == (Literal(None),):
            return self.words("book.fact.null", label=label)
        plain = cell.negated or all(isinstance(t, Interval) for t in cell.tests)
        return self.words("book.fact.span" if plain else "book.fact.is", label=label, value=value)

    def _not(self, label: str) -> str:
        """Return the opposite of a yes/no fact: 已及时改正 becomes 未及时改正."""
        if self.words.language == "zh":
            for yes, no in _OPPOSITES.items():
                if label.startswith(yes):
                    return no + label.removeprefix(yes)
        return self.words("book.fact.false", label=label)

    def _times(self, cell: Cell) -> str:
        """Return earlier penalties as the number of this one, or nothing where that cannot be."""
        if cell.negated:
            return ""
        said = []
        for test in cell.tests:
            ends = _whole(test)
            if ends is None:
                return ""
            said.append(self._nth(*ends))
        return self.words.texts["test.or"].join(said)

    def _nth(self, least: int, most: int | None) -> str:
        first = self._ordinal(least + 1)
        if most is None:
            return self.words("book.time.from", first=first)
        if least == most:
            return first
        joined = "book.time.either" if most == least + 1 else "book.time.span"
        return self.words(joined, first=first, last=self._ordinal(most + 1))

    def _ordinal(self, number: int) -> str:
        if number == 1:
            return self.words("book.time.first")
        said = numeral(number) if self.words.language == "zh" and number < 10000 else str(number)
        return self.words("book.time.nth", n=said)

    # --- together ------------------------------------------------------------------------------

    def can_meet(self, one: Condition | None, other: Condition | None) -> bool:
        """Whether some case meets both conditions; None is met by any."""
        return any(
            all(self._overlap(name, a.get(name), b.get(name)) for name in {**a, **b})
            for a in one or [{}]
            for b in other or [{}]
        )

    def implies(self, one: Condition | None, other: Condition | None) -> bool:
        """Whether every box of *one* lies inside a box of *other*."""
        return (
            all(
                any(all(self._within(name, a.get(name), b.get(name)) for name in b) for b in other)
                for a in one or [{}]
            )
            if other
            else True
        )

    def _overlap(self, name: str, one: str | None, other: str | None) -> bool:
        first, second = _cell(one), _cell(other)
        values = self.values(name, first, second)
        return any(first.holds(v) and second.holds(v) for v in values)

    def _within(self, name: str, one: str | None, other: str | None) -> bool:
        first, second = _cell(one), _cell(other)
        return all(second.holds(v) for v in self.values(name, first, second) if first.holds(v))

    def values(self, name: str, *cells: Cell) -> list[Value]:
        """Return one value of the fact for every combination of *cells* that it can meet."""
        fact = self.facts.get(name)
        if fact is None:
            return []
        axis = build_axis(name, fact, cells)
        found = [axis.samples[i] for i in axis.feasible]
        return found if axis.null is None else [*found, None]


def _cell(text: str | None) -> Cell:
    return ANY if text is None else parse_cell(text)


def _whole(test: Interval | Literal) -> tuple[int, int | None] | None:
    """Return the least and the most whole number of a test (most None: no end), if it has any."""
    if isinstance(test, Literal):
        value = test.value
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            return None
        return (int(value), int(value)) if value == int(value) else None
    ends = []
    for end, is_open, step in ((test.low, test.low_open, 1), (test.high, test.high_open, -1)):
        if end is not None and end != int(end):
            return None
        ends.append(None if end is None else int(end) + (step if is_open else 0))
    least, most = max(ends[0] or 0, 0), ends[1]
    return (least, most) if most is None or most >= least else None


def _speaks_for_itself(fact: FactDeclaration, cell: Cell) -> bool:
    """Whether the labels of all choices name the fact themselves (后果: 造成严重后果)."""
    if cell.negated or not all(isinstance(t, Literal) and t.value for t in cell.tests):
        return False
    pairs = {fact.label[i : i + 2] for i in range(len(fact.label) - 1)}
    return all(any(pair in label for pair in pairs) for label in fact.choices.values())
