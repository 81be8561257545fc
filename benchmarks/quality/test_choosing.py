from __future__ import annotations

import numpy as np
import pytest

from benchmarks.quality.choosing import FOLDS, REPEATS, estimate, nested


def test_the_interval_covers_the_mean_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    found = [estimate(random.normal(0.5, 0.2, 80)) for _ in range(100)]
    assert all(e.low < e.mean < e.high for e in found)
    assert sum(e.low <= 0.5 <= e.high for e in found) >= 88


def test_a_difference_is_paired() -> None:
    hard = np.linspace(0, 1, 50)
    assert estimate((hard + 0.01) - hard).low == pytest.approx(0.01)


def test_choosing_among_noise_gains_nothing_on_queries_held_out() -> None:
    random = np.random.default_rng(3)
    noise = {f"v{i}": random.normal(0.5, 0.2, 100) for i in range(50)}
    best = max(values.mean() for values in noise.values())
    held = nested(noise, noise)
    assert best > 0.53
    assert held.values.mean() < best - 0.02
    assert sum(held.chosen.values()) == FOLDS * REPEATS


def test_a_clear_best_is_chosen_always() -> None:
    values = {"good": np.full(20, 0.8), "bad": np.full(20, 0.3)}
    held = nested(values, values)
    assert held.chosen == {"good": FOLDS * REPEATS, "bad": 0}
    assert held.values == pytest.approx(0.8)
