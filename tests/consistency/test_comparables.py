"""Comparison with other cases, under the shipped rules, against a slow and literal oracle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion import Case, Money, Verdict, check, check_ledger, load_rulebook
from discretion.consistency.limits import ALARM, ENOUGH, LEAST, MATERIAL
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.model.review import Comparison, Review

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
    if inside is not None and outside is not None:
        assert inside.n == outside.n
        assert inside.severity == outside.severity


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
    short, long = {"duration_days": 1}, {"duration_days": 100}
    others = [case(f"near{i}", 1000 + i, facts=short) for i in range(20)]
    others += [case(f"far{i}", 4000 + i, facts=long) for i in range(40)]
    found = comparison_of(case("mine", 2000, facts=short), others)
    assert found is not None
    assert found.fine_expected is not None
    assert Money.yuan(1000) <= found.fine_expected <= Money.yuan(1100)
    assert found.n == 60
    assert 15 <= found.effective_n <= 25


# --- unusual ----------------------------------------------------------------------------------


def test_far_from_all_others_is_unusual() -> None:
    others = [case(i, 500 + 10 * i) for i in range(60)]
    review = check(case("mine", 4800), BOOK, corpus(others), k=0)
    assert review.verdict is Verdict.UNUSUAL
    shown = values(review, "unusual")
    assert shown["fine"] == Money.yuan(4800)
    assert Money.yuan(700) <= shown["fine_expected"] <= Money.yuan(900)
    assert shown["low"] < shown["expected"] < shown["high"] < shown["severity"]
    assert shown["p"] == pytest.approx(2 / 61)


@pytest.mark.parametrize(("fine", "usual"), [(500, 4000), (5000, 1000)])
def test_the_mild_extreme_is_as_unusual_as_the_grave_one(fine: int, usual: int) -> None:
    others = [case(i, usual + i) for i in range(60)]
    assert check(case("mine", fine), BOOK, corpus(others), k=0).verdict is Verdict.UNUSUAL


@pytest.mark.parametrize("extreme", [500, 5000])
def test_what_others_got_too_is_not_unusual(extreme: int) -> None:
    others = [case(i, 2000) for i in range(36)] + [case(f"x{i}", extreme) for i in range(4)]
    assert check(case("mine", extreme), BOOK, corpus(others), k=0).verdict is Verdict.CONSISTENT


def test_equal_fines_and_small_differences_are_not_unusual() -> None:
    others = [case(i, 1000) for i in range(60)]
    for fine in (1000, 990, 1010, 1400):
        review = check(case("mine", fine), BOOK, corpus(others), k=0)
        assert review.verdict is Verdict.CONSISTENT, fine
    assert check(case("mine", 1500), BOOK, corpus(others), k=0).verdict is Verdict.UNUSUAL


def test_unusual_is_rare_and_material() -> None:
    others = [case(i, 500 + 60 * i) for i in range(70)]
    for review in check_ledger(others, BOOK).reviews:
        c = review.comparison
        assert c is not None
        assert c.p is not None
        assert c.severity is not None
        assert c.expected is not None
        material = abs(c.severity - c.expected) >= MATERIAL
        assert ("unusual" in codes(review)) == (c.p <= ALARM and material)


def test_a_comparable_left_out_is_left_out_everywhere() -> None:
    others = [case(i, 500 + 10 * i) for i in range(60)]
    own, fewer = corpus(others), corpus(others[1:])
    mine = case("mine", 4800)
    without = check(mine, BOOK, own, k=3, exclude=["0"])
    assert without.comparison == check(mine, BOOK, fewer, k=3).comparison
    assert "0" not in {m.case_id for m in without.matches}


def test_an_unusual_penalty_says_what_it_hangs_on() -> None:
    others = [case(i, 500 + 10 * i) for i in range(60)]
    found = comparison_of(case("mine", 4800), others)
    assert found is not None
    assert [s.without for s in found.stability] == ["closest", "farther_half"]
    assert all(s.p is not None and s.p <= ALARM for s in found.stability)
    usual = comparison_of(case("mine", 700), others)
    assert usual is not None
    assert usual.stability == ()


# --- enough, and without a penalty ------------------------------------------------------------


def test_too_few_comparables_say_nothing() -> None:
    others = [case(i, 500 + i) for i in range(19)]
    few = check(case("mine", 4800), BOOK, corpus(others), k=0)
    assert few.verdict is Verdict.CANNOT_SAY
    assert values(few, "too_few_comparables") == {"n": 19, "calibrators": 19.0, "enough": ENOUGH}
    assert few.comparison is not None
    assert few.comparison.n == 19
    assert few.comparison.p is None
    fewest = check(case("mine", 4800), BOOK, corpus(others[: LEAST - 1]), k=0)
    assert fewest.comparison is not None
    assert fewest.comparison.expected is None


def test_a_thin_item_borrows_from_its_statute() -> None:
    others = [case(i, 500 + i) for i in range(20)]
    others += [case(f"x{i}", 100 + i, items=["SH-SR-25-5"]) for i in range(30)]
    review = check(case("mine", 4800), BOOK, corpus(others), k=0)
    assert review.verdict is Verdict.UNUSUAL
    assert review.comparison is not None
    assert review.comparison.circle == "statute"


def test_a_case_without_a_penalty_is_told_what_comparables_suggest() -> None:
    others = [case(i, 500 + 50 * i) for i in range(41)]
    review = check(case("mine", None), BOOK, corpus(others), k=0)
    assert review.verdict is Verdict.CANNOT_SAY
    shown = values(review, "no_penalty_to_check")
    assert shown["n"] == 41
    assert Money.yuan(1400) <= shown["fine_expected"] <= Money.yuan(1600)
    assert shown["fine_low"] < shown["fine_expected"] < shown["fine_high"]
    few = check(case("mine", None), BOOK, corpus(others[:5]), k=0)
    assert values(few, "no_penalty_to_check") == {}
    assert {"too_few_comparables", "facts_missing"} <= codes(few)


def test_without_a_statutory_range_fines_are_compared_with_each_other() -> None:
    others = [case(i, 100 + i, items=[TREES]) for i in range(60)]
    review = check(case("mine", 3000, items=[TREES]), BOOK, corpus(others), k=0)
    assert review.verdict is Verdict.UNUSUAL
    assert "range_not_held" in codes(review)
    found = review.comparison
    assert found is not None
    assert (found.observed, found.n) == (True, 60)
    assert found.fine_expected is not None
    assert Money.yuan(110) <= found.fine_expected <= Money.yuan(150)
    same = check(case("mine", 130, items=[TREES]), BOOK, corpus(others), k=0)
    assert same.verdict is Verdict.CANNOT_SAY
    assert same.comparison is not None
    assert same.comparison.p is not None
    assert same.comparison.p > ALARM


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
