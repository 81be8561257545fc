"""What stands for a case today: its reminders, and the next day on which that may change."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from discretion.engine.book import Book
from discretion.model.determination import Place, Range
from discretion.model.money import Money
from discretion.stream.judging import Judged, judge
from discretion.stream.matcher import FactData, Match
from discretion.stream.picture import (
    Picture,
    Profile,
    picture_of,
    priors_of,
    profile_of,
    rivals_of,
)
from discretion.stream.ruleset import Ruleset
from discretion.stream.schema import Reminder
from discretion.stream.subject import Subject
from discretion.stream.timeline import Timeline

MOST_OTHERS = 20
"""A reminder names at most so many other cases."""

_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass
class View:
    """A case among the others of its party: all that does not depend on the day."""

    subject: Subject
    judged: Judged
    picture: Picture
    rest: list[tuple[str, FactData]]
    names: list[str]
    """For each of ``rest`` the other case that it is about."""
    profile: Profile | None


@dataclass(frozen=True)
class Standing:
    """The reminders of a case on a day, as canonical JSON texts; ``wake``: when to look again."""

    reminders: tuple[str, ...] = ()
    wake: date | None = None


def party_of(subject: Subject) -> str | None:
    """Return what tells parties apart: the number, else the name; None if neither is known."""
    party = subject.record.party
    known = party.number or party.name
    return f"{party.kind.value}:{known}" if known else None


def view_of(
    subject: Subject,
    timeline: Timeline,
    others: Mapping[str, Profile],
    book: Book,
    rules: Ruleset,
    before: Judged | None,
) -> View:
    """Return the view of a case that was opened; *before* is how it was judged last."""
    priors = [(other, ("prior", fact)) for other, fact in priors_of(others, subject, book)]
    rivals = [(other, ("rival", fact)) for other, fact in rivals_of(others, subject)]
    names = [other for other, _ in (*priors, *rivals)]
    earlier = rules.repeat.run([fact for _, fact in priors])
    count = len(_others(earlier, names))
    judged = judge(subject, timeline, book, count, before)
    picture = picture_of(subject, timeline, book, judged)
    rest = [fact for _, fact in (*priors, *rivals)]
    return View(subject, judged, picture, rest, names, profile_of(subject))


def standing_of(view: View, today: date, rules: Ruleset) -> Standing:
    """Return what stands for a case on *today*."""
    # The case comes last, so that the places of the others are those of their names.
    matches = rules.matcher.run([*view.rest, ("case", view.picture.case(today))])
    by_rule: dict[str, list[Match]] = {}
    for match in matches:
        by_rule.setdefault(match.rule, []).append(match)
    found = [
        _content(rule, view, _others(by_rule[rule.code], view.names))
        for rule in rules.reminders
        if rule.code in by_rule
    ]
    return Standing(tuple(found), _wake(view.picture, today, rules))


def _others(matches: list[Match], names: list[str]) -> list[str]:
    return sorted({names[match.fact] for match in matches if match.fact < len(names)})


def _wake(picture: Picture, today: date, rules: Ruleset) -> date | None:
    days = [
        day + timedelta(days=step * number)
        for step, counters in ((1, picture.since), (-1, picture.until))
        for name, day in counters.items()
        for number in rules.turns.get((name, step), ())
    ]
    return min((day for day in days if day > today), default=None)


# --- one reminder as JSON -------------------------------------------------------------------------


def _content(rule: Reminder, view: View, others: list[str]) -> str:
    picture = view.picture
    values = {**picture.values, **picture.days}
    if others:
        values["others"] = others[:MOST_OTHERS]
    used = sorted({n for text in (rule.title, rule.todo) for n in _PLACEHOLDER.findall(text)})
    place = picture.places.get(rule.cites) if rule.cites else None
    by = picture.days.get(rule.by.day) if rule.by else None
    content = {
        "code": rule.code,
        "case": view.subject.record.id,
        "party": view.subject.record.party.name,
        "others": others[:MOST_OTHERS],
        "by": (by + timedelta(days=rule.by.plus)).isoformat() if by and rule.by else None,
        "place": _plain(place) if place else None,
        "values": {name: _plain(values.get(name)) for name in used},
    }
    return _encoded(content)


def _plain(value: Any) -> Any:
    """Return a value as JSON that :mod:`discretion.stream.wording` can put into words."""
    match value:
        case Money():
            return {"money": str(value)}
        case Range():
            ends = (value.minimum, value.maximum)
            low, high = (str(end) if end is not None else None for end in ends)
            return {"range": [low, high, value.minimum_open, value.maximum_open]}
        case Place():
            numbers = (value.article, value.paragraph, value.subparagraph)
            version = value.version.isoformat() if value.version else None
            return [value.source, value.title, version, *numbers]
        case date():
            return value.isoformat()
        case _:
            return value


def identity(content: str) -> str:
    """Return a short name of a reminder: equal reminders, and only those, have the same."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]
