"""The cases that people judged, and the two tasks on which a ranking of them is measured.

LeCaRD (criminal judgments) in the development part of ``../shared/data/lecard_dev``: third-party
data, read where it lies and never copied. A past case's text is what it says of each charge, its
items are the charges; a query is the statement of facts of a case and its charges.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.metrics import measures
from discretion.model.case import Case, Party, PartyKind

SHARED = Path(os.environ.get("DISCRETION_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FOLDER = SHARED / "data" / "lecard_dev"
ABSENT = (
    f"没有人工评级的类案数据（{FOLDER}），跳过；可用环境变量 DISCRETION_SHARED 指定 shared 所在"
)

TASKS = ("re-rank", "open")
"""(a) rank each query's own judged cases; (b) rank all cases, those not judged counting 0."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judged:
    """Queries, past cases (sorted by id), and the grade of each pair; -1 where nobody judged."""

    queries: tuple[Case, ...]
    cases: tuple[Case, ...]
    grades: NDArray[np.int8]

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of a past case by its id."""
        return {case.id: row for row, case in enumerate(self.cases)}

    def measure(self, scores: Floats) -> Floats:
        """Return the measures of every query, (queries, tasks, measures); ties rank by case id."""
        return np.array(
            [
                self.measure_ranking(query, np.argsort(-row, kind="stable"))
                for query, row in enumerate(scores.round(9))
            ]
        )

    def measure_ranking(self, query: int, order: NDArray[Any]) -> Floats:
        """Return the measures of one ranking of all past cases (rows, best first), by task."""
        ranked = self.grades[query][order]
        judged = self.grades[query][self.grades[query] >= 0]
        return np.array(
            [measures(ranked[ranked >= 0], judged), measures(np.maximum(ranked, 0), judged)]
        )


def load(folder: Path = FOLDER) -> Judged:
    """Read the judged set.

    Raises:
        FileNotFoundError: it is not there.
    """
    party = Party(kind=PartyKind.INDIVIDUAL)
    # A case is never its own match: queries get ids that no past case has.
    queries = tuple(
        Case(id=f"query-{line['id']}", party=party, items=line["charge"], text=line["text"])
        for line in _lines(folder / "queries.jsonl")
    )
    cases = sorted(
        (
            Case(
                id=line["id"],
                party=party,
                items=tuple(line["facts_by_charge"]),
                text="\n".join(line["facts_by_charge"].values()),
            )
            for line in _lines(folder / "candidates.jsonl")
        ),
        key=lambda case: case.id,
    )
    grades = np.full((len(queries), len(cases)), -1, np.int8)
    query = {case.id: row for row, case in enumerate(queries)}
    row = {case.id: row for row, case in enumerate(cases)}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            grades[query[f"query-{line['query']}"], row[line["candidate"]]] = int(line["grade"])
    return Judged(queries, tuple(cases), grades)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def by_library(judged: Judged, search: Callable[[Case, int], list[Any]]) -> Floats:
    """Return the measures of what the library finds, *search* being ``Corpus.similar``."""
    found = []
    for number, query in enumerate(judged.queries):
        matches = search(query, len(judged.cases))
        order = np.array([judged.row[match.case_id] for match in matches])
        found.append(judged.measure_ranking(number, order))
    return np.array(found)
