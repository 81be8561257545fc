"""Comparison with other cases, under the shipped rules, against a slow and literal oracle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion import Case, Money, Verdict, check, check_ledger, load_rulebook
from discretion.consistency.comparables import (
    ENOUGH,
    LEAST_WEIGHT,
    MATERIAL,
    TAIL,
    UNCOMPARED,
    is_unusual,
)
from discretion.consistency.robust import WHOLE
from discretion.consistency.severity import severity
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.model.review import Comparison, Review
from discretion.similarity.facts import compare_facts

BOOK = load_rulebook("shanghai-urban-management")
STALL = "SH-SR-25-3"  # goods piled on a road: 500 to 5,000 yuan
TREES = "SH-TO-16-1-2"  # the statutory amounts are not held
DEARER = "SH-RD-42"  # forbidden acts on a road: 2,000 to 20,000 yuan
DECLARATIONS = BOOK.every_fact()


def case(number: object, fine: int | None = 500, **changes: Any) -> Case:
    data: dict[str, Any] = {
        "id": str(number),
        "items": [STALL],
        "party": {"kind": "unit"},
        "decided": "2021-05-20",
    }
    if fine is not None:
        data["penalty"] = {"fine": fine}
    return Case.model_validate({**data, **changes})


def corpus(cases: Sequence[Case]) -> Corpus:
    return Corpus.of(Source(cases), DECLARATIONS)


def codes(review: Review) -> set[str]:
    return {finding.code for finding in review.findings}


def values(review: Review, code: str) -> dict[str, Any]:
    return dict(next(f for f in review.findings if f.code == code).values)


def comparison_of(case: Case, others: Sequence[Case]) -> Comparison | None:
    return check(case, BOOK, corpus(others), k=0).comparison


# --- the oracle -------------------------------------------------------------------------------


def slow_comparison(mine: Case, others: Sequence[Case]) -> tuple[Any, ...] | None:
    """Severity, n, effective n, median, low, high and mid-rank, from the definitions."""
    answer = BOOK.determine(mine)
    grade = (answer.certain, answer.certain and (answer.row, answer.grade))
    assert mine.penalty is not None
    place = severity(mine.penalty, answer.statutory)
    if place is None:
        return None
    weighed: list[tuple[Fraction, int]] = []
    for other in others:
        theirs = BOOK.determine(other)
        if other.id == mine.id or other.penalty is None or theirs.item != answer.item:
            continue
        if other.party.kind is not mine.party.kind:
            continue
        if (theirs.certain, theirs.certain and (theirs.row, theirs.grade)) != grade:
            continue
        found = severity(other.penalty, theirs.statutory)
        score, _ = compare_facts(mine, other, DECLARATIONS)
        share = max(UNCOMPARED if score is None else score, LEAST_WEIGHT)
        if found is not None:
            weighed.append((found, round(share * WHOLE)))
    if not weighed:
        return float(place), 0, 0.0, None, None, None, None
    total = sum(w for _, w in weighed)

    def below(value: Fraction, ties: bool) -> Fraction:
        return Fraction(sum(w for v, w in weighed if v < value or (ties and v == value)), total)

    def quantile(share: Fraction) -> float:
        return float(min(v for v, _ in weighed if below(v, True) >= share))

    return (
        float(place),
        len(weighed),
        round(float(Fraction(total**2, sum(w * w for _, w in weighed))), 6),
        quantile(Fraction(1, 2)),
        quantile(Fraction(1, 10)),
        quantile(Fraction(9, 10)),
        round(float((below(place, False) + below(place, True)) / 2), 9),
    )


def fast_comparison(found: Comparison | None) -> tuple[Any, ...] | None:
    if found is None:
        return None
    return (
        found.severity,
        found.n,
        found.effective_n,
        found.median,
        found.low,
        found.high,
        found.rank,
    )


facts = st.fixed_dictionaries(
    {},
    optional={
        "area_m2": st.sampled_from([1, 3, 10, 30, 2.5]).map(float),
        "prior_penalties": st.integers(0, 2),
        "key_area": st.booleans(),
    },
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Case]:
    size = draw(st.integers(1, 12))
    return [
        case(
            number,
            draw(st.sampled_from([100, 500, 600, 1000, 2750, 5000, 6000])),
            facts=draw(facts),
            items=draw(st.sampled_from([[STALL], [STALL], ["SH-GR-NONE", STALL], [STALL, STALL]])),
            party={"kind": draw(st.sampled_from(["unit", "unit", "individual"]))},
            circumstances=draw(st.sampled_from([[], [], ["first_violation"]])),
        )
        for number in range(size)
    ]


slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(ledgers())
def test_a_ledger_is_compared_as_the_oracle_does(cases: list[Case]) -> None:
    found = check_ledger(cases, BOOK)
    assert not found.errors
    for mine, review in zip(cases, found.reviews, strict=True):
        assert fast_comparison(review.comparison) == slow_comparison(mine, cases)


@slow
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_the_cases_never_counts(cases: list[Case], random: Any) -> None:
    shuffled = random.sample(cases, len(cases))
    one, other = check_ledger(cases, BOOK), check_ledger(shuffled, BOOK)
    assert one.corpus_version == other.corpus_version
    assert {r.determination.case_id: r for r in one.reviews} == {
        r.determination.case_id: r for r in other.reviews
    }


@slow
@given(ledgers())
def test_a_ledger_and_its_own_corpus_give_the_same_reviews(cases: list[Case]) -> None:
    own = corpus(cases)
    together = check_ledger(cases, BOOK).reviews
    assert together == check_ledger(cases, BOOK, own).reviews
    assert together == tuple(check(c, BOOK, own, k=0) for c in cases)


@slow
@given(ledgers())
def test_leaving_a_case_out_is_what_its_own_comparison_does(cases: list[Case]) -> None:
    mine, rest = cases[0], cases[1:]
    inside, outside = comparison_of(mine, cases), comparison_of(mine, rest)
    if inside is not None and inside.n:
        assert inside == outside


# --- what counts as comparable ----------------------------------------------------------------


def test_same_item_and_kind_of_party_only() -> None:
    mine = case("mine")
    others = [
        case("item", items=["SH-SR-14"]),
        case("party", party={"kind": "individual"}),
        case("pending", None),
        case("counts"),
    ]
    found = comparison_of(mine, others)
    assert found is not None
    assert found.n == 1


def test_a_settled_grade_is_only_compared_with_the_same() -> None:
    first = {"prior_penalties": 0, "area_m2": 3, "key_area": False}
    again = {**first, "prior_penalties": 5}
    cases = [case(f"first{i}", facts=first) for i in range(3)]
    cases += [case(f"again{i}", facts=again) for i in range(4)]
    cases += [case(f"unknown{i}") for i in range(6)]
    found = check_ledger(cases, BOOK)
    counts = [r.comparison.n for r in found.reviews if r.comparison]
    assert counts == [2] * 3 + [3] * 4 + [5] * 6


def test_a_decision_taken_in_under_two_numbers_is_not_its_own_comparable() -> None:
    told = {"text": "占道堆放货物", "party": {"kind": "unit", "name": "某某商店"}}
    mine = case("mine", 900, **told)
    others = [case("copy", 900, **told), case("dearer", 1000, **told), case("silent", 900)]
    found = comparison_of(mine, others)
    assert found is not None
    assert found.n == 2


def test_cases_with_nothing_to_tell_them_apart_are_different_cases() -> None:
    found = comparison_of(case("mine"), [case(i) for i in range(5)])
    assert found is not None
    assert found.n == 5


def test_a_comparable_whose_facts_cannot_be_used_harms_no_other_case() -> None:
    bad = case("bad", facts={"area_m2": "很大"})
    cases = [case(i, 500 + i) for i in range(5)]
    found = check_ledger([*cases, bad], BOOK)
    assert [e.case_id for e in found.errors] == ["bad"]
    assert [r.comparison.n for r in found.reviews if r.comparison] == [4] * 5
    alone = check(case("mine"), BOOK, corpus([bad, *cases]), k=0)
    assert alone.comparison is not None
    assert alone.comparison.n == 5


def test_a_case_is_comparable_under_the_item_whose_fine_it_got() -> None:
    two = [case(f"two{i}", items=["SH-NOT-KNOWN", STALL]) for i in range(4)]
    found = comparison_of(case("mine"), two)
    assert found is not None
    assert found.n == 4


def test_a_case_is_no_comparable_under_the_item_whose_fine_it_did_not_get() -> None:
    dearer = [case(f"two{i}", items=[STALL, DEARER]) for i in range(4)]
    assert BOOK.determine(dearer[0]).item == DEARER
    found = comparison_of(case("mine"), [*dearer, case("one")])
    assert found is not None
    assert found.n == 1


def test_more_alike_facts_weigh_more() -> None:
    mine = case("mine", 2000, facts={"duration_days": 1})
    near = [case(f"near{i}", 1000, facts={"duration_days": 1}) for i in range(3)]
    far = [case(f"far{i}", 4000, facts={"duration_days": 100}) for i in range(30)]
    found = comparison_of(mine, [*near, *far])
    assert found is not None
    assert found.fine_median == Money.yuan(1000)
    assert found.n == 33
    assert found.effective_n < 10


# --- unusual ----------------------------------------------------------------------------------


def test_far_from_all_others_is_unusual() -> None:
    others = [case(i, 500 + 10 * i) for i in range(30)]
    review = check(case("mine", 4800), BOOK, corpus(others), k=0)
    assert review.verdict is Verdict.UNUSUAL
    shown = values(review, "unusual")
    assert (shown["fine"], shown["fine_median"]) == (Money.yuan(4800), Money.yuan(640))
    assert (shown["fine_low"], shown["fine_high"]) == (Money.yuan(520), Money.yuan(760))
    assert shown["low"] < shown["high"] < shown["severity"]


@pytest.mark.parametrize(("fine", "usual"), [(500, 4000), (5000, 1000)])
def test_the_mild_extreme_is_as_unusual_as_the_grave_one(fine: int, usual: int) -> None:
    others = [case(i, usual + i) for i in range(30)]
    assert check(case("mine", fine), BOOK, corpus(others), k=0).verdict is Verdict.UNUSUAL


@pytest.mark.parametrize("extreme", [500, 5000])
def test_what_others_got_too_is_not_unusual(extreme: int) -> None:
    others = [case(i, 2000) for i in range(36)] + [case(f"x{i}", extreme) for i in range(2)]
    assert check(case("mine", extreme), BOOK, corpus(others), k=0).verdict is Verdict.CONSISTENT


def test_equal_fines_and_small_differences_are_not_unusual() -> None:
    others = [case(i, 1000) for i in range(40)]
    for fine in (1000, 990, 1010, 1600):
        review = check(case("mine", fine), BOOK, corpus(others), k=0)
        assert review.verdict is Verdict.CONSISTENT, fine
    assert check(case("mine", 1700), BOOK, corpus(others), k=0).verdict is Verdict.UNUSUAL


@given(st.lists(st.integers(0, 30), min_size=20, max_size=60), st.integers(0, 30))
def test_unusual_means_beyond_the_middle_eighty_percent(places: list[int], mine: int) -> None:
    at = [Fraction(p, 30) for p in sorted(places)]
    value, n = Fraction(mine, 30), len(at)
    below = Fraction(sum(p <= value for p in at), n)
    above = Fraction(sum(p >= value for p in at), n)
    median = at[-(-n // 2) - 1]
    if is_unusual(below, above, value - median):
        assert value < at[-(-n // 10) - 1] or value > at[-(-9 * n // 10) - 1]
        assert abs(value - median) >= MATERIAL


@pytest.mark.parametrize("n", [20, 21, 39, 40, 79, 80, 400])
def test_truly_alike_cases_are_flagged_no_more_often_than_promised(n: int) -> None:
    """Each of n + 1 different penalties, in turn, against the other n: nothing else is random."""
    flagged = sum(
        is_unusual(Fraction(rank, n), Fraction(n - rank, n), Fraction(1)) for rank in range(n + 1)
    )
    assert Fraction(flagged, n + 1) <= 2 * (n * TAIL // 1 + 1) / Fraction(n + 1)
    assert n < ENOUGH or Fraction(flagged, n + 1) < Fraction(1, 10)


# --- enough, and without a penalty ------------------------------------------------------------


def test_too_few_comparables_say_nothing() -> None:
    others = [case(i, 500) for i in range(19)]
    few = check(case("mine", 4800), BOOK, corpus(others), k=0)
    assert few.verdict is Verdict.CANNOT_SAY
    assert values(few, "too_few_comparables") == {"n": 19, "effective_n": 19.0, "enough": ENOUGH}
    assert few.comparison is not None
    assert few.comparison.n == 19
    for minimum in (8, 19.5):
        alone = check(case("mine", 4800), BOOK, corpus(others), k=0, minimum=minimum)
        ledger = check_ledger([case("mine", 4800)], BOOK, corpus(others), minimum=minimum)
        assert ledger.reviews == (alone,)
        if minimum > 19:
            assert values(alone, "too_few_comparables")["enough"] == minimum
    lower = check(case("mine", 4800), BOOK, corpus(others), k=0, minimum=8)
    assert lower.verdict is Verdict.UNUSUAL


def test_a_case_without_a_penalty_is_told_what_comparables_suggest() -> None:
    others = [case(i, 500 + 100 * i) for i in range(21)]
    review = check(case("mine", None), BOOK, corpus(others), k=0)
    assert (review.verdict, review.comparison) == (Verdict.CANNOT_SAY, None)
    assert values(review, "no_penalty_to_check") == {
        "n": 21,
        "effective_n": 21.0,
        "fine_median": Money.yuan(1500),
        "fine_low": Money.yuan(700),
        "fine_high": Money.yuan(2300),
    }
    few = check(case("mine", None), BOOK, corpus(others[:5]), k=0)
    assert values(few, "no_penalty_to_check") == {}
    assert {"too_few_comparables", "facts_missing"} <= codes(few)


def test_without_a_statutory_range_fines_are_compared_with_each_other() -> None:
    others = [case(i, 100 + i, items=[TREES]) for i in range(24)]
    review = check(case("mine", 3000, items=[TREES]), BOOK, corpus(others), k=0)
    assert review.verdict is Verdict.UNUSUAL
    assert "range_not_held" in codes(review)
    found = review.comparison
    assert found is not None
    assert (found.observed, found.severity, found.n) == (True, 1.0, 24)
    assert found.fine_median == Money.yuan(111)
    same = check(case("mine", 110, items=[TREES]), BOOK, corpus(others), k=0)
    assert same.verdict is Verdict.CANNOT_SAY
    assert same.comparison is not None
    # 10 of 24 are lower, one is equal.
    assert same.comparison.rank == pytest.approx(10.5 / 24)


def test_one_fine_without_a_statutory_range_has_a_place_too() -> None:
    others = [case(i, 200, items=[TREES]) for i in range(3)]
    found = comparison_of(case("mine", 200, items=[TREES]), others)
    assert found is not None
    assert (found.severity, found.median, found.rank) == (0.0, 0.0, 0.5)


def test_a_corpus_that_knows_nothing_comparable_says_so() -> None:
    review = check(case("mine"), BOOK, corpus([case("other", items=["SH-SR-14"])]), k=0)
    assert review.verdict is Verdict.CANNOT_SAY
    assert "no_comparables" in codes(review)
    assert check(case("mine"), BOOK).corpus_version == ""


def test_similar_cases_come_with_a_single_check_only() -> None:
    cases = [
        case(i, text=f"占道堆放货物{i}处", decided=str(date(2021, 5, 1 + i))) for i in range(6)
    ]
    own = corpus(cases)
    review = check(cases[0], BOOK, own, k=3)
    assert len(review.matches) == 3
    assert cases[0].id not in {m.case_id for m in review.matches}
    assert all(r.matches == () for r in check_ledger(cases, BOOK).reviews)
