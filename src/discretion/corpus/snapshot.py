"""One version of a corpus folder, open: every file is mapped, so that it cannot change or vanish.

A reader takes no lock. It reads the manifest and maps every file that it names; a writer may
commit the next version and remove files meanwhile. If a file is gone before it was mapped, the
manifest is read again; once all are mapped, the version stays whole for as long as it is open.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError
from discretion.corpus.files import damaged, map_file
from discretion.corpus.keys import KEYS_NAME, Keys, KeyTable
from discretion.corpus.manifest import (
    STATISTICS_NAME,
    VERSIONS,
    Manifest,
    Segment,
    read_manifest,
)
from discretion.corpus.pack import read_pack
from discretion.corpus.segments import BLOCK_ROWS, INDEX_NAME, JSON_NAME, TABLE_NAME
from discretion.model.case import Case

MOST_TURNS = 100
"""So many commits may overtake a reader that is opening."""
BLOCKS_KEPT = 512
"""Decompressed blocks of JSON kept for the next case that is asked for."""
CASES_KEPT = 1024
"""Decoded cases kept likewise."""

Rows = NDArray[np.int64]


class OpenSegment:
    """A segment with its files mapped. Thread-safe."""

    def __init__(self, corpus: Path, entry: Segment) -> None:
        self.corpus = corpus
        self.entry = entry
        self.files = {f.name: map_file(corpus, f) for f in entry.files}
        self.alive: NDArray[np.bool_] | None = None
        """Which rows count, None if all do."""
        if entry.tombstones is not None:
            bits = np.frombuffer(map_file(corpus, entry.tombstones), np.uint8)
            if len(bits) != (entry.rows + 7) // 8:
                raise damaged(corpus / entry.tombstones.path, "长度不符")
            self.alive = np.unpackbits(bits, count=entry.rows, bitorder="little").view(np.bool_)
        self._lock = threading.Lock()
        self._blocks: OrderedDict[int, Any] = OrderedDict()
        self._cases: OrderedDict[int, Case] = OrderedDict()

    @cached_property
    def keys(self) -> KeyTable:
        """The keys and digests of its cases."""
        try:
            return KeyTable(self.files[KEYS_NAME], self.entry.rows)
        except (KeyError, ValueError):
            raise self.damaged(KEYS_NAME, "长度不符") from None

    @cached_property
    def index(self) -> dict[str, memoryview]:
        """The arrays of its search index, by name."""
        try:
            return read_pack(self.files[INDEX_NAME])
        except (KeyError, ValueError) as error:
            raise self.damaged(INDEX_NAME, _first_line(error)) from None

    def alive_rows(self) -> Rows:
        """Return the rows that count, ascending."""
        return np.arange(self.entry.rows) if self.alive is None else np.flatnonzero(self.alive)

    def find(self, keys: Keys) -> Rows:
        """Return the row of each key, -1 where it is not here or no longer counts."""
        rows = self.keys.find(keys)
        if self.alive is not None and len(rows):
            rows[(rows >= 0) & ~self.alive[rows]] = -1
        return rows

    def json(self, row: int) -> str:
        """Return the canonical JSON of a row.

        Raises:
            CorpusError: it is damaged.
        """
        import pyarrow as pa

        number, at = divmod(row, BLOCK_ROWS)
        try:
            with self._lock:
                block = self._blocks.get(number)
                if block is None:
                    block = self._blocks[number] = self._json_file.get_batch(number).column(0)
                    if len(self._blocks) > BLOCKS_KEPT:
                        self._blocks.popitem(last=False)
            text: str = block[at].as_py()
        except (pa.ArrowException, OSError, ValueError, IndexError) as error:
            raise self.damaged(JSON_NAME, _first_line(error)) from None
        if canonical.digest(text) != self.keys.digests[row].tobytes():
            raise self.damaged(JSON_NAME, f"第 {row + 1} 件案件的校验和不符")
        return text

    def case(self, row: int) -> Case:
        """Return the case of a row.

        Raises:
            CorpusError: it is damaged.
        """
        with self._lock:
            known = self._cases.get(row)
        if known is not None:
            return known
        case = self._decoded(row, self.json(row))
        with self._lock:
            self._cases[row] = case
            if len(self._cases) > CASES_KEPT:
                self._cases.popitem(last=False)
        return case

    def cases(self, rows: Rows) -> Iterator[Case]:
        """Yield the cases of *rows*, which ascend, each decoded anew.

        Raises:
            CorpusError: one is damaged.
        """
        import pyarrow as pa

        for number in np.unique(rows // BLOCK_ROWS).tolist():
            some = rows[rows // BLOCK_ROWS == number]
            try:
                with self._lock:
                    block = self._json_file.get_batch(number).column(0)
                texts = block.take(pa.array(some - number * BLOCK_ROWS)).to_pylist()
            except (pa.ArrowException, OSError, ValueError, IndexError) as error:
                raise self.damaged(JSON_NAME, _first_line(error)) from None
            for row, text in zip(some.tolist(), texts, strict=True):
                yield self._decoded(row, text)

    def _decoded(self, row: int, text: str) -> Case:
        try:
            return canonical.load(text)
        except (ValueError, KeyError, TypeError) as error:
            why = f"第 {row + 1} 件案件：{_first_line(error)}"
            raise self.damaged(JSON_NAME, why) from None

    def blocks(self) -> Iterator[Any]:
        """Yield the JSON of all rows, in order, as arrays of up to ``BLOCK_ROWS``."""
        import pyarrow as pa

        try:
            for number in range(self._json_file.num_record_batches):
                yield self._json_file.get_batch(number).column(0)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self.damaged(JSON_NAME, _first_line(error)) from None

    def batches(self, columns: list[str] | None = None, size: int = 1 << 15) -> Iterator[Any]:
        """Yield the typed columns of all rows, in order, as record batches.

        Raises:
            CorpusError: the file is damaged.
        """
        import pyarrow as pa

        rows = 0
        try:
            file = self.table_file()
            for batch in file.iter_batches(batch_size=size, columns=columns, use_threads=False):
                rows += batch.num_rows
                yield batch
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self.damaged(TABLE_NAME, _first_line(error)) from None
        if rows != self.entry.rows:
            raise self.damaged(TABLE_NAME, "行数与清单不符")

    @cached_property
    def schema(self) -> Any:
        """The Arrow schema of the typed columns, as they were written."""
        return self.table_file().schema_arrow

    def table_file(self) -> Any:
        """Return the Parquet file of typed columns."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(pa.BufferReader(pa.py_buffer(self.files[TABLE_NAME])))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self.damaged(TABLE_NAME, _first_line(error)) from None

    def damaged(self, name: str, why: str) -> CorpusError:
        """Return the error for a file of this segment."""
        return damaged(self.corpus / "segments" / self.entry.id / name, why)

    @cached_property
    def _json_file(self) -> Any:
        import pyarrow as pa

        file = pa.ipc.open_file(
            pa.BufferReader(pa.py_buffer(self.files[JSON_NAME])),
            options=pa.ipc.IpcReadOptions(use_threads=False),
        )
        if file.num_record_batches != -(-self.entry.rows // BLOCK_ROWS):
            raise ValueError("块数与清单不符")
        return file


class Snapshot:
    """An open version. Cases are named by (segment number, row)."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Map every file of *manifest*.

        Raises:
            FileNotFoundError: one is not there.
            CorpusError: one is damaged.
        """
        self.folder = folder
        self.manifest = manifest
        self.segments = tuple(OpenSegment(folder, s) for s in manifest.segments)
        statistics = manifest.statistics
        self._statistics = map_file(folder, statistics) if statistics else memoryview(b"")

    @classmethod
    def open(cls, folder: Path) -> Snapshot:
        """Open the current version of a corpus folder.

        Raises:
            CorpusError: there is none, or it is damaged.
        """
        manifest = read_manifest(folder)
        for _ in range(MOST_TURNS):
            try:
                return cls(folder, manifest)
            except FileNotFoundError as error:
                newer = read_manifest(folder)
                if newer == manifest:
                    raise damaged(Path(error.filename), "文件不存在") from None
                manifest = newer
        raise CorpusError(f"案例库 {folder} 一直有新的提交，没能打开；请稍后再试")

    @cached_property
    def statistics(self) -> dict[str, memoryview]:
        """The arrays of the statistics of this version, by name."""
        try:
            return read_pack(self._statistics)
        except ValueError as error:
            name = f"{VERSIONS}/{self.manifest.name}/{STATISTICS_NAME}"
            raise damaged(self.folder / name, _first_line(error)) from None

    def span(self, start: int, stop: int) -> Iterator[Case]:
        """Yield the cases of some living rows, counted through all segments.

        Raises:
            CorpusError: one is damaged.
        """
        for segment in self.segments:
            rows = segment.alive_rows()
            yield from segment.cases(rows[max(start, 0) : max(stop, 0)])
            start, stop = start - len(rows), stop - len(rows)

    def find(self, keys: Keys) -> tuple[NDArray[np.int32], Rows]:
        """Return (segment number, row) of each key, -1 where no case has it."""
        where = np.full(len(keys), -1, np.int32)
        rows = np.full(len(keys), -1, np.int64)
        for number, segment in enumerate(self.segments):
            found = segment.find(keys)
            here = found >= 0
            where[here] = number
            rows[here] = found[here]
        return where, rows


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
