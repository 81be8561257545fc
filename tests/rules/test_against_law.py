"""Every cited place exists in the cited version, and every amount stands in a cited article."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from discretion.rulebook.book import Rulebook
from discretion.rulebook.load import load
from discretion.rulebook.schema import Citation, Item
from tests.rules.statutes import LAW, articles, needs_law

BOOKS = [load("shanghai-urban-management"), load("shenzhen-urban-management")]
ITEMS = [
    pytest.param(book, item, id=item.code)
    for book in BOOKS
    for item in book.items.values()
    if any(book.sources[c.source].text for v in item.versions for c in v.penalizes)
]

NOT_IN_THE_ARTICLE: dict[tuple[str, str], str] = {}
"""(item, amount) -> why an amount rightly stands elsewhere than in the penalising article."""


def fault(book: Rulebook, citation: Citation) -> str | None:
    """Return what is wrong with a citation, if its text is here."""
    source = book.sources[citation.source]
    if source.text is None or citation.article is None:
        return None
    if not (LAW / source.text).exists():
        return f"no file {source.text}"
    article = articles(source.text).get(citation.article)
    if article is None:
        return f"{source.title} has no article {citation.article}"
    if citation.paragraph is not None and citation.paragraph > len(article.paragraphs):
        return f"{source.title} art. {citation.article} has {len(article.paragraphs)} paragraphs"
    if citation.subparagraph is not None:
        points = article.points.get(citation.paragraph or 1, [])
        if citation.paragraph is None:
            points = [p for each in article.points.values() for p in each]
        if citation.subparagraph not in points:
            return f"{source.title} art. {citation.article} has points {points}"
    return None


def amounts(fine: Any) -> Iterator[Decimal]:
    if fine is None or fine.form == "unspecified":
        return
    if fine.form in ("higher_of", "either_of"):
        for option in fine.options:
            yield from amounts(option)
        return
    for name in ("min", "max", "floor", "cap"):
        value = getattr(fine, name, None)
        if value:
            yield value.as_yuan if hasattr(value, "as_yuan") else Decimal(value)


@needs_law
@pytest.mark.parametrize(("book", "item"), ITEMS)
def test_every_cited_place_exists(book: Rulebook, item: Item) -> None:
    faults = [
        found
        for version in item.versions
        for citation in (*version.violates, *version.penalizes)
        if (found := fault(book, citation))
    ]
    assert not faults


@needs_law
@pytest.mark.parametrize(("book", "item"), ITEMS)
def test_every_amount_stands_in_a_penalising_article(book: Rulebook, item: Item) -> None:
    for version in item.versions:
        named: set[Decimal] = set()
        for citation in version.penalizes:
            source = book.sources[citation.source]
            if source.text is None or citation.article is None:
                break
            article = articles(source.text).get(citation.article)
            assert article is not None
            named |= article.numbers
        else:
            for clause in version.penalties:
                for amount in amounts(clause.fine):
                    if (item.code, f"{amount:f}") not in NOT_IN_THE_ARTICLE:
                        assert amount in named, (item.code, amount, sorted(named))


@needs_law
@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in BOOKS[0].rules])
def test_every_general_rule_cites_an_article_that_exists(rule: Any) -> None:
    assert fault(BOOKS[0], rule.citation) is None
