"""Segments of a corpus: immutable Parquet files, written once, read column by column.

Columns: ``id``; ``digest`` (32 bytes); ``items``, ``party``, ``district``, ``decided`` to filter
by; ``json``, the canonical case.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError
from discretion.corpus.manifest import Manifest, Segment, SegmentFile, file_sha256, sync_folder
from discretion.model.case import Case

BATCH_ROWS = 10_000
FILE_NAME = "cases.parquet"


def _schema() -> Any:
    import pyarrow as pa

    return pa.schema(
        [
            ("id", pa.string()),
            ("digest", pa.binary(32)),
            ("items", pa.list_(pa.string())),
            ("party", pa.string()),
            ("district", pa.string()),
            ("decided", pa.date32()),
            ("json", pa.large_string()),
        ]
    )


class SegmentWriter:
    """Writes one segment in batches, so that memory does not grow with its size."""

    def __init__(self, corpus: Path, segment_id: str) -> None:
        self.corpus = corpus
        self.id = segment_id
        self.rows = 0
        self.folder = corpus / "segments" / segment_id
        self._pending: list[dict[str, Any]] = []
        self._writer: Any = None

    def add(self, case: Case, json: str, digest: bytes) -> None:
        """Add one case with its canonical JSON and digest."""
        self._pending.append(
            {
                "id": case.id,
                "digest": digest,
                "items": list(case.items),
                "party": case.party.kind.value,
                "district": case.place.district if case.place else None,
                "decided": case.decided,
                "json": json,
            }
        )
        self.rows += 1
        if len(self._pending) >= BATCH_ROWS:
            self._flush()

    def close(self) -> Segment:
        """Force the segment to disk and return its entry for the manifest."""
        self._flush()
        self._writer.close()
        path = self.folder / FILE_NAME
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        for folder in (self.folder, self.folder.parent, self.corpus):
            sync_folder(folder)
        entry = SegmentFile(
            f"segments/{self.id}/{FILE_NAME}", path.stat().st_size, file_sha256(path)
        )
        return Segment(self.id, self.rows, (entry,))

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._writer is None:
            self.folder.mkdir(parents=True)
            self._writer = pq.ParquetWriter(
                self.folder / FILE_NAME, _schema(), compression="zstd", use_dictionary=["party"]
            )
        self._writer.write_table(pa.Table.from_pylist(self._pending, schema=_schema()))
        self._pending = []


def read_column(corpus: Path, segment: Segment, column: str) -> list[Any]:
    """Read one column of a segment.

    Raises:
        CorpusError: the file is missing, truncated or unreadable.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    entry = segment.files[0]
    path = corpus / entry.path
    try:
        if path.stat().st_size != entry.bytes:
            raise damaged(path, "文件大小与清单不符")
        values: list[Any] = pq.read_table(path, columns=[column])[column].to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, str(error).splitlines()[0]) from None
    if len(values) != segment.rows:
        raise damaged(path, "行数与清单不符")
    return values


def damaged(path: Path, why: str) -> CorpusError:
    """Return the error for a segment file that cannot be used."""
    return CorpusError(f"案例库文件 {path} 已损坏（{why}）；请从备份恢复，或者用原始台账重新导入")


def read_digests(corpus: Path, manifest: Manifest) -> dict[str, bytes]:
    """Return the digest of every current case, by id."""
    return {
        case_id: digest
        for segment in manifest.segments
        for case_id, digest in zip(
            read_column(corpus, segment, "id"),
            read_column(corpus, segment, "digest"),
            strict=True,
        )
    }


class StoredCases(Sequence[Case]):
    """The current cases of a corpus folder by id; each is decoded when it is asked for."""

    def __init__(self, corpus: Path, manifest: Manifest) -> None:
        self._corpus = corpus
        self._manifest = manifest
        where: dict[str, tuple[int, int]] = {}
        for number, segment in enumerate(manifest.segments):
            for row, case_id in enumerate(read_column(corpus, segment, "id")):
                where[case_id] = (number, row)
        self._where = [where[case_id] for case_id in sorted(where)]

    @cached_property
    def _json(self) -> list[list[str]]:
        return [read_column(self._corpus, s, "json") for s in self._manifest.segments]

    def __len__(self) -> int:
        return len(self._where)

    @overload
    def __getitem__(self, index: int) -> Case: ...
    @overload
    def __getitem__(self, index: slice) -> list[Case]: ...
    def __getitem__(self, index: int | slice) -> Case | list[Case]:
        if isinstance(index, slice):
            return [self._load(*where) for where in self._where[index]]
        return self._load(*self._where[index])

    def __iter__(self) -> Iterator[Case]:
        return (self._load(*where) for where in self._where)

    def _load(self, segment: int, row: int) -> Case:
        try:
            return canonical.load(self._json[segment][row])
        except (ValueError, KeyError, TypeError) as error:
            entry = self._manifest.segments[segment].files[0]
            why = f"第 {row + 1} 行：{str(error).splitlines()[0]}"
            raise damaged(self._corpus / entry.path, why) from None
