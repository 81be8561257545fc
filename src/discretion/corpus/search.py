"""Search in an open corpus folder, by the index of each segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from discretion.corpus.indexing import definition
from discretion.corpus.manifest import Manifest
from discretion.corpus.snapshot import Snapshot
from discretion.model.case import Case
from discretion.model.review import Match
from discretion.rulebook.schema import FactDeclaration
from discretion.similarity.matches import Matches

if TYPE_CHECKING:
    from discretion.similarity.brute import Filters
    from discretion.similarity.index import Index

Array = NDArray[Any]


class FolderSearch:
    """Exact nearest cases of an open version, by its index. Thread-safe."""

    def __init__(self, snapshot: Snapshot, declarations: Mapping[str, FactDeclaration]) -> None:
        from discretion.similarity.index import Index

        self._snapshot = snapshot
        segments: list[tuple[Any, Any]] = [(s.index, s.alive) for s in snapshot.segments]
        self._index = Index(segments, snapshot.statistics, declarations)

    def search(self, case: Case, k: int, filters: Filters) -> Matches:
        """Return the *k* most similar candidates, as ``BruteForce.search`` does."""
        from discretion.similarity.index import explain

        hits = self._index.search(case, k, filters)

        def read() -> list[Match]:
            found = [(hit, self._snapshot.segments[hit.segment].case(hit.row)) for hit in hits]
            return explain(self._index, case, found)

        return Matches(((hit.case_id, hit.score) for hit in hits), read)


def open_part(
    corpus: Path,
    manifest: Manifest,
    number: int,
    declarations: Mapping[str, FactDeclaration],
    elsewhere: tuple[Array, Array] | None = None,
) -> Index:
    """Return the index of one segment of a version, with the statistics of all; nothing else opens.

    *elsewhere* is what :class:`Index` takes by this name.

    Raises:
        FileNotFoundError: the version is no longer on disk.
        CorpusError: it is damaged.
    """
    from discretion.similarity.index import Index, of_segment

    alone = replace(manifest, segments=(manifest.segments[number],))
    snapshot = Snapshot(corpus, alone)
    (segment,) = snapshot.segments
    parts: list[tuple[Any, Any]] = [(segment.index, segment.alive)]
    statistics = of_segment(snapshot.statistics, number)
    return Index(parts, statistics, declarations, elsewhere=elsewhere)


def searchable(snapshot: Snapshot) -> bool:
    """Whether every segment has an index of the present definition, and there is one at all."""
    segments = snapshot.manifest.segments
    return bool(segments) and snapshot.manifest.index == definition()
