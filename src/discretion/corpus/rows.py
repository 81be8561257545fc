"""Rows of segments read in bulk: typed columns and JSON side by side, never parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discretion.corpus import canonical
from discretion.corpus import columns as typed
from discretion.corpus.errors import CorpusError
from discretion.corpus.snapshot import OpenSegment, Snapshot
from discretion.model.case import Case
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.schema import FactDeclaration

JSON = "json"
"""The column of canonical JSON, beside the typed columns."""
BATCH_ROWS = 1 << 15

Declarations = Mapping[str, FactDeclaration]
Rows = NDArray[np.int64]


class SegmentRows:
    """The rows of a segment under *declarations*, taken in ascending order."""

    def __init__(
        self, segment: OpenSegment, declarations: Declarations, names: Sequence[str] | None = None
    ) -> None:
        """Read the columns with these *names*, or all of them and the JSON."""
        schema = typed.schema(declarations)
        self._declarations = declarations
        self._names = list(names) if names is not None else [*schema.names, JSON]
        wanted = [n for n in self._names if n != JSON]
        facts = any(n == typed.OTHER or n.startswith(typed.PREFIX) for n in wanted)
        self._conform = facts and not segment.schema.equals(schema)
        self._json = _Cursor(segment.blocks()) if JSON in self._names else None
        # A column must be read for the number of rows, even if none is wanted.
        read = None if self._conform else wanted or ["id"]
        self._table = _Cursor(segment.batches(read, BATCH_ROWS))

    def take(self, rows: Rows) -> pa.Table:
        """Return these rows, which follow all that were taken before."""
        table = pa.Table.from_batches(self._table.take(rows))
        if self._conform:
            table = typed.conform(table, self._declarations)
        if self._json is not None:
            table = table.append_column(JSON, pa.chunked_array(self._json.take(rows)))
        return table.select(self._names)


def batches(
    snapshot: Snapshot, declarations: Declarations, names: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield the cases of a version, segment by segment, as batches of up to ``BATCH_ROWS``."""
    wanted = row_schema(declarations, names)
    for segment in snapshot.segments:
        source, rows = SegmentRows(segment, declarations, names), segment.alive_rows()
        for start in range(0, len(rows), BATCH_ROWS):
            table = source.take(rows[start : start + BATCH_ROWS]).cast(wanted)
            yield from table.combine_chunks().to_batches()


def memory_batches(
    cases: Sequence[Case], declarations: Declarations, names: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield cases in memory as the same batches."""
    wanted = row_schema(declarations, names)
    for start in range(0, len(cases), BATCH_ROWS):
        some = cases[start : start + BATCH_ROWS]
        table = typed.table(some, declarations)
        if JSON in wanted.names:
            texts = pa.array([canonical.dump(case) for case in some], pa.large_string())
            table = table.append_column(JSON, texts)
        yield from table.select(wanted.names).combine_chunks().to_batches()


def row_schema(declarations: Declarations, names: Sequence[str] | None = None) -> pa.Schema:
    """Return the schema of rows with these columns, or with all of them and the JSON.

    Raises:
        CorpusError: there is no such column.
    """
    whole = typed.schema(declarations).append(pa.field(JSON, pa.large_string()))
    for name in names or ():
        if name not in whole.names:
            near = did_you_mean(name, whole.names)
            raise CorpusError(f"案例库没有列“{name}”" + (f"，是不是 {near}？" if near else ""))
    return whole if names is None else pa.schema([whole.field(name) for name in names])


class _Cursor:
    """Arrays or record batches one after the other, of which ascending rows are taken."""

    def __init__(self, parts: Iterator[Any]) -> None:
        self._parts = parts
        self._start = 0
        self._part: Any = None

    def take(self, rows: Rows) -> list[Any]:
        found, at = [], 0
        while at < len(rows):
            while self._part is None or rows[at] >= self._start + len(self._part):
                self._start += 0 if self._part is None else len(self._part)
                self._part = next(self._parts)
            stop = int(np.searchsorted(rows, self._start + len(self._part)))
            found.append(self._part.take(pa.array(rows[at:stop] - self._start)))
            at = stop
        return found
