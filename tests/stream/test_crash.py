"""``kill -9`` at any moment loses nothing and repeats nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from discretion.stream.stream import Stream
from tests.stream import oracle
from tests.stream.crashing import run_with_kills
from tests.stream.logs import large, untidy
from tests.stream.making import BOOK, FAR, RULES, fresh

OPENED = (
    b'{"kind":"opened","id":"1","case":"A","on":"2024-01-01",'
    b'"record":{"id":"A","party":{"kind":"unit"}}}'
)


def test_killed_again_and_again(tmp_path: Path) -> None:
    log = large(60, seed=9)
    today = date.fromisoformat(log[-1]["on"]) + timedelta(days=10)
    heard, killed = run_with_kills(untidy(log, 10), today.isoformat(), tmp_path, kills=4, seed=11)
    assert killed >= 3
    assert set(heard.standing.values()) == oracle.standing(log, today, BOOK)
    assert len(set(heard.standing.values())) == len(heard.standing)


def test_what_was_not_printed_is_printed_after_the_restart(tmp_path: Path) -> None:
    stream = fresh(tmp_path / "alive")
    stream.take_line(OPENED, 1)
    stream.take_line(b'{"kind":"tick","on":"2024-03-31"}', 2)
    first = next(stream.flush())  # and the process dies before the line is acknowledged
    shutil.copytree(tmp_path / "alive", tmp_path / "dead")
    again = fresh(tmp_path / "dead")
    assert next(again.flush()) == first
    assert [seq for seq, _ in again.flush()] == [first[0]]
    assert list(again.flush()) == []
    assert again.today == date(2024, 3, 31)


def test_other_rules_judge_what_stands_anew(tmp_path: Path) -> None:
    stream = fresh(tmp_path)
    stream.take_line(OPENED, 1)
    stream.take_line(b'{"kind":"tick","on":"2024-03-31"}', 2)
    assert [line["state"] for _, line in stream.flush()] == ["raised"]
    stream.close()
    kept = tuple(r for r in RULES.reminders if r.code != "deadline-today")
    other = Stream(BOOK, replace(RULES, reminders=kept, fingerprint="other"), tmp_path, lambda: FAR)
    assert [line["state"] for _, line in other.flush()] == ["cleared"]
    assert list(other.standing()) == []
