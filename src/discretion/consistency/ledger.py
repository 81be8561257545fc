"""A whole ledger checked: every case against the law, the benchmark and the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from discretion.consistency.check import judge
from discretion.consistency.comparables import comparables_of
from discretion.consistency.repeats import REMINDERS, repeat_findings
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.case import Case
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
            for code in {finding.code for finding in review.findings} - REMINDERS
        )
        return dict(sorted(found.items(), key=lambda p: (-p[1], p[0])))


def check_ledger(
    cases: Sequence[Case],
    book: Book,
    corpus: Corpus | None = None,
    progress: Callable[[int], None] | None = None,
) -> LedgerCheck:
    """Check every case; without a *corpus* the ledger's other cases are the comparables.

    *progress* is called with the number of cases done. Similar cases are not searched: a review of
    this ledger has no ``matches``.
    """
    cases = list(cases)
    reviews, errors = [], []
    if corpus is None:
        corpus = Corpus.of(Source(cases), book.every_fact())
    comparables = comparables_of(corpus, book)
    placed = comparables.place([*cases])
    for number, case in enumerate(cases):
        try:
            answer = book.determine(case)
        except CaseError as error:
            errors.append(error)
        else:
            standing = placed.standing(number, case, answer)
            review = judge(case, answer, standing, (), corpus.version)
            earlier = repeat_findings(case, book, corpus)
            reviews.append(replace(review, findings=(*review.findings, *earlier)))
        if progress and number % 100 == 99:
            progress(number + 1)
    if progress:
        progress(len(cases))
    return LedgerCheck(tuple(reviews), tuple(errors), corpus.version)
