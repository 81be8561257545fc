"""Fine forms and grades to exact ranges of money: statutory, lawful, benchmark, recommended.

Amounts are integer fen. A product with a measured quantity is rounded half up to the fen; a cut
through a range rounds inwards, so that no grade reaches beyond its share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from discretion.engine.decide import Core
from discretion.model.determination import Outcome, Range, Reason
from discretion.model.money import Money
from discretion.rulebook.check import parse_cell, share_ends
from discretion.rulebook.schema import (
    EitherFine,
    FactDeclaration,
    FineForm,
    Grade,
    GradePolicy,
    HigherFine,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    UnspecifiedFine,
)
from discretion.rulebook.unary import Interval

Quantities = Mapping[str, int | Decimal]
Declarations = Mapping[str, FactDeclaration]
Ratio = tuple[int, int]
"""An exact non-negative number: numerator and denominator."""

NOTHING = Money(0)
_CUT_GRADES = (Grade.LIGHTER, Grade.ORDINARY, Grade.HEAVIER)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The ranges of one core, and what was said on the way."""

    statutory: Range | None = None
    lawful: Range | None = None
    benchmark: Range | None = None
    recommended: Range | None = None
    reasons: tuple[Reason, ...] = ()
    for_person: tuple[Reason, ...] = ()


def is_static(fine: FineForm | None) -> bool:
    """Whether the amount needs no measured quantity."""
    if isinstance(fine, HigherFine | EitherFine):
        return all(is_static(option) for option in fine.options)
    return fine is None or isinstance(fine, RangeFine | UnspecifiedFine)


def range_of(fine: FineForm, quantities: Quantities) -> Range | None:
    """Return the range that *fine* allows, or None if the text gives no amount.

    A quantity that is not known leaves the range as wide as floor and cap make it.
    """
    if isinstance(fine, UnspecifiedFine):
        return None
    if isinstance(fine, HigherFine):
        return max((_simple(o, quantities) for o in fine.options), key=_height)
    if isinstance(fine, EitherFine):
        return hull(_simple(o, quantities) for o in fine.options)
    return _simple(fine, quantities)


def _height(span: Range) -> tuple[bool, Money, Money]:
    return (span.maximum is None, span.maximum or NOTHING, span.minimum)


def _simple(fine: FineForm, quantities: Quantities) -> Range:
    if isinstance(fine, RangeFine):
        return Range(fine.min or NOTHING, fine.max, fine.min_open, fine.max_open)
    assert isinstance(fine, MultipleFine | PercentFine | PerUnitFine | PerDayFine)
    base = _base(fine, quantities)
    if base is None:
        return Range(fine.floor or NOTHING, fine.cap)
    low, high = (_product(rate, base) for rate in (fine.min or 0, fine.max))
    low_open, high_open = fine.min_open, fine.max_open
    if fine.floor is not None and low <= fine.floor.fen:
        low, low_open = fine.floor.fen, False
        if high < low:
            high, high_open = low, False
    if fine.cap is not None and high >= fine.cap.fen:
        high, high_open = fine.cap.fen, False
        if low > high:
            low, low_open = high, False
    if low == high:
        low_open = high_open = False
    return Range(Money(low), Money(high), low_open, high_open)


def _base(
    fine: MultipleFine | PercentFine | PerUnitFine | PerDayFine, quantities: Quantities
) -> Ratio | None:
    """Return what the rate is multiplied by to get fen, or None if a quantity is not known."""
    names = fine.of if isinstance(fine, PerUnitFine) else (fine.of,)
    numerator, denominator = 100 if isinstance(fine, MultipleFine) else 1, 1
    for name in names:
        quantity = quantities.get(name)
        if quantity is None:
            return None
        n, d = quantity.as_integer_ratio()
        numerator, denominator = numerator * n, denominator * d
    return numerator, denominator


