"""One determined case as an observation, without tables: what a single check takes.

It agrees to the bit with :func:`discretion.consistency.observing.observe` on the same case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from discretion.consistency.observations import FactColumn, GroupKey, Observations
from discretion.consistency.observing import (
    COMPARED,
    EPOCH,
    base_of,
    is_held,
    key_of,
    scaled,
    severity_of,
)
from discretion.consistency.severity import rank
from discretion.corpus.columns import fitted
from discretion.engine.book import Book
from discretion.engine.decisions import Spans
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.rulebook.schema import FactDeclaration, FactType


def observe_alone(
    case: Case,
    answer: Determination,
    book: Book,
    facts_of: Callable[[GroupKey], Iterable[str]],
    declared: Mapping[str, FactDeclaration],
) -> Observations | None:
    """Return *case* as a single observation; None where it is in no group.

    *facts_of* names the facts to read for a group.
    """
    if answer.item is None or answer.item not in book.items or answer.outcome not in COMPARED:
        return None
    statutory = _span(answer.statutory)
    held = is_held(statutory)
    severity = np.full(1, np.nan)
    if case.penalty is not None:
        fine = np.array([np.nan if case.penalty.fine is None else case.penalty.fine.fen])
        ranks, punished = np.array([rank(case.penalty)]), np.array([bool(case.penalty.kinds)])
        severity = severity_of(fine, ranks, punished, statutory, held)
    key = _key(case, answer.item, book, bool(held[0]))
    lawful, recommended = _span(answer.lawful), _span(answer.recommended)
    return Observations(
        np.array([case.id], dtype=object),
        severity,
        base_of(statutory, lawful, recommended, np.array([answer.certain])),
        {name: _fact(case, name, declared.get(name)) for name in facts_of(key)},
        np.array([np.nan if case.decided is None else float((case.decided - EPOCH).days)]),
        np.zeros(1, dtype=np.int64),
        (key,),
    )


def _key(case: Case, item: str, book: Book, held: bool) -> GroupKey:
    return key_of(book, item, case.party.kind.value, _version(case, item, book) if held else 0)


def _version(case: Case, item: str, book: Book) -> int:
    day: date | None = case.act.over or case.decided
    versions = book.items[item].versions
    covering = (
        number
        for number, version in enumerate(versions, start=1)
        if day is not None and book.effective(version).covers(day)
    )
    return next(covering, len(versions))


def _span(span: Range | None) -> Spans:
    low = -1 if span is None else span.minimum.fen
    high = -1 if span is None or span.maximum is None else span.maximum.fen
    no = np.zeros(1, dtype=bool)
    return Spans(np.array([low]), np.array([high]), no, no)


def _fact(case: Case, name: str, declared: FactDeclaration | None) -> FactColumn:
    if declared is None or declared.circumstance:
        # A circumstance that is not listed was not found; any other fact is not known.
        return FactColumn(np.array([float(name in case.circumstances)]))
    nominal = declared.type is FactType.CHOICE and not declared.aggravates
    given: Any = case.facts.get(name)
    value = None if given is None else fitted(declared, given)
    if value is None:
        return FactColumn(np.full(1, np.nan), nominal)
    if declared.type is FactType.CHOICE:
        order = list(declared.choices)
        return FactColumn(np.array([float(order.index(value))]), nominal)
    return FactColumn(scaled(np.array([float(value)]), declared), nominal)
