"""The built-in extractor: facts by rules of language, each with the words it was read from.

It knows numbers with their units and the words beside them, the phrases of case files, and the
names that a rulebook gives its facts. What it is not sure of it does not propose, or proposes
every reading of. Its time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from discretion.extraction.amounts import numbers
from discretion.extraction.findings import answers
from discretion.extraction.folding import fold
from discretion.extraction.lexicon import ORDERS, TITLES
from discretion.model.case import FactValue
from discretion.model.proposal import Proposal
from discretion.rulebook.schema import FactDeclaration
from discretion.rulebook.unary import parse

MOST = 5
"""Readings of one fact that are proposed at most; more is no reading."""
_BLANK = "□"


def propose(text: str, facts: Mapping[str, FactDeclaration]) -> tuple[Proposal, ...]:
    """Return the values of *facts* that *text* seems to state, in the order of the facts.

    A fact with several readings is proposed with each of them; the same reading is proposed once,
    where it stands first.
    """
    folded = fold(text)
    # Orders and titles of law state nothing of the case; blanks keep every place where it is.
    plain = TITLES.sub(_blanked, folded.text)
    said = ORDERS.sub(_blanked, plain)
    found: dict[str, dict[object, tuple[int, int]]] = {name: {} for name in facts}
    for name, value, start, end in _read(plain, said, facts):
        here = found[name].get(value)
        if here is None or start < here[0]:
            found[name][value] = (start, end)
    _exclude(found, facts)
    proposals = []
    for name, values in found.items():
        if len(values) > MOST:
            continue
        for value, (start, end) in sorted(values.items(), key=lambda pair: pair[1]):
            a, b = folded.span(start, end)
            proposals.append(Proposal(name, _plain(value), a, b, text[a:b]))
    return tuple(proposals)


def _read(
    plain: str, said: str, facts: Mapping[str, FactDeclaration]
) -> Iterator[tuple[str, object, int, int]]:
    bounds = {name: parse(fact.range) for name, fact in facts.items() if fact.range}
    for name, value, start, end in (*numbers(plain, facts), *answers(said, facts)):
        cell = bounds.get(name)
        if cell is None or not isinstance(value, int | Decimal) or cell.holds(value):
            yield name, value, start, end


def _exclude(
    found: dict[str, dict[object, tuple[int, int]]], facts: Mapping[str, FactDeclaration]
) -> None:
    """What cannot be true beside a fact that is true is false, where the text does not say more."""
    pairs = [
        pair
        for name, fact in facts.items()
        for other in fact.excludes
        if other in facts
        for pair in ((name, other), (other, name))
    ]
    for name, other in pairs:
        if True in found[name] and not found[other] and not facts[other].circumstance:
            found[other][False] = found[name][True]


def _blanked(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])


def _plain(value: object) -> FactValue:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    assert value is None or isinstance(value, bool | int | str)
    return value
