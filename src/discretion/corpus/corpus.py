"""A corpus of decided cases, opened for reading: one consistent version, never changed."""

from __future__ import annotations

import shlex
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError
from discretion.corpus.manifest import MANIFEST_NAME
from discretion.corpus.snapshot import Snapshot
from discretion.corpus.source import (
    LEDGER_SUFFIXES,
    SAMPLE,
    Source,
    default_book,
    read_source,
    sample_ledger,
)
from discretion.corpus.stored import StoredCases
from discretion.model.case import Case, PartyKind
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import FactDeclaration

if TYPE_CHECKING:
    import pyarrow

    from discretion.corpus.parties import Parties
    from discretion.corpus.search import FolderSearch
    from discretion.similarity.brute import BruteForce
    from discretion.similarity.matches import Matches


class Corpus:
    """Past cases, sorted by id, and the search among them. Thread-safe for reading."""

    def __init__(
        self, cases: Sequence[Case], declarations: dict[str, FactDeclaration], version: str
    ) -> None:
        self._cases = cases
        self._declarations = declarations
        self._version = version

    @classmethod
    def of(cls, source: Source, declarations: dict[str, FactDeclaration]) -> Corpus:
        """Return a corpus of cases in memory; where an id comes twice, the last one counts."""
        by_id = {case.id: case for case in source.cases}
        cases = tuple(by_id[i] for i in sorted(by_id))
        raw = b"".join(canonical.digest(canonical.dump(case)) for case in cases)
        digests = np.frombuffer(raw, np.uint8).reshape(-1, 32)
        return cls(cases, declarations, canonical.content_version(digests))

    @property
    def cases(self) -> Sequence[Case]:
        """Every case, sorted by id. From a folder, each is decoded when it is asked for."""
        return self._cases

    @property
    def declarations(self) -> dict[str, FactDeclaration]:
        """The facts that the corpus knows how to compare, by name."""
        return self._declarations

    @property
    def version(self) -> str:
        """SHA-256 of the content, hexadecimal: equal cases give an equal version."""
        return self._version

    def __len__(self) -> int:
        return len(self._cases)

    def case(self, case_id: str) -> Case:
        """Return the case with this id.

        Raises:
            KeyError: there is none.
        """
        if isinstance(self._cases, StoredCases):
            found = self._cases.find(case_id)
        else:
            at = bisect_left(self._cases, case_id, key=lambda case: case.id)
            found = self._cases[at] if at < len(self._cases) else None
        if found is None or found.id != case_id:
            raise KeyError(case_id)
        return found

    def span(self, start: int, stop: int) -> Iterator[Case]:
        """Yield the cases of some rows of :meth:`table`; nothing of the others is read.

        Raises:
            CorpusError: while reading, a file is damaged.
        """
        if isinstance(self._cases, StoredCases):
            yield from self._cases.snapshot.span(start, stop)
        else:
            yield from self._cases[start:stop]

    def batches(self, columns: Sequence[str] | None = None) -> pyarrow.RecordBatchReader:
        """Return the cases as a stream of Arrow record batches, in bounded memory.

        The columns are those of :mod:`discretion.corpus.columns`, and ``json``, the canonical
        JSON from which ``ingest`` takes the cases in again without loss. From a folder, only the
        *columns* asked for are read. The order of the rows is that in which they are stored.

        Raises:
            CorpusError: there is no such column; while reading, a file is damaged.
        """
        import pyarrow as pa

        from discretion.corpus.rows import batches, memory_batches, row_schema

        names = None if columns is None else list(columns)
        schema = row_schema(self._declarations, names)
        if isinstance(self._cases, StoredCases):
            found = batches(self._cases.snapshot, self._declarations, names)
        else:
            found = memory_batches(self._cases, self._declarations, names)
        return pa.RecordBatchReader.from_batches(schema, found)

    def table(self, columns: Sequence[str] | None = None) -> pyarrow.Table:
        """Return the cases as one Arrow table, see :meth:`batches`."""
        return self.batches(columns).read_all()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export the cases to any library that takes Arrow streams (polars, pandas, DuckDB)."""
        return self.batches().__arrow_c_stream__(requested_schema)

    def similar(
        self,
        case: Case,
        k: int = 10,
        *,
        item: str | None = None,
        party: PartyKind | str | None = None,
        district: str | None = None,
        decided: tuple[date | None, date | None] | None = None,
        exclude: Collection[str] = (),
        minimum: float = 0.0,
    ) -> Matches:
        """Return the *k* cases most similar to *case*, best first, ties by case id.

        The filters choose the candidates before ranking: fewer than *k* come back only if fewer
        exist. *item* is an item code, *district* six digits of GB/T 2260, *decided* an inclusive
        range of days with None for an open end, *minimum* the least score, 0 to 1. The case itself
        (same id) is never its own match. From a folder, the matches are read when they are first
        looked at.

        Raises:
            ValueError: *k* is negative, *party* is neither ``individual`` nor ``unit``, or
                *decided* ends before it begins.
        """
        from discretion.similarity.brute import Filters
        from discretion.similarity.matches import Matches

        filters = Filters(
            item=item,
            party=None if party is None else PartyKind(party),
            district=district,
            decided=decided,
            exclude=frozenset(exclude),
            minimum=minimum,
        )
        found = self._search.search(case, k, filters)
        if isinstance(found, Matches):
            return found
        return Matches(((match.case_id, match.score) for match in found), lambda: found)

    @cached_property
    def parties(self) -> Parties:
        """The search for cases of one party."""
        from discretion.corpus.parties import Parties

        cases = self._cases
        return Parties(cases, cases.snapshot if isinstance(cases, StoredCases) else None)

    @property
    def lacks_index(self) -> bool:
        """Whether this is a folder without a search index of this version of the program.

        Each search then scores every case: the same answers, in minutes for a million cases
        instead of a millisecond. ``compact`` makes the index anew.
        """
        from discretion.corpus.search import searchable

        stored = self._cases
        return (
            isinstance(stored, StoredCases) and len(stored) > 0 and not searchable(stored.snapshot)
        )

    @cached_property
    def _search(self) -> BruteForce | FolderSearch:
        from discretion.corpus.search import FolderSearch
        from discretion.similarity.brute import BruteForce

        if isinstance(self._cases, StoredCases) and len(self._cases) and not self.lacks_index:
            return FolderSearch(self._cases.snapshot, self._declarations)
        return BruteForce(tuple(self._cases), self._declarations)


def open_corpus(path: str | Path, book: Rulebook | None = None) -> Corpus:
    """Open past cases: a folder written by ``ingest``, a ledger file, or ``"sample"``.

    *book* is used to read a ledger (default: the Shanghai rulebook); rows that cannot be used are
    left out, ``ingest`` reports them. A folder brings its own fact declarations; *book* overrides.

    Raises:
        CorpusError: nothing there, or what is there is damaged; the message says how to mend it.
    """
    folder = Path(path)
    if folder.is_dir():
        return _open_folder(folder, book)
    if folder.name == MANIFEST_NAME and folder.is_file():
        return _open_folder(folder.parent, book)
    ledger = folder
    if str(path) == SAMPLE and not folder.exists():
        ledger = sample_ledger()
    elif not folder.exists():
        raise CorpusError(
            f"没有案例库 {folder}；请给出 ingest 生成的文件夹、台账文件，"
            f"或者随附示例的名称 {SAMPLE}"
        )
    book = book or default_book()
    return Corpus.of(read_source(ledger, book), book.every_fact())


def _ledgers_in(folder: Path) -> list[str]:
    """The names of the ledgers in *folder*, sorted."""
    found = (p for p in folder.iterdir() if p.suffix.lower() in LEDGER_SUFFIXES and p.is_file())
    return sorted(p.name for p in found if not p.name.startswith((".", "~$")))


def _open_folder(folder: Path, book: Rulebook | None) -> Corpus:
    if not (folder / MANIFEST_NAME).exists() and (ledgers := _ledgers_in(folder)):
        given = ledgers[0] if len(ledgers) == 1 else "台账"
        raise CorpusError(
            f"{folder} 不是案例库，只是放着台账（{'、'.join(ledgers[:3])}）；请先导入："
            f"discretion ingest {shlex.quote(str(folder / given))} --out 新文件夹，"
            "或者直接给出台账文件的路径"
        )
    snapshot = Snapshot.open(folder)
    cases, manifest = StoredCases(snapshot), snapshot.manifest
    if book is not None:
        return Corpus(cases, book.every_fact(), manifest.version)
    return Corpus(cases, manifest.declarations(), manifest.version)
