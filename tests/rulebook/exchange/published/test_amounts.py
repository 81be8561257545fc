"""Penalties in the words of the tables, and what is left for a person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.rulebook.exchange.published.amounts import AmountReading, read_amounts
from discretion.rulebook.writing import plain
from tests.rulebook.exchange.published.test_bounds import NUMBERS, WRITTEN


def one(text: str, context: str = "") -> AmountReading:
    (reading,) = read_amounts(text, context)
    return reading


def fine(text: str, context: str = "") -> Any:
    reading = one(text, context)
    assert reading.doubts == ()
    return plain(reading.fine)


def money(low: int | None, high: int, **more: object) -> dict[str, object]:
    ends = {"max": high} if low is None else {"min": low, "max": high}
    return {**ends, "form": "range", **more}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("处500元以上1500元以下罚款", money(500, 1500)),
        ("处五百元以上一千五百元以下的罚款", money(500, 1500)),
        ("处1万元以上不足2万元", money(10000, 20000, max_open=True)),
        ("处超过1万元不满2万元的罚款", money(10000, 20000, min_open=True, max_open=True)),
        ("处2000元以下罚款", money(None, 2000)),
        ("低于1000元", money(None, 1000, max_open=True)),
        ("处10万元罚款", money(100000, 100000)),
        ("罚款500～1500元", money(500, 1500)),
        ("罚款金额为500元以上1500元以下", money(500, 1500)),
        ("处500元罚款；造成损失的，依法承担赔偿责任", money(500, 500)),
        ("处人民币500元至1500元罚款", money(500, 1500)),
        ("处以１，０００元以上５，０００元以下罚款。", money(1000, 5000)),
        ("由城市管理部门责令限期改正，处500元罚款", money(500, 500)),
    ],
)
def test_ranges(text: str, expected: object) -> None:
    assert fine(text) == expected


@pytest.mark.parametrize(
    ("text", "form", "of", "low", "high"),
    [
        ("处货值金额1倍以上2倍以下罚款", "multiple", "goods_value", 1, 2),
        ("处违法所得一倍以上三倍以下的罚款", "multiple", "illegal_gains", 1, 3),
        ("处补偿标准3-5倍罚款", "multiple", "compensation_standard", 3, 5),
        ("处合同价款2%以上4%以下的罚款", "percent", "contract_price", 2, 4),
        ("工程造价百分之五以上百分之十以下", "percent", "construction_cost", 5, 10),
        ("建设工程造价5%-10%的罚款", "percent", "construction_cost", 5, 10),
        ("每平方米100元", "per_unit", ["area_m2"], 100, 100),
        ("处以100元/㎡罚款", "per_unit", ["area_m2"], 100, 100),
        (
            "按每平方米每日10元以上50元以下处以罚款",
            "per_unit",
            ["area_m2", "duration_days"],
            10,
            50,
        ),
        ("每株处2000元以上5000元以下罚款", "per_unit", ["trees"], 2000, 5000),
        ("每辆处500元罚款", "per_unit", ["vehicles"], 500, 500),
        ("每吨处200元罚款", "per_unit", ["weight_t"], 200, 200),
        ("每处设施处5000元罚款", "per_unit", ["facilities"], 5000, 5000),
        ("每处处50元罚款", "per_unit", ["count"], 50, 50),
        ("每日处500元罚款", "per_day", "duration_days", 500, 500),
        ("每逾期一日处500元罚款", "per_day", "overdue_days", 500, 500),
    ],
)
def test_shares_and_prices(text: str, form: str, of: object, low: int, high: int) -> None:
    assert fine(text) == {"min": low, "max": high, "form": form, "of": of}


def test_heads_are_animals_only_where_the_act_is_about_animals() -> None:
    assert fine("每只处200元罚款", "宠物犬污染路面")["of"] == ["animals"]
    assert fine("每只处200元罚款", "未张贴标识")["of"] == ["count"]


def test_a_cap_belongs_to_the_price_before_it() -> None:
    assert fine("每平方米100元，但最高不超过2万元")["cap"] == 20000
    assert fine("处货值金额1倍以上2倍以下罚款，但最低不低于5000元")["floor"] == 5000


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("可以并处500元罚款", "may"),
        ("可处500元罚款", "may"),
        ("可以处500元以上1000元以下的罚款", "may"),
        ("并处500元罚款", "must"),
        ("处500元罚款", "must"),
    ],
)
def test_may_and_must(text: str, mode: str) -> None:
    assert (one(text).mode, one(text).doubts) == (mode, ())


@pytest.mark.parametrize(
    ("text", "others", "mode"),
    [
        ("警告或者50元以上200元以下罚款", [("warning", "alternative")], "must"),
        ("处50元以上200元以下罚款或者警告", [("warning", "alternative")], "must"),
        ("给予警告，可以并处50元以上200元以下罚款", [("warning", "must")], "may"),
        ("没收违法所得，处200元罚款", [("confiscate_gains", "must")], "must"),
        ("责令停业整顿，可以并处200元罚款", [("suspend_business", "must")], "may"),
        ("处200元罚款，并没收经营物品和工具", [("confiscate_goods", "must")], "must"),
        ("处200元罚款，可以吊销设置许可证", [("revoke_licence", "may")], "must"),
    ],
)
def test_other_penalties(text: str, others: list[tuple[str, str]], mode: str) -> None:
    reading = one(text)
    assert [(o.kind.value, o.mode) for o in reading.others] == others
    assert (reading.mode, reading.doubts) == (mode, ())
    assert reading.fine is not None


def test_gains_are_confiscated_only_where_there_are_any() -> None:
    reading = one("有违法所得的，没收违法所得，处1万元罚款")
    assert [o.when for o in reading.others] == [[{"illegal_gains": "> 0"}]]
    assert reading.doubts == ()


@pytest.mark.parametrize(
    "text", ["不予处罚", "不予行政处罚", "免予处罚", "免罚", "不予处罚，批评教育"]
)
def test_no_penalty(text: str) -> None:
    reading = one(text)
    assert (reading.exempt, reading.fine, reading.doubts) == (True, None, ())


def test_a_choice_and_the_higher_of_two() -> None:
    text = "处5000元以上2万元以下罚款，或者处修复费用3倍以上5倍以下罚款"
    forms = [o["form"] for o in fine(text)["options"]]
    assert (fine(text)["form"], forms) == ("either_of", ["range", "multiple"])
    assert fine(f"{text}，以较高者为准")["form"] == "higher_of"


@pytest.mark.parametrize(
    "text",
    [
        "责令改正。单位处1000元以上5000元以下罚款；个人处50元以上200元以下罚款",
        "对单位处1000元以上5000元以下罚款，对个人处50元以上200元以下罚款",
        "单位：1000-5000元；个人：50-200元",
        "（一）法人或者其他组织处1000元以上5000元以下罚款；（二）公民处50元以上200元以下罚款",
    ],
)
def test_parties_in_one_cell(text: str) -> None:
    readings = read_amounts(text)
    assert [(r.party, plain(r.fine), r.doubts) for r in readings] == [
        ("unit", money(1000, 5000), ()),
        ("individual", money(50, 200), ()),
    ]


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("500元或1000元以下", "amount_or", "500元或1000元以下"),
        ("500元或者1000元罚款", "amount_or", "500元或者1000元罚款"),
        ("处500元罚款，处800元罚款", "amount_several", "处500元罚款,处800元罚款"),
        ("处5000元以上罚款", "no_maximum", "处5000元以上罚款"),
        ("处1-2万元罚款", "amount_unit_doubtful", "处1-2万元罚款"),
        ("处销售额1倍罚款", "base_unknown", "处销售额1倍罚款"),
        ("处百分之五的罚款", "base_unknown", "处百分之五的罚款"),
        ("每次处200元罚款", "unit_unknown", "每次处200元罚款"),
        ("每平方米每次处200元罚款", "unit_unknown", "每平方米每次处200元罚款"),
        ("按上限处罚", "amount_unread", "按上限处罚"),
        ("从重处罚", "amount_unread", "从重处罚"),
        ("—", "amount_missing", "—"),
        ("处3万元罚款；情节恶劣的，吊销许可证", "amount_left_over", "情节恶劣"),
        ("处三万五元罚款", "amount_unread", "处三万五元罚款"),
        ("没收违法所得1000元", "amount_several", "没收违法所得1000元"),
        ("罚款500元/次", "amount_left_over", "/次"),
        ("处法定最高额30%以下罚款", "base_unknown", "处法定最高额30%以下罚款"),
        ("不予处罚，处500元罚款", "amount_several", "不予处罚,处500元罚款"),
    ],
)
def test_what_is_not_understood_keeps_its_words(text: str, why: str, words: str) -> None:
    doubts = [(d.why, d.words) for d in one(text).doubts]
    assert (why, words) in doubts


@pytest.mark.parametrize(
    "text", ["警告；情节严重的，处500元罚款", "每超过1平方米罚款100元", "造成损失的，处5000元罚款"]
)
def test_an_amount_under_a_condition_of_its_own_is_not_taken(text: str) -> None:
    reading = one(text)
    assert reading.fine is None
    assert [d.why for d in reading.doubts] == ["amount_left_over"]


def test_a_penalty_after_the_last_party_may_be_meant_for_all() -> None:
    first, last = read_amounts("对单位处2000元罚款；对个人处200元罚款，没收违法所得")
    assert first.doubts == ()
    assert [d.why for d in last.doubts] == ["party_trailing"]


@pytest.mark.parametrize("who", ["直接负责的主管人员", "个体工商户"])
def test_a_third_kind_of_party_is_left_to_a_person(who: str) -> None:
    first, second = read_amounts(f"对单位处1万元罚款，对{who}处1000元罚款")
    assert (first.party, plain(first.fine), first.doubts) == ("unit", money(10000, 10000), ())
    assert [d.why for d in second.doubts] == ["party_unknown"]
    assert second.fine is None


LEADS = st.sampled_from(["处", "并处", "可以并处", "责令改正，处", "警告，并处", "处以", "罚款"])


@given(NUMBERS, NUMBERS, WRITTEN, LEADS, st.booleans(), st.booleans())
def test_any_range_reads_back(
    a: int, b: int, write: object, lead: str, low_open: bool, high_open: bool
) -> None:
    assert callable(write)
    low, high = sorted((a, b + 1 if a == b else b))
    lower = f"超过{write(low)}元" if low_open else f"{write(low)}元以上"
    upper = f"不足{write(high)}元" if high_open else f"{write(high)}元以下"
    tail = "" if lead == "罚款" else "罚款"
    ends = {k: True for k, o in (("min_open", low_open), ("max_open", high_open)) if o}
    assert fine(f"{lead}{lower}{upper}{tail}") == money(low, high, **ends)


@given(
    st.text(
        "处罚款元以上下不足超过或者并可警告单位个人每平方米倍%万0125一二,，。；：（）至-",
        max_size=30,
    )
)
def test_nothing_is_lost_in_silence(text: str) -> None:
    """Every digit of a text without doubts is in what was read."""
    readings = read_amounts(text)
    if any(r.doubts for r in readings):
        return
    assert any(c in text for c in "012501一二") or all(r.fine is None for r in readings)
    for reading in readings:
        assert reading.fine or reading.others or reading.exempt or reading.no_fine
