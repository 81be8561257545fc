"""What a search filters and compares besides terms: items, party, place, day and facts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case, FactValue
from discretion.similarity.index.layout import NO_DAY

EPOCH = date(1970, 1, 1).toordinal()
NO_VALUE = -1
"""The number of a fact that is not known."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of some documents, one entry a document; facts are as the case has them."""

    ids: Sequence[str]
    items: Sequence[tuple[str, ...]]
    party: Sequence[str]
    district: Sequence[str | None]
    decided: Sequence[date | None]
    facts: Sequence[Mapping[str, Stored]]

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Columns:
        """Return the columns of *cases*."""
        return cls(
            ids=[case.id for case in cases],
            items=[case.items for case in cases],
            party=[case.party.kind for case in cases],
            district=[case.place.district if case.place else None for case in cases],
            decided=[case.decided for case in cases],
            facts=[raw_facts(case) for case in cases],
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """The value of a fact of a case that also lists it as a circumstance; both are kept, since
    the declarations decide which of them counts."""

    value: FactValue
    kind: type = field(init=False, repr=False)
    """The value's type: ``True`` and 1 are different values."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", type(self.value))


Stored = FactValue | Listed
Key = tuple[type, Any]
"""Type and value: ``True``, 1 and 1.0 are different values."""


def raw_facts(case: Case) -> Mapping[str, Stored]:
    """Return the facts of a case by name, each circumstance as ``True``; unknown ones are None."""
    if not case.circumstances:
        return case.facts
    known: dict[str, Stored] = dict(case.facts)
    for name in case.circumstances:
        value = known.get(name)
        if value is None:
            known[name] = True
        elif value is not True and not isinstance(value, Listed):
            known[name] = Listed(value)
    return known


def day_number(day: date | None) -> int:
    """Return the days since 1970-01-01, NO_DAY for None."""
    return NO_DAY if day is None else day.toordinal() - EPOCH


class _ByType(dict[type, "_ByName"]):
    """The numbers of all values, by their type; what is new is numbered."""

    def __init__(self, codes: dict[str, dict[Key, int]]) -> None:
        self.codes = codes

    def __missing__(self, kind: type) -> _ByName:
        return self.setdefault(kind, _ByName(self.codes, kind))


class _ByName(dict[str, "_Numbers"]):
    """The numbers of one type's values, by the name of the fact."""

    def __init__(self, codes: dict[str, dict[Key, int]], kind: type) -> None:
        self.codes, self.kind = codes, kind

    def __missing__(self, name: str) -> _Numbers:
        self.codes.setdefault(name, {})
        self[name] = _Numbers(self.codes[name], list(self.codes).index(name), self.kind)
        return self[name]


class _Numbers(dict[Any, int]):
    """By value: the place of its fact among all times 2³², and its number."""

    def __init__(self, values: dict[Key, int], column: int, kind: type) -> None:
        self.values_known, self.column, self.kind = values, column, kind

    def __missing__(self, value: Any) -> int:
        """Number a value that may be new; None is no value."""
        if value is None:
            return self.setdefault(value, NO_VALUE)
        settled, known = _settled(value), self.values_known
        number = known.setdefault((self.kind, settled), len(known) + 1)
        return self.setdefault(value, self.column << 32 | number)


@dataclass(slots=True)
class FactValues:
    """The distinct values of every fact, numbered from 1 in the order in which they came."""

    codes: dict[str, dict[Key, int]] = field(default_factory=dict)
    _numbers: _ByType = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = _ByType(self.codes)

    def number(self, facts: Sequence[Mapping[str, Stored]]) -> tuple[NDArray[Any], ...]:
        """Return the known facts of some documents as arrays: bounds (n + 1), column, code.

        A column is the place of the fact's name in :attr:`codes`.
        """
        by_type = self._numbers
        numbers = np.array(
            [by_type[v.__class__][name][v] for known in facts for name, v in known.items()],
            np.int64,
        )
        there = numbers != NO_VALUE
        bounds = np.zeros(len(facts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, facts), np.int64, len(facts)), out=bounds[1:])
        bounds = np.concatenate([[0], there.cumsum()])[bounds]
        numbers = numbers[there]
        return bounds, (numbers >> 32).astype(np.uint16), numbers.astype(np.uint32)

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

    def to_json(self, names: Sequence[str]) -> tuple[bytes, list[int]]:
        """Return the values as JSON arrays, one a column, and their bounds in bytes."""
        parts, bounds = [], [0]
        for name in names:
            parts.append(json.dumps([_plain(*key) for key in self.codes[name]]).encode("ascii"))
            bounds.append(bounds[-1] + len(parts[-1]))
        return b"".join(parts), bounds


def _settled(value: Any) -> Any:
    """Return the one form of equal values: a number has the fewest digits, 1 for 1.0.

    A Decimal that is no number is its text.
    """
    if isinstance(value, Listed):
        return Listed(_settled(value.value)) if _is_finite(value.value) else value
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        return str(value)
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text) if value else Decimal(0)


def _is_finite(value: Any) -> bool:
    return isinstance(value, Decimal) and value.is_finite()


def _plain(kind: type, value: Any) -> Any:
    if issubclass(kind, Listed):
        return {"listed": _plain(value.kind, value.value)}
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
