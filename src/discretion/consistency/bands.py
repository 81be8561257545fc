"""Answers as bands of money and states, row by row, so that two sets of answers compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.engine.decisions import GRADES, OUTCOMES, Decisions, Spans
from discretion.model.determination import Outcome

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BOUNDLESS = 1 << 60
"""The upper end, in fen, of a band without one."""
UNGRADED = "ungraded"
UNDECIDED = ("unknown_item", "unknown_law", "unusable")
_NOTHING_DUE = (Outcome.TIME_BARRED.value, Outcome.NO_PENALTY.value, Outcome.CORRECTION_ONLY.value)
STATES = (*_NOTHING_DUE, *GRADES, UNGRADED, *UNDECIDED)
"""What a case comes to, mildest first: no penalty, a grade, no (or no certain) grade, no answer."""


@dataclass(frozen=True)
class Bands:
    """One entry a row. ``low`` and ``high`` are fen: the recommended band, else the lawful range.

    Where nothing is due they are 0; where no amount is known ``banded`` is False and they are 0.
    """

    low: Ints
    high: Ints
    low_open: Bools
    high_open: Bools
    banded: Bools
    state: Ints
    others: Ints
    lawful: Spans

    names = STATES

    @property
    def decided(self) -> Bools:
        """Whether the rulebook answers at all."""
        return np.less(self.state, len(STATES) - len(UNDECIDED))

    @property
    def due(self) -> Bools:
        """Whether there may be a penalty."""
        return np.greater_equal(self.state, len(_NOTHING_DUE))

    @property
    def spoilt(self) -> Bools:
        """Whether a value of the case could not be used."""
        return np.equal(self.state, STATES.index("unusable"))

    @property
    def known(self) -> Bools:
        """Whether the rulebook has the item."""
        return np.not_equal(self.state, STATES.index("unknown_item"))

    @property
    def closed(self) -> Bools:
        """Whether the band has two ends."""
        return self.banded & np.less(self.high, BOUNDLESS)

    @property
    def twice_middle(self) -> Ints:
        """The sum of the two ends; the lower end twice where there is no upper."""
        return self.low + np.where(self.high < BOUNDLESS, self.high, self.low)

    def place(self, rows: Bools, fine: Ints) -> Ints:
        """Return, for the *fine* of each of *rows*, -1 below the band, 0 inside, 1 above."""
        low, high = self.low[rows], self.high[rows]
        below = (fine < low) | (self.low_open[rows] & (fine == low))
        above = (fine > high) | (self.high_open[rows] & (fine == high))
        result: Ints = above.astype(np.int64) - below
        return result


def bands_of(decisions: Decisions) -> Bands:
    """Return the bands of *decisions*."""
    outcome = decisions.outcome
    states = np.array([STATES.index(o) if o in STATES else -1 for o in OUTCOMES])
    graded = np.array([*(STATES.index(g) for g in GRADES), STATES.index(UNGRADED)])
    state = np.where(states[outcome] >= 0, states[outcome], graded[decisions.grade])
    recommended, lawful = decisions.recommended, decisions.lawful
    narrow = recommended.minimum >= 0

    def chosen(name: str) -> Any:
        return np.where(narrow, getattr(recommended, name), getattr(lawful, name))

    low, high = chosen("minimum"), chosen("maximum")
    due = state >= len(_NOTHING_DUE)
    given = due & (low >= 0) & (state < len(STATES) - len(UNDECIDED))
    high = np.where(high < 0, BOUNDLESS, high)
    return Bands(
        np.where(given, low, 0),
        np.where(given, high, 0),
        chosen("minimum_open") & given,
        chosen("maximum_open") & given,
        given | ~due,
        state.astype(np.int64),
        np.where(due, decisions.others, 0).astype(np.int64),
        lawful,
    )


def changes(one: Bands, two: Bands) -> Ints:
    """Return, a row each: 0 the same, -1 milder, 1 heavier, 2 otherwise; 0 if not both decide.

    Milder is a band of which no end rises and one falls. With equal bands the grade decides, then
    what the law allows, then the number of other penalties.
    """
    state = np.sign(two.state - one.state)
    ranked = (one.state < STATES.index(UNGRADED)) & (two.state < STATES.index(UNGRADED))
    graded = np.where(ranked | (state == 0), state, 2)
    lawful = [Spans(*(np.where(b.due, v, 0) for v in vars(b.lawful).values())) for b in (one, two)]
    ends = [Spans(b.low, b.high, b.low_open, b.high_open) for b in (one, two)]
    result = np.where(one.banded == two.banded, _direction(*ends), 2)
    for next_one in (graded, _direction(*lawful), np.sign(two.others - one.others)):
        result = np.where(result == 0, next_one, result)
    return np.where(one.decided & two.decided, result, 0)


def _direction(one: Spans, two: Spans) -> Ints:
    """Return the direction in which the ends move, 2 if they go apart; an open end is inside."""

    def ends(span: Spans) -> tuple[Ints, Ints]:
        top = np.where(span.maximum < 0, BOUNDLESS, span.maximum)
        return 2 * span.minimum + span.minimum_open, 2 * top - span.maximum_open

    low, high = (np.sign(b - a) for a, b in zip(ends(one), ends(two), strict=True))
    return np.where(low * high < 0, 2, np.sign(low + high))


def nearest(fine: Ints, bands: Bands, rows: Bools) -> Ints:
    """Return each fine moved to the nearest whole fen inside the band of its row."""
    low = bands.low[rows] + bands.low_open[rows]
    high = bands.high[rows] - bands.high_open[rows]
    return np.maximum(np.minimum(fine, high), low)


def exact_sums(groups: Ints, values: Ints, size: int) -> list[int]:
    """Return the exact sum of *values* (at least 0) in each of *size* groups.

    Halves of 30 bits are summed as doubles, which are exact for up to eight million rows.
    """
    halves = (values & ((1 << 30) - 1), values >> 30)
    low, high = (np.bincount(groups, weights=half, minlength=size) for half in halves)
    return [int(a) + (int(b) << 30) for a, b in zip(low, high, strict=True)]
