"""Reviews of real determinations: the cases beside both rulebooks, and the sample corpus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from discretion.consistency.check import check
from discretion.corpus import open_corpus
from discretion.engine.book import Book, load_rulebook
from discretion.engine.trials import case_of
from discretion.model.review import Review, Verdict
from discretion.rulebook.casefiles import read_rule_cases

RULES = Path(__file__).resolve().parents[3] / "rules"
NAMES = ("shanghai-urban-management", "shenzhen-urban-management")
EVERY = 4
"""One in so many cases beside the rules is looked at, and all without a penalty."""
WITH_COMPARABLES = {
    Verdict.CONSISTENT: "沪嘉华亭城管罚〔2021〕000003号",
    Verdict.UNUSUAL: "沪嘉华亭城管罚〔2021〕000029号",
    Verdict.UNLAWFUL: "沪嘉华亭城管罚〔2021〕000046号",
    Verdict.OFF_BENCHMARK: "沪嘉华亭城管罚〔2023〕000038号",
}
"""Cases of the sample corpus."""


@dataclass(frozen=True)
class Reviewed:
    """A review, and the rulebook it was made with."""

    review: Review
    book: Book


@pytest.fixture(scope="session")
def by_rule() -> list[Reviewed]:
    """Cases beside the rules, from the first to the last, compared with nothing."""
    found = []
    for name in NAMES:
        book = load_rulebook(name)
        for number, placed in enumerate(read_rule_cases(RULES / name)):
            if number % EVERY and placed.case.expect.grade != "exempt":
                continue
            found.append(Reviewed(check(case_of(book, placed.case), book), book))
    return found


@pytest.fixture(scope="session")
def compared() -> dict[Verdict, Reviewed]:
    """A case of each verdict from the sample corpus, with its comparables."""
    book = load_rulebook(NAMES[0])
    corpus = open_corpus("sample", book)
    reviews = [check(corpus.case(case_id), book, corpus) for case_id in WITH_COMPARABLES.values()]
    assert [review.verdict for review in reviews] == list(WITH_COMPARABLES)
    return {review.verdict: Reviewed(review, book) for review in reviews}
