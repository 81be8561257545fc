"""Fine forms as straight lines over what they are counted in, so that they can be compared.

A simple form allows, for a base *b* (1, illegal gains, square metres × days …), the amounts from
``low × b`` to ``high × b``, each then held between floor and cap. All numbers are exact, in yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from discretion.rulebook.check import parse_cell, share_ends
from discretion.rulebook.schema import (
    BenchmarkRow,
    EitherFine,
    FineForm,
    Grade,
    GradePolicy,
    HigherFine,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    SimpleFine,
    UnspecifiedFine,
)

Base = tuple[str, ...]
"""The facts that multiply to what a fine is counted in; none for plain amounts."""

CUT_GRADES = (Grade.LIGHTER, Grade.ORDINARY, Grade.HEAVIER)


@dataclass(frozen=True, slots=True)
class Line:
    """What one simple form allows: yuan a unit of the base, with open ends, floor and cap."""

    base: Base
    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False
    floor: Fraction | None = None
    cap: Fraction | None = None

    def least(self, base: Fraction) -> Fraction:
        """The least amount for *base* units."""
        return self._held(self.low * base)

    def most(self, base: Fraction) -> Fraction:
        """The highest amount for *base* units."""
        return self._held(self.high * base)

    def _held(self, amount: Fraction) -> Fraction:
        if self.floor is not None and amount < self.floor:
            amount = self.floor
        if self.cap is not None and amount > self.cap:
            amount = self.cap
        return amount

    def final_slopes(self) -> tuple[Fraction, Fraction]:
        """How fast least and most grow beyond all bends."""
        return (self.low, self.high) if self.cap is None else (Fraction(0), Fraction(0))

    def bends(self) -> set[Fraction]:
        """The bases at which floor or cap begin or cease to matter."""
        rates = [rate for rate in (self.low, self.high) if rate]
        limits = [limit for limit in (self.floor, self.cap) if limit is not None]
        return {limit / rate for limit in limits for rate in rates}


def lines_of(fine: FineForm) -> list[Line]:
    """Return the simple forms that *fine* consists of; none if its amount is not held."""
    if isinstance(fine, UnspecifiedFine):
        return []
    if isinstance(fine, EitherFine | HigherFine):
        return [line_of(option) for option in fine.options]
    return [line_of(fine)]


def line_of(fine: SimpleFine) -> Line:
    """Return one simple form as a line."""
    if isinstance(fine, MultipleFine | PercentFine):
        scale = Fraction(1, 100) if isinstance(fine, PercentFine) else Fraction(1)
        low, high = Fraction(fine.min or 0) * scale, Fraction(fine.max) * scale
    else:
        low = Fraction(fine.min.fen, 100) if fine.min else Fraction(0)
        high = Fraction(fine.max.fen, 100)
    if isinstance(fine, RangeFine):
        return Line((), low, high, fine.min_open, fine.max_open)
    of = fine.of if isinstance(fine, PerUnitFine) else (fine.of,)
    floor, cap = (Fraction(m.fen, 100) if m is not None else None for m in (fine.floor, fine.cap))
    return Line(tuple(sorted(of)), low, high, fine.min_open, fine.max_open, floor, cap)


def row_line(row: BenchmarkRow, statute: Line, policy: GradePolicy, max_only: bool) -> Line | None:
    """Return what a row allows under a clause: published, or cut from the statute's own line."""
    if row.fine is not None:
        lines = lines_of(row.fine)
        return lines[0] if len(lines) == 1 else None
    if row.share is not None:
        share = share_ends(parse_cell(row.share))
    elif row.grade in CUT_GRADES:
        cuts = policy.max_only if max_only else policy.ranged
        share = share_ends(parse_cell(getattr(cuts, row.grade.value)))
    else:
        return None
    assert share is not None
    assert share.low is not None
    assert share.high is not None
    width = statute.high - statute.low
    low = statute.low + Fraction(share.low) * width
    high = statute.low + Fraction(share.high) * width
    low_open = share.low_open or (share.low == 0 and statute.low_open)
    high_open = share.high_open or (share.high == 1 and statute.high_open)
    if low == high:
        low_open = high_open = False
    return Line(statute.base, low, high, low_open, high_open, statute.floor, statute.cap)


