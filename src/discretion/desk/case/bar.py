"""The fine on a bar: what the law allows, the benchmark band, comparable cases, and this case.

One scale, linear in yuan, from the least to the highest amount of any of them. Drawn twice, for a
page and for a phone; the style sheet shows the fitting one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.model.review import Review
from discretion.report.words import Words

WIDE, NARROW = 1080, 330
"""Widths in pixels."""
EDGE = 14
"""Pixels left free on either side."""
MOST_STACKED = 5
DOT = 9
"""Pixels from dot to dot."""
APART = 96
"""Pixels between two amounts written in one line, so that neither covers the other."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A comparable case: its place, and what it is."""

    x: float
    level: int
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An amount written at its place; ``anchor`` says on which side of it the text stands."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in pixels from the left; what is None is not drawn."""

    width: int
    lawful: tuple[float, float] | None
    benchmark: tuple[float, float] | None
    usual: tuple[float, float] | None
    expected: float | None
    fine: Mark | None
    dots: tuple[Dot, ...]
    ends: tuple[Mark, ...]

    @property
    def levels(self) -> int:
        """How high the dots are piled."""
        return 1 + max((dot.level for dot in self.dots), default=0)


@dataclass(frozen=True, slots=True)
class Bar:
    """The drawings, and in words what is in them."""

    wide: Drawing
    narrow: Drawing
    lines: tuple[tuple[str, str, str], ...]
    """Code, name and figures of each part."""

    @property
    def description(self) -> str:
        """What one sees, for those who do not."""
        return "；".join(f"{name} {figures}" for _, name, figures in self.lines)


def bar_of(review: Review, past: Sequence[tuple[str, Money]], words: Words) -> Bar | None:
    """Return the bar of a review; *past* are comparable cases with their fines.

    None where there are no two amounts to compare.
    """
    c, fine = review.comparison, review.fine
    lawful = review.lawful or review.determination.statutory
    benchmark = review.benchmark
    low, high = (c.fine_low, c.fine_high) if c is not None else (None, None)
    amounts = [*_ends(lawful), *_ends(benchmark), *(fine for _, fine in past)]
    amounts += [amount for amount in (low, high, fine) if amount is not None]
    fens = [amount.fen for amount in amounts]
    if not fens or min(fens) == max(fens):
        return None
    found = []
    for width in (WIDE, NARROW):
        scale = _Scale(min(fens), max(fens), width)
        found.append(
            Drawing(
                width,
                scale.span(lawful),
                scale.span(benchmark),
                (scale.at(low), scale.at(high)) if low is not None and high is not None else None,
                scale.at(c.fine_expected) if c is not None and c.fine_expected else None,
                scale.mark(fine, words) if fine is not None else None,
                scale.dots(past, words),
                scale.ends(lawful, benchmark, words),
            )
        )
    wide, narrow = found
    drawn = min(len(wide.dots), len(narrow.dots))
    return Bar(wide, narrow, tuple(_lines(review, lawful, len(past), drawn, words)))


@dataclass(frozen=True, slots=True)
class _Scale:
    low: int
    high: int
    width: int

    def at(self, amount: Money) -> float:
        room = self.width - 2 * EDGE
        return round(EDGE + (amount.fen - self.low) * room / (self.high - self.low), 1)

    def span(self, span: Range | None) -> tuple[float, float] | None:
        if span is None or span.maximum is None:
            return None
        return self.at(span.minimum), self.at(span.maximum)

    def mark(self, amount: Money, words: Words) -> Mark:
        x = self.at(amount)
        share = x / self.width
        anchor = "start" if share < 0.12 else "end" if share > 0.88 else "middle"
        return Mark(x, words.money(amount), anchor)

    def ends(self, lawful: Range | None, benchmark: Range | None, words: Words) -> tuple[Mark, ...]:
        """Write the ends of what the law allows, and those of the benchmark that have room."""
        found = [self.mark(end, words) for end in _ends(lawful)]
        for end in _ends(benchmark):
            mark = self.mark(end, words)
            if all(abs(mark.x - other.x) >= APART for other in found):
                found.append(mark)
        return tuple(sorted(found, key=lambda mark: mark.x))

    def dots(self, past: Sequence[tuple[str, Money]], words: Words) -> tuple[Dot, ...]:
        """Pile up the dots that would cover each other, the most similar ones lowest."""
        taken: dict[int, int] = {}
        found = []
        for case_id, fine in past:
            column = int(self.at(fine) // DOT)
            level = taken.get(column, 0)
            taken[column] = level + 1
            if level < MOST_STACKED:
                label = words("punctuation.label", label=case_id, value=words.money(fine))
                found.append(Dot(column * DOT + DOT / 2, level, label))
        return tuple(found)


def _ends(span: Range | None) -> list[Money]:
    return [span.minimum, span.maximum] if span is not None and span.maximum is not None else []


def _lines(
    review: Review, lawful: Range | None, n: int, drawn: int, words: Words
) -> list[tuple[str, str, str]]:
    c = review.comparison
    found = []
    if review.fine is not None:
        found.append(("fine", words("strip.mine"), words.money(review.fine)))
    if lawful is not None:
        found.append(("lawful", words("label.lawful"), words.range(lawful)))
    if review.benchmark is not None:
        found.append(("benchmark", words("label.benchmark"), words.range(review.benchmark)))
    if c is not None and c.fine_low is not None and c.fine_high is not None:
        figures = words(
            "deskcase.usual",
            low=words.money(c.fine_low),
            high=words.money(c.fine_high),
            expected=words.money(c.fine_expected),
        )
        found.append(("usual", words("strip.comparables"), figures))
    if n:
        said = words(
            "deskcase.dots_n" if drawn == n else "deskcase.dots_piled", n=n, most=MOST_STACKED
        )
        found.append(("dots", words("deskcase.dots"), said))
    return found
