"""Merging segments into new ones: rows that no longer count are left behind for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.corpus.errors import writes_to
from discretion.corpus.segments import GROUP_ROWS, SegmentFiles, row_order
from discretion.corpus.snapshot import OpenSegment
from discretion.corpus.writer import Member, Writer

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
    if not members:
        return []
    part = np.repeat(np.arange(len(members)), [m.count for m in members])
    row = np.concatenate([m.rows for m in members])
    order = row_order(_ids(members))
    part, row = part[order], row[order]
    schema = _schema(members)
    sources = [_Rows(m.segment) for m in members]
    made, done = [], 0
    for start in range(0, len(row), most):
        some = slice(start, min(start + most, len(row)))
        segment_id = writer.new_segment()
        with writes_to(writer.folder):
            files = SegmentFiles(writer.folder, segment_id)
        try:
            for at in range(some.start, some.stop, GROUP_ROWS):
                chunk = slice(at, min(at + GROUP_ROWS, some.stop))
                rows = _gather(sources, part[chunk], row[chunk], schema)
                with writes_to(writer.folder):
                    files.write(*rows)
                done += chunk.stop - chunk.start
                if progress:
                    progress(done)
            keys, digests = _keys(members, part[some], row[some])
            with writes_to(writer.folder):
                entry = files.close(keys, digests)
        except BaseException:
            files.abandon()
            raise
        made.append(Member(OpenSegment(writer.folder, entry), None))
    return made


class _Rows:
    """The rows of a segment, taken in ascending order."""

    def __init__(self, segment: OpenSegment) -> None:
        self._json = _Cursor(segment.blocks())
        self._table = _Cursor(segment.batches())

    def take(self, rows: NDArray[np.int64]) -> tuple[Any, Any]:
        import pyarrow as pa

        json = pa.concat_arrays(self._json.take(rows))
        return json, pa.Table.from_batches(self._table.take(rows))


class _Cursor:
    """Arrays or record batches one after the other, of which ascending rows are taken."""

    def __init__(self, parts: Iterator[Any]) -> None:
        self._parts = parts
        self._start = 0
        self._part: Any = None

    def take(self, rows: NDArray[np.int64]) -> list[Any]:
        import pyarrow as pa

        found, at = [], 0
        while at < len(rows):
            while self._part is None or rows[at] >= self._start + len(self._part):
                self._start += 0 if self._part is None else len(self._part)
                self._part = next(self._parts)
            stop = int(np.searchsorted(rows, self._start + len(self._part)))
            found.append(self._part.take(pa.array(rows[at:stop] - self._start)))
            at = stop
        return found


def _gather(
    sources: Sequence[_Rows], part: NDArray[Any], row: NDArray[np.int64], schema: Any
) -> tuple[Any, Any]:
    """Return JSON and typed columns of rows in the order given; each source's rows ascend."""
    import pyarrow as pa

    json, tables, places = [], [], []
    for number in np.unique(part):
        here = np.flatnonzero(part == number)
        texts, table = sources[number].take(row[here])
        json.append(texts)
        tables.append(table)
        places.append(here)
    order = np.empty(len(row), np.int64)
    order[np.concatenate(places)] = np.arange(len(row))
    taken = pa.array(order)
    table = pa.concat_tables(tables, promote_options="permissive")
    missing = [f for f in schema if f.name not in table.column_names]
    for field in missing:
        table = table.append_column(field, pa.nulls(len(row), field.type))
    table = table.select(schema.names).cast(schema).take(taken).combine_chunks()
    return pa.concat_arrays(json).take(taken), table


def _ids(members: Sequence[Member]) -> Any:
    import pyarrow as pa

    tables = []
    for member in members:
        batches = list(member.segment.batches(["items", "id"]))
        tables.append(pa.Table.from_batches(batches).take(pa.array(member.rows)))
    return pa.concat_tables(tables).combine_chunks()


def _schema(members: Sequence[Member]) -> Any:
    import pyarrow as pa

    schemas = [m.segment.table_file().schema_arrow for m in members]
    return pa.unify_schemas(schemas, promote_options="permissive")


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
