"""Shares, means, explained shares and false discovery control, against naive definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from discretion.consistency.estimates import adjusted, correlation_ratio, mean, share

p_values = st.integers(0, 200).map(lambda n: n / 200)


@given(st.integers(1, 400), st.data())
def test_a_share_has_wilson_s_interval(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    found = share(count, n)
    known = stats.binomtest(count, n).proportion_ci(0.95, method="wilson")
    assert found.n == n
    assert found.value == pytest.approx(count / n, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=2e-6)
    # Wilson's ends are where the score test just accepts (its definition).
    for end in (found.low, found.high):
        assert end is not None
        if 0 < end < 1:
            z = (count / n - end) / math.sqrt(end * (1 - end) / n)
            assert abs(z) == pytest.approx(1.96, abs=0.01)


@given(st.lists(st.integers(-50, 50).map(lambda n: n / 16), min_size=2, max_size=40))
def test_a_mean_has_student_s_interval(values: list[float]) -> None:
    found = mean(np.array(values))
    assert found.value == pytest.approx(sum(values) / len(values), abs=1e-6)
    if np.ptp(values) > 0:
        low, high = stats.ttest_1samp(values, 0).confidence_interval(0.95)
        assert (found.low, found.high) == pytest.approx((low, high), abs=2e-6)
    else:
        assert found.low == found.value == found.high


def test_of_nothing_and_of_one_there_is_no_interval() -> None:
    assert share(0, 0).value is None
    assert mean(np.zeros(0)).value is None
    one = mean(np.array([2.0]))
    assert (one.value, one.low, one.high, one.n) == (2.0, None, None, 1)


def naive_fdr(p: list[float], method: str) -> list[float]:
    """The least rate at which the step-up procedure rejects each, tried over every k."""
    n = len(p)
    factor = sum(1 / k for k in range(1, n + 1)) if method == "by" else 1.0
    ranked = sorted(p)
    found = []
    for one in p:
        rates = [ranked[k - 1] * n * factor / k for k in range(1, n + 1) if ranked[k - 1] >= one]
        found.append(min(1.0, *rates))
    return found


@given(st.lists(p_values | st.just(math.nan), max_size=25), st.sampled_from(["bh", "by"]))
def test_adjusted_p_values_are_those_of_the_step_up_procedure(p: list[float], method: str) -> None:
    found = adjusted(np.array(p, dtype=float), method)  # type: ignore[arg-type]
    known = [x for x in p if not math.isnan(x)]
    assert np.isnan(found).tolist() == [math.isnan(x) for x in p]
    assert found[~np.isnan(found)].tolist() == pytest.approx(naive_fdr(known, method), abs=1e-8)


def test_false_discoveries_stay_below_the_rate() -> None:
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(200):
        real = rng.random(200) < 0.2
        p = np.where(real, rng.random(200) * 1e-3, rng.random(200))
        listed = adjusted(p) <= 0.1
        shares.append((listed & ~real).sum() / max(1, listed.sum()))
    assert np.mean(shares) <= 0.1


def test_the_explained_share_is_that_of_an_analysis_of_variance() -> None:
    rng = np.random.default_rng(4)
    group = rng.integers(0, 4, 400)
    values = 0.5 * group + rng.normal(size=400)
    found = correlation_ratio(values, group)
    f = stats.f_oneway(*(values[group == g] for g in range(4))).statistic
    raw = 3 * f / (3 * f + 396)  # eta squared from F
    assert found.value == pytest.approx(1 - (1 - raw) * 399 / 396, abs=1e-6)
    assert found.low is not None
    assert found.high is not None
    assert found.low < (found.value or 0) < found.high


@pytest.mark.parametrize("values", [np.ones(30), np.arange(4.0)])
def test_what_does_not_vary_or_is_too_little_explains_nothing(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    found = correlation_ratio(values, np.arange(len(values)) % 2)
    assert found.value is None
    assert found.n == len(values)


def test_groups_without_effect_explain_next_to_nothing() -> None:
    rng = np.random.default_rng(5)
    found = [correlation_ratio(rng.normal(size=300), rng.integers(0, 5, 300)) for _ in range(100)]
    assert np.mean([f.value for f in found if f.value is not None]) < 0.01
