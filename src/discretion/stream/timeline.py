"""The events of one case in the order of their days, however they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import TypeVar, cast

from discretion.model.money import Money
from discretion.stream.events import CaseEvent, Paid, Step

_place = attrgetter("on", "id")
_E = TypeVar("_E", bound=CaseEvent)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of a case by day; those of one day by their ids."""

    events: tuple[CaseEvent, ...]
    by_kind: Mapping[object, list[CaseEvent]]
    """Those without particulars by the name of the step, the others by their type."""

    @classmethod
    def of(cls, events: Iterable[CaseEvent]) -> Timeline:
        """Return the timeline of *events* in any order."""
        in_order = tuple(sorted(events, key=_place))
        by_kind: dict[object, list[CaseEvent]] = {}
        for event in in_order:
            kind: object = event.kind if isinstance(event, Step) else type(event)
            by_kind.setdefault(kind, []).append(event)
        return cls(in_order, by_kind)

    def all(self, kind: type[_E]) -> list[_E]:
        """Every event of a kind that is not a mere step, earliest first."""
        return cast(list[_E], self.by_kind.get(kind, []))

    def last(self, kind: type[_E]) -> _E | None:
        """The latest event of a kind: it is the one that holds."""
        found = self.all(kind)
        return found[-1] if found else None

    def step(self, kind: str) -> date | None:
        """The first day of a step, or None if it was not taken."""
        found = self.by_kind.get(kind)
        return found[0].on if found else None

    def before(self, kind: str, day: date | None) -> bool:
        """Whether a step was taken, and not after *day*."""
        on = self.step(kind)
        return on is not None and (day is None or on <= day)

    def stays(self) -> list[tuple[date, date | None]]:
        """The times of reconsideration and litigation (art. 73); the last may be open."""
        found: list[tuple[date, date | None]] = []
        if "stay_began" not in self.by_kind:
            return found
        for event in self.events:
            if event.kind == "stay_began" and (not found or found[-1][1] is not None):
                found.append((event.on, None))
            elif event.kind == "stay_ended" and found and found[-1][1] is None:
                found[-1] = (found[-1][0], event.on)
        return found

    def paid_by(self, fine: Money) -> date | None:
        """The day on which the payments reached *fine*, or None if they have not."""
        total = 0
        for payment in self.all(Paid):
            total += payment.amount.fen
            if total >= fine.fen:
                return payment.on
        return None

    @property
    def paid(self) -> Money:
        """Everything that was paid."""
        return Money(sum(payment.amount.fen for payment in self.all(Paid)))


def stayed(stays: list[tuple[date, date | None]], after: date) -> timedelta:
    """Return how long the stays that have ended lasted after the day *after*."""
    lengths = (end - max(start, after) for start, end in stays if end is not None)
    return sum((max(length, timedelta(0)) for length in lengths), timedelta(0))
