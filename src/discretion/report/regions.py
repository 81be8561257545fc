"""Sets of cases, and what is allowed in them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.report.words import Words
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS
from discretion.rulebook.proof.findings import Example
from discretion.rulebook.proof.fines import Line
from discretion.rulebook.schema import FactDeclaration


class RegionWords:
    """Puts boxes, cases and fine forms of one item (or of none) into words."""

    def __init__(self, book: Rulebook, code: str | None, words: Words) -> None:
        item = book.items.get(code or "")
        own = book.facts_of(item) if item else book.facts
        self.facts: Mapping[str, FactDeclaration] = {**SYSTEM_FACTS, **own}
        self.words = words

    def label(self, name: str) -> str:
        """Return what a fact is called."""
        declaration = self.facts.get(name)
        if declaration is None:
            return name
        return self.words.pick(declaration.label, declaration.label_en or name)

    def value(self, name: str, value: object) -> str:
        """Return a fact's value with its unit, or the label of a choice."""
        fact = self.facts.get(name)
        return self.words.fact(value, fact.unit if fact else None, fact.choices if fact else None)

    def test(self, name: str, test: str) -> str:
        """Return a unary test of a fact."""
        fact = self.facts.get(name)
        return self.words.test(test, fact.unit if fact else None, fact.choices if fact else None)

    def box(self, box: Iterable[tuple[str, str]]) -> str:
        """Return one box: what each fact that it restricts must be."""
        parts = [
            self.words("region.fact", label=self.label(name), value=self.test(name, test))
            for name, test in box
        ]
        return self.words.joined(parts) or self.words("region.everywhere")

    def boxes(self, boxes: Iterable[Iterable[tuple[str, str]]]) -> str:
        """Return a union of boxes."""
        return self.words.joined((self.box(box) for box in boxes), "semicolon")

    def case(self, case: Example) -> str:
        """Return a concrete case."""
        parts = [self.words.value(case.day)] if case.day else []
        party = self.words(f"kind_of_party.{case.party}")
        parts.append(self.words("region.fact", label=self.label("party_kind"), value=party))
        for name, value in case.facts:
            said = self.value(name, value)
            parts.append(self.words("region.fact", label=self.label(name), value=said))
        return self.words.joined(parts, "semicolon")

    def line(self, line: Line) -> str:
        """Return what a fine form allows."""
        if not line.base:
            return self.span(line.low, line.high, line.low_open, line.high_open)
        base = self.words.joined(map(self.label, line.base))
        low, high = self.number(line.low), self.number(line.high)
        code = "region.rate_fixed" if line.low == line.high else "region.rate"
        text = self.words(code, low=low, high=high, base=base)
        for name, limit in (("floor", line.floor), ("cap", line.cap)):
            if limit is not None:
                text += self.words(f"region.{name}", amount=self.words.money(_money(limit)))
        return text

    def span(self, low: Fraction, high: Fraction, low_open: bool, high_open: bool) -> str:
        """Return a range of yuan."""
        return self.words.range(Range(_money(low), _money(high), low_open, high_open))

    def number(self, value: Fraction) -> str:
        """Return an exact number."""
        return self.words.number(Decimal(value.numerator) / Decimal(value.denominator))


def _money(yuan: Fraction) -> Money:
    return Money(round(yuan * 100))