def _product(rate: int | Decimal | Money, base: Ratio) -> int:
    """Return rate times base, rounded half up; both are at least 0."""
    n, d = rate.fen if isinstance(rate, Money) else rate, 1
    if isinstance(n, Decimal):
        n, d = n.as_integer_ratio()
    n, d = n * base[0], d * base[1]
    return (2 * n + d) // (2 * d)


def hull(spans: Iterable[Range | None]) -> Range | None:
    """Return the smallest range that holds all of *spans* (ranges or None, which is no range)."""
    found: Range | None = None
    for span in spans:
        if span is None or found is None:
            found = found or span
            continue
        low, low_open = min((s.minimum, s.minimum_open) for s in (found, span))
        high: Money | None = None
        high_open = False
        if found.maximum is not None and span.maximum is not None:
            high, closed = max((s.maximum, not s.maximum_open) for s in (found, span))
            high_open = not closed
        found = Range(low, high, low_open, high_open)
    return found


def intersection(first: Range, second: Range) -> Range | None:
    """Return what both ranges hold, or None if that is nothing."""
    low, low_open = max((s.minimum, s.minimum_open) for s in (first, second))
    ends = [(s.maximum, not s.maximum_open) for s in (first, second) if s.maximum is not None]
    if not ends:
        return Range(low, None, low_open)
    high, closed = min(ends)
    if high < low or (high == low and (low_open or not closed)):
        return None
    return Range(low, high, low_open, not closed)


