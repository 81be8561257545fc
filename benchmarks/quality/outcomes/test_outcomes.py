"""The measures of the study on invented data; the study itself where the judgments are there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality.outcomes.__main__ import coverage, report, split
from benchmarks.quality.outcomes.judgments import ABSENT, FILE, Judgments, load
from benchmarks.quality.outcomes.measures import (
    beyond_cells,
    beyond_fence,
    compare,
    found,
    inside,
    ranked,
)
from benchmarks.quality.outcomes.planted import SETTINGS, plant, planted, shorter
from benchmarks.quality.outcomes.plot import draw
from benchmarks.quality.outcomes.prefectures import effects
from discretion.model.audit import Disparity, Estimate


def invented(n: int = 2400, spread: float = 0.25) -> Judgments:
    """Terms that the facts explain, 20 prefectures of which each has a way of its own."""
    rng = np.random.default_rng(5)
    flight = (rng.random(n) < 0.2).astype(float)
    dead = rng.integers(0, 3, n).astype(float)
    code = rng.integers(0, 20, n)
    own = rng.normal(0, 0.2, 20)
    months = np.exp(2.3 + 0.5 * flight + 0.4 * dead + own[code] + rng.normal(0, spread, n))
    probation = np.where(rng.random(n) < 0.7, months * 1.5, 0.0)
    names = np.array([f"P{k:02d}" for k in code], dtype=object)
    return Judgments(months, probation, {"flight": flight, "dead": dead}, names)


def test_budget_counts_equal_scores_in_their_mean() -> None:
    planted_at = np.array([True, False, True, False])
    assert found(np.array([3.0, 2.0, 1.0, np.nan]), planted_at, 1) == 0.5
    assert found(np.array([1.0, 1.0, 1.0, 1.0]), planted_at, 2) == 0.5
    assert found(np.array([9.0, np.nan, np.nan, np.nan]), planted_at, 2) == pytest.approx(2 / 3)


def test_rank_is_by_p_then_by_deviation_and_unknown_comes_last() -> None:
    score = ranked(np.array([0.5, 0.01, 0.01, np.nan]), np.array([9.0, -3.0, 2.0, np.nan]))
    assert np.argsort(-score).tolist() == [1, 2, 0, 3]


def test_tukey_measures_in_interquartile_ranges_outside_the_quartiles() -> None:
    known = np.array([0.0, 10.0, 20.0, 30.0, 40.0])
    assert beyond_fence(known, np.array([50.0, -10.0, 20.0])).tolist() == [1.0, 1.0, -0.5]
    cells = np.array([[1.0]] * 5 + [[2.0]])
    found_in = beyond_cells(
        np.append(known, 7.0), cells, np.array([50.0, 50.0]), np.array([[1.0], [2.0]])
    )
    assert found_in[0] == 1.0
    assert np.isnan(found_in[1])


def test_interval_has_its_ends_and_an_unknown_one_has_nothing() -> None:
    low, high = np.array([1.0, 1.0, np.nan]), np.array([2.0, 2.0, 9.0])
    assert inside(np.array([2.0, 2.1, 5.0]), low, high).tolist() == [True, False, False]


def test_probation_shorter_than_the_term_is_a_matter_of_law() -> None:
    score = shorter(np.array([24.0, 12.0, 24.0]), np.array([12.0, 12.0, 0.0]))
    assert score[0] == 2.0
    assert np.isnan(score[1:]).all()


def test_halves_of_the_same_truth_agree_once_shrunk() -> None:
    rng = np.random.default_rng(1)
    truth, error = rng.normal(0, 0.2, 4000), 0.1
    kept = 0.2**2 / (0.2**2 + error**2)

    def half() -> dict[str, Disparity]:
        raw = truth + rng.normal(0, error, len(truth))
        return {
            str(at): Disparity(
                "x",
                str(at),
                _estimate(kept * value, np.sqrt(kept) * error),
                _estimate(value, error),
                0.5,
                0.5,
                False,
            )
            for at, value in enumerate(raw)
        }

    halves = compare(half(), half())
    assert halves.groups == 4000
    assert halves.slope_raw == pytest.approx(kept, abs=0.03)
    assert halves.slope_shrunk == pytest.approx(1, abs=0.04)
    assert halves.correlation == pytest.approx(kept, abs=0.03)
    assert halves.error_shrunk < halves.error_raw
    assert halves.covered == pytest.approx(0.95, abs=0.015)


def _estimate(value: float, error: float) -> Estimate:
    half = 1.959963984540054 * error
    return Estimate(float(value), float(value - half), float(value + half), 30)


def test_planting_doubles_the_budget_of_the_judged_half_alone() -> None:
    known, judged, doubled = plant(invented(), 3)
    assert doubled.sum() == 12
    assert not doubled[known].any()
    assert sorted([*known, *judged]) == list(range(2400))


def test_facts_find_what_a_global_fence_cannot() -> None:
    """Where facts explain the terms, ours finds at least twice what Tukey's rule finds."""
    clear = replace(invented(2400, 0.08), prefecture=np.array(["P"] * 2400, dtype=object))
    clear = replace(clear, months=np.exp(np.log(clear.months) + 1.2 * (clear.facts["flight"] > 0)))
    shares = np.mean([planted(clear, SETTINGS[0], seed) for seed in range(2)], axis=0)
    assert shares[4] >= 2 * shares[6]


def test_the_study_of_invented_judgments_holds_what_it_promises() -> None:
    judgments = invented()
    covered = coverage(judgments, 0)
    assert covered[0, 0] == pytest.approx(0.8, abs=0.06)
    assert covered[1, 0] == pytest.approx(0.9, abs=0.05)
    halves = split(judgments, 0)
    assert halves.groups == 20
    assert halves.correlation > 0.6


def test_the_plot_is_the_same_bytes_again(tmp_path: Path) -> None:
    judgments = invented()
    whole = effects(judgments)
    one, other = (effects(judgments, rows) for rows in judgments.halves(0))
    for name in ("a.png", "b.png"):
        draw(whole, one, other, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(not FILE.is_file(), reason=ABSENT)
def test_real_outcomes() -> None:
    """Coverage at its level; planted deviations twice as often; prefectures reproduce."""
    judgments = load()
    assert len(judgments) > 10_000
    covered = coverage(judgments, 0)
    assert np.abs(covered[0] - 0.8).max() < 0.08
    assert np.abs(covered[1] - 0.9).max() < 0.06
    shares = planted(judgments, SETTINGS[3], 0)
    assert max(shares[:6]) >= 2 * max(shares[6], shares[7])
    halves = split(judgments, 0)
    assert halves.correlation > 0.5
    assert halves.error_shrunk < halves.error_raw


def test_report_is_made_of_every_part() -> None:
    lines = "\n".join(report(invented(), 1))
    for title in ("样本外覆盖率", "植入 ×2 偏离", "地区之间的差异"):
        assert title in lines
    assert "nan" not in lines
