"""The measures against values computed by hand and against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, ndcg_score

from benchmarks.quality.metrics import average_precision, dcg, measures, ndcg, precision

GRADES = st.lists(st.integers(0, 3), min_size=2, max_size=40)


def test_by_hand() -> None:
    ranked, judged = [3, 0, 2], [2, 3, 1, 0]
    gained = 3 + 2 / 2
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert dcg(ranked, 3) == gained
    assert ndcg(ranked, judged, 3) == pytest.approx(gained / best)
    assert ndcg(ranked, judged, 1) == 1.0
    assert average_precision([0, 3, 0, 3], [3, 3]) == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert average_precision([0, 3], [3, 3]) == pytest.approx(1 / 4)
    assert precision([3, 2, 3, 0, 0, 3], 5) == pytest.approx(2 / 5)
    assert precision([3], 5) == pytest.approx(1 / 5)


def test_nothing_relevant_is_nothing_gained() -> None:
    assert measures([0, 0], [0, 0]).tolist() == [0, 0, 0, 0, 0]


@given(GRADES, st.integers(1, 40))
def test_ndcg_equals_scikit_learn(grades: list[int], k: int) -> None:
    falling = -np.arange(len(grades))
    expected = ndcg_score([grades], [falling], k=k) if any(grades) else 0.0
    assert ndcg(grades, grades, k) == pytest.approx(expected)


@given(GRADES)
def test_average_precision_equals_scikit_learn(grades: list[int]) -> None:
    falling = -np.arange(len(grades))
    relevant = np.array(grades) >= 3
    expected = average_precision_score(relevant, falling) if relevant.any() else 0.0
    assert average_precision(grades, grades) == pytest.approx(expected)


@given(GRADES)
def test_the_ideal_ranking_scores_one(grades: list[int]) -> None:
    best = sorted(grades, reverse=True)
    assert measures(best, grades)[:3] == pytest.approx([1.0 if any(grades) else 0.0] * 3)
