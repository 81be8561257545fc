"""Deviations planted into real outcomes: how many of them a reviewer's budget of flags finds.

One half of the judgments is known, the other is judged; of the latter one in a hundred gets twice
its months. Ours and Tukey's rule each name as many judgments as were planted (1 %).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.outcomes.judgments import Judgments, Rows
from benchmarks.quality.outcomes.measures import beyond_cells, beyond_fence, found, ranked
from discretion.consistency.calibration import Calibration

Floats = NDArray[np.float64]

BUDGET = 0.01
FACTOR = 2.0


@dataclass(frozen=True)
class Setting:
    """Which columns count as facts, and what is doubled."""

    name: str
    prefecture: bool = False
    suspended: bool = False
    probation: bool = False
    both: bool = False
    """Double the months of probation as well, so that they do not give the planting away."""

    def facts(self, judgments: Judgments, probation: Floats) -> dict[str, Any]:
        """Return the facts of all judgments, *probation* in months as given."""
        chosen = dict(judgments.facts)
        if self.prefecture:
            chosen["prefecture"] = judgments.prefecture
        if self.suspended:
            chosen["suspended"] = (probation > 0).astype(np.float64)
        if self.probation:
            chosen["probation"] = np.log1p(probation)
        return chosen


SETTINGS = (
    Setting("案件事实"),
    Setting("案件事实、地区", prefecture=True),
    Setting("案件事实、是否缓刑", suspended=True),
    Setting("案件事实、是否缓刑、考验期", suspended=True, probation=True),
    Setting("同上，考验期也加倍", suspended=True, probation=True, both=True),
)
METHODS = (
    "月数：按 p",
    "月数：按偏离",
    "月数：只看偏重",
    "对数：按 p",
    "对数：按偏离",
    "对数：只看偏重",
    "Tukey",
    "Tukey（相同事实内）",
    "考验期短于刑期",
)


def planted(judgments: Judgments, setting: Setting, seed: int) -> Floats:
    """Return the share of planted judgments that each of METHODS finds."""
    known, judged, doubled = plant(judgments, seed)
    months = np.where(doubled, FACTOR * judgments.months, judgments.months)
    probation = judgments.probation
    if setting.both:
        probation = np.where(doubled, FACTOR * probation, probation)
    facts = setting.facts(judgments, probation)
    truth, budget = doubled[judged], int(doubled.sum())
    shares = []
    for severity in (months, np.log(months)):
        seen = judgments.observed(severity, facts)
        placed = Calibration(seen.take(known)).place(seen.take(judged))
        shares.append(found(ranked(placed.p, placed.deviation), truth, budget))
        shares.append(found(np.abs(placed.deviation), truth, budget))
        shares.append(found(placed.deviation, truth, budget))
    cells = _cells(facts)
    shares.append(found(beyond_fence(months[known], months[judged]), truth, budget))
    within = beyond_cells(months[known], cells[known], months[judged], cells[judged])
    shares.append(found(within, truth, budget))
    shares.append(found(shorter(months, probation)[judged], truth, budget))
    return np.array(shares)


def shorter(months: Floats, probation: Floats) -> Floats:
    """Score what the law settles without any statistics: probation shorter than the term.

    Criminal Law, art. 73: probation lasts at least as long as the term. How often the one holds
    the other; NaN where it is lawful or nothing is suspended.
    """
    unlawful = (probation > 0) & (probation < months)
    return np.where(unlawful, months / np.maximum(probation, 1.0), np.nan)


def ceiling(judgments: Judgments, seed: int) -> float:
    """Return what a classifier finds that is told how deviations are planted: not a peer.

    It learns from the known half, as it is and with every term doubled, to tell the two apart by
    facts and months; nobody who audits real cases knows as much.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    known, judged, doubled = plant(judgments, seed)
    months = np.where(doubled, FACTOR * judgments.months, judgments.months)
    facts = _cells(judgments.facts)
    plain = np.column_stack([facts[known], judgments.months[known]])
    twice = np.column_stack([facts[known], FACTOR * judgments.months[known]])
    model = HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.1, min_samples_leaf=30, early_stopping=False, random_state=0
    )
    model.fit(np.concatenate([plain, twice]), np.arange(2 * len(plain)) >= len(plain))
    score = model.predict_proba(np.column_stack([facts[judged], months[judged]]))[:, 1]
    return found(score, doubled[judged], int(doubled.sum()))


def plant(judgments: Judgments, seed: int) -> tuple[Rows, Rows, NDArray[np.bool_]]:
    """Return the rows known, the rows judged, and which of all are doubled."""
    known, judged = judgments.halves(seed)
    rng = np.random.default_rng([seed, 1])
    doubled = np.zeros(len(judgments), dtype=bool)
    doubled[rng.choice(judged, int(BUDGET * len(judged)), replace=False)] = True
    return known, judged, doubled


def _cells(facts: Mapping[str, Any]) -> Floats:
    """Return the facts as numbers, shape (cases, facts); names become codes."""
    columns = []
    for values in facts.values():
        array = np.asarray(values)
        if array.dtype == object:
            array = np.unique(array.astype(str), return_inverse=True)[1]
        columns.append(array.astype(np.float64))
    return np.ascontiguousarray(np.stack(columns, axis=1))
