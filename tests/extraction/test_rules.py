"""The built-in extractor: what it reads, what it leaves, and that no text can slow it down."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.engine.book import load_rulebook
from discretion.extraction.rules import propose
from discretion.rulebook.schema import FactDeclaration, FactType

BOOK = load_rulebook("shanghai-urban-management")
SHARED = dict(BOOK.facts)


def read(text: str, facts: dict[str, FactDeclaration] | None = None) -> dict[str, object]:
    """Values by fact; a list where there are several readings."""
    found: dict[str, object] = {}
    for each in propose(text, SHARED if facts is None else facts):
        assert text[each.start : each.end] == each.words
        assert each.words
        before = found.get(each.fact)
        found[each.fact] = each.value if before is None else [before, each.value]
    return found


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("占用面积8.5平方米", "area_m2", Decimal("8.5")),
        ("现场测量为十二㎡", "area_m2", 12),
        ("重约150公斤", "weight_t", Decimal("0.15")),
        ("获利1.8万元", "illegal_gains", 18000),
        ("货值金额共计叁仟陆佰元", "goods_value", 3600),
        ("持续5天", "duration_days", 5),
        ("逾期15日仍未归还", "overdue_days", 15),
        ("两年内因同类行为被处罚3次", "prior_penalties", 3),
        ("受过2次行政处罚", "prior_penalties", 2),
        ("无同类违法记录", "prior_penalties", 0),
        ("本次系第三次被发现", "times_found", 3),
        ("砍伐香樟5株", "trees", 5),
        ("当事人拒不改正", "refused_correction", True),
        ("经责令改正，逾期仍未改正", "refused_correction", True),
        ("责令限期改正，期限届满复查时仍未改正", "refused_correction", True),
        ("责令改正后拒不改正", "corrected", False),
        ("当事人随即改正", "corrected", True),
        ("当事人随即改正", "refused_correction", False),
        ("复查时已整改完毕", "corrected", True),
        ("经责令改正，当事人已按要求改正", "corrected", True),
        ("至今未改正", "corrected", False),
        ("改正工作尚未完成", "corrected", False),
        ("造成路缘石损坏", "damage", True),
        ("未造成道路损坏", "damage", False),
        ("情节严重", "serious", True),
        ("不构成情节严重", "serious", False),
        ("未造成危害后果", "harm", "none"),
        ("危害后果轻微", "harm", "slight"),
        ("造成严重后果", "harm", "grave"),
        ("系首次违法", "first_violation", True),
        ("当事人积极配合调查", "cooperative", True),
    ],
)
def test_it_reads(text: str, fact: str, value: object) -> None:
    assert read(text)[fact] == value


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("责令立即改正", "corrected"),
        ("要求当事人三日内改正", "corrected"),
        ("开具责令改正通知书", "corrected"),
        ("逾期不改正的，处五千元以上五万元以下罚款", "refused_correction"),
        ("未及时改正", "first_violation"),
        ("占用5平方米以上10平方米以下的", "area_m2"),
        ("面积约15至20平方米", "area_m2"),
        ("罚款500元", "illegal_gains"),
        ("3日内自行处理", "duration_days"),
        ("2024年6月8日", "duration_days"),
        ("拍摄照片3张、笔录1份", "count"),
        ("宽3米、高2米", "length_m"),
        ("《关于情节严重的规定》", "serious"),
        ("情节严重的，从重处罚", "serious"),
        ("未造成严重后果", "harm"),
        ("当事人不配合调查", "cooperative"),
        ("涉案树木-5株", "vehicles"),
        ("面积1.5平方公里以内", "area_m2"),
        ("第2次查处", "prior_penalties"),
        ("车辆2.5辆", "vehicles"),
        ("动用车辆12辆次", "vehicles"),
    ],
)
def test_it_leaves(text: str, fact: str) -> None:
    assert fact not in read(text)


def test_several_readings_are_all_proposed_and_too_many_are_none() -> None:
    assert read("占用面积8平方米，复测面积9平方米")["area_m2"] == [8, 9]
    many = "，".join(f"面积{n}平方米" for n in range(1, 8))
    assert "area_m2" not in read(many)


def test_the_word_beside_a_number_says_whose_it_is() -> None:
    found = read("合同价款120万元，工程造价135万元，违法所得8千元，罚款2000元")
    assert found["contract_price"] == 1_200_000
    assert found["construction_cost"] == 1_350_000
    assert found["illegal_gains"] == 8000
    assert "goods_value" not in found


def test_facts_of_any_rulebook_are_read_by_their_names() -> None:
    facts = {
        "blocks_exit": FactDeclaration(type=FactType.BOOL, label="堵塞消防通道"),
        "seats": FactDeclaration(type=FactType.INTEGER, label="座位数", unit="座"),
        "zone": FactDeclaration(
            type=FactType.CHOICE, label="区域", choices={"core": "核心区", "outer": "外围区域"}
        ),
    }
    assert read("当事人堵塞消防通道，在核心区设36座", facts) == {
        "blocks_exit": True,
        "seats": 36,
        "zone": "core",
    }
    assert read("未堵塞消防通道", facts) == {"blocks_exit": False}


def test_a_finding_is_proposed_but_never_denied() -> None:
    assert "minor_violation" not in read("违法行为并非轻微，不属于违法行为轻微")


def test_values_beyond_the_declared_range_are_not_proposed() -> None:
    assert "times_found" not in read("第0次被发现")


@pytest.mark.parametrize("piece", ["责令改", "期满", "第1次", "㎡", "已改正"])
def test_a_hostile_text_of_a_million_characters_takes_no_longer_than_its_length(
    piece: str,
) -> None:
    def took(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        propose(text, SHARED)
        return time.process_time() - start

    took(1000)
    short, long = took(50_000), took(1_000_000)
    # Twenty times the text; a quadratic reader would take four hundred times as long.
    assert long < 100 * max(short, 0.02)


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "占用面积",
                "8",
                "平方米",
                "，。",
                "责令改正",
                "拒不改正",
                "逾期",
                "3日",
                "处罚",
                "次",
                "第二",
                "首次",
                "违法所得",
                "壹佰元",
                "未",
                "造成损坏",
                "轻微",
                "危害后果",
                "㎡",
                "《",
                "》",
                "\x00",
                "\u202e",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_text_gives_sound_proposals_and_the_same_twice(text: str) -> None:
    found = propose(text, SHARED)
    assert found == propose(text, SHARED)
    assert len({(p.fact, p.value) for p in found}) == len(found)
    for each in found:
        assert text[each.start : each.end] == each.words
        fact = SHARED[each.fact]
        if fact.type is FactType.BOOL:
            assert isinstance(each.value, bool)
            assert each.value or not fact.circumstance
        elif fact.type is FactType.CHOICE:
            assert each.value in fact.choices
