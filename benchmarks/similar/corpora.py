"""Synthetic corpora: terms, columns and an opened index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from discretion.corpus import synthetic
from discretion.corpus.snapshot import Snapshot
from discretion.corpus.stored import StoredCases
from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from discretion.similarity.brute import DEFAULT_WEIGHT
from discretion.similarity.index import (
    Columns,
    Index,
    SegmentBuilder,
    map_folder,
    read_segment,
    write_statistics,
)
from discretion.similarity.index.stored import stored_documents
from discretion.similarity.terms import TermCounts, count_terms
from discretion.similarity.weighting import DEFAULT_WEIGHTING, scale

BOOK = load_rulebook("shanghai-urban-management")
BATCH = 20_000
SEED = 7


@dataclass(frozen=True)
class Counted:
    """Some cases as terms and columns, and a few of them whole, to be queries."""

    counts: TermCounts
    columns: Columns
    queries: tuple[tuple[int, Case], ...]
    """Place and case."""
    texts: tuple[str, ...] = ()
    """The texts of all cases, where they were kept."""

    def terms_of(self, place: int) -> TermCounts:
        """Return the terms of one case."""
        begin, end = self.counts.indptr[place : place + 2]
        return TermCounts(
            np.array([0, end - begin]), self.counts.keys[begin:end], self.counts.counts[begin:end]
        )


def synthetic_cases(size: int) -> Iterator[list[Case]]:
    """Yield *size* synthetic cases, batch by batch."""
    made = (case for case, _ in synthetic.generate(BOOK, size, SEED))
    while batch := list(islice(made, BATCH)):
        yield batch


def count(size: int, queries: int, *, keep_texts: bool = False) -> Counted:
    """Return a synthetic corpus of *size* cases."""
    parts, columns, chosen = [], [], []
    texts: list[str] = []
    every = max(1, size // queries)
    for number, batch in enumerate(synthetic_cases(size)):
        parts.append(count_terms(batch))
        columns.append(Columns.of(batch))
        if keep_texts:
            texts += [case.text for case in batch]
        first = number * BATCH
        chosen += [(first + i, case) for i, case in enumerate(batch) if (first + i) % every == 0]
    return joined(parts, columns, chosen, texts)


def stored(folder: Path, queries: int) -> Counted:
    """Return the cases of a corpus folder, from its index: no text is read, no term counted."""
    snapshot = Snapshot.open(folder)
    size = len(StoredCases(snapshot))
    every = max(1, size // queries)
    parts, columns, chosen, begin = [], [], [], 0
    for segment in snapshot.segments:
        rows = segment.alive_rows()
        for counts, some in stored_documents(read_segment(segment.index), rows):
            parts.append(counts)
            columns.append(some)
        wanted = range(-begin % every, len(rows), every)
        chosen += [(begin + at, segment.case(int(rows[at]))) for at in wanted]
        begin += len(rows)
    return joined(parts, columns, chosen)


def stored_cases(folder: Path) -> Iterator[list[Case]]:
    """Yield the cases of a corpus folder, batch by batch."""
    snapshot = Snapshot.open(folder)
    made = snapshot.span(0, len(StoredCases(snapshot)))
    while batch := list(islice(made, BATCH)):
        yield batch


def joined(
    parts: list[TermCounts],
    columns: list[Columns],
    queries: list[tuple[int, Case]],
    texts: Sequence[str] = (),
) -> Counted:
    """Return batches as one corpus."""
    lengths = np.concatenate([np.diff(part.indptr) for part in parts])
    names = ("ids", "items", "party", "district", "decided", "facts")
    return Counted(
        TermCounts(
            np.concatenate([[0], lengths]).cumsum(),
            np.concatenate([part.keys for part in parts]),
            np.concatenate([part.counts for part in parts]),
        ),
        Columns(**{n: [v for column in columns for v in getattr(column, n)] for n in names}),
        tuple(queries),
        tuple(texts),
    )


def build(corpus: Counted, folder: Path) -> None:
    """Write the index of a corpus as one segment, from its terms."""
    builder = SegmentBuilder()
    builder.add_counts(corpus.counts, corpus.columns)
    builder.finish(folder / "segment")
    write_statistics(folder / "version", [(map_folder(folder / "segment"), None)])


def open_built(folder: Path, weight: float = DEFAULT_WEIGHT) -> Index:
    """Open what :func:`build` wrote."""
    segment, version = map_folder(folder / "segment"), map_folder(folder / "version")
    return Index([(segment, None)], version, BOOK.every_fact(), weight=weight)


def weighted(corpus: Counted) -> tuple[csr_array, dict[int, int]]:
    """Return the very weights of the index as a CSR matrix (float32), and the columns by key.

    Terms that weigh nothing are left out, so that a peer has no more work than the index.
    """
    counts = corpus.counts
    size = len(counts.indptr) - 1
    keys = np.unique(counts.keys[: 1 << 22])
    while True:  # a few keys are missing from the first stretch at most
        place = np.minimum(np.searchsorted(keys, counts.keys), len(keys) - 1)
        missing = keys[place] != counts.keys
        if not missing.any():
            break
        keys = np.union1d(keys, counts.keys[missing])
    columns = place.astype(np.int32)
    rarity = DEFAULT_WEIGHTING.rarity(size, np.bincount(columns, minlength=len(keys)))
    values = (DEFAULT_WEIGHTING.saturation(counts.counts) * rarity[columns]).astype(np.float32)
    bounds = counts.indptr.copy()  # zeros are eliminated in place
    matrix = csr_array((values, columns, bounds), shape=(size, len(keys)))
    matrix.eliminate_zeros()
    lengths = scale(matrix.multiply(matrix).sum(axis=1)).astype(np.float32)
    matrix.data *= np.repeat(lengths, np.diff(matrix.indptr))
    return matrix, {int(key): number for number, key in enumerate(keys)}
