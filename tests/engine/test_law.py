"""Worked examples from the statutes, each named after its article, under the shipped rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from discretion import Case, Determination, Money, Outcome, load_rulebook
from discretion.engine.duties import surcharge
from discretion.model.determination import DutyNote, Range
from discretion.rulebook.schema import Surcharge

BOOK = load_rulebook("shanghai-urban-management")
STALL = "SH-SR-25-3"  # goods piled on a road: 500 to 5,000 yuan


def yuan(low: str | int, high: str | int | None) -> Range:
    return Range(Money.yuan(low), None if high is None else Money.yuan(high))


def case(**changes: Any) -> Case:
    data: dict[str, Any] = {
        "id": "1",
        "items": [STALL],
        "party": {"kind": "individual", "age": 40, "capacity": "full"},
        "act": {"start": "2021-08-06", "discovered": "2021-08-06"},
        "filed": "2021-08-07",
        "decided": "2021-08-20",
        "facts": {"prior_penalties": 0, "area_m2": 3, "key_area": False},
    }
    return Case.model_validate({**data, **changes})


def determine(**changes: Any) -> Determination:
    return BOOK.determine(case(**changes))


def codes(d: Determination) -> set[str]:
    return {reason.code for reason in d.reasons}


def duty(d: Determination, code: str) -> DutyNote | None:
    return next((note for note in d.duties if note.code == code), None)


def place_of(d: Determination, code: str) -> tuple[str, int | None]:
    place = next(r.place for r in d.reasons if r.code == code)
    assert place
    return place.source, place.article


# --- articles 30 and 31: age and capacity ------------------------------------------------------


def test_article_30_a_child_of_thirteen_is_not_penalised() -> None:
    d = determine(party={"kind": "individual", "age": 13})
    assert d.outcome is Outcome.NO_PENALTY
    assert place_of(d, "exempt_must") == ("cn-penalty-law-2021", 30)
    assert d.lawful is None


def test_article_30_from_fourteen_to_under_eighteen_is_lighter_or_mitigated() -> None:
    for age in (14, 17):
        facts = {"prior_penalties": 3, "area_m2": 3, "key_area": False}
        d = determine(party={"kind": "individual", "age": age}, facts=facts)
        assert d.outcome is Outcome.PENALTY
        assert (d.table_grade, d.grade) == ("heavier", "lighter")
        assert d.lawful == yuan(0, 5000)
    assert determine(party={"kind": "individual", "age": 18}).lawful == yuan(500, 5000)


def test_article_30_age_is_read_from_the_identity_number_and_counts_from_the_next_day() -> None:
    # Born 2007-05-06: fourteen only from the day after the fourteenth birthday.
    party = {"kind": "individual", "number": "310114200705060015"}
    on_birthday = determine(party=party, act={"start": "2021-05-06", "discovered": "2021-05-06"})
    assert on_birthday.outcome is Outcome.NO_PENALTY
    act = {"start": "2021-05-07", "discovered": "2021-05-07"}
    assert determine(party=party, act=act).outcome is Outcome.PENALTY


def test_article_31_without_capacity_no_penalty_and_with_partial_capacity_optionally_less() -> None:
    none = determine(party={"kind": "individual", "age": 40, "capacity": "none"})
    assert none.outcome is Outcome.NO_PENALTY
    assert place_of(none, "exempt_must") == ("cn-penalty-law-2021", 31)
    partial = determine(party={"kind": "individual", "age": 40, "capacity": "partial"})
    assert partial.outcome is Outcome.PENALTY
    assert partial.lawful == yuan(0, 5000)
    assert "move_optional" in codes(partial)


# --- article 32: lighter or mitigated ----------------------------------------------------------


def test_article_32_who_removes_the_harm_may_be_fined_below_the_minimum() -> None:
    d = determine(circumstances=["removed_harm"])
    assert place_of(d, "mitigable") == ("cn-penalty-law-2021", 32)
    assert d.statutory == yuan(500, 5000)
    assert d.lawful == yuan(0, 5000)
    assert d.lawful.contains(Money.yuan(100))
    assert d.grade == "lighter"


# --- article 33: exemption ---------------------------------------------------------------------


def test_article_33_minor_corrected_and_harmless_is_not_penalised() -> None:
    facts = {"corrected": True, "harm": "none"}
    d = determine(circumstances=["minor_violation"], facts=facts)
    assert d.outcome is Outcome.NO_PENALTY
    assert place_of(d, "exempt_must") == ("cn-penalty-law-2021", 33)


def test_article_33_a_first_violation_with_slight_harm_corrected_in_time_may_be_exempt() -> None:
    facts = {
        "corrected": True,
        "harm": "slight",
        "prior_penalties": 0,
        "area_m2": 3,
        "key_area": False,
    }
    d = determine(circumstances=["first_violation"], facts=facts)
    assert d.outcome is Outcome.MAY_EXEMPT
    assert d.lawful == yuan(500, 5000)


def test_article_33_a_first_violation_not_corrected_is_penalised() -> None:
    facts = {
        "corrected": False,
        "harm": "slight",
        "prior_penalties": 0,
        "area_m2": 3,
        "key_area": False,
    }
    assert determine(circumstances=["first_violation"], facts=facts).outcome is Outcome.PENALTY


def test_article_33_absence_of_fault_is_not_penalised() -> None:
    assert determine(circumstances=["no_fault_proved"]).outcome is Outcome.NO_PENALTY


# --- article 36: limitation --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "barred"),
    [
        ({"start": "2019-05-06", "discovered": "2021-05-06"}, False),
        ({"start": "2019-05-06", "discovered": "2021-05-07"}, True),
        ({"start": "2018-01-01", "end": "2019-05-06", "discovered": "2021-05-06"}, False),
        ({"start": "2018-01-01", "end": "2019-05-06", "discovered": "2021-05-07"}, True),
        ({"start": "2020-02-29", "discovered": "2022-02-28"}, False),
        ({"start": "2020-02-29", "discovered": "2022-03-01"}, True),
    ],
)
def test_article_36_two_years_from_the_act_or_the_end_of_a_continuous_one(
    act: dict[str, str], barred: bool
) -> None:
    d = determine(act=act, filed="2022-04-01", decided="2022-04-02")
    assert (d.outcome is Outcome.TIME_BARRED) == barred
    assert ("time_barred" in codes(d)) == barred


def test_article_36_five_years_where_life_or_health_was_harmed() -> None:
    act = {"start": "2018-12-21", "discovered": "2021-12-22"}
    dates = {"filed": "2022-01-01", "decided": "2022-01-02"}
    assert determine(act=act, **dates).outcome is Outcome.TIME_BARRED
    d = determine(act=act, circumstances=["harm_to_life_or_finance"], **dates)
    assert d.outcome is Outcome.PENALTY


def test_article_36_without_dates_limitation_is_not_checked_and_says_so() -> None:
    assert "limitation_not_checked" in codes(determine(act={"start": "2021-05-06"}))


# --- article 37: which law ---------------------------------------------------------------------

BEFORE_THE_CODE = {
    "act": {"start": "2026-08-01", "discovered": "2026-08-02"},
    "filed": "2026-08-03",
}


def test_article_37_open_air_barbecue_follows_the_lighter_later_code() -> None:
    refused = {"refused_correction": False}
    d = determine(items=["EN-AIR-BBQ"], decided="2026-09-01", facts=refused, **BEFORE_THE_CODE)
    assert "lighter_law" in codes(d)
    assert d.places[0].source == "cn-environment-code-2026"
    old = determine(items=["EN-AIR-BBQ"], decided="2026-08-14", facts=refused, **BEFORE_THE_CODE)
    assert old.places[0].source == "cn-air-2018"
    assert d.lawful
    assert old.lawful
    assert d.lawful.maximum
    assert old.lawful.maximum
    assert d.lawful.maximum < old.lawful.maximum


def test_article_37_which_law_is_lighter_may_depend_on_a_fact_not_yet_known() -> None:
    d = determine(items=["EN-AIR-BBQ"], decided="2026-09-01", facts={}, **BEFORE_THE_CODE)
    open_ = next(r for r in d.for_person if r.code == "lighter_law_open")
    assert "逾期不改正或拒不改正" in dict(open_.values)["facts"]
    refused = {"refused_correction": True}
    d = determine(items=["EN-AIR-BBQ"], decided="2026-09-01", facts=refused, **BEFORE_THE_CODE)
    assert "law_of_act" in codes(d)


def test_article_37_dumping_before_the_heavier_code_follows_the_law_of_the_act() -> None:
    d = determine(items=["EN-WASTE-DUMP"], decided="2026-09-01", facts={}, **BEFORE_THE_CODE)
    assert "law_of_act" in codes(d)
    assert d.places[0].source == "cn-solid-waste-2020"
    later = determine(
        items=["EN-WASTE-DUMP"],
        facts={},
        act={"start": "2026-08-20", "discovered": "2026-08-20"},
        filed="2026-08-21",
        decided="2026-09-01",
    )
    assert later.places[0].source == "cn-environment-code-2026"
    assert d.lawful
    assert later.lawful
    assert d.lawful.minimum < later.lawful.minimum or (
        d.lawful.maximum is not None
        and later.lawful.maximum is not None
        and d.lawful.maximum < later.lawful.maximum
    )


# --- article 29: one act -----------------------------------------------------------------------


def test_article_29_one_act_under_two_items_takes_the_higher_fine() -> None:
    facts = {"prior_penalties": 0, "area_m2": 3, "key_area": False}
    both = determine(items=["SH-SR-25-5", STALL], facts=facts)
    alone = determine(items=["SH-SR-25-5"], facts=facts)
    assert alone.lawful
    assert alone.lawful.maximum
    assert alone.lawful.maximum < Money.yuan(5000)
    assert both.item == STALL
    assert place_of(both, "one_act") == ("cn-penalty-law-2021", 29)
    assert determine(items=[STALL, "SH-SR-25-5"], facts=facts).item == STALL


# --- article 51: on the spot -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fine", "allowed"),
    [
        ("individual", 200, True),
        ("individual", 201, False),
        ("unit", 3000, True),
        ("unit", 3001, False),
    ],
)
def test_article_51_ceiling_of_a_fine_on_the_spot(kind: str, fine: int, allowed: bool) -> None:
    d = determine(party={"kind": kind}, penalty={"kinds": ["fine"], "fine": fine})
    note = duty(d, "on_the_spot")
    assert note
    assert dict(note.values)["allowed"] is allowed


def test_article_51_a_fine_above_the_ceiling_decided_on_the_spot_is_a_missed_duty() -> None:
    d = determine(penalty={"kinds": ["fine"], "fine": 201}, procedure={"on_the_spot": True})
    note = duty(d, "on_the_spot")
    assert note
    assert note.met is False


# --- articles 58, 60, 63, 72 -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fine", "due"),
    [
        ("individual", "4999.99", False),
        ("individual", 5000, True),
        ("unit", "49999.99", False),
        ("unit", 50000, True),
    ],
)
def test_article_63_hearing_threshold(kind: str, fine: Any, due: bool) -> None:
    d = determine(
        items=["SH-SR-20-2-B"],
        party={"kind": kind},
        penalty={"kinds": ["fine"], "fine": fine},
        facts={},
    )
    assert (duty(d, "hearing") is not None) == due
    assert (duty(d, "legal_review") is not None) == due


def test_article_63_a_hearing_that_was_not_offered_is_a_missed_duty() -> None:
    d = determine(penalty={"kinds": ["fine"], "fine": 5000}, procedure={"hearing_offered": False})
    note = duty(d, "hearing")
    assert note
    assert note.met is False


@pytest.mark.parametrize(("decided", "met"), [("2021-11-05", True), ("2021-11-06", False)])
def test_article_60_ninety_days_from_filing(decided: str, met: bool) -> None:
    note = duty(determine(decided=decided), "deadline")
    assert note
    assert (note.due, note.met) == (date(2021, 11, 5), met)


def test_article_72_the_surcharge_stops_at_the_fine_itself() -> None:
    rule = next(r.effect for r in BOOK.rules if isinstance(r.effect, Surcharge))
    fine, due = Money.yuan(1000), date(2024, 1, 10)
    assert surcharge(fine, due, date(2024, 1, 10), rule) == Money.yuan(0)
    assert surcharge(fine, due, date(2024, 1, 11), rule) == Money.yuan(30)
    assert surcharge(fine, due, date(2024, 2, 12), rule) == Money.yuan(990)
    assert surcharge(fine, due, date(2024, 2, 13), rule) == Money.yuan(1000)
    assert surcharge(fine, due, date(2025, 2, 13), rule) == Money.yuan(1000)


# --- heavier, and conflicts --------------------------------------------------------------------


def test_article_49_heavier_in_an_emergency_never_above_the_maximum() -> None:
    d = determine(circumstances=["emergency_measure_breached"])
    assert (d.table_grade, d.grade) == ("lighter", "heavier")
    assert d.recommended
    assert d.recommended.maximum == Money.yuan(5000)
    assert d.lawful == yuan(500, 5000)


def test_equal_precedence_of_milder_and_heavier_is_left_to_a_person() -> None:
    d = determine(circumstances=["removed_harm", "emergency_measure_breached"])
    assert d.grade == d.table_grade == "lighter"
    assert "moves_tie" in {r.code for r in d.for_person}
    # The person may find for the party, and art. 32 then opens the way below the minimum.
    assert d.lawful == yuan(0, 5000)
    assert d.statutory == yuan(500, 5000)


def test_article_28_an_obeyed_order_to_correct_ends_the_case_where_the_law_says_so() -> None:
    d = determine(items=["SH-HW-57-2"], facts={"refused_correction": False})
    assert d.outcome is Outcome.CORRECTION_ONLY
    unknown = determine(items=["SH-HW-57-2"], facts={})
    assert unknown.outcome is Outcome.PENALTY
    assert not unknown.certain
    missing = next(m for m in unknown.missing if m.fact == "refused_correction")
    outcomes = {a.test: a.outcome for a in missing.answers}
    assert outcomes == {"false": Outcome.CORRECTION_ONLY, "true": Outcome.PENALTY}


# --- law of the procedure ----------------------------------------------------------------------


def test_article_86_steps_of_the_law_of_2021_are_not_asked_of_a_decision_before_it() -> None:
    """In force on 2021-07-15 (art. 86); what the earlier text asked is not held."""
    before = determine(
        act={"start": "2021-01-02", "discovered": "2021-01-02"},
        filed="2021-01-03",
        decided="2021-07-14",
    )
    assert not [note for note in before.duties if note.place]
    assert "procedure_not_in_force" in {reason.code for reason in before.for_person}
    after = determine(
        act={"start": "2021-01-02", "discovered": "2021-01-02"},
        filed="2021-01-03",
        decided="2021-07-15",
    )
    assert duty(after, "deadline")
    assert "procedure_not_in_force" not in {reason.code for reason in after.for_person}


def test_article_36_an_act_long_over_without_a_day_of_discovery_is_left_to_a_person() -> None:
    late = determine(act={"start": "2019-08-06"}, filed="2021-08-07")
    assert "limitation_doubtful" in {reason.code for reason in late.for_person}
    soon = determine(act={"start": "2019-08-08"}, filed="2021-08-07")
    assert "limitation_doubtful" not in {reason.code for reason in soon.for_person}


def test_article_33_a_first_corrected_violation_calls_the_exemption_to_mind() -> None:
    facts = {"prior_penalties": 0, "area_m2": 3, "key_area": False}
    seen = {"corrected": True, "harm": "none"}
    prompted = determine(facts={**facts, **seen})
    (reason,) = [r for r in prompted.for_person if r.code == "consider_rule"]
    assert reason.place
    assert (reason.place.source, reason.place.article) == ("cn-penalty-law-2021", 33)
    assert "consider_rule" not in {r.code for r in determine(facts=facts).for_person}
    found = determine(facts={**facts, **seen}, circumstances=["first_violation"])
    assert found.outcome is Outcome.MAY_EXEMPT
    assert "consider_rule" not in {r.code for r in found.for_person}


def test_article_28_who_did_not_obey_the_order_had_been_given_one() -> None:
    facts = {"prior_penalties": 0, "area_m2": 3, "key_area": False, "refused_correction": True}
    note = duty(determine(facts=facts), "order_correction")
    assert note
    assert note.met is True


def test_article_31_an_age_that_is_given_is_not_called_missing() -> None:
    given = determine(party={"kind": "individual", "age": 40})
    assert codes(given) & {"capacity_presumed", "full_capacity_presumed"} == {
        "full_capacity_presumed"
    }


@pytest.mark.parametrize(
    ("article", "party"),
    [
        (30, {"kind": "individual", "age": 13}),
        (31, {"kind": "individual", "age": 40, "capacity": "none"}),
    ],
)
def test_articles_30_and_31_the_guardian_is_told(article: int, party: dict[str, Any]) -> None:
    d = determine(party=party)
    note = duty(d, "guardian")
    assert d.outcome is Outcome.NO_PENALTY
    assert note
    assert note.place
    assert note.place.article == article


def test_article_33_paragraph_3_who_is_not_penalised_is_educated() -> None:
    note = duty(determine(circumstances=["no_fault_proved"]), "educate")
    assert note
    assert note.place
    assert (note.place.article, note.place.paragraph) == (33, 3)
    assert duty(determine(), "educate") is None


# --- 生态环境法典 ------------------------------------------------------------------------------

UNDER_THE_CODE: dict[str, Any] = {
    "act": {"start": "2026-09-01", "discovered": "2026-09-01"},
    "filed": "2026-09-02",
    "decided": "2026-09-20",
}


def spill(**facts: Any) -> Determination:
    known = {"prior_penalties": 0, "vehicles": 1, "area_m2": 9, **facts}
    return determine(items=["EN-AIR-SPILL"], facts=known, **UNDER_THE_CODE)


def test_code_article_1056_paragraph_1_refusal_to_correct_is_heavier() -> None:
    refused = spill(refused_correction=True)
    assert (refused.table_grade, refused.grade) == ("lighter", "heavier")
    assert place_of(refused, "moved") == ("cn-environment-code-2026", 1056)
    assert spill(refused_correction=False).grade == "lighter"


def test_code_article_1056_paragraph_1_whether_correction_was_refused_is_asked() -> None:
    assert [m.fact for m in spill().missing] == ["refused_correction"]
    # Who has corrected in time has not refused to.
    assert spill(corrected=True).certain


def test_code_article_1056_paragraph_1_what_is_punished_is_not_counted_as_heavier_again() -> None:
    """Art. 1174(3) fines a unit only if it refuses to correct."""
    facts = {"refused_correction": True, "prior_penalties": 0, "times_found": 1, "count": 1}
    unit = {"kind": "unit"}
    d = determine(items=["EN-WASTE-SORT"], party=unit, facts=facts, **UNDER_THE_CODE)
    assert (d.table_grade, d.grade) == ("lighter", "lighter")
    assert place_of(d, "move_spent") == ("cn-environment-code-2026", 1056)
    more = determine(
        items=["EN-WASTE-SORT"],
        party=unit,
        facts=facts,
        circumstances=["malicious"],
        **UNDER_THE_CODE,
    )
    assert more.grade == "heavier"


def test_article_58_a_legal_review_by_amount_names_the_article() -> None:
    note = duty(determine(penalty={"kinds": ["fine"], "fine": 5000}), "legal_review")
    assert note
    assert note.place
    assert (note.place.source, note.place.article) == ("cn-penalty-law-2021", 58)


# --- article 63(1)(2): larger confiscations ------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "gains", "due"),
    [
        ("individual", "4999.99", False),
        ("individual", 5000, True),
        ("unit", "49999.99", False),
        ("unit", 50000, True),
    ],
)
def test_article_63_subparagraph_2_a_large_confiscation_of_gains_calls_for_a_hearing(
    kind: str, gains: Any, due: bool
) -> None:
    penalty = {"kinds": ["fine", "confiscate_gains"], "fine": 100, "confiscated_gains": gains}
    note = duty(determine(party={"kind": kind}, penalty=penalty), "hearing")
    assert (note is not None) == due
    if note:
        assert dict(note.values)["certain"] is True
        assert dict(note.values)["threshold"] is None


def test_article_63_subparagraph_2_goods_whose_value_is_not_known_may_call_for_a_hearing() -> None:
    penalty = {"kinds": ["fine", "confiscate_goods"], "fine": 100}
    note = duty(determine(penalty=penalty), "hearing")
    assert note
    assert dict(note.values)["certain"] is False
    assert dict(note.values)["confiscated"] == Money.yuan(5000)
    small = {**penalty, "confiscated_goods_value": 300}
    assert duty(determine(penalty=small), "hearing") is None


def test_article_63_subparagraph_2_before_a_proposal_the_gains_in_the_facts_count() -> None:
    """无证无照经营查处办法 art. 13: the gains are confiscated in any case."""
    facts = {"prior_penalties": 0, "illegal_gains": 6000, "goods_value": 0}
    note = duty(determine(items=["CN-UT-13"], facts=facts), "hearing")
    assert note
    assert dict(note.values)["certain"] is True
    few = duty(determine(items=["CN-UT-13"], facts={**facts, "illegal_gains": 100}), "hearing")
    assert few
    assert dict(few.values)["confiscated"] is None  # only the fine, up to 10,000, may reach it


# --- questions that the rulebook leaves open -----------------------------------------------------


def open_questions(d: Determination) -> list[str]:
    return [str(r.value("text")) for r in d.for_person if r.code == "open_question"]


def test_code_article_1174_paragraph_3_against_the_local_regulation_is_left_to_a_person() -> None:
    facts = {"refused_correction": True, "mix_kind": "wet_mixed", "times_found": 1}
    unit = {"kind": "unit"}
    local = determine(items=["SH-HW-57-1"], party=unit, facts=facts, **UNDER_THE_CODE)
    assert ["EN-WASTE-SORT" in text for text in open_questions(local)] == [True]
    national = determine(items=["EN-WASTE-SORT"], party=unit, facts=facts, **UNDER_THE_CODE)
    assert ["SH-HW-57-1" in text for text in open_questions(national)] == [True]
    before = {
        "act": {"start": "2026-08-14", "discovered": "2026-08-14"},
        "filed": "2026-08-14",
        "decided": "2026-09-20",
    }
    assert not open_questions(determine(items=["SH-HW-57-1"], party=unit, facts=facts, **before))


def test_unlicensed_trade_article_13_from_2022_03_01_another_text_must_be_read_first() -> None:
    def on(day: str) -> list[str]:
        facts = {"prior_penalties": 0, "illegal_gains": 0, "goods_value": 0}
        dates = {"act": {"start": day, "discovered": day}, "filed": day, "decided": day}
        return open_questions(determine(items=["CN-UT-13"], facts=facts, **dates))

    assert on("2022-02-28") == []
    assert ["市场主体登记管理条例" in text for text in on("2022-03-01")] == [True]
