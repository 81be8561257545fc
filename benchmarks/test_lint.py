"""How long a proof takes: a whole rulebook, and one wide table; beside trying every point.

All rulebooks here are synthetic. Every table is a partition of its fact space, as a sound table
is; ``random`` tables are boxes at random, which is harder than what people write.
"""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benchmarks.rulebooks import SHIPPED, Box, item, partition, with_item, write_rulebook
from discretion.rulebook.book import Rulebook
from discretion.rulebook.load import load, read_with_origin
from discretion.rulebook.proof.lint import prove
from discretion.rulebook.proof.regions import NONE
from discretion.rulebook.proof.space import Space
from discretion.rulebook.schema import Item, TableBenchmark

BOOK = load(SHIPPED)
TEMPLATE = BOOK.items["SH-DG-43-1"].versions[0]
NARROW, ROWS = 5, 8


def of_table(boxes: list[Box], names: int, hit: str = "unique") -> tuple[Rulebook, Item]:
    made = item("SYN-1", boxes, TEMPLATE)
    version = made.versions[0]
    assert isinstance(version.benchmark, TableBenchmark)
    table = version.benchmark.model_copy(update={"hit": hit})
    version = version.model_copy(update={"benchmark": table})
    made = made.model_copy(update={"versions": (version,)})
    return with_item(BOOK, made, names), made


def has_gap(book: Rulebook, made: Item) -> bool:
    space = Space(book, made, made.versions[0])
    covered = space.regions.union(row.met for row in space.rows)
    return space.regions.without(space.domain, covered) != NONE


def has_gap_by_trying(book: Rulebook, made: Item) -> bool:
    """The same question asked of every point of the space, one by one."""
    space = Space(book, made, made.versions[0])
    axes = space.regions.axes
    for cells in product(*(axis.feasible for axis in axes)):
        point = {axis.name: cell for axis, cell in zip(axes, cells, strict=True)}
        inside = space.regions.at(space.domain, point)
        if inside and not any(space.regions.at(row.met, point) for row in space.rows):
            return True
    return False


def random_boxes(names: int, rows: int) -> list[Box]:
    rng = random.Random(1)
    boxes = []
    for _ in range(rows):
        box: Box = {}
        for name in rng.sample(range(names), rng.randint(1, 3)):
            low = rng.randint(0, 20)
            tests = (f">= {low}", f"< {low + 1}", f"[{low}..{low + 10})")
            box[f"q{name}"] = rng.choice(tests)
        boxes.append(box)
    return boxes


@pytest.mark.benchmark(group="prove a rulebook of 2,000 items, 8 rows, 5 facts")
def test_discretion_lint(benchmark: Any, tmp_path: Path) -> None:
    items = 2000 if not benchmark.disabled else 20
    folder = write_rulebook(tmp_path / "book", items, ROWS, NARROW)
    benchmark.extra_info["cases"] = items

    def whole() -> int:
        book, origin = read_with_origin(folder)
        return len(prove(book, origin))

    assert benchmark.pedantic(whole, rounds=3) == 0


@pytest.mark.benchmark(group="gap in a table of 5 facts")
def test_discretion_gap(benchmark: Any) -> None:
    boxes = partition(random.Random(3), [f"q{i}" for i in range(NARROW)], ROWS)
    assert benchmark(has_gap, *of_table(boxes, NARROW)) is False


@pytest.mark.benchmark(group="gap in a table of 5 facts")
def test_trying_every_point(benchmark: Any) -> None:
    boxes = partition(random.Random(3), [f"q{i}" for i in range(NARROW)], ROWS)
    assert benchmark(has_gap_by_trying, *of_table(boxes, NARROW)) is False


@pytest.mark.parametrize("rows", [8, 32, 128])
@pytest.mark.parametrize("names", [6, 12, 14])
@pytest.mark.benchmark(group="gap in a wide table")
def test_discretion_wide(benchmark: Any, names: int, rows: int) -> None:
    boxes = partition(random.Random(3), [f"q{i}" for i in range(names)], rows)
    assert benchmark(has_gap, *of_table(boxes, names)) is False


@pytest.mark.parametrize("names", [6, 12, 14])
@pytest.mark.benchmark(group="gap in a wide random table of 64 rows")
def test_discretion_random(benchmark: Any, names: int) -> None:
    assert benchmark(has_gap, *of_table(random_boxes(names, 64), names, "max-grade")) is False
