"""What is expected of a case, against a slow loop; and what facts contribute, against lstsq."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from discretion.consistency import contributions
from discretion.consistency.expectation import (
    HALF_LIFE,
    LEAST_EFFECTIVE,
    WIDENINGS,
    Reference,
    expect,
    weigh,
)
from discretion.consistency.observations import FactColumn, GroupKey, Observations

Floats = NDArray[np.float64]

values = st.integers(-8, 16).map(lambda n: n / 8)
parts = st.sampled_from([0.0, 0.1, 0.25, -0.3, math.nan])
days = st.sampled_from([0.0, 10.0, 365.0, 730.0, 5000.0, math.nan])
COSTS = (0.0, 0.2, 0.05)


@st.composite
def references(draw: st.DrawFn, least: int = 1) -> Reference:
    rows = draw(
        st.lists(
            st.tuples(values, st.tuples(*[parts] * len(COSTS)), days), min_size=least, max_size=12
        )
    )
    rows.sort(key=lambda row: row[0])
    return Reference(
        np.array([r[0] for r in rows]),
        np.array([r[1] for r in rows]),
        np.array(COSTS),
        np.array([r[2] for r in rows]),
        np.arange(len(rows)),
        draw(st.sampled_from([0.02, 0.2, 1.0])),
    )


def naive_weights(mine: Any, day: float, number: int, reference: Reference) -> list[float]:
    wanted = min(LEAST_EFFECTIVE, 0.5 * (len(reference.value) - 1))
    found: list[float] = []
    for widening in range(WIDENINGS):
        found = stretched_weights(mine, day, number, reference, 1.5**widening)
        if sum(found) ** 2 >= wanted * sum(w * w for w in found):
            break
    return found


def stretched_weights(
    mine: Any, day: float, number: int, reference: Reference, wider: float
) -> list[float]:
    found = []
    for at in range(len(reference.value)):
        if reference.number[at] == number:
            found.append(0.0)
            continue
        distance = 0.0
        for fact, cost in enumerate(COSTS):
            step = abs(mine[fact] - reference.parts[at][fact])
            distance += cost if math.isnan(step) else step
        age = abs(day - reference.day[at])
        aged = 1.0 if math.isnan(age) else 0.5 ** (age / (HALF_LIFE * wider))
        found.append(math.exp(-distance / (reference.width * wider)) * aged + 1e-9)
    return found


def naive_expectation(weights: list[float], value: Floats) -> tuple[float, ...]:
    """The interquartile mean by its integral, and quantiles as the first value that reaches them.

    Returns location, distance from the median to the 10 % and 90 % quantiles, Kish's number.
    """
    total = sum(weights)
    ends = [0.0]
    for weight in weights:
        ends.append(ends[-1] + weight)

    def quantile(share: float) -> float:
        reached = [
            v for v, end in zip(value, ends[1:], strict=True) if end >= share * total * (1 - 1e-12)
        ]
        return float(reached[0])

    inner = 0.0
    for at, one in enumerate(value):
        inner += one * max(0.0, min(ends[at + 1], 0.75 * total) - max(ends[at], 0.25 * total))
    kish = total**2 / sum(w * w for w in weights)
    middle = quantile(0.5)
    return inner / (0.5 * total), middle - quantile(0.1), quantile(0.9) - middle, kish


def settled(weights: list[float]) -> bool:
    """Whether no quantile falls on the border of two cases, where rounding decides."""
    ends = np.cumsum(weights) / sum(weights)
    return all(abs(ends - q).min() > 1e-6 for q in (0.1, 0.5, 0.9))


@given(references(), st.lists(st.tuples(*[parts] * len(COSTS)), min_size=1, max_size=4), days)
def test_a_weight_falls_with_distance_and_age(
    reference: Reference, mine: list[Any], day: float
) -> None:
    for number, case in enumerate([*mine]):
        at = number - 1  # -1: a case that is not among them
        found = weigh(np.array(case), day, at, reference)
        assert found == pytest.approx(naive_weights(case, day, at, reference), abs=1e-12)


@given(references(2), st.tuples(*[parts] * len(COSTS)), days, st.integers(-1, 1))
def test_the_expectation_is_the_weighted_middle(
    reference: Reference, mine: Any, day: float, number: int
) -> None:
    found = expect(np.array([mine]), np.array([day]), np.array([number]), reference)
    weights = naive_weights(mine, day, number, reference)
    location, below, above, kish = naive_expectation(weights, reference.value)
    assert found.location[0] == pytest.approx(location, abs=1e-9)
    assert found.effective[0] == pytest.approx(kish, rel=1e-9)
    if settled(weights):
        assert (found.below[0], found.above[0]) == pytest.approx((below, above), abs=1e-12)


def test_a_case_alone_with_itself_expects_nothing() -> None:
    one = Reference(np.ones(1), np.zeros((1, 1)), np.zeros(1), np.zeros(1), np.zeros(1, int), 1.0)
    found = expect(np.zeros((1, 1)), np.zeros(1), np.zeros(1, dtype=np.int64), one)
    assert np.isnan(found.location[0])
    assert found.effective[0] == 0


# --- contributions of facts -------------------------------------------------------------------


def observed(severity: Floats, base: Floats, **facts: FactColumn) -> Observations:
    n = len(severity)
    key = GroupKey("item", "unit", "law", "statute", "domain")
    ids = np.array([f"{i:05d}" for i in range(n)], dtype=object)
    return Observations(ids, severity, base, facts, np.zeros(n), np.zeros(n, np.int64), (key,))


def test_slopes_are_those_of_a_ridge_regression() -> None:
    rng = np.random.default_rng(1)
    x, kind = rng.normal(size=300), rng.integers(0, 3, 300).astype(float)
    base = rng.choice([0.2, 0.5, 0.8], 300)
    severity = base + 0.3 * x + 0.2 * (kind == 1) + rng.normal(0, 0.05, 300)
    cases = observed(severity, base, x=FactColumn(x), kind=FactColumn(kind, nominal=True))
    model = contributions.fit(cases)
    columns = np.stack([base, x, *((kind == k).astype(float) for k in range(3))], axis=1)
    scale = columns.std(axis=0)
    z = (columns - columns.mean(axis=0)) / scale
    y = severity - base
    # A ridge penalty of one case is five cases more, each with one fact at 1 and no severity.
    rows, right = np.vstack([z, np.eye(5)]), np.concatenate([y - y.mean(), np.zeros(5)])
    slopes = np.linalg.lstsq(rows, right, rcond=None)[0] / scale
    assert model.plain_base == pytest.approx(slopes[0], abs=1e-9)
    assert model.plain["x"].slope == pytest.approx(slopes[1], abs=1e-9)
    assert model.plain["kind"].table == pytest.approx(
        {0.0: slopes[2], 1.0: slopes[3], 2.0: slopes[4]}, abs=1e-9
    )
    assert model.lean(cases) == pytest.approx(columns @ slopes, abs=1e-9)


def test_a_fact_without_effect_keeps_no_case_away() -> None:
    rng = np.random.default_rng(2)
    matters, noise = rng.normal(size=200), rng.normal(size=200)
    cases = observed(
        matters.copy(), np.zeros(200), matters=FactColumn(matters), noise=FactColumn(noise * 0)
    )
    parts, costs = contributions.fit(cases).contributions(cases)
    assert parts.shape == (200, len(costs)) == (200, 2)
    assert np.ptp(parts[:, 1]) > 1


def test_facts_of_which_nothing_is_known_are_left_out() -> None:
    empty = FactColumn(np.full(20, np.nan))
    model = contributions.fit(observed(np.arange(20.0), np.zeros(20), a=empty, b=empty))
    assert model.effects == {}
    assert model.spread > 0


def test_an_unknown_fact_is_as_far_as_the_mean_of_the_known() -> None:
    x = np.array([0.0, 1.0] * 30)
    x[::10] = np.nan
    cases = observed(np.nan_to_num(x), np.zeros(60), x=FactColumn(x))
    model = contributions.fit(cases)
    parts, costs = model.contributions(cases)
    assert np.isnan(parts[0, 1])
    known = parts[~np.isnan(parts[:, 1]), 1]
    assert costs[1] == pytest.approx(np.abs(known - np.median(known)).mean(), abs=1e-9)
    assert not np.isnan(model.lean(cases)).any()


@pytest.mark.parametrize("severity", [0.5, -2.0])
def test_equal_severities_give_a_model(severity: float) -> None:
    cases = observed(np.full(50, severity), np.full(50, 0.3), x=FactColumn(np.arange(50.0)))
    model = contributions.fit(cases)
    assert model.spread > 0
    assert np.isfinite(model.contributions(cases)[0]).all()
