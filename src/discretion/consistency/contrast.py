"""Which facts would justify a penalty: what comparables with such a penalty have and a case lacks.

Of each fact it is asked whether the comparables that were punished as this case is (within MATERIAL
on the severity scale) have it otherwise than the case, and more often so than the comparables that
were punished differently: Fisher's exact test, one-sided, Bonferroni over the facts asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from discretion.consistency.limits import MATERIAL
from discretion.consistency.observations import FactColumn, Floats, Observations
from discretion.model.review import Contrast, FactContrast
from discretion.rulebook.schema import FactDeclaration, FactType

CHANCE = 0.05
"""The chance that any fact is named by accident."""
MOST_FACTS = 5
MOST_CODES = 1 << 16
Declared = Mapping[str, FactDeclaration]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class _Found:
    """A fact asked about: how it differs, and where the comparables have it so."""

    name: str
    mine: float
    relation: str
    value: float
    known: Mask
    so: Mask


def contrast(
    mine: Mapping[str, float], severity: float, known: Observations, declared: Declared
) -> Contrast:
    """Contrast the facts *mine* of a case of *severity* with those of its comparables *known*.

    The case itself is none of these.
    """
    alike = np.abs(known.severity - severity) <= MATERIAL
    n = int(alike.sum())
    asked = [
        found
        for name, column in sorted(known.facts.items())
        if name in declared
        and name in mine
        and (found := _asked(name, mine[name], column, alike)) is not None
    ]
    told = []
    for found in asked:
        counts = _counts(found, alike)
        p = _chance(*counts)
        if 2 * counts[0] >= counts[1] and p * len(asked) <= CHANCE:
            told.append((p, found.name, _told(found, counts, declared[found.name])))
    ordered = sorted(told, key=lambda t: t[:2])
    return Contrast(n, len(known) - n, tuple(fact for _, _, fact in ordered[:MOST_FACTS]))


def _asked(name: str, mine: float, column: FactColumn, alike: Mask) -> _Found | None:
    values = column.values
    known = ~np.isnan(values)
    theirs, others = values[known & alike], values[known & ~alike]
    if not len(theirs) or not len(others):
        return None
    if column.nominal or bool(((values == 0) | (values == 1) | ~known).all()):
        most = _commonest(theirs)
        return None if most == mine else _Found(name, mine, "is", most, known, values == most)
    middle = _median(theirs)
    mark = _median(others) if np.isnan(mine) else mine
    if middle == mark:
        return None
    above = middle > mark
    value = mark if np.isnan(mine) else middle
    so = values > mark if above else values < mark
    return _Found(name, mine, "above" if above else "below", value, known, so)


def _median(values: Floats) -> float:
    """Return the lower median, which some case has."""
    middle = (len(values) - 1) // 2
    return float(np.partition(values, middle)[middle])


def _commonest(values: Floats) -> float:
    if values.max() < MOST_CODES:  # codes are whole numbers
        return float(np.bincount(values.astype(np.int64)).argmax())
    found, counts = np.unique(values, return_counts=True)
    return float(found[np.argmax(counts)])


def _counts(found: _Found, alike: Mask) -> tuple[int, int, int, int]:
    """Return how many have it so: of those alike, of how many; of the others, of how many."""
    known, so = found.known, found.so & found.known
    inside, outside = known & alike, known & ~alike
    return int(so[inside].sum()), int(inside.sum()), int(so[outside].sum()), int(outside.sum())


def _chance(alike: int, of_alike: int, others: int, of_others: int) -> float:
    from scipy.special import gammaln

    total, drawn, marked = of_alike + of_others, of_alike, alike + others

    def log_choose(n: Any, k: Any) -> Any:
        return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

    k = np.arange(alike, min(drawn, marked) + 1)
    logs = log_choose(marked, k) + log_choose(total - marked, drawn - k)
    return float(min(1.0, np.exp(logs - log_choose(total, drawn)).sum()))


def _told(found: _Found, counts: tuple[int, int, int, int], fact: FactDeclaration) -> FactContrast:
    told = FactContrast(
        found.name,
        fact.label,
        fact.label_en,
        fact.unit,
        tuple(fact.choices.items()),
        _value(found.mine, fact),
        found.relation,
        _value(found.value, fact),
        *counts,
    )
    # A finding that is not listed was not made: it is no unknown.
    return replace(told, mine=False) if fact.circumstance and told.mine is None else told


def _value(place: float, fact: FactDeclaration) -> Any:
    """Return the value that stands at a place of the scale of observations."""
    if np.isnan(place):
        return None
    if fact.type is FactType.BOOL:
        return bool(place)
    if fact.type is FactType.CHOICE:
        return [*fact.choices][int(place)]
    return Decimal(f"{float(np.expm1(place)):.6g}")
