"""Whether a corpus folder is whole, what it holds, and how to go back to a version that is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError
from discretion.corpus.files import FileEntry, damaged, file_sha256, write_atomically
from discretion.corpus.keys import keys_of
from discretion.corpus.lock import writer_lock
from discretion.corpus.manifest import (
    MANIFEST_NAME,
    VERSIONS,
    Manifest,
    manifest_text,
    parse_manifest,
    read_manifest,
)
from discretion.corpus.snapshot import OpenSegment, Snapshot
from discretion.rulebook.wording import refusal

Progress = Callable[[int], None] | None


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """What a corpus folder holds."""

    version: str
    number: int
    """How many commits there have been."""
    cases: int
    segments: int
    dead_rows: int
    """Rows that no longer count, until they are compacted away."""
    bytes: int
    bytes_per_case: float
    rulebook: str
    fingerprint: str
    facts: int
    """Facts that are declared."""


def info(path: str | Path) -> CorpusInfo:
    """Return what a corpus folder holds; only the manifest is read.

    Raises:
        CorpusError: the manifest cannot be used.
    """
    manifest = read_manifest(Path(path))
    size = sum(f.bytes for f in manifest.files())
    return CorpusInfo(
        version=manifest.version,
        number=manifest.number,
        cases=manifest.cases,
        segments=len(manifest.segments),
        dead_rows=sum(s.rows - s.alive for s in manifest.segments),
        bytes=size,
        bytes_per_case=round(size / manifest.cases, 1) if manifest.cases else 0.0,
        rulebook=manifest.rulebook,
        fingerprint=manifest.fingerprint,
        facts=len(manifest.facts),
    )


def verify(path: str | Path, progress: Progress = None) -> list[str]:
    """Check every file of a corpus folder, and that the cases are those that it says it holds.

    *progress* is told the bytes read so far. Returns what is wrong, one sentence each.

    Raises:
        CorpusError: the manifest itself cannot be used.
    """
    folder = Path(path)
    while True:
        manifest = read_manifest(folder)
        problems = list(_check_files(folder, manifest, progress))
        try:
            if not problems:
                problems = list(_check_cases(Snapshot(folder, manifest)))
        except FileNotFoundError as error:
            problems = [str(damaged(Path(error.filename), "文件不存在"))]
        except CorpusError as error:
            problems = [str(error)]
        if not problems or read_manifest(folder) == manifest:
            return problems
        # A commit has overtaken us and removed files: look at its version instead.


def restore(path: str | Path) -> Manifest:
    """Go back to the newest version of a corpus folder that is whole; return its manifest.

    That is the current one if only the manifest is damaged, otherwise the one before it, which
    stays on disk until the next commit (not after an erasure or a compaction asked for).

    Raises:
        CorpusLockedError: another process is writing to the folder.
        CorpusError: no version is whole, or the folder cannot be written.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise CorpusError(f"没有案例库文件夹 {folder}")
    with writer_lock(folder):
        for copy in sorted((folder / VERSIONS).glob(f"*/{MANIFEST_NAME}"), reverse=True):
            try:
                manifest = parse_manifest(copy.read_bytes(), copy)
                whole = not any(_check_files(folder, manifest, None))
            except (OSError, CorpusError):
                continue
            if whole:
                write_atomically(folder / MANIFEST_NAME, manifest_text(manifest))
                return manifest
    raise CorpusError(f"案例库 {folder} 没有完好的版本；请从备份恢复，或者用原始台账重新导入")


def _check_files(folder: Path, manifest: Manifest, progress: Progress) -> Iterator[str]:
    done = 0
    entries = manifest.files()
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        for entry, problem in zip(
            entries, pool.map(lambda e: _check_file(folder, e), entries), strict=True
        ):
            done += entry.bytes
            if progress:
                progress(done)
            if problem:
                yield problem


def _check_file(folder: Path, entry: FileEntry) -> str | None:
    file = folder / entry.path
    try:
        same = file.stat().st_size == entry.bytes and file_sha256(file) == entry.sha256
    except FileNotFoundError:
        return str(damaged(file, "文件不存在"))
    except OSError as error:
        return str(damaged(file, refusal(error)))
    return None if same else str(damaged(file, "校验和不符"))


def _check_cases(snapshot: Snapshot) -> Iterator[str]:
    """Files as they were written may still disagree with each other."""
    import numpy as np

    where = snapshot.folder / MANIFEST_NAME
    digests = [np.zeros((0, 32), np.uint8)]
    keys = [np.zeros((0, 2), np.uint64)]
    for segment in snapshot.segments:
        rows = segment.alive_rows()
        if len(rows) != segment.entry.alive:
            yield str(damaged(where, f"段 {segment.entry.id} 的案件数与清单不符"))
        digests.append(segment.keys.digests[rows])
        keys.append(segment.keys.by_row()[rows])
        yield from _check_rows(segment)
    if len(np.unique(np.concatenate(keys), axis=0)) != snapshot.manifest.cases:
        yield str(damaged(where, "案件数与清单不符"))
    if canonical.content_version(np.concatenate(digests)) != snapshot.manifest.version:
        yield str(damaged(where, "内容版本与案件不符"))


def _check_rows(segment: OpenSegment) -> Iterator[str]:
    """Whether ids, digests and JSON of every row are of one case."""
    ids = [i for batch in segment.batches(["id"]) for i in batch.column(0).to_pylist()]
    if (segment.keys.by_row() != keys_of(ids)).any():
        yield str(segment.damaged("keys.bin", "与案件的文号不符"))
    row = 0
    for block in segment.blocks():
        for text in block.to_pylist():
            if canonical.digest(text) != segment.keys.digests[row].tobytes():
                yield str(segment.damaged("cases.arrow", f"第 {row + 1} 件案件的校验和不符"))
            row += 1
