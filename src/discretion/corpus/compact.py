"""Few large segments instead of many small ones, and no rows that do not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from discretion.corpus.indexing import definition
from discretion.corpus.merge import MOST_ROWS, merge
from discretion.corpus.writer import Member, Writer, writing

FANOUT = 8
"""So many segments of about one size become one; a tier holds this many times the one below."""
SMALLEST = 1024
"""Segments of up to so many cases are of one tier."""

LARGE = MOST_ROWS // FANOUT
"""Segments of so many cases are merged only when it is asked for: then a tier always fits one."""


@dataclass(frozen=True, slots=True)
class CompactReport:
    """What a compaction did: segments, bytes and rows that no longer counted, before and after."""

    segments_before: int
    segments_after: int
    bytes_before: int
    bytes_after: int
    dropped: int
    """Rows that no longer counted."""
    cases: int
    version: str
    left: tuple[str, ...] = ()
    """Files that the system would not let go of, because a reader has them open (Windows)."""


def compact(folder: str | Path, progress: Callable[[int], None] | None = None) -> CompactReport:
    """Merge all segments of a corpus into as few as can be, and drop what no longer counts.

    Search indexes that another version of this program made are made anew.
    Readers are not disturbed. *progress* is told the cases written so far.

    Raises:
        CorpusLockedError: another process is writing to the folder.
        CorpusError: there is no corpus, it is damaged, or the disk refuses; it is as it was.
    """
    corpus = Path(folder)
    with writing(corpus) as writer:
        members = writer.members
        after = before = writer.manifest
        sound = [m for m in members if m.whole and m.segment.entry.index == definition()]
        full = [m for m in sound if m.count == MOST_ROWS]
        rest = [m for m in members if m not in full]
        whole = len(rest) == 0 or (len(rest) == 1 and rest[0] in sound)
        if not whole or before.oldest < before.number:
            merged = rest if whole else merge(writer, rest, MOST_ROWS, progress)
            after = writer.commit([*full, *merged], writer.declared, forget=True)
        left = writer.clean()
    return CompactReport(
        segments_before=len(before.segments),
        segments_after=len(after.segments),
        bytes_before=sum(f.bytes for f in before.files()),
        bytes_after=sum(f.bytes for f in after.files()),
        dropped=sum(s.rows - s.alive for s in before.segments),
        cases=after.cases,
        version=after.version,
        left=tuple(str(path) for path in left),
    )


def tidy(writer: Writer) -> None:
    """Merge the segments of a tier once there are ``FANOUT`` of them, and half-dead ones."""
    while chosen := _due(writer.members):
        rest = [m for m in writer.members if m.segment.entry.id not in chosen]
        some = [m for m in writer.members if m.segment.entry.id in chosen]
        writer.commit([*rest, *merge(writer, some, MOST_ROWS)], writer.declared)


def _due(members: Sequence[Member]) -> set[str]:
    """Return the ids of segments to merge now, the smallest tier first; often none."""
    tiers = defaultdict(list)
    for member in members:
        if member.count * 2 <= member.segment.entry.rows:
            return {member.segment.entry.id}
        if member.count < LARGE:
            tiers[_tier(member.count)].append(member.segment.entry.id)
    return next((set(ids) for _, ids in sorted(tiers.items()) if len(ids) >= FANOUT), set())


def _tier(cases: int) -> int:
    tier = 0
    while cases > SMALLEST:
        cases //= FANOUT
        tier += 1
    return tier
