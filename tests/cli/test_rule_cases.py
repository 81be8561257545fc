"""``rules test`` as an author of benchmarks runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.engine.test_trials import CASE, with_case


def test_a_case_that_differs_is_shown_with_its_line(tmp_path: Path, run: Run) -> None:
    folder = with_case(tmp_path, CASE.replace("row: 2", "row: 1"))
    done = run("rules", "test", "--rulebook", folder)
    assert done.status == 1
    said = "".join(done.out.split())
    assert "road.yaml:2" in said
    assert "裁量表的行：期望1，实际2" in said
    assert "没有案例用到：T-1第1行" in said
    (failed,) = json.loads(run("rules", "test", "--rulebook", folder, "--json").out)["failed"]
    assert failed["differences"] == [{"key": "row", "expected": "1", "actual": "2"}]


def test_cases_that_agree(tmp_path: Path, run: Run) -> None:
    done = run("rules", "test", "--rulebook", with_case(tmp_path))
    assert done.status == 0
    assert "1个案例，不符0个；各表共2行，用到1行（50%）" in done.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("item: T-1", "item: T-2", "没有这个案由"),
        ("area_m2: 10", "area: 10", "没有声明这个事实"),
        ("area_m2: 10", "area_m2: 很大", "面积"),
        ("grade: heavier", "grade: heavy", "只能是"),
        ("expect:", "expects:", "没有这个键"),
        ("    because: 面积达到十平方米，属第2行从重\n", "", "because"),
        (CASE, CASE + CASE.removeprefix("cases:\n"), "编号重复"),
    ],
)
def test_a_wrong_case_file_is_refused(
    old: str, new: str, said: str, tmp_path: Path, run: Run
) -> None:
    folder = with_case(tmp_path, CASE.replace(old, new))
    done = run("rules", "test", "--rulebook", folder)
    assert done.status == 2
    assert said in done.err
    assert "cases" in done.err
