"""Which version of the law applies to an act, and whether its time has run out."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from discretion.model.case import Case
from discretion.model.determination import Place, Reason, Values
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import Item, ItemVersion


@dataclass(frozen=True, slots=True)
class Law:
    """The versions to apply: the act's, and the decision's where the law changed in between."""

    act: ItemVersion | None
    decision: ItemVersion | None
    reasons: tuple[Reason, ...] = ()
    for_person: tuple[Reason, ...] = ()


def decision_day(case: Case, as_of: date | None) -> date | None:
    """Return the day whose law the decision must know: given, else the latest the file names."""
    return as_of or case.decided or case.filed or case.act.discovered or case.act.over


def law_for(book: Rulebook, item: Item, act: date | None, decided: date | None) -> Law:
    """Choose the versions of *item* for an act that was over on *act*, decided on *decided*.

    行政处罚法 art. 37: the law of the act applies, unless the law was changed or repealed by the
    time of the decision and the new law is lighter or sees no violation.
    """
    if decided is None:
        return Law(item.versions[-1], None, (_assumed(None),))
    now = book.version_on(item, decided)
    if act is None or act > decided:
        if now is None:
            return _not_held(book, item, decided)
        return Law(now, None, (_assumed(decided),), _replaced(book, now, decided))
    then = book.version_on(item, act)
    if then is None and now is None:
        return _not_held(book, item, act)
    if then is now and now is not None:
        period = book.effective(now)
        values: Values = (
            ("day", decided),
            ("version_from", period.from_),
            ("version_to", period.to),
        )
        return Law(
            now, None, (Reason(1, "law_in_force", values=values),), _replaced(book, now, decided)
        )
    if then is None:
        return Law(now, None, (), (Reason(1, "act_law_not_held", values=(("day", act),)),))
    if now is None:
        title, note = _successor(book, then)
        values = (("day", decided), ("title", title), ("note", note))
        return Law(then, None, (), (Reason(1, "decision_law_not_held", values=values),))
    return Law(then, now, (), _replaced(book, now, decided))


def _assumed(day: date | None) -> Reason:
    return Reason(1, "law_day_assumed", values=(("day", day),))


def _not_held(book: Rulebook, item: Item, day: date) -> Law:
    return Law(None, None, (), (Reason(1, "law_not_held", values=(("day", day),)),))


def _successor(book: Rulebook, version: ItemVersion) -> tuple[str | None, str | None]:
    replaced = book.sources[version.penalizes[0].source].replaced_by
    return (replaced.title, replaced.note) if replaced else (None, None)


def _replaced(book: Rulebook, version: ItemVersion, day: date) -> tuple[Reason, ...]:
    """Say that a cited text is known to have been replaced by *day* by one that is not held."""
    found = []
    for name in dict.fromkeys(c.source for c in version.penalizes):
        replaced = book.sources[name].replaced_by
        if replaced and replaced.from_ <= day and replaced.source is None:
            values: Values = (
                ("title", replaced.title),
                ("old", book.sources[name].title),
                ("from", replaced.from_),
                ("note", replaced.note),
            )
            found.append(Reason(1, "text_replaced", values=values))
    return tuple(found)


@lru_cache(maxsize=2048)
def elapsed_years(over: date, discovered: date, limits: tuple[int, ...]) -> int:
    """Return the longest of *limits* (years) that had run out when the act was discovered; or 0.

    行政处罚法 art. 36: the period runs from the day of the act, of a continuous act from its end;
    an act discovered on the last day is still in time.
    """
    return max((y for y in limits if discovered > last_day(over, y)), default=0)


def last_day(over: date, years: int) -> date:
    """Return the same day of the month *years* later, or the month's end where there is none."""
    year = over.year + years
    return over.replace(year=year, day=min(over.day, calendar.monthrange(year, over.month)[1]))


@lru_cache(maxsize=2048)
def limitation_reason(
    over: date | None, discovered: date | None, years: int, place: Place, barred: bool
) -> Reason:
    """Say how the limitation period was reckoned."""
    if over is None or discovered is None:
        lacking = "act" if over is None else "discovered"
        return Reason(2, "limitation_not_checked", place, (("lacking", lacking),))
    values: Values = (
        ("years", years),
        ("over", over),
        ("discovered", discovered),
        ("last_day", last_day(over, years)),
    )
    return Reason(2, "time_barred" if barred else "within_limitation", place, values)
