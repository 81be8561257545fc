"""However many events came, what is held in memory is no more; what was let go comes back."""

from __future__ import annotations

from datetime import date

import pytest

from discretion.stream import standing, store, stream
from discretion.stream.matcher import MOST_REMEMBERED
from tests.stream import oracle
from tests.stream.logs import feed, large, untidy
from tests.stream.making import BOOK, RULES, found_in, fresh

MOST = 25


def test_what_is_kept_in_memory_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_OPEN", MOST)
    log = large(150, seed=7)
    sent, taken = untidy(log, seed=8), fresh()
    for start in range(0, len(sent), 100):
        feed(taken, sent[start : start + 100])
        assert sum(1 for _ in taken.flush()) > 0
        assert len(taken._entries) <= MOST
        assert taken._store.unsaid() == []
    assert RULES.matcher._remembered.cache_info().currsize <= MOST_REMEMBERED
    for known in (standing._text, store._text):
        assert known.cache_info().maxsize == 1024
    today = date.fromisoformat(log[-1]["on"])
    assert found_in(taken) == oracle.standing(log, today, BOOK)
