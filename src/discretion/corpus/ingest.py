"""Taking cases into a corpus folder: whole or not at all, and twice is as good as once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from discretion.corpus import canonical
from discretion.corpus.compact import tidy
from discretion.corpus.errors import CorpusError, writes_to
from discretion.corpus.existing import Existing
from discretion.corpus.files import write_atomically
from discretion.corpus.keys import keys_of
from discretion.corpus.lock import LOCK_NAME
from discretion.corpus.manifest import (
    MANIFEST_NAME,
    SEGMENTS,
    VERSIONS,
    Manifest,
    Segment,
    plain_facts,
)
from discretion.corpus.segments import SegmentBuilder
from discretion.corpus.snapshot import OpenSegment
from discretion.corpus.source import Source, read_source
from discretion.corpus.sql import SqlQuery
from discretion.corpus.writer import Declared, Member, Writer, writing
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook

REJECTS_NAME = "rejects.jsonl"
BATCH_ROWS = 2048
SEGMENT_ROWS = 1 << 18
SEGMENT_CHARACTERS = 1 << 28
"""A segment is written when it has so many rows, or so long a JSON: this bounds the memory."""


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
    source: str | Path | SqlQuery | Iterable[Case] | Any,
    folder: str | Path,
    book: Rulebook,
    progress: Callable[[int], None] | None = None,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
    format: str | None = None,
) -> IngestReport:
    """Take the cases of *source* into the corpus *folder*, which is created if it does not exist.

    *source* is a ledger file, an ``SqlQuery``, anything that exports an Arrow stream (a table of
    pyarrow, polars or pandas with the columns of a ledger; another corpus), or cases.
    A case whose id the corpus has replaces it (an update). The new version is visible all at once
    when the manifest is replaced; a crash before leaves the old one. *progress* is called with the
    number of cases read so far. *mapping*, *sheet* and *format* say how to read a ledger. Memory
    does not grow with the number of cases, beyond what the source itself holds.

    Raises:
        CorpusLockedError: another process is writing to the folder.
        CorpusError: the source cannot be used, or the folder cannot be written; the corpus is as
            it was.
    """
    corpus = Path(folder)
    _check_folder(corpus)
    incoming = read_source(source, book, mapping=mapping, sheet=sheet, format=format)
    with writes_to(corpus):
        corpus.mkdir(parents=True, exist_ok=True)
    with writing(corpus, new=True) as writer:
        report = _Ingest(writer, book, progress).run(incoming)
        tidy(writer)
        return report


def _check_folder(corpus: Path) -> None:
    if corpus.exists() and not corpus.is_dir():
        raise CorpusError(f"{corpus} 是文件，不能作为案例库文件夹；请另给一个路径")
    if corpus.is_dir() and not (corpus / MANIFEST_NAME).exists():
        own = {LOCK_NAME, REJECTS_NAME, SEGMENTS, VERSIONS}
        own |= {f".{name}.tmp" for name in (MANIFEST_NAME, REJECTS_NAME)}
        foreign = sorted({p.name for p in corpus.iterdir()} - own)
        if foreign:
            raise CorpusError(
                f"文件夹 {corpus} 不是案例库，且已有其他文件（如 {foreign[0]}）；"
                "请给一个空文件夹或者新路径"
            )


class _Ingest:
    """One ingest. A case is ahead in memory, behind on its way to disk, written, or from before."""

    def __init__(
        self, writer: Writer, book: Rulebook, progress: Callable[[int], None] | None
    ) -> None:
        self.writer = writer
        self.progress = progress
        facts = {**writer.declared.facts, **plain_facts(book.every_fact())}
        self.declared = Declared(book.name, book.fingerprint, facts)
        self.declarations = self.declared.declarations()
        self.before = Existing(writer.members)
        self.written = Existing(())
        self.ahead, self.behind = self._builder(), self._builder()
        self.outdated: list[bytes] = []
        """Keys of cases behind that a later row replaces."""
        self.pool = ThreadPoolExecutor(1)
        self.flushing: Future[Segment] | None = None
        self.read = self.added = self.updated = self.unchanged = self.repeated = 0

    def run(self, incoming: Source) -> IngestReport:
        with self.pool:
            for cases in _batches(incoming.cases):
                self._take(cases)
                if self.progress:
                    self.progress(self.read)
                if len(self.ahead) >= SEGMENT_ROWS or self.ahead.bytes >= SEGMENT_CHARACTERS:
                    self._flush()
            self._flush()
            self._land()
        rejects = self._write_rejects(incoming.rejects)
        manifest = self._commit()
        return IngestReport(
            read=self.read,
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            repeated=self.repeated,
            rejected=len(incoming.rejects),
            cases=manifest.cases,
            version=manifest.version,
            rejects=rejects,
        )

    def _take(self, cases: list[Case]) -> None:
        json = [canonical.dump(case) for case in cases]
        digests = [canonical.digest(text) for text in json]
        table = keys_of(case.id for case in cases)
        keys = [row.tobytes() for row in table]
        before, written = self.before.find(table), self.written.find(table)
        chosen: dict[bytes, int] = {}
        for i, (key, digest) in enumerate(zip(keys, digests, strict=True)):
            if key in chosen:
                self.repeated += 1
                new = digests[chosen[key]] != digest
            elif (known := self.ahead.digest(key)) is not None:
                self.repeated += 1
                new = known != digest
            elif (known := self.behind.digest(key)) is not None:
                self.repeated += 1
                new = known != digest
                if new:
                    self.outdated.append(key)
            elif (at := written[i]) is not None:
                self.repeated += 1
                new = self.written.replaced_by(digest, at)
            elif (at := before[i]) is not None:
                first = self.before.first_time(at)
                new = self.before.replaced_by(digest, at)
                self.repeated += not first
                self.updated += first and new
                self.unchanged += first and not new
            else:
                self.added += 1
                new = True
            if new:
                chosen[key] = i
        self.read += len(cases)
        rows = list(chosen.values())
        self.ahead.add(
            [cases[i] for i in rows],
            list(chosen),
            [json[i] for i in rows],
            [digests[i] for i in rows],
        )

    def _builder(self) -> SegmentBuilder:
        return SegmentBuilder(self.declarations)

    def _flush(self) -> None:
        """Write what is ahead while the next cases are read."""
        self._land()
        if len(self.ahead):
            self.behind, self.ahead = self.ahead, self._builder()
            self.flushing = self.pool.submit(
                self.behind.write, self.writer.folder, self.writer.new_segment()
            )

    def _land(self) -> None:
        if self.flushing is None:
            return
        with writes_to(self.writer.folder):
            entry = self.flushing.result()
        self.written.append(Member(OpenSegment(self.writer.folder, entry), None))
        outdated = np.frombuffer(b"".join(self.outdated), "<u8").reshape(-1, 2)
        for at in self.written.find(outdated):
            assert at is not None
            self.written.bury(at)
        self.behind, self.outdated, self.flushing = self._builder(), [], None

    def _commit(self) -> Manifest:
        changed = len(self.written) or self.declared != self.writer.declared
        if self.writer.base is not None and not changed:
            return self.writer.manifest
        members = (*self.before.members(), *self.written.members())
        return self.writer.commit(members, self.declared)

    def _write_rejects(self, rejects: Sequence[dict[str, Any]]) -> Path | None:
        path = self.writer.folder / REJECTS_NAME
        with writes_to(self.writer.folder):
            if not rejects:
                path.unlink(missing_ok=True)
                return None
            write_atomically(path, "".join(canonical.to_json(r) + "\n" for r in rejects).encode())
        return path


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    source = iter(cases)
    while batch := list(islice(source, BATCH_ROWS)):
        yield batch
