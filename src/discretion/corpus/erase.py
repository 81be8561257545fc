"""Erasing cases for good (个人信息保护法 art. 47): none of their bytes stays on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from discretion.corpus.canonical import to_json
from discretion.corpus.errors import CorpusError, writes_to
from discretion.corpus.files import write_atomically
from discretion.corpus.ingest import REJECTS_NAME
from discretion.corpus.keys import keys_of
from discretion.corpus.merge import merge
from discretion.corpus.writer import Member, writing


@dataclass(frozen=True, slots=True)
class EraseReport:
    """What an erasure did."""

    erased: int
    missing: tuple[str, ...]
    """Ids that the corpus does not have."""
    rewritten: int
    """Segments written anew without the cases."""
    cases: int
    """Cases in the corpus afterwards."""
    version: str
    left: tuple[str, ...] = ()
    """Files that the system would not let go of, because a reader has them open (Windows)."""


def erase(
    folder: str | Path,
    ids: Iterable[str],
    progress: Callable[[int], None] | None = None,
) -> EraseReport:
    """Remove the cases with these *ids* from a corpus folder, and every earlier state of them.

    The segments that held them are written anew, the version before is removed, and so are rows
    of the rejects file that name them. A reader that has an earlier version open keeps it until
    it closes it; backups, and what a disk keeps of removed files, are beyond this program.
    *progress* is told the cases rewritten so far.

    Raises:
        CorpusLockedError: another process is writing to the folder.
        CorpusError: an id is blank, there is no corpus, it is damaged, or the disk refuses;
            it is as it was.
    """
    corpus = Path(folder)
    wanted = tuple(dict.fromkeys(ids))
    if not all(map(str.strip, wanted)):
        raise CorpusError("文号不能为空，没有删除任何案件；请逐个写明处罚决定书文号")
    with writing(corpus) as writer:
        keys = keys_of(wanted)
        kept, hit = [], []
        found = [False] * len(wanted)
        for member in writer.members:
            rows = member.segment.keys.find(keys)
            if not (rows >= 0).any():
                kept.append(member)
                continue
            alive = member.alive_mask()
            for i, row in enumerate(rows.tolist()):
                found[i] = found[i] or (row >= 0 and bool(alive[row]))
            alive[rows[rows >= 0]] = False
            hit.append(Member(member.segment, alive))
        manifest = writer.manifest
        if hit or manifest.oldest < manifest.number:
            made = merge(writer, hit, progress=progress)
            manifest = writer.commit([*kept, *made], writer.declared, forget=True)
        _forget_rejects(corpus, wanted)
        left = writer.clean()
    return EraseReport(
        erased=sum(found),
        missing=tuple(i for i, here in zip(wanted, found, strict=True) if not here),
        rewritten=len(hit),
        cases=manifest.cases,
        version=manifest.version,
        left=tuple(str(path) for path in left),
    )


def _forget_rejects(corpus: Path, ids: tuple[str, ...]) -> None:
    path = corpus / REJECTS_NAME
    with writes_to(corpus):
        if not path.exists():
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        told = [to_json(i)[1:-1] for i in ids]
        kept = [line for line in lines if not any(i in line for i in told)]
        if len(kept) < len(lines):
            write_atomically(path, "".join(kept).encode())
