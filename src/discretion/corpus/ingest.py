"""Taking cases into a corpus folder: whole or not at all, and twice is as good as once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError
from discretion.corpus.lock import LOCK_NAME, writer_lock
from discretion.corpus.manifest import (
    MANIFEST_NAME,
    Manifest,
    Segment,
    read_manifest,
    write_atomically,
    write_manifest,
)
from discretion.corpus.segments import SegmentWriter, read_digests
from discretion.corpus.source import Source, read_source
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook

REJECTS_NAME = "rejects.jsonl"


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. ``read`` = added + updated + unchanged + repeated.

    ``repeated`` counts rows whose case id stood earlier in the same source: the last row counts.
    ``rejects`` is the file of unusable rows, one JSON object a line, of this ingest only.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    cases: int
    """Cases in the corpus afterwards."""
    version: str
    rejects: Path | None


def ingest(
    source: str | Path | Iterable[Case],
    folder: str | Path,
    book: Rulebook,
    progress: Callable[[int], None] | None = None,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
) -> IngestReport:
    """Take the cases of *source* into the corpus *folder*, which is created if it does not exist.

    A case whose id the corpus has replaces it (an update). The new version is visible all at once
    when the manifest is replaced; a crash before leaves the old one. *progress* is called with the
    number of cases read so far. *mapping* and *sheet* say how to read a ledger.

    Raises:
        CorpusLockedError: another process is writing to the folder.
        CorpusError: the source or the folder cannot be used; the corpus is as it was.
        OSError: disk full, no permission and the like; the corpus is as it was.
    """
    corpus = Path(folder)
    _check_folder(corpus)
    incoming = read_source(source, book, mapping=mapping, sheet=sheet)
    corpus.mkdir(parents=True, exist_ok=True)
    with writer_lock(corpus):
        current = read_manifest(corpus) if (corpus / MANIFEST_NAME).exists() else None
        return _Ingest(corpus, current, book, progress).run(incoming)


def _check_folder(corpus: Path) -> None:
    if corpus.exists() and not corpus.is_dir():
        raise CorpusError(f"{corpus} 是文件，不能作为案例库文件夹；请另给一个路径")
    if corpus.is_dir() and not (corpus / MANIFEST_NAME).exists():
        own = {LOCK_NAME, REJECTS_NAME, "segments", f".{MANIFEST_NAME}.tmp", f".{REJECTS_NAME}.tmp"}
        foreign = sorted({p.name for p in corpus.iterdir()} - own)
        if foreign:
            raise CorpusError(
                f"文件夹 {corpus} 不是案例库，且已有其他文件（如 {foreign[0]}）；"
                "请给一个空文件夹或者新路径"
            )


class _Ingest:
    def __init__(
        self,
        corpus: Path,
        current: Manifest | None,
        book: Rulebook,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.corpus = corpus
        self.book = book
        self.progress = progress
        self.segments = current.segments if current else ()
        self.digests = read_digests(corpus, current) if current else {}
        self.current = current
        self.read = self.added = self.updated = self.unchanged = self.repeated = 0

    def run(self, incoming: Source) -> IngestReport:
        self._remove_orphans()
        last = max((int(s.id) for s in self.segments), default=0)
        writer = SegmentWriter(self.corpus, f"{last + 1:06d}")
        try:
            self._write(incoming, writer)
            segments = (*self.segments, writer.close()) if writer.rows else self.segments
        except BaseException:
            shutil.rmtree(writer.folder, ignore_errors=True)
            raise
        rejects = self._write_rejects(incoming.rejects)
        version = self._commit(segments)
        return IngestReport(
            read=self.read,
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            repeated=self.repeated,
            rejected=len(incoming.rejects),
            cases=len(self.digests),
            version=version,
            rejects=rejects,
        )

    def _write(self, incoming: Source, writer: SegmentWriter) -> None:
        seen: set[str] = set()
        for case in incoming.cases:
            json = canonical.dump(case)
            digest = canonical.digest(json)
            known = self.digests.get(case.id)
            self.read += 1
            if case.id in seen:
                self.repeated += 1
            elif known is None:
                self.added += 1
            elif known != digest:
                self.updated += 1
            else:
                self.unchanged += 1
            seen.add(case.id)
            if known != digest:
                self.digests[case.id] = digest
                writer.add(case, json, digest)
            if self.progress and self.read % 1000 == 0:
                self.progress(self.read)
        if self.progress:
            self.progress(self.read)

    def _commit(self, segments: tuple[Segment, ...]) -> str:
        declared = {
            name: fact.model_dump(mode="json", exclude_defaults=True)
            for name, fact in self.book.every_fact().items()
        }
        manifest = Manifest(
            version=canonical.content_version(self.digests),
            cases=len(self.digests),
            segments=segments,
            facts={**(self.current.facts if self.current else {}), **declared},
            rulebook=self.book.name,
            fingerprint=self.book.fingerprint,
        )
        if manifest != self.current:
            write_manifest(self.corpus, manifest)
        return manifest.version

    def _write_rejects(self, rejects: tuple[dict[str, Any], ...]) -> Path | None:
        path = self.corpus / REJECTS_NAME
        if not rejects:
            path.unlink(missing_ok=True)
            return None
        write_atomically(path, "".join(canonical.to_json(r) + "\n" for r in rejects).encode())
        return path

    def _remove_orphans(self) -> None:
        """Remove what a killed ingest left behind; no manifest ever named it."""
        known = {s.id for s in self.segments}
        for folder in (self.corpus / "segments").glob("*"):
            if folder.name not in known:
                shutil.rmtree(folder)
