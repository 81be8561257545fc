"""Do prefectures differ once the facts are made alike, and does half of the cases foretell it?"""

from __future__ import annotations

import numpy as np

from benchmarks.quality.outcomes.judgments import Judgments, Rows
from discretion.consistency.calibration import Calibration
from discretion.consistency.disparity import disparities
from discretion.model.audit import Disparity

RATE = 0.10
"""The false discovery rate that listed prefectures are held to."""


def effects(judgments: Judgments, rows: Rows | None = None) -> dict[str, Disparity]:
    """Return the effect on ln(months) of each prefecture with enough of the *rows* (all: None).

    Probation is no fact here: it is part of what the court decided.
    """
    chosen = np.arange(len(judgments)) if rows is None else np.sort(rows)
    seen = judgments.observed(np.log(judgments.months), judgments.facts).take(chosen)
    labels, codes = np.unique(judgments.prefecture[chosen].astype(str), return_inverse=True)
    off = Calibration(seen).adjusted()
    found = disparities("prefecture", [str(n) for n in labels], codes, seen.group, off, RATE)
    return {each.group: each for each in found}
