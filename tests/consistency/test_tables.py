"""Any table audited: planted rows found, units and order of rows of no account, mistakes named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from discretion.consistency.tables import audit_table
from discretion.intake.errors import IntakeError

FACTS = ("area", "repeat", "place")
ROWS, PLANTED = 1200, 24


def invented(n: int = ROWS, seed: int = 0) -> tuple[dict[str, list[Any]], list[int]]:
    """Fines that the facts explain but for some quadrupled ones; court B is a fifth graver."""
    rng = np.random.default_rng(seed)
    area, repeat = rng.uniform(1, 20, n), rng.random(n) < 0.3
    place = rng.choice(["street", "park", "bridge"], n)
    court = rng.choice(["A", "B", "C"], n)
    fine = 100 * np.exp(
        0.05 * area + 0.5 * repeat + 0.3 * (place == "bridge") + 0.2 * (court == "B")
    )
    fine = fine * np.exp(rng.normal(0, 0.06, n))
    planted = sorted(rng.choice(n, n * PLANTED // ROWS, replace=False).tolist())
    fine[planted] *= 4
    columns: dict[str, list[Any]] = {
        "fine": fine.tolist(),
        "area": area.tolist(),
        "repeat": repeat.tolist(),
        "place": place.tolist(),
        "court": court.tolist(),
    }
    return columns, planted


def test_planted_rows_come_first_and_the_graver_court_is_found() -> None:
    columns, planted = invented()
    done = audit_table(pa.table(columns), "fine", FACTS, by=["court"], ratio=True)
    assert sorted(done.ranked()[:PLANTED].tolist()) == planted
    listed = np.flatnonzero(done.found)
    assert np.isin(planted, listed).mean() >= 0.85
    assert np.isin(listed, planted).mean() >= 0.8
    assert (done.deviation[planted] > 0).all()
    first = done.disparities[0]
    assert (first.dimension, first.group, first.found) == ("court", "B", True)
    assert (first.effect.low or 0) <= 0.2 <= (first.effect.high or 0)
    inside = (done.severity >= done.low) & (done.severity <= done.high)
    assert inside.mean() == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize("ratio", [False, True])
def test_the_unit_of_the_severity_does_not_matter(ratio: bool) -> None:
    columns, _ = invented()
    one = audit_table(pa.table(columns), "fine", FACTS, ratio=ratio)
    columns["fine"] = [value / 1000 for value in columns["fine"]]
    other = audit_table(pa.table(columns), "fine", FACTS, ratio=ratio)
    assert np.allclose(one.p, other.p)
    assert np.allclose(one.expected, 1000 * other.expected, rtol=1e-5)


def test_the_order_of_rows_does_not_matter() -> None:
    table = pa.table(invented()[0])
    order = np.random.default_rng(3).permutation(ROWS)
    one = audit_table(table, "fine", FACTS, by=["court"], ratio=True)
    other = audit_table(table.take(pa.array(order)), "fine", FACTS, by=["court"], ratio=True)
    for name in ("expected", "low", "high", "deviation", "p", "q"):
        assert (getattr(one, name)[order] == getattr(other, name)).all(), name
    assert one.disparities == other.disparities


def test_missing_values_are_unknown_and_their_rows_keep_their_place() -> None:
    columns, planted = invented()
    columns["fine"][0] = None
    columns["fine"][1] = 0.0
    columns["area"][2] = None
    columns["place"][3] = None
    columns["court"][4] = None
    done = audit_table(pa.table(columns), "fine", FACTS, by=["court"], ratio=True)
    assert np.isnan(done.p[:2]).all()
    assert not np.isnan(done.p[2:]).any()
    assert sum(d.raw.n for d in done.disparities) == ROWS - 3
    assert set(done.ranked()[: len(planted)].tolist()) >= set(planted) - {0, 1}


def test_kinds_of_cases_are_never_compared() -> None:
    one, other = invented(seed=1)[0], invented(seed=2)[0]
    other["fine"] = [1000 * value for value in other["fine"]]
    both = {name: one[name] + other[name] for name in one}
    both["kind"] = ["one"] * ROWS + ["other"] * ROWS
    done = audit_table(pa.table(both), "fine", FACTS, group="kind")
    assert done.expected[:ROWS].max() < 2000 < done.expected[ROWS:].min()


def test_arrow_types_of_all_kinds_serve_as_facts() -> None:
    columns, planted = invented()
    table = pa.table(
        {
            **columns,
            "place": pa.array(columns["place"]).dictionary_encode(),
            "area": pa.array([round(v) for v in columns["area"]], pa.int16()),
        }
    )
    done = audit_table(table, "fine", FACTS, ratio=True)
    assert sorted(done.ranked()[:PLANTED].tolist()) == planted


@pytest.mark.parametrize("n", [0, 1, 7])
def test_of_too_few_rows_nothing_is_said(n: int) -> None:
    columns = {name: values[:n] for name, values in invented()[0].items()}
    if n == 0:
        with pytest.raises(IntakeError, match="没有一个数"):
            audit_table(_typed(columns), "fine", FACTS)
        return
    done = audit_table(_typed(columns), "fine", FACTS, by=["court"])
    assert len(done.ranked()) == 0
    assert done.disparities == ()


def _typed(columns: dict[str, list[Any]]) -> pa.Table:
    types = {"fine": pa.float64(), "area": pa.float64(), "repeat": pa.bool_()}
    arrays = {n: pa.array(v, types.get(n, pa.string())) for n, v in columns.items()}
    return pa.table(arrays)


def test_equal_penalties_are_no_outliers() -> None:
    columns, _ = invented()
    columns["fine"] = [200.0] * ROWS
    done = audit_table(pa.table(columns), "fine", FACTS, by=["court"])
    assert not done.found.any()
    assert not any(d.found for d in done.disparities)


@pytest.mark.parametrize(
    ("severity", "facts", "said"),
    [
        ("fines", FACTS, "没有这一列，值“fines”。是不是“fine”？"),
        ("place", ("area",), "处罚轻重一列须是数，现为 string"),
        ("fine", ("area", "fine"), "处罚轻重不能同时是案件事实"),
        ("fine", (), "没有给出案件事实的列"),
        ("fine", ("id",), "案件事实有 600 种不同的文字"),
        ("fine", ("list",), "这一列是 list"),
    ],
)
def test_mistakes_are_named(severity: str, facts: tuple[str, ...], said: str) -> None:
    columns, _ = invented(600)
    columns["id"] = [f"no-{n}" for n in range(600)]
    columns["list"] = [[n] for n in range(600)]
    with pytest.raises(IntakeError, match=said):
        audit_table(pa.table(columns), severity, facts)


def test_a_rate_is_a_share() -> None:
    with pytest.raises(ValueError, match="0 与 1 之间"):
        audit_table(pa.table(invented()[0]), "fine", FACTS, rate=1.0)
