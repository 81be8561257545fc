"""Similarity of structured facts, after Gower (1971): the mean agreement of comparable facts.

Agreement of two values lies in [0, 1]:

* yes/no: 1 if equal, else 0;
* choice: 1 if equal, else 0; where the choices are ordered (the declaration says in which
  direction the case gets worse), 1 less the share of the scale between them;
* number, integer, money whose declared range has two ends: 1 - |a - b| / the range's length, as
  Gower has it;
* any other number, integer, money: 1 - |ln(a + 1) - ln(b + 1)| / ln 10, at least 0, in the declared
  unit (yuan for money): a tenfold difference is no agreement at all;
* a circumstance holds when the case lists it, else it was not found; it is compared only where at
  least one of the cases has it, since what neither has makes no two cases alike.

A fact that one of the cases lacks has agreement None and is left out of the mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case, FactValue
from discretion.model.review import FactComparison
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.rulebook.unary import Interval, parse

Declarations = Mapping[str, FactDeclaration]
Floats = NDArray[np.float64]

_TENFOLD = math.log(10)


def values_of(case: Case, declarations: Declarations) -> dict[str, FactValue]:
    """Return the known facts of a case by name; each listed circumstance is one, as ``True``.

    A declared circumstance whose fact is anything but ``True`` was not found: it is left out.
    """
    known: dict[str, FactValue] = {
        name: value
        for name, value in case.facts.items()
        if value is not None and not (value is not True and _is_finding(declarations.get(name)))
    }
    for name in case.circumstances:
        known.setdefault(name, True)
    return known


def compare_facts(
    mine: Case, theirs: Case, declarations: Declarations
) -> tuple[float | None, tuple[FactComparison, ...]]:
    """Return the fact score (None if no fact is comparable) and every comparison, by fact name.

    A fact that is not declared agrees if its values are equal.
    """
    left, right = values_of(mine, declarations), values_of(theirs, declarations)
    found = []
    for name in sorted({*left, *right}):
        declared = declarations.get(name)
        a, b = left.get(name), right.get(name)
        if _is_finding(declared):
            a, b = bool(a), bool(b)
        found.append(FactComparison(name, a, b, agreement(declared, a, b)))
    known = [c.agreement for c in found if c.agreement is not None]
    if not known:
        return None, tuple(found)
    total = 0.0
    for part in known:
        total += part
    return total / len(known), tuple(found)


def agreement(declared: FactDeclaration | None, a: FactValue, b: FactValue) -> float | None:
    """Return how far two values of one fact agree, 0 to 1; None if they cannot be compared.

    Values of another type than declared cannot be compared.
    """
    x, y = encode(declared, a), encode(declared, b)
    if x is None or y is None:
        return None
    if isinstance(x, str) or isinstance(y, str):
        return float(x == y)
    return max(0.0, 1.0 - abs(x - y))


def encode(declared: FactDeclaration | None, value: FactValue) -> float | str | None:
    """Return the place of a value on the scale on which a distance of 1 is no agreement.

    A nominal value gives a string that equal values share; a value that is missing, not finite,
    of another type than declared, or negative without a range of two ends, gives None.
    """
    if value is None or (isinstance(value, Decimal) and not value.is_finite()):
        return None
    if declared is None:
        return _token(value)
    if declared.type is FactType.BOOL:
        return float(value) if isinstance(value, bool) else None
    if declared.type is FactType.CHOICE:
        if not isinstance(value, str):
            return None
        order = list(declared.choices)
        if not declared.aggravates:
            return _token(value)
        return order.index(value) / max(1, len(order) - 1) if value in order else None
    if isinstance(value, bool | str):
        return None
    length = _length(declared.range)
    if length is not None:
        return float(value) / length
    return None if value < 0 else math.log(value + 1) / _TENFOLD


@lru_cache(maxsize=1000)
def _length(cell: str | None) -> float | None:
    """Return the length of a range that has two ends, None for any other cell.

    >>> _length("[0..100]"), _length("[1..21)"), _length(">= 0"), _length(None)
    (100.0, 20.0, None, None)
    """
    tests = parse(cell).tests if cell else ()
    if len(tests) != 1 or not isinstance(tests[0], Interval):
        return None
    low, high = tests[0].low, tests[0].high
    return float(high - low) if low is not None and high is not None and high > low else None


def _is_finding(declared: FactDeclaration | None) -> bool:
    return declared is not None and declared.circumstance


def _token(value: bool | int | Decimal | str) -> str:
    if isinstance(value, str):
        return f'"{value}'
    return str(value) if isinstance(value, bool) else f"{Decimal(value).normalize():f}"


class FactColumns:
    """The facts of many cases, as columns, to be compared with one case at once."""

    def __init__(self, cases: Sequence[Case], declarations: Declarations) -> None:
        self.declarations = declarations
        self.size = len(cases)
        self._codes: dict[str, float] = {}
        self._columns: dict[str, Floats] = {}
        for row, case in enumerate(cases):
            for name, value in values_of(case, declarations).items():
                place = encode(declarations.get(name), value)
                if isinstance(place, str):
                    place = self._codes.setdefault(place, float(len(self._codes)))
                if place is not None:
                    if name not in self._columns:
                        self._columns[name] = np.full(self.size, np.nan)
                    self._columns[name][row] = place

    def scores(self, case: Case) -> Floats:
        """Return the fact score of *case* against every case, NaN where nothing is comparable.

        Equal to :func:`compare_facts` against each.
        """
        mine = values_of(case, self.declarations)
        total, count = np.zeros(self.size), np.zeros(self.size)
        for name in sorted({*mine, *self._columns}):
            part = self._agreements(name, mine.get(name))
            if part is not None:
                known = ~np.isnan(part)
                total[known] += part[known]
                count += known
        with np.errstate(invalid="ignore"):
            scores: Floats = np.where(count > 0, total / count, np.nan)
        return scores

    def _agreements(self, name: str, value: FactValue) -> Floats | None:
        column = self._columns.get(name)
        declared = self.declarations.get(name)
        if _is_finding(declared):
            theirs = np.zeros(self.size) if column is None else np.nan_to_num(column)
            return theirs if value else np.where(theirs > 0, 0.0, np.nan)
        place = encode(declared, value)
        if column is None or place is None:
            return None
        if isinstance(place, str):
            same = np.equal(column, self._codes.get(place, -1.0)).astype(np.float64)
            return np.where(np.isnan(column), np.nan, same)
        return np.maximum(0.0, 1.0 - np.abs(column - place))