def is_max_only(fine: FineForm) -> bool:
    """Whether the form names only a maximum (以下), so that the range begins at nothing."""
    if isinstance(fine, HigherFine | EitherFine):
        return all(is_max_only(option) for option in fine.options)
    return isinstance(fine, RangeFine | MultipleFine | PercentFine | PerUnitFine | PerDayFine) and (
        fine.min is None
    )


@dataclass(frozen=True, slots=True)
class Span:
    """The values that a base can have; ``high`` absent is without bound."""

    low: Fraction
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Outside:
    """A row's end beyond the statute's: which end, and the bases that show it."""

    end: str
    row_base: Fraction
    statute_base: Fraction


def outside(row: Line, row_span: Span, statute: Line, statute_span: Span) -> tuple[Outside, ...]:
    """Return where *row* leaves *statute*: at its high end, its low end, both, or nowhere.

    Exact: where both count in the same base, their ends are piecewise linear in it, so that a
    difference is greatest at a bend, at an end of the span, or beyond all of them if the slopes
    differ. Where they share no fact, every end is monotone in its own base, so that the ends of
    the spans decide.

    Raises:
        ValueError: the bases differ and share a fact; callers say that it is not proved.
    """
    if row.base != statute.base and set(row.base) & set(statute.base):
        raise ValueError(f"{row.base} and {statute.base} share a fact")
    if row.base == statute.base:
        pairs = [(b, b) for b in _tried(row, statute, row_span)]
        return _first(row, statute, pairs, pairs)
    row_far = _far(row_span, row, statute.most(statute_span.low))
    statute_far = _far(statute_span, statute, row.least(row_span.low))
    highs, lows = [(row_far, statute_span.low)], [(row_span.low, statute_far)]
    return _first(row, statute, highs, lows)


def _first(
    row: Line,
    statute: Line,
    for_high: list[tuple[Fraction, Fraction]],
    for_low: list[tuple[Fraction, Fraction]],
) -> tuple[Outside, ...]:
    highs, lows = [], []
    for a, b in for_high:
        mine, law = row.most(a), statute.most(b)
        # Of nothing, every rate makes nothing, and no end of it is open.
        if mine > law or (mine == law and b and statute.high_open and not row.high_open):
            highs.append(Outside("high", a, b))
    for a, b in for_low:
        mine, law = row.least(a), statute.least(b)
        if mine < law or (mine == law and b and statute.low_open and not row.low_open):
            lows.append(Outside("low", a, b))
    return (*highs[:1], *lows[:1])


def _tried(row: Line, statute: Line, span: Span) -> list[Fraction]:
    bends = {b for b in row.bends() | statute.bends() if b >= span.low}
    if span.high is not None:
        bends = {b for b in bends if b <= span.high} | {span.high}
        return sorted(bends | {span.low})
    last = max(bends | {span.low})
    beyond = last + 1
    row_low, row_high = row.final_slopes()
    statute_low, statute_high = statute.final_slopes()
    for steeper, flatter in ((row_high, statute_high), (statute_low, row_low)):
        if steeper > flatter:
            # Far enough for the steeper line to be ahead of whatever lead the other has.
            lead = abs(row.most(last)) + abs(statute.most(last)) + 1
            beyond = max(beyond, last + lead / (steeper - flatter))
    return sorted({*bends, span.low, beyond})


def _far(span: Span, line: Line, target: Fraction) -> Fraction:
    """The upper end of *span*, or a base at which no bend matters and *target* is exceeded."""
    if span.high is not None:
        return span.high
    rates = [rate for rate in (line.low, line.high) if rate]
    reached = (target + 1) / min(rates, default=Fraction(1))
    return max(line.bends() | {span.low, reached}) + 1
