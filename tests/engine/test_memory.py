"""What is remembered stays within its bound, and what is forgotten is found again the same."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta

import pytest

from discretion.engine import compiled
from discretion.engine.book import Book, load_rulebook
from discretion.model.case import Case
from discretion.rulebook.load import load

MOST = 300


def cases(count: int, seed: int) -> list[Case]:
    rng = random.Random(seed)
    found = []
    for number in range(count):
        day = date(2022, 1, 1) + timedelta(rng.randint(0, 1500))
        found.append(
            Case.model_validate(
                {
                    "id": str(number),
                    "items": [rng.choice(("SH-SR-24-3-B", "SH-SR-24-1", "SH-SR-23-2"))],
                    "party": {"kind": rng.choice(("unit", "individual"))},
                    "act": {"start": str(day), "discovered": str(day)},
                    "facts": {"count": rng.randint(0, 600), "prior_penalties": rng.randint(0, 3)},
                    "penalty": {"fine": rng.randint(1, 200_000)},
                    "filed": str(day + timedelta(rng.randint(0, 9))),
                }
            )
        )
    return found


def forgetful(monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(compiled, "MOST_COMBINATIONS", MOST)
    monkeypatch.setattr(compiled, "MOST_OF_CASES", MOST)
    return Book(**vars(load("shanghai-urban-management")))


def remembered(book: Book) -> int:
    """Return how much the fuller memory holds."""
    return max(sum(map(len, each._shelves)) for each in (book.combinations, book.of_cases))


def test_a_bounded_memory_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    book, free = forgetful(monkeypatch), load_rulebook("shanghai-urban-management")
    most = 0
    for case in cases(1500, seed=1):
        assert book.determine(case) == free.determine(case)
        most = max(most, remembered(book))
    assert MOST - 5 <= most <= MOST


def test_forgetting_while_others_read(monkeypatch: pytest.MonkeyPatch) -> None:
    book, many = forgetful(monkeypatch), cases(300, seed=2)
    expected = [load_rulebook("shanghai-urban-management").determine(case) for case in many]
    wrong: list[str] = []

    def work(order: int) -> None:
        for place in random.Random(order).sample(range(len(many)), len(many)):
            if book.determine(many[place]) != expected[place]:
                wrong.append(many[place].id)

    threads = [threading.Thread(target=work, args=(order,)) for order in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert remembered(book) <= MOST
