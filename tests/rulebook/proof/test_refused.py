"""Defects for which a rulebook is not even opened: planted in every item, each is told.

A table with such a defect has no meaning that could be proved, so lint ends with status 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from discretion.rulebook.book import Rulebook
from discretion.rulebook.crosscheck import check_rulebook
from discretion.rulebook.schema import Citation, DerivedFact, DerivedRow, FactType, Item, Period
from tests.rulebook.proof.mutations import LOADED

Planted = Iterator[tuple[str, Item, str]]
"""The rulebook's name, the item with the defect, and words of the message that must be given."""


def items() -> Iterator[tuple[str, Rulebook, Item]]:
    for name, (book, _) in LOADED.items():
        for item in book.items.values():
            yield name, book, item


def cited_source_misspelt() -> Planted:
    """A citation that dangles: one letter of the source's id is lost."""
    for name, _, item in items():
        version = item.versions[0]
        first = version.penalizes[0]
        lost = first.model_copy(update={"source": first.source.replace("-", "", 1)})
        assert isinstance(lost, Citation)
        dangling = version.model_copy(update={"penalizes": (lost, *version.penalizes[1:])})
        versions = (dangling, *item.versions[1:])
        yield name, item.model_copy(update={"versions": versions}), "没有这个法源"


def version_twice() -> Planted:
    """Two versions hold on one day: a second begins on the last day of the first."""
    for name, book, item in items():
        last = book.effective(item.versions[-1])
        shared = last.to or last.from_ + timedelta(days=1)
        later = Period(**{"from": shared})
        copy = item.versions[-1].model_copy(update={"effective": later})
        versions = (*item.versions, copy)
        yield name, item.model_copy(update={"versions": versions}), "有效期不得重叠"


def derived_in_a_ring() -> Planted:
    """Two derived facts, each computed from the other."""
    for name, _, item in items():
        ring = tuple(
            DerivedFact(
                name=mine,
                type=FactType.BOOL,
                label=mine,
                rows=(DerivedRow(when=[{other: "true"}], then="true"),),
            )
            for mine, other in (("grave_case", "large_case"), ("large_case", "grave_case"))
        )
        yield name, item.model_copy(update={"derived": ring}), "派生事实互相依赖成环"


@pytest.mark.parametrize("kind", [cited_source_misspelt, version_twice, derived_in_a_ring])
def test_every_planted_defect_is_told(kind: Callable[[], Planted]) -> None:
    planted = 0
    for name, item, message in kind():
        planted += 1
        book, origin = LOADED[name]
        errors, _ = check_rulebook(replace(book, items={item.code: item}), origin)
        told = [e for e in errors if message in e.message]
        assert told, item.code
        for error in told:
            assert error.file.parent.name == "items"
            assert error.line is not None
        if kind is cited_source_misspelt:
            assert told[0].suggestion in book.sources
    assert planted >= 200


def test_the_untouched_rulebook_is_opened() -> None:
    for book, origin in LOADED.values():
        assert check_rulebook(book, origin)[0] == []
