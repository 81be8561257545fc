"""Conformal p-values: against their definition, a peer library, and what they promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from discretion.consistency.conformal import Deviations

Floats = NDArray[np.float64]

numbers = st.integers(-60, 60).map(lambda n: n / 8)
weights = st.sampled_from([0.0, 0.25, 0.5, 0.999, 1.0])


@st.composite
def weighted(draw: st.DrawFn, least: int = 0) -> tuple[Floats, Floats]:
    pairs = draw(st.lists(st.tuples(numbers, weights | st.just(1.0)), min_size=least, max_size=30))
    values, mass = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(values, dtype=float), np.array(mass, dtype=float)


def naive(values: Floats, mass: Floats, mine: float) -> float:
    """The definition: the case itself counts as one, and what lies further off counts fully.

    Between two neighbours the count moves in a straight line; ties all count as further off.
    """

    def one_side(sign: int) -> float:
        rest = sorted((sign * v, w) for v, w in zip(values, mass, strict=True))
        here = sign * mine
        beyond = sum(w for v, w in rest if v > here)
        ties = sum(w for v, w in rest if v == here)
        if ties > 0:
            return beyond + ties + 1
        under = [v for v, _ in rest if v < here]
        over = [v for v, _ in rest if v > here]
        if not under or not over:
            return beyond + 1
        share = (here - under[-1]) / (over[0] - under[-1])
        nearest = [w for v, w in rest if v == over[0]]
        return beyond + 1 - share * nearest[0]

    total = float(np.sum(mass)) + 1
    return float(min(1.0, 2 * min(one_side(1), one_side(-1)) / total))


def distinct(values: Floats, mass: Floats) -> tuple[Floats, Floats]:
    """Without ties among the known, whose split of weights the definition leaves open."""
    _, first = np.unique(values, return_index=True)
    return values[first], mass[first]


@given(weighted(), numbers)
def test_a_p_value_is_its_definition(known: tuple[Floats, Floats], mine: float) -> None:
    values, mass = distinct(*known)
    found = Deviations.of(values, mass).p_values(np.array([mine]))
    assert found[0] == pytest.approx(naive(values, mass, mine), abs=1e-9)


@given(weighted(1), st.data())
def test_one_that_stands_among_them_is_left_out(known: tuple[Floats, Floats], data: Any) -> None:
    values, mass = known
    row = data.draw(st.integers(0, len(values) - 1))
    inside = Deviations.of(values, mass).p_values(values[[row]], mass[[row]])
    rest = np.arange(len(values)) != row
    outside = Deviations.of(values[rest], mass[rest]).p_values(values[[row]])
    assert inside[0] == pytest.approx(outside[0], abs=2e-9)


@given(weighted(1))
def test_further_off_is_never_less_rare(known: tuple[Floats, Floats]) -> None:
    values, mass = known
    deviations = Deviations.of(values, mass)
    grid = np.arange(-9.03, 9.03, 0.07)
    free = grid[~np.isin(grid, values)]  # what others have as well is never rarer than those
    p = deviations.p_values(free)
    top = int(np.argmax(p))
    assert (np.diff(p[: top + 1]) >= -2e-9).all()
    assert (np.diff(p[top:]) <= 2e-9).all()


@given(weighted(1), numbers)
def test_milder_and_graver_are_treated_alike(known: tuple[Floats, Floats], mine: float) -> None:
    values, mass = distinct(*known)
    one = Deviations.of(values, mass).p_values(np.array([mine]))
    other = Deviations.of(-values, mass).p_values(np.array([-mine]))
    assert one[0] == pytest.approx(other[0], abs=2e-9)


@given(weighted(), numbers)
def test_no_p_value_is_smaller_than_that_of_the_first_among_all(
    known: tuple[Floats, Floats], mine: float
) -> None:
    values, mass = known
    found = Deviations.of(values, mass).p_values(np.array([mine]))
    assert found[0] >= min(1.0, 2 / (mass.sum() + 1)) - 1e-9


@given(weighted(1), st.data())
def test_what_others_have_too_is_never_rarer_than_all_of_them(
    known: tuple[Floats, Floats], data: Any
) -> None:
    values, mass = known
    mine = data.draw(st.sampled_from(values.tolist()))
    ties = mass[values == mine].sum()
    found = Deviations.of(values, mass).p_values(np.array([mine]))
    assert found[0] >= min(1.0, 2 * ties / (mass.sum() + 1)) - 1e-9


@given(weighted(), st.permutations(range(30)), numbers)
def test_order_changes_nothing(known: tuple[Floats, Floats], order: Any, mine: float) -> None:
    values, mass = distinct(*known)
    moved = [i for i in order if i < len(values)]
    one = Deviations.of(values, mass).p_values(np.array([mine]))
    assert one == Deviations.of(values[moved], mass[moved]).p_values(np.array([mine]))


@pytest.mark.parametrize("seed", range(4))
def test_p_values_agree_with_crepes(seed: int) -> None:
    """Its conformal predictive system is one-sided and draws lots; ours is twice the lesser side.

    A draw moves a side by at most 1 / (n + 1), and so may ours differ from it.
    """
    peer = pytest.importorskip("crepes").ConformalPredictiveSystem()
    rng = np.random.default_rng(seed)
    known, mine = rng.normal(size=200), rng.normal(0, 1.5, 500)
    peer.fit(known, seed=seed)
    side = peer.predict_p(np.zeros(len(mine)), mine, seed=seed)
    ours = Deviations.of(known, np.ones(len(known))).p_values(mine)
    lesser = np.minimum(side, 1 - side)
    assert np.abs(ours / 2 - lesser).max() <= 1 / (len(known) + 1) + 1e-9


def test_at_most_a_share_p_of_like_cases_has_so_small_a_p() -> None:
    rng = np.random.default_rng(0)
    for n in (39, 80, 200):
        p = np.array(
            [
                Deviations.of(drawn[:-1], np.ones(n)).p_values(drawn[-1:])[0]
                for drawn in rng.standard_t(3, (2000, n + 1))
            ]
        )
        for level in (0.051, 0.1, 0.3):
            share = (p <= level).mean()
            assert share <= level + 3 * np.sqrt(level / 2000)
            assert share >= level - 2 / (n + 1) - 3 * np.sqrt(level / 2000)


@given(weighted(), st.sampled_from([0.5, 0.8, 0.9]))
def test_an_interval_holds_its_share_of_the_weight(
    known: tuple[Floats, Floats], level: float
) -> None:
    values, mass = known
    low, high = Deviations.of(values, mass).interval(level)
    tail = (1 - level) / 2 * (mass.sum() + 1)
    assert low <= high
    assert mass[values < low].sum() < tail + 1e-6
    assert mass[values > high].sum() < tail + 1e-6
    if np.isfinite(low):
        assert mass[values <= low].sum() >= tail - 1e-6
    else:
        assert tail < 1


def test_nothing_known_says_nothing() -> None:
    nothing = Deviations.of(np.zeros(0), np.zeros(0))
    assert nothing.p_values(np.array([3.0, np.nan])).tolist()[0] == 1.0
    assert np.isnan(nothing.p_values(np.array([np.nan]))[0])
    assert nothing.interval(0.8) == (-np.inf, np.inf)
