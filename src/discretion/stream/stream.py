"""The stream itself: an event in, what begins or ceases to stand out, in any order of events."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.intake.errors import IntakeError
from discretion.stream.acts import MOST_OTHERS, Act
from discretion.stream.database import StateError, read_from
from discretion.stream.events import CaseEvent, OneOfCase, Opened, Tick, event_of, read_event
from discretion.stream.ruleset import Ruleset
from discretion.stream.standing import Standing, View, standing_of, view_of
from discretion.stream.store import Row, Store
from discretion.stream.subject import Subject
from discretion.stream.timeline import Timeline

MOST_OPEN = 1024
"""Cases that are kept in memory; the others are read from the disk again."""
_EVENTS: TypeAdapter[list[CaseEvent]] = TypeAdapter(list[OneOfCase])
_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass
class Entry:
    """One case in memory."""

    row: Row
    events: dict[str, CaseEvent]
    standing: Sequence[str]
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
    looked: int = 0
    """How many times a case was looked at."""


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
        try:
            self._begin()
        except BaseException:
            self._store.close()
            raise

    def _begin(self) -> None:
        book, rules = self._book, self._rules
        self._read_today()
        self._whole = True
        version = f"{book.fingerprint} {rules.fingerprint}"
        if self._store.about("rules") != version:
            # What stood under other rules is judged anew.
            self._store.wake_all()
            self._store.keep("rules", version)
            self._look(self._store.due(self.today.toordinal()))

    def _read_today(self) -> None:
        kept = self._store.about("today")
        with read_from(self._store.where):
            self.today = date.fromisoformat(kept) if kept else date.min

    # --- in -------------------------------------------------------------------------------------

    def take_line(self, given: bytes | Mapping[str, Any], number: int) -> None:
        """Take the event of a line, or of the object that the line holds.

        Raises:
            IntakeError: it is refused; the state is as before.
        """
        where = f"第 {number} 行"
        try:
            event = read_event(given, where) if isinstance(given, bytes) else event_of(given, where)
            self.take(event, where)
        except StateError:
            raise
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
        self._whole = False
        entry = entry or self._add(event.case, Entry(Row(), {}, []))
        entry.events[event.id] = event
        self._store.add(event.case, event.id, event.model_dump_json(exclude_unset=True))
        entry.stale = True
        self.counts.events += 1
        earlier = self.today
        self.today = max(self.today, event.on)
        self._evaluate(event.case, entry)
        if self.today > earlier:
            self._advance(self.today)
        self._whole = True

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
            fault = (f"record.{error.field}", error.value, error.message)
            raise IntakeError(
                "案件数据有误", where=where, remedy=f"{error}。", faults=(fault,)
            ) from None

    def catch_up(self) -> None:
        """Let time go on to the limit."""
        self._advance(self._limit())

    def _advance(self, day: date) -> None:
        self.today = max(self.today, day)
        self._look(self._store.due(self.today.toordinal()))

    # --- cases ----------------------------------------------------------------------------------

    def _look(self, cases: list[str]) -> None:
        for case in cases:
            self._evaluate(case, self._known(case))

    def _entry(self, case: str) -> Entry | None:
        entry = self._entries.get(case)
        if entry is not None:
            self._entries.move_to_end(case)
            return entry
        row = self._store.get(case)
        if row is None:
            return None
        with read_from(self._store.where):
            events = {event.id: event for event in _EVENTS.validate_json(self._store.events(case))}
            return self._add(case, Entry(row, events, json.loads(row.standing)))

    def _known(self, case: str) -> Entry:
        with read_from(self._store.where):
            entry = self._entry(case)
            if entry is None:
                raise KeyError(case)
            return entry

    def _add(self, case: str, entry: Entry) -> Entry:
        self._entries[case] = entry
        if len(self._entries) > MOST_OPEN:
            self._entries.popitem(last=False)
        return entry

    def _evaluate(self, case: str, entry: Entry) -> None:
        """Say what begins and ceases to stand; where others may see a change, look at them too."""
        self.counts.looked += 1
        row, touched = entry.row, set[str]()
        if entry.stale:
            entry.stale = False
            touched = self._see(case, entry)
        now = standing_of(entry.view, self.today, self._rules) if entry.view else Standing()
        if now.reminders != entry.standing:
            self._say(entry.standing, now.reminders)
            entry.standing, row.standing = now.reminders, _encoded(now.reminders)
        row.wake = now.wake.toordinal() if now.wake else None
        self._store.put(case, row)
        for other in sorted(touched):
            sibling = self._known(other)
            sibling.stale = True
            self._evaluate(other, sibling)

    def _see(self, case: str, entry: Entry) -> set[str]:
        """Make the view of a case anew; return the other cases that may see a change."""
        row, acts = entry.row, self._store.acts
        timeline = Timeline.of(entry.events.values())
        subject = Subject.of(timeline)
        if subject is None:
            return set()
        before, full = row.act, row.full
        act = row.act = Act.of(subject)
        priors, rivals = (acts.priors(case, act), acts.rivals(case, act)) if act else ([], [])
        judged = entry.view.judged if entry.view else None
        entry.view = view_of(subject, timeline, priors, rivals, self._book, self._rules, judged)
        row.full = rivals[-1].rank if len(rivals) == MOST_OTHERS else None
        if (act, row.full) == (before, full):
            return set()
        if before:
            acts.drop(case, before)
        if act:
            acts.put(case, act, row.full)
        if act == before:
            return set()
        return {other for each in (before, act) if each for other in acts.touched(case, each)}

    # --- out ------------------------------------------------------------------------------------

    def _say(self, before: Sequence[str], now: Sequence[str]) -> None:
        for state, contents, known in (("cleared", before, now), ("raised", now, before)):
            for content in contents:
                if content not in known:
                    self._store.say(state, self.today.isoformat(), content)
                    self.counts.said += 1

    def flush(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Force the state to the disk, then yield what is to be said, each with its number.

        Numbers rise for ever. After a crash the last lines may come again, under their numbers.
        """
        self._store.keep("today", self.today.isoformat())
        self._store.commit()
        last = 0
        for last, state, day, content in self._store.unsaid():
            yield last, {"state": state, "on": day, "content": content}
        if last:
            self._store.said(last)

    def standing(self) -> Iterator[str]:
        """Yield everything that stands, by case."""
        for _, texts in self._store.standing():
            with read_from(self._store.where):
                standing = json.loads(texts)
            yield from standing

    def take_back(self) -> None:
        """Undo everything since the last flush."""
        self._store.take_back()
        self._entries.clear()
        self._read_today()
        self._whole = True

    def close(self) -> None:
        """Close the state: as of the last flush, if an event was taken by halves."""
        try:
            if not self._whole:
                self.take_back()
            self._store.keep("today", self.today.isoformat())
        finally:
            self._store.close()
