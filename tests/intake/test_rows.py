"""One row to one case: every cell read by its meaning, or named with a remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.intake.columns import map_columns
from discretion.intake.errors import IntakeError
from discretion.intake.grid import Row
from discretion.intake.ledger import case_from_row
from discretion.intake.rows import ReadRow, RowReader, UnusableRowError
from discretion.model.case import Capacity, Case, Channel, PartyKind
from discretion.model.money import Money
from discretion.rulebook.book import Rulebook

GOOD: dict[str, Any] = {"案由": "占用道路设摊经营", "当事人类型": "个人"}


def read(book: Rulebook, **cells: Any) -> ReadRow:
    row = {**GOOD, **cells}
    return RowReader(book, map_columns(tuple(row), book)).read(Row(7, row))


def problems(book: Rulebook, **cells: Any) -> tuple[Any, ...]:
    with pytest.raises(UnusableRowError) as caught:
        read(book, **cells)
    return caught.value.problems


def test_a_full_row(book: Rulebook) -> None:
    case = read(
        book,
        处罚决定书文号="某罚〔2023〕1号",
        当事人="某某水果店",
        当事人类型="单位",
        违法事实="占道摆放水果摊。",
        处罚结果="警告，罚款人民币壹佰元整",
        违法行为发生日期="2023-05-01",
        立案日期="2023.5.2",
        处罚日期="2023年5月6日",
        执法人员="张三、李四 王五",
        案件来源="市民投诉",
        所属街镇="某某镇",
        行政区划代码="310114000000",
        听证告知="是",
        法制审核="2023-05-05",
        处罚程序="普通程序",
        备注="无",
    ).case
    assert case.id == "某罚〔2023〕1号"
    assert case.items == ("ST-2",)
    assert case.party.kind is PartyKind.UNIT
    assert case.act.start == date(2023, 5, 1)
    assert (case.filed, case.decided) == (date(2023, 5, 2), date(2023, 5, 6))
    assert case.penalty is not None
    assert case.penalty.fine == Money.yuan(100)
    assert case.officers == ("张三", "李四", "王五")
    assert case.channel is Channel.COMPLAINT
    assert case.place is not None
    assert (case.place.district, case.place.street) == ("310114", "某某镇")
    assert case.procedure.hearing_offered is True
    assert case.procedure.legal_review_done is True
    assert case.procedure.on_the_spot is False
    assert case.procedure.informed is None
    assert case.extra == {"备注": "无"}


# --- facts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "name", "value"),
    [
        ("造成损坏", "是", "damage", True),
        ("造成损坏", "否", "damage", False),
        ("造成损坏", "有", "damage", True),
        ("造成损坏", "无", "damage", False),
        ("造成损坏", "true", "damage", True),
        ("造成损坏", True, "damage", True),
        ("造成损坏", "√", "damage", True),
        ("是否改正", "否", "corrected", False),
        ("面积", "20", "area_m2", 20),
        ("面积", "12.50平方米", "area_m2", Decimal("12.5")),
        ("面积(平方米)", Decimal("12.5"), "area_m2", Decimal("12.5")),
        ("占用面积", "二十平米", "area_m2", 20),
        ("面积", "0.5公顷", "area_m2", 5000),
        ("面积(亩)", "2", "area_m2", Decimal("1333.33")),
        ("面积(亩)", "20㎡", "area_m2", 20),
        ("重量", "1500公斤", "weight_t", Decimal("1.5")),
        ("长度", "1,200米", "length_m", 1200),
        ("车辆数", "3辆", "vehicles", 3),
        ("被发现次数", "第2次", "times_found", 2),
        ("被发现次数", "首次", "times_found", 1),
        ("违法所得", "1.2万元", "illegal_gains", 12_000),
        ("违法所得(万元)", "0.05", "illegal_gains", 500),
        ("违法所得(元)", "伍佰元零伍分", "illegal_gains", Decimal("500.05")),
        ("危害后果", "危害后果轻微", "harm", "slight"),
        ("危害后果", "grave", "harm", "grave"),
    ],
)
def test_facts_are_read_by_their_declaration(
    book: Rulebook, column: str, cell: Any, name: str, value: Any
) -> None:
    found = read(book, **{column: cell}).case.facts
    assert found == {name: value}
    assert type(found[name]) is type(value)


@pytest.mark.parametrize("cell", [None, "", "-", "/", "不详", "  ", "—"])
@pytest.mark.parametrize("column", ["造成损坏", "面积", "违法所得", "危害后果"])
def test_an_empty_cell_is_no_fact(book: Rulebook, column: str, cell: Any) -> None:
    assert read(book, **{column: cell}).case.facts == {}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("造成损坏", "可能"),
        ("面积", "约20"),
        ("面积", "20米"),
        ("面积", "-5"),
        ("面积", True),
        ("面积", date(2023, 5, 6)),
        ("车辆数", "2.5"),
        ("违法所得", "一万五"),
        ("违法所得(元)", "0.001"),
        ("危害后果", "不太严重"),
        ("面积", "9" * 30),
    ],
)
def test_a_fact_that_cannot_be_read_makes_the_row_unusable(
    book: Rulebook, column: str, cell: Any
) -> None:
    (problem,) = problems(book, **{column: cell})
    assert (problem.row, problem.column) == (7, column)
    assert problem.remedy


def test_an_items_own_choices_are_those_of_the_item(book: Rulebook) -> None:
    row = {"案由编码": "WA-2", "混合投放的种类": "有害垃圾混入"}
    assert read(book, **row).case.facts == {"mix_kind": "hazardous"}


# --- circumstances ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "circumstances", "facts"),
    [
        ("初次违法；违法行为轻微", ("first_violation", "minor_violation"), {}),
        ("首次违法、情节轻微,积极配合调查", None, {}),
        ("威胁辱骂、暴力阻碍执法或者扰乱秩序；初次违法", ("obstructs", "first_violation"), {}),
        ("隐匿、销毁证据", ("conceals_evidence",), {}),
        ("first_violation", ("first_violation",), {}),
        # A yes/no fact that is no finding of the general part is a fact of the case.
        ("初次违法；已及时改正", ("first_violation",), {"corrected": True}),
        ("无", (), {}),
    ],
)
def test_circumstances(
    book: Rulebook, cell: str, circumstances: tuple[str, ...] | None, facts: dict[str, bool]
) -> None:
    found = read(book, 情节=cell)
    assert found.notes == ()
    assert found.case.facts == facts
    if circumstances is None:
        assert len(found.case.circumstances) == 3
    else:
        assert found.case.circumstances == circumstances


def test_an_unknown_circumstance_is_kept_and_the_nearest_named(book: Rulebook) -> None:
    found = read(book, 情节="初次违发；态度良好")
    assert found.case.circumstances == ()
    assert found.case.extra["情节"] == "初次违发；态度良好"
    first, second = found.notes
    assert "初次违法" in first.remedy
    assert second.value == "态度良好"
    assert not first.fatal


def test_a_circumstance_at_odds_with_its_column_is_refused(book: Rulebook) -> None:
    (problem,) = problems(book, 情节="已及时改正", 是否改正="否")
    assert "矛盾" in problem.message


# --- party ------------------------------------------------------------------------------------

UNIT_CODE = "91310114MA1GT1234C"


def valid_code(start: str) -> str:
    from stdnum.cn import uscc

    return start + uscc.calc_check_digit(start)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"当事人类型": "个人"}, PartyKind.INDIVIDUAL),
        ({"当事人类型": "法人及非法人组织"}, PartyKind.UNIT),
        ({"当事人类型": "个体工商户"}, PartyKind.INDIVIDUAL),
        ({"当事人类型": None, "当事人": "某某市政工程有限公司"}, PartyKind.UNIT),
        ({"当事人类型": None, "当事人": "老王饭店"}, PartyKind.UNIT),
        ({"当事人类型": None, "当事人": "张三"}, PartyKind.INDIVIDUAL),
        ({"当事人类型": None, "当事人": "张景行"}, PartyKind.INDIVIDUAL),
        (
            {"当事人类型": None, "统一社会信用代码": valid_code("91310114123456789")},
            PartyKind.UNIT,
        ),
        (
            {"当事人类型": None, "统一社会信用代码": valid_code("92310114123456789")},
            PartyKind.INDIVIDUAL,
        ),
    ],
)
def test_the_kind_of_party(book: Rulebook, cells: dict[str, Any], kind: PartyKind) -> None:
    found = read(book, **cells)
    assert found.case.party.kind is kind
    assert found.notes == ()


def test_a_doubtful_name_is_taken_for_a_person_and_said(book: Rulebook) -> None:
    found = read(book, 当事人类型="", 当事人="ABC International")
    assert found.case.party.kind is PartyKind.INDIVIDUAL
    (note,) = found.notes
    assert note.value == "ABC International"


def test_an_unknown_kind_is_refused(book: Rulebook) -> None:
    (problem,) = problems(book, 当事人类型="其他")
    assert problem.column == "当事人类型"


def test_a_wrong_identity_number_is_left_out_and_not_shown(book: Rulebook) -> None:
    found = read(book, 身份证号="310114199001011234")
    assert found.case.party.number is None
    (note,) = found.notes
    assert "310114199001011234" not in str(note)
    assert read(book, 身份证号="3101**********1234").notes == ()


@pytest.mark.parametrize(("cell", "age"), [("15", 15), ("15周岁", 15), (15, 15), ("", None)])
def test_ages(book: Rulebook, cell: Any, age: int | None) -> None:
    party = read(book, 年龄=cell).case.party
    assert (party.age, party.capacity) == (age, None)
    assert Capacity.FULL not in (party.capacity,)


@pytest.mark.parametrize("cell", ["151", "成年", "15.5", -1])
def test_bad_ages_are_refused(book: Rulebook, cell: Any) -> None:
    (problem,) = problems(book, 年龄=cell)
    assert problem.column == "年龄"


# --- penalty and money ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "yuan"),
    [
        ({"罚款金额(元)": "500"}, 500),
        ({"罚款金额(元)": 500}, 500),
        ({"罚款金额（万元）": "0.05"}, 500),
        ({"罚款金额（万元）": "500元"}, 500),
        ({"罚款金额(万元)": Decimal("0.050000"), "处罚结果": "罚款五百元"}, 500),
        ({"CF_NR_FK": "0.05"}, 500),
        ({"处罚结果": "一、警告；\n二、罚款500元"}, 500),
        ({"处罚种类": "罚款", "罚款金额": "500"}, 500),
    ],
)
def test_fines(book: Rulebook, cells: dict[str, Any], yuan: int) -> None:
    penalty = read(book, **cells).case.penalty
    assert penalty is not None
    assert penalty.fine == Money.yuan(yuan)


@pytest.mark.parametrize(
    ("cells", "column", "hint"),
    [
        ({"处罚结果": "罚款500元", "罚款金额(元)": "5000"}, "处罚结果", "不一致"),
        ({"处罚结果": "罚款500元", "罚款金额(万元)": "500"}, "处罚结果", "不一致"),
        ({"处罚结果": "罚款若干"}, "处罚结果", "罚款"),
        ({"罚款金额": "0.05"}, "罚款金额", "万元"),
        ({"罚款金额(元)": "五百左右"}, "罚款金额(元)", "金额"),
        ({"罚款金额(元)": "#REF!"}, "罚款金额(元)", "金额"),
        ({"处罚结果": "#N/A"}, "处罚结果", "Excel"),
        ({"处罚种类": "罚款"}, "处罚种类", "金额"),
        (
            {"处罚结果": "没收违法所得300元", "没收违法所得金额(元)": "200"},
            "没收违法所得金额(元)",
            "核对",
        ),
    ],
)
def test_a_fine_in_doubt_is_refused(
    book: Rulebook, cells: dict[str, Any], column: str, hint: str
) -> None:
    first, *_ = problems(book, **cells)
    assert first.column == column
    assert hint in str(first)


# --- the rest ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        ({"处罚日期": "2023-02-30"}, "没有这一天"),
        ({"立案日期": "2023-05-06", "处罚日期": "2023-05-05"}, "早于立案日"),
        ({"违法日期": "2023-05-06", "终了日期": "2023-05-05"}, "早于开始日"),
        ({"所属街镇": "镇" * 300}, "至多 200 字"),
        ({"案由": "案由", "当事人类型": "当事人类型"}, "重复了列名"),
        ({"案由": None, "序号": "合计"}, "合计"),
        ({"案由": None, "备注": "填表人：张三"}, "不像案件"),
    ],
)
def test_rows_that_are_no_case(book: Rulebook, cells: dict[str, Any], hint: str) -> None:
    first, *_ = problems(book, **cells)
    assert first.row == 7
    assert hint in str(first)


def test_every_problem_of_a_row_is_named_at_once(book: Rulebook) -> None:
    found = problems(book, 处罚日期="昨天", 面积="若干", 罚款金额="很多", 当事人类型="其他")
    assert {p.column for p in found} == {"处罚日期", "面积", "罚款金额", "当事人类型"}


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"行政区划": "某某区"}, "行政区划"), ({"法制审核": "张三"}, "法制审核")],
)
def test_what_has_no_bearing_on_the_penalty_is_kept_with_a_note(
    book: Rulebook, cells: dict[str, str], column: str
) -> None:
    found = read(book, **cells)
    assert found.case.extra[column] == cells[column]
    (note,) = found.notes
    assert note.column == column


def test_a_code_of_another_system_is_kept(book: Rulebook) -> None:
    found = read(book, 案由编码="310215001000")
    assert found.case.items == ("ST-2",)
    assert found.case.extra == {"案由编码": "310215001000"}


def test_a_row_without_a_number_is_known_by_its_content(book: Rulebook) -> None:
    first, same, other = (read(book, 备注=x).case.id for x in ("甲", "甲", "乙"))
    assert first == same
    assert first.startswith("第7行-")
    assert first != other


def test_a_row_of_an_intake_system(book: Rulebook) -> None:
    row = {
        "案号": "1号",
        "案由": "占用道路设摊经营",
        "当事人类型": "个人",
        "面积": 12.5,
        "罚款金额(元)": 100.0,
        "违法所得": float("nan"),
        "处罚日期": date(2023, 5, 6),
    }
    case = case_from_row(row, book)
    assert case.facts == {"area_m2": Decimal("12.5")}
    assert case.penalty is not None
    assert case.penalty.fine == Money.yuan(100)
    with pytest.raises(IntakeError, match="昨天"):
        case_from_row({**row, "处罚日期": "昨天"}, book)


CELLS = st.none() | st.text(max_size=20) | st.integers() | st.booleans() | st.dates()
NAMES = st.sampled_from(
    [
        *("案号", "案由", "当事人", "当事人类型", "年龄", "处罚依据", "处罚结果", "罚款金额(元)"),
        *("处罚日期", "立案日期", "行政区划代码", "情节", "面积", "造成损坏", "危害后果", "备注"),
        *("案由编码", "听证告知", "违法所得(万元)", "身份证号", "案件来源", "执法人员", "序号"),
    ]
)


@given(st.dictionaries(NAMES, CELLS, max_size=12))
def test_any_row_is_a_case_or_is_refused_with_a_remedy(book: Rulebook, row: dict[str, Any]) -> None:
    said = case = None
    try:
        case = case_from_row(row, book)
    except IntakeError as error:
        said = error.what and error.remedy
    assert case is not None or said
    assert case is None or Case.model_validate_json(case.model_dump_json()) == case


def test_an_item_that_is_not_recognised_is_kept_as_it_is_written(book: Rulebook) -> None:
    assert read(book, 案由="火星上种菜").case.items == ("火星上种菜",)
    assert read(book, 案由="", 案由编码="XX-9").case.items == ("XX-9",)
    assert read(book, 案由="", 案情="种菜").case.items == ()
    long = "种菜" * 150
    assert read(book, 案由=long).case.items == (long[:200],)
    assert read(book, 案由="", 案由编码="X" * 300).case.items == ("X" * 200,)


@pytest.mark.parametrize(
    ("written", "items"), [("st-2", ("ST-2",)), ("ＳＴ-1、ST-2", ("ST-1", "ST-2"))]
)
def test_codes_in_the_column_of_wordings_are_codes(
    book: Rulebook, written: str, items: tuple[str, ...]
) -> None:
    found = read(book, 案由=written)
    assert (found.case.items, found.item.how) == (items, "code")
    assert not [note for note in found.notes if note.column == "案由"]
