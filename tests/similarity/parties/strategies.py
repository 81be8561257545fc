"""Parties drawn so that names, places and numbers often meet."""

from __future__ import annotations

from hypothesis import strategies as st

from discretion.model.case import Case, Party, PartyKind, Place

NAMES = (
    *(
        "鑫味餐饮店",
        "上海鑫味餐饮店",
        "鑫味餐饮店(嘉定)",
        "静安区鑫味餐饮店",
        "鑫昧餐饮店",
        "鑫味餐饮二店",
    ),
    *("上海鑫味餐饮管理有限公司", "鑫味(上海)餐饮管理有限责任公司", "鑫味餐饮管理", "便利店"),
    *("鑫味餐饮店(经营者张三)", "鑫味餐饮店(经营者李四)", "张三", "个体工商户张三", "李四", "张某"),
)
ADDRESSES = (None, "嘉定区江桥镇金园一路1号", "金园一路1号", "宝安公路22号")


def credit_code(body: str) -> str:
    """A valid unified social credit code that begins with *body* (17 characters)."""
    from stdnum.cn import uscc

    return body + uscc.calc_check_digit(body)


def citizen(body: str) -> str:
    """A valid identity number that begins with *body* (17 digits)."""
    from stdnum.cn import ric

    return body + ric.calc_check_digit(body + "0")


NUMBERS = (
    credit_code("91310114MA1GW0001"),
    credit_code("92310114MA1GX0002"),
    citizen("31011419800101001"),
    citizen("31011419800101003"),
)


def case(
    name: str | None,
    number: str | None = None,
    district: str | None = None,
    address: str | None = None,
    phone: str | None = None,
) -> Case:
    place = Place(district=district, address=address) if district or address else None
    extra = {"联系电话": phone} if phone else {}
    party = Party(kind=PartyKind.UNIT, name=name, number=number)
    return Case(id="x", party=party, place=place, extra=extra)


CASES = st.builds(
    case,
    st.sampled_from(NAMES),
    st.none() | st.sampled_from(NUMBERS),
    st.sampled_from([None, "310114", "310106"]),
    st.sampled_from(ADDRESSES),
    st.sampled_from([None, None, "13800000001", "13800000002"]),
)
