"""Payment of a fine: when it is due, when its surcharge is full, what is still owed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from discretion.engine.duties import surcharge
from discretion.model.money import Money
from discretion.rulebook.schema import Surcharge
from discretion.stream.events import Deferred
from discretion.stream.timeline import Timeline, stayed


@dataclass(frozen=True, slots=True)
class Payment:
    """``pay_by`` is the last day to pay, ``cap`` the day on which the surcharge is full.

    ``counts_from`` is ``pay_by`` put off by the stays, or None while a stay is open (art. 73(3)).
    """

    pay_by: date
    counts_from: date | None
    cap: date | None
    paid: date | None
    per_day: Money
    most: Money
    owed: Money
    """The surcharge on a fine paid late that is not paid yet."""


def payment_of(fine: Money, timeline: Timeline, rule: Surcharge) -> Payment | None:
    """Return the state of payment, or None before the decision is served (art. 67)."""
    served, deferred = timeline.step("served"), timeline.last(Deferred)
    if served is None:
        return None
    pay_by = served + timedelta(days=rule.pay_within_days)
    if deferred is not None:
        pay_by = max(pay_by, deferred.due)
    stays, paid = timeline.stays(), timeline.paid_by(fine)
    open_stay = bool(stays) and stays[-1][1] is None
    counts_from = None if open_stay else pay_by + stayed(stays, pay_by)
    most = Money(int(fine.fen * rule.cap_percent // 100))
    owed = Money(0)
    if paid is not None:
        closed = [(start, min(end or paid, paid)) for start, end in stays if start < paid]
        due = surcharge(fine, pay_by + stayed([*closed], pay_by), paid, rule)
        owed = Money(max(0, fine.fen + due.fen - timeline.paid.fen))
    # Decimals divide towards zero; the cap is reached on the day that would pass it.
    days = timedelta(math.ceil(Fraction(rule.cap_percent) / Fraction(rule.percent_per_day)))
    return Payment(
        pay_by,
        counts_from,
        None if open_stay else _full(pay_by, days, stays),
        paid,
        Money(int(fine.fen * rule.percent_per_day // 100)),
        most,
        owed,
    )


def _full(pay_by: date, days: timedelta, stays: list[tuple[date, date | None]]) -> date:
    """Return the day that is the last of *days* after *pay_by*, those of a stay not counted.

    A stay that begins when the surcharge is full already moves nothing.
    """
    day = pay_by + days
    for start, end in stays:
        if end is not None and start < day:
            day += max(end - max(start, pay_by), timedelta(0))
    return day
