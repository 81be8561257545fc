"""However events come, what stands is what the naive oracle finds in the sorted log."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stream import oracle
from tests.stream.logs import START, Log, disordered, feed, large, logs, untidy
from tests.stream.making import BOOK, as_found, found_in, fresh


def tick(day: date) -> Log:
    return [{"kind": "tick", "on": day.isoformat()}]


@settings(max_examples=40)
@given(data=st.data(), log=logs(), later=st.integers(0, 200))
def test_late_early_and_twice_is_the_same_as_in_order_once(
    data: st.DataObject, log: Log, later: int
) -> None:
    end = date.fromisoformat(log[-1]["on"]) + timedelta(days=later)
    in_order, mixed = fresh(), fresh()
    feed(in_order, [*log, *tick(end)])
    feed(mixed, [*data.draw(disordered(log)), *tick(end)])
    assert list(mixed.standing()) == list(in_order.standing())
    assert found_in(in_order) == oracle.standing(log, end, BOOK)


@settings(max_examples=40)
@given(log=logs(), waits=st.lists(st.integers(0, 60), max_size=6))
def test_on_every_day_what_was_said_and_not_cleared_is_what_stands(
    log: Log, waits: list[int]
) -> None:
    stream, said = fresh(), set[str]()
    today = START
    for wait in waits:
        now = [e for e in log if today.isoformat() <= e["on"]]
        today += timedelta(days=wait * 15)
        feed(stream, [e for e in now if e["on"] < today.isoformat()])
        feed(stream, tick(today))
        for _, line in stream.flush():
            content = line["content"]
            assert (content in said) is (line["state"] == "cleared")
            said ^= {content}
        past = [e for e in log if e["on"] < today.isoformat()]
        assert {as_found(text) for text in said} == oracle.standing(past, today, BOOK)


def test_a_large_untidy_log() -> None:
    log = large(60, seed=5)
    end = date.fromisoformat(log[-1]["on"]) + timedelta(days=20)
    stream = fresh()
    feed(stream, [*untidy(log, seed=6), *tick(end)])
    expected = oracle.standing(log, end, BOOK)
    assert found_in(stream) == expected
    assert len({code for code, *_ in expected}) > 15


def test_the_surcharge_is_full_on_the_thirty_fourth_day() -> None:
    """Found by the oracle: three percent a day pass the fine on the 34th day, not the 33rd."""
    record = {"id": "A", "items": ["SH-SR-23-2"], "party": {"kind": "unit"}}
    log = [
        {"kind": "opened", "id": "1", "case": "A", "on": "2024-01-02", "record": record},
        {**_decided("2024-01-05"), "penalty": {"fine": 100}},
        {"kind": "served", "id": "3", "case": "A", "on": "2024-01-05"},
    ]
    due = date(2024, 1, 20)
    for days, code in ((0, None), (1, "payment-overdue"), (33, "payment-overdue")):
        assert _payment_on(log, due + timedelta(days)) == code
    assert _payment_on(log, due + timedelta(34)) == "surcharge-at-cap"


def _decided(on: str) -> dict[str, str]:
    return {"kind": "decided", "id": "2", "case": "A", "on": on}


def _payment_on(log: Log, day: date) -> str | None:
    stream = fresh()
    feed(stream, [*log, *tick(day)])
    codes = {code for code, *_ in found_in(stream)} & {"payment-overdue", "surcharge-at-cap"}
    return next(iter(codes), None)
