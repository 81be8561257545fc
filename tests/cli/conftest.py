"""A small ledger and cases as files, and a way to run the command line inside the test."""

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from discretion.cli import main
from discretion.corpus.source import sample_ledger

ROWS = 60
"""Rows of the small ledger."""
CASE = {
    "id": "测试〔2024〕1号",
    "items": ["SH-HW-60-3"],
    "party": {"kind": "unit", "name": "上海味稔众垚食品商店"},
    "act": {"start": "2024-05-01", "discovered": "2024-05-01"},
    "filed": "2024-05-04",
    "decided": "2024-05-20",
    "facts": {"weight_t": 0.6, "prior_penalties": 0, "harm": "none", "refused_correction": True},
    "text": "当事人上海味稔众垚食品商店混堆垃圾，重0.6吨，经责令改正拒不改正。",
    "penalty": {"kinds": ["fine"], "fine": 20000},
}


@dataclass(frozen=True)
class Done:
    """What a run came to."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The JSON values of the output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``discretion`` with arguments, and optionally a text on standard input."""

    def call(*arguments: object, stdin: str | bytes | None = None) -> Done:
        data = stdin.encode() if isinstance(stdin, str) else stdin or b""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        status = main([str(a) for a in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(status, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def table() -> tuple[list[str], list[list[str]]]:
    """Header and first rows of the shipped sample ledger."""
    with sample_ledger().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1 : ROWS + 1]


def write(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def ledger(tmp_path: Path, table: tuple[list[str], list[list[str]]]) -> Path:
    """A ledger of 60 usable rows."""
    return write(tmp_path / "台账.csv", *table)


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """One case as JSON; its penalty is within the benchmark."""
    path = tmp_path / "案件.json"
    path.write_text(json.dumps(CASE, ensure_ascii=False), encoding="utf-8")
    return path
