"""Facts of a segment and of a query, encoded so that a compiled loop can compare them.

The definition is :mod:`discretion.similarity.facts`; here are only its tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import FactValue
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.similarity.facts import encode
from discretion.similarity.index.columns import Listed, Stored, read_values
from discretion.similarity.index.layout import Segment
from discretion.similarity.index.tables import FINDING, NOMINAL, NUMBER, FactTable

Array = NDArray[Any]

REMEMBERED = 10_000
"""Values of queries whose places are kept."""


class EncodedFacts:
    """The facts of a segment under some declarations."""

    def __init__(self, segment: Segment, declarations: Mapping[str, FactDeclaration]) -> None:
        self.declarations = declarations
        self.names: list[str] = list(segment.header["facts"])
        self.nominal: list[dict[str, int]] = []
        places, kinds = [], []
        for column, name in enumerate(self.names):
            begin, end = segment.header["value_bytes"][column : column + 2]
            values = read_values(bytes(segment.values[begin:end]))
            declared = declarations.get(name)
            kinds.append(kind_of(declared))
            numbers: dict[str, int] = {}
            places.append(np.nan)
            for value in values:
                places.append(_place(declared, value, numbers))
            self.nominal.append(numbers)
        self.column = {name: column for column, name in enumerate(self.names)}
        self._nothing = np.where(np.array(kinds, np.int64) == FINDING, 0.0, np.nan)
        self._findings = frozenset(n for n in declarations if kind_of(declarations[n]) == FINDING)
        self._known: dict[tuple[str, type, Any], float] = {}
        sizes = np.diff(segment.value_bounds.astype(np.int64)) + 1
        self.table = FactTable(
            segment.fact_blocks,
            segment.fact_column,
            segment.fact_start,
            segment.fact_codes,
            np.concatenate([[0], sizes.cumsum()]).astype(np.int64),
            np.array(places, np.float64),
            np.array(kinds, np.int64),
        )

    def query(self, mine: Mapping[str, FactValue]) -> tuple[Array, int]:
        """Return the places of a case's known facts, one a column, and how many are findings."""
        places = self._nothing.copy()
        for name, value in mine.items():
            column = self.column.get(name)
            if column is not None:
                places[column] = self._place(name, column, value)
        return places, len(self._findings & mine.keys())

    def _place(self, name: str, column: int, value: FactValue) -> float:
        """Return the place of a query's value; the values of most queries come again and again."""
        key = name, type(value), value
        known = self._known.get(key)
        if known is None:
            declared = self.declarations.get(name)
            known = _place(declared, value, self.nominal[column], absent=-1.0)
            if len(self._known) < REMEMBERED:
                self._known[key] = known
        return known


def kind_of(declared: FactDeclaration | None) -> int:
    """Return how values of a fact are compared."""
    if declared is not None and declared.circumstance:
        return FINDING
    if declared is None:
        return NOMINAL
    ordered = declared.type is not FactType.CHOICE or declared.aggravates is not None
    return NUMBER if ordered else NOMINAL


def _place(
    declared: FactDeclaration | None,
    value: Stored,
    numbers: dict[str, int],
    absent: float | None = None,
) -> float:
    """Return the place of a value; a nominal one gets a number, or *absent* if it has none yet."""
    if kind_of(declared) == FINDING:
        return 1.0 if value is True or isinstance(value, Listed) else np.nan
    place = encode(declared, value.value if isinstance(value, Listed) else value)
    if isinstance(place, str):
        if absent is not None:
            return numbers.get(place, absent)
        return float(numbers.setdefault(place, len(numbers)))
    return np.nan if place is None else place
