"""Distributions of fines: quantiles against NumPy, and a median's interval that holds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from discretion.consistency.distributions import LEVELS, median, places_of, spreads
from discretion.engine.decisions import Spans

places = st.floats(-1, 2, allow_nan=False)


@given(st.lists(st.tuples(st.integers(-1, 3), places | st.just(float("nan"))), max_size=60))
def test_each_group_has_the_quantiles_of_its_known_places(
    cases: list[tuple[int, float]],
) -> None:
    group = np.array([g for g, _ in cases], dtype=np.int64)
    values = np.array([v for _, v in cases], dtype=np.float64)
    found = {s.group: s for s in spreads(["a", "b", "c", "d"], group, values)}
    for number in range(4):
        mine = [v for g, v in cases if g == number and not np.isnan(v)]
        if not mine:
            assert number not in found
            continue
        assert found[number].median.n == len(mine)
        assert np.allclose(found[number].quantiles, np.quantile(mine, LEVELS), atol=1e-6)


@given(st.lists(places, min_size=1, max_size=200))
def test_the_interval_of_a_median_has_the_ranks_that_the_binomial_gives(
    values: list[float],
) -> None:
    ordered = np.sort(np.array(values))
    found, n = median(ordered), len(values)
    # By search: the greatest rank below which at most 2.5 % of samples of that size would lie.
    ranks = [r for r in range(1, n // 2 + 1) if binom.cdf(r - 1, n, 0.5) <= 0.025]
    if not ranks:
        assert found.low is None
        return
    assert found.low == round(float(ordered[ranks[-1] - 1]), 6)
    assert found.high == round(float(ordered[n - ranks[-1]]), 6)
    assert found.value is not None
    assert found.low <= found.value <= found.high


def test_the_interval_covers_the_true_median_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    covered = 0
    for _ in range(2000):
        found = median(np.sort(random.exponential(size=25)))
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= np.log(2) <= found.high
    assert covered / 2000 > 0.95


def test_places_go_from_the_minimum_to_the_maximum() -> None:
    fines = np.array([100.0, 300.0, 500.0, 50.0, np.nan, 100.0, 10.0])
    low = np.array([100, 100, 100, 100, 100, 100, -1])
    high = np.array([500, 500, 500, 500, 500, 100, -1])
    closed = np.zeros(7, dtype=bool)
    found = places_of(fines, Spans(low, high, closed, closed))
    assert np.allclose(found, [0, 0.5, 1, -0.5, np.nan, np.nan, np.nan], equal_nan=True)
