"""What takes long to work out of a rulebook and its past cases: worked out once, in background."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discretion.consistency.audit import audit
from discretion.consistency.indicators import Indicators, indicators
from discretion.corpus import Corpus
from discretion.desk.frame import Loaded
from discretion.desk.jobs import Job, Jobs, Tick
from discretion.desk.past.ground import Column, Ground, ground_of
from discretion.desk.past.selection import INDICATOR
from discretion.engine.book import Book
from discretion.engine.trials import Trials, run_trials
from discretion.model.audit import Audit
from discretion.model.review import Verdict
from discretion.rulebook.book import Rulebook
from discretion.rulebook.casefiles import read_rule_cases
from discretion.rulebook.diff import BookDiff, diff
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.indicators import read_indicators
from discretion.rulebook.load import read, read_with_origin
from discretion.rulebook.proof.findings import Finding
from discretion.rulebook.proof.lint import prove
from discretion.rulebook.schema import IndicatorsFile

NO_TRIALS = Trials((), ())
COUNTS = ("yes", "no", "unknown", "aside")
"""How a case stands to an indicator, by the code that the computation gives."""


@dataclass(frozen=True)
class Audited:
    """An audit, the indicators of the plan, and the cases behind both."""

    book: Book
    corpus: Corpus
    audit: Audit
    indicators: Indicators
    declared: IndicatorsFile
    ground: Ground


@dataclass(frozen=True)
class Proved:
    """What the files of a rulebook say of themselves: findings, and the authors' cases tried.

    ``outdated`` says that the files are no longer those of the rulebook in use, or are gone.
    """

    findings: tuple[Finding, ...] = ()
    trials: Trials = NO_TRIALS
    outdated: bool = False


class Study:
    """The work done so far, by versions and fingerprints."""

    def __init__(self) -> None:
        self._grounds = Jobs[Ground]()
        self._proofs = Jobs[Proved]()
        self._audits = Jobs[Audited]()
        self._differences = Jobs[tuple[BookDiff, Rulebook]]()

    def ground(self, loaded: Loaded) -> Job[Ground] | None:
        """Return the past cases in columns; None where there are none."""
        book, corpus = loaded.book, loaded.corpus
        if corpus is None or not len(corpus):
            return None
        key = (corpus.version, book.fingerprint)
        return self._grounds.of(key, lambda _: ground_of(corpus, book))

    def proved(self, book: Book) -> Job[Proved]:
        """Return what can be proved of a rulebook, and its own cases tried."""
        return self._proofs.of(book.fingerprint, lambda _: _proved(book))

    def audited(self, loaded: Loaded) -> Job[Audited] | None:
        """Return the audit of the past cases; None where there are none."""
        ground, book, corpus = self.ground(loaded), loaded.book, loaded.corpus
        if ground is None or corpus is None:
            return None
        key = (corpus.version, book.fingerprint)
        return self._audits.of(key, lambda tick: _audited(corpus, book, ground, tick))

    def difference(self, book: Book, older: str) -> Job[tuple[BookDiff, Rulebook]]:
        """Return what changed since the rulebook in the folder *older*."""
        return self._differences.of((book.fingerprint, older), lambda _: _difference(older, book))


def _proved(book: Book) -> Proved:
    if book.folder is None:
        return Proved(outdated=True)
    try:
        found, origin = read_with_origin(book.folder)
        if found.fingerprint != book.fingerprint:
            return Proved(outdated=True)
        return Proved(tuple(prove(found, origin)), run_trials(book, read_rule_cases(book.folder)))
    except RulebookError:
        return Proved(outdated=True)


def _difference(older: str, book: Book) -> tuple[BookDiff, Rulebook]:
    from pathlib import Path

    old = read(Path(older))
    return diff(old, book), old


def _audited(corpus: Corpus, book: Book, job: Job[Ground], tick: Tick) -> Audited:
    verdicts: dict[str, Verdict] = {}
    found = audit(corpus, book, progress=tick, told=verdicts.__setitem__)
    declared = read_indicators(None)
    columns: dict[str, Column] = {}

    def told(name: str, standing: np.typing.NDArray[np.int8]) -> None:
        columns[INDICATOR + name] = Column(COUNTS, standing.astype(np.int64))

    tick("summary", 0, 1)
    measured = indicators(corpus, book, declared, told=told)
    ground = job.wait() or ground_of(corpus, book)
    at = {verdict: number for number, verdict in enumerate(Verdict)}
    codes = [at[verdicts[i]] if i in verdicts else -1 for i in ground.ids]
    labels = tuple(verdict.value for verdict in Verdict)
    columns["verdict"] = Column(labels, np.array(codes, dtype=np.int64))
    return Audited(book, corpus, found, measured, declared, ground.judged(columns))
