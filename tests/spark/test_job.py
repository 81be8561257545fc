"""The script for spark-submit: what it writes, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from discretion.corpus.ingest import ingest
from discretion.corpus.synthetic import generate
from discretion.engine.book import Book
from discretion.spark.__main__ import job, main

RUN = "import sys; from discretion.spark.__main__ import main; sys.exit(main({arguments!r}))"


def test_a_job_writes_what_was_found(spark: Any, tmp_path: Path, book: Book) -> None:
    ingest((case for case, _ in generate(book, 60, seed=8)), tmp_path / "cases", book)
    out = tmp_path / "结果 100%"
    job(spark, str(tmp_path / "cases"), book.name, out)
    assert pq.read_table(out / "determinations").num_rows == 60
    assert set(pq.read_table(out / "placed").schema.names) > {"severity", "team", "decided", "p"}
    found = json.loads((out / "audit.json").read_bytes())
    assert sorted(found) == ["disparities", "drifts", "heaps", "notes"]


def test_a_folder_that_is_there_is_not_written_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cases", "shenzhen-urban-management", str(tmp_path)]) == 2
    assert "已经存在，没有改动" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_pyspark_it_says_what_to_install(tmp_path: Path) -> None:
    told = refused("sys.modules['pyspark'] = None", tmp_path)
    assert "没有安装 pyspark" in told
    assert "discretion[spark]" in told


def test_without_java_it_says_what_to_install(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    told = refused(f"import os; os.environ |= {{'JAVA_HOME': '{tmp_path}'}}", tmp_path)
    assert "Java 17" in told


def refused(first: str, tmp_path: Path) -> str:
    """What the job says on standard error where *first* was done before; it must exit with 2."""
    out = tmp_path / "out"
    program = f"import sys; {first}; " + RUN.format(arguments=["cases", "book", str(out)])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
    return done.stderr