def cut(span: Range, share: Interval) -> Range:
    """Return the part of *span* between two shares of the way from its minimum to its maximum."""
    assert span.maximum is not None
    assert share.low is not None
    assert share.high is not None
    start, width = span.minimum.fen, span.maximum.fen - span.minimum.fen
    if width == 0:
        return span
    low, high = Fraction(share.low) * width, Fraction(share.high) * width
    low_open = share.low_open and low.denominator == 1
    high_open = share.high_open and high.denominator == 1
    if low == 0:
        low_open = span.minimum_open or low_open
    if high == width:
        high_open = span.maximum_open or high_open
    first, last = (
        start + -(-low.numerator // low.denominator),
        start + high.numerator // high.denominator,
    )
    if first > last or (first == last and (low_open or high_open)):
        first = last = start + round(low)
        low_open = high_open = False
    return Range(Money(first), Money(last), low_open, high_open)


class Pricer:
    """Computes the amounts of cores under one grade policy."""

    def __init__(self, policy: GradePolicy, declarations: Declarations) -> None:
        self.policy, self.declarations = policy, declarations

    def price(self, core: Core, quantities: Quantities) -> Amounts:
        """Return the ranges of *core* for a case with these *quantities*."""
        fine = core.fine
        if core.outcome not in (Outcome.PENALTY, Outcome.MAY_EXEMPT) or fine is None:
            return Amounts()
        statutory = range_of(fine, quantities)
        if statutory is None:
            assert isinstance(fine, UnspecifiedFine)
            note = (("note", fine.note),)
            return Amounts(for_person=(Reason(9, "amount_not_held", values=note),))
        reasons = [Reason(9, "statutory_range", values=self._form(fine, statutory))]
        persons: list[Reason] = []
        benchmark = self._benchmark(core, fine, statutory, quantities, reasons)
        lawful = self._lawful(core, statutory, benchmark)
        recommended = self._recommended(core, fine, statutory, lawful, benchmark, reasons, persons)
        return Amounts(statutory, lawful, benchmark, recommended, tuple(reasons), tuple(persons))

    def _benchmark(
        self,
        core: Core,
        fine: FineForm,
        statutory: Range,
        quantities: Quantities,
        reasons: list[Reason],
    ) -> Range | None:
        if core.benchmark_fine is not None:
            published = range_of(core.benchmark_fine, quantities)
            if published is not None:
                reasons.append(Reason(9, "benchmark_published", values=(("range", published),)))
            return published
        if statutory.maximum is None:
            return None
        if core.benchmark_share is not None:
            share = core.benchmark_share
            values = (("low_share", share.low), ("high_share", share.high))
            reasons.append(Reason(9, "benchmark_row_share", values=values))
            return cut(statutory, share)
        if core.table_grade in _CUT_GRADES:
            return self._policy_cut(core.table_grade, fine, statutory, reasons)
        return None

    def _policy_cut(
        self, grade: Grade, fine: FineForm, statutory: Range, reasons: list[Reason]
    ) -> Range:
        cuts = self.policy.max_only if is_max_only(fine) else self.policy.ranged
        share = share_ends(parse_cell(getattr(cuts, grade.value)))
        assert share is not None
        band = cut(statutory, share)
        values = (
            ("grade", grade.value),
            ("low_share", share.low),
            ("high_share", share.high),
            ("status", self.policy.status),
            ("range", band),
        )
        reasons.append(Reason(9, "benchmark_policy_cut", values=values))
        return band

    @staticmethod
    def _lawful(core: Core, statutory: Range, benchmark: Range | None) -> Range:
        if core.mitigable:
            return Range(NOTHING, statutory.maximum, False, statutory.maximum_open)
        if core.table_grade is Grade.MITIGATED:
            below = benchmark or Range(NOTHING, None)
            low, low_open = min((r.minimum, r.minimum_open) for r in (below, statutory))
            return Range(low, statutory.maximum, low_open, statutory.maximum_open)
        return statutory

    def _recommended(
        self,
        core: Core,
        fine: FineForm,
        statutory: Range,
        lawful: Range,
        benchmark: Range | None,
        reasons: list[Reason],
        persons: list[Reason],
    ) -> Range | None:
        if core.grade is Grade.EXEMPT:
            return Range(NOTHING, NOTHING)
        band = benchmark
        if benchmark is not None:
            band = intersection(benchmark, lawful)
            if band is None:
                persons.append(Reason(9, "benchmark_outside_law"))
            if band != benchmark:
                values = (("published", benchmark), ("lawful", lawful))
                reasons.append(Reason(9, "benchmark_clipped", values=values))
        if core.grade is not core.table_grade and core.grade in _CUT_GRADES:
            return self._towards(core.grade, fine, statutory, band, reasons)
        if core.optional_grade in _CUT_GRADES and statutory.maximum is not None:
            return hull([band, self._towards(core.optional_grade, fine, statutory, band, reasons)])
        return band

    def _towards(
        self,
        grade: Grade,
        fine: FineForm,
        statutory: Range,
        band: Range | None,
        reasons: list[Reason],
    ) -> Range | None:
        """Return the policy's cut for the new grade, never on the wrong side of the old band."""
        if statutory.maximum is None:
            return band
        target = self._policy_cut(grade, fine, statutory, reasons)
        if band is None:
            return target
        if grade is Grade.HEAVIER:
            side = Range(band.minimum, statutory.maximum, band.minimum_open, statutory.maximum_open)
        else:
            side = Range(NOTHING, band.maximum, False, band.maximum_open)
        return intersection(target, side) or band

    def _form(self, fine: FineForm, statutory: Range) -> tuple[tuple[str, object], ...]:
        values: list[tuple[str, object]] = [("range", statutory), ("form", fine.form)]
        if isinstance(fine, MultipleFine | PercentFine | PerUnitFine | PerDayFine):
            names = fine.of if isinstance(fine, PerUnitFine) else (fine.of,)
            values += [
                ("rate_min", fine.min),
                ("rate_max", fine.max),
                ("of", tuple(self.declarations[n].label for n in names)),
                ("floor", fine.floor),
                ("cap", fine.cap),
            ]
        return tuple(values)


def is_max_only(fine: FineForm) -> bool:
    """Whether the form names only a maximum (以下), so that the range begins at nothing."""
    if isinstance(fine, HigherFine | EitherFine):
        return all(is_max_only(option) for option in fine.options)
    return not isinstance(fine, UnspecifiedFine) and fine.min is None
