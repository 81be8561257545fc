"""What the service answers with: one rulebook and one corpus, exchanged as a whole."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from discretion.consistency.check import check
from discretion.consistency.comparables import comparables_of
from discretion.corpus import Corpus, CorpusError, open_corpus
from discretion.corpus.manifest import MANIFEST_NAME
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.intake.errors import IntakeError
from discretion.model.case import PartyKind
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.load import folder_of, lineage, read
from discretion.service.settings import Settings

_T = TypeVar("_T")
_log = logging.getLogger("discretion.service")

MOST_LOOKED_AT = 2000
"""Cases of the corpus among which every item is looked for when it is opened."""
Signature = tuple[tuple[str, int, int, int], ...]
"""Files with their number, size and time of change: equal while nobody has touched them."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rulebook and a corpus that belong together; never changed, so a request may keep it."""

    book: Book
    corpus: Corpus | None
    loaded_at: datetime

    @property
    def rulebook(self) -> str:
        """The fingerprint of the rulebook."""
        return self.book.fingerprint

    @property
    def corpus_version(self) -> str:
        """The version of the corpus, empty without one."""
        return self.corpus.version if self.corpus is not None else ""


class State:
    """The snapshot that requests answer with, renewed when the files on disk change.

    A request takes ``current`` once and keeps it to its end. What cannot be loaded is reported in
    ``problems``, and the last that could stays.
    """

    def __init__(self, settings: Settings) -> None:
        """Load everything; raises RulebookError or CorpusError where that is not possible."""
        self.settings = settings
        self.problems: dict[str, str] = {}
        """Why the ``rulebook`` or the ``corpus`` as it now is on disk could not be loaded."""
        self.reloads = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen = self._signatures()
        self._below: Signature = ()
        book = self._book()
        self._current = Loaded(book, self._corpus(book), datetime.now(UTC))

    @property
    def current(self) -> Loaded:
        """The snapshot to answer with."""
        return self._current

    def reload(self) -> bool:
        """Load what has changed on disk; tell whether a new snapshot took the place of the old."""
        with self._lock:
            seen, before = self._signatures(), self._current
            rules, cases = seen[0] != self._seen[0], seen[1] != self._seen[1] or self._mended()
            if not rules and not cases:
                return False
            # What is written while it is read differs from *seen*, and is read again next time.
            self._seen = seen
            book = self._tried("rulebook", before.book, self._book) if rules else before.book
            corpus = before.corpus
            if self.settings.corpus is not None and (cases or book is not before.book):
                corpus = self._tried("corpus", before.corpus, lambda: self._corpus(book))
            if book is before.book and corpus is before.corpus:
                return False
            self._current = Loaded(book, corpus, datetime.now(UTC))
            self.reloads += 1
        _settle()
        return True

    def _tried(self, what: str, old: _T, load: Callable[[], _T]) -> _T:
        try:
            new = load()
        except (RulebookError, CorpusError, IntakeError, OSError) as error:
            self.problems[what] = str(error)
            _log.error("reload_failed", extra={"fields": {"what": what}})
            return old
        except Exception as error:  # what is damaged in a way that nobody foresaw
            self.problems[what] = f"读取时出错（{type(error).__name__}），见日志"
            _log.error("reload_failed", extra={"fields": {"what": what}}, exc_info=error)
            return old
        self.problems.pop(what, None)
        return new

    def _mended(self) -> bool:
        """Whether a corpus that could not be loaded has changed somewhere below its manifest.

        One that is being copied may have its manifest before the files that it names.
        """
        if "corpus" not in self.problems or self.settings.corpus is None:
            return False
        before, self._below = self._below, _signature(Path(self.settings.corpus).rglob("*"))
        return self._below != before

    # --- watching -------------------------------------------------------------------------------

    def watch(self) -> None:
        """Look at the files from time to time, in a thread of its own, until :meth:`close`."""
        _settle()
        self._thread = threading.Thread(target=self._watch, name="reload", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Watch no longer."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self.settings.poll):
            try:
                self.reload()
            except Exception as error:  # whatever it is, the next time may go well
                _log.error("reload_failed", extra={"fields": {"what": "files"}}, exc_info=error)

    def _signatures(self) -> tuple[Signature, Signature]:
        return _rules_signature(self.settings.rulebook), _cases_signature(self.settings.corpus)

    # --- loading --------------------------------------------------------------------------------

    def _book(self) -> Book:
        return Book(**vars(read(folder_of(self.settings.rulebook))))

    def _corpus(self, book: Book) -> Corpus | None:
        if self.settings.corpus is None:
            return None
        corpus = open_corpus(self.settings.corpus, book)
        if corpus.lacks_index:
            _log.warning("corpus_without_index", extra={"fields": {"remedy": "corpus compact"}})
        _warm(book, corpus)
        return corpus


def _warm(book: Book, corpus: Corpus) -> None:
    """Ask about each item once: the first question builds tables; no request should wait."""
    asked: set[tuple[tuple[str, ...], PartyKind]] = set()
    for at in range(0, len(corpus), max(1, len(corpus) // MOST_LOOKED_AT)):
        case = corpus.cases[at]
        if (case.items, case.party.kind) not in asked:
            asked.add((case.items, case.party.kind))
            with suppress(CaseError):
                check(case, book, corpus)
    comparables_of(corpus, book).calibration.finish()


def _settle() -> None:
    """Let the collection of garbage pass over what is loaded: going through all of it takes longer
    than any answer may, and it would fall upon one in a hundred."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _rules_signature(name: str) -> Signature:
    try:
        folders = lineage(folder_of(name))
    except (RulebookError, OSError):  # what is wrong may change, too
        folders = [Path(name)]
    return _signature(p for folder in folders for p in folder.rglob("*.yaml"))


def _cases_signature(name: str | None) -> Signature:
    if name is None:
        return ()
    path = Path(name)
    return _signature([path / MANIFEST_NAME if path.is_dir() else path])


def _signature(files: Iterable[Path]) -> Signature:
    found = []
    for file in files:
        try:
            about = file.stat()
        except OSError:
            continue
        found.append((str(file), about.st_ino, about.st_size, about.st_mtime_ns))
    return tuple(sorted(found))
