"""``discretion indicators``."""

import csv
from pathlib import Path

from discretion.corpus.source import sample_ledger
from tests.cli.conftest import Run


def ledger(folder: Path, column: str, word: str, rows: int = 40) -> Path:
    with sample_ledger().open(encoding="utf-8-sig", newline="") as file:
        header, *body = list(csv.reader(file))[: rows + 1]
    path = folder / "ledger.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*header, column], *([*row, word] for row in body)])
    return path


def test_what_is_absent_is_said_by_the_name_of_its_column(run: Run) -> None:
    done = run("indicators", "sample", "--by", "team")
    assert done.status == 0
    assert "台账没有“类案检索”一列，3,000件无从知道" in done.out
    assert "非现场执法案件占比" in done.out
    assert "按办案单位" in done.out


def test_a_column_of_the_ledger_is_found(run: Run, tmp_path: Path) -> None:
    path = ledger(tmp_path, "是否案卷评查", "是")
    (found,) = run("indicators", path, "--json").lines
    (review,) = [i for i in found["indicators"] if i["id"] == "file-review-coverage"]
    assert (review["value"], review["n"], review["answer"]) == (1.0, found["cases"], "met")
    assert review["lacks"] == []


def test_english_is_spoken(run: Run, tmp_path: Path) -> None:
    done = run("indicators", ledger(tmp_path, "类案检索", "maybe"), "--lang", "en")
    assert "Similar-case lookup used" in done.out
    assert "“案卷评查” (case-file review)" in " ".join(done.out.split())
    assert "neither yes nor no, such as “maybe”" in " ".join(done.out.split())


def test_mistakes_are_told(run: Run, tmp_path: Path) -> None:
    assert "没有案例库" in run("indicators", tmp_path / "none").err
    file = tmp_path / "mine.yaml"
    file.write_text("title: 指标\n", encoding="utf-8")
    done = run("indicators", "sample", "--file", file)
    assert done.status == 2
    assert "mine.yaml" in done.err
    done = run("indicators", "sample", "--by", "teem")
    assert done.status == 2
    assert "team" in done.err
