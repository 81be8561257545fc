"""The items of a rulebook as a list that can be searched: by name, code, law, article or domain."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from discretion.engine.decide import place_of
from discretion.report.words import Words, bare_title, clean
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the list."""

    code: str
    title: str
    domain: str
    statute: str
    basis: str
    status: str
    official: bool | None
    """None where the latest version has no benchmark."""
    versions: int
    cases: int | None
    """Past cases of the item; None while they are not counted."""
    findings: int | None
    """What the proof found and nobody has owned up to; None while it is not proved."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a search found, under the headings asked for, and what one may narrow it by."""

    entries: tuple[Entry, ...]
    total: int
    domains: tuple[tuple[str, int], ...]
    """Domains and how many of their items the words of the search find."""
    statutes: tuple[tuple[str, int], ...]


def catalogue(
    book: Rulebook,
    words: Words,
    *,
    text: str = "",
    domain: str = "",
    statute: str = "",
    cases: Mapping[str, int] | None = None,
    findings: Mapping[str, int] | None = None,
) -> Catalogue:
    """Return the items that have every word of *text*, of a *domain* and under a *statute*.

    *cases* and *findings* are numbers by item, None while they are not known.
    """
    sought = folded(text).split()
    found = [
        (rank, _entry(book, item, words, cases, findings))
        for item in book.items.values()
        if (rank := _rank(book, item, sought)) is not None
    ]
    found.sort(key=lambda pair: pair[0])  # stable: else as the rulebook has them
    entries = [entry for _, entry in found]
    shown = [e for e in entries if domain in ("", e.domain) and statute in ("", e.statute)]
    return Catalogue(
        tuple(shown),
        len(book.items),
        _counted(e.domain for e in entries if statute in ("", e.statute)),
        _counted(e.statute for e in entries if domain in ("", e.domain)),
    )


def folded(text: str) -> str:
    """Return *text* as it is searched: width and case do not count, nor do title marks."""
    return unicodedata.normalize("NFKC", text).casefold().translate(str.maketrans("《》", "  "))


def _rank(book: Rulebook, item: Item, sought: list[str]) -> int | None:
    """Return how near an item is (0: its code) to all words sought; None if one is lacking."""
    if not sought:
        return 0
    code = folded(item.code)
    titles = folded(" ".join((item.title, item.title_en or "", *item.aliases)))
    rest = folded(" ".join((item.domain, *_law(book, item))))
    ranks = []
    for word in sought:
        places = (code == word, word in titles or word in code, word in rest)
        if True not in places:
            return None
        ranks.append(places.index(True))
    return max(ranks)


def _law(book: Rulebook, item: Item) -> Iterator[str]:
    """What the law of an item is called: places, statutes, articles in both kinds of numerals."""
    words = Words()
    for version in item.versions:
        for citation in (*version.penalizes, *version.violates):
            source = book.sources[citation.source]
            yield words.place(place_of(book, citation), version=False)
            yield from (source.title, *source.aliases)
            if citation.article:
                yield f"第{citation.article}条"


def _entry(
    book: Rulebook,
    item: Item,
    words: Words,
    cases: Mapping[str, int] | None,
    findings: Mapping[str, int] | None,
) -> Entry:
    latest = max(item.versions, key=lambda v: book.effective(v).from_)
    status = latest.benchmark.status if latest.benchmark else None
    main = latest.penalizes[0]
    return Entry(
        code=item.code,
        title=words.pick(item.title, item.title_en),
        domain=clean(item.domain),
        statute=bare_title(book.sources[main.source].title),
        basis=words.place(place_of(book, main), version=False),
        status=words.status(status),
        official=None if status is None else status == "official",
        versions=len(item.versions),
        cases=None if cases is None else cases.get(item.code, 0),
        findings=None if findings is None else findings.get(item.code, 0),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
