"""Unlawful and off the benchmark: only what holds whatever is still open."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.consistency.check import judge
from discretion.consistency.comparables import Standing
from discretion.model.case import Case
from discretion.model.determination import (
    Answer,
    Determination,
    DutyNote,
    MissingFact,
    OtherKind,
    Outcome,
    Range,
    Reason,
)
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.model.review import Comparison, Review, Verdict

K = PenaltyKind
LAWFUL, BAND = (500, 5000), (1000, 2000)


def yuan(low: int, high: int | None, **opened: bool) -> Range:
    return Range(Money.yuan(low), None if high is None else Money.yuan(high), **opened)


def case(penalty: Penalty | None, **changes: Any) -> Case:
    data = {"id": "1", "items": ["X"], "party": {"kind": "unit"}, "penalty": penalty}
    return Case.model_validate({**data, **changes})


def fined(amount: int, *kinds: PenaltyKind) -> Penalty:
    return Penalty(kinds=(K.FINE, *kinds), fine=Money.yuan(amount))


def review(penalty: Penalty | None, case_changes: dict[str, Any] | None = None, **d: Any) -> Review:
    plain = {
        "outcome": Outcome.PENALTY,
        "item": "X",
        "statutory": yuan(*LAWFUL),
        "lawful": yuan(*LAWFUL),
        "recommended": yuan(*BAND),
    }
    determination = Determination("1", **{**plain, **d})
    return judge(case(penalty, **(case_changes or {})), determination, None, (), "")


def codes(found: Review) -> set[str]:
    return {finding.code for finding in found.findings}


def person(code: str, **values: Any) -> dict[str, Any]:
    return {"for_person": (Reason(1, code, values=tuple(values.items())),)}


def missing(*answers: Answer) -> dict[str, Any]:
    return {"missing": (MissingFact("f", "事实", "？", None, answers),), "certain": False}


# --- the fine ---------------------------------------------------------------------------------


@given(
    st.integers(1, 60).map(lambda n: n * 100),
    st.tuples(st.booleans(), st.booleans()),
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted),
    st.booleans(),
)
def test_a_fine_is_unlawful_exactly_outside_the_lawful_range(
    amount: int, opened: tuple[bool, bool], ends: list[int], certain: bool
) -> None:
    low, high = (n * 100 for n in ends)
    opened = (False, False) if low == high else opened
    lawful = yuan(low, high, minimum_open=opened[0], maximum_open=opened[1])
    found = review(fined(amount), lawful=lawful, recommended=lawful, certain=certain)
    inside = (low < amount or (amount == low and not opened[0])) and (
        amount < high or (amount == high and not opened[1])
    )
    assert (found.verdict is Verdict.UNLAWFUL) == (not inside)
    assert ("fine_outside_law" in codes(found)) == (not inside)


@pytest.mark.parametrize(
    ("amount", "verdict", "away", "share"),
    [
        (400, Verdict.UNLAWFUL, None, None),
        (500, Verdict.OFF_BENCHMARK, 500, 50),
        (999, Verdict.OFF_BENCHMARK, 1, 0),
        (1000, Verdict.CONSISTENT, None, None),
        (2000, Verdict.CONSISTENT, None, None),
        (2500, Verdict.OFF_BENCHMARK, 500, 25),
        (5000, Verdict.OFF_BENCHMARK, 3000, 150),
        (5001, Verdict.UNLAWFUL, None, None),
    ],
)
def test_law_goes_before_the_benchmark(
    amount: int, verdict: Verdict, away: int | None, share: int | None
) -> None:
    found = review(fined(amount))
    assert found.verdict is verdict
    if verdict is Verdict.OFF_BENCHMARK:
        values = dict(found.findings[0].values)
        assert found.findings[0].code == "off_benchmark"
        assert (values["distance"], values["share"]) == (Money.yuan(away or 0), share)


def test_an_open_end_is_off_the_benchmark_by_nothing() -> None:
    found = review(fined(2000), recommended=yuan(1000, 2000, maximum_open=True))
    assert found.verdict is Verdict.OFF_BENCHMARK
    assert dict(found.findings[0].values)["distance"] == Money(0)


def test_a_fine_under_a_clause_without_one_has_no_basis() -> None:
    found = review(fined(100), lawful=None, statutory=None, recommended=None)
    assert (found.verdict, "fine_without_basis" in codes(found)) == (Verdict.UNLAWFUL, True)


BELOW, ABOVE = fined(100), fined(9000)
ACT = {"act": {"start": "2021-05-06"}}


@pytest.mark.parametrize(
    ("open_question", "changes", "below", "above"),
    [
        ({}, {}, True, True),
        (person("amount_not_held"), {}, False, False),
        (person("item_not_known"), {}, False, False),
        # The milder of two laws applies, so one that is not held can only open the lower end.
        (person("act_law_not_held", day=date(2021, 5, 6)), {}, False, True),
        (person("decision_law_not_held", day=date(2021, 5, 6)), {}, False, True),
        (person("text_replaced", **{"from": date(2021, 6, 1)}), ACT, False, True),
        (person("text_replaced", **{"from": date(2021, 5, 6)}), ACT, False, False),
        (person("text_replaced", **{"from": date(2021, 6, 1)}), {}, False, False),
        (person("moves_tie"), {}, False, True),
        (person("too_many_unknown"), {}, False, True),
        (person("fact_not_declared"), {}, True, True),
        (person("table_gap"), {}, True, True),
    ],
)
def test_an_open_question_of_law_keeps_the_end_it_could_move_from_being_judged(
    open_question: dict[str, Any], changes: dict[str, Any], below: bool, above: bool
) -> None:
    for penalty, sure in ((BELOW, below), (ABOVE, above)):
        found = review(penalty, changes, **open_question)
        assert found.verdict is (Verdict.UNLAWFUL if sure else Verdict.CANNOT_SAY)


def test_the_number_at_an_open_end_belongs_to_that_end() -> None:
    """A fine of 500 under “over 500” is below the range, and the milder law may allow it."""
    over = {"lawful": yuan(*LAWFUL, minimum_open=True, maximum_open=True)}
    milder = person("decision_law_not_held")
    assert review(fined(500), **over).verdict is Verdict.UNLAWFUL
    assert review(fined(500), **over, **milder).verdict is Verdict.CANNOT_SAY
    assert review(fined(5000), **over, **milder).verdict is Verdict.UNLAWFUL


def test_many_like_it_do_not_make_a_fine_outside_the_known_law_consistent() -> None:
    found = Comparison(0.2, 50, 50.0, 0.2, 0.1, 0.3, 0.5)
    enough = Standing(50, True, found, False)
    for amount, verdict in ((1500, Verdict.CONSISTENT), (9000, Verdict.CANNOT_SAY)):
        determination = Determination(
            "1",
            Outcome.PENALTY,
            "X",
            statutory=yuan(*LAWFUL),
            lawful=yuan(*LAWFUL),
            recommended=yuan(*BAND),
            **person("item_not_known"),
        )
        assert judge(case(fined(amount)), determination, enough, (), "").verdict is verdict


def test_a_fine_that_only_the_open_law_could_allow_says_so() -> None:
    for code, expected in (
        ("decision_law_not_held", "law_not_known"),
        ("item_not_known", "item_not_known"),
        ("amount_not_held", "range_not_held"),
    ):
        assert expected in codes(review(BELOW, **person(code)))
    below_band = review(fined(500), **person("decision_law_not_held"))
    assert below_band.verdict is Verdict.CANNOT_SAY
    assert "law_not_known" in codes(below_band)
    assert "law_not_known" not in codes(review(fined(1500), **person("decision_law_not_held")))


# --- kinds, duties, no penalty ----------------------------------------------------------------


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.MAY_EXEMPT])
def test_no_penalty_may_be_imposed_where_none_is_lawful(outcome: Outcome) -> None:
    none = {"lawful": None, "statutory": None, "recommended": None, "outcome": outcome}
    found = review(Penalty(kinds=(K.WARNING,)), others=(OtherKind(K.WARNING, "may"),), **none)
    barred = outcome in (Outcome.NO_PENALTY, Outcome.TIME_BARRED, Outcome.CORRECTION_ONLY)
    assert (found.verdict is Verdict.UNLAWFUL) == barred
    assert ("penalty_not_allowed" in codes(found)) == barred
    if barred:
        assert review(Penalty(), **none).verdict is Verdict.CONSISTENT


def test_refraining_is_right_where_it_is_permitted_and_else_wants_a_ground() -> None:
    assert review(Penalty(), outcome=Outcome.MAY_EXEMPT).verdict is Verdict.CONSISTENT
    unfounded = review(Penalty())
    assert unfounded.verdict is Verdict.CANNOT_SAY
    assert "exemption_not_supported" in codes(unfounded)


@pytest.mark.parametrize(
    ("kind", "others", "more", "refused"),
    [
        (K.CONFISCATE_GOODS, (), {}, True),
        (K.CONFISCATE_GOODS, (OtherKind(K.CONFISCATE_GOODS, "may"),), {}, False),
        (K.CONFISCATE_GOODS, (OtherKind(K.CONFISCATE_GOODS, "may", None, False),), {}, False),
        (K.CONFISCATE_GAINS, (), {}, False),  # art. 28
        (K.OTHER, (), {}, False),
        (K.CLOSE_BUSINESS, (OtherKind(K.SUSPEND_BUSINESS, "may"),), {}, True),
        # Art. 29 leaves the other norm's other kinds alone.
        (K.WARNING, (), {"reasons": (Reason(7, "one_act"),)}, False),
        (K.WARNING, (), person("amount_not_held"), False),
        (K.WARNING, (), person("decision_law_not_held"), False),
        (K.WARNING, (), person("too_many_unknown"), False),
    ],
)
def test_a_kind_that_the_clause_does_not_know_is_unlawful(
    kind: PenaltyKind, others: tuple[OtherKind, ...], more: dict[str, Any], refused: bool
) -> None:
    found = review(fined(1500, kind), others=others, **more)
    assert ("kind_not_allowed" in codes(found)) == refused
    assert (found.verdict is Verdict.UNLAWFUL) == refused


def test_a_fine_that_is_bound_may_not_be_left_out() -> None:
    warning = Penalty(kinds=(K.WARNING,))
    allowed = (OtherKind(K.WARNING, "must"),)
    assert "fine_required" in codes(review(warning, others=allowed))
    for change in (
        {"fine_optional": True},
        {"certain": False},
        {"lawful": yuan(0, 5000)},
        {"others": (OtherKind(K.WARNING, "alternative"),)},
        {"outcome": Outcome.MAY_EXEMPT},
    ):
        found = review(warning, **{"others": allowed, **change})
        assert found.verdict is Verdict.CANNOT_SAY


@pytest.mark.parametrize(
    ("code", "met", "certain", "penalty", "unlawful"),
    [
        ("hearing", False, True, fined(1500), True),
        ("hearing", None, True, fined(1500), False),
        ("hearing", True, True, fined(1500), False),
        ("legal_review", False, False, fined(1500), False),
        ("inform", False, True, Penalty(), False),
        ("deadline", False, None, fined(1500), True),
        ("deadline", False, None, Penalty(), True),
        ("on_the_spot", False, None, fined(1500), True),
    ],
)
def test_a_duty_known_to_be_missed_is_unlawful(
    code: str, met: bool | None, certain: bool | None, penalty: Penalty, unlawful: bool
) -> None:
    values = () if certain is None else (("certain", certain),)
    duties = (DutyNote(code, None, date(2021, 8, 4), met, values),)
    found = review(penalty, outcome=Outcome.MAY_EXEMPT, duties=duties)
    assert (found.verdict is Verdict.UNLAWFUL) == unlawful
    assert ("duty_missed" in codes(found)) == unlawful


def test_a_required_kind_that_is_lacking_is_told_without_effect() -> None:
    found = review(fined(1500), others=(OtherKind(K.CONFISCATE_GOODS, "must"),))
    assert (found.verdict, "kind_missing" in codes(found)) == (Verdict.CONSISTENT, True)
    unsure = (OtherKind(K.CONFISCATE_GOODS, "must", None, False), OtherKind(K.WARNING, "may"))
    assert "kind_missing" not in codes(review(fined(1500), others=unsure))


# --- the benchmark ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("open_question", "certain", "judged"),
    [
        ({}, True, True),
        ({}, False, True),
        (person("table_gap"), True, True),
        (person("table_gap"), False, False),
        (person("table_overlap"), False, False),
        (person("moves_tie"), True, False),
        (person("item_not_known"), True, False),
        (person("decision_law_not_held"), True, True),
    ],
)
def test_a_band_is_only_held_against_a_fine_where_it_is_certain(
    open_question: dict[str, Any], certain: bool, judged: bool
) -> None:
    found = review(fined(3000), certain=certain, **open_question)
    assert found.verdict is (Verdict.OFF_BENCHMARK if judged else Verdict.CANNOT_SAY)


def test_a_possible_answer_without_a_band_leaves_the_benchmark_open() -> None:
    banded = Answer("0", Outcome.PENALTY, "lighter", yuan(*LAWFUL), yuan(*BAND))
    bare = Answer(">= 1", Outcome.PENALTY, None, yuan(*LAWFUL), None)
    spared = Answer(">= 1", Outcome.NO_PENALTY, None, None, None)
    assert review(fined(3000), **missing(banded, bare)).verdict is Verdict.CANNOT_SAY
    assert review(fined(3000), **missing(banded, spared)).verdict is Verdict.OFF_BENCHMARK


def test_a_recorded_reason_is_shown_and_its_lack_is_told() -> None:
    recorded = {"procedure": {"deviation_reason": "当事人主动消除影响"}}
    assert "reason_recorded" in codes(review(fined(3000), recorded))
    assert "reason_not_recorded" in codes(review(fined(3000)))
    assert codes(review(fined(1500))).isdisjoint({"reason_recorded", "reason_not_recorded"})


def test_no_reason_is_asked_for_what_the_law_does_not_allow() -> None:
    unlawful = review(fined(9_000_000))
    assert unlawful.verdict is Verdict.UNLAWFUL
    assert "off_benchmark" in codes(unlawful)
    assert "reason_not_recorded" not in codes(unlawful)


def test_within_an_uncertain_band_alone_nothing_is_confirmed() -> None:
    found = review(fined(1500), **missing())
    assert found.verdict is Verdict.CANNOT_SAY
    assert "facts_missing" in codes(found)


def test_without_a_penalty_there_is_no_verdict() -> None:
    found = review(None)
    assert (found.verdict, found.fine, found.comparison) == (Verdict.CANNOT_SAY, None, None)
    assert "no_penalty_to_check" in codes(found)
    for outcome, code in (
        (Outcome.UNKNOWN_ITEM, "item_not_known"),
        (Outcome.UNKNOWN_LAW, "law_not_known"),
    ):
        bare = {"lawful": None, "statutory": None, "recommended": None, "certain": False}
        assert code in codes(review(fined(1500), outcome=outcome, **bare))
