"""Weighted quantiles, tails and ranks against their definitions, written out with fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.consistency.robust import (
    WHOLE,
    Weights,
    effective_number,
    mid_rank,
    quantile_rows,
    tails,
    whole_weights,
)

shares = st.fractions(0, 1, max_denominator=40)
rows = st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 7)), min_size=1, max_size=25).map(
    sorted
)


def weights_of(entries: list[tuple[int, int]]) -> Weights:
    return np.array([weight for _, weight in entries], dtype=np.int64)


def slow_quantile(entries: list[tuple[int, int]], share: Fraction) -> int:
    """The least value at or below which at least the share of the weight lies."""
    total = sum(w for _, w in entries)
    at_or_below = {v: sum(w for u, w in entries if u <= v) for v, _ in entries}
    return min(v for v, below in at_or_below.items() if Fraction(below, total) >= share)


def bounds(entries: list[tuple[int, int]], value: int) -> tuple[int, int]:
    return sum(v < value for v, _ in entries), sum(v <= value for v, _ in entries)


@given(rows, st.lists(shares, min_size=1, max_size=5))
def test_quantiles_are_those_of_the_definition(
    entries: list[tuple[int, int]], wanted: list[Fraction]
) -> None:
    found = [entries[row][0] for row in quantile_rows(weights_of(entries), wanted)]
    assert found == [slow_quantile(entries, share) for share in wanted]


@given(rows, shares)
def test_a_whole_weight_is_that_many_equal_rows(
    entries: list[tuple[int, int]], share: Fraction
) -> None:
    repeated = [(value, 1) for value, weight in entries for _ in range(weight)]
    one = entries[quantile_rows(weights_of(entries), [share])[0]][0]
    many = repeated[quantile_rows(weights_of(repeated), [share])[0]][0]
    assert one == many


@given(rows, shares, st.integers(2, 1000))
def test_scaling_every_weight_changes_nothing(
    entries: list[tuple[int, int]], share: Fraction, factor: int
) -> None:
    weights = weights_of(entries)
    assert quantile_rows(weights, [share]) == quantile_rows(weights * factor, [share])
    assert effective_number(weights) == effective_number(weights * factor)
    assert tails(weights, 0, 1) == tails(weights * factor, 0, 1)


@given(rows, st.integers(0, 24), shares, st.integers(-6, 6))
def test_a_row_of_weight_0_is_left_out(
    entries: list[tuple[int, int]], which: int, share: Fraction, value: int
) -> None:
    which %= len(entries)
    rest = entries[:which] + entries[which + 1 :]
    weights = weights_of(entries)
    weights[which] = 0
    if not rest:
        with pytest.raises(ValueError, match="no rows"):
            quantile_rows(weights, [share])
        return
    found = entries[quantile_rows(weights, [share])[0]][0]
    assert found == slow_quantile(rest, share)
    assert effective_number(weights) == effective_number(weights_of(rest))
    mine = mid_rank(weights, *bounds(entries, value))
    assert mine == mid_rank(weights_of(rest), *bounds(rest, value))


@given(rows, st.integers(-6, 6))
def test_tails_and_rank_count_ties_as_they_say(entries: list[tuple[int, int]], value: int) -> None:
    total = sum(w for _, w in entries)
    below = Fraction(sum(w for v, w in entries if v < value), total)
    equal = Fraction(sum(w for v, w in entries if v == value), total)
    weights, (first, last) = weights_of(entries), bounds(entries, value)
    assert tails(weights, first, last) == (below + equal, 1 - below)
    assert mid_rank(weights, first, last) == below + equal / 2


def test_quantiles_are_exact_where_a_share_is_met_exactly() -> None:
    # A tenth of ten equal weights is met by the first, by no rounding missed or overshot.
    for n in (10, 70, 1000):
        weights = np.full(n, 333_333, dtype=np.int64)
        found = quantile_rows(weights, [Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)])
        assert found == [n // 10 - 1, n // 2 - 1, 9 * n // 10 - 1]


@given(rows)
def test_the_effective_number_is_the_number_only_of_equal_weights(
    entries: list[tuple[int, int]],
) -> None:
    weights = weights_of(entries)
    effective = effective_number(weights)
    assert 1 <= effective <= len(entries)
    assert (effective == len(entries)) == (len(set(weights.tolist())) == 1)


def test_there_is_no_quantile_of_nothing() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert effective_number(nothing) == 0
    with pytest.raises(ValueError, match="no rows"):
        quantile_rows(nothing, [Fraction(1, 2)])


def test_shares_become_parts_per_million() -> None:
    assert whole_weights(np.array([0.05, 1 / 3, 1.0])).tolist() == [50_000, 333_333, WHOLE]
