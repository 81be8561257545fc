"""Cases as columns: severity and facts agree with what is said of each case alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion.consistency.alone import observe_alone
from discretion.consistency.observations import Observations
from discretion.consistency.observing import observe
from discretion.consistency.severity import severity
from discretion.corpus.columns import table
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Outcome
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.schema import Item
from tests.engine.strategies import books, cases

COMPARED = (Outcome.PENALTY, Outcome.MAY_EXEMPT, Outcome.NO_PENALTY)
SLOW = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
kinds = st.lists(st.sampled_from([k for k in PenaltyKind if k is not PenaltyKind.FINE]), max_size=2)
fines = st.none() | st.sampled_from(["0.01", "1", "3", "7.5", "50", "500", "123456789.01"])


@st.composite
def penalised(draw: st.DrawFn) -> list[Case]:
    """Cases of one item with every kind of penalty, or none recorded."""
    found = draw(st.lists(cases(), min_size=1, max_size=6))
    made = []
    for number, case in enumerate(found):
        penalty = None
        if draw(st.integers(0, 5)):
            penalty = {"kinds": draw(kinds), "fine": draw(fines)}
        data = {**case.model_dump(exclude_none=True), "id": str(number), "penalty": penalty}
        made.append(Case.model_validate(data))
    return made


@SLOW
@given(books(), penalised())
def test_the_severity_of_many_is_that_of_each(made: tuple[Book, Item], some: list[Case]) -> None:
    book, _ = made
    seen, _ = observe(table(some, book.every_fact()), book)
    for row, case in enumerate(some):
        answer = book.determine(case)
        if case.penalty is None or answer.outcome not in COMPARED:
            assert math.isnan(seen.severity[row])
            continue
        key = seen.groups[seen.group[row]]
        assert (key.item, key.party) == (answer.item, case.party.kind.value)
        held = answer.statutory is not None and answer.statutory.maximum is not None
        assert (key.law == "fines") == (not held)
        if held:
            expected = severity(case.penalty, answer.statutory)
            assert expected is not None
            assert seen.severity[row] == pytest.approx(float(expected), rel=1e-12, abs=1e-12)
        elif case.penalty.fine is not None:
            rank = seen.severity[row] - math.log10(case.penalty.fine.fen / 100)
            assert rank == pytest.approx(round(rank / 10) * 10, abs=1e-9)


@SLOW
@given(books(), penalised())
def test_the_base_is_the_middle_of_the_band(made: tuple[Book, Item], some: list[Case]) -> None:
    book, _ = made
    seen, _ = observe(table(some, book.every_fact()), book)
    for row, case in enumerate(some):
        answer = book.determine(case)
        span = answer.statutory
        if span is None or span.maximum is None or not answer.certain:
            assert math.isnan(seen.base[row])
            continue
        band = answer.recommended or answer.lawful or span
        low, high = span.minimum.fen, span.maximum.fen
        middle = (band.minimum.fen + (band.maximum or span.maximum).fen) / 2
        place = (middle - low) / (high - low) if high > low else 0.0
        if middle < low:
            place = (middle - low) / low
        assert seen.base[row] == pytest.approx(place, abs=1e-12)


@SLOW
@given(books(), penalised(), st.randoms(use_true_random=False))
def test_order_of_rows_moves_no_value(
    made: tuple[Book, Item], some: list[Case], random: Any
) -> None:
    book, _ = made
    order = random.sample(range(len(some)), len(some))
    one, _ = observe(table(some, book.every_fact()), book)
    other, _ = observe(table([some[i] for i in order], book.every_fact()), book)
    assert one.groups == other.groups
    moved = one.take(np.array(order, dtype=np.int64))
    for name in ("severity", "base", "day", "group"):
        assert getattr(moved, name).tobytes() == getattr(other, name).tobytes(), name
    assert list(moved.facts) == list(other.facts)
    for name, column in moved.facts.items():
        assert np.array_equal(column.values, other.facts[name].values, equal_nan=True)


@SLOW
@given(books(), penalised())
def test_one_case_alone_is_its_row_among_many(made: tuple[Book, Item], some: list[Case]) -> None:
    book, _ = made
    declared = book.every_fact()
    seen, _ = observe(table(some, declared), book)
    for row, case in enumerate(some):
        mine = observe_alone(case, book.determine(case), book, lambda _: seen.facts, declared)
        assert (mine is None) == (seen.group[row] < 0)
        if mine is None:
            continue
        assert mine.key == seen.groups[seen.group[row]]
        for name in ("severity", "base", "day"):
            assert same_bits(getattr(mine, name), getattr(seen, name)[row]), name
        for name, column in seen.facts.items():
            assert same_bits(mine.facts[name], column.values[row]), name


def same_bits(one: float, other: float) -> bool:
    return np.float64(one).tobytes() == np.float64(other).tobytes()


def test_no_cases_are_no_observations() -> None:
    from discretion import load_rulebook

    book = load_rulebook("shanghai-urban-management")
    seen, _ = observe(table([], book.every_fact()), book)
    assert len(seen) == 0
    assert seen.groups == ()


# --- a severity of the user's own -------------------------------------------------------------


def test_columns_of_one_s_own_are_taken_as_they_are() -> None:
    seen = Observations.of(
        [1.0, 2.0, math.nan], {"age": [1, 2, 3], "kind": ["a", None, "b"]}, group=["x", "y", "x"]
    )
    assert [seen.groups[g].item for g in seen.group] == ["x", "y", "x"]
    assert seen.facts["kind"].nominal
    assert np.isnan(seen.facts["kind"].values).tolist() == [False, True, False]
    assert not seen.facts["age"].nominal


def test_a_text_has_the_same_code_in_any_table() -> None:
    one = Observations.of([1.0, 1.0], {"kind": ["a", "b"]}).facts["kind"].values
    other = Observations.of([1.0], {"kind": ["b"]}).facts["kind"].values
    assert one[1] == other[0]
    assert one[0] != one[1]


@pytest.mark.parametrize(
    "columns",
    [
        {"facts": {"x": [1.0]}},
        {"facts": {}, "day": [1.0]},
        {"facts": {}, "ids": ["a"]},
        {"facts": {}, "group": ["a"]},
    ],
)
def test_columns_of_different_length_are_refused(columns: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="长度不一"):
        Observations.of([1.0, 2.0], **columns)


def test_ids_that_come_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="编号"):
        Observations.of([1.0, 2.0], {}, ids=["a", "a"])
