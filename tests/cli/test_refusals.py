"""What the system refuses is said in Chinese, whatever the command and the reason."""

from __future__ import annotations

import errno
import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from discretion.rulebook.wording import refusal
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    "code", [errno.ELOOP, errno.EEXIST, errno.EINVAL, errno.ENXIO, errno.ENOSPC, errno.EBUSY]
)
def test_the_reason_is_not_left_in_english(code: int) -> None:
    assert not refusal(OSError(code, os.strerror(code))).isascii()


def test_a_reason_without_a_translation_is_still_told() -> None:
    assert refusal(OSError(errno.EDOM, "Numerical argument out of domain")).startswith("Num")
    assert refusal(OSError("odd")) == "odd"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize(
    "arguments",
    [
        ("record", "verify", "loop"),
        ("record", "add", "loop", "案件.json"),
        ("ingest", "台账.csv", "--out", "loop"),
        ("ingest", "台账.csv", "--out", "new", "--mapping", "loop"),
        ("rules", "dmn", "import", "loop", "--out", "new"),
    ],
)
def test_a_link_to_itself(
    arguments: tuple[str, ...],
    run: Run,
    tmp_path: Path,
    case_file: Path,
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    os.symlink("loop", "loop")
    done = run(*arguments)
    assert done.status == 2
    assert "符号链接" in done.err or "同名" in done.err


def test_a_record_is_never_begun_over_the_case(run: Run, case_file: Path) -> None:
    before = case_file.read_bytes()
    done = run("record", "add", case_file, case_file)
    assert done.status == 2
    assert "不是决定记录" in done.err
    assert case_file.read_bytes() == before


def test_an_empty_head_is_not_taken_for_none(run: Run, tmp_path: Path, case_file: Path) -> None:
    record = tmp_path / "决定.jsonl"
    assert run("record", "add", record, case_file).status == 0
    done = run("record", "verify", record, "--head", "")
    assert done.status == 2
    assert "--head" in done.err


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_draft_tried_at_the_ends_of_the_calendar(day: date, run: Run, ledger: Path) -> None:
    name = "shanghai-urban-management"
    assert run("rules", "backtest", name, "--corpus", ledger, "--on", day).status in (0, 1)


def test_a_foreign_folder_is_refused_without_being_searched(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").touch()
    monkeypatch.setattr("os.walk", lambda *_: pytest.fail("searched"))
    done = run("rules", "publish", "--out", tmp_path)
    assert done.status == 2
    assert "不是空文件夹" in done.err


@pytest.mark.parametrize(
    "arguments",
    [("similar", "案件.json"), ("check", "案件.json"), ("record", "add", "新.jsonl", "案件.json")],
)
def test_an_empty_corpus_is_not_taken_for_the_sample(
    arguments: tuple[str, ...],
    run: Run,
    tmp_path: Path,
    case_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when a shell variable is not set: nothing is compared with what was not meant."""
    monkeypatch.chdir(tmp_path)
    done = run(*arguments, "--corpus", "")
    assert done.status == 2
    assert "案例库" in done.err


@pytest.mark.parametrize(
    "query",
    [
        "PRAGMA journal_mode = WAL",
        "ATTACH 'made.db' AS a",
        "VACUUM INTO 'made.db'",
        "DELETE FROM t",
    ],
)
def test_a_query_to_sqlite_changes_and_makes_nothing(
    query: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlalchemy")
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "cases.db"
    with sqlite3.connect(source) as made:
        made.execute("CREATE TABLE t (案由 TEXT)")
    made.close()
    before = source.read_bytes()
    monkeypatch.setenv("CASES_DB", f"sqlite:///{source}")
    done = run("ingest", "--database", "CASES_DB", "--query", query, "--out", "corpus")
    assert done.status == 2
    assert source.read_bytes() == before
    assert not (tmp_path / "made.db").exists()
