"""Severity: different penalties on one scale, so that they can be compared.

The fine's place in the statutory range of the item, party and law of the case: 0 is the minimum,
1 the maximum. A fixed fine has severity 0 where it is met. Below the minimum it is the missing
share of the minimum, negative (half the minimum is -1/2); above the maximum 1 plus the excess as a
share of the maximum. A penalty without a fine that is not graver than a fine (warning, public
criticism, confiscation) has severity -1, and no penalty at all -2. A kind of article 9 of the
Administrative Penalty Law that is graver than a fine (from 暂扣许可证件 on) adds 1.
"""

from __future__ import annotations

from fractions import Fraction

from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind

WITHOUT_FINE = Fraction(-1)
WITHOUT_PENALTY = Fraction(-2)

GRAVER_THAN_A_FINE = frozenset(
    {
        PenaltyKind.SUSPEND_LICENCE,
        PenaltyKind.DOWNGRADE_QUALIFICATION,
        PenaltyKind.REVOKE_LICENCE,
        PenaltyKind.RESTRICT_BUSINESS,
        PenaltyKind.SUSPEND_BUSINESS,
        PenaltyKind.CLOSE_BUSINESS,
        PenaltyKind.RESTRICT_PROFESSION,
        PenaltyKind.DETENTION,
    }
)


def severity(penalty: Penalty, statutory: Range | None) -> Fraction | None:
    """Return the severity of *penalty*, exact; None if the range is not known or has no end."""
    graver = Fraction(int(not GRAVER_THAN_A_FINE.isdisjoint(penalty.kinds)))
    if penalty.fine is None:
        return (WITHOUT_FINE if penalty.kinds else WITHOUT_PENALTY) + graver
    if statutory is None or statutory.maximum is None:
        return None
    return position(penalty.fine, statutory) + graver


def position(fine: Money, statutory: Range) -> Fraction:
    """Return where *fine* stands in a range that has an end: 0 at the minimum, 1 at the maximum."""
    assert statutory.maximum is not None
    low, high = statutory.minimum.fen, statutory.maximum.fen
    if fine.fen < low:
        return Fraction(fine.fen - low, low)
    if fine.fen > high:
        return 1 + Fraction(fine.fen - high, high or 1)
    return Fraction(fine.fen - low, high - low) if high > low else Fraction(0)


def fine_at(place: Fraction, statutory: Range) -> Money:
    """Return the fine at a severity between 0 and 1, rounded down to the yuan, inside the range."""
    assert statutory.maximum is not None
    low, high = statutory.minimum.fen, statutory.maximum.fen
    inside = min(Fraction(1), max(Fraction(0), place))
    fen = low + int(inside * (high - low))
    return Money(max(low, fen // 100 * 100))
