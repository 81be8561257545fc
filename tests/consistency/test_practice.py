"""What all penalties together show, by dimension."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from discretion.consistency.practice import all_disparities


def listed(**changes: Any) -> list[str]:
    n = 400
    rng = np.random.default_rng(3)
    team = rng.integers(0, 4, n)
    columns = {
        "team": [f"{t}队" for t in team],
        "body": [f"{t}局" for t in team],
        "district": [None] * n,
        "channel": ["on_site"] * n,
        "officers": [[f"{t}"] if t else [] for t in rng.integers(0, 3, n)],
        "party": ["unit"] * n,
        **changes,
    }
    off, same = rng.normal(0, 0.2, n) + 0.3 * (team == 1), np.zeros(n, dtype=np.int64)
    found = all_disparities(pa.table(columns), same, same, off, off, 0.1, "bh")
    return list(dict.fromkeys(d.dimension for d in found))


def test_bodies_that_are_the_teams_are_not_listed_twice() -> None:
    assert listed()[:2] == ["team", "officer"]


@pytest.mark.parametrize("other", ["一局", None])
def test_bodies_of_another_cut_are(other: str | None) -> None:
    rng = np.random.default_rng(3)
    bodies = [f"{t}局" for t in rng.integers(0, 4, 400)]
    assert "body" in listed(body=[other if b in ("0局", "2局") else b for b in bodies])
