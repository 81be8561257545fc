"""Each reminder where the law calls for it, and silence where it does not; by hand, in order."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from discretion.report.words import Words
from discretion.stream.wording import Wording
from tests.stream.making import BOOK, RULES, fresh

LARGE = "SH-SR-24-3-B"  # 10,000 to 100,000 yuan
SMALL = "SH-SR-23-2"  # of a text not in force any more


class Story:
    """Events of one case after another, told by day."""

    def __init__(self) -> None:
        self._stream, self._count = fresh(), 0

    def tell(self, kind: str, on: str, case: str = "甲案", **rest: Any) -> Story:
        self._count += 1
        event = {"kind": kind, "on": on, **rest}
        if kind != "tick":
            event |= {"id": str(self._count), "case": case}
        self._stream.take_line(json.dumps(event).encode(), self._count)
        return self

    def opened(self, on: str, item: str = LARGE, case: str = "甲案", **record: Any) -> Story:
        same_act = record.pop("same_act", None)
        party = {"kind": "unit", "name": "某商行"}
        record = {"id": case, "items": [item], "party": party, "act": {"start": on}, **record}
        more = {"same_act": same_act} if same_act else {}
        return self.tell("opened", on, case, record=record, **more)

    def decided(self, on: str, fine: Any, case: str = "甲案", **rest: Any) -> Story:
        return self.tell("decided", on, case, penalty={"fine": fine}, **rest)

    def codes(self, case: str = "甲案") -> set[str]:
        found = map(json.loads, self._stream.standing())
        return {each["code"] for each in found if each["case"] == case}

    def said(self, code: str, lang: Any = "zh") -> dict[str, Any]:
        wording = Wording(BOOK, RULES, Words(lang), names=False)
        found = (wording.reminder(text) for text in self._stream.standing())
        return next(each for each in found if each["code"] == code)


def story() -> Story:
    return Story()


def test_ninety_days_fifteen_five_none() -> None:
    told, filed = story().opened("2024-01-01"), date(2024, 1, 1)
    expected = {
        74: set(), 75: {"deadline-15-days"}, 84: {"deadline-15-days"}, 85: {"deadline-5-days"},
        89: {"deadline-5-days"}, 90: {"deadline-today"}, 91: {"deadline-passed"},
    }  # fmt: skip
    for days, codes in expected.items():
        told.tell("tick", str(filed + timedelta(days)))
        assert told.codes() == codes, days
    told.decided("2024-04-05", 20000, public=False)
    assert "decided-late" in told.codes()
    assert told.said("decided-late")["by"] == "2024-03-31"


def test_an_extension_moves_the_time_limit_and_a_closed_case_has_none() -> None:
    told = (
        story().opened("2024-01-01").tell("extended", "2024-03-01", due="2024-06-01", basis="规章")
    )
    assert told.tell("tick", "2024-05-01").codes() == set()
    assert told.tell("tick", "2024-06-02").codes() == {"deadline-passed"}
    assert told.tell("closed", "2024-06-03").codes() == set()


def test_hearing_review_and_discussion_before_and_after_the_decision() -> None:
    told = story().opened("2024-01-01", circumstances=["complex_or_grave"])
    told.tell("proposed", "2024-01-10", penalty={"fine": 60000}, reason="屡教不改")
    owed = {"hearing-not-told", "review-missing", "discussion-missing"}
    assert told.codes() == owed
    assert told.tell("hearing_told", "2024-01-11").codes() == owed - {"hearing-not-told"}
    assert told.tell("reviewed", "2024-01-12").codes() == {"discussion-missing"}
    told.decided("2024-01-20", 60000, public=False)
    assert told.codes() == {"decided-without-discussion"}
    told.tell("discussed", "2024-01-21")
    assert told.codes() == {"decided-without-discussion"}, "a step after the decision is none"


@pytest.mark.parametrize(("fine", "owed"), [(49999, False), (50000, True)])
def test_the_threshold_of_a_hearing_is_included(fine: int, owed: bool) -> None:
    told = story().opened("2024-01-01")
    told.tell("proposed", "2024-01-10", penalty={"fine": fine}, reason="屡教不改")
    assert ("hearing-not-told" in told.codes()) is owed
    assert ("review-missing" in told.codes()) is owed


def test_what_went_through_a_hearing_is_reviewed() -> None:
    told = story().opened("2024-01-01").tell("hearing_held", "2024-01-05")
    told.tell("proposed", "2024-01-10", penalty={"fine": 20000}, reason="屡教不改")
    assert told.codes() == {"review-missing"}


def test_outside_the_law_and_off_the_benchmark() -> None:
    facts = {"prior_penalties": 0, "count": 10, "corrected": True}
    told = story().opened("2024-01-01", facts=facts)
    assert told.tell("proposed", "2024-01-02", penalty={"fine": 20000}).codes() == set()
    told.tell("proposed", "2024-01-03", penalty={"fine": 45000})
    assert told.codes() == {"off-benchmark-without-reason"}
    assert "10,000元以上37,000元以下" in told.said("off-benchmark-without-reason")["message"]
    told.tell("proposed", "2024-01-04", penalty={"fine": 45000}, reason="影响恶劣")
    assert told.codes() == set()
    told.tell("proposed", "2024-01-05", penalty={"fine": "100000.01"}, reason="影响恶劣")
    assert "outside-the-law" in told.codes()
    assert told.said("outside-the-law")["citation"]["source"] == "sh-sanitation-2022"


def test_a_corrected_minor_first_violation_still_to_be_fined() -> None:
    facts = {"harm": "slight", "prior_penalties": 0, "count": 10}
    told = story().opened("2024-01-01", facts=facts, circumstances=["first_violation"])
    told.tell("proposed", "2024-01-03", penalty={"fine": 20000}, reason="—")
    assert told.codes() == set()
    assert told.tell("corrected", "2024-01-02").codes() == {"may-be-exempt"}
    told.opened("2024-01-04", facts=facts)
    assert told.codes() == {"consider-exemption"}
    minor = {"harm": "none"}
    told.opened("2024-01-05", facts=minor, circumstances=["minor_violation"])
    assert told.codes() == {"must-be-exempt"}
    told.tell("proposed", "2024-01-06", penalty={"kinds": []})
    assert told.codes() == set()


def test_a_repeat_within_the_window_and_the_grade_it_changes() -> None:
    facts = {"count": 10, "corrected": True, "prior_penalties": 0}
    told = story().opened("2022-03-02", case="前案").decided("2022-03-20", 20000, "前案")
    told.opened("2024-03-02", facts=facts, circumstances=["first_violation"])
    assert told.codes() == {"repeat-offence", "first-violation-doubtful"}
    said = told.said("repeat-offence")
    assert said["others"] == ["前案"]
    assert said["todo"].endswith("阶次由从轻变为一般")
    assert told.said("repeat-offence", "en")["todo"].endswith("from lighter to ordinary")
    told.opened("2024-03-02", facts={"prior_penalties": 0})
    assert told.said("repeat-offence")["todo"].endswith("；阶次尚不能确定")
    told.opened("2024-03-02", facts={**facts, "count": 1000})
    assert told.said("repeat-offence")["todo"].endswith("；阶次仍为从重")
    told.opened("2024-03-03", case="乙案", facts=facts)
    assert told.codes("乙案") == set(), "a day beyond the two years"
    told.opened("2022-03-20", case="丙案", facts=facts)
    assert "repeat-offence" not in told.codes("丙案"), "not penalised before this act"


def test_another_item_or_another_party_is_no_repeat() -> None:
    told = story().opened("2024-01-01", SMALL, "前案").decided("2024-01-05", 100, "前案")
    assert told.opened("2024-02-01", LARGE).codes() == set()
    other = {"kind": "unit", "name": "另一商行"}
    assert told.opened("2024-02-01", SMALL, "乙案", party=other).codes("乙案") == set()
    nameless = {"kind": "individual"}
    told.opened("2024-01-01", SMALL, "丙案", party=nameless).decided("2024-01-05", 100, "丙案")
    assert told.opened("2024-02-01", SMALL, "丁案", party=nameless).codes("丁案") == set()


def test_the_same_act_fined_by_two_teams() -> None:
    told = story().opened("2024-01-01", case="乙案", team="二队")
    told.decided("2024-01-09", 20000, "乙案")
    told.opened("2024-01-01", team="一队")
    assert told.codes() == set()
    told.tell("proposed", "2024-01-10", penalty={"fine": 20000})
    assert told.codes() == {"same-act-two-teams"}
    assert told.said("same-act-two-teams")["citation"]["article"] == 29
    told.opened("2024-01-02", team="二队")
    assert told.codes() == set(), "the same team, another act"


def test_another_place_is_another_act_and_a_shared_number_is_the_same() -> None:
    told = story().opened("2024-01-01", case="乙案", team="二队", place={"address": "东路1号"})
    told.decided("2024-01-09", 20000, "乙案")
    told.opened("2024-01-01", team="一队", place={"address": "西路2号"})
    assert told.tell("proposed", "2024-01-10", penalty={"fine": 20000}).codes() == set()
    told.opened("2024-01-03", SMALL, "丙案", same_act="甲1").decided("2024-01-11", 100, "丙案")
    told.opened("2024-01-12", team="一队", same_act="甲1")
    assert "same-act-fined" in told.codes()


def test_a_suspected_crime_is_reported_decided_and_transferred_in_time() -> None:
    told = story().opened("2024-01-01").tell("crime_suspected", "2024-01-02")
    assert told.codes() == set()
    assert told.tell("tick", "2024-01-03").codes() == {"crime-not-reported"}
    assert told.tell("crime_reported", "2024-01-04").codes() == set()
    assert told.tell("tick", "2024-01-07").codes() == set()
    assert told.tell("tick", "2024-01-08").codes() == {"crime-not-decided"}
    assert told.tell("transfer_decided", "2024-01-08", approved=True).codes() == set()
    assert told.tell("tick", "2024-01-09").codes() == set()
    assert told.tell("tick", "2024-01-10").codes() == {"crime-not-transferred"}
    told.decided("2024-01-10", 20000, public=False)
    assert "penalised-instead-of-transferred" in told.codes()
    assert told.tell("transferred", "2024-01-11").codes() == set()


def test_a_correction_is_inspected_and_a_decision_published() -> None:
    told = story().opened("2024-01-01").tell("ordered", "2024-01-02", due="2024-01-10")
    assert told.tell("tick", "2024-01-10").codes() == set()
    assert told.tell("tick", "2024-01-11").codes() == {"correction-not-inspected"}
    assert told.tell("reinspected", "2024-01-11", corrected=True).codes() == set()
    told.decided("2024-01-12", 20000)
    assert told.tell("tick", "2024-01-19").codes() == set()
    assert told.tell("tick", "2024-01-20").codes() == {"not-published"}
    assert told.tell("published", "2024-01-20").codes() == set()


def test_payment_surcharge_and_its_cap() -> None:
    told = story().opened("2024-01-01").decided("2024-01-02", 20000, public=False)
    told.tell("served", "2024-01-05")
    assert told.tell("tick", "2024-01-20").codes() == set()
    assert told.tell("tick", "2024-01-21").codes() == {"payment-overdue"}
    said = told.said("payment-overdue")["message"]
    assert "每日加处罚款 600元，2024-02-23 起至上限 20,000元" in said
    told.tell("stay_began", "2024-01-25")
    assert told.codes() == set()
    told.tell("stay_ended", "2024-02-04")
    assert told.said("payment-overdue")["by"] == "2024-03-04"
    assert told.tell("tick", "2024-03-04").codes() == {"surcharge-at-cap"}
    told.tell("paid", "2024-03-05", amount=20000)
    assert told.codes() == {"surcharge-owed"}
    assert "20,000元" in told.said("surcharge-owed")["message"]
    assert told.tell("paid", "2024-03-06", amount=20000).codes() == set()


def test_a_stay_after_the_cap_moves_nothing() -> None:
    """Found by the oracle in a log of 30,000 events."""
    told = story().opened("2024-01-01").decided("2024-01-02", 20000, public=False)
    told.tell("served", "2024-01-05").tell("tick", "2024-02-23")
    assert told.said("surcharge-at-cap")["by"] == "2024-02-23"
    told.tell("stay_began", "2024-03-01").tell("stay_ended", "2024-04-01")
    assert told.codes() == {"surcharge-at-cap"}
    assert told.said("surcharge-at-cap")["by"] == "2024-02-23"


def test_a_deferred_payment_is_not_overdue() -> None:
    told = story().opened("2024-01-01").decided("2024-01-02", 20000, public=False)
    told.tell("served", "2024-01-05").tell("deferred", "2024-01-10", due="2024-06-30")
    assert told.tell("tick", "2024-06-30").codes() == set()
    assert told.tell("tick", "2024-07-01").codes() == {"payment-overdue"}


def test_an_item_that_is_not_known_still_has_its_days() -> None:
    told = story().opened("2024-01-01", "NOT-KNOWN").decided("2024-01-02", 1000, public=False)
    told.tell("served", "2024-01-05").tell("tick", "2024-02-01")
    assert told.codes() == {"payment-overdue"}
    told.opened("2024-01-01", "NOT-KNOWN", "乙案").tell("tick", "2024-04-01")
    assert told.codes("乙案") == {"deadline-passed"}
