"""How much each fact usually moves the penalty: the distance between two cases, in severity.

A ridge regression of severity on the facts gives each fact an additive contribution. Two cases
are as far apart as their contributions differ, summed over the facts: a fact that never mattered
to the penalty keeps no case from being comparable, and one that did does so in its own measure.
Contributions within one standard error of nothing count as nothing, so that few cases do not make
chance into distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discretion.consistency.observations import Floats, Observations

PENALTY = 1.0
"""Ridge penalty on standardised facts: worth one case."""


@dataclass(frozen=True)
class _Effect:
    """The contribution of one fact: slope and origin of numbers, or a table by code."""

    slope: float
    table: dict[float, float] | None
    unknown: float
    """The distance from a case that does not say: the mean distance of two that do."""

    def of(self, values: Floats) -> Floats:
        if self.table is None:
            return values * self.slope
        known = np.array([self.table.get(v, 0.0) for v in values])
        return np.where(np.isnan(values), np.nan, known)


@dataclass(frozen=True)
class FactModel:
    """The contributions of facts in one group of cases."""

    effects: dict[str, _Effect]
    base: float
    """Contribution of a unit of ``Observations.base`` beyond itself."""
    spread: float
    """Robust standard deviation of severity around base and contributions; above 0."""

    def contributions(self, cases: Observations) -> tuple[Floats, Floats]:
        """Return the contributions, shape (cases, facts + 1), and what an unknown one costs."""
        columns = [cases.base * self.base]
        costs = [0.0]
        for name, effect in self.effects.items():
            column = cases.facts.get(name)
            known = np.full(len(cases), np.nan) if column is None else effect.of(column.values)
            columns.append(known)
            costs.append(effect.unknown)
        return np.ascontiguousarray(np.stack(columns, axis=1)), np.array(costs)


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
    target = cases.severity - cases.base
    slopes, spread = _ridge(np.stack(columns, axis=1), target)
    effects = {}
    for name, fact in cases.facts.items():
        if name not in names:
            continue
        table = {v: float(slopes[at]) for v, at in codes[name]} if name in codes else None
        effect = _Effect(float(slopes[names.index(name)]), table, 0.0)
        parts = effect.of(fact.values[~np.isnan(fact.values)])
        unknown = float(np.round(np.abs(parts - np.median(parts)).mean(), 12))
        if np.ptp(parts) > 0:
            effects[name] = _Effect(effect.slope, table, unknown)
    return FactModel(effects, float(slopes[0]), spread)


def _ridge(x: Floats, y: Floats) -> tuple[Floats, float]:
    """Return slopes shrunk by a standard error towards 0, and the robust residual spread."""
    n, f = x.shape
    centre, scale = x.mean(axis=0), x.std(axis=0)
    used = scale > 1e-12
    z = np.where(used, (x - centre) / np.where(used, scale, 1.0), 0.0)
    gram = np.einsum("ij,ik->jk", z, z) + PENALTY * np.eye(f)
    inverse = np.linalg.inv(gram)
    slopes = inverse @ np.einsum("ij,i->j", z, y - y.mean())
    low, high = np.quantile(y - y.mean() - z @ slopes, (0.25, 0.75))
    spread = max(float(high - low) / 1.349, 1e-6)
    error = spread * np.sqrt(np.diag(inverse))
    shrunk = np.sign(slopes) * np.maximum(np.abs(slopes) - error, 0.0)
    return np.round(np.where(used, shrunk / np.where(used, scale, 1.0), 0.0), 12), spread
