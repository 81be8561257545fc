"""Files for review: probabilities that are what they say, and estimates without bias."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.consistency.lawfulness import benchmark_findings, law_findings
from discretion.consistency.review import sample_files
from discretion.consistency.risk import POINTS, risks
from discretion.consistency.sampling import (
    Drawn,
    Sample,
    Stratum,
    chances,
    draw,
    estimate,
    systematic,
    total,
)
from discretion.corpus import Corpus, open_corpus
from discretion.corpus.columns import table
from discretion.corpus.source import Source
from discretion.engine.book import load_rulebook
from discretion.model.case import Case

BOOK = load_rulebook("shanghai-urban-management")
SMALL = settings(max_examples=80)
SIZES = st.lists(st.integers(1, 12), min_size=1, max_size=25)


def probabilities(sizes: list[int], n: int) -> list[Fraction]:
    certain, left, whole = chances(np.array(sizes), n)
    return [
        Fraction(1) if c else Fraction(s * left, whole)
        for s, c in zip(sizes, certain.tolist(), strict=True)
    ]


def sampled(
    sizes: list[int], strata: list[Stratum], n: int, seed: int, version: str = "v"
) -> Sample:
    ids = [f"案{row:05d}" for row in range(len(sizes))]
    chosen = draw(ids, np.array(sizes), strata, n, seed, version)
    drawn = tuple(Drawn(ids[r], strata[r], sizes[r], (), p) for r, p in sorted(chosen.items()))
    return Sample(drawn, len(sizes), ("team",), len(set(strata)), seed, version)


# --- the design -----------------------------------------------------------------------------------


@SMALL
@given(SIZES, st.integers(1, 30))
def test_probabilities_sum_to_the_number_of_files(sizes: list[int], n: int) -> None:
    found = probabilities(sizes, n)
    assert sum(found) == min(n, len(sizes))
    assert all(0 < p <= 1 for p in found)
    for s, p in zip(sizes, found, strict=True):
        for t, q in zip(sizes, found, strict=True):
            assert p <= q if s <= t else p >= q
            assert p == q * s / t or 1 in (p, q)


@SMALL
@given(SIZES, st.integers(1, 30), st.data())
def test_over_all_starts_each_estimate_is_the_truth_exactly(
    sizes: list[int], n: int, data: st.DataObject
) -> None:
    """The expectation over the random start, in fractions: no simulation, no tolerance."""
    values = data.draw(st.lists(st.integers(-9, 9), min_size=len(sizes), max_size=len(sizes)))
    certain, left, whole = chances(np.array(sizes), n)
    pi = probabilities(sizes, n)
    sure = [row for row in range(len(sizes)) if certain[row]]
    open_ = [row for row in range(len(sizes)) if not certain[row]]
    if not left:
        assert not open_
        return
    expectation = Fraction(0)
    for start in range(whole):
        taken = systematic(np.array([sizes[row] for row in open_]), left, start)
        rows = sure + [row for row, t in zip(open_, taken.tolist(), strict=True) if t]
        assert len(rows) == min(n, len(sizes))
        expectation += sum((values[r] / pi[r] for r in rows), Fraction(0)) / whole
    assert expectation == sum(values)


@SMALL
@given(SIZES, st.integers(1, 30), st.integers(1, 10**6), st.data())
def test_each_stratum_gives_its_expected_number_rounded(
    sizes: list[int], n: int, seed: int, data: st.DataObject
) -> None:
    teams = st.sampled_from([("甲",), ("乙",), (None,), ("",)])
    strata = data.draw(st.lists(teams, min_size=len(sizes), max_size=len(sizes)))
    found = sampled(sizes, strata, n, seed)
    assert len(found.drawn) == min(n, len(sizes))
    pi = probabilities(sizes, n)
    assert [d.probability for d in found.drawn] == [pi[int(d.case_id[1:])] for d in found.drawn]
    for stratum in set(strata):
        expected = sum(p for p, s in zip(pi, strata, strict=True) if s == stratum)
        got = sum(d.stratum == stratum for d in found.drawn)
        assert abs(got - expected) < 1


def test_files_come_as_often_as_their_probability_says() -> None:
    sizes = [1, 1, 2, 3, 5, 8, 1, 1, 2, 40]
    strata: list[Stratum] = [("甲",)] * 5 + [("乙",)] * 5
    pi = probabilities(sizes, 4)
    assert pi[9] == 1
    times = 3000
    seen = np.zeros(len(sizes))
    for seed in range(times):
        for d in sampled(sizes, strata, 4, seed).drawn:
            seen[int(d.case_id[1:])] += 1
    expected = np.array([float(p) for p in pi])
    deviation = np.sqrt(expected * (1 - expected) / times)
    assert np.all(np.abs(seen / times - expected) <= 4 * deviation)


def test_the_same_question_has_the_same_answer_in_any_order() -> None:
    ids = [f"案{row}" for row in range(60)]
    sizes = np.array([1 + row % 4 for row in range(60)])
    strata: list[Stratum] = [(f"队{row % 7}",) for row in range(60)]
    first = {ids[r]: p for r, p in draw(ids, sizes, strata, 12, 3, "v").items()}
    turned = np.random.default_rng(0).permutation(60)
    again = draw([ids[r] for r in turned], sizes[turned], [strata[r] for r in turned], 12, 3, "v")
    assert {ids[turned[r]]: p for r, p in again.items()} == first
    for seed, version in ((4, "v"), (3, "w")):
        assert {ids[r] for r in draw(ids, sizes, strata, 12, seed, version)} != first.keys()


# --- estimates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.02, 0.3])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(share: float) -> None:
    """Faults sit where the risk is, as they would: a plain mean of the files would be far off."""
    rng = np.random.default_rng(11)
    sizes = rng.choice([1, 2, 4, 9], 800, p=[0.6, 0.25, 0.1, 0.05])
    faulty = rng.random(800) < np.minimum(0.95, share * sizes / sizes.mean())
    strata: list[Stratum] = [(f"队{t}",) for t in rng.integers(0, 12, 800)]
    truth, held, naive, means = float(faulty.mean()), 0, [], []
    times = 300
    for seed in range(times):
        found = sampled(sizes.tolist(), strata, 80, seed)
        findings = {d.case_id: bool(faulty[int(d.case_id[1:])]) for d in found.drawn}
        answer = estimate(found, findings)
        assert answer.value is not None
        assert answer.low is not None
        assert answer.high is not None
        assert answer.low <= answer.value <= answer.high
        held += answer.low <= truth <= answer.high
        naive.append(np.mean(list(findings.values())))
        means.append(answer.value)
    assert 0.92 <= held / times <= 0.995
    assert abs(np.mean(means) - truth) < 0.1 * truth
    assert np.mean(naive) > 1.3 * truth


def test_a_census_is_known_exactly_and_nothing_found_of_few_is_not_nothing() -> None:
    everything = sampled([1] * 5, [("甲",)] * 5, 9, 1)
    answer = estimate(everything, {d.case_id: d.case_id == "案00000" for d in everything.drawn})
    assert (answer.value, answer.low, answer.high, answer.n) == (0.2, 0.2, 0.2, 5)
    few = sampled([1] * 100, [("甲",)] * 100, 10, 1)
    answer = estimate(few, dict.fromkeys((d.case_id for d in few.drawn), 0))
    assert answer.value == answer.low == 0
    assert answer.high is not None
    assert 0.2 < answer.high < 0.35
    assert total(few, dict.fromkeys((d.case_id for d in few.drawn), 1)) == 100


def test_scores_are_estimated_too() -> None:
    found = sampled([1, 2] * 50, [("甲",)] * 100, 20, 5)
    answer = estimate(found, {d.case_id: 60 + 10 * d.size for d in found.drawn})
    ends = (answer.low or 0, answer.value or 0, answer.high or 0)
    assert 70 < ends[0] < ends[1] < ends[2] < 80


def test_findings_must_be_of_the_drawn_files_and_of_all_of_them() -> None:
    found = sampled([1] * 10, [("甲",)] * 10, 3, 1)
    findings = dict.fromkeys((d.case_id for d in found.drawn), True)
    with pytest.raises(ValueError, match="不在抽中的案卷里"):
        estimate(found, {**findings, "别的": True})
    findings.popitem()
    with pytest.raises(ValueError, match="还有1份案卷没有评查结论"):
        total(found, findings)


# --- risk -----------------------------------------------------------------------------------------


def fined(number: int, fine: object, **more: object) -> Case:
    return Case.model_validate(
        {
            "id": f"案{number}",
            "items": ["CN-PM-63-B"],
            "party": {"kind": "individual"},
            "act": {"start": "2024-05-01"},
            "decided": "2024-06-01",
            "penalty": {"fine": fine},
            **more,
        }
    )


def test_reasons_are_those_of_the_case() -> None:
    shown = {"hearing_offered": True, "legal_review_done": True}
    cases = [
        fined(0, "4500.01"),
        fined(1, 4500),
        fined(2, 5000, procedure=shown),
        fined(3, 5000, procedure={"hearing_offered": True}),
        fined(4, 10_000_000, procedure=shown),
    ]
    found = risks(table(cases, BOOK.every_fact()), BOOK)
    assert "below_threshold" in found.of(0)
    assert "below_threshold" not in found.of(1)
    assert "large" in found.of(2)
    assert "marks_missing" not in found.of(2)
    assert "marks_missing" in found.of(3)
    assert "outside_law" in found.of(4)
    for row in range(len(cases)):
        assert found.sizes[row] == 1 + sum(POINTS[reason] for reason in found.of(row))


def test_what_a_check_finds_is_a_reason() -> None:
    """A check is silent where the law is in doubt; the reasons are not, so they may be more."""
    some = open_corpus("sample").cases[:800]
    found = risks(table(some, BOOK.every_fact()), BOOK)
    seen = more = 0
    for row, case in enumerate(some):
        assert case.penalty is not None
        answer = BOOK.determine(case)
        codes = {f.code for f in law_findings(case, case.penalty, answer)}
        if "fine_outside_law" in codes:
            assert "outside_law" in found.of(row)
            seen += 1
        elif benchmark_findings(case, case.penalty, answer):
            assert "off_benchmark" in found.of(row)
            seen += 1
        else:
            more += bool({"outside_law", "off_benchmark"} & set(found.of(row)))
    assert more < seen


def test_a_mark_that_no_ledger_row_has_says_nothing_of_any() -> None:
    found = risks(table([fined(0, 5000), fined(1, 6000)], BOOK.every_fact()), BOOK)
    assert not found.reasons["marks_missing"].any()


def test_the_risky_files_of_a_corpus_come_more_often_and_none_is_shut_out() -> None:
    sample = open_corpus("sample")
    some = Corpus.of(Source(sample.cases[:600]), sample.declarations)
    found = sample_files(some, BOOK, 60, by=("team",), seed=7)
    assert len(found.drawn) == 60
    other = Corpus.of(Source(tuple(reversed(sample.cases[:600]))), sample.declarations)
    assert sample_files(other, BOOK, 60, by=("team",), seed=7) == found
    weights = {d.size: d.weight for d in found.drawn}
    assert len(weights) > 1
    assert sorted(weights, reverse=True) == sorted(weights, key=lambda size: weights[size])
    assert sample_files(some, BOOK, 60, by=("item", "channel"), seed=7).strata > found.strata


def test_an_empty_corpus_gives_no_files() -> None:
    assert sample_files(Corpus.of(Source(()), BOOK.every_fact()), BOOK, 5).drawn == ()
