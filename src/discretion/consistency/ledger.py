"""A whole ledger checked: every case against the law, the benchmark and the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from discretion.consistency.check import judge
from discretion.consistency.comparables import ENOUGH, Comparables, comparables_of
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.model.review import Review, Verdict


@dataclass(frozen=True)
class LedgerCheck:
    """Reviews in the order of the cases; ``errors`` are cases with facts that cannot be used."""

    reviews: tuple[Review, ...]
    errors: tuple[CaseError, ...]
    corpus_version: str

    @cached_property
    def counts(self) -> Mapping[Verdict, int]:
        """How many cases have each verdict; every verdict is there."""
        found = Counter(review.verdict for review in self.reviews)
        return {verdict: found[verdict] for verdict in Verdict}

    @cached_property
    def doubts(self) -> Mapping[str, int]:
        """Why there is no verdict: how many such cases have each finding."""
        found = Counter(
            code
            for review in self.reviews
            if review.verdict is Verdict.CANNOT_SAY
            for code in {finding.code for finding in review.findings}
        )
        return dict(sorted(found.items(), key=lambda p: (-p[1], p[0])))


def check_ledger(
    cases: Sequence[Case],
    book: Book,
    corpus: Corpus | None = None,
    progress: Callable[[int], None] | None = None,
    *,
    minimum: float = ENOUGH,
) -> LedgerCheck:
    """Check every case; without a *corpus* the ledger's other cases are the comparables.

    *progress* is called with the number of cases done, *minimum* is that of :func:`check`. Similar
    cases are not searched: a review of this ledger has no ``matches``.
    """
    cases = list(cases)
    determine: Callable[[Case], Determination] = book.determine
    if corpus is None:
        corpus = Corpus.of(Source(cases), book.every_fact())
        determine = _Once(book)
        comparables = Comparables(corpus.cases, determine, corpus.declarations)
    else:
        comparables = comparables_of(corpus, book)
    reviews, errors = [], []
    for number, case in enumerate(cases, start=1):
        try:
            answer = determine(case)
        except CaseError as error:
            errors.append(error)
        else:
            standing = comparables.compare(case, answer, minimum)
            reviews.append(judge(case, answer, standing, (), corpus.version, minimum))
        if progress and number % 100 == 0:
            progress(number)
    if progress:
        progress(len(cases))
    return LedgerCheck(tuple(reviews), tuple(errors), corpus.version)


class _Once:
    """Determines each case of a list once: it is both reviewed and a comparable of others.

    The list must outlive it, as cases are told apart by identity.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[int, Determination | CaseError] = {}

    def __call__(self, case: Case) -> Determination:
        found = self._known.get(id(case))
        if found is None:
            try:
                found = self.book.determine(case)
            except CaseError as error:
                found = error
            self._known[id(case)] = found
        if isinstance(found, CaseError):
            raise found
        return found
