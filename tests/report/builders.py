"""Determinations and reviews made by hand, so that every text has something to say."""

from datetime import date
from decimal import Decimal
from typing import Any

from discretion.model.case import Act, Case, Party, PartyKind, Procedure
from discretion.model.determination import (
    Answer,
    Determination,
    DutyNote,
    MissingFact,
    OtherKind,
    Outcome,
    Place,
    Range,
    Reason,
)
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.model.review import (
    Comparison,
    FactComparison,
    Finding,
    Match,
    Review,
    SharedTerm,
    Verdict,
)

NAME = "上海味稔众垚食品商店"
PLACE = Place("sh-x", "上海市市容环境卫生管理条例", date(2018, 12, 20), 25, 5, 2)
LAW = Place("cn-penalty-law-2021", "中华人民共和国行政处罚法", date(2021, 1, 22), 36, 1)


def yuan(low: int, high: int | None, low_open: bool = False, high_open: bool = False) -> Range:
    return Range(Money.yuan(low), None if high is None else Money.yuan(high), low_open, high_open)


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": "沪嘉罚〔2024〕1号",
        "items": ("SH-SR-25-2",),
        "party": Party(kind=PartyKind.UNIT, name=NAME),
        "act": Act(start=date(2024, 5, 1), discovered=date(2024, 5, 2)),
        "filed": date(2024, 5, 4),
        "decided": date(2024, 5, 20),
        "team": "某镇综合行政执法队",
        "text": f"当事人{NAME}在路口设摊，占用12平方米。",
        "penalty": Penalty(kinds=(PenaltyKind.FINE,), fine=Money.yuan(900)),
        "procedure": Procedure(deviation_reason=f"{NAME}屡次违法"),
    }
    return Case(**{**values, **changes})


def reasons() -> tuple[Reason, ...]:
    fact = Reason(
        5,
        "fact",
        values=(
            ("fact", "area_m2"),
            ("label", "面积"),
            ("unit", "平方米"),
            ("test", "[10..50)"),
            ("choices", ()),
        ),
    )
    row = (
        ("row", 2),
        ("label", "面积较大"),
        ("grade", "ordinary"),
        ("status", "sample"),
        ("number", "第12项"),
    )
    cut = (
        ("grade", "ordinary"),
        ("low_share", Decimal("0.3")),
        ("high_share", Decimal("0.7")),
        ("status", "sample"),
        ("range", yuan(370, 730, True, True)),
    )
    in_force = (
        ("day", date(2024, 5, 20)),
        ("version_from", date(2018, 12, 20)),
        ("version_to", None),
    )
    return (
        Reason(9, "benchmark_policy_cut", values=cut),
        Reason(1, "law_in_force", values=in_force),
        Reason(2, "limitation_not_checked", LAW, (("lacking", "discovered"),)),
        Reason(5, "clause", PLACE, (("party", "any"), ("label", None), ("mode", "may"))),
        Reason(5, "row", PLACE, row, (fact,)),
    )


def duties() -> tuple[DutyNote, ...]:
    hearing = (("threshold", Money.yuan(50000)), ("certain", True), ("text", "…"))
    spot = (("ceiling", Money.yuan(3000)), ("allowed", False))
    return (
        DutyNote("inform", LAW, values=(("certain", True),)),
        DutyNote("on_the_spot", LAW, values=spot),
        DutyNote("deadline", LAW, date(2024, 8, 2), True, (("days", 90),)),
        DutyNote("hearing", LAW, None, False, hearing),
    )


def missing() -> tuple[MissingFact, ...]:
    answers = (
        Answer("< 10", Outcome.PENALTY, "lighter", yuan(100, 1000), yuan(100, 370)),
        Answer(">= 10", Outcome.CORRECTION_ONLY, None, None, None),
    )
    return (MissingFact("area_m2", "面积", "面积为多少平方米？", "平方米", answers),)


def determination(**changes: Any) -> Determination:
    values: dict[str, Any] = {
        "case_id": "沪嘉罚〔2024〕1号",
        "outcome": Outcome.PENALTY,
        "item": "SH-SR-25-2",
        "title": "占用道路设摊经营",
        "places": (PLACE,),
        "correction": "precondition",
        "party": "unit",
        "statutory": yuan(100, 1000),
        "lawful": yuan(100, 1000),
        "benchmark": yuan(370, 730, True, True),
        "recommended": yuan(370, 730, True, True),
        "fine_optional": True,
        "grade": "ordinary",
        "table_grade": "ordinary",
        "grades": ("ordinary",),
        "row": 2,
        "row_label": "面积较大",
        "benchmark_status": "sample",
        "others": (OtherKind(PenaltyKind.CONFISCATE_GOODS, "may", "经营工具"),),
        "duties": duties(),
        "reasons": reasons(),
        "for_person": (Reason(5, "table_overlap", values=(("rows", (2, 3)),)),),
        "facts": (("area_m2", Decimal(12)),),
        "rulebook": "a" * 64,
        "case": case(),
    }
    return Determination(**{**values, **changes})


def match(**changes: Any) -> Match:
    values: dict[str, Any] = {
        "case_id": "沪嘉罚〔2023〕7号",
        "score": 0.87,
        "text_score": 0.76,
        "fact_score": 0.98,
        "item": "SH-SR-25-2",
        "party": "unit",
        "decided": date(2023, 3, 1),
        "fine": Money.yuan(500),
        "text": "2023年2月1日，发现当事人王小二在路口设摊，占用8平方米。",
        "shared_terms": (
            SharedTerm("在路口", 0.2),
            SharedTerm("路口设", 0.2),
            SharedTerm("设摊", 0.1),
            SharedTerm("〔面积:5-10〕", 0.1),
        ),
        "facts": (
            FactComparison("area_m2", Decimal(12), Decimal(8), 0.9),
            FactComparison("refused", True, True, 1.0),
            FactComparison("harm", None, "slight", None),
        ),
    }
    return Match(**{**values, **changes})


def comparison(**changes: Any) -> Comparison:
    values: dict[str, Any] = {
        "severity": 0.888,
        "n": 27,
        "effective_n": 26.8,
        "expected": 0.444,
        "low": 0.333,
        "high": 0.555,
        "p": 0.031,
        "calibrators": 27.0,
        "circle": "item",
        "fine_expected": Money.yuan(500),
        "fine_low": Money.yuan(400),
        "fine_high": Money.yuan(600),
    }
    return Comparison(**{**values, **changes})


def off_benchmark() -> Finding:
    return Finding(
        "off_benchmark",
        (
            ("fine", Money.yuan(900)),
            ("range", yuan(370, 730, True, True)),
            ("distance", Money.yuan(170)),
            ("share", 23),
            ("status", "sample"),
            ("grade", "ordinary"),
        ),
    )


def review(**changes: Any) -> Review:
    found = changes.pop("determination", determination())
    values: dict[str, Any] = {
        "determination": found,
        "verdict": Verdict.OFF_BENCHMARK,
        "fine": Money.yuan(900),
        "lawful": found.lawful,
        "benchmark": found.recommended,
        "comparison": comparison(),
        "matches": (match(),),
        "findings": (
            off_benchmark(),
            Finding("reason_recorded", (("reason", f"{NAME}屡次违法"),)),
        ),
        "corpus_version": "b" * 64,
    }
    return Review(**{**values, **changes})
