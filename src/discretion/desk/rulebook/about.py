"""A rulebook as a whole: what stands on its cover."""

from __future__ import annotations

from dataclasses import dataclass

from discretion.engine.book import Book
from discretion.report.book.places import period_text
from discretion.report.words import Words, clean


@dataclass(frozen=True, slots=True)
class About:
    """A rulebook as a whole."""

    title: str
    name: str
    authority: str
    jurisdiction: str
    period: str
    note: str
    fingerprint: str
    items: int
    official: int
    samples: int
    bare: int
    warnings: tuple[str, ...]


def about(book: Book, words: Words) -> About:
    """Return a rulebook as a whole."""
    head = book.head
    newest = [max(i.versions, key=lambda v: book.effective(v).from_) for i in book.items.values()]
    states = [str(v.benchmark.status) if v.benchmark else "" for v in newest]
    return About(
        title=words.pick(head.title, head.title_en),
        name=clean(book.name),
        authority=clean(head.authority),
        jurisdiction=head.jurisdiction,
        period=period_text(head.effective, words),
        note=clean(head.note or ""),
        fingerprint=book.fingerprint,
        items=len(book.items),
        official=states.count("official"),
        samples=states.count("sample"),
        bare=states.count(""),
        warnings=tuple(clean(str(problem)) for problem in book.warnings),
    )
