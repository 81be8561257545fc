"""``discretion sample``."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from discretion.corpus.source import sample_ledger
from tests.cli.conftest import Run


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    with sample_ledger().open(encoding="utf-8-sig", newline="") as file:
        header, *body = list(csv.reader(file))[:81]
    body[0][header.index("办案单位")] = '=HYPERLINK("x")'
    path = tmp_path / "ledger.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *body])
    return path


def test_the_list_says_how_each_file_was_drawn(run: Run, ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "files.xlsx"
    (found,) = run("sample", ledger, "--n", 30, "--by", "team", "--out", out, "--json").lines
    assert found["n"] == 30
    chances = [Fraction(f["probability_exact"]) for f in found["files"]]
    assert [f["weight"] for f in found["files"]] == [float(1 / p) for p in chances]
    sheet = load_workbook(out).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert [row[0] for row in rows] == [f["case_id"] for f in found["files"]]
    at = header.index("入样概率")
    assert [row[at] for row in rows] == [round(f["probability"], 9) for f in found["files"]]


def test_a_text_is_never_a_formula_and_a_name_is_starred(
    run: Run, ledger: Path, tmp_path: Path
) -> None:
    out = tmp_path / "files.xlsx"
    done = run("sample", ledger, "--n", 80, "--out", out)
    assert done.status == 0
    cells = [cell for sheet in load_workbook(out) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    (risky,) = [cell for cell in cells if str(cell.value).startswith("=HYPERLINK")]
    assert risky.data_type == "s"
    names = [cell.value for cell in cells if cell.column_letter == "C" and cell.row > 1]
    assert names
    assert all("*" in str(name) for name in names)


def test_the_same_seed_draws_the_same_bytes(run: Run, ledger: Path, tmp_path: Path) -> None:
    made = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        out = tmp_path / f"{name}.xlsx"
        run("sample", ledger, "--n", 20, "--seed", seed, "--out", out)
        made.append(out.read_bytes())
    assert made[0] == made[1] != made[2]


def test_mistakes_are_told_before_any_work(run: Run, tmp_path: Path) -> None:
    for arguments, said in (
        (("--by", "itm"), "是不是 item"),
        (("--out", "x.csv"), ".xlsx"),
        (("--out", tmp_path / "none" / "x.xlsx"), "没有文件夹"),
        (("--n", "0"), "整数"),
        (("--sed", "1"), "--seed"),
    ):
        done = run("sample", "sample", *arguments)
        assert done.status == 2
        assert said in done.err
    assert run("sample", tmp_path / "none").status == 2


def test_english_is_spoken(run: Run, ledger: Path) -> None:
    assert "files of 80 are drawn" in run("sample", ledger, "--n", 10, "--lang", "en").out
