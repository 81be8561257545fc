"""Names and numbers never leave unless asked for; what is no name stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.model.case import Party, PartyKind
from discretion.report.masking import Mask
from tests.report.builders import NAME, case


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("发现当事人张三在路口设摊", "张三"),
        ("当事人：欧阳春未经批准占道", "欧阳春"),
        ("经查，当事人上海味稔食品商店正在堆物", "味稔"),
        ("查明，上海众垚贸易有限公司将渣土倾倒", "众垚"),
        ("联系电话13812345678", "12345678"),
        ("身份证号11010519491231002X", "19491231"),
        ("统一社会信用代码91310114MA1GT0XXXX", "MA1GT0"),
        ("驾驶沪A12345货车", "12345"),
    ],
)
def test_what_looks_like_a_person_is_starred_without_knowing_it(text: str, hidden: str) -> None:
    shown = Mask()(text)
    assert hidden not in shown
    assert "*" in shown


@pytest.mark.parametrize(
    "text",
    [
        "当事人逾期未改正",
        "当事人收到责令改正通知书后拒不改正",
        "当事人已在规定期限内改正，现场恢复原状",
        "当事人随即改正",
        "占用道路12.5平方米，货值37300元",
        "《上海市河道管理条例》第四十五条",
        "沪嘉城管罚〔2024〕000001号",
        "",
    ],
)
def test_what_is_no_name_stays(text: str) -> None:
    assert Mask()(text) == text


names = st.text("张王李赵钱孙周吴食品商贸信息科技", min_size=2, max_size=12)


@given(names, st.text("在路口设摊，。当事人", max_size=20), st.text("，占道经营。", max_size=10))
def test_a_known_name_is_gone_wherever_it_stands(name: str, before: str, after: str) -> None:
    text = f"{before}{name}{after}"
    assert name not in Mask([name])(text)
    assert Mask([name], shown=True)(text) == text


def test_a_longer_name_is_starred_before_its_part() -> None:
    assert Mask(["张三", "张三丰"])("张三丰与张三") == "张**与张*"


def test_the_names_of_a_case_are_learned_from_it() -> None:
    party = Party(kind=PartyKind.INDIVIDUAL, name="甲乙", number="11010519491231002X")
    told = case(party=party, officers=("丙丁戊",), text="x")
    assert Mask().of(told)("由丙丁戊处理，甲乙到场") == "由丙**处理，甲*到场"
    assert Mask().of(None)("丙丁戊") == "丙丁戊"


def test_a_name_alone() -> None:
    assert Mask().name(NAME) == "上海******商店"
    assert Mask(shown=True).name(NAME) == NAME
    assert Mask().name(None) == "—"
    assert "\x1b" not in Mask(shown=True).name("甲\x1b[31m乙")
