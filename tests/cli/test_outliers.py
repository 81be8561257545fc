"""``discretion outliers`` as a user runs it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.consistency.test_tables import PLANTED, ROWS, invented

ASKED = ("--severity", "fine", "--facts", "area,repeat,place", "--by", "court", "--ratio")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    columns, _ = invented()
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *columns])
        rows = zip(*columns.values(), strict=True)
        writer.writerows([f"no-{n}", *row] for n, row in enumerate(rows))
    return path


def test_report_lists_rows_groups_and_counts(table: Path, run: Run) -> None:
    done = run("outliers", str(table), *ASKED, "--id", "id", "--top", "24")
    assert done.status == 1
    assert "共 1,200 行：1,200 行可比，0 行无法判断；错误发现率 10% 下列出" in done.out
    assert "court之间，事实拉平后" in done.out
    assert f"no-{invented()[1][0]} " in done.out


def test_json_has_what_the_report_has(table: Path, run: Run) -> None:
    done = run("outliers", str(table), *ASKED, "--json", "--top", str(PLANTED))
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert sorted(line["row"] - 2 for line in lines[:PLANTED]) == invented()[1]
    assert {line["group"] for line in lines if "group" in line} == {"A", "B", "C"}
    summary = lines[-1]["summary"]
    assert (summary["rows"], summary["comparable"], summary["rate"]) == (ROWS, ROWS, 0.1)
    assert summary["found"] >= PLANTED * 0.85
    assert run("outliers", str(table), *ASKED, "--json", "--top", str(PLANTED)).out == done.out


def test_english(table: Path, run: Run) -> None:
    done = run("outliers", str(table), *ASKED, "--lang", "en")
    assert "listed at a false discovery rate of 10%" in done.out


def test_a_bad_cell_is_counted_and_the_others_go_on(table: Path, run: Run) -> None:
    lines = table.read_text(encoding="utf-8").splitlines()
    cells = lines[7].split(",")
    lines[7] = ",".join([cells[0], "若干", *cells[2:]])
    table.write_text("\n".join(lines), encoding="utf-8")
    done = run("outliers", str(table), *ASKED)
    assert "1,199 行可比，1 行无法判断" in done.out
    assert "第 8 行" in done.err
    assert "若干" in done.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--severity", "fines"), "没有这一列"),
        (("--severity", "court"), "处罚轻重一列须是数"),
        (("--facts", "area,,place"), "有空的列名"),
        (("--facts", "area,area"), "有重复的列名"),
        (("--codes", "court"), "--codes 中的列须也在 --facts 中：court"),
        (("--rate", "2"), "须是 0 与 1 之间的数"),
    ],
)
def test_mistakes(table: Path, run: Run, change: tuple[str, str], said: str) -> None:
    done = run("outliers", str(table), *ASKED, *change)
    assert done.status == 2
    assert said in done.err
    assert done.out == ""
