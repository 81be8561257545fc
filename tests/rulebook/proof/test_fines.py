"""Amounts counted in different bases: a proof against trying many quantities."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.model.money import Money
from discretion.rulebook.proof.fines import Line, Span, line_of, lines_of, outside
from discretion.rulebook.schema import EitherFine, MultipleFine, PercentFine, RangeFine

AMOUNTS = st.integers(0, 40).map(lambda n: Fraction(n * 5))
RATES = st.integers(0, 12).map(lambda n: Fraction(n, 2))


@st.composite
def lines(draw: st.DrawFn, base: tuple[str, ...]) -> Line:
    low, high = sorted(draw(st.tuples(*[AMOUNTS if not base else RATES] * 2)))
    floor = cap = None
    if base and draw(st.booleans()):
        floor, cap = sorted(draw(st.tuples(AMOUNTS, AMOUNTS)))
    is_open = st.booleans() if low < high else st.just(False)
    return Line(base, low, high, draw(is_open), draw(is_open), floor, cap)


SPANS = st.tuples(st.integers(0, 20), st.integers(0, 20) | st.none()).map(
    lambda s: Span(Fraction(s[0]), None if s[1] is None else Fraction(s[0] + s[1]))
)
GRID = [Fraction(n, 2) for n in range(121)]


def tried(span: Span, base: tuple[str, ...]) -> list[Fraction]:
    if not base:
        return [Fraction(1)]
    return [b for b in GRID if b >= span.low and (span.high is None or b <= span.high)]


def is_outside(row: Line, a: Fraction, statute: Line, b: Fraction) -> bool:
    high, law = row.most(a), statute.most(b)
    if high > law or (high == law and b > 0 and statute.high_open and not row.high_open):
        return True
    low, law = row.least(a), statute.least(b)
    return low < law or (low == law and b > 0 and statute.low_open and not row.low_open)


@pytest.mark.parametrize(
    ("row_base", "law_base"),
    [((), ()), (("m2",), ("m2",)), (("m2",), ()), ((), ("m2",)), (("m2",), ("gains",))],
)
@given(data=st.data())
def test_outside_is_never_wrong(
    row_base: tuple[str, ...], law_base: tuple[str, ...], data: st.DataObject
) -> None:
    row, law = data.draw(lines(row_base)), data.draw(lines(law_base))
    one = Span(Fraction(1), Fraction(1))
    row_span = data.draw(SPANS) if row_base else one
    law_span = row_span if row_base == law_base else data.draw(SPANS) if law_base else one
    found = outside(row, row_span, law, law_span)
    for end in found:
        assert is_outside(row, end.row_base, law, end.statute_base)
    if row_base == law_base:
        pairs = [(b, b) for b in tried(row_span, row_base)]
    else:
        pairs = [(a, b) for a in tried(row_span, row_base) for b in tried(law_span, law_base)[::7]]
    if not found:
        assert not [p for p in pairs if is_outside(row, p[0], law, p[1])]


def test_bases_that_share_a_fact_are_not_guessed_at() -> None:
    row = Line(("days", "m2"), Fraction(1), Fraction(2))
    law = Line(("m2",), Fraction(1), Fraction(2))
    with pytest.raises(ValueError, match="share a fact"):
        outside(row, Span(Fraction(0), None), law, Span(Fraction(0), None))


def test_a_percentage_is_a_hundredth_of_a_multiple() -> None:
    percent = line_of(PercentFine(form="percent", of="construction_cost", min=5, max=10))
    multiple = line_of(MultipleFine(form="multiple", of="construction_cost", min="0.05", max="0.1"))
    assert percent == multiple


def test_alternatives_are_several_lines() -> None:
    fine = EitherFine(
        form="either_of",
        options=(
            RangeFine(min=Money.yuan(5), max=Money.yuan(10)),
            MultipleFine(form="multiple", of="repair_cost", min=3, max=5),
        ),
    )
    assert [line.base for line in lines_of(fine)] == [(), ("repair_cost",)]
