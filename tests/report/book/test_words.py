"""Conditions and forms of fine in the words of statutes."""

from decimal import Decimal

import pytest

from discretion.model.money import Money
from discretion.report.book.conditions import Conditions
from discretion.report.book.forms import cut_form, form_text, share_text
from discretion.report.words import Words
from discretion.rulebook.check import parse_cell, share_ends
from discretion.rulebook.schema import (
    FactDeclaration,
    FactType,
    FineForm,
    HigherFine,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    RangeFine,
    UnspecifiedFine,
)
from discretion.rulebook.unary import Interval

FACTS = {
    "area_m2": FactDeclaration(
        type=FactType.NUMBER, label="面积", label_en="area", unit="平方米", range=">= 0"
    ),
    "days": FactDeclaration(type=FactType.INTEGER, label="天数", unit="天", range=">= 0"),
    "prior_penalties": FactDeclaration(
        type=FactType.INTEGER, label="受处罚次数", unit="次", range=">= 0"
    ),
    "corrected": FactDeclaration(type=FactType.BOOL, label="已及时改正", label_en="corrected"),
    "damage": FactDeclaration(type=FactType.BOOL, label="造成损坏"),
    "public": FactDeclaration(type=FactType.BOOL, label="公共绿地"),
    "gains": FactDeclaration(type=FactType.MONEY, label="违法所得", unit="元", range=">= 0"),
    "harm": FactDeclaration(
        type=FactType.CHOICE,
        label="危害后果",
        choices={"none": "没有危害后果", "slight": "危害后果轻微", "grave": "造成严重后果"},
    ),
    "place": FactDeclaration(
        type=FactType.CHOICE, label="地点", choices={"a": "内环以内", "b": "外环以外"}
    ),
}
ZH, EN = Conditions(FACTS, Words("zh")), Conditions(FACTS, Words("en"))


@pytest.mark.parametrize(
    ("name", "test", "said"),
    [
        ("area_m2", "[5..10)", "面积5平方米以上不满10平方米"),
        ("area_m2", "> 10", "面积超过10平方米"),
        ("area_m2", "5", "面积为5平方米"),
        ("area_m2", "not(5)", "面积不是5平方米"),
        ("area_m2", "-", ""),
        ("prior_penalties", "0", "首次"),
        ("prior_penalties", "1", "第二次"),
        ("prior_penalties", ">= 2", "第三次以上"),
        ("prior_penalties", "> 1", "第三次以上"),
        ("prior_penalties", "<= 1", "首次或者第二次"),
        ("prior_penalties", "< 3", "首次至第三次"),
        ("prior_penalties", "0,2", "首次或者第三次"),
        ("prior_penalties", "not(0)", "受处罚次数不是0次"),
        ("prior_penalties", "null", "未载明受处罚次数"),
        ("corrected", "true", "已及时改正"),
        ("corrected", "false", "未及时改正"),
        ("corrected", "not(true)", "未及时改正"),
        ("damage", "false", "未造成损坏"),
        ("public", "false", "无“公共绿地”情形"),
        ("gains", "> 0", "有违法所得"),
        ("gains", "0", "没有违法所得"),
        ("gains", ">= 5000", "违法所得5,000元以上"),
        ("harm", '"none","slight"', "没有危害后果或者危害后果轻微"),
        ("place", '"a"', "地点为内环以内"),
        ("unknown_fact", "< 3", "unknown_fact 不满3"),
    ],
)
def test_a_cell_in_words(name: str, test: str, said: str) -> None:
    assert ZH.term(name, test) == said


def test_english_words() -> None:
    assert EN.term("area_m2", "[5..10)") == "area 5 m² to under 10 m²"
    assert EN.term("prior_penalties", ">= 2") == "time no. 3 or later"
    assert EN.term("corrected", "false") == "not: corrected"


def test_boxes_are_alternatives_and_their_cells_hold_together() -> None:
    when = [{"area_m2": "< 5", "prior_penalties": "0"}, {"damage": "true"}]
    assert ZH.alternatives(when) == ("面积不满5平方米，首次", "造成损坏")
    assert ZH.sentence(when) == "面积不满5平方米，首次；或者造成损坏"
    assert ZH.alternatives([{}]) == ("不限",)
    assert ZH.sentence(None) == ""


