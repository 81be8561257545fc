"""How much a file deserves a second look: what speaks for it, in points.

The points only steer how often a file is drawn for review; they are no verdict, and an estimate
from the drawn files does not depend on them being right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.bands import BOUNDLESS, bands_of
from discretion.consistency.calibration import Calibration
from discretion.consistency.limits import ALARM, MATERIAL
from discretion.consistency.observations import Ints
from discretion.consistency.observing import observe
from discretion.consistency.trits import YES, major
from discretion.engine.book import Book

Bools = NDArray[np.bool_]

POINTS: Mapping[str, int] = {
    "outside_law": 4,
    "off_benchmark": 3,
    "unusual": 3,
    "below_threshold": 2,
    "large": 1,
    "marks_missing": 1,
}
"""Reasons for a second look, gravest first. A file without any has size 1, one with all 12 (what
is outside the law is not called off the benchmark as well)."""
NEAR = 10
"""A fine is just below a threshold if less than one part in so many is missing to it."""
_MARKS = ("hearing_offered", "legal_review_done")
"""What a major case owes."""


@dataclass(frozen=True)
class Risks:
    """The reasons of each case, one entry a row."""

    reasons: Mapping[str, Bools]

    @property
    def sizes(self) -> Ints:
        """How often each case is to be drawn, compared with one without any reason: 1 or more."""
        found = np.ones(len(next(iter(self.reasons.values()))), np.int64)
        for name, held in self.reasons.items():
            found += POINTS[name] * held
        return found

    def of(self, row: int) -> tuple[str, ...]:
        """Return the reasons of one case."""
        return tuple(name for name in POINTS if self.reasons[name][row])


def risks(cases: Any, book: Book) -> Risks:
    """Return what speaks for a second look at each of *cases*, a table of all columns."""
    cases = cases.combine_chunks()
    seen, decisions = observe(cases, book)
    placed = Calibration(seen).place_all()
    with np.errstate(invalid="ignore"):
        unusual = placed.p <= ALARM
        unusual &= np.abs(seen.severity - placed.expected) >= MATERIAL
    bands, fine = bands_of(decisions), cases["fine"].combine_chunks()
    fined = fine.is_valid().to_numpy(zero_copy_only=False)
    amount = fine.fill_null(0).to_numpy(zero_copy_only=False)
    # Where facts are missing a band is the hull of what may be: outside it is outside for sure.
    sure = fined & bands.banded & bands.decided
    off = np.zeros(len(amount), bool)
    off[sure] = bands.place(sure, amount[sure]) != 0
    outside = sure & bands.due & _outside(decisions.lawful, amount)
    large = major(cases, book) == YES
    return Risks(
        {
            "outside_law": outside,
            "off_benchmark": off & ~outside,
            "unusual": unusual,
            "below_threshold": fined & _just_below(cases, book, amount),
            "large": large,
            "marks_missing": large & _missing(cases),
        }
    )


def _outside(lawful: Any, amount: Ints) -> Bools:
    most = np.where(lawful.maximum < 0, BOUNDLESS, lawful.maximum)
    found: Bools = (lawful.minimum >= 0) & ((amount < lawful.minimum) | (amount > most))
    return found


def _just_below(cases: Any, book: Book, amount: Ints) -> Bools:
    party = cases["party"].combine_chunks().cast("string").to_pylist()
    limits = {
        kind: min(getattr(t, kind).fen for t in (book.policy.hearing, book.policy.legal_review))
        for kind in ("individual", "unit")
    }
    limit = np.array([limits.get(kind, 0) for kind in party], np.int64)
    found: Bools = (amount < limit) & ((limit - amount) * NEAR < limit)
    return found


def _missing(cases: Any) -> Bools:
    """Whether a mark is lacking that other cases of the corpus have.

    A ledger without the column at all says nothing about any one case.
    """
    found = np.zeros(cases.num_rows, bool)
    for name in _MARKS:
        column = cases[name].combine_chunks()
        if column.null_count < len(column):
            found |= ~column.fill_null(False).to_numpy(zero_copy_only=False)
    return found
