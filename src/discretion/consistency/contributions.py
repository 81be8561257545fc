"""How much each fact usually moves the penalty: the distance between two cases, in severity.

A ridge regression of severity on the facts gives each fact an additive contribution. Two cases
are as far apart as their contributions differ, summed over the facts: a fact that never mattered
to the penalty keeps no case from being comparable, and one that did does so in its own measure.
Contributions within one standard error of nothing count as nothing, so that few cases do not make
chance into distance. The slopes as they were fitted say, of two cases with the same penalty, which
one had the milder facts (:meth:`FactModel.lean`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from discretion.consistency.observations import FactColumn, Floats, Observations

PENALTY = 1.0
"""Ridge penalty on standardised facts: worth one case."""


@dataclass(frozen=True)
class _Effect:
    """The contribution of one fact: a slope of its numbers, or a table by code."""

    slope: float
    table: dict[float, float] | None
    unknown: float = 0.0
    """The contribution of a case that does not say: the middle of those that do."""

    def of(self, values: Floats) -> Floats:
        if self.table is None:
            return values * self.slope
        known = np.array([self.table.get(v, 0.0) for v in values])
        return np.where(np.isnan(values), np.nan, known)

    def at(self, value: float) -> float:
        """Return :meth:`of` for a single value."""
        if self.table is None or math.isnan(value):
            return value * self.slope
        return self.table.get(value, 0.0)


Effects = dict[str, _Effect]


@dataclass(frozen=True)
class FactModel:
    """The contributions of facts in one group of cases."""

    effects: Effects
    """Contributions that are more than chance."""
    costs: tuple[float, ...]
    """What a fact that one case does not say adds to the distance: the mean of those that do."""
    base: float
    """Contribution of a unit of ``Observations.base`` beyond itself."""
    plain: Effects
    """Contributions as fitted, chance included."""
    plain_base: float
    spread: float
    """Robust standard deviation of severity around base and contributions; above 0."""

    def contributions(self, cases: Observations) -> tuple[Floats, Floats]:
        """Return the contributions, shape (cases, facts + 1), and what an unknown one costs."""
        columns = [cases.base * self.base]
        columns += [_part(effect, name, cases) for name, effect in self.effects.items()]
        return np.ascontiguousarray(np.stack(columns, axis=1)), np.array((0.0, *self.costs))

    def parts(self, base: float, facts: Mapping[str, float]) -> Floats:
        """Return the :meth:`contributions` of a single case, shape (facts + 1,)."""
        each = (effect.at(facts.get(name, math.nan)) for name, effect in self.effects.items())
        return np.array([base * self.base, *each])

    def lean(self, cases: Observations) -> Floats:
        """Return what the facts as a whole would add to the severity, chance included."""
        total = cases.base * self.plain_base
        for name, effect in self.plain.items():
            part = _part(effect, name, cases)
            total = total + np.where(np.isnan(part), effect.unknown, part)
        return total

    def lean_alone(self, base: float, facts: Mapping[str, float]) -> float:
        """Return the :meth:`lean` of a single case."""
        total = base * self.plain_base
        for name, effect in self.plain.items():
            part = effect.at(facts.get(name, math.nan))
            total += effect.unknown if math.isnan(part) else part
        return total


def _part(effect: _Effect, name: str, cases: Observations) -> Floats:
    column = cases.facts.get(name)
    return np.full(len(cases), np.nan) if column is None else effect.of(column.values)


def fit(cases: Observations) -> FactModel:
    """Fit the contributions of the facts of *cases*, all of one group, severity known."""
    names, columns = ["base"], [cases.base]
    codes: dict[str, list[tuple[float, int]]] = {}
    for name, fact in cases.facts.items():
        known = ~np.isnan(fact.values)
        if not known.any():
            continue
        if not fact.nominal:
            names.append(name)
            columns.append(np.where(known, fact.values, fact.values[known].mean()))
            continue
        for value in np.unique(fact.values[known]):
            codes.setdefault(name, []).append((float(value), len(names)))
            names.append(name)
            columns.append((fact.values == value).astype(np.float64))
    slopes, shrunk, spread = _ridge(np.stack(columns, axis=1), cases.severity - cases.base)
    plain, costs, effects = {}, [], {}
    for name, fact in cases.facts.items():
        if name not in names:
            continue
        plain[name] = _effect(name, fact, codes, names, slopes)
        effect = _effect(name, fact, codes, names, shrunk)
        parts = effect.of(fact.values[~np.isnan(fact.values)])
        if np.ptp(parts) > 0:
            effects[name] = effect
            costs.append(float(np.round(np.abs(parts - effect.unknown).mean(), 12)))
    base, plain_base = float(shrunk[0]), float(slopes[0])
    return FactModel(effects, tuple(costs), base, plain, plain_base, spread)


def _effect(
    name: str,
    fact: FactColumn,
    codes: dict[str, list[tuple[float, int]]],
    names: list[str],
    slopes: Floats,
) -> _Effect:
    table = {v: float(slopes[at]) for v, at in codes[name]} if name in codes else None
    effect = _Effect(float(slopes[names.index(name)]), table)
    middle = np.median(effect.of(fact.values[~np.isnan(fact.values)]))
    return _Effect(effect.slope, table, float(middle))


def _ridge(x: Floats, y: Floats) -> tuple[Floats, Floats, float]:
    """Return the slopes, the same less a standard error, and the robust residual spread."""
    f = x.shape[1]
    centre, scale = x.mean(axis=0), x.std(axis=0)
    used = scale > 1e-12
    z = np.where(used, (x - centre) / np.where(used, scale, 1.0), 0.0)
    gram = np.einsum("ij,ik->jk", z, z) + PENALTY * np.eye(f)
    inverse = np.linalg.inv(gram)
    slopes = inverse @ np.einsum("ij,i->j", z, y - y.mean())
    low, high = np.quantile(y - y.mean() - z @ slopes, (0.25, 0.75))
    spread = max(round(float(high - low) / 1.349, 12), 1e-6)
    error = spread * np.sqrt(np.diag(inverse))
    shrunk = np.sign(slopes) * np.maximum(np.abs(slopes) - error, 0.0)
    unit = np.where(used, 1 / np.where(used, scale, 1.0), 0.0)
    return np.round(slopes * unit, 12), np.round(shrunk * unit, 12), spread
