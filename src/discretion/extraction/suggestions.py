"""What the text of a case seems to state and its typed facts do not say, or say otherwise.

A typed fact is never changed; a suggestion is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from discretion.engine.book import Book
from discretion.model.case import Case, FactValue
from discretion.model.proposal import Proposal
from discretion.plugins.door import FACT_EXTRACTORS, PlugInError, blaming, load, plug_in
from discretion.rulebook.schema import FactDeclaration, FactType

BUILT_IN = "rules"
"""The name of the extractor that comes with this package."""

Extractor = Callable[[str, Mapping[str, FactDeclaration]], Iterable[Proposal]]
"""What a plug-in for facts offers: from a text and the facts that may be in it to proposals."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal that the case does not have; ``typed`` is what it says instead, if anything."""

    proposal: Proposal
    declaration: FactDeclaration
    typed: FactValue = None


def extractor(name: str = BUILT_IN) -> Extractor:
    """Return the extractor called *name*, which is held to what it promises.

    Raises:
        PlugInError: there is none, or it is broken; so does calling it.
    """
    found = plug_in(FACT_EXTRACTORS, name)
    extract: Extractor = load(found)

    def checked(text: str, facts: Mapping[str, FactDeclaration]) -> tuple[Proposal, ...]:
        with blaming(found):
            proposals = tuple(extract(text, facts))
            for each in proposals:
                if not _is_sound(each, text, facts):
                    raise PlugInError(f"{found.words}给出的事实与原文或者声明不符：{each!r:.200}")
        return proposals

    return checked


def suggestions(case: Case, book: Book, extract: Extractor) -> tuple[Suggestion, ...]:
    """Return what *extract* reads in the text of *case* for its items, beyond its typed facts."""
    facts = facts_of(case, book)
    if not facts or not case.text:
        return ()
    proposals = tuple(extract(case.text, facts))
    found = []
    for each in proposals:
        declaration = facts[each.fact]
        typed = case.facts.get(each.fact)
        if typed is None and each.fact in case.circumstances:
            typed = True
        read = [p.value for p in proposals if p.fact == each.fact]
        if typed is None or typed not in read:
            found.append(Suggestion(each, declaration, typed))
    return tuple(found)


def facts_of(case: Case, book: Book) -> dict[str, FactDeclaration]:
    """Return the facts that the decision of *case* turns on, for each of its items."""
    found: dict[str, FactDeclaration] = {}
    for code in dict.fromkeys(case.items):
        item = book.items.get(code)
        if item is None:
            continue
        version = book.law(code, case.act.over, case.decided).act or item.versions[-1]
        desk = book.desk(code, version)
        for name, axis in desk.readable.items():
            if axis is not None:
                found.setdefault(name, desk.declarations[name])
    return found


def _is_sound(each: object, text: str, facts: Mapping[str, FactDeclaration]) -> bool:
    """Whether a proposal is of a declared fact, with its words where it says they are."""
    if not isinstance(each, Proposal) or each.fact not in facts:
        return False
    if not 0 <= each.start < each.end <= len(text) or text[each.start : each.end] != each.words:
        return False
    fact, value = facts[each.fact], each.value
    if fact.type is FactType.BOOL:
        return isinstance(value, bool)
    if fact.type is FactType.CHOICE:
        return value in fact.choices
    return not isinstance(value, bool | str | None)
