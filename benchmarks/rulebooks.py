"""Synthetic rulebooks of any size, for the benchmarks: tables that are sound by construction."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from discretion.rulebook.book import Rulebook
from discretion.rulebook.files import read_file
from discretion.rulebook.load import load, rules_folder
from discretion.rulebook.schema import (
    BenchmarkRow,
    FactDeclaration,
    FactType,
    Grade,
    Item,
    ItemVersion,
    TableBenchmark,
)
from discretion.rulebook.schema.files import FactsFile, ItemsFile, SourcesFile
from discretion.rulebook.writing import file_text

SHIPPED = "shanghai-urban-management"
GRADES = (Grade.LIGHTER, Grade.ORDINARY, Grade.HEAVIER)

Box = dict[str, str]


def facts(count: int) -> dict[str, FactDeclaration]:
    """Return *count* number facts of the benchmark's own."""
    return {
        f"q{i}": FactDeclaration(type=FactType.NUMBER, label=f"数量{i}", range=">= 0")
        for i in range(count)
    }


def partition(rng: random.Random, names: list[str], rows: int) -> list[Box]:
    """Cut the space of *names* into *rows* boxes, as a decision tree does."""
    boxes: list[tuple[Box, dict[str, tuple[int, int | None]]]] = [({}, {})]
    while len(boxes) < rows:
        box, ends = boxes.pop(rng.randrange(len(boxes)))
        name = rng.choice(names)
        low, high = ends.get(name, (0, None))
        cut = low + rng.randint(1, 20) if high is None else (low + high) // 2
        if cut in (low, high):
            boxes.append((box, ends))
            continue
        for part in ((low, cut), (cut, high)):
            test = f">= {part[0]}" if part[1] is None else f"[{part[0]}..{part[1]})"
            boxes.append(({**box, name: test}, {**ends, name: part}))
    return [box for box, _ in boxes]


def item(code: str, boxes: list[Box], template: ItemVersion) -> Item:
    """Return an item with one table over *boxes*; grades follow the order of the boxes."""
    rows = tuple(
        BenchmarkRow(row=i + 1, when=[box], grade=GRADES[3 * i // len(boxes)])
        for i, box in enumerate(boxes)
    )
    table = TableBenchmark(status="sample", rows=rows)
    version = template.model_copy(update={"benchmark": table})
    return Item(code=code, title=f"合成案由{code}", domain="合成", versions=(version,))


def write_rulebook(folder: Path, items: int, rows: int, names: int) -> Path:
    """Write a synthetic rulebook of so many *items*, each a table of *rows* over *names* facts."""
    shipped = load(SHIPPED)
    folder.mkdir(parents=True)
    (folder / "items").mkdir()
    head = shipped.head.model_copy(update={"extends": ("general",)})
    declared = facts(names)
    (folder / "rulebook.yaml").write_text(file_text(head), encoding="utf-8")
    used = [s for s in shipped.sources.values() if s.id not in load_general_sources()]
    (folder / "sources.yaml").write_text(file_text(SourcesFile(sources=tuple(used))), "utf-8")
    (folder / "facts.yaml").write_text(file_text(FactsFile(facts=declared)), encoding="utf-8")
    template = shipped.items["SH-DG-43-1"].versions[0]
    rng = random.Random(7)
    for start in range(0, items, 100):
        made = tuple(
            item(f"SYN-{n}", partition(rng, list(declared), rows), template)
            for n in range(start, min(items, start + 100))
        )
        text = file_text(ItemsFile(items=made))
        (folder / "items" / f"part-{start:05}.yaml").write_text(text, encoding="utf-8")
    return folder


def load_general_sources() -> frozenset[str]:
    """The sources that come with the shared general part."""
    return frozenset(
        s.id for s in read_file(rules_folder() / "general" / "sources.yaml", SourcesFile).sources
    )


def with_item(book: Rulebook, made: Item, names: int) -> Rulebook:
    """Return *book* with one more item over *names* synthetic facts."""
    return replace(
        book, items={**book.items, made.code: made}, facts={**book.facts, **facts(names)}
    )
