"""Disparities, drift and heaps: found where planted, silent where not, exact where a peer knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.consistency.disparity import MINIMUM_CELL, disparities, fit
from discretion.consistency.drift import drift
from discretion.consistency.heaps import Fines, heaps
from discretion.model.money import Money

# --- disparity --------------------------------------------------------------------------------


@given(st.integers(0, 50))
def test_the_two_way_fit_is_that_of_least_squares(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, groups, items = 200, 4, 3
    group, item = rng.integers(0, groups, n), rng.integers(0, items, n)
    deviation = 0.3 * group + 0.5 * item + rng.normal(size=n)
    found = fit(group, item, deviation, groups)
    design = np.concatenate([np.eye(groups)[group], np.eye(items)[item]], axis=1)
    own = np.linalg.lstsq(design, deviation, rcond=None)[0][:groups]
    share = np.bincount(group, minlength=groups) / n
    centred = own - (own * share).sum()
    assert found.effect == pytest.approx(centred / (1 - share), abs=1e-6)


def groups_of(seed: int, bias: float) -> list[Any]:
    rng = np.random.default_rng(seed)
    n, teams = 3000, 10
    team, item = rng.integers(0, teams, n), rng.integers(0, 5, n)
    deviation = rng.normal(0, 0.2, n) + 0.1 * item + bias * (team == 3)
    labels = [f"T{t}" for t in range(teams)]
    return disparities("team", labels, team, item, deviation, 0.1)


def test_a_planted_disparity_is_found_within_its_interval() -> None:
    found = [next(d for d in groups_of(seed, 0.15) if d.group == "T3") for seed in range(20)]
    assert all(d.found for d in found)
    inside = sum((d.raw.low or 0) <= 0.15 <= (d.raw.high or 0) for d in found)
    assert inside >= 16  # 95 % of 20, give or take three standard deviations
    assert all(abs(d.effect.value or 0) <= abs(d.raw.value or 0) for d in found)


def test_without_a_disparity_none_is_found_more_often_than_said() -> None:
    seeds = 100
    alarms = sum(any(d.found for d in groups_of(seed, 0.0)) for seed in range(seeds))
    assert alarms <= 0.1 * seeds + 3 * np.sqrt(seeds * 0.1 * 0.9)


def test_small_teams_are_not_pilloried_by_noise() -> None:
    seeds, alarms = 400, 0
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        team, item = rng.integers(0, 20, 1000), rng.integers(0, 10, 1000)
        found = disparities(
            "team", [f"T{t}" for t in range(20)], team, item, rng.normal(0, 0.2, 1000), 0.1
        )
        alarms += any(d.found for d in found)
    assert alarms <= 0.1 * seeds + 3 * np.sqrt(seeds * 0.1 * 0.9)


def test_a_dear_item_is_no_disparity_of_the_team_that_has_it() -> None:
    rng = np.random.default_rng(1)
    team = rng.integers(0, 4, 2000)
    item = np.where(team == 0, rng.random(2000) < 0.9, rng.random(2000) < 0.1).astype(np.int64)
    deviation = 0.5 * item + rng.normal(0, 0.1, 2000)
    found = disparities("team", list("ABCD"), team, item, deviation, 0.05)
    assert not any(d.found for d in found)


def test_nobody_is_listed_by_a_few_cases() -> None:
    team = np.repeat([0, 1, 2], [MINIMUM_CELL, MINIMUM_CELL, MINIMUM_CELL - 1])
    deviation = np.linspace(-1, 1, len(team)) + 5.0 * (team == 2)
    item = np.zeros(len(team), dtype=np.int64)
    found = disparities("team", ["a", "b", "few"], team, item, deviation, 0.1)
    assert {d.group for d in found} == {"a", "b"}
    assert disparities("team", ["a"], team * 0, item, deviation, 0.1) == []
    assert disparities("team", [], team * 0 - 1, item, deviation, 0.1) == []
    unknown = np.full(len(team), np.nan)
    assert disparities("team", ["a", "b", "few"], team, item, unknown, 0.1) == []


def test_equal_deviations_are_no_disparity() -> None:
    team = np.arange(200) % 4
    found = disparities("team", list("abcd"), team, team * 0, np.full(200, 0.3), 0.1)
    assert len(found) == 4
    assert not any(d.found for d in found)


def test_a_group_with_an_item_all_its_own_cannot_be_told_from_it() -> None:
    team = np.arange(200) % 2
    deviation = 0.4 * team + np.random.default_rng(0).normal(0, 0.01, 200)
    found = disparities("team", ["a", "b"], team, team, deviation, 0.1)
    assert not any(d.found for d in found)


# --- drift ------------------------------------------------------------------------------------


def series(seed: int, n: int = 800, step: float = 0.0) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    day = np.sort(rng.integers(18_000, 19_000, n)).astype(float)
    return day, rng.normal(0, 0.2, n) + step * (day >= 18_500)


def test_a_planted_change_is_found_near_its_day_and_named() -> None:
    when = date(2020, 8, 26)  # 18,500 days after 1970
    known, alone = [(when, "《条例》"), (date(2019, 1, 1), "no")], 0
    for seed in range(20):
        found = drift("x", *series(seed, step=0.2), known, 1)
        change = min(found.changes, key=lambda c: c.p)
        assert abs(change.day - when).days <= 30
        assert change.near == "《条例》"
        assert change.before.value is not None
        assert change.after.value is not None
        assert change.after.value - change.before.value == pytest.approx(0.2, abs=0.06)
        alone += len(found.changes) == 1
    assert alone >= 18  # each part is searched again, at the same rate of false alarms


def test_in_noise_no_change_is_found_more_often_than_said() -> None:
    alarms = sum(bool(drift(None, *series(seed), (), 1).changes) for seed in range(300))
    assert alarms <= 0.01 * 300 + 3 * np.sqrt(300 * 0.01 * 0.99)


def test_months_are_means_of_their_cases_and_order_counts_not() -> None:
    day, deviation = series(2, 300)
    found = drift(None, day, deviation, (), 1)
    assert sum(e.n for _, e in found.months) == 300
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    first = deviation[months == months[0]]
    assert found.months[0][1].value == pytest.approx(first.mean(), abs=1e-6)
    order = np.random.default_rng(3).permutation(300)
    assert drift(None, day[order], deviation[order], (), 1) == found


@pytest.mark.parametrize("n", [0, 1, 99, 100, 500])
def test_few_or_equal_cases_have_no_change(n: int) -> None:
    same = drift(None, np.arange(n, dtype=float), np.full(n, 0.2), (), 1)
    assert same.changes == ()
    one_day = drift(None, np.full(n, 18_000.0), np.arange(n, dtype=float), (), 1)
    assert one_day.changes == ()
    assert drift(None, np.full(n, np.nan), np.arange(n, dtype=float), (), 1).months == ()


# --- heaps ------------------------------------------------------------------------------------


def fined(seed: int, n: int = 2000, heaped: int = 0, amount: int = 0) -> Fines:
    """Fines of 1,000 to 100,000 yuan around places that facts give; some moved to one amount."""
    rng = np.random.default_rng(seed)
    expected = rng.uniform(0.2, 0.8, n)
    low, high = np.full(n, 100_000), np.full(n, 10_000_000)
    place = np.clip(expected + rng.normal(0, 0.1, n), 0.01, 0.99)
    fine = (low + place * (high - low)).astype(np.int64)
    fine[:heaped] = amount
    spread = np.full(n, 0.1)
    return Fines(fine, low, high, expected, spread, spread)


HEARING = 5_000_000
"""Fen: the threshold from which a hearing must be offered."""


def test_a_heap_below_the_hearing_threshold_is_found() -> None:
    rng = np.random.default_rng(0)
    fines = fined(0)
    fines.fine[:400] = rng.integers(HEARING * 92 // 100, HEARING, 400)
    (found,) = heaps(None, fines, (HEARING,))
    assert (found.kind, found.amount) == ("below_threshold", Money(HEARING))
    assert found.ratio.low is not None
    assert found.ratio.low > 1.5
    assert found.observed >= 400


@pytest.mark.parametrize("seed", range(10))
def test_without_a_heap_none_is_found(seed: int) -> None:
    assert heaps(None, fined(seed), (HEARING,)) == []


def test_round_amounts_and_ends_of_the_range_are_named() -> None:
    for amount, kind in ((3_000_000, "round"), (100_000, "minimum"), (10_000_000, "maximum")):
        found = heaps("x", fined(1, heaped=300, amount=amount), ())
        assert [(h.kind, h.amount.fen, h.observed) for h in found] == [(kind, amount, 300)]
        assert found[0].item == "x"


def test_no_fines_are_no_heap() -> None:
    assert heaps(None, fined(0, 0), (HEARING,)) == []
    assert heaps(None, fined(0, 5, heaped=5, amount=HEARING - 1), (HEARING,)) == []
