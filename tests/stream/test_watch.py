"""The one door for other programs: open, feed, close."""

from __future__ import annotations

import json
import sqlite3
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from discretion.intake.errors import IntakeError
from discretion.report.words import Words
from discretion.stream.watch import Watch
from tests.stream.making import BOOK, found_in, fresh

RECORD = {"id": "A1", "items": ["SH-SR-24-3-B"], "party": {"kind": "individual", "name": "王小明"}}
OPENED: dict[str, Any] = {
    "kind": "opened",
    "id": "1",
    "case": "A1",
    "on": "2024-01-05",
    "record": RECORD,
}
PROPOSED = {"kind": "proposed", "id": "2", "case": "A1", "on": "2024-03-25"} | {
    "penalty": {"fine": 200000}
}


def watch(folder: Path | None, **given: Any) -> Watch:
    return Watch(BOOK, folder, today=lambda: date(2024, 4, 5), **given)


def test_events_in_and_reminders_out(tmp_path: Path) -> None:
    with watch(tmp_path) as door:
        fed = door.feed([OPENED, {"kind": "opened"}, json.dumps(PROPOSED).encode(), b" \n"])
        assert [line["seq"] for line in fed.said] == list(range(1, len(fed.said) + 1))
        assert {"deadline-15-days", "outside-the-law"} <= {line["code"] for line in fed.said}
        assert {line["party"] for line in fed.said} == {"王**"}
        ((refused),) = fed.refused
        assert refused.line == 2
        assert "第 2 行" in refused.reason
        assert (door.counts.events, door.counts.refused) == (2, 1)
        assert door.feed([OPENED, PROPOSED], first=5).said == []
        stands = {line["id"] for line in door.standing()}
        assert stands == {line["id"] for line in fed.said}
        late = door.catch_up()
        assert {(line["code"], line["state"]) for line in late} >= {
            ("deadline-passed", "raised"),
            ("deadline-15-days", "cleared"),
        }
        assert door.today == date(2024, 4, 5)
    with watch(tmp_path, words=Words("en"), names=True) as door:
        assert door.feed([OPENED]).said == []
        assert {line["party"] for line in door.standing()} == {"王小明"}
        assert "The decision was due" in next(door.standing())["message"]


def test_a_second_writer_is_refused_until_the_first_has_closed(tmp_path: Path) -> None:
    first = watch(tmp_path)
    with pytest.raises(IntakeError, match="正被另一个进程使用"):
        watch(tmp_path)
    first.close()
    watch(tmp_path).close()


def test_any_thread_may_feed_and_none_sees_another_half_way() -> None:
    door, said = watch(None), list[str]()

    def work(number: int) -> None:
        for k in range(20):
            case = f"{number}-{k}"
            record = {**RECORD, "id": case, "party": {"kind": "unit", "name": f"店{number}"}}
            fed = door.feed([{**OPENED, "case": case, "record": record}])
            fed.said += door.feed([{**PROPOSED, "case": case}]).said
            said.extend(line["case"] for line in fed.said if line["code"] == "outside-the-law")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == sorted(f"{n}-{k}" for n in range(4) for k in range(20))


def test_what_fails_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = watch(tmp_path)
    door.feed([OPENED])
    store = door._stream._store  # the disk cannot be made to fail from outside
    with monkeypatch.context() as patched:
        patched.setattr(store, "commit", lambda: (_ for _ in ()).throw(sqlite3.Error("disk full")))
        with pytest.raises(sqlite3.Error):
            door.feed([PROPOSED])
    assert list(door.standing()) == []
    assert "outside-the-law" in {line["code"] for line in door.feed([PROPOSED]).said}
    door.close()


def test_an_event_taken_by_halves_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = fresh(tmp_path)
    stream.take_line(OPENED, 1)
    list(stream.flush())
    with monkeypatch.context() as patched:
        patched.setattr(stream._store, "put", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            stream.take_line(PROPOSED, 2)
    stream.close()
    again = fresh(tmp_path)
    again.take_line(PROPOSED, 1)
    assert (again.counts.events, again.counts.repeated) == (1, 0)
    assert {code for code, *_ in found_in(again)} >= {"outside-the-law"}
