"""One Spark for all tests of a master; without pyspark or Java they are skipped."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

import discretion
from discretion.corpus.ingest import ingest
from discretion.corpus.synthetic import generate
from discretion.engine.book import Book, load_rulebook
from discretion.model.case import Case
from discretion.model.money import Money

HEAPED = "SZ-DOG-65"
BOOK = "shenzhen-urban-management"
OFTEN, SELDOM, HALF = 1100, 400, 800
"""Cases of three items, which are many, and of all items, which are few of each."""


def java() -> int:
    """The version of Java that Spark would start, 0 if there is none."""
    home = os.environ.get("JAVA_HOME")
    command = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if command is None:
        return 0
    told = subprocess.run([command, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', told.stderr)
    return int(found[1]) if found else 0


@pytest.fixture(scope="session", params=["local[2]", "local-cluster[2,1,1024]"])
def spark(request: pytest.FixtureRequest) -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if java() < 17:
        pytest.skip("Spark needs Java 17 or later")
    source = str(Path(discretion.__file__).parents[1])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Executors find this source by themselves, as they would an installed package.
    os.environ["PYTHONPATH"] = os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])
    session = (
        sql.SparkSession.builder.master(request.param)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "700")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="session")
def book() -> Book:
    return load_rulebook(BOOK)


def odd(case: Case, number: int) -> Case:
    """Make some cases as ledgers have them: of two items, undeclared, out of type, unusable."""
    changes: dict[int, dict[str, Any]] = {
        3: {"items": (*case.items, "no-such-item")},
        4: {"items": ()},
        5: {"facts": {**case.facts, "area_m2": Decimal("0.1234567890123456789")}},
        6: {"facts": {**case.facts, "area_m2": "约十平方米"}},
        7: {"facts": {**case.facts, "of_nobody": 3}},
        8: {"circumstances": ("not_declared",)},
        9: {"facts": {**case.facts, "area_m2": Decimal(-5)}},
    }
    return case.model_copy(update=changes.get(number % 20, {}))


def heaped(case: Case, number: int) -> Case:
    """Give most cases of one item a round fine."""
    if number % 5 > 2 or case.items[0] != HEAPED or case.penalty is None:
        return case
    penalty = case.penalty.model_copy(update={"fine": Money.yuan(1000)})
    return case.model_copy(update={"penalty": penalty})


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, book: Book) -> Path:
    """Two segments, with cases of the first changed by the second: those rows are dead."""
    path = tmp_path_factory.mktemp("corpus") / "市局 [2024] 案例库"
    few = replace(book, items=dict(list(book.items.items())[:3]))
    often = [heaped(case, n) for n, (case, _) in enumerate(generate(few, OFTEN, seed=6))]
    seldom = [case for case, _ in generate(book, SELDOM, seed=7)]
    seldom = [odd(c.model_copy(update={"id": f"S-{c.id}"}), n) for n, c in enumerate(seldom)]
    drawn = [case for pair in zip_longest(often, seldom) for case in pair if case]
    ingest(drawn[:HALF], path, book)
    changed = [case.model_copy(update={"team": "T-changed"}) for case in drawn[:40]]
    ingest(drawn[HALF:] + changed, path, book)
    return path
