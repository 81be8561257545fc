"""A party with very many cases: the same answers, and work that does not grow with their number."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest

from discretion.report.words import Words
from discretion.stream.wording import Wording
from tests.stream import oracle
from tests.stream.logs import Log, feed
from tests.stream.making import BOOK, RULES, found_in, fresh

COMPANY = {"kind": "unit", "name": "某共享单车公司"}


def of_one_party(cases: int, days: int, seed: int) -> Log:
    """Each case is filed and decided a week later; now and then two teams meet one act."""
    rng, log = random.Random(seed), Log()
    for number in range(cases):
        case, on = f"案{number:05d}", date(2022, 1, 1) + timedelta(number * days // cases)
        record: dict[str, Any] = {"id": case, "items": ["SH-SR-23-2"], "party": COMPANY}
        record |= {"act": {"start": str(on)}, "team": rng.choice(("一队", "一队", "二队"))}
        opened = {"kind": "opened", "case": case, "id": "1", "on": str(on), "record": record}
        if rng.random() < 0.2:
            opened["same_act"] = f"行为{number // 3}"
        then = str(on + timedelta(7))
        decided = {"kind": "decided", "case": case, "id": "2", "on": then, "penalty": {"fine": 200}}
        log += [opened, decided]
    return sorted(log, key=lambda e: (e["on"], e["case"], e["id"]))


@pytest.mark.parametrize("days", [30, 900])
def test_more_cases_than_one_counts_in_any_order(days: int) -> None:
    log = of_one_party(120, days, seed=days)
    end = date.fromisoformat(log[-1]["on"]) + timedelta(2)
    expected = oracle.standing(log, end, BOOK)
    assert max(len(others) for *_, others in expected) == oracle.MOST
    tick = {"kind": "tick", "on": str(end)}
    for order in (log, log[::-1], random.Random(4).sample(log, len(log))):
        stream = fresh()
        feed(stream, [*order, tick])
        assert found_in(stream) == expected


def test_twenty_earlier_penalties_are_at_least_twenty() -> None:
    stream = fresh()
    feed(stream, of_one_party(40, 300, seed=1))
    wording = Wording(BOOK, RULES, Words("zh"), names=True)
    last = [wording.reminder(text) for text in stream.standing() if "案00039" in text]
    (said,) = (each["message"] for each in last if each["code"] == "repeat-offence")
    assert "已受处罚 至少 20 次（案00018、" in said


def test_five_thousand_cases_take_as_many_steps_each_as_five_hundred() -> None:
    """Steps of the database's machine are counted, not seconds."""
    steps = dict[int, float]()
    for cases in (500, 5000):
        stream, count = fresh(), [0]
        log = of_one_party(cases, cases // 5, seed=2)
        sql = stream._store._sql
        feed(stream, log[: -len(log) // 10])
        before = stream.counts.looked

        def step(count: list[int] = count) -> None:
            count[0] += 1

        sql.set_progress_handler(step, 100)
        last = log[-len(log) // 10 :]
        feed(stream, last)
        steps[cases] = count[0] / len(last)
        assert (stream.counts.looked - before) / len(last) < 10
    assert steps[5000] < 2 * steps[500]
    assert json.loads(next(iter(stream.standing())))["case"] == "案00000"
