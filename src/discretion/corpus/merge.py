"""Merging segments into new ones: rows that no longer count are left behind for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from discretion.corpus import canonical
from discretion.corpus.errors import writes_to
from discretion.corpus.indexing import new_index
from discretion.corpus.segments import GROUP_ROWS, SegmentFiles, row_order
from discretion.corpus.snapshot import OpenSegment
from discretion.corpus.writer import Member, Writer

if TYPE_CHECKING:
    from discretion.corpus.rows import SegmentRows

MOST_ROWS = 1 << 20
"""Rows of the largest segment that merging makes."""

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
        index = new_index()
        try:
            for at in range(some.start, some.stop, GROUP_ROWS):
                chunk = slice(at, min(at + GROUP_ROWS, some.stop))
                table = _gather(sources, part[chunk], row[chunk])
                index.add([canonical.load(text) for text in table["json"].to_pylist()])
                with writes_to(writer.folder):
                    files.write(table)
                done += chunk.stop - chunk.start
                if progress:
                    progress(done)
            keys, digests = _keys(members, part[some], row[some])
            with writes_to(writer.folder):
                others = index.finish(files.folder, np.arange(len(keys)))
                entry = files.close(keys, digests, others)
        except BaseException:
            files.abandon()
            raise
        made.append(Member(OpenSegment(writer.folder, entry), None))
    return made


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
