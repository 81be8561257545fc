"""A state that cannot be written or read is told as that, and nothing of it is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from discretion.stream.database import StateError
from discretion.stream.store import FILE
from discretion.stream.stream import Stream
from discretion.stream.watch import Watch
from tests.stream.making import BOOK, FAR, fresh


def opened(number: int) -> bytes:
    record = {
        "id": f"A{number}",
        "party": {"kind": "unit", "name": f"公司{number}"},
        "text": "x" * 400,
    }
    event = {
        "kind": "opened",
        "id": "1",
        "case": f"A{number}",
        "on": "2024-01-01",
        "record": record,
    }
    return json.dumps(event, ensure_ascii=False).encode()


MANY = [opened(number) for number in range(300)]


def take(stream: Stream, lines: list[bytes]) -> None:
    for number, line in enumerate(lines):
        stream.take_line(line, number)


def grow_no_more(stream: Stream) -> None:
    """Let the disk of *stream* be full."""
    database = stream._store._sql
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages + 2}")


def test_a_full_disk_loses_nothing_and_holds_no_lock(tmp_path: Path) -> None:
    stream = fresh(tmp_path)
    stream.take_line(opened(1000), 1)
    list(stream.flush())
    grow_no_more(stream)
    with pytest.raises(StateError, match="磁盘空间不足") as held:
        take(stream, MANY)
    stream.close()
    assert held.value.where == str(tmp_path / FILE)
    again = fresh(tmp_path)  # though the error, with all that it refers to, is still held
    take(again, [opened(1000), *MANY])
    assert (again.counts.events, again.counts.repeated) == (len(MANY), 1)
    again.close()


def test_what_was_taken_back_is_taken_when_it_is_sent_again(tmp_path: Path) -> None:
    with Watch(BOOK, tmp_path, today=lambda: FAR) as watch:
        grow_no_more(watch._stream)
        with pytest.raises(StateError, match="磁盘空间不足"):
            watch.feed(MANY)
        watch._stream._store._sql.execute("PRAGMA max_page_count = 1000000")
        before = watch.counts.events
        fed = watch.feed(MANY)
        assert not fed.refused
        assert watch.counts.events - before == len(MANY)
        assert watch.counts.repeated == 0


def spoil_standing(database: sqlite3.Connection) -> None:
    database.execute("UPDATE cases SET standing = replace(standing, '{', '[')")


def spoil_events(database: sqlite3.Connection) -> None:
    database.execute("UPDATE events SET event = replace(event, 'opened', 'opeoed')")


def spoil_acts(database: sqlite3.Connection) -> None:
    database.execute("UPDATE cases SET act = '[1]'")


def spoil_today(database: sqlite3.Connection) -> None:
    database.execute("UPDATE about SET value = '2024-13-01' WHERE key = 'today'")


def spoil_text(database: sqlite3.Connection) -> None:
    database.execute("UPDATE events SET event = CAST(X'ff7b7d' AS TEXT)")


def lose_cases(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM cases WHERE id = 'A1'")


@pytest.mark.parametrize(
    "spoil", [spoil_standing, spoil_events, spoil_acts, spoil_today, spoil_text, lose_cases]
)
def test_a_damaged_state_is_called_damaged(
    tmp_path: Path, spoil: Callable[[sqlite3.Connection], None]
) -> None:
    record = {"id": "A", "party": {"kind": "unit", "name": "某公司"}, "items": ["SH-SR-24-3-B"]}
    event = {"kind": "opened", "id": "1", "on": "2024-01-01"}
    lines = [
        json.dumps({**event, "case": f"A{n}", "record": {**record, "id": f"A{n}"}}).encode()
        for n in range(3)
    ]
    stream = fresh(tmp_path)
    for line in (*lines, b'{"kind":"tick","on":"2024-05-01"}'):
        stream.take_line(line, 1)
    list(stream.flush())
    stream.close()
    database = sqlite3.connect(tmp_path / FILE)
    spoil(database)
    database.commit()
    database.close()
    with pytest.raises(StateError, match=r"已损坏.*重放事件"):
        use(tmp_path, [line.replace(b'"id": "1"', b'"id": "2"') for line in lines])


def use(folder: Path, lines: list[bytes]) -> None:
    with Watch(BOOK, folder, today=lambda: FAR) as watch:
        watch.feed(lines)
        watch.catch_up()
        list(watch.standing())


@pytest.mark.parametrize("content", [b"x" * 4096, b"SQLite format 3\0" + b"x" * 5000, b""])
def test_a_file_that_is_no_state_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    if content:
        with pytest.raises(StateError):
            fresh(tmp_path)
        assert (tmp_path / FILE).read_bytes() == content
    else:
        fresh(tmp_path).close()
