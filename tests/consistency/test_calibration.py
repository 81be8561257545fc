"""Placing cases: leave-one-out, one and many alike, order and threads, and what is too little."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.consistency import calibration
from discretion.consistency.calibration import LEVELS, Calibration
from discretion.consistency.limits import ENOUGH, LEAST
from discretion.consistency.observations import FactColumn, GroupKey, Observations
from discretion.consistency.placement import Placement

KEYS = (
    GroupKey("a", "unit", "law", "statute 1", "domain"),
    GroupKey("b", "unit", "law", "statute 1", "domain"),
    GroupKey("c", "unit", "law", "statute 2", "domain"),
    GroupKey("d", "unit", "law", "statute 3", "elsewhere"),
)


def corpus(seed: int, sizes: tuple[int, ...] = (60, 20, 300, 12)) -> Observations:
    """Cases with numbers, unordered values and gaps; about one in ten far off."""
    rng = np.random.default_rng(seed)
    n = sum(sizes)
    area, kind = rng.lognormal(0, 1, n), rng.integers(0, 3, n).astype(float)
    area[rng.random(n) < 0.1] = np.nan
    base = rng.choice([0.2, 0.5, 0.8], n)
    severity = base + 0.05 * np.log1p(np.nan_to_num(area)) + 0.04 * kind + rng.normal(0, 0.05, n)
    severity += (rng.random(n) < 0.1) * 0.6
    severity[rng.random(n) < 0.03] = np.nan
    base[rng.random(n) < 0.1] = np.nan
    day = rng.integers(0, 1500, n).astype(float)
    day[rng.random(n) < 0.05] = np.nan
    facts = {"area": FactColumn(area), "kind": FactColumn(kind, nominal=True)}
    ids = np.array([f"{i:04d}" for i in range(n)], dtype=object)
    group = np.repeat(np.arange(len(sizes)), sizes)
    return Observations(ids, severity.round(3), base, facts, day, group, KEYS[: len(sizes)])


def raw(placed: Placement) -> dict[str, bytes]:
    return {name: getattr(placed, name).tobytes() for name in Placement.__dataclass_fields__}


def rows_of(placed: Placement, rows: Any) -> Placement:
    fields = {name: getattr(placed, name)[rows] for name in Placement.__dataclass_fields__}
    return Placement(**fields)


@pytest.mark.parametrize("seed", range(3))
def test_one_case_is_placed_as_among_all(seed: int) -> None:
    cases = corpus(seed)
    known = Calibration(cases)
    together = known.place_all()
    rows = np.flatnonzero(~np.isnan(cases.severity))
    for row in rows[::40]:
        alone = Calibration(cases).place(cases.take(np.array([row])))
        assert raw(alone) == raw(rows_of(together, [row]))
    assert raw(known.place(cases.take(rows))) == raw(rows_of(together, rows))


@pytest.mark.parametrize("seed", range(3))
def test_order_threads_and_repetition_change_no_byte(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = corpus(seed)
    order = np.random.default_rng(seed).permutation(len(cases))
    expected = raw(Calibration(cases).place_all())
    for threads in (1, 2, 7):
        monkeypatch.setattr(calibration, "_threads", lambda count=threads: count)
        assert raw(Calibration(cases).place_all()) == expected
    moved = Calibration(cases.take(order)).place_all()
    assert raw(rows_of(moved, np.argsort(order))) == expected
    kept = Calibration(cases)
    assert raw(kept.place_all()) == raw(kept.place_all())


def test_the_groups_asked_for_first_change_nothing() -> None:
    cases = corpus(5)
    one, other = Calibration(cases), Calibration(cases)
    for number in (3, 1):
        other.place(cases.take(np.flatnonzero(cases.group == number)))
    assert raw(one.place_all()) == raw(other.place_all())


def test_names_of_groups_in_another_order_change_nothing() -> None:
    cases = corpus(6)
    turned = replace(cases, group=3 - cases.group, groups=cases.groups[::-1])
    assert raw(Calibration(cases).place_all()) == raw(Calibration(turned).place_all())


@pytest.mark.parametrize("asked_before", [True, False])
@given(seed=st.integers(0, 2), gone=st.sets(st.integers(0, 391), min_size=1, max_size=30))
@settings(max_examples=12)
def test_without_some_cases_is_as_if_they_had_never_been(
    asked_before: bool, seed: int, gone: set[int]
) -> None:
    cases = corpus(seed)
    known = Calibration(cases)
    if asked_before:
        known.finish()
    before = raw(known.place_all())
    fewer = known.without(np.array(sorted(gone)))
    never = Calibration(cases.take(np.array(sorted({*range(len(cases))} - gone))))
    assert raw(fewer.place(cases)) == raw(never.place(cases))
    assert raw(known.place_all()) == before


@pytest.mark.parametrize("seed", range(3))
def test_a_case_never_counts_among_its_own_comparables(seed: int) -> None:
    """Whatever it got, what is expected of it moves no more than the model of all facts does."""
    cases = corpus(seed, (200,))
    row = int(np.flatnonzero(~np.isnan(cases.severity))[0])
    changed = cases.severity.copy()
    changed[row] += 0.001
    one = Calibration(cases).place_all()
    other = Calibration(replace(cases, severity=changed)).place_all()
    assert one.n[row] == other.n[row] == np.count_nonzero(~np.isnan(cases.severity)) - 1
    assert one.expected[row] == pytest.approx(other.expected[row], abs=1e-4)
    # That it were among them would move it by its share of the weight at least.
    naive = Calibration(cases.take(np.delete(np.arange(len(cases)), row)))
    apart = naive.place(cases.take(np.array([row])))
    assert apart.n[0] == one.n[row]
    assert apart.expected[0] == pytest.approx(one.expected[row], abs=0.03)


@settings(max_examples=25)
@given(st.integers(0, 10), st.lists(st.integers(-40, 40), min_size=2, max_size=12))
def test_further_off_is_rarer(seed: int, steps: list[int]) -> None:
    cases = corpus(seed, (80,))
    known = Calibration(cases)
    one = cases.take(np.array([0]))
    expected = known.place(one).expected[0]
    away = np.sort(np.abs(np.array(steps, dtype=float))) / 40 + 0.0007
    for side in (1, -1):
        probes = cases.take(np.zeros(len(away), dtype=np.int64))
        ids = np.array([f"probe{i}" for i in range(len(away))], dtype=object)
        p = known.place(replace(probes, severity=expected + side * away, ids=ids)).p
        # One as far off as a comparable is not rarer than it: a step of one case on either side.
        assert (np.diff(p[np.argmax(p) :]) <= 2 / 81).all()


def test_each_group_ranks_in_the_narrowest_circle_that_is_large_enough() -> None:
    cases = corpus(1)
    placed = Calibration(cases).place_all()
    known = ~np.isnan(cases.severity)
    circles = [placed.circle[known & (cases.group == g)] for g in range(4)]
    assert {LEVELS[c] for c in circles[0]} == {"item"}
    assert {LEVELS[c] for c in circles[1]} == {"statute"}
    assert {LEVELS[c] for c in circles[2]} == {"item"}
    assert set(circles[3]) == {-1}  # twelve cases, alone in their domain
    assert np.isnan(placed.p[known & (cases.group == 3)]).all()
    assert not np.isnan(placed.expected[known & (cases.group == 3)]).any()


@pytest.mark.parametrize("size", [0, 1, LEAST - 1, LEAST, ENOUGH - 1, ENOUGH, ENOUGH + 1])
def test_what_is_too_little_says_so(size: int) -> None:
    cases = corpus(2, (size,))
    cases = replace(cases, severity=np.linspace(0, 1, size), groups=KEYS[:1])
    placed = Calibration(cases).place_all()
    assert np.isnan(placed.expected).all() == (size < LEAST)
    assert np.isnan(placed.p).all() == (size < ENOUGH)
    assert (placed.n == size - 1).all()


def test_equal_cases_are_all_alike() -> None:
    cases = corpus(3, (100,))
    same = cases.take(np.zeros(100, dtype=np.int64))
    ids = np.array([str(i) for i in range(100)], dtype=object)
    placed = Calibration(replace(same, ids=ids, severity=np.full(100, 0.4))).place_all()
    assert placed.expected == pytest.approx(np.full(100, 0.4))
    assert (placed.p == 1.0).all()
    assert (placed.effective > 50).all()


def test_an_unknown_group_is_placed_nowhere() -> None:
    cases = corpus(4)
    other = replace(cases.take(np.array([0])), groups=(KEYS[0]._replace(item="other"),))
    placed = Calibration(cases).place(replace(other, group=np.zeros(1, dtype=np.int64)))
    assert (placed.n[0], placed.circle[0]) == (0, -1)
    assert np.isnan(placed.expected[0])


def test_about_a_share_of_like_cases_lies_in_the_interval() -> None:
    rng = np.random.default_rng(7)
    severity = rng.gamma(2, 0.1, 1200)
    cases = Observations.of(severity, {"noise": rng.normal(size=1200)})
    for level in (0.5, 0.8, 0.9):
        placed = Calibration(cases).place_all(level)
        inside = (placed.low <= severity) & (severity <= placed.high)
        assert inside.mean() == pytest.approx(level, abs=0.03)


def test_about_a_share_p_of_like_cases_is_as_far_off() -> None:
    rng = np.random.default_rng(8)
    for n in (60, 1000):
        alarms = []
        for _ in range(1200 // n + 3):
            cases = Observations.of(rng.gamma(2, 0.1, n), {"noise": rng.normal(size=n)})
            alarms.append((Calibration(cases).place_all().p <= 0.05).mean())
        assert 0.02 <= np.mean(alarms) <= 0.065
