"""Back-testing a draft, against counting the cases one by one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion.consistency.backtest import Backtest, backtest, moved_to
from discretion.consistency.bands import exact_sums
from discretion.corpus import columns
from discretion.corpus.columns import case_at
from discretion.corpus.corpus import open_corpus
from discretion.engine.book import Book, load_rulebook
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome, Range
from discretion.model.money import Money
from discretion.rulebook.schema import Item
from tests.engine.strategies import books, cases

SHANGHAI = load_rulebook("shanghai-urban-management")
SMALL = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
PENAL = (Outcome.PENALTY, Outcome.MAY_EXEMPT)
UNDECIDED = ("unknown_item", "unknown_law", "unusable")
ORDER = (
    "time_barred",
    "no_penalty",
    "correction_only",
    "exempt",
    "mitigated",
    "lighter",
    "ordinary",
    "heavier",
)


def answer(book: Book, case: Case) -> Determination | None:
    try:
        return book.determine(case)
    except CaseError:
        return None


def state(found: Determination | None) -> str:
    if found is None:
        return "unusable"
    return (found.grade or "ungraded") if found.outcome in PENAL else found.outcome.value


def band(found: Determination) -> Range | None:
    """The recommended band, else what the law allows; nothing where nothing is due."""
    if found.outcome not in PENAL:
        return Range(Money(0), Money(0))
    return found.recommended or found.lawful


def sign(a: Any, b: Any) -> int:
    return (b > a) - (b < a)


def move(one: Range | None, two: Range | None) -> str:
    if one is None or two is None:
        return "" if one is two else "different"

    def ends(span: Range) -> tuple[tuple[int, bool], tuple[float, bool]]:
        top = float("inf") if span.maximum is None else span.maximum.fen
        return (span.minimum.fen, span.minimum_open), (top, not span.maximum_open)

    signs = {sign(a, b) for a, b in zip(ends(one), ends(two), strict=True)} - {0}
    if len(signs) == 2:
        return "different"
    return {1: "heavier", -1: "milder"}[signs.pop()] if signs else ""


def direction(one: Determination, two: Determination) -> str:
    found = move(band(one), band(two))
    if not found and state(one) != state(two):
        if "ungraded" in (state(one), state(two)):
            return "different"
        return "heavier" if ORDER.index(state(two)) > ORDER.index(state(one)) else "milder"
    nothing = Range(Money(0), Money(0))
    lawful = [d.lawful if d.outcome in PENAL else nothing for d in (one, two)]
    found = found or move(*lawful)
    others = [len(d.others) if d.outcome in PENAL else 0 for d in (one, two)]
    return found or {0: "", 1: "heavier", -1: "milder"}[sign(*others)]


def place(span: Range, fine: int) -> str:
    if span.contains(Money(fine)):
        return "inside"
    return "below" if fine <= span.minimum.fen else "above"


def counted(old: Book, new: Book, some: Sequence[Case]) -> dict[str, Any]:
    """Everything that is summed, counted case by case."""
    all_, states, fines = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    by_item: dict[str, Counter[str]] = {}
    for case in some:
        one, two = answer(old, case), answer(new, case)
        states[state(one), state(two)] += 1
        what = Counter({"cases": 1})
        decided = [s not in UNDECIDED for s in (state(one), state(two))]
        all_["lost"] += decided == [True, False]
        all_["gained"] += decided == [False, True]
        if all(decided):
            assert one
            assert two
            what["compared"] += 1
            if way := direction(one, two):
                what[way] += 1
            spans = band(one), band(two)
            if all(s is not None and s.maximum is not None for s in spans):
                what["banded"] += 1
                for name, span in zip(("before", "after"), spans, strict=True):
                    assert span
                    assert span.maximum
                    what[f"{name}_low"] += span.minimum.fen
                    what[f"{name}_high"] += span.maximum.fen
            if all(spans) and case.penalty and case.penalty.fine:
                fine = case.penalty.fine.fen
                assert spans[0]
                assert spans[1]
                where = [place(span, fine) for span in spans if span]
                fines["imposed"] += 1
                fines["total"] += fine
                fines["before " + where[0]] += 1
                fines["after " + where[1]] += 1
                fines["newly_outside"] += where[0] == "inside" != where[1]
                fines["newly_inside"] += where[0] != "inside" == where[1]
                low = spans[1].minimum.fen + spans[1].minimum_open
                high = spans[1].maximum.fen - spans[1].maximum_open if spans[1].maximum else fine
                fines["nearest"] += max(low, min(fine, high))
        all_ += what
        chosen = two.item if two and two.item else one.item if one else None
        chosen = chosen or (case.items[0] if case.items else "")
        by_item.setdefault(chosen, Counter()).update(what)
    return {"all": all_, "states": states, "fines": fines, "by_item": by_item}


def agree(found: Backtest, expected: dict[str, Any]) -> None:
    def same(one: dict[str, Any], two: Counter[str]) -> None:
        assert {k: v for k, v in one.items() if v} == {k: v for k, v in two.items() if v}

    same(asdict(found.all) | {"lost": found.lost, "gained": found.gained}, expected["all"])
    assert found.states == dict(expected["states"])
    flat = asdict(found.fines)
    for name in ("before", "after"):
        flat |= {f"{name} {k}": v for k, v in flat.pop(name).items()}
    same(flat, expected["fines"])
    assert list(found.by_item) == sorted(expected["by_item"])
    for item, tally in found.by_item.items():
        same(asdict(tally), expected["by_item"][item])


def batches(some: Sequence[Case], book: Book, rows: int = 3) -> list[pa.RecordBatch]:
    return list(columns.batches(some, book.every_fact(), rows))


@SMALL
@given(books(), books(), st.lists(cases(), min_size=1, max_size=8), st.data())
def test_every_sum_is_what_counting_gives(
    one: tuple[Book, Item], two: tuple[Book, Item], some: list[Case], data: st.DataObject
) -> None:
    some = [
        case.model_copy(
            update={
                "id": f"案{i}",
                "items": data.draw(st.sampled_from([("X-1",), ("X-1", "Y"), ("Y",), ()])),
                "penalty": Case.model_validate(
                    {
                        "id": "x",
                        "party": {"kind": "unit"},
                        "penalty": {"fine": data.draw(st.sampled_from([1, 5, 30, 500]))},
                    }
                ).penalty,
            }
        )
        for i, case in enumerate(some)
    ]
    found = backtest(one[0], two[0], batches(some, one[0]))
    agree(found, counted(one[0], two[0], some))
    moved = sum(m.alike for m in found.most)
    assert moved == found.all.changed or len(found.most) == 20


@pytest.fixture(scope="module")
def sample() -> Sequence[Case]:
    return open_corpus("sample").cases[:600]


@pytest.fixture(scope="module")
def draft() -> Book:
    """Shanghai with lower cuts, one item left out, and one that is new."""
    policy = SHANGHAI.policy
    cuts = policy.grades.ranged.model_copy(update={"lighter": "[0..0.2]", "ordinary": "(0.2..0.7)"})
    grades = policy.grades.model_copy(update={"ranged": cuts})
    items = {code: item for code, item in SHANGHAI.items.items() if code != "SH-SR-25-3"}
    return replace(SHANGHAI, policy=policy.model_copy(update={"grades": grades}), items=items)


def test_the_sample_is_counted_as_one_by_one(sample: Sequence[Case], draft: Book) -> None:
    found = backtest(SHANGHAI, draft, batches(sample, SHANGHAI, 250))
    expected = counted(SHANGHAI, draft, sample)
    agree(found, expected)
    assert found.all.changed
    assert found.lost
    assert not found.empty


def test_the_order_of_cases_and_batches_never_counts(
    sample: Sequence[Case], draft: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    shuffled = list(sample)
    random.Random(7).shuffle(shuffled)
    one = backtest(SHANGHAI, draft, batches(sample, SHANGHAI, 250))
    monkeypatch.setattr("discretion.consistency.backtest.ROWS", 97)
    assert backtest(SHANGHAI, draft, batches(shuffled, SHANGHAI, 97)) == one
    assert backtest(SHANGHAI, draft, batches([], SHANGHAI)) == Backtest()


def test_the_cases_that_change_most_come_first_and_stand_for_their_kind(
    sample: Sequence[Case], draft: Book
) -> None:
    found = backtest(SHANGHAI, draft, batches(sample, SHANGHAI, 250))
    distances = [moved.distance for moved in found.most]
    assert distances == sorted(distances, reverse=True)
    assert len(found.most) == 20
    by_id = {case.id: case for case in sample}

    def distance(case: Case) -> int:
        spans = [band(book.determine(case)) for book in (SHANGHAI, draft)]
        middles = [s.minimum.fen + s.maximum.fen for s in spans if s and s.maximum]
        return abs(middles[0] - middles[1])

    for moved in found.most:
        case = by_id[moved.case.id]
        assert moved.distance == distance(case)
        assert moved.before.recommended == SHANGHAI.determine(case).recommended
        assert moved.after.recommended == draft.determine(case).recommended
        assert moved.fine == (case.penalty and case.penalty.fine and case.penalty.fine.fen)
    kept = {case.id: case for case in sample if "SH-SR-25-3" not in case.items}
    assert distances[0] == max(distance(case) for case in kept.values())


def test_the_same_rulebook_changes_nothing(sample: Sequence[Case]) -> None:
    found = backtest(SHANGHAI, SHANGHAI, batches(sample, SHANGHAI))
    assert found.empty
    assert found.most == ()
    assert found.fines.before == found.fines.after


def test_cases_can_be_moved_to_another_day(sample: Sequence[Case]) -> None:
    day = date(2030, 1, 31)
    cases = [
        *sample[:50],
        sample[0].model_copy(
            update={"act": Case.model_fields["act"].default, "filed": None, "decided": None}
        ),
    ]
    table = moved_to(columns.table(cases, SHANGHAI.every_fact()), day)
    for row, case in enumerate(cases):
        moved = case_at(table, row)
        assert moved.act.over == day
        if case.act.over is None:
            continue
        shift: timedelta = day - case.act.over
        for before, after in (
            (case.act.discovered, moved.act.discovered),
            (case.filed, moved.filed),
            (case.decided, moved.decided),
        ):
            assert after == (before and before + shift)


def test_a_draft_of_the_future_is_tested_on_its_day(sample: Sequence[Case], draft: Book) -> None:
    some = batches(sample[:100], SHANGHAI)
    ended = {
        code: item.model_copy(
            update={
                "versions": tuple(
                    v.model_copy(
                        update={
                            "effective": SHANGHAI.effective(v).model_copy(
                                update={"from_": date(2030, 1, 1), "to": None}
                            )
                        }
                    )
                    for v in item.versions[-1:]
                )
            }
        )
        for code, item in draft.items.items()
    }
    future = replace(draft, items=ended)
    at_their_time = backtest(SHANGHAI, future, some)
    assert at_their_time.lost == 100
    on = backtest(SHANGHAI, future, some, date(2030, 1, 1))
    assert on.lost == 0
    assert on.all.compared > 60


def test_progress_tells_the_cases_done(
    sample: Sequence[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discretion.consistency.backtest.ROWS", 5)
    told: list[int] = []
    backtest(SHANGHAI, SHANGHAI, batches(sample[:10], SHANGHAI, 4), progress=told.append)
    assert told == [8, 10]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1 << 60)), max_size=50))
def test_sums_are_exact(pairs: list[tuple[int, int]]) -> None:
    groups = np.array([g for g, _ in pairs], dtype=np.int64)
    values = np.array([v for _, v in pairs], dtype=np.int64)
    expected = [sum(v for g, v in pairs if g == at) for at in range(4)]
    assert exact_sums(groups, values, 4) == expected
