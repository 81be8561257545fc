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


@contextmanager
def told(where: str, cursor: Cursor | None = None) -> Iterator[None]:
    """Turn SQLite's errors into StateErrors about the file *where*.

    A cursor that has failed is closed: as long as it lives, it keeps the file locked, and with the
    error it may live long after the connection was closed.
    """
    try:
        yield
    except sqlite3.Error as error:
        if cursor is not None:
            cursor.close()
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        what, remedy = _REASONS.get(code, (f"状态文件不能用（{error}）", _REPLAY))
        raise StateError(what, where=where, remedy=remedy) from None


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
        with told(self.connection.where, self):
            super().execute(*arguments)
        return self

    def executemany(self, *arguments: Any) -> Cursor:
        """Execute a statement for several rows of parameters."""
        with told(self.connection.where, self):
            super().executemany(*arguments)
        return self

    def fetchone(self) -> Any:
        """Return the next row."""
        with told(self.connection.where, self):
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        with told(self.connection.where, self):
            return super().fetchall()

    def __next__(self) -> Any:
        """Return the next row."""
        with told(self.connection.where, self):
            return super().__next__()


class Database(sqlite3.Connection):
    """A connection with such cursors; *where* names its file."""

    where = ""

    def execute(self, *arguments: Any) -> Cursor:
        """Execute a statement."""
        return self.cursor(Cursor).execute(*arguments)

    def executemany(self, *arguments: Any) -> Cursor:
        """Execute a statement for several rows of parameters."""
        return self.cursor(Cursor).executemany(*arguments)
