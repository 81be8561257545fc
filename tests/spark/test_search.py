"""The nearest cases on a cluster are those of one machine, with the same scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from discretion.corpus import open_corpus
from discretion.similarity.brute import Filters
from discretion.spark import similar


def test_matches_are_the_local_ones(spark: Any, folder: Path) -> None:
    corpus = open_corpus(folder)
    queries = corpus.cases[::60]
    for filters in (Filters(), Filters(item=queries[0].items[0], minimum=0.3)):
        found = similar(spark, folder, queries, 7, filters).toArrow().to_pylist()
        ours = [
            (number, query.id, rank, m.case_id, m.score, m.text_score, m.fact_score, m.item_score)
            for number, query in enumerate(queries)
            for rank, m in enumerate(
                corpus.similar(query, 7, item=filters.item, minimum=filters.minimum), start=1
            )
        ]
        told = [tuple(0.0 if v is None else v for v in row.values()) for row in found]
        assert sorted(told) == ours
        assert len(ours) > 7
