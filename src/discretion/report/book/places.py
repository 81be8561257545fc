"""Days, periods and cited places in the words of the book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from discretion.engine.decide import place_of
from discretion.model.determination import Place
from discretion.report.book.content import Cited
from discretion.report.words import Words, bare_title, clean
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import Citation, Period, Reference


def day_text(day: date, words: Words) -> str:
    """Return a day: 2022年12月1日.

    >>> day_text(date(2022, 12, 1), Words())
    '2022年12月1日'
    """
    if words.language == "en":
        return day.isoformat()
    return f"{day.year}年{day.month}月{day.day}日"


def period_text(period: Period, words: Words) -> str:
    """Return a period of inclusive days; one without an end goes on."""
    first = day_text(period.from_, words)
    if period.to is None:
        return words("book.since", first=first)
    return words("book.between", first=first, last=day_text(period.to, words))


def cited(book: Rulebook, citation: Citation, words: Words) -> Cited:
    """Return a cited place with its note."""
    text = _place(place_of(book, citation), words) + words.brackets(clean(citation.note or ""))
    return Cited(text, citation.source, citation.article)


def _place(place: Place, words: Words) -> str:
    """Return a place with the day of its version written out, which does not break in two."""
    if place.version is None:
        return words.place(place)
    head = words.place(replace(place, article=None, paragraph=None, subparagraph=None), False)
    short = words.place(place, version=False)
    title = words("place.title", title=bare_title(place.title))
    version = words("place.version", version=day_text(place.version, words))
    return title + version + short.removeprefix(head)


def referred(book: Rulebook, reference: Reference, words: Words) -> Cited:
    """Return where a published benchmark or policy stands; its note is not part of it."""
    citation = Citation(source=reference.source, article=reference.article)
    text = _place(place_of(book, citation), words)
    return Cited(text + clean(reference.number or ""), reference.source, reference.article)
