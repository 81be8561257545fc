"""Penalties as columns: severity, what was expected of it, and the facts, one row a case.

This is all that the statistics need, so that they also serve a corpus of facts alone with a
severity of the user's own (months of detention, say): see :meth:`Observations.of`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class GroupKey(NamedTuple):
    """What makes cases comparable at all, and the wider circles around it."""

    item: str
    party: str
    law: str
    """The version of the law, as a text that names it."""
    statute: str
    domain: str


@dataclass(frozen=True)
class FactColumn:
    """One fact: numbers on a linear scale, or codes of unordered values; NaN is unknown."""

    values: Floats
    nominal: bool = False


@dataclass(frozen=True)
class Observations:
    """Columns of one length. Rows of one group are comparable, whatever their order.

    ``severity`` is NaN where it is not known; ``base`` is the severity that the benchmark names
    for the case (the middle of its band), NaN where that is not known; ``day`` counts days from any
    origin, NaN where unknown; ``group`` indexes ``groups``.
    """

    ids: NDArray[np.object_]
    severity: Floats
    base: Floats
    facts: Mapping[str, FactColumn]
    day: Floats
    group: Ints
    groups: tuple[GroupKey, ...]

    @classmethod
    def of(
        cls,
        severity: Sequence[float] | Floats,
        facts: Mapping[str, Any],
        *,
        ids: Sequence[str] | None = None,
        day: Sequence[float] | Floats | None = None,
        group: Sequence[str] | None = None,
    ) -> Observations:
        """Return observations with a severity of the user's own, on any scale.

        A fact is an array of numbers (NaN: unknown) or of strings (None: unknown, unordered).
        *group* names the kind of case of each row; without it all are of one kind.

        Raises:
            ValueError: the columns differ in length, or an id comes twice.
        """
        measured = np.asarray(severity, dtype=np.float64)
        n = len(measured)
        names = np.array(["" if g is None else str(g) for g in group] if group is not None else [])
        labels, codes = np.unique(names, return_inverse=True) if n and len(names) else ([""], None)
        columns = {name: _column(values) for name, values in sorted(facts.items())}
        days = np.full(n, np.nan) if day is None else np.asarray(day, dtype=np.float64)
        keys = [str(i) for i in (range(n) if ids is None else ids)]
        lengths = {n, len(days), len(keys), *(len(c.values) for c in columns.values())}
        if len(lengths) > 1 or (codes is not None and len(codes) != n):
            raise ValueError(f"各列长度不一：{sorted(lengths)}；每件案件须各有一行")
        if len(set(keys)) < n:
            raise ValueError("编号（ids）有重复；每件案件须有自己的编号")
        return cls(
            np.array(keys, dtype=object),
            measured,
            np.full(n, np.nan),
            columns,
            days,
            np.zeros(n, dtype=np.int64) if codes is None else codes.astype(np.int64),
            tuple(GroupKey(str(g), "", "", "", "") for g in labels),
        )

    def __len__(self) -> int:
        return len(self.severity)

    def take(self, rows: Ints) -> Observations:
        """Return the observations of *rows*, in that order, with the same groups."""
        facts = {n: FactColumn(c.values[rows], c.nominal) for n, c in self.facts.items()}
        return Observations(
            self.ids[rows],
            self.severity[rows],
            self.base[rows],
            facts,
            self.day[rows],
            self.group[rows],
            self.groups,
        )


def _column(values: Any) -> FactColumn:
    array = np.asarray(values)
    if array.dtype.kind in "OUS":
        known = np.array([isinstance(v, str) for v in array], dtype=bool)
        codes = np.full(len(array), np.nan)
        codes[known] = [_code(text) for text in array[known]]
        return FactColumn(codes, nominal=True)
    return FactColumn(array.astype(np.float64))


@lru_cache(maxsize=1 << 16)
def _code(text: str) -> float:
    """Return a number for *text*, the same in any table, so that cases of two can be compared."""
    return float(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest()))
