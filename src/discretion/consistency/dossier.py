"""What a reader of one flagged case is shown beside the audit's figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from discretion.consistency.comparables import comparables_of
from discretion.corpus import Corpus
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.model.review import Contrast, Match

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case, what the law says of it, and the past cases most like it with their own selves."""

    determination: Determination
    case: Case
    matches: tuple[tuple[Match, Case], ...]
    contrast: Contrast | None = None
    """Which facts would justify its penalty."""


def dossiers(
    corpus: Corpus,
    book: Book,
    ids: Iterable[str],
    progress: Callable[[int], None] | None = None,
) -> Iterator[Dossier]:
    """Yield the dossier of every case named, in their order.

    Raises:
        KeyError: the corpus has no such case.
    """
    comparables = comparables_of(corpus, book)
    for number, case_id in enumerate(ids, start=1):
        case = corpus.case(case_id)
        answer = book.determine(case)
        found = corpus.similar(case, NEAREST, item=answer.item, party=case.party.kind)
        matches = tuple((match, corpus.case(match.case_id)) for match in found)
        standing = comparables.compare(case, answer)
        yield Dossier(answer, case, matches, standing.comparison.contrast if standing else None)
        if progress:
            progress(number)
