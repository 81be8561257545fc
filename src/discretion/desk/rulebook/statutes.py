"""One legal source, article by article: what of the rulebook rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from discretion.engine.book import Book
from discretion.engine.decide import place_of
from discretion.report.book.compose import source_parts
from discretion.report.book.content import SourcePart
from discretion.report.words import Words
from discretion.rulebook.schema import Citation


@dataclass(frozen=True, slots=True)
class Use:
    """Something that cites an article: how, the exact place, and what it is."""

    how: str
    """``penalizes``, ``violates`` or ``rule``."""
    place: str
    code: str
    """The code of an item, or the id of a general rule."""
    title: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article and all that cites it; 0 is the source as a whole."""

    number: int
    title: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Statute:
    """One legal source; ``versions`` are the other ones of the same title."""

    id: str
    part: SourcePart
    articles: tuple[Article, ...]
    versions: tuple[tuple[str, str], ...]
    """Id of the source, and from when to when it is in force."""


def statute(book: Book, name: str, words: Words) -> Statute:
    """Return the source with the id *name* and what cites it."""
    parts = {part.anchor.removeprefix("source-"): part for part in source_parts(book, words)}
    found: dict[int, dict[tuple[str, str, str], Use]] = defaultdict(dict)
    for how, citation, code, title in _citations(book, words):
        if citation.source == name:
            use = Use(how, words.place(place_of(book, citation), version=False), code, title)
            found[citation.article or 0].setdefault((how, use.place, code), use)
    articles = tuple(
        Article(number, _heading(number, words), tuple(found[number].values()))
        for number in sorted(found)
    )
    others = tuple(
        (other, part.in_force)
        for other, part in parts.items()
        if part.title == parts[name].title and other != name
    )
    return Statute(name, parts[name], articles, others)


def _citations(book: Book, words: Words) -> Iterator[tuple[str, Citation, str, str]]:
    for item in book.items.values():
        title = words.pick(item.title, item.title_en)
        for version in item.versions:
            for how, places in (("penalizes", version.penalizes), ("violates", version.violates)):
                yield from ((how, place, item.code, title) for place in places)
    for rule in book.rules:
        yield "rule", rule.citation, rule.id, words.pick(rule.text, rule.text_en)


def _heading(number: int, words: Words) -> str:
    return words("browse.article", number=number) if number else words("browse.whole")
