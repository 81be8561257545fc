"""Penalties in prose: kinds and the exact fine, or a reason why they cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.intake.penalties import read_penalty
from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind as Kind
from discretion.rulebook.prose.numerals import formal_amount
from discretion.rulebook.prose.unreadable import UnreadableError

FINES = st.integers(1, 10**9).map(Money)


@pytest.mark.parametrize(
    ("text", "kinds", "yuan"),
    [
        ("罚款人民币贰佰元整。", {Kind.FINE}, "200"),
        ("一、警告;\n二、罚款人民币壹佰元整。", {Kind.WARNING, Kind.FINE}, "100"),
        ("警告并处罚款500元", {Kind.WARNING, Kind.FINE}, "500"),
        ("处罚款人民币伍佰元整（￥500.00）", {Kind.FINE}, "500"),
        ("责令改正，处五百元罚款", {Kind.FINE}, "500"),
        ("处以2000元的行政罚款", {Kind.FINE}, "2000"),
        ("罚款0.05万元", {Kind.FINE}, "500"),
        ("罚款1，000元", {Kind.FINE}, "1000"),
        ("罚款伍佰元整至指定银行缴纳", {Kind.FINE}, "500"),
        ("不再罚款，给予警告", {Kind.WARNING}, None),
        ("通报批评", {Kind.PUBLIC_CRITICISM}, None),
        ("责令停产停业，吊销许可证", {Kind.SUSPEND_BUSINESS, Kind.REVOKE_LICENCE}, None),
        ("暂扣营业执照3个月", {Kind.SUSPEND_LICENCE}, None),
        ("行政拘留5日", {Kind.DETENTION}, None),
        ("没收违法建筑材料等财物", {Kind.CONFISCATE_GOODS}, None),
        ("不予行政处罚", set(), None),
        ("责令限期拆除", set(), None),
    ],
)
def test_prose_of_decisions(text: str, kinds: set[Kind], yuan: str | None) -> None:
    penalty = read_penalty(text).penalty
    assert penalty is not None
    assert set(penalty.kinds) == kinds
    assert penalty.fine == (None if yuan is None else Money.yuan(yuan))


@given(FINES)
def test_any_fine_in_figures_in_words_or_both(fine: Money) -> None:
    words = formal_amount(fine)
    ways = [
        f"罚款人民币{words}。",
        f"罚款{fine}元",
        f"一、警告；二、罚款人民币{words}（￥{fine}）",
        f"处{words}罚款",
    ]
    assert {p.fine for w in ways if (p := read_penalty(w).penalty)} == {fine}


@given(st.lists(FINES, min_size=2, max_size=4))
def test_numbered_fines_add_up_and_other_lists_are_refused(fines: list[Money]) -> None:
    total = Money(sum(f.fen for f in fines))
    numbered = "；".join(f"{n}、罚款{f}元" for n, f in enumerate(fines, start=1))
    penalty = read_penalty(numbered).penalty
    assert penalty is not None
    assert penalty.fine == total
    with pytest.raises(UnreadableError):
        read_penalty("，".join(f"罚款{f}元" for f in fines))


def test_a_surcharge_for_late_payment_is_no_part_of_the_fine() -> None:
    text = "罚款200元，逾期不缴纳的，每日按罚款数额的百分之三加处罚款"
    penalty = read_penalty(text).penalty
    assert penalty is not None
    assert penalty.fine == Money.yuan(200)


def test_gains_are_confiscated_beside_the_fine() -> None:
    penalty = read_penalty("没收违法所得300元，并处罚款1000元").penalty
    assert penalty is not None
    assert (penalty.fine, penalty.confiscated_gains) == (Money.yuan(1000), Money.yuan(300))


@pytest.mark.parametrize(
    ("text", "kinds", "column"),
    [
        ("罚款", "", None),
        ("", "罚款", None),
        ("罚款500元", "", Money.yuan(50_000)),
        ("罚款人民币伍佰元（￥600）", "", None),
        ("罚款500元至1000元", "", None),
        ("罚款500-1000元", "", None),
        ("罚款500元以上1000元以下", "", None),
        ("罚款500元/平方米", "", None),
        ("每平方米罚款500元", "", None),
        ("对单位罚款5000元，对直接负责的主管人员罚款1000元", "", None),
        ("一、罚款500元；二、罚款300元，合计罚款900元", "", None),
        ("不予处罚，罚款500元", "", None),
        ("不予罚款500元", "", None),
        ("罚款一万五", "", None),
        ("罚款人民币0元", "", None),
        ("警告，罚款0元", "", Money(0)),
        ("已经处理", "", None),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_remedy(
    text: str, kinds: str, column: Money | None
) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_penalty(text, kinds, column)
    assert caught.value.remedy


def test_a_fine_of_nothing_beside_no_penalty_is_none() -> None:
    penalty = read_penalty("不予行政处罚，罚款0元").penalty
    assert penalty is not None
    assert (penalty.fine, penalty.kinds) == (None, ())


@pytest.mark.parametrize("text", ["罚款", "每平方米罚款500元", "警告"])
def test_the_column_of_fines_supplies_the_amount(text: str) -> None:
    penalty = read_penalty(text, "", Money.yuan(100)).penalty
    assert penalty is not None
    assert penalty.fine == Money.yuan(100)
    assert Kind.FINE in penalty.kinds


@pytest.mark.parametrize("text", ["", "无", "—", "待定"])
def test_no_decision_yet(text: str) -> None:
    assert read_penalty(text).penalty is None


@given(st.text(max_size=40), st.text(max_size=10), st.none() | FINES)
def test_any_text_is_read_or_refused(text: str, kinds: str, fine: Money | None) -> None:
    remedy = penalty = None
    try:
        penalty = read_penalty(text, kinds, fine).penalty
    except UnreadableError as error:
        remedy = error.remedy
    assert remedy != ""
    assert penalty is None or (Kind.FINE in penalty.kinds) == (penalty.fine is not None)
