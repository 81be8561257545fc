"""Whole ledgers: counts, reasons, order, and the shipped rules end to end."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from discretion import Case, Money, Verdict, check, check_ledger, load_rulebook, read_ledger
from discretion.consistency.ledger import LedgerCheck
from discretion.consistency.limits import ALARM
from discretion.corpus import Corpus
from discretion.corpus.source import Source, sample_ledger
from discretion.model.review import Review

SHANGHAI = load_rulebook("shanghai-urban-management")
SHENZHEN = load_rulebook("shenzhen-urban-management")
PLANTS = "SZ-GR-31"  # harming plants: 100 to 500 yuan, three fixed steps

SHARED_FOLDER = Path(
    os.environ.get("DISCRETION_SHARED", Path(__file__).resolve().parents[2].parent / "shared")
)
REAL_LEDGER = SHARED_FOLDER / "data" / "jingan_dev" / "penalties_2021-05.csv"

WHY_NOT = {
    "no_penalty_to_check",
    "item_not_known",
    "law_not_known",
    "range_not_held",
    "facts_missing",
    "no_benchmark",
    "too_few_comparables",
    "no_comparables",
    "exemption_not_supported",
}
"""Every reason for which nothing can be said."""


def shenzhen(number: object, **changes: Any) -> Case:
    data: dict[str, Any] = {
        "id": str(number),
        "items": [PLANTS],
        "party": {"kind": "individual", "age": 40, "capacity": "full"},
        "act": {"start": "2024-05-06", "discovered": "2024-05-06"},
        "filed": "2024-05-07",
        "decided": "2024-05-20",
        "facts": {"prior_penalties": 1},
        "penalty": {"fine": 200},
    }
    return Case.model_validate({**data, **changes})


def codes(review: Review) -> set[str]:
    return {finding.code for finding in review.findings}


def fines(*kinds: str, fine: int | None) -> dict[str, Any]:
    return {"penalty": {"kinds": kinds, "fine": fine}}


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({}, Verdict.CONSISTENT, None),
        (fines(fine=100), Verdict.OFF_BENCHMARK, "off_benchmark"),
        (fines(fine=500), Verdict.OFF_BENCHMARK, "off_benchmark"),
        (fines(fine=99), Verdict.UNLAWFUL, "fine_outside_law"),
        (fines(fine=501), Verdict.UNLAWFUL, "fine_outside_law"),
        (fines("confiscate_goods", fine=200), Verdict.UNLAWFUL, "kind_not_allowed"),
        (fines("warning", fine=None), Verdict.UNLAWFUL, "fine_required"),
        (fines(fine=None), Verdict.CANNOT_SAY, "exemption_not_supported"),
        # Below the minimum needs a ground (行政处罚法 art. 32), and here is one.
        (
            {**fines(fine=99), "circumstances": ["removed_harm"]},
            Verdict.OFF_BENCHMARK,
            "off_benchmark",
        ),
        # Too young to be punished (art. 30).
        (
            {"party": {"kind": "individual", "age": 13, "capacity": "full"}},
            Verdict.UNLAWFUL,
            "penalty_not_allowed",
        ),
        # Found after the two years of art. 36.
        (
            {
                "act": {"start": "2024-01-06", "discovered": "2026-05-07"},
                "filed": "2026-05-08",
                "decided": "2026-05-20",
            },
            Verdict.UNLAWFUL,
            "penalty_not_allowed",
        ),
        # Decided on the ninety-first day (art. 60).
        ({"decided": "2024-08-05"}, Verdict.CONSISTENT, None),
        ({"decided": "2024-08-06"}, Verdict.UNLAWFUL, "duty_missed"),
        # On the spot up to 200 yuan (art. 51).
        ({"procedure": {"on_the_spot": True}}, Verdict.CONSISTENT, None),
        ({"procedure": {"informed": False}}, Verdict.UNLAWFUL, "duty_missed"),
        ({"facts": {}}, Verdict.CANNOT_SAY, "facts_missing"),
        ({"facts": {}, **fines(fine=501)}, Verdict.UNLAWFUL, "fine_outside_law"),
        ({"items": ["SZ-GR-3"]}, Verdict.CANNOT_SAY, "item_not_known"),
        ({"penalty": None}, Verdict.CANNOT_SAY, "no_penalty_to_check"),
    ],
)
def test_one_case_under_the_shenzhen_rules(
    changes: dict[str, Any], verdict: Verdict, code: str | None
) -> None:
    review = check(shenzhen(1, **changes), SHENZHEN)
    assert review.verdict is verdict, review.findings
    assert code is None or code in codes(review)


def test_a_fine_at_the_threshold_owes_the_offer_of_a_hearing() -> None:
    dog = {"items": ["SZ-DOG-63"], **fines(fine=7000)}
    for offered, verdict in (
        (True, Verdict.CONSISTENT),
        (None, Verdict.CONSISTENT),
        (False, Verdict.UNLAWFUL),
    ):
        review = check(shenzhen(1, **dog, procedure={"hearing_offered": offered}), SHENZHEN)
        assert review.verdict is verdict
    low = {**dog, **fines(fine=5000), "facts": {"prior_penalties": 0}}
    assert check(shenzhen(1, **low), SHENZHEN).verdict is Verdict.CONSISTENT


def test_counts_reasons_errors_and_progress_of_a_ledger() -> None:
    cases = [
        shenzhen(0),
        shenzhen(1, **fines(fine=501)),
        shenzhen(2, **fines(fine=100)),
        shenzhen(3, facts={}),
        shenzhen(4, items=["SZ-GR-3"]),
        shenzhen(5, facts={"prior_penalties": "多次"}),
        *(shenzhen(i) for i in range(6, 250)),
    ]
    seen: list[int] = []
    found = check_ledger(cases, SHENZHEN, None, seen.append)
    assert found.counts == {
        Verdict.UNLAWFUL: 1,
        Verdict.OFF_BENCHMARK: 1,
        Verdict.UNUSUAL: 0,
        Verdict.CONSISTENT: 246,
        Verdict.CANNOT_SAY: 1,
    }
    assert found.doubts == {"item_not_known": 1}
    assert [e.case_id for e in found.errors] == ["5"]
    assert [r.determination.case_id for r in found.reviews] == [c.id for c in cases if c.id != "5"]
    assert seen == [100, 200, 250]


def test_an_empty_ledger_has_nothing_to_say() -> None:
    found = check_ledger([], SHENZHEN)
    assert (found.reviews, found.errors, found.doubts) == ((), (), {})
    assert set(found.counts.values()) == {0}


def test_the_same_number_twice_is_reviewed_twice_and_never_its_own_comparable() -> None:
    cases = [shenzhen("twice"), shenzhen("twice", **fines(fine=500)), shenzhen("other")]
    found = check_ledger(cases, SHENZHEN)
    assert len(found.reviews) == 3
    assert [r.comparison.n for r in found.reviews if r.comparison] == [1, 1, 1]


def test_cases_and_corpus_may_come_from_anywhere() -> None:
    cases = [shenzhen(i, **fines(fine=100 + i)) for i in range(30)]
    corpus = Corpus.of(Source(cases), SHENZHEN.every_fact())
    new = shenzhen("new", **fines(fine=490))
    review = check_ledger([new], SHENZHEN, corpus).reviews[0]
    assert review == check(new, SHENZHEN, corpus, k=0)
    assert review.corpus_version == corpus.version
    assert review.comparison is not None
    assert review.comparison.n == 30


# --- whole ledgers ----------------------------------------------------------------------------


def assert_sound(found: LedgerCheck) -> None:
    """What holds of any review of any ledger."""
    assert sum(found.counts.values()) == len(found.reviews)
    for review in found.reviews:
        shown = codes(review)
        if review.verdict is Verdict.CANNOT_SAY:
            assert shown & WHY_NOT, review.determination.case_id
        if review.verdict is Verdict.CONSISTENT and review.fine is not None:
            assert review.lawful is not None
            assert review.lawful.contains(review.fine)
        if "fine_outside_law" in shown:
            assert review.verdict is Verdict.UNLAWFUL
            assert review.lawful is not None
            assert review.fine is not None
            assert not review.lawful.contains(review.fine)
        c = review.comparison
        if c is not None and c.p is not None:
            assert 0 < c.p <= 1
            assert c.circle in ("item", "statute", "domain")
            assert 1 <= c.effective_n <= c.n + 1e-6
        if review.verdict is Verdict.UNUSUAL:
            assert c is not None
            assert c.p is not None
            assert c.p <= ALARM


@pytest.fixture(scope="module")
def sample() -> LedgerCheck:
    ledger = read_ledger(sample_ledger(), SHANGHAI)
    return check_ledger(ledger.cases, SHANGHAI)


def test_the_sample_is_soundly_reviewed(sample: LedgerCheck) -> None:
    assert len(sample.reviews) > 2900
    assert_sound(sample)


def test_what_was_planted_in_the_sample_against_law_and_benchmark_is_found(
    sample: LedgerCheck,
) -> None:
    with sample_ledger().with_name("planted.csv").open(encoding="utf-8-sig", newline="") as file:
        planted = {row["处罚决定书文号"]: row["不一致类型"] for row in csv.DictReader(file)}
    found = Counter(
        (planted.get(r.determination.case_id, "none"), r.verdict) for r in sample.reviews
    )
    for kind, verdict in (
        ("outside_lawful", Verdict.UNLAWFUL),
        ("above_band", Verdict.OFF_BENCHMARK),
        ("below_band", Verdict.OFF_BENCHMARK),
    ):
        total = sum(n for (k, _), n in found.items() if k == kind)
        assert total >= 15
        assert found[kind, verdict] >= total - 1  # one was decided under a law that is not held
    assert found["none", Verdict.UNLAWFUL] == found["none", Verdict.OFF_BENCHMARK] == 0
    honest = sum(n for (k, _), n in found.items() if k == "none")
    assert found["none", Verdict.UNUSUAL] <= honest * 0.05


@pytest.mark.skipif(not REAL_LEDGER.is_file(), reason="the published decisions are not at hand")
def test_published_decisions_of_a_real_district_are_soundly_reviewed() -> None:
    ledger = read_ledger(REAL_LEDGER, SHANGHAI)
    found = check_ledger(ledger.cases, SHANGHAI)
    assert len(found.reviews) == len(ledger.cases) > 150
    assert not found.errors
    assert_sound(found)
    # Decided by a real body and published: nothing in them is plainly against the law.
    assert found.counts[Verdict.UNLAWFUL] == 0
    assert any(r.comparison and r.comparison.observed for r in found.reviews)
    assert all(r.fine is None or r.fine > Money(0) for r in found.reviews)


def test_a_whole_ledger_is_reminded_of_earlier_penalties() -> None:
    party = {"kind": "unit", "name": "深圳鑫味园林绿化有限公司"}
    first = shenzhen("先", party=party, decided="2023-11-02", filed=None, act={}, facts={})
    second = shenzhen("后", party=party, facts={})
    found = check_ledger([second, first], SHENZHEN)
    after, before = found.reviews
    said = next(dict(f.values) for f in after.findings if f.code == "earlier_penalties")
    assert (said["n"], said["cases"]) == (1, ("先",))
    assert "earlier_penalties" not in codes(before)
    # A reminder is no reason why there is no verdict.
    assert after.verdict is Verdict.CANNOT_SAY
    assert found.doubts
    assert set(found.doubts) <= WHY_NOT
