"""Merging segments into new ones: rows that no longer count are left behind for good."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from discretion.corpus import canonical
from discretion.corpus.errors import writes_to
from discretion.corpus.indexing import add_stored, definition, new_index
from discretion.corpus.segments import GROUP_ROWS, INDEX_NAME, SegmentFiles, row_order
from discretion.corpus.snapshot import OpenSegment
from discretion.corpus.writer import Member, Writer
from discretion.rulebook.schema import FactDeclaration

if TYPE_CHECKING:
    from discretion.corpus.rows import SegmentRows
    from discretion.similarity.index import SegmentBuilder

MOST_ROWS = 1 << 20
"""Rows of the largest segment that merging makes."""

Declarations = Mapping[str, FactDeclaration]
Progress = Callable[[int], None] | None


def merge(
    writer: Writer, members: Sequence[Member], most: int = MOST_ROWS, progress: Progress = None
) -> list[Member]:
    """Write the rows of *members* that count into new segments of up to *most* rows each.

    Memory holds the ids and a few thousand rows. *progress* is told the rows written so far.

    Raises:
        CorpusError: a segment is damaged, or the disk refuses.
    """
    from discretion.corpus.rows import SegmentRows

    if not members:
        return []
    part = np.repeat(np.arange(len(members)), [m.count for m in members])
    row = np.concatenate([m.rows for m in members])
    order = row_order(_ids(members))
    part, row = part[order], row[order]
    declarations = writer.declared.declarations()
    sources = [SegmentRows(m.segment, declarations) for m in members]
    made, done = [], 0
    for start in range(0, len(row), most):
        some = slice(start, min(start + most, len(row)))
        segment_id = writer.new_segment()
        with writes_to(writer.folder):
            files = SegmentFiles(writer.folder, segment_id)
        try:
            index, arrival = _index(members, part[some], row[some], declarations)
            for at in range(some.start, some.stop, GROUP_ROWS):
                chunk = slice(at, min(at + GROUP_ROWS, some.stop))
                table = _gather(sources, part[chunk], row[chunk])
                with writes_to(writer.folder):
                    files.write(table)
                done += chunk.stop - chunk.start
                if progress:
                    progress(done)
            keys, digests = _keys(members, part[some], row[some])
            with writes_to(writer.folder):
                others = index.finish(files.folder, arrival)
                entry = files.close(keys, digests, others)
        except BaseException:
            files.abandon()
            raise
        made.append(Member(OpenSegment(writer.folder, entry), None))
    return made


def _index(
    members: Sequence[Member], part: NDArray[Any], row: NDArray[np.int64], facts: Declarations
) -> tuple[SegmentBuilder, NDArray[np.int64]]:
    """Return an index of these rows, and the place at which each was added to it."""
    from discretion.corpus.rows import JSON, SegmentRows

    index = new_index()
    for number in np.unique(part).tolist():
        member, rows = members[number], row[part == number]
        if _usable(member):
            add_stored(index, member.segment.index, rows)
            continue
        source = SegmentRows(member.segment, facts, [JSON])
        for at in range(0, len(rows), GROUP_ROWS):
            texts = source.take(rows[at : at + GROUP_ROWS])[JSON].to_pylist()
            index.add([canonical.load(text) for text in texts])
    arrival = np.empty(len(part), np.int64)
    arrival[np.argsort(part, kind="stable")] = np.arange(len(part))
    return index, arrival


def _usable(member: Member) -> bool:
    """Whether the segment's index is of the present definition and whole: else it is made anew."""
    segment = member.segment
    entry = next((f for f in segment.entry.files if f.name == INDEX_NAME), None)
    if entry is None or segment.entry.index != definition():
        return False
    return hashlib.sha256(segment.files[INDEX_NAME]).hexdigest() == entry.sha256


def _gather(sources: Sequence[SegmentRows], part: NDArray[Any], row: NDArray[np.int64]) -> Any:
    """Return a table of rows in the order given; each source's rows ascend."""
    import pyarrow as pa

    tables, places = [], []
    for number in np.unique(part):
        here = np.flatnonzero(part == number)
        tables.append(sources[number].take(row[here]))
        places.append(here)
    order = np.empty(len(row), np.int64)
    order[np.concatenate(places)] = np.arange(len(row))
    return pa.concat_tables(tables).combine_chunks().take(pa.array(order))


def _ids(members: Sequence[Member]) -> Any:
    import pyarrow as pa

    tables = []
    for member in members:
        batches = list(member.segment.batches(["items", "id"]))
        tables.append(pa.Table.from_batches(batches).take(pa.array(member.rows)))
    return pa.concat_tables(tables).combine_chunks()


def _keys(
    members: Sequence[Member], part: NDArray[Any], row: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    keys = np.empty((len(row), 2), np.uint64)
    digests = np.empty((len(row), 32), np.uint8)
    for number, member in enumerate(members):
        here = part == number
        table = member.segment.keys
        keys[here] = table.by_row()[row[here]]
        digests[here] = table.digests[row[here]]
    return keys, digests
