"""Conditions in the words of the tables: boxes over the shared facts, or questions to a person."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from discretion.rulebook.check import parse_cell
from discretion.rulebook.exchange.published.circumstances import _PHRASES
from discretion.rulebook.exchange.published.conditions import ConditionReading, read_condition
from discretion.rulebook.files import read_file
from discretion.rulebook.load import rules_folder
from discretion.rulebook.schema import FactsFile, FactType
from tests.rulebook.exchange.published.test_bounds import WRITTEN

FACTS = read_file(rules_folder() / "general" / "facts.yaml", FactsFile).facts


def boxes(text: str) -> list[dict[str, str]]:
    reading = read_condition(text)
    assert reading.understood, reading.doubts
    return [a.box for a in reading.alternatives]


def questions(reading: ConditionReading) -> list[tuple[str, ...]]:
    return [tuple(u.words for u in a.unread) for a in reading.alternatives]


ONE_BOX: list[tuple[str, dict[str, str]]] = [
    ("第一次被处罚的", {"prior_penalties": "0"}),
    ("首次违法", {"prior_penalties": "0"}),
    ("初次", {"prior_penalties": "0"}),
    ("第二次", {"prior_penalties": "1"}),
    ("第二次实施同类违法行为", {"prior_penalties": "1"}),
    ("第三次及以上被处罚的", {"prior_penalties": ">= 2"}),
    ("第3次以上", {"prior_penalties": ">= 2"}),
    ("曾因同类违法行为受过2次以上行政处罚", {"prior_penalties": ">= 2"}),
    ("第一次被发现的", {"times_found": "1"}),
    ("第二次及以上被发现", {"times_found": ">= 2"}),
    ("面积5平方米以上不足10平方米", {"area_m2": "[5..10)"}),
    ("占用面积在５平方米以上、１０平方米以下的", {"area_m2": "[5..10]"}),
    ("面积≤5㎡", {"area_m2": "<= 5"}),
    ("面积大于5小于10平方米", {"area_m2": "(5..10)"}),
    ("面积5-10平方米", {"area_m2": "[5..10]"}),
    ("面积5平方米（含）至10平方米（不含）", {"area_m2": "[5..10)"}),
    ("10㎡以上", {"area_m2": ">= 10"}),
    ("不足五平方米", {"area_m2": "< 5"}),
    ("占地面积超过1公顷", {"area_m2": "> 10000"}),
    ("数量3处以下", {"count": "<= 3"}),
    ("3处", {"count": "3"}),
    ("砍伐树木3株以上10株以下", {"trees": "[3..10]"}),
    ("车辆超过5辆", {"vehicles": "> 5"}),
    ("犬只3只以上", {"animals": ">= 3"}),
    ("重量500公斤以上", {"weight_t": ">= 0.5"}),
    ("清运建筑垃圾5立方米以下的", {"volume_m3": "<= 5"}),
    ("长度10米以上", {"length_m": ">= 10"}),
    ("逾期3日以上7日以下", {"overdue_days": "[3..7]"}),
    ("违法行为持续时间3天以上", {"duration_days": ">= 3"}),
    ("违法所得1万元以上", {"illegal_gains": ">= 10000"}),
    ("货值金额不足五千元", {"goods_value": "< 5000"}),
    ("工程造价100万元以上", {"construction_cost": ">= 1000000"}),
    ("没有违法所得的", {"illegal_gains": "0"}),
    ("拒不改正", {"refused_correction": "true"}),
    ("逾期未改正的", {"refused_correction": "true"}),
    ("在规定期限内改正的", {"refused_correction": "false"}),
    ("及时改正的", {"corrected": "true"}),
    ("未及时改正", {"corrected": "false"}),
    ("造成严重后果的", {"harm": '"grave"'}),
    ("未造成严重后果", {"harm": 'not("grave")'}),
    ("没有造成危害后果", {"harm": '"none"'}),
    ("危害后果轻微", {"harm": '"slight"'}),
    ("暴力阻碍执法的", {"obstructs": "true"}),
    ("造成恶劣社会影响", {"grave_effect": "true"}),
    ("违法情节轻微", {"minor_violation": "true"}),
    ("当事人有证据足以证明没有主观过错的", {"no_fault_proved": "true"}),
    ("未造成道路损坏", {"damage": "false"}),
    (
        "首次违法，占用面积10平方米以上20平方米以下，且拒不改正的",
        {"prior_penalties": "0", "area_m2": "[10..20]", "refused_correction": "true"},
    ),
    (
        "违法行为轻微并及时改正，没有造成危害后果",
        {"minor_violation": "true", "corrected": "true", "harm": '"none"'},
    ),
    (
        "同时具备下列条件：（一）首次违法；（二）及时改正",
        {"prior_penalties": "0", "corrected": "true"},
    ),
    ("占用面积10平方米以\n上的", {"area_m2": ">= 10"}),
]


@pytest.mark.parametrize(("text", "box"), ONE_BOX)
def test_one_box(text: str, box: dict[str, str]) -> None:
    assert boxes(text) == [box]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("面积10平方米以上或者数量5处以上", [{"area_m2": ">= 10"}, {"count": ">= 5"}]),
        ("面积10平方米以上；拒不改正", [{"area_m2": ">= 10"}, {"refused_correction": "true"}]),
        (
            "有下列情形之一的：（一）占用面积20平方米以上；（二）首次违法，拒不改正",
            [{"area_m2": ">= 20"}, {"prior_penalties": "0", "refused_correction": "true"}],
        ),
        (
            "有下列情形之一的：\n1.占用面积20平方米以上\n2.造成严重后果",
            [{"area_m2": ">= 20"}, {"harm": '"grave"'}],
        ),
        ("①面积5平方米以上②数量3处以上", [{"area_m2": ">= 5"}, {"count": ">= 3"}]),
        (
            "第三次及以上被处罚，或者有暴力抗法、扰乱公共秩序、造成其他严重影响情形之一的",
            [{"prior_penalties": ">= 2"}, {"obstructs": "true"}, {"grave_effect": "true"}],
        ),
    ],
)
def test_alternatives(text: str, expected: list[dict[str, str]]) -> None:
    assert boxes(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("在主要道路占用面积5平方米以上", "condition_unread"),
        ("没有暴力抗法", "condition_unread"),
        ("不能按期改正", "condition_unread"),
        ("可能造成严重后果", "condition_unread"),
        ("高度10米以上", "condition_unread"),
        ("每处面积2平方米以下", "condition_unread"),
        ("情节较轻", "condition_unread"),
        ("不能辨认或者不能控制自己行为的", "condition_unread"),
        ("非首次违法", "condition_unread"),
        ("首次及第二次违法", "condition_unread"),
        ("5m2<S≤10m2", "condition_unread"),
        ("逾期10日以上20日以内改正", "condition_unread"),
        ("第一次、第二次被处罚的", "condition_structure"),
        ("面积不足5平方米或者首次违法且及时改正", "condition_structure"),
        ("三次以上", "times_doubtful"),
        ("一年内被处罚2次", "times_doubtful"),
        ("再次违法", "times_doubtful"),
        ("3日以上", "quantity_unnamed"),
        ("500元以上", "quantity_unnamed"),
        ("超过5平方米以上", "bound_doubtful"),
        ("面积1-2万平方米", "amount_unit_doubtful"),
        ("占地面积1亩以上", "unit_inexact"),
        ("占用面积5平方米以上，污染面积10平方米以上", "quantity_twice"),
        ("面积10平方米以上或者数量5处以上，拒不改正", "condition_structure"),
        ("及时改正、未造成危害后果的", "condition_structure"),
        ("第二次被处罚的\n拒不改正的", "condition_structure"),
        ("1.5平方米以上；2.数量3处以上", "condition_structure"),
        ("/", "condition_missing"),
    ],
)
def test_the_whole_stays_a_question(text: str, why: str) -> None:
    reading = read_condition(text)
    assert why in {d.why for d in reading.doubts}
    assert not any(a.box for a in reading.alternatives)
    (asked,) = questions(reading)
    assert "".join(asked) == "".join(text.split()).replace("；", ";").replace("，", ",")


def test_what_is_understood_stays_beside_what_is_not() -> None:
    reading = read_condition("第二次被处罚，已报告并修复的")
    (alternative,) = reading.alternatives
    assert alternative.box == {"prior_penalties": "1"}
    assert questions(reading) == [("已报告并修复的",)]
    reading = read_condition("第二次被处罚，或者随意抛撒的")
    assert [a.box for a in reading.alternatives] == [{"prior_penalties": "1"}, {}]
    assert questions(reading) == [(), ("随意抛撒的",)]


def test_a_window_of_time_is_understood_and_mentioned() -> None:
    reading = read_condition("一年内，第二次被处罚的")
    assert reading.understood
    assert (reading.windows, [d.why for d in reading.doubts]) == (("一年内",), ["window"])


QUANTITIES = st.sampled_from(
    [
        ("面积", "平方米", "area_m2"),
        ("数量", "处", "count"),
        ("树木", "株", "trees"),
        ("违法所得", "元", "illegal_gains"),
        ("逾期", "日", "overdue_days"),
        ("长度", "米", "length_m"),
    ]
)


@given(
    QUANTITIES, st.integers(1, 5000), st.integers(1, 5000), WRITTEN, st.booleans(), st.booleans()
)
def test_the_box_holds_for_exactly_the_numbers_that_the_words_mean(
    quantity: tuple[str, str, str],
    one: int,
    width: int,
    write: object,
    low_open: bool,
    high_open: bool,
) -> None:
    assert callable(write)
    name, unit, fact = quantity
    low, high = one, one + width
    lower = f"超过{write(low)}{unit}" if low_open else f"{write(low)}{unit}以上"
    upper = f"不足{write(high)}{unit}" if high_open else f"{write(high)}{unit}以下"
    (box,) = boxes(f"{name}{lower}{upper}的")
    assert box.keys() == {fact}
    cell = parse_cell(box[fact])
    for value in (low - 1, low, low + Decimal("0.5"), high - Decimal("0.5"), high, high + 1):
        inside = (value > low if low_open else value >= low) and (
            value < high if high_open else value <= high
        )
        assert cell.holds(value) is inside


def test_every_circumstance_is_a_test_of_a_shared_fact() -> None:
    for _, box in _PHRASES:
        for fact, test in box.items():
            declared = FACTS[fact]
            cell = parse_cell(test)
            for literal in cell.tests:
                value = getattr(literal, "value", None)
                if declared.type is FactType.BOOL:
                    assert isinstance(value, bool)
                elif declared.type is FactType.CHOICE:
                    assert value in declared.choices


@given(
    st.text(
        "第一二次被处罚面积平方米以上下不足超过或者且并，；、及时改正有下列情形之的没有510.\n",
        max_size=40,
    )
)
def test_any_text_gives_alternatives_that_ask_or_test(text: str) -> None:
    reading = read_condition(text)
    assert reading.alternatives
    assert reading.understood or reading.doubts
    if text.strip():
        assert all(a.box or a.unread for a in reading.alternatives)


@given(st.sampled_from(ONE_BOX), st.sampled_from(ONE_BOX), st.sampled_from(["，", "且", "，并"]))
def test_circumstances_that_all_hold_are_all_kept(
    one: tuple[str, dict[str, str]], other: tuple[str, dict[str, str]], join: str
) -> None:
    (text, box), (more, also) = one, other
    assume("下列" not in text + more)
    reading = read_condition(f"{text.rstrip('的')}{join}{more}")
    (alternative,) = reading.alternatives
    if any(box[fact] != also[fact] for fact in box.keys() & also.keys()):
        assert alternative.unread
        assert not alternative.box
    else:
        assert reading.understood
        assert alternative.box == box | also


JOINTS = st.sampled_from(["；", "，或者", "；或"])


@given(st.sampled_from(ONE_BOX), st.sampled_from(ONE_BOX), JOINTS)
def test_alternatives_are_all_kept(
    one: tuple[str, dict[str, str]], other: tuple[str, dict[str, str]], join: str
) -> None:
    (text, box), (more, also) = one, other
    assume("下列" not in text + more)
    assume(join[0] == "；" or not {"，", "并"} & {*text, *more})
    assert boxes(f"{text}{join}{more}") == ([box] if box == also else [box, also])
