"""Committing versions: the one place that changes a corpus folder.

A commit writes new files beside the old ones, forces them to disk, and then replaces the manifest.
Whoever is killed before that leaves the old version, and afterwards the new one; what is left over
is removed by the next writer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError, writes_to
from discretion.corpus.files import FileEntry, remove, seal, sync_folder
from discretion.corpus.indexing import definition, write_statistics
from discretion.corpus.lock import writer_lock
from discretion.corpus.manifest import (
    MANIFEST_NAME,
    SEGMENTS,
    STATISTICS_NAME,
    VERSIONS,
    Manifest,
    Segment,
    declared_facts,
    parse_manifest,
    read_manifest,
    write_manifest,
)
from discretion.corpus.pack import write_pack
from discretion.corpus.segments import tombstone_bytes
from discretion.corpus.snapshot import OpenSegment, Snapshot
from discretion.rulebook.schema import FactDeclaration


@dataclass(frozen=True, slots=True)
class Member:
    """A segment of the version to be committed, and which of its rows count (None: all)."""

    segment: OpenSegment
    alive: NDArray[np.bool_] | None

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows that count, ascending."""
        if self.alive is None:
            return np.arange(self.segment.entry.rows)
        return np.flatnonzero(self.alive)

    def alive_mask(self) -> NDArray[np.bool_]:
        """Return which rows count, an array of one's own."""
        rows = self.segment.entry.rows
        return np.ones(rows, np.bool_) if self.alive is None else self.alive.copy()

    @property
    def whole(self) -> bool:
        """Whether every row counts."""
        return self.count == self.segment.entry.rows

    @property
    def count(self) -> int:
        """How many rows count."""
        return self.segment.entry.rows if self.alive is None else int(self.alive.sum())


@dataclass(frozen=True, slots=True)
class Declared:
    """What the rulebook says of the cases: its name, fingerprint and facts as plain data."""

    rulebook: str
    fingerprint: str
    facts: dict[str, Any]

    def declarations(self) -> dict[str, FactDeclaration]:
        """Return the facts that are declared.

        Raises:
            CorpusError: they come from another version of this program.
        """
        return declared_facts(self.facts)


class Writer:
    """The one writer of a corpus folder, while it holds the lock. ``base`` is the version now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        exists = (folder / MANIFEST_NAME).exists()
        self.base: Snapshot | None = Snapshot.open(folder) if exists else None
        self._last = 0
        self.clean()

    @property
    def manifest(self) -> Manifest:
        """The manifest of the version now; there must be one."""
        assert self.base is not None
        return self.base.manifest

    @property
    def members(self) -> tuple[Member, ...]:
        """The segments of the version now."""
        return tuple(Member(s, s.alive) for s in self.base.segments) if self.base else ()

    @property
    def declared(self) -> Declared:
        """What the version now says of its rulebook."""
        if self.base is None:
            return Declared("", "", {})
        m = self.base.manifest
        return Declared(m.rulebook, m.fingerprint, m.facts)

    def new_segment(self) -> str:
        """Return an id that no segment has."""
        used = [int(m.segment.entry.id) for m in self.members]
        self._last = max([self._last, *used]) + 1
        return f"{self._last:08d}"

    def commit(
        self, members: Sequence[Member], declared: Declared, *, forget: bool = False
    ) -> Manifest:
        """Make *members* the current version; return its manifest.

        The version before stays on disk until the next commit, unless it is to be *forgotten*.

        Raises:
            CorpusError: the disk refuses; the version before is untouched.
        """
        members = [m for m in members if m.count]
        before = self.base.manifest.number if self.base else 0
        number = before + 1
        manifest = Manifest(
            number=number,
            oldest=number if forget else max(1, before),
            version=_version(members),
            cases=sum(m.count for m in members),
            segments=tuple(m.segment.entry for m in members),
            facts=declared.facts,
            rulebook=declared.rulebook,
            fingerprint=declared.fingerprint,
        )
        with writes_to(self.folder):
            own = self.folder / VERSIONS / manifest.name
            own.mkdir(parents=True)
            entries = tuple(self._entry(own, m) for m in members)
            manifest = replace(manifest, segments=entries, **self._statistics(own, members))
            for folder in (own, own.parent, self.folder):
                sync_folder(folder)
            write_manifest(self.folder, manifest)
        self.base = Snapshot(self.folder, manifest)
        self.clean()
        return manifest

    def clean(self) -> list[Path]:
        """Remove what no version needs; return what the system would not let go of."""
        kept = self._kept()
        needed = {(SEGMENTS, s.id) for m in kept for s in m.segments}
        needed |= {(VERSIONS, m.name) for m in kept}
        stale = [p for p in self.folder.glob(".*.tmp") if p.is_file()]
        for kind in (SEGMENTS, VERSIONS):
            stale += [p for p in (self.folder / kind).glob("*") if (kind, p.name) not in needed]
        return [path for path in sorted(stale) if not remove(path)]

    def _kept(self) -> list[Manifest]:
        if self.base is None:
            return []
        current = self.base.manifest
        kept = [current]
        for number in range(current.oldest, current.number):
            path = self.folder / VERSIONS / replace(current, number=number).name / MANIFEST_NAME
            try:
                kept.append(parse_manifest(path.read_bytes(), path))
            except (OSError, CorpusError):
                continue
        return kept

    def _statistics(self, own: Path, members: Sequence[Member]) -> dict[str, Any]:
        """Write what the search needs of all segments together, if they have one kind of index."""
        index = definition()
        if any(m.segment.entry.index != index for m in members):
            return {}
        living = [(m.segment.index, None if m.whole else m.alive) for m in members]
        pack = own / STATISTICS_NAME
        write_pack(pack, write_statistics(own, living))
        return {"index": index, "statistics": seal(self.folder, pack)}

    def _entry(self, own: Path, member: Member) -> Segment:
        entry, count = member.segment.entry, member.count
        tombstones: FileEntry | None = None
        if member.alive is not None and not member.whole:
            path = own / f"{entry.id}.alive"
            path.write_bytes(tombstone_bytes(member.alive))
            tombstones = seal(self.folder, path)
        return replace(entry, alive=count, tombstones=tombstones)


@contextmanager
def writing(folder: Path, *, new: bool = False) -> Iterator[Writer]:
    """Be the one writer of a corpus folder, or of a *new* one; remove what a failure leaves.

    Raises:
        CorpusLockedError: another process is.
        CorpusError: the folder cannot be written, or its current version is damaged.
    """
    if not new:
        read_manifest(folder)  # before a lock file appears in a folder that is no corpus
    with writer_lock(folder):
        writer = Writer(folder)
        try:
            yield writer
        except BaseException:
            writer.clean()
            raise


def _version(members: Sequence[Member]) -> str:
    parts = [m.segment.keys.digests for m in members]
    some = [d if m.alive is None else d[m.alive] for d, m in zip(parts, members, strict=True)]
    return canonical.content_version(np.concatenate([np.zeros((0, 32), np.uint8), *some]))
