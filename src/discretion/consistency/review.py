"""A sample of a corpus's files for review: strata from its columns, sizes from their risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from discretion.consistency.risk import risks
from discretion.consistency.sampling import Drawn, Sample, Stratum, draw
from discretion.corpus import Corpus
from discretion.engine.book import Book

STRATA = ("item", "team", "body", "district", "party", "channel")
"""Columns by which files may be stratified; of several items the first counts."""


def sample_files(
    corpus: Corpus,
    book: Book,
    n: int,
    *,
    by: Sequence[str] = ("item", "team"),
    seed: int = 0,
) -> Sample:
    """Draw *n* files of *corpus* for review, stratified *by* columns of STRATA.

    The same corpus version, rulebook, *n*, *by* and *seed* draw the same files.
    """
    names = corpus.batches().schema.names
    cases = corpus.table([name for name in names if name != "json"]).combine_chunks()
    found = risks(cases, book)
    strata = _strata(cases, by)
    ids = cases["id"].to_pylist()
    sizes = found.sizes
    chosen = draw(ids, sizes, strata, n, seed, corpus.version)
    drawn = [
        Drawn(ids[row], strata[row], int(sizes[row]), found.of(row), probability)
        for row, probability in chosen.items()
    ]
    drawn.sort(key=lambda d: ([(v is None, v or "") for v in d.stratum], d.case_id))
    return Sample(tuple(drawn), len(ids), tuple(by), len(set(strata)), seed, corpus.version)


def _strata(cases: Any, by: Sequence[str]) -> list[Stratum]:
    columns = [_first_items(cases) if name == "item" else _labels(cases[name]) for name in by]
    return list(zip(*columns, strict=True)) if columns else [()] * cases.num_rows


def _labels(column: Any) -> list[str | None]:
    found: list[str | None] = column.combine_chunks().cast("string").to_pylist()
    return found


def _first_items(cases: Any) -> list[str | None]:
    import pyarrow as pa

    lists = cases["items"].combine_chunks()
    lengths = lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    starts = np.cumsum(lengths) - lengths
    found: list[str | None] = lists.flatten().take(pa.array(starts, mask=lengths == 0)).to_pylist()
    return found
