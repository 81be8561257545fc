"""Rows of an SQL query, read as a stream; needs the extra ``sql`` (SQLAlchemy) and a driver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from discretion.corpus.errors import CorpusError

BATCH_ROWS = 2000
"""Rows fetched at once: memory does not grow with the result."""


@dataclass(frozen=True, slots=True)
class SqlQuery:
    """What to ask which database. The address may hold a password: it is never shown."""

    url: str = field(repr=False)
    """As SQLAlchemy writes it: ``dialect+driver``, two slashes, ``user:password@host/database``."""
    query: str
    """One SELECT in the database's own SQL, sent as it is; its columns are those of a ledger."""


@contextmanager
def run_query(query: SqlQuery) -> Iterator[tuple[list[str], Iterator[Sequence[Any]], str]]:
    """Run a query; yield its column names, its rows, and what to call it in messages.

    Nothing is changed: SQLite and PostgreSQL are told that we only read, and the transaction is
    rolled back at the end.

    Raises:
        CorpusError: SQLAlchemy or the driver is not installed, the address cannot be used, or the
            database refuses; the message holds no password.
    """
    try:
        from sqlalchemy import create_engine, exc
        from sqlalchemy.engine import make_url
        from sqlalchemy.pool import NullPool
    except ImportError:
        raise CorpusError("读数据库需要 SQLAlchemy：请安装 discretion[sql]") from None
    try:
        url = make_url(query.url)
    except (exc.ArgumentError, ValueError):
        # The message would quote the address, and with it the password.
        raise CorpusError(
            "数据库地址不能用：格式是 方言+驱动名://用户:口令@主机/库名，"
            "口令里的 @、:、/ 等字符须写成 %40、%3A、%2F"
        ) from None
    where = f"数据库 {url.host or ''}/{url.database or ''}（{url.get_backend_name()}）"
    secrets = [str(url.password or ""), *(str(v) for k, v in url.query.items() if "pass" in k)]
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        raise CorpusError(f"没有数据库文件 {url.database}；请核对路径")
    try:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        options = {"stream_results": True, "yield_per": BATCH_ROWS, "no_parameters": True}
        with engine.connect() as connection:
            # What is meant to read must not be able to write, whatever the query says.
            if url.get_backend_name() == "sqlite":
                connection.exec_driver_sql("PRAGMA query_only = ON")
                driver: Any = connection.connection.driver_connection
                driver.set_authorizer(_only_reads)
            elif url.get_backend_name() == "postgresql":
                connection.execution_options(postgresql_readonly=True)
            result = connection.exec_driver_sql(query.query, execution_options=options)
            if not result.returns_rows:
                raise CorpusError(f"{where} 的查询不返回行；请给出一条 SELECT")
            yield list(result.keys()), iter(result), where
    except ModuleNotFoundError as error:
        raise CorpusError(f"没有安装数据库驱动 {error.name}；请用 pip 安装") from None
    except exc.NoSuchModuleError:
        name = url.drivername
        raise CorpusError(f"不认得数据库 {name}；常见的有 sqlite、postgresql+psycopg") from None
    except exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()
        if reason == ["not authorized"]:  # SQLite, of what _only_reads denies
            reason = ["只许读取；请给出一条 SELECT"]
        raise CorpusError(f"{where} 拒绝了查询：{_without(secrets, reason[:1])}") from None


def _only_reads(action: int, *_: object) -> int:
    """Let SQLite only read: attaching makes files, and some pragmas change the database's own."""
    import sqlite3 as s

    reads = {s.SQLITE_SELECT, s.SQLITE_READ, s.SQLITE_FUNCTION, s.SQLITE_RECURSIVE}
    return s.SQLITE_OK if action in reads else s.SQLITE_DENY


def _without(secrets: list[str], lines: list[str]) -> str:
    text = "".join(lines)
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return text
