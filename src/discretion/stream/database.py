"""The database of a stream, whose failures are told in the words of a user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from discretion.intake.errors import IntakeError

_RETRY = "请腾出磁盘空间、核对权限后重新送入这些事件；已经收下的不会丢，重复的不计。"
_REPLAY = "请换一个保存状态的文件夹，重放事件。"
_REASONS = {
    sqlite3.SQLITE_BUSY: ("状态文件正被另一个进程使用", "请等它结束，或者换一个保存状态的文件夹。"),
    sqlite3.SQLITE_FULL: ("状态文件写不下了（磁盘空间不足）", _RETRY),
    sqlite3.SQLITE_READONLY: ("状态文件只能读，不能写", _RETRY),
    sqlite3.SQLITE_CANTOPEN: ("状态文件不能打开", _RETRY),
    sqlite3.SQLITE_IOERR: ("状态文件读写出错", _RETRY),
    sqlite3.SQLITE_CORRUPT: ("状态文件已损坏", _REPLAY),
    sqlite3.SQLITE_CONSTRAINT: ("状态文件已损坏", _REPLAY),
    sqlite3.SQLITE_NOTADB: ("这不是事件流的状态文件", _REPLAY),
}
"""By the primary code of SQLite's error."""


class StateError(IntakeError):
    """The state of a stream cannot be read or written; nothing is wrong with an event."""


def told(error: sqlite3.Error, where: str) -> StateError:
    """Return the StateError of an error of SQLite about the file *where*."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    what, remedy = _REASONS.get(code, (f"状态文件不能用（{error}）", _REPLAY))
    return StateError(what, where=where, remedy=remedy)


@contextmanager
def read_from(where: str) -> Iterator[None]:
    """Turn what cannot be decoded, though SQLite has read it, into a StateError about *where*."""
    try:
        yield
    except IntakeError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError):
        what, remedy = _REASONS[sqlite3.SQLITE_CORRUPT]
        raise StateError(what, where=where, remedy=remedy) from None


class Cursor(sqlite3.Cursor):
    """A cursor that raises StateError where SQLite raises errors."""

    connection: Database

    def execute(self, *arguments: Any) -> Cursor:
        """Execute a statement."""
        try:
            super().execute(*arguments)
        except sqlite3.Error as error:
            raise self._failed(error) from None
        return self

    def executemany(self, *arguments: Any) -> Cursor:
        """Execute a statement for several rows of parameters."""
        try:
            super().executemany(*arguments)
        except sqlite3.Error as error:
            raise self._failed(error) from None
        return self

    def fetchone(self) -> Any:
        """Return the next row."""
        try:
            return super().fetchone()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        try:
            return super().fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def __next__(self) -> Any:
        """Return the next row."""
        try:
            return super().__next__()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _failed(self, error: sqlite3.Error) -> StateError:
        """Close this cursor, and return its error in the words of a user.

        As long as it lives, it keeps the file locked, and with the error it may live long after
        the connection was closed.
        """
        self.close()
        return told(error, self.connection.where)


class Database(sqlite3.Connection):
    """A connection with such cursors; *where* names its file."""

    where = ""

    def execute(self, *arguments: Any) -> Cursor:
        """Execute a statement."""
        return self.cursor(Cursor).execute(*arguments)

    def executemany(self, *arguments: Any) -> Cursor:
        """Execute a statement for several rows of parameters."""
        return self.cursor(Cursor).executemany(*arguments)
