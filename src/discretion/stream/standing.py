"""What stands for a case today: its reminders, and the next day on which that may change."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from discretion.engine.book import Book
from discretion.model.determination import Place, Range
from discretion.model.money import Money
from discretion.stream.acts import Prior, Rival
from discretion.stream.judging import Judged, judge
from discretion.stream.picture import Picture, picture_of, prior_fact, rival_fact
from discretion.stream.ruleset import REPEAT, Ruleset
from discretion.stream.schema import Reminder
from discretion.stream.subject import Subject
from discretion.stream.timeline import Timeline

_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(slots=True)
class View:
    """A case among the others of its party: all that does not depend on the day."""

    subject: Subject
    judged: Judged
    picture: Picture
    others: Mapping[str, list[str]]
    """The other cases on account of which a rule stands, sorted."""


@dataclass(frozen=True)
class Standing:
    """The reminders of a case on a day, as canonical JSON texts; ``wake``: when to look again."""

    reminders: tuple[str, ...] = ()
    wake: date | None = None


def view_of(
    subject: Subject,
    timeline: Timeline,
    priors: list[Prior],
    rivals: list[Rival],
    book: Book,
    rules: Ruleset,
    before: Judged | None,
) -> View:
    """Return the view of a case that was opened; *before* is how it was judged last."""
    others: dict[str, list[str]] = {}
    for prior in sorted(priors, key=lambda p: p.id):
        for code in rules.fired("prior", prior_fact(prior, subject, book)):
            others.setdefault(code, []).append(prior.id)
    for rival in sorted(rivals, key=lambda r: r.id):
        for code in rules.fired("rival", rival_fact(rival, subject)):
            others.setdefault(code, []).append(rival.id)
    judged = judge(subject, timeline, book, len(others.get(REPEAT, ())), before)
    return View(subject, judged, picture_of(subject, timeline, book, judged), others)


def standing_of(view: View, today: date, rules: Ruleset) -> Standing:
    """Return what stands for a case on *today*."""
    fired = {*view.others, *rules.fired("case", view.picture.case(today))}
    found = [
        _content(rule, view, rules.names[rule.code], view.others.get(rule.code, []))
        for rule in rules.reminders
        if rule.code in fired
    ]
    return Standing(tuple(found), _wake(view.picture, today, rules.turns["case"]))


def _wake(picture: Picture, today: date, turns: Mapping[str, tuple[int, ...]]) -> date | None:
    """Return the next day on which a counter turns: up for those since a day, down until one."""
    found = None
    for counters, step in ((picture.since, 1), (picture.until, -1)):
        for name, day in counters.items():
            turning, count = turns[name], (today - day).days * step
            place = bisect_right(turning, count)
            if step == 1 and place < len(turning):
                turn = day + timedelta(turning[place])
            elif step == -1 and place:
                turn = day - timedelta(turning[place - 1] - 1)
            else:
                continue
            found = turn if found is None else min(found, turn)
    return found


# --- one reminder as JSON -------------------------------------------------------------------------


def _content(rule: Reminder, view: View, names: tuple[str, ...], others: list[str]) -> str:
    picture = view.picture
    found = {**picture.values, **picture.days, "others": tuple(others) or None}
    by = picture.days.get(rule.by.day) if rule.by else None
    return _text(
        rule.code,
        view.subject.record.id,
        view.subject.record.party.name,
        tuple(others),
        by + timedelta(days=rule.by.plus) if by and rule.by else None,
        picture.places.get(rule.cites) if rule.cites else None,
        tuple((name, found.get(name)) for name in names),
    )


@lru_cache(1024)
def _text(
    code: str,
    case: str,
    party: str | None,
    others: tuple[str, ...],
    by: date | None,
    place: Place | None,
    values: tuple[tuple[str, Any], ...],
) -> str:
    """Return the canonical text; most reminders stand through many events of their case."""
    content = {
        "code": code,
        "case": case,
        "party": party,
        "others": others,
        "by": by.isoformat() if by else None,
        "place": _plain(place) if place else None,
        "values": {name: _plain(value) for name, value in values},
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