@pytest.mark.parametrize(
    ("one", "other", "meet", "inside"),
    [
        ([{"area_m2": "< 5"}], [{"area_m2": ">= 5"}], False, False),
        ([{"area_m2": "<= 5"}], [{"area_m2": ">= 5"}], True, False),
        ([{"area_m2": "< 5"}], [{"area_m2": "< 9"}], True, True),
        ([{"area_m2": "< 5"}], [{"damage": "true"}], True, False),
        ([{"damage": "true"}], [{"damage": "false"}], False, False),
        ([{"area_m2": "< 5"}], None, True, True),
        (None, [{"damage": "true"}], True, False),
        ([{"area_m2": "< 5"}], [{"area_m2": ">= 0"}], True, True),
        ([{"days": "(0..1)"}], [{"days": "-"}], False, True),
        ([{"area_m2": "1"}, {"area_m2": "9"}], [{"area_m2": "< 5"}], True, False),
    ],
)
def test_which_conditions_hold_together(
    one: list[dict[str, str]] | None, other: list[dict[str, str]] | None, meet: bool, inside: bool
) -> None:
    assert ZH.can_meet(one, other) is meet
    assert ZH.can_meet(other, one) is meet
    assert ZH.implies(one, other) is inside


def yuan(amount: int) -> Money:
    return Money.yuan(amount)


@pytest.mark.parametrize(
    ("fine", "said"),
    [
        (RangeFine(min=yuan(200), max=yuan(2000)), "200元以上2,000元以下"),
        (RangeFine(max=yuan(500)), "500元以下"),
        (MultipleFine(form="multiple", of="gains", min=Decimal(1), max=Decimal(3)),
         "违法所得的1倍以上3倍以下"),
        (MultipleFine(form="multiple", of="gains", min=Decimal(1), max=Decimal(3), max_open=True),
         "违法所得的1倍以上不满3倍"),
        (MultipleFine(form="multiple", of="gains", min=Decimal(1), max=Decimal(3), min_open=True),
         "违法所得的1倍以上3倍以下（不含1倍）"),
        (MultipleFine(form="multiple", of="gains", max=Decimal("0.5"), cap=yuan(9000)),
         "违法所得的0.5倍以下，最高9,000元"),
        (PercentFine(form="percent", of="gains", min=Decimal(5), max=Decimal(5)), "违法所得的5%"),
        (PerUnitFine(form="per_unit", of=("area_m2",), min=yuan(50), max=yuan(100)),
         "每平方米50元以上100元以下"),
        (PerUnitFine(form="per_unit", of=("area_m2", "days"), max=yuan(10)),
         "每平方米每天10元以下"),
        (PerUnitFine(form="per_unit", of=("harm",), max=yuan(10)), "按危害后果每单位10元以下"),
        (PerDayFine(form="per_day", of="days", max=yuan(100), floor=yuan(500)),
         "每日100元以下，最低500元"),
        (UnspecifiedFine(form="unspecified", note="依法处罚\n"), "依法处罚"),
        (HigherFine(form="higher_of", options=(
            RangeFine(max=yuan(500)),
            PercentFine(form="percent", of="gains", max=Decimal(2)))),
         "取下列较高者：500元以下；违法所得的2%以下"),
    ],
)  # fmt: skip
def test_a_form_in_words(fine: FineForm, said: str) -> None:
    assert form_text(fine, FACTS, Words()) == said


def share(text: str) -> Interval:
    found = share_ends(parse_cell(text))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("fine", "part", "said"),
    [
        (MultipleFine(form="multiple", of="gains", min=Decimal(1), max=Decimal(2)),
         "(0.3..0.7)", "违法所得的1.3倍以上1.7倍以下（均不含本数）"),
        (PercentFine(form="percent", of="gains", max=Decimal(2)), "[0..0.4)", "不满违法所得的0.8%"),
        (PerUnitFine(form="per_unit", of=("area_m2",), max=yuan(100)), "[0..0.4)",
         "每平方米不满40元"),
        (PerUnitFine(form="per_unit", of=("area_m2",), min=yuan(10), max=yuan(20)), "[0.7..1]",
         "每平方米17元以上20元以下"),
    ],
)  # fmt: skip
def test_a_part_of_a_rate(fine: FineForm, part: str, said: str) -> None:
    smaller = cut_form(fine, share(part))
    assert isinstance(smaller, type(fine))
    assert form_text(smaller, FACTS, Words()) == said


def test_a_form_with_a_cap_has_no_part_of_the_same_form() -> None:
    capped = MultipleFine(form="multiple", of="gains", max=Decimal(2), cap=yuan(9000))
    assert cut_form(capped, share("[0..0.3]")) is None


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("[0..0.3]", "30%以下"),
        ("(0.3..0.7)", "30%以上70%以下（均不含本数）"),
        ("[0.7..1]", "70%以上100%以下"),
    ],
)
def test_a_share_in_words(part: str, said: str) -> None:
    assert share_text(share(part), Words()) == said
