"""Whole-corpus questions of identity: cases reported twice, and parties written in several ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from discretion.corpus import canonical
from discretion.corpus.corpus import Corpus
from discretion.corpus.stored import StoredCases
from discretion.model.case import Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from discretion.similarity.duplicates import Duplicate

Progress = Callable[[int], None] | None
_STEP = 1000


@dataclass(frozen=True, slots=True)
class PartyGroup:
    """A party that several cases name: its spellings and the cases, both sorted."""

    names: tuple[str, ...]
    case_ids: tuple[str, ...]


def find_duplicates(corpus: Corpus, progress: Progress = None) -> list[Duplicate]:
    """Return the cases that seem to be reported twice, the likely first, then by id.

    Memory holds some 100 bytes a case beside the cases of the pairs found. *progress* is called
    with the number of cases read, which is twice that of the corpus in the end.
    """
    from discretion.similarity.duplicates import Blocks, compare_cases, report_of

    blocks, size = Blocks(), len(corpus)
    for row, case in _cases(corpus):
        blocks.add(row, report_of(case))
        if progress and row % _STEP == 0:
            progress(row)
    pairs = blocks.pairs()
    wanted = np.unique(pairs)
    reports = {row: report_of(case) for row, case in _cases(corpus, wanted)}
    if progress:
        progress(2 * size)
    found = [compare_cases(reports[a], reports[b]) for a, b in pairs.tolist()]
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.identity != "likely", one.first, one.second),
    )


def party_groups(corpus: Corpus, progress: Progress = None) -> list[PartyGroup]:
    """Return the parties of two cases or more, those of most spellings first, then by case id."""
    from discretion.similarity.parties import cluster_parties, profile_of

    ids: list[str] = []
    names: list[str] = []

    def profiles() -> Iterator[object]:
        for row, case in _cases(corpus):
            ids.append(case.id)
            names.append(case.party.name or "")
            if progress and row % _STEP == 0:
                progress(row)
            yield profile_of(case)

    members: dict[int, list[int]] = defaultdict(list)
    for row, cluster in enumerate(cluster_parties(profiles()).tolist()):  # type: ignore[arg-type]
        members[cluster].append(row)
    groups = [
        PartyGroup(
            tuple(sorted({names[row] for row in rows} - {""})), tuple(sorted(ids[r] for r in rows))
        )
        for rows in members.values()
        if len(rows) > 1
    ]
    return sorted(groups, key=lambda g: (-len(g.names), -len(g.case_ids), g.case_ids))


def _cases(corpus: Corpus, wanted: NDArray[np.int64] | None = None) -> Iterator[tuple[int, Case]]:
    """Yield row and case in the order in which they are stored; only the rows *wanted*."""
    if not isinstance(corpus.cases, StoredCases):
        for row in range(len(corpus)) if wanted is None else wanted.tolist():
            yield row, corpus.cases[row]
        return
    import pyarrow as pa

    start = 0
    for batch in corpus.batches(["json"]):
        stop = start + batch.num_rows
        rows = np.arange(start, stop) if wanted is None else wanted
        rows = rows[(rows >= start) & (rows < stop)]
        texts = batch.column("json").take(pa.array(rows - start)).to_pylist()
        for row, text in zip(rows.tolist(), texts, strict=True):
            yield row, canonical.load(text)
        start = stop
