from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.similarity.weighting import DEFAULT_WEIGHTING, Weighting, scale

RARITY = DEFAULT_WEIGHTING.rarity


def test_rarity_by_hand() -> None:
    assert RARITY(10_000, 500) == pytest.approx(math.log((3_000 + 300) / (500 + 300)))
    assert RARITY(5, 2) == pytest.approx(math.log((5 + 0.15) / (2 + 0.15)))


@given(st.integers(0, 10**7), st.data())
def test_rarity_never_rises_and_is_zero_in_every_case(n: int, data: st.DataObject) -> None:
    few, many = sorted(data.draw(st.integers(2, max(n, 2))) for _ in range(2))
    assert RARITY(n, n) == 0
    assert RARITY(n, 0) == 0
    assert RARITY(n, few) >= RARITY(n, many) >= 0


@pytest.mark.parametrize(("n", "weighs"), [(2, True), (3, True), (999, True), (1000, False)])
def test_a_term_of_one_case_weighs_only_in_a_small_corpus(n: int, weighs: bool) -> None:
    assert (RARITY(n, 1) > 0) == weighs


@pytest.mark.parametrize(
    ("n", "df", "weighs"), [(10, 9, True), (20, 9, True), (20, 10, False), (1000, 299, True)]
)
def test_boilerplate_weighs_nothing(n: int, df: int, weighs: bool) -> None:
    assert (RARITY(n, df) > 0) == weighs


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_saturation_rises_more_and_more_slowly(a: float, b: float) -> None:
    one, both, other = DEFAULT_WEIGHTING.saturation([a, a + b, b])
    assert 0 < one < both <= one + other


def test_scale_gives_unit_length() -> None:
    assert np.array_equal(scale([0.0, 4.0]), [0.0, 0.5])


def test_fingerprint_tells_weightings_apart() -> None:
    assert Weighting().fingerprint == DEFAULT_WEIGHTING.fingerprint
    assert Weighting(prior=0.01).fingerprint != DEFAULT_WEIGHTING.fingerprint


@pytest.mark.parametrize(
    "bad", [{"ceiling": 0.0}, {"ceiling": 1.5}, {"prior": -0.1}, {"lone_from": 0}]
)
def test_parameters_out_of_range(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="词权参数"):
        Weighting(**bad)  # type: ignore[arg-type]
