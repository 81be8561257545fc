"""The one door to the stream: lists of events in, reminders as JSON objects out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any, Self

from discretion.engine.book import Book
from discretion.intake.errors import IntakeError
from discretion.report.words import Words
from discretion.stream.database import StateError
from discretion.stream.ruleset import Ruleset, load_reminders
from discretion.stream.stream import Counts, Stream
from discretion.stream.wording import Wording

Line = dict[str, Any]
"""One JSON object of the output: what was raised or cleared, or what stands."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that was not taken: the number of its line, and why and how to mend it."""

    line: int
    error: IntakeError

    @property
    def reason(self) -> str:
        """Why, where and how to mend it, in one text."""
        return str(self.error)


@dataclass(slots=True)
class Fed:
    """What became of one list of events; all of it is on the disk."""

    said: list[Line] = field(default_factory=list)
    """What was raised and cleared, in order; ``seq`` numbers rise for ever."""
    refused: list[Refused] = field(default_factory=list)


class Watch:
    """Watches over cases and says what stands out: open, feed, close.

    One process at a time has a folder open, and one thread at a time is inside. A folder of None
    keeps nothing beyond the process.

    >>> with Watch(load_rulebook("shanghai-urban-management"), Path("state")) as watch:
    ...     watch.feed([{"kind": "tick", "on": "2024-03-01"}]).said  # doctest: +SKIP
    []
    """

    def __init__(
        self,
        book: Book,
        folder: Path | None,
        *,
        rules: Ruleset | None = None,
        today: Callable[[], date] = date.today,
        words: Words | None = None,
        names: bool = False,
    ) -> None:
        """Open the state in *folder*, or begin one.

        Args:
            book: the rulebook under which cases are determined.
            folder: where the state is kept; made where it is missing.
            rules: which reminders there are; by default those shipped.
            today: the clock: no event may be later, and time never goes beyond it.
            words: the language of the texts, by default Chinese.
            names: whether names of parties are written out.

        Raises:
            StateError: the state is in use, damaged or of another version.
            OSError: there can be no such folder.
            ModuleNotFoundError: durable-rules is not installed.
        """
        rules = rules or load_reminders(book)
        _ = rules.matcher  # before there is a folder
        self._wording = Wording(book, rules, words or Words("zh"), names)
        self._lock = RLock()
        self._stream = Stream(book, rules, folder, today)

    def feed(self, events: Iterable[bytes | Mapping[str, Any]], first: int = 1) -> Fed:
        """Take *events*, each a line of JSON or the object itself, and make them safe.

        What cannot be used is refused with its number, counted from *first*; the others go on.
        Feeding the same events again changes nothing. What is said may come once more after a
        crash, under the same ``seq``.

        Raises:
            StateError: the disk failed; nothing of *events* was taken.
        """
        return self.feed_lines(enumerate(events, first))

    def feed_lines(self, lines: Iterable[tuple[int, bytes | Mapping[str, Any]]]) -> Fed:
        """Take events that have numbers of their own, see :meth:`feed`."""
        with self._lock:
            try:
                return self._feed(lines)
            except BaseException:
                with suppress(Exception):
                    self._stream.take_back()
                raise

    def _feed(self, lines: Iterable[tuple[int, bytes | Mapping[str, Any]]]) -> Fed:
        fed = Fed()
        for number, given in lines:
            if isinstance(given, bytes) and not given.strip():
                continue
            try:
                self._stream.take_line(given, number)
            except StateError:
                raise
            except IntakeError as error:
                fed.refused.append(Refused(number, error))
        fed.said = self._flushed()
        return fed

    def catch_up(self) -> list[Line]:
        """Let time go on to today; return what is raised and cleared by that."""
        with self._lock:
            self._stream.catch_up()
            return self._flushed()

    def _flushed(self) -> list[Line]:
        return [self._wording.line(seq, said) for seq, said in self._stream.flush()]

    def standing(self) -> Iterator[Line]:
        """Yield everything that stands, by case."""
        with self._lock:
            texts = list(self._stream.standing())
        return map(self._wording.reminder, texts)

    @property
    def today(self) -> date:
        """The day on which what stands was last looked at."""
        return self._stream.today

    @property
    def counts(self) -> Counts:
        """What became of the events since the state was opened."""
        return self._stream.counts

    def sentence(self, line: Line) -> str:
        """Return one line to read of what :meth:`feed` said."""
        return self._wording.sentence(line)

    def close(self) -> None:
        """Close the state; another process may open it now."""
        with self._lock:
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
