"""Segments of a corpus: immutable files of many cases, written once.

Rows are sorted by (first item code or "", id). The files of a segment:

* ``cases.arrow``: Arrow IPC, the canonical JSON, in compressed blocks of ``BLOCK_ROWS`` rows, so
  that one case is read without its neighbours far away;
* ``cases.parquet``: the typed columns of ``columns``, so that whole-corpus work never parses
  JSON;
* ``keys.bin``: see ``keys``;
* ``index.bin``: the search index, a ``pack`` of the arrays of ``discretion.similarity.index``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.corpus.files import seal, sync_folder
from discretion.corpus.indexing import definition, new_index
from discretion.corpus.keys import KEYS_NAME, Digests, Keys, write_keys
from discretion.corpus.manifest import SEGMENTS, Segment
from discretion.corpus.pack import write_pack
from discretion.model.case import Case
from discretion.rulebook.schema import FactDeclaration

BLOCK_ROWS = 64
GROUP_ROWS = 1 << 15
"""Rows of a Parquet row group."""
JSON_NAME, TABLE_NAME, INDEX_NAME = "cases.arrow", "cases.parquet", "index.bin"


class SegmentFiles:
    """Writes the files of one segment from rows that come in their final order."""

    def __init__(self, corpus: Path, segment_id: str) -> None:
        import pyarrow as pa

        self.corpus = corpus
        self.id = segment_id
        self.folder = corpus / SEGMENTS / segment_id
        self.folder.mkdir(parents=True)
        self._schema = pa.schema([("json", pa.large_string())])
        self._json = pa.ipc.new_file(
            str(self.folder / JSON_NAME),
            self._schema,
            options=pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False),
        )
        self._table: Any = None
        self._rest: Any = pa.array([], pa.large_string())

    def write(self, rows: Any) -> None:
        """Append a table of typed columns and the column of JSON, in one chunk each."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        json = rows["json"].combine_chunks()
        table = _settled(rows.drop_columns(["json"]))
        if self._table is None:
            self._table = pq.ParquetWriter(
                self.folder / TABLE_NAME, table.schema, compression="zstd"
            )
        self._table.write_table(table, row_group_size=GROUP_ROWS)
        pending = pa.concat_arrays([self._rest, json]) if len(self._rest) else json
        whole = len(pending) // BLOCK_ROWS * BLOCK_ROWS
        for start in range(0, whole, BLOCK_ROWS):
            self._block(pending.slice(start, BLOCK_ROWS))
        self._rest = pending.slice(whole)

    def close(self, keys: Keys, digests: Digests, index: Sequence[Path]) -> Segment:
        """Force all files to disk, those of the *index* too; return the segment's entry."""
        if len(self._rest):
            self._block(self._rest)
        self._json.close()
        self._table.close()
        write_keys(self.folder / KEYS_NAME, keys, digests)
        write_pack(self.folder / INDEX_NAME, index)
        names = (JSON_NAME, TABLE_NAME, KEYS_NAME, INDEX_NAME)
        files = tuple(seal(self.corpus, self.folder / name) for name in names)
        for folder in (self.folder, self.folder.parent, self.corpus):
            sync_folder(folder)
        return Segment(self.id, len(keys), len(keys), files, index=definition())

    def abandon(self) -> None:
        """Close the files without finishing them; their content is of no use."""
        for writer in (self._json, self._table):
            if writer is not None:
                writer.close()

    def _block(self, json: Any) -> None:
        import pyarrow as pa

        self._json.write_batch(pa.record_batch([json], schema=self._schema))


class SegmentBuilder:
    """Collects cases in any order, and writes them as one segment."""

    def __init__(self, declarations: Mapping[str, FactDeclaration]) -> None:
        self.declarations = declarations
        self.bytes = 0
        """Length of the JSON collected so far, in characters."""
        self._at: dict[bytes, int] = {}
        self._keys: list[bytes] = []
        self._digests: list[bytes] = []
        self._tables: list[Any] = []
        self._index = new_index()
        self._arrived = 0

    def __len__(self) -> int:
        return len(self._at)

    def digest(self, key: bytes) -> bytes | None:
        """Return the digest of the case with this key (16 bytes), None if it is not here."""
        at = self._at.get(key)
        return None if at is None else self._digests[at]

    def add(
        self, cases: Sequence[Case], keys: Sequence[bytes], json: list[str], digests: list[bytes]
    ) -> None:
        """Add a batch; a case whose key is here replaces the earlier one."""
        import pyarrow as pa

        from discretion.corpus import columns as typed

        if not cases:
            return
        for number, key in enumerate(keys, start=self._arrived):
            self._at[key] = number
        self._arrived += len(cases)
        self._keys += keys
        self._digests += digests
        table = typed.table(cases, self.declarations)
        self._tables.append(table.append_column("json", pa.array(json, pa.large_string())))
        self._index.add(cases)
        self.bytes += sum(map(len, json))

    def write(self, corpus: Path, segment_id: str) -> Segment:
        """Write what was collected."""
        import pyarrow as pa

        table = pa.concat_tables(self._tables).combine_chunks()
        kept = np.fromiter(self._at.values(), np.int64, len(self._at))
        rows = kept[row_order(table.select(["items", "id"]).take(kept))]
        files = SegmentFiles(corpus, segment_id)
        try:
            for some in _parts(rows, GROUP_ROWS):
                files.write(table.take(pa.array(some)))
            keys = np.frombuffer(b"".join(self._keys), "<u8").reshape(-1, 2)[rows]
            digests = np.frombuffer(b"".join(self._digests), np.uint8).reshape(-1, 32)[rows]
            return files.close(keys, digests, self._index.finish(files.folder, rows))
        except BaseException:
            files.abandon()
            raise


def row_order(table: Any) -> NDArray[np.int64]:
    """Return the order of the rows of a segment; *table* has the columns items and id."""
    import pyarrow as pa
    import pyarrow.compute as pc

    items = table["items"].combine_chunks()
    if isinstance(items, pa.ChunkedArray):
        items = pa.concat_arrays(items.chunks) if items.num_chunks else pa.array([], items.type)
    lengths = pc.fill_null(pc.list_value_length(items), 0).to_numpy(zero_copy_only=False)
    starts = np.cumsum(lengths) - lengths
    first = pc.fill_null(
        items.flatten().take(pa.array(np.where(lengths > 0, starts, -1), mask=lengths == 0)), ""
    )
    keys = pa.table({"first": first, "id": table["id"]})
    order = pc.sort_indices(keys, sort_keys=[("first", "ascending"), ("id", "ascending")])
    found: NDArray[np.int64] = order.to_numpy().astype(np.int64)
    return found


def tombstone_bytes(alive: NDArray[np.bool_]) -> bytes:
    """Return the content of a tombstone file: a bit a row, the lowest first, 1 if it counts."""
    return np.packbits(alive, bitorder="little").tobytes()


def _settled(table: Any) -> Any:
    """Number the labels of each column as they first appear, so that equal rows are equal bytes."""
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            column = table[field.name].cast(field.type.value_type).dictionary_encode()
            table = table.set_column(at, field, column.cast(field.type))
    return table


def _parts(rows: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
