"""The engine, one case and many, against a naive reading of random rulebooks."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion.engine.book import Book
from discretion.engine.decisions import GRADES, OUTCOMES
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.rulebook.schema import Item, TimeBar
from tests.engine import oracle
from tests.engine.strategies import FACTS, books, cases

SLOW = settings(
    max_examples=250,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def years_run_out(book: Book, case: Case) -> int:
    limits = [r.effect.years for r in book.rules if isinstance(r.effect, TimeBar)]
    start, found = case.act.start, case.act.discovered
    assert start
    assert found
    return max(
        (y for y in limits if found > date(start.year + y, start.month, start.day)), default=0
    )


def span(found: Range | None) -> Any:
    if found is None:
        return None
    high = None if found.maximum is None else (found.maximum.fen, found.maximum_open)
    return ((found.minimum.fen, found.minimum_open), high)


def summary(d: Determination) -> Any:
    spans = (d.statutory, d.lawful, d.benchmark, d.recommended)
    others = {o.kind.value: o.certain for o in d.others}
    return (d.outcome.value, d.grades, d.row, *map(span, spans), others)


@SLOW
@given(books(), st.lists(cases(), min_size=1, max_size=4))
def test_one_case_agrees_with_the_naive_reading(made: tuple[Book, Item], some: list[Case]) -> None:
    book, item = made
    for case in some:
        expected = oracle.determine(book, item, item.versions[0], case, years_run_out(book, case))
        assert summary(book.determine(case)) == expected


@SLOW
@given(books(), st.lists(cases(), min_size=1, max_size=6))
def test_many_cases_agree_with_each_alone(made: tuple[Book, Item], some: list[Case]) -> None:
    book, _ = made
    columns: dict[str, Any] = {
        "item": pa.array([c.items[0] for c in some]),
        "party": pa.array([c.party.kind.value for c in some]),
        "party_age": pa.array([c.party.age for c in some], type=pa.int64()),
        "party_capacity": pa.array(
            [c.party.capacity and c.party.capacity.value for c in some], type=pa.string()
        ),
        "act_start": pa.array([c.act.start for c in some]),
        "discovered": pa.array([c.act.discovered for c in some]),
        "decided": pa.array([c.decided for c in some]),
    }
    marks = {m for c in some for m in c.circumstances}
    for name in {n for c in some for n in c.facts} | marks:
        values: list[Any] = [c.facts.get(name, name in c.circumstances or None) for c in some]
        values = [float(v) if isinstance(v, Decimal) else v for v in values]
        if name in FACTS and FACTS[name].type.value in ("number", "money"):
            values = [None if v is None else float(v) for v in values]
        columns[name] = pa.array(values)
    many = book.determine_many(columns)
    assert not many.problems
    for i, case in enumerate(some):
        one = book.determine(case)
        assert OUTCOMES[many.outcome[i]] == one.outcome
        assert (GRADES[many.grade[i]] if many.grade[i] >= 0 else None) == one.grade
        assert (int(many.row[i]) or None) == one.row
        assert bool(many.certain[i]) == one.certain
        for name in ("statutory", "lawful", "benchmark", "recommended"):
            assert getattr(many, name).at(i) == getattr(one, name), name


@SLOW
@given(books(), cases(), st.randoms(use_true_random=False))
def test_the_order_of_facts_never_counts(made: tuple[Book, Item], case: Case, random: Any) -> None:
    book, _ = made
    facts, marks = list(case.facts.items()), list(case.circumstances)
    random.shuffle(facts)
    random.shuffle(marks)
    other = case.model_copy(update={"facts": dict(facts), "circumstances": tuple(marks)})
    assert book.determine(other) == book.determine(case)


@SLOW
@given(books(), cases())
def test_what_follows_from_an_answer_is_what_the_answer_gives(
    made: tuple[Book, Item], case: Case
) -> None:
    book, _ = made
    before = book.determine(case)
    for missing in before.missing:
        for answer in missing.answers:
            if answer.test not in ("true", "false"):
                continue
            facts = {**case.facts, missing.fact: answer.test == "true"}
            after = book.determine(case.model_copy(update={"facts": facts}))
            assert after.outcome == answer.outcome
            assert after.grade == answer.grade
            assert after.lawful == answer.lawful
            assert after.benchmark == answer.benchmark


@SLOW
@given(books(), cases())
def test_heavier_never_above_the_maximum_nor_milder_unlawful(
    made: tuple[Book, Item], case: Case
) -> None:
    book, _ = made
    d = book.determine(case)
    if d.recommended and d.lawful and d.grade != "exempt" and d.certain:
        assert d.lawful.minimum <= d.recommended.minimum
        if d.lawful.maximum is not None:
            assert d.recommended.maximum is not None
            assert d.recommended.maximum <= d.lawful.maximum
