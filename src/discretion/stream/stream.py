"""The stream itself: an event in, what begins or ceases to stand out, in any order of events."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.intake.errors import IntakeError
from discretion.stream.events import CaseEvent, Event, Opened, Tick, read_event
from discretion.stream.ruleset import Ruleset
from discretion.stream.standing import Standing, View, party_of, standing_of, view_of
from discretion.stream.store import Row, Store
from discretion.stream.subject import Subject
from discretion.stream.timeline import Timeline

MOST_OPEN = 4096
"""Cases that are kept in memory; the others are read from the disk again."""
_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass
class Entry:
    """One case in memory."""

    row: Row
    events: dict[str, CaseEvent]
    view: View | None = None
    stale: bool = True
    """Whether an event came, here or in another case of the party, since the view was made."""


@dataclass
class Counts:
    """What became of the lines."""

    events: int = 0
    repeated: int = 0
    refused: int = 0
    said: int = 0


class Stream:
    """Events in, reminders out; the state survives in *folder*.

    Time is the latest day that any event told; ``limit`` gives the day that no event may pass, and
    to which :meth:`catch_up` lets time go on.
    """

    def __init__(
        self, book: Book, rules: Ruleset, folder: Path | None, limit: Callable[[], date]
    ) -> None:
        """Open the state; raises IntakeError like :class:`Store`."""
        self._book, self._rules, self._limit = book, rules, limit
        self._store = Store(folder)
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self.counts = Counts()
        kept = self._store.about("today")
        self.today = date.fromisoformat(kept) if kept else date.min
        version = f"{book.fingerprint} {rules.fingerprint}"
        if self._store.about("rules") != version:
            # What stood under other rules is judged anew.
            self._store.wake_all()
            self._store.keep("rules", version)
            self._look(self._store.due(self.today.toordinal()))

    # --- in -------------------------------------------------------------------------------------

    def take_line(self, line: bytes, number: int) -> None:
        """Take the event of a line.

        Raises:
            IntakeError: it is refused; the state is as before.
        """
        try:
            self.take(read_event(line, number), f"第 {number} 行")
        except IntakeError:
            self.counts.refused += 1
            raise

    def take(self, event: CaseEvent | Tick, where: str) -> None:
        """Take one event; raises IntakeError like :meth:`take_line`."""
        limit = self._limit()
        if event.on > limit:
            remedy = f"事件不得晚于 {limit}，请核对日期。"
            raise IntakeError("日期在今天之后", where=where, value=str(event.on), remedy=remedy)
        if isinstance(event, Tick):
            self.counts.events += 1
            self._advance(event.on)
            return
        entry = self._entry(event.case)
        known = entry.events.get(event.id) if entry else None
        if known is not None:
            self._again(event, known, where)
            return
        if isinstance(event, Opened):
            self._decidable(event, where)
        entry = entry or self._add(event.case, Entry(Row(), {}))
        entry.events[event.id] = event
        entry.row.events = _with(entry.row.events, event)
        entry.stale = True
        self.counts.events += 1
        earlier = self.today
        self.today = max(self.today, event.on)
        self._evaluate(event.case, entry)
        if self.today > earlier:
            self._advance(self.today)

    def _again(self, event: CaseEvent, known: CaseEvent, where: str) -> None:
        if event != known:
            remedy = "同一案件里，编号不同的事才是不同的事件；要更正，请另编编号再报。"
            value = f"{event.case} {event.id}"
            raise IntakeError(
                "这个编号的事件已经收到，内容不同", where=where, value=value, remedy=remedy
            )
        self.counts.repeated += 1

    def _decidable(self, event: Opened, where: str) -> None:
        try:
            self._book.determine(event.record)
        except CaseError as error:
            raise IntakeError("案件数据有误", where=where, remedy=f"{error}。") from None

    def catch_up(self) -> None:
        """Let time go on to the limit."""
        self._advance(self._limit())

    def _advance(self, day: date) -> None:
        self.today = max(self.today, day)
        self._look(self._store.due(self.today.toordinal()))

    # --- cases ----------------------------------------------------------------------------------

    def _look(self, cases: list[str]) -> None:
        for case in cases:
            entry = self._entry(case)
            assert entry is not None
            self._evaluate(case, entry)

    def _entry(self, case: str) -> Entry | None:
        entry = self._entries.get(case)
        if entry is not None:
            self._entries.move_to_end(case)
            return entry
        row = self._store.get(case)
        if row is None:
            return None
        events = (Event.model_validate(each).root for each in json.loads(row.events))
        return self._add(case, Entry(row, {e.id: e for e in events if not isinstance(e, Tick)}))

    def _add(self, case: str, entry: Entry) -> Entry:
        self._entries[case] = entry
        if len(self._entries) > MOST_OPEN:
            self._entries.popitem(last=False)
        return entry

    def _evaluate(self, case: str, entry: Entry) -> None:
        """Say what begins and ceases to stand; where others may see a change, look at them too."""
        row, told = entry.row, (entry.row.party, entry.row.profile)
        if entry.stale:
            entry.stale = False
            timeline = Timeline.of(entry.events.values())
            subject = Subject.of(timeline)
            party = party_of(subject) if subject else None
            if subject:
                others = self._store.others(party, case) if party else {}
                entry.view = view_of(
                    subject,
                    timeline,
                    others,
                    self._book,
                    self._rules,
                    entry.view.judged if entry.view else None,
                )
            row.party = party
            profile = entry.view.profile if entry.view else None
            row.profile = _encoded(profile) if profile else None
        now = standing_of(entry.view, self.today, self._rules) if entry.view else Standing()
        self._say(json.loads(row.standing), list(now.reminders))
        row.standing = _encoded(now.reminders)
        row.wake = now.wake.toordinal() if now.wake else None
        self._store.put(case, row)
        if told != (row.party, row.profile) and (told[1] or row.profile):
            for party in {told[0], row.party} - {None}:
                assert party is not None
                self._others_look(party, case)

    def _others_look(self, party: str, case: str) -> None:
        siblings = self._store.siblings(party, case)
        for other in siblings:
            entry = self._entry(other)
            assert entry is not None
            entry.stale = True
            self._evaluate(other, entry)

    # --- out ------------------------------------------------------------------------------------

    def _say(self, before: list[str], now: list[str]) -> None:
        for state, contents, known in (("cleared", before, now), ("raised", now, before)):
            for content in contents:
                if content not in known:
                    line = {"state": state, "on": self.today.isoformat(), "content": content}
                    self._store.say(_encoded(line))
                    self.counts.said += 1

    def flush(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Force the state to the disk, then yield what is to be said, each with its number.

        Numbers rise for ever. After a crash the last lines may come again, under their numbers.
        """
        self._store.keep("today", self.today.isoformat())
        self._store.commit()
        last = 0
        for last, line in self._store.unsaid():
            yield last, json.loads(line)
        if last:
            self._store.said(last)

    def standing(self) -> Iterator[str]:
        """Yield everything that stands, by case."""
        for _, texts in self._store.standing():
            yield from json.loads(texts)

    def close(self) -> None:
        """Close the state."""
        self._store.keep("today", self.today.isoformat())
        self._store.close()


def _with(events: str, event: CaseEvent) -> str:
    comma = "," if len(events) > 2 else ""
    return f"{events[:-1]}{comma}{event.model_dump_json(exclude_unset=True)}]"
