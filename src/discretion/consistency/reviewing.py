"""Every case of a corpus reviewed: its verdict, what keeps from one, and the cases to list.

The rows are taken in spans, by as many processes as are allowed. What a span gives depends on its
own cases and on the placement of all, so that neither their number nor their size matters.
"""

from __future__ import annotations

import math
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.check import judge, verdict_of
from discretion.consistency.comparables import Placed
from discretion.consistency.limits import ALARM
from discretion.corpus import Corpus
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.audit import Outlier
from discretion.model.case import Case
from discretion.model.review import Review, Verdict

VERDICTS = tuple(Verdict)
SPAN = 2000
"""Cases of a span."""
WORTH_PROCESSES = 20_000
"""Cases from which starting processes costs less than it saves."""


@dataclass(frozen=True)
class Reviewed:
    """What came of a span of rows; ``verdicts`` index VERDICTS, -1 for a case not to be used."""

    verdicts: NDArray[np.int8]
    doubts: Counter[str]
    """Why there is no verdict: how many cases have each finding."""
    listed: tuple[Outlier, ...]


@dataclass(frozen=True)
class Reviewing:
    """The cases of *corpus*, placed in the order of its table; rows *wanted* are listed."""

    corpus: Corpus
    book: Book
    placed: Placed
    wanted: NDArray[np.bool_]
    entry: Callable[[int, Case, Review], Outlier]
    """What is listed of a row, its case and its review."""

    def all(self, workers: int, progress: Callable[[int], None]) -> Iterator[Reviewed]:
        """Yield all spans in order, worked on by so many processes (Linux only, else one)."""
        size = len(self.wanted)
        starts = range(0, size, SPAN)
        if workers > 1 and size >= WORTH_PROCESSES and sys.platform == "linux":
            found = self._by_processes(starts, workers)
        else:
            found = map(self.span, starts)
        for start, each in zip(starts, found, strict=True):
            yield each
            progress(min(start + SPAN, size))

    def _by_processes(self, starts: range, workers: int) -> Iterator[Reviewed]:
        # A forked process shares the open corpus and the placement; nothing is sent to it.
        context = multiprocessing.get_context("fork")
        with context.Pool(workers, _take, (self,)) as pool:
            yield from pool.imap(_reviewed, starts)

    def span(self, start: int) -> Reviewed:
        """Review the rows from *start* on."""
        verdicts = np.full(min(SPAN, len(self.wanted) - start), -1, np.int8)
        doubts: Counter[str] = Counter()
        listed = []
        for at, case in enumerate(self.corpus.span(start, start + SPAN)):
            row = start + at
            try:
                answer = self.book.determine(case)
            except CaseError:
                continue
            verdict = None if self.wanted[row] else self._plain(row, case, answer)
            if verdict is None:
                standing = self.placed.standing(row, case, answer)
                review = judge(case, answer, standing, (), "")
                verdict = review.verdict
                if verdict is Verdict.CANNOT_SAY:
                    doubts.update({finding.code for finding in review.findings})
                if self.wanted[row]:
                    listed.append(self.entry(row, case, review))
            verdicts[at] = VERDICTS.index(verdict)
        return Reviewed(verdicts, doubts, tuple(listed))

    def _plain(self, row: int, case: Case, answer: Any) -> Verdict | None:
        """Return the verdict on a case not far off its comparables; None if more must be said."""
        placement = self.placed.placement
        if placement.p[row] <= ALARM:
            return None
        enough = (
            self.placed.compared(row, answer)
            and bool(placement.circle[row] >= 0)
            and not math.isnan(placement.expected[row])
        )
        verdict = verdict_of(case, answer, unusual=False, enough=enough)
        return None if verdict is Verdict.CANNOT_SAY else verdict


_reviewing: Reviewing | None = None
"""What this process, started for the purpose, works on."""


def _take(reviewing: Reviewing) -> None:
    global _reviewing  # noqa: PLW0603
    _reviewing = reviewing


def _reviewed(start: int) -> Reviewed:
    assert _reviewing is not None
    return _reviewing.span(start)
