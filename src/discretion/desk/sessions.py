"""Who sits at the desk: sessions in memory, their preferences, and what they have laid on it."""

from __future__ import annotations

import secrets
import shutil
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from discretion.desk.folders import new_folder
from discretion.report.texts import Language

MOST_SESSIONS = 200
"""Sessions that are kept; of more, the one left alone longest goes, an empty one first."""
MOST_HELD = 300_000
"""Rows of ledgers that are held for all sessions together; each takes about 5 kB."""
MOST_TOLD = 8
"""Names of ledgers taken off that are told."""
IDLE = 12 * 3600.0
"""Seconds after which a session that nobody used is ended, with all that was laid on it."""
Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")


@dataclass
class Session:
    """One person's desk. ``token`` must come with every form that changes something."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    language: Language = "zh"
    theme: Theme = "auto"
    unlocked: bool = False
    """Whether names are shown; each unlocking is logged."""
    ledgers: OrderedDict[str, Any] = field(default_factory=OrderedDict)
    """What was put in, the newest last, by id."""

    made_room: tuple[str, ...] = ()
    """Names of ledgers that were taken off because there were too many; told once."""
    recorded: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """The entries of the record that it made, by the form that asked for them: its address, the
    reason, and the case's last entry when the form was shown."""
    used: float = field(default_factory=time.monotonic)
    """When it was used last, in seconds of the clock that only runs forward."""
    _folder: Path | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def folder(self) -> Path:
        """A folder of its own for files that were put in, readable by nobody else.

        Raises:
            OSError: there is none, and none can be made.
        """
        with self._lock:
            if self._folder is None or not self._folder.is_dir():
                self._folder = new_folder()
            return self._folder

    def make_room(self) -> int:
        """Take the oldest ledger off, and return how many rows it had."""
        _, oldest = self.ledgers.popitem(last=False)
        self.made_room = (*self.made_room, oldest.name)[-MOST_TOLD:]
        oldest.stop()
        return len(oldest.rows)

    def close(self) -> None:
        """Leave nothing behind."""
        for ledger in self.ledgers.values():
            ledger.stop()
        self.ledgers.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class Sessions:
    """The sessions of one running desk."""

    def __init__(self, language: Language = "zh") -> None:
        self._language: Language = language
        self._held: OrderedDict[str, Session] = OrderedDict()
        self._lock = Lock()

    def find(self, key: str | None) -> Session | None:
        """Return the session with this key, if there is one, as the one used last."""
        with self._lock:
            session = self._held.get(key or "")
            if session is not None:
                self._held.move_to_end(session.key)
                session.used = time.monotonic()
            return session

    def begin(self) -> Session:
        """Return a new session."""
        session = Session(language=self._language)
        with self._lock:
            self._held[session.key] = session
            gone = [*self._idle(), *self._surplus()]
        for each in gone:
            each.close()
        return session

    def make_room(self) -> None:
        """Take ledgers off while too many rows are held, of those left alone longest first."""
        with self._lock:
            sessions = list(self._held.values())
        held = sum(len(run.rows) for s in sessions for run in [*s.ledgers.values()])
        for session in sessions:
            while held > MOST_HELD and session.ledgers:
                held -= session.make_room()

    def close(self) -> None:
        """End every session."""
        with self._lock:
            held, self._held = list(self._held.values()), OrderedDict()
        for session in held:
            session.close()

    def _idle(self) -> list[Session]:
        """Take out the sessions that nobody came back to: a closed browser says no farewell."""
        before = time.monotonic() - IDLE
        return [self._held.pop(s.key) for s in [*self._held.values()] if s.used < before]

    def _surplus(self) -> list[Session]:
        if len(self._held) <= MOST_SESSIONS:
            return []
        older = list(self._held.values())[:-1]
        oldest = next((s for s in older if not s.ledgers), older[0])
        return [self._held.pop(oldest.key)]
