"""Corpora with nothing, or nothing but sameness, in them: sensible answers or clear errors."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from discretion import Case, Verdict, audit, check, check_ledger, load_rulebook
from discretion.consistency.calibration import Calibration
from discretion.consistency.observations import Observations
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.model.audit import Audit

BOOK = load_rulebook("shanghai-urban-management")
STALL = "SH-SR-25-3"  # goods piled on a road: 500 to 5,000 yuan
TREES = "SH-TO-16-1-2"  # the statutory amounts are not held


def case(number: object, **changes: Any) -> Case:
    data: dict[str, Any] = {
        "id": f"{number:0>5}",
        "items": [STALL],
        "party": {"kind": "unit"},
        "decided": "2021-05-20",
        "team": f"T{number}"[:2],
        "penalty": {"fine": 1000},
    }
    return Case.model_validate({**data, **changes})


def corpus(cases: list[Case]) -> Corpus:
    return Corpus.of(Source(cases), BOOK.every_fact())


def audited(cases: list[Case]) -> Audit:
    """Every door in turn; each must count every case, and none must fall."""
    own = corpus(cases)
    found = audit(own, BOOK)
    assert found.cases == len(own)
    ledger = check_ledger(cases, BOOK)
    assert len(ledger.reviews) + len(ledger.errors) == len(cases)
    estimates = found.verdicts
    verdicts = {v: round((e.value or 0.0) * e.n) for v, e in estimates.items()}
    assert sum(verdicts.values()) + found.unusable == len(own)
    assert verdicts == dict(ledger.counts)
    if cases:
        assert check(cases[-1], BOOK, own) is not None
    assert audit(own, BOOK) == found
    return found


def test_no_cases() -> None:
    found = audited([])
    assert (found.cases, found.first, found.last) == (0, None, None)
    assert all(e.value is None and e.n == 0 for e in found.verdicts.values())
    lists = (found.outliers, found.pairs, found.disparities, found.heaps, found.notes)
    assert lists == ((),) * 5
    nothing = check(case(1), BOOK, corpus([]))
    assert "no_comparables" in {f.code for f in nothing.findings}


def test_one_case() -> None:
    found = audited([case(1)])
    assert found.verdicts[Verdict.CANNOT_SAY].value == 1.0
    assert found.first == found.last == date(2021, 5, 20)


def test_one_item_of_equal_cases() -> None:
    found = audited([case(i) for i in range(120)])
    assert found.outliers == found.pairs == ()
    assert not any(d.found for d in found.disparities)
    assert not any(drift.changes for drift in found.drifts)


def test_equal_cases_but_one() -> None:
    cases = [case(i) for i in range(120)]
    odd = case("odd", penalty={"fine": 5000})
    found = audited([*cases, odd])
    assert found.verdicts[Verdict.UNUSUAL].value == pytest.approx(1 / 121, abs=1e-6)
    review = check(odd, BOOK, corpus([*cases, odd]))
    assert review.verdict is Verdict.UNUSUAL


def test_no_penalties() -> None:
    found = audited([case(i, penalty=None) for i in range(60)])
    assert found.verdicts[Verdict.CANNOT_SAY].value == 1.0
    assert found.doubts["no_penalty_to_check"] == 60
    assert not found.outliers


def test_nothing_but_exemptions() -> None:
    found = audited([case(i, penalty={"kinds": []}) for i in range(60)])
    assert found.outliers == found.heaps == ()


@pytest.mark.parametrize("gone", ["items", "decided", "team"])
def test_what_every_case_lacks_is_missing_from_the_answer_alone(gone: str) -> None:
    cases = [case(i, **{gone: [] if gone == "items" else None}) for i in range(60)]
    found = audited(cases)
    if gone == "items":
        assert found.verdicts[Verdict.CANNOT_SAY].value == 1.0
        assert found.doubts["item_not_known"] == 60
    if gone == "decided":
        assert found.first is None
        assert found.drifts[0].months == ()


def test_dates_in_the_far_future_and_past() -> None:
    days = ["9999-12-31", "2999-01-01", "1900-01-01", "0001-01-01"]
    cases = [case(i, decided=days[i % 4], penalty={"fine": 1000 + i}) for i in range(80)]
    found = audited(cases)
    assert (found.first, found.last) == (date(1, 1, 1), date(9999, 12, 31))


def test_facts_that_the_rulebook_refuses_are_counted() -> None:
    cases = [case(i, facts={"area_m2": "很大"} if i < 3 else {}) for i in range(60)]
    assert audited(cases).unusable == 3


def test_an_item_without_a_statutory_range() -> None:
    audited([case(i, items=[TREES], penalty={"fine": 100 + i}) for i in range(60)])


def test_amounts_without_measure() -> None:
    fines = [0.01, 99_999_999_999, 500, 5000]
    audited([case(i, penalty={"fine": str(fines[i % 4])}) for i in range(80)])


@pytest.mark.parametrize("fine", [0, -500, "-0.01", "NaN", float("inf")])
def test_a_fine_of_nothing_or_less_is_refused_where_the_case_is_read(fine: Any) -> None:
    with pytest.raises(ValidationError, match=r"fine|罚款|金额"):
        case(1, penalty={"fine": fine})


def test_a_severity_that_is_nowhere_known() -> None:
    cases = Observations.of(np.full(50, np.nan), {"x": np.arange(50.0)})
    placed = Calibration(cases).place_all()
    assert np.isnan(placed.p).all()
    assert (placed.n == 0).all() or np.isnan(placed.expected).all()
    assert np.isnan(Calibration(cases).adjusted()).all()


def test_severities_of_one_s_own_without_facts() -> None:
    placed = Calibration(Observations.of(np.arange(60.0), {})).place_all()
    assert not np.isnan(placed.p).any()


@pytest.mark.parametrize("rate", [0.0, 1.0, -1.0, float("nan")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="错误发现率"):
        audit(corpus([case(1)]), BOOK, rate=rate)


def test_a_hundred_thousand_equal_observations() -> None:
    n = 100_000
    same = Observations.of(np.full(n, 0.4), {"x": np.ones(n)}, day=np.zeros(n))
    calibration = Calibration(same)
    placed = calibration.place_all()
    assert (placed.p == 1.0).all()
    assert np.abs(calibration.adjusted()).max() < 1e-9
