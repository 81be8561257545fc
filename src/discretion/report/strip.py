"""A penalty among others on one scale, drawn in characters: law, benchmark, comparables, case."""

from __future__ import annotations

from dataclasses import dataclass

from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.model.review import Review
from discretion.report.words import Words

LEAST_WIDTH, MOST_WIDTH = 12, 48


@dataclass(frozen=True, slots=True)
class StripRow:
    """One row of the drawing: its label, the drawing, and the amounts in figures."""

    label: str
    drawing: str
    figures: str


@dataclass(frozen=True, slots=True)
class _Scale:
    low: int
    high: int
    width: int

    def at(self, amount: Money) -> int:
        """The column of an amount, 0 to width - 1."""
        return (amount.fen - self.low) * (self.width - 1) // (self.high - self.low)


def strip(review: Review, words: Words, width: int) -> list[StripRow]:
    """Draw the fine of *review* against the law, the benchmark and its comparables.

    Every row has the same scale, linear in yuan, from the least to the highest amount of any row.
    Without comparable fines, or with all amounts equal, nothing is drawn.
    """
    c = review.comparison
    if c is None or c.fine_low is None or c.fine_high is None or c.fine_expected is None:
        return []
    statutory, benchmark, fine = review.determination.statutory, review.benchmark, review.fine
    amounts = [c.fine_low, c.fine_high, *_ends(statutory), *_ends(benchmark)]
    amounts += [fine] if fine is not None else []
    low, high = min(amounts).fen, max(amounts).fen
    if low == high:
        return []
    scale = _Scale(low, high, max(LEAST_WIDTH, min(MOST_WIDTH, width)))
    rows = []
    for label, span in (("statutory", statutory), ("benchmark", benchmark)):
        if span is not None and span.maximum is not None:
            drawing = _span(scale, span.minimum, span.maximum, "├─┤")
            figures = _figures(words, span.minimum, span.maximum)
            rows.append(StripRow(words(f"strip.{label}"), drawing, figures))
    comparables = list(_span(scale, c.fine_low, c.fine_high, "━━━"))
    comparables[scale.at(c.fine_expected)] = "┃"
    figures = words(
        "strip.expected",
        low=words.money(c.fine_low),
        high=words.money(c.fine_high),
        expected=words.money(c.fine_expected),
    )
    rows.append(StripRow(words("strip.comparables"), "".join(comparables), figures))
    if fine is not None:
        drawing = _span(scale, fine, fine, "●●●")
        rows.append(StripRow(words("strip.mine"), drawing, words.money(fine)))
    return rows


def _ends(span: Range | None) -> list[Money]:
    return [span.minimum, span.maximum] if span is not None and span.maximum is not None else []


def _figures(words: Words, low: Money, high: Money) -> str:
    return words("strip.range", low=words.money(low), high=words.money(high))


def _span(scale: _Scale, low: Money, high: Money, marks: str) -> str:
    """Draw from *low* to *high* with the marks of start, middle and end."""
    first, last = scale.at(low), scale.at(high)
    inner = marks[1] * (last - first - 1) + marks[2] if last > first else ""
    return (" " * first + marks[0] + inner).ljust(scale.width)
