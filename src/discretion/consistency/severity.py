"""Severity: different penalties on one scale, so that they can be compared.

The fine's place in the statutory range of the item, party and law of the case: 0 is the minimum,
1 the maximum; a range that names only a maximum begins at nothing, and a fixed fine has severity 0
where it is met. Below the minimum it is the missing share of the minimum, negative (half the
minimum is -1/2); above the maximum 1 plus the excess as a share of the maximum. A penalty without
a fine that is not graver than one (warning, public criticism, confiscation) has severity -1, and
no penalty at all -2.

The kinds of article 9 of the Administrative Penalty Law that are graver than a fine add 3 for
licences and qualifications (item 3), 6 for business and profession (item 4) and 9 for detention
(item 5), so that any of them stands above every lawful fine and above the item before it.
"""

from __future__ import annotations

from fractions import Fraction

from discretion.model.determination import Range
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind

WITHOUT_FINE = Fraction(-1)
WITHOUT_PENALTY = Fraction(-2)

STEP = 3
"""What one rank adds: more than the whole of a lawful penalty of the rank below, -1 to 1."""
RANKS = {
    PenaltyKind.SUSPEND_LICENCE: 1,
    PenaltyKind.DOWNGRADE_QUALIFICATION: 1,
    PenaltyKind.REVOKE_LICENCE: 1,
    PenaltyKind.RESTRICT_BUSINESS: 2,
    PenaltyKind.SUSPEND_BUSINESS: 2,
    PenaltyKind.CLOSE_BUSINESS: 2,
    PenaltyKind.RESTRICT_PROFESSION: 2,
    PenaltyKind.DETENTION: 3,
}


def severity(penalty: Penalty, statutory: Range | None) -> Fraction | None:
    """Return the severity of *penalty*, exact; None if the range is not known or has no end."""
    graver = STEP * rank(penalty)
    if penalty.fine is None:
        return (WITHOUT_FINE if penalty.kinds else WITHOUT_PENALTY) + graver
    if statutory is None or statutory.maximum is None:
        return None
    return position(penalty.fine, statutory) + graver


def rank(penalty: Penalty) -> int:
    """Return the rank of the gravest kind: 0 up to a fine, 1 licence, 2 business, 3 detention."""
    return max((RANKS.get(kind, 0) for kind in penalty.kinds), default=0)


def position(fine: Money, statutory: Range) -> Fraction:
    """Return where *fine* stands in a range that has an end: 0 at the minimum, 1 at the maximum."""
    assert statutory.maximum is not None
    low, high = statutory.minimum.fen, statutory.maximum.fen
    if fine.fen < low:
        return Fraction(fine.fen - low, low)
    if fine.fen > high:
        return 1 + Fraction(fine.fen - high, high or 1)
    return Fraction(fine.fen - low, high - low) if high > low else Fraction(0)


def fine_at(place: Fraction | float, statutory: Range) -> Money:
    """Return the fine that a severity means in a range that has an end, rounded down to the yuan.

    Nothing where the severity is that of a penalty without a fine; else inside the range, so that
    no fine is ever suggested that would be unlawful without a ground for mitigation.
    """
    assert statutory.maximum is not None
    # Whole numbers: exact, and a good deal quicker than fractions where a corpus is audited.
    share, whole = place.as_integer_ratio()
    share -= STEP * whole * max(0, (share + whole) // (STEP * whole))
    if share <= -whole:
        return Money(0)
    low, high = statutory.minimum.fen, statutory.maximum.fen
    fen = low + min(whole, max(0, share)) * (high - low) // whole
    return Money(max(low, fen // 100 * 100))
