"""What a case is compared with: a corpus, a ledger, or the sample."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from discretion.cli.reading import Given
from discretion.engine.book import Book
from discretion.model.case import Case

if TYPE_CHECKING:
    from discretion.corpus import Corpus
    from discretion.report.words import Words

SAMPLE = "sample"


def corpus_for(
    options: argparse.Namespace, given: Given, book: Book, words: Words
) -> tuple[Corpus, bool]:
    """Return the past cases to compare with, and whether they are the synthetic sample.

    Without ``--corpus`` the other rows of a ledger are the past cases of one row.
    """
    if options.corpus is None and given.ledger is not None:
        return in_memory(given.ledger.cases, book), False
    name = SAMPLE if options.corpus is None else options.corpus
    return opened(name, book, words), name == SAMPLE


def opened(name: str, book: Book, words: Words) -> Corpus:
    """Return the corpus called *name*, or in that folder; say so if its searches will be slow."""
    from discretion.corpus import open_corpus

    corpus = open_corpus(name, book)
    if corpus.lacks_index:
        print(words("corpus.no_index", folder=name, cases=len(corpus)), file=sys.stderr, flush=True)
    return corpus


def in_memory(cases: Sequence[Case], book: Book) -> Corpus:
    """Return *cases* as a corpus."""
    from discretion.corpus import Corpus
    from discretion.corpus.source import Source

    return Corpus.of(Source(cases), book.every_fact())
