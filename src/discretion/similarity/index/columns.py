"""What a search filters and compares besides terms: items, party, place, day and facts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case, FactValue
from discretion.similarity.index.layout import NO_DAY

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of some documents, one entry a document; facts are as the case has them."""

    ids: Sequence[str]
    items: Sequence[tuple[str, ...]]
    party: Sequence[str]
    district: Sequence[str | None]
    decided: Sequence[date | None]
    facts: Sequence[dict[str, Stored]]

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Columns:
        """Return the columns of *cases*."""
        return cls(
            ids=[case.id for case in cases],
            items=[case.items for case in cases],
            party=[case.party.kind.value for case in cases],
            district=[case.place.district if case.place else None for case in cases],
            decided=[case.decided for case in cases],
            facts=[raw_facts(case) for case in cases],
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """The value of a fact of a case that also lists it as a circumstance; both are kept, since
    the declarations decide which of them counts."""

    value: FactValue


Stored = FactValue | Listed
Key = tuple[type, type | None, Any]
"""Type of a value, the type of what it wraps if it is ``Listed``, and the value or what is wrapped:
``True``, 1 and 1.0 are different values."""


def raw_facts(case: Case) -> dict[str, Stored]:
    """Return the facts of a case by name, each circumstance as ``True``; unknown ones left out."""
    known: dict[str, Stored] = {n: value for n, value in case.facts.items() if value is not None}
    for name in case.circumstances:
        value = known.get(name, True)
        known[name] = value if value is True or isinstance(value, Listed) else Listed(value)
    return known


def day_number(day: date | None) -> int:
    """Return the days since 1970-01-01, NO_DAY for None."""
    return NO_DAY if day is None else day.toordinal() - EPOCH


@dataclass(slots=True)
class FactValues:
    """The distinct values of every fact, numbered from 1 in the order in which they came."""

    codes: dict[str, dict[Key, int]] = field(default_factory=dict)

    def number(self, facts: Sequence[dict[str, Stored]]) -> tuple[NDArray[Any], ...]:
        """Return the facts of some documents as arrays: bounds (n + 1), column, code.

        A column is the place of the fact's name in :attr:`codes`.
        """
        bounds, columns, codes = [0], [], []
        place = {name: number for number, name in enumerate(self.codes)}
        for known in facts:
            for name, value in known.items():
                if name not in place:
                    place[name] = len(place)
                    self.codes[name] = {}
                values = self.codes[name]
                code = values.get(_key(value))
                columns.append(place[name])
                codes.append(self._new(values, value) if code is None else code)
            bounds.append(len(codes))
        return np.array(bounds, np.int64), np.array(columns, np.uint16), np.array(codes, np.uint32)

    def renumber(self, columns: NDArray[Any], codes: NDArray[Any]) -> NDArray[Any]:
        """Number the values anew, by where they first stand, and forget those that do not stand.

        So the numbers depend on the order of the documents, not on that of their arrival.
        """
        starts = np.cumsum([0, *(len(values) + 1 for values in self.codes.values())])
        old = starts[columns] + codes
        first = np.full(starts[-1], len(old))
        first[old[::-1]] = np.arange(len(old))[::-1]  # of equal ones the last to be set stays
        new = np.zeros(starts[-1], np.uint32)
        for start, (name, values) in zip(starts.tolist(), list(self.codes.items()), strict=False):
            places = first[start + 1 : start + 1 + len(values)]
            order = np.argsort(places)[: np.count_nonzero(places < len(old))]
            new[start + 1 + order] = np.arange(1, len(order) + 1)
            known = list(values)
            self.codes[name] = {known[at]: number for number, at in enumerate(order.tolist(), 1)}
        numbered: NDArray[Any] = new[old]
        return numbered

    @staticmethod
    def _new(values: dict[Key, int], value: Stored) -> int:
        """Number a value that is new, or not equal to itself (a Decimal that is no number)."""
        kind, of_listed, plain = _key(value)
        if isinstance(plain, Decimal):
            plain = _settled(plain) if plain.is_finite() else str(plain)
        return values.setdefault((kind, of_listed, plain), len(values) + 1)

    def to_json(self, names: Sequence[str]) -> tuple[bytes, list[int]]:
        """Return the values as JSON arrays, one a column, and their bounds in bytes."""
        parts, bounds = [], [0]
        for name in names:
            parts.append(json.dumps([_plain(*key) for key in self.codes[name]]).encode("ascii"))
            bounds.append(bounds[-1] + len(parts[-1]))
        return b"".join(parts), bounds


def _key(value: Stored) -> Key:
    if isinstance(value, Listed):
        return Listed, type(value.value), value.value
    return type(value), None, value


def _settled(value: Decimal) -> Decimal:
    """Return a finite number as it is written with the fewest digits: 1 for 1.0."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text) if value else Decimal(0)


def _plain(kind: type, of_listed: type | None, value: Any) -> Any:
    if of_listed is not None:
        return {"listed": _plain(of_listed, None, value)}
    return {"decimal": str(value)} if issubclass(kind, Decimal) else value


def read_values(text: bytes) -> list[Stored]:
    """Return the values of one column; value number i of the segment is entry i - 1."""
    return [_stored(value) for value in json.loads(text)]


def _stored(value: Any) -> Stored:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    if "listed" in value:
        return Listed(_stored(value["listed"]))  # type: ignore[arg-type]
    return Decimal(value["decimal"])
