"""The state of a stream on disk: cases, their events, what stands, and what is still to be said.

One SQLite file. Its write-ahead journal is forced to the disk with every commit and folded into
the database (the snapshot) from time to time, so that a crash at any instant leaves the last
commit. Without a folder the state is a private temporary file that ends with the process.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from discretion.stream import acts
from discretion.stream.acts import Act
from discretion.stream.database import Database, StateError, read_from, told

FILE = "stream.sqlite"
_FORMAT = 2
_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cases (
    id TEXT PRIMARY KEY, act TEXT, full TEXT, wake INTEGER, standing TEXT NOT NULL);
CREATE TABLE events (
    of TEXT, id TEXT, event TEXT NOT NULL, PRIMARY KEY (of, id)) WITHOUT ROWID;
CREATE INDEX by_wake ON cases (wake) WHERE wake IS NOT NULL;
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, day TEXT NOT NULL,
    content TEXT NOT NULL);
"""


@dataclass(slots=True)
class Row:
    """One case: its standing reminders as a JSON text; the next day to look at it."""

    standing: str = "[]"
    act: Act | None = None
    full: str | None = None
    """See :meth:`discretion.stream.acts.Acts.put`."""
    wake: int | None = None


class Store:
    """The state of one stream; one process at a time."""

    def __init__(self, folder: Path | None) -> None:
        """Open or make the state in *folder*.

        Raises:
            StateError: in use by another process, damaged, or of another version.
        """
        where = str(folder / FILE) if folder else ""
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        try:
            self._sql = sqlite3.connect(
                where, isolation_level=None, timeout=0, check_same_thread=False, factory=Database
            )
        except sqlite3.Error as error:
            raise told(error, where) from None
        self._sql.where = self.where = where
        try:
            self._open()
            self.acts = acts.Acts(self._sql)
        except BaseException:
            self._sql.close()
            raise

    def _open(self) -> None:
        self._sql.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._sql.execute("PRAGMA journal_mode=WAL")
        self._sql.execute("PRAGMA synchronous=FULL")
        self._sql.execute("BEGIN IMMEDIATE")
        (version,) = self._sql.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in filter(str.strip, (_TABLES + acts.TABLES).split(";")):
                self._sql.execute(statement)
            self._sql.execute(f"PRAGMA user_version={_FORMAT}")
        elif version != _FORMAT:
            what = f"状态文件是另一个版本的（{version}）"
            remedy = "请换一个保存状态的文件夹，重放事件。"
            raise StateError(what, where=self.where, remedy=remedy)
        self.commit()

    def take_back(self) -> None:
        """Undo everything since the last commit."""
        if self._sql.in_transaction:  # some failures undo everything by themselves
            self._sql.execute("ROLLBACK")
        self._sql.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Force everything so far to the disk."""
        self._sql.execute("COMMIT")
        self._sql.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Commit, fold the journal into the database and close, whether or not that succeeds."""
        try:
            if self._sql.in_transaction:
                self._sql.execute("COMMIT")
        finally:
            self._sql.close()

    # --- cases ----------------------------------------------------------------------------------

    def get(self, case: str) -> Row | None:
        """Return the row of *case*."""
        query = "SELECT standing, act, full, wake FROM cases WHERE id = ?"
        found = self._sql.execute(query, (case,)).fetchone()
        if found is None:
            return None
        standing, act, *rest = found
        with read_from(self.where):
            return Row(standing, _act(act) if act else None, *rest)

    def put(self, case: str, row: Row) -> None:
        """Write the row of *case*."""
        act = _text(row.act) if row.act else None
        self._sql.execute(
            "INSERT OR REPLACE INTO cases (id, standing, act, full, wake) VALUES (?, ?, ?, ?, ?)",
            (case, row.standing, act, row.full, row.wake),
        )

    def events(self, case: str) -> str:
        """Return the events of *case* as the JSON text of a list."""
        query = "SELECT event FROM events WHERE of = ? ORDER BY id"
        return f"[{','.join(event for (event,) in self._sql.execute(query, (case,)))}]"

    def add(self, case: str, name: str, event: str) -> None:
        """Write one event of *case*, a JSON text."""
        self._sql.execute("INSERT INTO events VALUES (?, ?, ?)", (case, name, event))

    def due(self, day: int) -> list[str]:
        """Return the cases to be looked at by *day* (its ordinal), earliest first."""
        query = "SELECT id FROM cases WHERE wake <= ? ORDER BY wake, id"
        return [case for (case,) in self._sql.execute(query, (day,)).fetchall()]

    def wake_all(self) -> None:
        """Have every case looked at again."""
        self._sql.execute("UPDATE cases SET wake = 0")

    def standing(self) -> Iterator[tuple[str, str]]:
        """Yield every case with what stands for it, by case."""
        query = "SELECT id, standing FROM cases WHERE standing <> '[]' ORDER BY id"
        yield from self._sql.execute(query)

    # --- what is said, and what else is kept ----------------------------------------------------

    def say(self, state: str, day: str, content: str) -> None:
        """Put what began or ceased to stand into the outbox."""
        self._sql.execute(
            "INSERT INTO outbox (state, day, content) VALUES (?, ?, ?)", (state, day, content)
        )

    def unsaid(self) -> list[tuple[int, str, str, str]]:
        """Return the outbox by its numbers, which rise for ever: state, day and content."""
        query = "SELECT seq, state, day, content FROM outbox ORDER BY seq"
        return self._sql.execute(query).fetchall()

    def said(self, last: int) -> None:
        """Forget the lines up to the number *last*."""
        self._sql.execute("DELETE FROM outbox WHERE seq <= ?", (last,))

    def about(self, key: str) -> str | None:
        """Return what is kept under *key*."""
        found = self._sql.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def keep(self, key: str, value: str) -> None:
        """Keep *value* under *key*."""
        self._sql.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))


@lru_cache(1024)
def _text(act: Act) -> str:
    return json.dumps(act, ensure_ascii=False)


def _act(text: str) -> Act:
    party, items, *rest = json.loads(text)
    return Act(party, tuple(items), *rest)
