"""A ledger on the desk: read and checked in the background, of use from its first rows on."""

from __future__ import annotations

import logging
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Literal

from discretion.consistency.ledger import check_ledger
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.desk.counting import rows_about
from discretion.desk.frame import Loaded
from discretion.desk.mistakes import MISTAKES
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.intake.columns import ColumnMapping
from discretion.intake.ledger import Entry, LedgerStream, RowResult, open_ledger
from discretion.model.case import Case
from discretion.model.determination import Range
from discretion.model.review import Finding, Review, Verdict
from discretion.report.masking import Mask
from discretion.report.overview import deviation

UNREADABLE = "unreadable"
STANDINGS = (
    Verdict.UNLAWFUL.value,
    Verdict.OFF_BENCHMARK.value,
    Verdict.UNUSUAL.value,
    Verdict.CANNOT_SAY.value,
    UNREADABLE,
    Verdict.CONSISTENT.value,
)
"""What may have come of a row, in the order in which a person is needed."""
CHUNK = 250
"""Rows that are read, and then checked, at a time."""
MOST_ROWS = 100_000
"""Rows of a ledger that are held."""
_RUNNING = Semaphore(2)
"""So many ledgers are worked on at a time; others wait."""
_LOG = logging.getLogger("discretion.desk")

_UNNUMBERED = re.compile("第[0-9]+行-[0-9a-f]{8}")

Step = Literal["waiting", "reading", "checking", "done", "failed"]


def unnumbered(case_id: str) -> bool:
    """Whether a case has no number of its own, but one made of its row and its content."""
    return _UNNUMBERED.fullmatch(case_id) is not None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one row; of an unreadable one only ``told`` is known."""

    row: int
    standing: str
    case: Case | None = None
    item: str | None = None
    title: str | None = None
    title_en: str | None = None
    grade: str | None = None
    lawful: Range | None = None
    benchmark: Range | None = None
    findings: tuple[Finding, ...] = ()
    deviation: float = 0.0
    told: tuple[str, ...] = ()
    """What the reading of the row has to say."""
    names: tuple[str, ...] = ()
    """Names in a row that cannot be used."""

    def private(self, mask: Mask) -> Mask:
        """Return *mask* with the names of this row."""
        return mask.of(self.case) if self.case else mask.knowing(self.names)

    @property
    def order(self) -> tuple[int, float, int]:
        """Its place among others: what needs a person most comes first."""
        return (STANDINGS.index(self.standing), -self.deviation, self.row)


@dataclass
class Run:
    """One ledger, or a pasted case. Filled by one thread, read by any."""

    name: str
    path: Path
    loaded: Loaded
    among: Literal["corpus", "ledger"]
    """Where comparables come from: the corpus of the desk, or the ledger's own other rows."""
    mapping: Path | None = None
    sheet: str | None = None
    title: str = ""
    """What it is called where it is no file of the reader's; empty: by its file's name."""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    step: Step = "waiting"
    read: int = 0
    about: int | None = None
    """How many rows there are, about; None where nobody knows yet."""
    repeated: int = 0
    rows: list[Checked] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    remarks: tuple[str, ...] = ()
    problem: str = ""
    columns: ColumnMapping | None = None
    corpus: Corpus | None = None
    """The past cases that a case of this run is compared with."""
    _stopped: Event = field(default_factory=Event)

    def start(self) -> None:
        """Begin in a thread of its own."""
        Thread(target=self._run, name=f"ledger-{self.key}", daemon=True).start()

    def stop(self) -> None:
        """Work no further, and leave no file behind."""
        self._stopped.set()
        shutil.rmtree(self.path.parent, ignore_errors=True)

    @property
    def called(self) -> str:
        """What pages call it."""
        return self.title or self.name

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.step in ("done", "failed")

    @property
    def book(self) -> Book:
        """The rulebook that the run began with."""
        return self.loaded.book

    def find(self, row: int) -> Checked | None:
        """Return what came of a row, None where there is no such row (yet)."""
        return next((each for each in self.rows if each.row == row), None)

    # --- the work -------------------------------------------------------------------------------

    def _run(self) -> None:
        with _RUNNING:
            try:
                self._work()
                self.step = "done"
                self._warm()
            except MISTAKES as error:
                self._fail(str(error))
            except OSError as error:
                self._fail(str(error.strerror or error))
            except Exception:
                _LOG.exception("a ledger could not be checked")
                self._fail("程序内部出错，已记入日志")

    def _fail(self, problem: str) -> None:
        self.problem, self.step = problem.replace(f"{self.path.parent}/", ""), "failed"

    def _work(self) -> None:
        self.step, self.about = "reading", rows_about(self.path)
        stream = open_ledger(self.path, self.book, mapping=self.mapping, sheet=self.sheet)
        self.columns = stream.columns
        chunks = self._chunks(stream)
        if self.among == "ledger":
            whole = list(chunks)
            cases = [entry.case for chunk in whole for entry, _ in chunk]
            self.corpus = Corpus.of(Source(cases), self.book.every_fact())
            chunks = iter(whole)
        else:
            self.corpus = self.loaded.corpus
        for chunk in chunks:
            self.step = "checking"
            self._check(chunk)
            if self._stopped.is_set():
                return
        self.columns = stream.columns
        self.remarks = (*self.remarks, *(str(remark) for remark in stream.remarks()))

    def _warm(self) -> None:
        """Build the tables of the first search, so that the reader does not wait for them."""
        if self.among == "ledger" and self.corpus is not None and len(self.corpus):
            self.corpus.similar(self.corpus.cases[0], 1)

    def _chunks(self, stream: LedgerStream) -> Iterator[list[tuple[Entry, tuple[str, ...]]]]:
        """Yield usable rows with what is to be said of them; the others are dealt with here."""
        usable: list[tuple[Entry, tuple[str, ...]]] = []
        for result in stream:
            if self._stopped.is_set():
                return
            self.read += 1
            if self.read > MOST_ROWS:
                self.read -= 1
                self.remarks = (f"台账超过 {MOST_ROWS:,} 行，其后各行没有核查；请拆成几份",)
                break
            if result.entry is not None:
                usable.append((result.entry, _told(result)))
            elif result.repeats is not None:
                self.repeated += 1
            else:
                self._add([Checked(result.row, UNREADABLE, told=_told(result), names=result.names)])
            if len(usable) >= CHUNK:
                yield usable
                usable = []
        if usable:
            yield usable

    def _check(self, chunk: Sequence[tuple[Entry, tuple[str, ...]]]) -> None:
        found = check_ledger([entry.case for entry, _ in chunk], self.book, self.corpus)
        reviews = {id(review.determination.case): review for review in found.reviews}
        errors = iter(found.errors)
        self._add(
            [
                _checked(entry, reviews.get(id(entry.case)), told, lambda: next(errors))
                for entry, told in chunk
            ]
        )

    def _add(self, rows: list[Checked]) -> None:
        self.counts.update(row.standing for row in rows)
        self.rows += rows


def _told(result: RowResult) -> tuple[str, ...]:
    return tuple(str(problem) for problem in result.problems)


def _checked(
    entry: Entry, review: Review | None, told: tuple[str, ...], error: Callable[[], CaseError]
) -> Checked:
    if review is None:  # its facts have values that the rulebook does not know
        return Checked(entry.row, UNREADABLE, entry.case, told=(str(error()), *told))
    d = review.determination
    return Checked(
        entry.row,
        review.verdict.value,
        entry.case,
        d.item,
        d.title,
        d.title_en,
        d.grade,
        d.lawful,
        review.benchmark,
        review.findings,
        deviation(review),
        told,
    )
