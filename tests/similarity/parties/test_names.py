"""Names taken apart, and addresses brought to one form."""

from __future__ import annotations

import pytest

from discretion.similarity.parties.names import PartyName, parse_name
from discretion.similarity.parties.profile import house

SHOP = ("鑫味餐饮店", "", "", "", "")
FIRM = ("鑫味餐饮管理", "公司", "", "31", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鑫味餐饮店", SHOP),
        ("上海鑫味餐饮店", ("鑫味餐饮店", "", "", "31", "")),
        ("鑫味餐饮店(嘉定)", ("鑫味餐饮店", "", "", "310114", "")),
        ("上海市嘉定区江桥镇鑫味餐飲店（個體工商戶）", ("鑫味餐饮店", "", "", "310114", "")),
        ("鑫味餐饮店（经营者：张三）", ("鑫味餐饮店", "", "", "", "张三")),
        ("鑫味餐饮店经营者张三", ("鑫味餐饮店", "", "", "", "张三")),
        ("鑫味餐饮二店", ("鑫味餐饮店", "", "2", "", "")),
        ("鑫味餐饮店第十二分店", ("鑫味餐饮店", "", "12", "", "")),
        ("鑫味餐饮店(江桥店)", ("鑫味餐饮店", "", "江桥", "", "")),
        ("上海鑫味餐饮管理有限公司", FIRM),
        ("上海 鑫味餐饮管理有限责任公司", FIRM),
        ("鑫味（上海）餐饮管理有限公司", FIRM),
        ("上海鑫味餐饮管理有限公司嘉定分公司", ("鑫味餐饮管理", "公司", "嘉定", "31", "")),
        ("上海鑫味餐饮管理股份有限公司", ("鑫味餐饮管理", "股份公司", "", "31", "")),
        ("上海ＡＢ科技有限公司", ("ab科技", "公司", "", "31", "")),
    ],
)
def test_the_parts_of_an_organisations_name(text: str, expected: tuple[str, ...]) -> None:
    found = parse_name(text, "310114")
    assert found is not None
    parts = (found.core, found.form, found.branch, found.region, found.operator)
    assert (found.person, parts) == (False, expected)


@pytest.mark.parametrize(
    "text", ["张三", "張三", "个体工商户张三", "张三（经营者）", "个体工商户（经营者张三）"]
)
def test_a_sole_trader_without_a_shops_name_is_the_person(text: str) -> None:
    assert parse_name(text) == PartyName(True, "张三")


@pytest.mark.parametrize("text", ["", " ", "张某", "李*", "王××", "某公司", "李某某"])
def test_an_anonymised_name_is_none(text: str) -> None:
    assert parse_name(text) is None


def test_a_numbered_pseudonym_is_a_name() -> None:
    assert parse_name("某个人002") == PartyName(True, "某个人002")
    assert parse_name("某个人002") != parse_name("某个人003")


def test_words_of_trade_alone_are_no_ones_name() -> None:
    generic = [parse_name(n, "310114") for n in ("便利店", "嘉定区便利店", "水果超市有限公司")]
    assert all(name is not None and name.generic for name in generic)
    named = parse_name("鑫味便利店")
    assert named is not None
    assert not named.generic


def test_a_brand_that_is_also_a_district_elsewhere_stays() -> None:
    for text, near in (
        ("光明乳业有限公司", "310114"),
        ("平安物业有限公司", ""),
        ("光明乳业有限公司", ""),
    ):
        found = parse_name(text, near)
        assert found is not None
        assert (found.core, found.region) == (text.removesuffix("有限公司"), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上海市嘉定区江桥镇金园一路941弄116号（近路口）", "310114|金园一路941弄116号"),
        ("金园一路941弄116号", "310114|金园一路941弄116号"),
        ("嘉定区嘉定镇街道金园一路９４１弄１１６号", "310114|金园一路941弄116号"),
        ("静安区人民路5号", "310106|人民路5号"),
        ("金园一路路口", ""),
        ("", ""),
    ],
)
def test_an_address_is_its_road_and_house_number(text: str, expected: str) -> None:
    district = "" if "静安" in text else "310114"
    assert house(text, district) == expected
