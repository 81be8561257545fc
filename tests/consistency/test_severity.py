"""Severity is one scale: monotone in the fine, and ordered by the kinds of article 9."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.consistency.severity import (
    WITHOUT_FINE,
    WITHOUT_PENALTY,
    fine_at,
    position,
    severity,
)
from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind

K = PenaltyKind
fens = st.integers(1, 10**9)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low, high = sorted((draw(st.just(0) | fens), draw(fens)))
    return Range(Money(low), Money(high))


def fined(fen: int, *kinds: PenaltyKind) -> Penalty:
    return Penalty(kinds=(K.FINE, *kinds), fine=Money(fen))


@pytest.mark.parametrize(
    ("fine", "low", "high", "expected"),
    [
        (500, 500, 5000, 0),
        (5000, 500, 5000, 1),
        (2750, 500, 5000, Fraction(1, 2)),
        (250, 500, 5000, Fraction(-1, 2)),
        (7500, 500, 5000, Fraction(3, 2)),
        (250, 0, 1000, Fraction(1, 4)),  # only a maximum
        (1000, 1000, 1000, 0),  # a fixed fine
        (500, 1000, 1000, Fraction(-1, 2)),
        (1500, 1000, 1000, Fraction(3, 2)),
    ],
)
def test_a_fine_stands_where_it_stands_in_the_range(
    fine: int, low: int, high: int, expected: Fraction
) -> None:
    assert severity(fined(fine), Range(Money(low), Money(high))) == expected


def test_a_fine_has_no_severity_without_an_upper_end() -> None:
    assert severity(fined(100), None) is None
    assert severity(fined(100), Range(Money(0), None)) is None


def test_a_penalty_without_a_fine_needs_no_range() -> None:
    assert severity(Penalty(), None) == WITHOUT_PENALTY
    for kind in (K.WARNING, K.PUBLIC_CRITICISM, K.CONFISCATE_GOODS):
        assert severity(Penalty(kinds=(kind,)), None) == WITHOUT_FINE


@given(ranges(), fens, fens)
def test_severity_grows_with_the_fine(span: Range, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert position(Money(low), span) <= position(Money(high), span)


@given(ranges(), fens)
def test_severity_tells_lawful_from_mitigated_and_unlawful(span: Range, fen: int) -> None:
    place = position(Money(fen), span)
    assert (0 <= place <= 1) == span.contains(Money(fen))
    assert (place < 0) == (Money(fen) < span.minimum)


@given(ranges(), fens)
def test_the_kinds_of_article_9_stand_in_its_order(span: Range, fen: int) -> None:
    assert span.maximum is not None
    lawful = Money(min(max(fen, span.minimum.fen), span.maximum.fen))
    groups = (
        [Penalty()],
        [Penalty(kinds=(K.WARNING,)), Penalty(kinds=(K.CONFISCATE_GAINS,))],
        [fined(lawful.fen), fined(lawful.fen, K.WARNING)],
        [Penalty(kinds=(k,)) for k in (K.SUSPEND_LICENCE, K.DOWNGRADE_QUALIFICATION)],
        [fined(lawful.fen, K.REVOKE_LICENCE)],
        [Penalty(kinds=(k,)) for k in (K.SUSPEND_BUSINESS, K.CLOSE_BUSINESS)],
        [
            fined(lawful.fen, K.CLOSE_BUSINESS),
            fined(lawful.fen, K.REVOKE_LICENCE, K.CLOSE_BUSINESS),
        ],
        [Penalty(kinds=(K.DETENTION,))],
    )
    places = [{severity(p, span) for p in group} for group in groups]
    assert all(len(group) == 1 for group in places)
    flat = [place for group in places for place in group if place is not None]
    assert flat == sorted(set(flat))


@given(ranges(), fens)
def test_the_fine_of_a_severity_is_that_fine_to_the_yuan(span: Range, fen: int) -> None:
    assert span.maximum is not None
    fine = min(max(Money(fen), span.minimum), span.maximum)
    back = fine_at(position(fine, span), span)
    assert span.contains(back)
    assert span.minimum == span.maximum or 0 <= fine.fen - back.fen <= 100


@given(ranges(), st.fractions(-3, 12, max_denominator=1000) | st.floats(-3, 12))
def test_the_fine_of_a_severity_is_that_of_its_definition(
    span: Range, place: Fraction | float
) -> None:
    exact = Fraction(place)
    while exact >= 2:
        exact -= 3  # what the graver kinds add
    assert span.maximum is not None
    low, high = span.minimum.fen, span.maximum.fen
    inside = min(Fraction(1), max(Fraction(0), exact))
    fen = max(low, int(low + inside * (high - low)) // 100 * 100)
    assert fine_at(place, span) == Money(fen if exact > -1 else 0)


def test_the_fine_of_a_severity_is_never_unlawful() -> None:
    span = Range(Money.yuan(500), Money.yuan(5000))
    assert fine_at(Fraction(-1, 2), span) == Money.yuan(500)
    assert fine_at(Fraction(3, 2), span) == Money.yuan(5000)
    assert fine_at(WITHOUT_FINE, span) == fine_at(WITHOUT_PENALTY, span) == Money(0)


def test_the_fine_of_a_severity_looks_past_the_graver_kinds() -> None:
    span = Range(Money.yuan(500), Money.yuan(5000))
    for kind in (K.REVOKE_LICENCE, K.CLOSE_BUSINESS, K.DETENTION):
        place = severity(fined(275_000, kind), span)
        alone = severity(Penalty(kinds=(kind,)), span)
        assert place is not None
        assert alone is not None
        assert fine_at(place, span) == Money.yuan(2750)
        assert fine_at(alone, span) == Money(0)
