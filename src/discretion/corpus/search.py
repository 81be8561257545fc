"""Search in an open corpus folder, by the index of each segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from discretion.corpus.indexing import definition
from discretion.corpus.snapshot import Snapshot
from discretion.model.case import Case
from discretion.model.review import Match
from discretion.rulebook.schema import FactDeclaration

if TYPE_CHECKING:
    from discretion.similarity.brute import Filters


class FolderSearch:
    """Exact nearest cases of an open version, by its index. Thread-safe."""

    def __init__(self, snapshot: Snapshot, declarations: Mapping[str, FactDeclaration]) -> None:
        from discretion.similarity.index import Index

        self._snapshot = snapshot
        segments: list[tuple[Any, Any]] = [(s.index, s.alive) for s in snapshot.segments]
        self._index = Index(segments, snapshot.statistics, declarations)

    def search(self, case: Case, k: int, filters: Filters) -> list[Match]:
        """Return the *k* most similar candidates, as ``BruteForce.search`` does."""
        from discretion.similarity.index import explain

        hits = self._index.search(case, k, filters)
        found = [(hit, self._snapshot.segments[hit.segment].case(hit.row)) for hit in hits]
        return explain(self._index, case, found)


def searchable(snapshot: Snapshot) -> bool:
    """Whether every segment has an index of the present definition, and there is one at all."""
    segments = snapshot.manifest.segments
    return bool(segments) and snapshot.manifest.index == definition()
