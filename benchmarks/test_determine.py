"""How long a determination takes: one case, many cases, loading; beside other engines.

The peers answer only the bare table. ``discretion`` answers with the version of the law,
limitation, capacity, exemption, grade, exact ranges, duties and cited reasons.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.peers import PEERS
from discretion.corpus import synthetic
from discretion.engine.book import Book, load_rulebook
from discretion.model.case import Case
from discretion.report.explain import explain
from discretion.rulebook.load import read, rules_folder
from discretion.rulebook.schema import TableBenchmark

ITEM = "EN-NOISE-DECOR"
BOOK = load_rulebook("shanghai-urban-management")
BENCHMARK = BOOK.items[ITEM].versions[0].benchmark
assert isinstance(BENCHMARK, TableBenchmark)
ROWS = BENCHMARK.rows
GRID = [
    {"prior_penalties": p, "times_found": t} for p, t in itertools.product(range(4), range(1, 6))
]


def payload(number: int, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"案{number}",
        "items": [ITEM],
        "party": {"kind": "individual", "name": "张某", "age": 35, "capacity": "full"},
        "act": {"start": "2024-03-01", "discovered": "2024-03-01"},
        "filed": "2024-03-05",
        "decided": "2024-04-01",
        "facts": {**facts, "refused_correction": True},
        "penalty": {"kinds": ["warning", "fine"], "fine": 300 + number},
        "procedure": {"informed": True},
    }


PAYLOADS = [payload(i, facts) for i, facts in enumerate(GRID)]
CASES = [Case.model_validate(p) for p in PAYLOADS]


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_gives_the_grade_of_the_same_table(name: str) -> None:
    grade = PEERS[name](ROWS)
    for facts, case in zip(GRID, CASES, strict=True):
        assert grade(facts) == BOOK.determine(case).table_grade


@pytest.mark.benchmark(group="one case")
def test_discretion_determine(benchmark: Any) -> None:
    turn = itertools.cycle(CASES)
    benchmark(lambda: BOOK.determine(next(turn)))


@pytest.mark.benchmark(group="one case")
def test_discretion_validate_and_determine(benchmark: Any) -> None:
    turn = itertools.cycle(PAYLOADS)
    benchmark(lambda: BOOK.determine(Case.model_validate(next(turn))))


@pytest.mark.benchmark(group="one case")
def test_discretion_validate_determine_and_write_out(benchmark: Any) -> None:
    turn = itertools.cycle(PAYLOADS)
    benchmark(lambda: explain(BOOK.determine(Case.model_validate(next(turn)))))


@pytest.mark.benchmark(group="one case")
@pytest.mark.parametrize("name", PEERS)
def test_bare_table(benchmark: Any, name: str) -> None:
    grade, turn = PEERS[name](ROWS), itertools.cycle(GRID)
    benchmark(lambda: grade(next(turn)))


def columns(cases: list[Case], size: int) -> dict[str, Any]:
    """Return the columns of *cases*, repeated in a fixed random order to *size* rows."""
    order = np.random.default_rng(7).integers(0, len(cases), size)
    names = sorted(
        {n for c in cases for n in c.facts} | {m for c in cases for m in c.circumstances}
    )

    def value(case: Case, name: str) -> Any:
        found = True if name in case.circumstances else case.facts.get(name)
        return found if found is None or isinstance(found, bool | str) else float(found)

    plain: dict[str, list[Any]] = {
        "item": [c.items[0] for c in cases],
        "party": [c.party.kind.value for c in cases],
        "act_start": [c.act.start for c in cases],
        "discovered": [c.act.discovered for c in cases],
        "filed": [c.filed for c in cases],
        "decided": [c.decided for c in cases],
        **{n: [value(c, n) for c in cases] for n in names},
    }
    taken = pa.array(order)
    return {name: pa.array(values).take(taken) for name, values in plain.items()}


@pytest.fixture(scope="module")
def sample() -> list[Case]:
    return [case for case, _ in synthetic.generate(BOOK, 5_000, 7, 0.03)]


@pytest.mark.benchmark(group="many cases, whole rulebook (synthetic)", min_rounds=3)
def test_discretion_determine_many(benchmark: Any, sample: list[Case]) -> None:
    size = 20_000 if benchmark.disabled else 1_000_000
    table = columns(sample, size)
    benchmark.extra_info["cases"] = size
    result = benchmark(lambda: BOOK.determine_many(table))
    assert len(result.outcome) == size


@pytest.mark.benchmark(group="many cases, one table", min_rounds=3)
def test_discretion_determine_many_one_table(benchmark: Any) -> None:
    size = 20_000 if benchmark.disabled else 1_000_000
    table = columns(CASES, size)
    benchmark.extra_info["cases"] = size
    result = benchmark(lambda: BOOK.determine_many(table))
    assert len(result.outcome) == size


@pytest.mark.benchmark(group="many cases, one table", min_rounds=3)
@pytest.mark.parametrize("name", PEERS)
def test_bare_table_many(benchmark: Any, name: str) -> None:
    grade, size = PEERS[name](ROWS), 2_000
    facts = [GRID[i % len(GRID)] for i in range(size)]
    benchmark.extra_info["cases"] = size
    benchmark(lambda: [grade(f) for f in facts])


@pytest.mark.benchmark(group="load and compile the whole rulebook")
def test_discretion_load_and_compile(benchmark: Any) -> None:
    def run() -> Book:
        book = Book(**vars(read(rules_folder() / "shanghai-urban-management")))
        book.compile()
        return book

    assert len(benchmark(run).items) >= 100
