"""A rulebook put into words: the book as plain data, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from discretion.engine.book import Book as Rules
from discretion.report.book.changes import between_books, between_versions
from discretion.report.book.conditions import Conditions
from discretion.report.book.content import (
    Book,
    Chapter,
    ItemChange,
    ItemPage,
    SourcePart,
)
from discretion.report.book.examples import Authored, authored_examples, worked_examples
from discretion.report.book.general import general_chapters, policy_parts
from discretion.report.book.places import day_text, period_text
from discretion.report.book.tables import table_changes
from discretion.report.book.versions import version_part
from discretion.report.words import Words, bare_title, clean
from discretion.rulebook.schema import Citation, Item, Source

Progress = Callable[[int], None] | None


def compose(
    rules: Rules,
    words: Words,
    previous: Rules | None = None,
    progress: Progress = None,
    cases: Mapping[str, Sequence[Authored]] = MappingProxyType({}),
) -> Book:
    """Return *rules* as a book, with its differences to an older rulebook if one is given.

    ``progress`` is told after each item how many are done. ``cases`` are the cases that authors
    wrote beside the rules, by item; an item without any shows examples made up from its table.
    """
    pages = []
    for done, item in enumerate(rules.items.values(), 1):
        pages.append(item_page(rules, item, words, cases.get(item.code, ())))
        if progress:
            progress(done)
    items = tuple(pages)
    book = Book(
        name=rules.name,
        language=words.language,
        title=words.pick(rules.head.title, rules.head.title_en),
        authority=clean(rules.head.authority),
        jurisdiction=rules.head.jurisdiction,
        period=period_text(rules.head.effective, words),
        published=rules.head.effective.from_,
        note=clean(rules.head.note or ""),
        fingerprint=rules.fingerprint,
        items=items,
        by_statute=_by_statute(rules, items, words),
        by_domain=_by_domain(items),
        rules=general_chapters(rules, words),
        sources=source_parts(rules, words),
        policy=policy_parts(rules, words),
        history=_history(rules, items),
        previous="",
        differences=(),
        official=sum(page.official is True for page in items),
        samples=sum(page.official is False for page in items),
        bare=sum(page.official is None for page in items),
    )
    if previous is None:
        return book
    old, tables = compose(previous, words), table_changes(previous, rules, words)
    title = old.title + words.brackets(old.period)
    return replace(book, previous=title, differences=between_books(old, book, tables, words))


def item_page(rules: Rules, item: Item, words: Words, cases: Sequence[Authored]) -> ItemPage:
    """Return one item, all its versions, with the authors' own *cases* as examples."""
    facts = Conditions(rules.facts_of(item), words)
    newest = sorted(item.versions, key=lambda v: rules.effective(v).from_, reverse=True)
    versions = tuple(
        version_part(rules, item, version, facts, words, latest=version is newest[0])
        for version in newest
    )
    benchmark = newest[0].benchmark
    page = ItemPage(
        code=item.code,
        title=words.pick(item.title, item.title_en),
        aliases=tuple(clean(alias) for alias in item.aliases),
        domain=clean(item.domain),
        statute=_statute(rules, newest[0].penalizes[0]).title,
        official=None if benchmark is None else benchmark.status == "official",
        status=words.status(benchmark.status if benchmark else None),
        versions=versions,
        examples=authored_examples(rules, cases, facts, words)
        or worked_examples(rules, item, newest[0], facts, words),
        changes=(),
        note=clean(item.note or ""),
    )
    return replace(page, changes=between_versions(page, words))


def _statute(rules: Rules, citation: Citation) -> Source:
    return rules.sources[citation.source]


# --- chapters ------------------------------------------------------------------------------------


def _by_statute(rules: Rules, items: Iterable[ItemPage], words: Words) -> tuple[Chapter, ...]:
    """Return the items under the statute that penalises them, by rank of the statute."""
    groups: dict[str, list[tuple[tuple[int, ...], ItemPage]]] = {}
    first: dict[str, Source] = {}
    for page in items:
        item = rules.items[page.code]
        newest = max(item.versions, key=lambda v: rules.effective(v).from_)
        main = newest.penalizes[0]
        source = rules.sources[main.source]
        place = (main.article or 0, main.paragraph or 0, main.subparagraph or 0)
        groups.setdefault(source.title, []).append((place, page))
        first.setdefault(source.title, source)
    order = {source.id: i for i, source in enumerate(_in_order(rules))}
    titles = sorted(groups, key=lambda title: order[first[title].id])
    return tuple(
        Chapter(
            f"statute-{first[title].id}",
            words("place.title", title=bare_title(title)),
            tuple(page for _, page in sorted(groups[title], key=lambda pair: pair[0])),
        )
        for title in titles
    )


def _by_domain(items: Iterable[ItemPage]) -> tuple[Chapter, ...]:
    groups: dict[str, list[ItemPage]] = {}
    for page in items:
        groups.setdefault(page.domain, []).append(page)
    return tuple(
        Chapter(f"domain-{n}", domain, tuple(pages))
        for n, (domain, pages) in enumerate(groups.items(), 1)
    )


def _history(rules: Rules, items: Iterable[ItemPage]) -> tuple[ItemChange, ...]:
    """Return what later versions of the law changed, the latest first."""
    found: list[tuple[date, ItemChange]] = []
    for page in items:
        item = rules.items[page.code]
        days = sorted((rules.effective(v).from_ for v in item.versions), reverse=True)
        found += list(zip(days, page.changes, strict=False))
    return tuple(change for _, change in sorted(found, key=lambda pair: pair[0], reverse=True))


# --- sources -------------------------------------------------------------------------------------


def source_parts(rules: Rules, words: Words) -> tuple[SourcePart, ...]:
    """Return the legal texts that *rules* cite, by rank."""
    return tuple(_source(rules, source, words) for source in _in_order(rules))


def _in_order(rules: Rules) -> list[Source]:
    """The sources by rank, then as the rulebook lists them."""
    levels = list(type(next(iter(rules.sources.values())).level))
    return sorted(rules.sources.values(), key=lambda source: levels.index(source.level))


def _source(rules: Rules, source: Source, words: Words) -> SourcePart:
    replaced = source.replaced_by
    said = ""
    if replaced is not None:
        said = words(
            "book.replaced_by",
            title=words("place.title", title=bare_title(replaced.title)),
            day=day_text(replaced.from_, words),
        ) + words.brackets(clean(replaced.note or ""))
    cited = [
        item.code
        for item in rules.items.values()
        if any(c.source == source.id for version in item.versions for c in version.penalizes)
    ]
    return SourcePart(
        anchor=f"source-{source.id}",
        title=words("place.title", title=bare_title(source.title)),
        level=words(f"book.level.{source.level.value}"),
        version=day_text(source.version, words) if source.version else "",
        in_force=period_text(source.in_force, words),
        aliases=tuple(clean(alias) for alias in source.aliases),
        replaced_by=said,
        note=clean(source.note or ""),
        items=tuple(cited),
    )
