"""What a case that lacks something seems to say: its item, its fine and its facts.

Each is a link that takes it over; nothing is taken over unasked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from discretion.corpus import Corpus
from discretion.desk.case.changes import Changes
from discretion.desk.case.subject import Subject
from discretion.engine.book import Book
from discretion.extraction.suggestions import Extractor, Suggestion, extractor, suggestions
from discretion.intake.items import ItemFinder
from discretion.intake.penalties import read_penalty
from discretion.model.case import Case
from discretion.plugins.door import PlugInError
from discretion.report.masking import Mask
from discretion.report.words import Words

MOST_ITEMS, MOST_LIKE = 5, 30
"""Items that are offered, and similar cases that are asked for theirs."""
_LOG = logging.getLogger("discretion.desk")
LEAST = 30.0
"""Similarity of wording, of 100, from which an item is offered for it."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What may be taken over, by the link ``address``; ``words`` are those of the text, if any."""

    value: str
    address: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """Items that the case may be of, the fine that its text names, and facts by name."""

    items: tuple[Hint, ...] = ()
    fine: Hint | None = None
    facts: Mapping[str, tuple[Hint, ...]] = field(default_factory=dict)


def hints_of(case: Case, subject: Subject, changes: Changes, words: Words, mask: Mask) -> Hints:
    """Return what the text of *case* seems to say where it says nothing in columns."""
    private = mask.of(case)
    facts: dict[str, tuple[Hint, ...]] = {}
    for each in _suggestions(case, subject.book):
        if each.typed is None:
            hint = _fact(each, subject, changes, words, private)
            if hint not in facts.get(each.proposal.fact, ()):
                facts[each.proposal.fact] = (*facts.get(each.proposal.fact, ()), hint)
    return Hints(
        tuple(_items(case, subject, changes, words)) if not case.items else (),
        _fine(case, subject, changes, words) if case.penalty is None else None,
        facts,
    )


def _suggestions(case: Case, book: Book) -> tuple[Suggestion, ...]:
    """Return what the text says of facts; nothing where the installation cannot read texts."""
    try:
        return suggestions(case, book, _extractor())
    except PlugInError:
        _LOG.exception("no facts are read in texts")
        return ()


@cache
def _extractor() -> Extractor:
    """Looked up once: going through all that is installed takes longer than the rest of a page."""
    return extractor()


def _fact(
    each: Suggestion, subject: Subject, changes: Changes, words: Words, private: Mask
) -> Hint:
    said, declared = each.proposal, each.declaration
    value = words.fact(said.value, declared.unit, dict(declared.choices))
    address = subject.address(changes.having_fact(said.fact, said.value))
    return Hint(value, address, private(said.words))


def _fine(case: Case, subject: Subject, changes: Changes, words: Words) -> Hint | None:
    try:
        read = read_penalty(case.text).penalty
    except ValueError:  # it says something of a fine, but not how much
        return None
    if read is None or read.fine is None:
        return None
    return Hint(words.money(read.fine), subject.address(changes.having(fine=str(read.fine))))


def _items(case: Case, subject: Subject, changes: Changes, words: Words) -> Iterator[Hint]:
    book = subject.book
    like = _of_like_cases(case, subject.corpus, book)
    named = (code for code, score in _named(case, book) if score >= LEAST)
    for code in [*dict.fromkeys([*like, *named])][:MOST_ITEMS]:
        item = book.items[code]
        address = subject.address(changes.having(item=code))
        yield Hint(words.pick(item.title, item.title_en), address)


def _of_like_cases(case: Case, corpus: Corpus | None, book: Book) -> list[str]:
    """Return the items of the most similar past cases, the best first."""
    if corpus is None or not case.text or not len(corpus):
        return []
    weight: dict[str, float] = {}
    for match in corpus.similar(case, MOST_LIKE):
        for code in corpus.case(match.case_id).items:
            if code in book.items:
                weight[code] = weight.get(code, 0.0) + match.score**2
    return sorted(weight, key=lambda code: (-weight[code], code))


def _named(case: Case, book: Book) -> tuple[tuple[str, float], ...]:
    """Return the items whose names are most like what the case says, with how much, of 100."""
    return ItemFinder(book).find((), case.basis, None, (), case.text or None).candidates
