"""Codes become sentences; an absent value changes the sentence instead of reading 未知."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from discretion.model.determination import DutyNote, Reason
from discretion.model.money import Money
from discretion.model.review import Finding
from discretion.report.masking import Mask
from discretion.report.sentences import (
    duties_in_order,
    duty_state,
    duty_text,
    finding_text,
    person_text,
    reason_text,
)
from discretion.report.words import Words
from tests.report.builders import NAME, duties, off_benchmark, yuan

ZH, EN = Words("zh"), Words("en")


def reason(code: str, **values: Any) -> Reason:
    return Reason(1, code, values=tuple(values.items()))


@pytest.mark.parametrize(
    ("given", "zh"),
    [
        (
            reason("law_day_assumed", day=date(2024, 5, 6)),
            "未载明违法行为日期，按2024-05-06有效的规定认定",
        ),
        (reason("law_day_assumed", day=None), "未载明任何日期，按收录的最新规定认定"),
        (
            reason(
                "lighter_law",
                act_day=date(2021, 1, 1),
                decision_day=date(2022, 1, 1),
                act_maximum=Money.yuan(500),
                decision_maximum=Money.yuan(200),
            ),
            "行为终了于2021-01-01，至决定日2022-01-01规定已修改，新规定较轻"
            "（上限：行为时500元，决定时200元），适用新规定",
        ),
        (
            reason(
                "law_of_act",
                act_day=date(2021, 1, 1),
                decision_day=date(2022, 1, 1),
                act_maximum=None,
                decision_maximum=None,
            ),
            "行为终了于2021-01-01，至决定日2022-01-01规定已修改，新规定不较轻，适用行为时的规定",
        ),
        (
            reason(
                "moved",
                rule="r",
                text="主动消除危害后果",
                text_en="removed the harm",
                grade_before="ordinary",
                grade_after="lighter",
            ),
            "主动消除危害后果：阶次由一般变为从轻",
        ),
        (
            reason("moved", text="甲", grade_before=None, grade_after="lighter"),
            "甲：阶次定为从轻",
        ),
        (
            reason("moved", text="甲", grade_before="lighter", grade_after="lighter"),
            "甲：阶次仍为从轻",
        ),
        (
            reason("clause", party="unit", label="逾期不改正", mode="must"),
            "适用单位的罚则（逾期不改正）：应当罚款",
        ),
        (
            reason(
                "one_act",
                chosen="B",
                chosen_title="乙",
                items=(("A", "甲", Money.yuan(100)), ("B", "乙", None)),
            ),
            "同一行为违反几个规范（A 甲，最高100元；B 乙，最高未知），按罚款数额高的B 乙处罚",
        ),
        (
            reason(
                "statutory_range",
                range=yuan(100, 500),
                form="multiple",
                rate_min=None,
                rate_max=Decimal(3),
                of=("违法所得",),
                floor=None,
                cap=Money.yuan(500),
            ),
            "法定幅度：100元以上500元以下（按违法所得的3倍以下计算，最高500元）",
        ),
        (
            reason(
                "statutory_range",
                range=yuan(100, 500),
                form="per_unit",
                rate_min=Money.yuan(50),
                rate_max=Money.yuan(250),
                of=("面积", "系数"),
                floor=Money.yuan(100),
                cap=None,
            ),
            "法定幅度：100元以上500元以下（按面积×系数的每单位50元以上每单位250元以下计算，最低100元）",
        ),
        (
            reason(
                "statutory_range",
                range=yuan(10, 10),
                form="percent",
                rate_min=Decimal("5"),
                rate_max=Decimal("5"),
                of=("工程造价",),
                floor=None,
                cap=None,
            ),
            "法定幅度：10元（按工程造价的5%计算）",
        ),
        (
            reason("score", share=Decimal("0.456789"), status="official"),
            "裁量因子得分占满分的45.6789%（官方基准）",
        ),
    ],
)
def test_reasons_read_as_sentences(given: Reason, zh: str) -> None:
    assert reason_text(given, ZH) == zh


def test_a_fact_shows_the_value_of_the_case_and_the_condition_of_the_row() -> None:
    harm = reason(
        "fact",
        fact="harm",
        label="危害后果",
        unit=None,
        test='"none","slight"',
        choices=(("none", "没有"), ("slight", "轻微")),
    )
    assert reason_text(harm, ZH, {"harm": "slight"}) == "危害后果：轻微（该行条件：没有或者轻微）"
    assert reason_text(harm, ZH, {}) == "危害后果：未知（该行条件：没有或者轻微）"


def test_english_takes_the_english_text_of_a_rule() -> None:
    given = reason("exempt_must", rule="r", text="不予处罚", text_en="no penalty")
    assert reason_text(given, EN) == "no penalty"


@pytest.mark.parametrize(
    ("given", "zh"),
    [
        (
            reason("law_not_held", day=date(1999, 1, 1)),
            "没有收录1999-01-01有效的规定，须查找当时的文本",
        ),
        (reason("law_not_held", day=None), "没有收录有效的规定，须查找文本"),
        (reason("item_not_known", items=()), "案件没有写明案由"),
        (
            reason("item_not_known", items=(("SH-X", "SH-Y"), ("Z", None))),
            "裁量基准库没有这个编码或者名称的案由：SH-X（是不是 SH-Y？）、Z",
        ),
        (
            reason("fact_not_declared", fact="aera", suggestion="area"),
            "裁量基准库没有名为“aera”的事实，该值未使用，是不是 area？",
        ),
        (
            reason("fact_not_declared", fact="x", suggestion=None),
            "裁量基准库没有名为“x”的事实，该值未使用",
        ),
        (
            reason(
                "text_replaced",
                title="新条例",
                old="旧条例",
                **{"from": date(2022, 12, 1)},
                note=None,
            ),
            "《旧条例》自2022-12-01起被《新条例》取代，新文本未收录，须核对。",
        ),
    ],
)
def test_questions_to_a_person(given: Reason, zh: str) -> None:
    assert person_text(given, ZH) == zh


@pytest.mark.parametrize(
    ("note", "text", "state"),
    [
        (
            DutyNote("hearing", None, values=(("threshold", Money.yuan(5000)), ("certain", True))),
            "告知听证权利（5,000元以上）",
            "open",
        ),
        (
            DutyNote("hearing", None, values=(("threshold", Money.yuan(5000)), ("certain", False))),
            "告知听证权利（拟罚5,000元以上的）",
            "possible",
        ),
        (
            DutyNote(
                "hearing",
                None,
                values=(("threshold", None), ("confiscated", Money.yuan(5000)), ("certain", True)),
            ),
            "告知听证权利（没收5,000元以上）",
            "open",
        ),
        (
            DutyNote(
                "hearing",
                None,
                values=(
                    ("threshold", Money.yuan(5000)),
                    ("confiscated", Money.yuan(5000)),
                    ("certain", False),
                ),
            ),
            "告知听证权利（拟罚5,000元以上的）（没收违法所得或者财物达5,000元以上的）",
            "possible",
        ),
        (DutyNote("legal_review", None, met=True), "法制审核", "met"),
        (DutyNote("legal_review", None, met=False), "法制审核", "missed"),
        (
            DutyNote("deadline", None, date(2024, 8, 2), None, (("days", 90),)),
            "自立案之日起90日内作出决定",
            "running",
        ),
        (
            DutyNote(
                "on_the_spot",
                None,
                met=False,
                values=(("ceiling", Money.yuan(200)), ("allowed", False)),
            ),
            "当场处罚以200元以下为限",
            "above_ceiling",
        ),
        (
            DutyNote("on_the_spot", None, values=(("ceiling", Money.yuan(200)), ("allowed", None))),
            "当场处罚以200元以下为限",
            "note",
        ),
        (
            DutyNote(
                "surcharge",
                None,
                values=(
                    ("percent_per_day", Decimal(3)),
                    ("cap_percent", Decimal(100)),
                    ("pay_within_days", 15),
                ),
            ),
            "告知15日内缴款，逾期每日加处3%，以罚款数额的100%为限",
            "note",
        ),
    ],
)
def test_duties_and_where_they_stand(note: DutyNote, text: str, state: str) -> None:
    assert duty_text(note, ZH) == text
    assert duty_state(note) == state


def test_missed_duties_come_first_and_notes_last() -> None:
    assert [n.code for n in duties_in_order(duties())] == [
        "hearing",
        "inform",
        "on_the_spot",
        "deadline",
    ]


def finding(code: str, **values: Any) -> Finding:
    return Finding(code, tuple(values.items()))


@pytest.mark.parametrize(
    ("given", "zh"),
    [
        (
            off_benchmark(),
            "罚款900元，裁量幅度为超过370元不满730元（一般，示例基准，非官方），高出170元（23%）",
        ),
        (
            finding(
                "fine_outside_law",
                fine=Money.yuan(50),
                range=yuan(100, 500),
                distance=Money.yuan(50),
            ),
            "罚款50元，依法可罚100元以上500元以下，比下限低50元",
        ),
        (
            finding("item_not_known", items=(("SH-HW-57-11", "SH-HW-57-1"),)),
            "裁量基准库没有这个编码或者名称的案由：SH-HW-57-11（是不是 SH-HW-57-1？）",
        ),
        (
            finding("duty_missed", duty="deadline", due=date(2024, 8, 2)),
            "程序义务未履行：在办案期限内决定（2024-08-02）",
        ),
        (finding("duty_missed", duty="hearing", due=None), "程序义务未履行：告知听证权利"),
        (
            finding("too_few_comparables", n=3, calibrators=2.84, enough=39.0),
            "可比案例3件，连同同一法规、同一领域可供参照的共3件，不足39件，不作统计判断",
        ),
        (finding("too_few_comparables", n=0, calibrators=0.0, enough=39.0), "没有可比案例"),
        (finding("facts_missing", facts=("面积", "危害后果")), "缺少事实：面积、危害后果"),
        (finding("kind_not_allowed", kind="detention"), "罚则没有规定“行政拘留”"),
        (
            finding("penalty_not_allowed", outcome="time_barred"),
            "依法应为“超过时效，不予处罚”，却给予了处罚",
        ),
        (
            finding(
                "unusual",
                severity=0.9,
                expected=0.4,
                p=0.031,
                low=0.3,
                high=0.5,
                n=27,
                fine=Money.yuan(900),
                fine_expected=Money.yuan(500),
                fine_low=Money.yuan(400),
                fine_high=Money.yuan(600),
            ),
            "罚款900元，与27件可比案例差异明显：同样的事实通常为500元，八成在400元至600元之间；真正相同的案件中，差异这样大的至多3.1%",
        ),
        (
            finding(
                "unusual",
                severity=-1.0,
                expected=0.4,
                p=0.031,
                low=0.3,
                high=0.5,
                n=27,
                fine=None,
                fine_expected=None,
                fine_low=None,
                fine_high=None,
            ),
            "处罚的轻重为-1.00（0为法定下限，1为法定上限），与27件可比案例差异明显：同样的事实通常为0.40，八成在0.30至0.50之间；真正相同的案件中，差异这样大的至多3.1%",
        ),
    ],
)
def test_findings_read_as_sentences(given: Finding, zh: str) -> None:
    assert finding_text(given, ZH) == zh


def test_a_recorded_reason_is_masked() -> None:
    given = finding("reason_recorded", reason=f"{NAME}屡教不改")
    assert NAME not in finding_text(given, ZH, Mask([NAME]))
    assert NAME in finding_text(given, ZH, Mask([NAME], shown=True))
