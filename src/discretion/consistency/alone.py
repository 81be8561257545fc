"""One determined case as an observation, in plain numbers: what a single check takes.

It agrees to the bit with :func:`discretion.consistency.observing.observe` on the same case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from discretion.consistency.observations import GroupKey
from discretion.consistency.observing import COMPARED, EPOCH, RANK_STEP, key_of
from discretion.consistency.severity import STEP, WITHOUT_FINE, WITHOUT_PENALTY, rank
from discretion.corpus.columns import fitted
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.model.penalty import Penalty
from discretion.rulebook.schema import FactDeclaration, FactType

_Held = tuple[float, float]
"""A statutory range with two ends, in fen."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A case as one row of ``Observations`` and its group; NaN is unknown."""

    id: str
    severity: float
    base: float
    facts: Mapping[str, float]
    day: float
    key: GroupKey


def observe_alone(
    case: Case,
    answer: Determination,
    book: Book,
    facts_of: Callable[[GroupKey], Iterable[str]],
    declared: Mapping[str, FactDeclaration],
) -> Alone | None:
    """Return *case* as a single observation; None where it is in no group.

    *facts_of* names the facts to read for a group.
    """
    if answer.item is None or answer.item not in book.items or answer.outcome not in COMPARED:
        return None
    held = _held(answer.statutory)
    version = 0 if held is None else _version(case, answer.item, book)
    key = key_of(book, answer.item, case.party.kind.value, version)
    return Alone(
        case.id,
        math.nan if case.penalty is None else _severity(case.penalty, held),
        _base(answer, held) if answer.certain and held else math.nan,
        {name: _fact(case, name, declared.get(name)) for name in facts_of(key)},
        math.nan if case.decided is None else float((case.decided - EPOCH).days),
        key,
    )


def _held(span: Range | None) -> _Held | None:
    if span is None or span.maximum is None:
        return None
    return float(span.minimum.fen), float(span.maximum.fen)


def _severity(penalty: Penalty, held: _Held | None) -> float:
    graver = rank(penalty) * (STEP if held else RANK_STEP)
    if penalty.fine is None:
        return float(WITHOUT_FINE if penalty.kinds else WITHOUT_PENALTY) + graver
    fine = float(penalty.fine.fen)
    if held is None:
        return (float(np.log10(fine / 100)) if fine else -math.inf) + graver
    low, high = held
    if fine > high:
        return 1 + (fine - high) / max(high, 1) + graver
    return _place(fine, low, high) + graver


def _base(answer: Determination, held: _Held) -> float:
    found, (low, high) = 0.5, held
    for span in (answer.lawful, answer.recommended):
        if span is not None:
            top = high if span.maximum is None else span.maximum.fen
            found = _place((span.minimum.fen + top) / 2, low, high)
    return found


def _place(fen: float, low: float, high: float) -> float:
    if fen < low:
        return (fen - low) / low
    return (fen - low) / (high - low) if high > low else 0.0


def _version(case: Case, item: str, book: Book) -> int:
    day: date | None = case.act.over or case.decided
    versions = book.items[item].versions
    covering = (
        number
        for number, version in enumerate(versions, start=1)
        if day is not None and book.effective(version).covers(day)
    )
    return next(covering, len(versions))


def _fact(case: Case, name: str, declared: FactDeclaration | None) -> float:
    if declared is None or declared.circumstance:
        # A circumstance that is not listed was not found; any other fact is not known.
        return float(name in case.circumstances)
    given: Any = case.facts.get(name)
    value = None if given is None else fitted(declared, given)
    if value is None:
        return math.nan
    if declared.type is FactType.CHOICE:
        return float(list(declared.choices).index(value))
    if declared.type is FactType.BOOL:
        return float(value)
    # As observing.scaled; numpy's logarithm, since another may differ in the last bit.
    return float(np.log1p(float(value))) if value >= 0 else math.nan
