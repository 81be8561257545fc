"""Tables in the layouts that bureaus use: the draft decides as a person reads the table."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.model.determination import Outcome
from tests.rulebook.exchange.published.files import (
    LEFT,
    UP,
    Drafted,
    Rows,
    document,
    fill,
    workbook,
)

# --- .xlsx --------------------------------------------------------------------------------------


def test_a_row_for_each_step_with_the_act_merged_over_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["虚构市城市管理行政处罚裁量基准", *[LEFT] * 6],
        ["序号", "违法行为", "违反依据", "处罚依据", "违法程度", "违法情节", "裁量标准"],
        [
            1,
            "擅自占用人行道堆放杂物",
            "《虚构市道路条例》第十条第一款",
            "《虚构市道路条例》第三十条第二项：责令限期改正，处500元以上5000元以下罚款",
            "轻微",
            "占用面积不足5平方米的",
            "处500元以上1500元以下罚款",
        ],
        [UP, UP, UP, UP, "一般", "占用面积5平方米以上不足10平方米的", "处1500元以上3000元以下罚款"],
        [UP, UP, UP, UP, "严重", "占用面积10平方米以上的", "处3000元以上5000元以下罚款"],
        [
            2,
            "沿街抛撒废纸",
            "《虚构市道路条例》第十一条",
            "《虚构市道路条例》第三十一条",
            "一般",
            "",
            "处警告或者50元以上200元以下的罚款",
        ],
        ["注：本表所称以上、以下均包括本数。", *[LEFT] * 6],
    ]
    drafted = Drafted(workbook(tmp_path / "a.xlsx", {"市容": rows}))
    whole = "[500, 5000]"
    assert drafted.outcome(1, area_m2="4.99") == ("lighter", whole, "[500, 1500]")
    assert drafted.outcome(1, area_m2=5) == ("ordinary", whole, "[1500, 3000]")
    assert drafted.outcome(1, area_m2="9.99") == ("ordinary", whole, "[1500, 3000]")
    assert drafted.outcome(1, area_m2=10) == ("heavier", whole, "[3000, 5000]")
    answer = drafted.decide(1, area_m2=10)
    assert answer.correction == "concurrent"
    assert [(p.title, p.article, p.subparagraph) for p in answer.places] == [
        ("虚构市道路条例", 30, 2)
    ]
    assert drafted.outcome(2) == ("ordinary", "[50, 200]", "[50, 200]")
    (warning,) = drafted.decide(2).others
    assert (warning.kind, warning.mode) == ("warning", "alternative")
    assert drafted.draft.degrees == {"understood": 4, "partly": 0, "unread": 0}
    assert drafted.book.head.title == "虚构市城市管理行政处罚裁量基准"
    assert ("row_outside", "注：本表所称以上、以下均包括本数。") in drafted.doubts
    assert drafted.draft.levels[0].steps == (
        ("轻微", "lighter"),
        ("一般", "ordinary"),
        ("严重", "heavier"),
    )


def test_repeats_and_a_gravest_step_with_alternatives(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "处罚依据", "处罚种类及幅度", "裁量阶次", "适用条件", "处罚标准"],
        [
            "占道摆卖玩具",
            "《虚构特区市容条例》第十七条",
            "处1000元以上5000元以下罚款",
            "情节较轻",
            "第一次被处罚的",
            "处1000元罚款",
        ],
        [UP, UP, UP, "情节较重", "第二次被处罚的", "处三千元罚款"],
        [
            UP,
            UP,
            UP,
            "情节严重",
            "第三次及以上被处罚，或者有威胁、辱骂执法人员，扰乱公共秩序，造成其他严重影响情形之一的",
            "处5000元罚款",
        ],
    ]
    drafted = Drafted(workbook(tmp_path / "b.xlsx", {"表": rows}))
    whole = "[1000, 5000]"
    assert drafted.outcome(1, prior_penalties=0) == ("lighter", whole, "[1000, 1000]")
    assert drafted.outcome(1, prior_penalties=1) == ("ordinary", whole, "[3000, 3000]")
    assert drafted.outcome(1, prior_penalties=2) == ("heavier", whole, "[5000, 5000]")
    assert drafted.outcome(1, prior_penalties=7) == ("heavier", whole, "[5000, 5000]")
    assert drafted.outcome(1, prior_penalties=0, obstructs=True)[0] == "heavier"
    assert drafted.outcome(1, prior_penalties=1, grave_effect=True)[0] == "heavier"
    assert ("hit_max_grade", "") in drafted.doubts


def test_a_column_for_each_party_under_a_header_of_two_rows(tmp_path: Path) -> None:
    rows: Rows = [
        ["编号", "事项名称", "法律依据", "违法情形", "处罚幅度", LEFT],
        [UP, UP, UP, UP, "单位", "个人"],
        [
            1,
            "临时建筑外观污损未清洗",
            "《虚构省容貌条例》第13条",
            "面积５平方米以下",
            "500－1500元",
            "200～500元",
        ],
        [UP, UP, UP, "面积超过5平方米不足10平方米", "1500-2000元", "500-600元"],
        [UP, UP, UP, "面积10平方米及以上", "2000元至3000元", "600元至1000元"],
    ]
    drafted = Drafted(workbook(tmp_path / "c.xlsx", {"表": rows}))
    assert drafted.outcome(1, "unit", area_m2=5) == ("lighter", "[500, 3000]", "[500, 1500]")
    assert drafted.outcome(1, "individual", area_m2=5) == ("lighter", "[200, 1000]", "[200, 500]")
    assert drafted.outcome(1, "unit", area_m2="5.01")[2] == "[1500, 2000]"
    assert drafted.outcome(1, "individual", area_m2=9)[2] == "[500, 600]"
    assert drafted.outcome(1, "unit", area_m2=10) == ("heavier", "[500, 3000]", "[2000, 3000]")
    assert drafted.outcome(1, "individual", area_m2=10)[2] == "[600, 1000]"
    # The table names neither steps nor a lawful range: both are said to be assumed.
    assert {"grade_unread", "statutory_from_rows"} <= {why for why, _ in drafted.doubts}
    assert drafted.draft.degrees == {"understood": 0, "partly": 6, "unread": 0}


def test_steps_side_by_side(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "处罚依据", "轻微", LEFT, "一般", LEFT, "严重", LEFT],
        [UP, UP, *["表现情形", "处罚标准"] * 3],
        [
            "清运渣土的车辆未密闭",
            "《虚构市渣土管理规定》第二十二条第一款，处一千元以上一万元以下的罚款",
            "车辆1辆的",
            "处1000元以上3000元以下罚款",
            "车辆2辆以上5辆以下的",
            "处3000元以上6000元以下罚款",
            "车辆超过5辆的，或者造成严重后果的",
            "处6000元以上1万元以下罚款",
        ],
    ]
    drafted = Drafted(workbook(tmp_path / "d.xlsx", {"表": rows}))
    whole = "[1000, 10000]"
    assert drafted.outcome(1, vehicles=1, harm="none") == ("lighter", whole, "[1000, 3000]")
    assert drafted.outcome(1, vehicles=5, harm="none") == ("ordinary", whole, "[3000, 6000]")
    assert drafted.outcome(1, vehicles=6, harm="none") == ("heavier", whole, "[6000, 10000]")
    assert drafted.outcome(1, vehicles=1, harm="grave") == ("heavier", whole, "[6000, 10000]")


def test_two_condition_columns_and_a_price_for_each_unit(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "违法事项", "处罚依据", "裁量情节", LEFT, "裁量幅度", "备注"],
        [UP, UP, UP, "次数", "情形", UP, UP],
        [
            "1",
            "擅自在绿地设置设备箱",
            "《虚构市绿地办法》第八条第二款第（三）项",
            "第一次被发现",
            "拒不改正",
            "按每平方米100元的标准处以罚款，但最高不超过2000元",
            "",
        ],
        [
            UP,
            UP,
            UP,
            "第二次及以上被发现",
            "拒不改正",
            "按每平方米200元处以罚款，但最高不超过2000元",
            "说明",
        ],
    ]
    # 次数 is no heading that is known by itself, but stands under 裁量情节.
    drafted = Drafted(workbook(tmp_path / "e.xlsx", {"表": rows}))
    facts = {"refused_correction": True}
    assert drafted.outcome(1, area_m2="3.5", times_found=1, **facts)[2] == "[350, 350]"
    assert drafted.outcome(1, area_m2="3.5", times_found=2, **facts)[2] == "[700, 700]"
    assert drafted.outcome(1, area_m2=50, times_found=2, **facts)[2] == "[2000, 2000]"
    (place,) = drafted.decide(1).places
    assert (place.article, place.paragraph, place.subparagraph) == (8, 2, 3)


# --- .docx --------------------------------------------------------------------------------------


def test_a_multiple_of_gains_with_confiscation(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "违反条款", "处罚条款", "裁量等级", "裁量因素", "裁量标准"],
        [
            "无证经营瓶装气体",
            "《虚构气体条例》第五条",
            "《虚构气体条例》第四十五条：没收违法所得，并处违法所得1倍以上5倍以下罚款",
            "从轻",
            "违法所得不足1万元的",
            "没收违法所得，并处违法所得1倍以上2倍以下罚款",
        ],
        [
            UP,
            UP,
            UP,
            "一般",
            "违法所得1万元以上不足5万元的",
            "没收违法所得，并处违法所得2倍以上3倍以下罚款",
        ],
        [UP, UP, UP, "从重", "违法所得5万元以上的", "没收违法所得，并处违法所得3倍以上5倍以下罚款"],
    ]
    drafted = Drafted(document(tmp_path / "a.docx", "虚构市气体管理裁量标准", rows))
    assert drafted.outcome(1, illegal_gains=9000) == ("lighter", "[9000, 45000]", "[9000, 18000]")
    assert drafted.outcome(1, illegal_gains=10000)[0] == "ordinary"
    assert drafted.outcome(1, illegal_gains=10000)[2] == "[20000, 30000]"
    assert drafted.outcome(1, illegal_gains="49999.99")[0] == "ordinary"
    assert drafted.outcome(1, illegal_gains=50000)[2] == "[150000, 250000]"
    (gains,) = drafted.decide(1, illegal_gains=1).others
    assert (gains.kind, gains.mode) == ("confiscate_gains", "must")
    assert drafted.book.head.title == "虚构市气体管理裁量标准"


def test_a_table_over_several_pages(tmp_path: Path) -> None:
    """The header stands on each page, a row is cut in two, and the table goes on as another."""
    header = ["序号", "违法行为", "处罚依据", "裁量阶次", "适用条件", "处罚标准"]
    first: Rows = [
        header,
        [
            "1",
            "夜间敲打金属扰民",
            "《虚构市安静条例》第九条：可以并处200元以上1000元以下罚款",
            "较轻",
            "初次违法，",
            "可以并处200元以上",
        ],
        ["", "", "", "", "及时改正的", "400元以下罚款"],
        header,
        ["", "", "", "一般", "第二次违法的", "可以并处400元以上700元以下罚款"],
    ]
    rest: Rows = [
        ["", "", "", "严重", "第三次及以上违法的", "可以并处700元以上1000元以下罚款"],
        ["2", "随意张贴纸条", "《虚构市安静条例》第十条", "一般", "数量3处以下", "每处处20元罚款"],
        [UP, UP, UP, "严重", "数量超过3处", "每处处50元罚款"],
    ]
    drafted = Drafted(document(tmp_path / "b.docx", first, "", rest))
    whole = "[200, 1000]"
    assert drafted.outcome(1, prior_penalties=0, corrected=True) == ("lighter", whole, "[200, 400]")
    assert drafted.outcome(1, prior_penalties=1)[2] == "[400, 700]"
    assert drafted.outcome(1, prior_penalties=3)[2] == "[700, 1000]"
    assert drafted.decide(1, prior_penalties=1).fine_optional
    assert drafted.outcome(2, count=3)[2] == "[60, 60]"
    assert drafted.outcome(2, count=4)[2] == "[200, 200]"
    assert ("continued", "及时改正的 400元以下罚款") in drafted.doubts


def test_parties_in_one_cell_mitigation_and_no_penalty(tmp_path: Path) -> None:
    rows: Rows = [
        ["处罚事项", "处罚依据", "法定幅度", "阶次", "情形", "罚款幅度"],
        [
            "损坏虚构的路牌",
            "《虚构市路牌规定》第三十二条",
            "对单位处1000元以上3万元以下罚款；对个人处200元以上1000元以下罚款",
            "不予处罚",
            "违法行为轻微并及时改正，没有造成危害后果的",
            "不予行政处罚",
        ],
        [
            UP,
            UP,
            UP,
            "减轻",
            "主动消除或者减轻违法行为危害后果的",
            "对单位处低于1000元罚款；对个人处低于200元罚款",
        ],
        [
            UP,
            UP,
            UP,
            "一般",
            "数量2处以上5处以下的",
            "责令限期改正；对单位处1000元以上1万元以下罚款；对个人处200元以上600元以下罚款",
        ],
        [
            UP,
            UP,
            UP,
            "严重",
            "数量超过5处的",
            "对单位处1万元以上3万元以下罚款，对个人处600元以上1000元以下罚款",
        ],
    ]
    drafted = Drafted(document(tmp_path / "c.docx", rows))
    exempt = {"minor_violation": True, "corrected": True, "harm": "none", "count": 1}
    assert drafted.decide(1, "unit", **exempt).outcome is Outcome.NO_PENALTY
    some = {"corrected": False, "harm": "slight"}
    assert drafted.outcome(1, "unit", count=5, **some) == (
        "ordinary",
        "[1000, 30000]",
        "[1000, 10000]",
    )
    assert drafted.outcome(1, "individual", count=2, **some) == (
        "ordinary",
        "[200, 1000]",
        "[200, 600]",
    )
    assert drafted.outcome(1, "individual", count=6, **some)[2] == "[600, 1000]"
    assert drafted.outcome(1, "unit", count=1, removed_harm=True, **some) == (
        "mitigated",
        "[1000, 30000]",
        "[0, 1000)",
    )
    assert drafted.draft.levels[0].steps[0] == ("不予处罚", "exempt")


def test_a_table_inside_a_layout_table(tmp_path: Path) -> None:
    inner: Rows = [
        ["违法行为", "处罚依据", "裁量档次", "具体情形", "裁量标准"],
        ["一、虚构的园林类", *[LEFT] * 4],
        [
            "擅自移植行道树",
            "《虚构市园林条例》第四十四条",
            "轻微",
            "树木不足3株",
            "每株处2000元以上5000元以下罚款",
        ],
        [UP, UP, "严重", "树木3株以上", "每株处5000元以上1万元以下罚款"],
        [
            "逾期不恢复借用的绿地，拒不改正",
            "《虚构市园林条例》第四十五条",
            "一般",
            "逾期10日以下",
            "处每平方米每日10元以上20元以下罚款",
        ],
        [UP, UP, "严重", "逾期超过10日", "处每平方米每日20元以上30元以下罚款"],
        ["二、虚构的工程类", *[LEFT] * 4],
        [
            "擅自改变立面",
            "《虚构市规划条例》第六十四条",
            "一般",
            "首次违法",
            "处建设工程造价百分之五以上百分之七以下的罚款",
        ],
        [UP, UP, "严重", "第二次及以上违法", "处建设工程造价7%以上10%以下的罚款"],
    ]
    made = Document()
    made.add_paragraph("附件")
    outer = made.add_table(1, 1).cell(0, 0)
    fill(outer.add_table(len(inner), 5), inner)
    made.save(str(tmp_path / "d.docx"))
    drafted = Drafted(tmp_path / "d.docx")
    assert drafted.outcome(1, trees=2) == ("lighter", "[4000, 20000]", "[4000, 10000]")
    assert drafted.outcome(1, trees=3)[2] == "[15000, 30000]"
    days = {"area_m2": 4, "duration_days": 5, "refused_correction": True}
    assert drafted.outcome(2, overdue_days=10, **days) == ("ordinary", "[200, 600]", "[200, 400]")
    assert drafted.outcome(2, overdue_days=11, **days)[2] == "[400, 600]"
    assert drafted.decide(2, overdue_days=11, **days).correction == "precondition"
    facts = {"construction_cost": 200000}
    assert drafted.outcome(3, prior_penalties=0, **facts)[2] == "[10000, 14000]"
    assert drafted.outcome(3, prior_penalties=1, **facts) == (
        "heavier",
        "[10000, 20000]",
        "[14000, 20000]",
    )
    assert [item.domain for item in drafted.book.items.values()] == [
        "虚构的园林类",
        "虚构的园林类",
        "虚构的工程类",
    ]


def test_automatic_lists_and_content_controls_are_read(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "处罚依据", "情节程度", "适用情形", "处罚标准"],
        ["虚构的违规排放", "《虚构市排放办法》第三条", "轻微", "首次违法", "警告"],
        [UP, UP, "严重", "有下列情形之一的：", "警告，并处1万元罚款"],
    ]
    made = Document()
    table = made.add_table(len(rows), 5)
    fill(table, rows)
    cell = table.cell(2, 3)
    cell.add_paragraph("第二次及以上违法", style="List Number")
    cell.add_paragraph("造成严重后果", style="List Number")
    # Word keeps a form's cells in content controls, which hold the row from outside.
    line = table.rows[1]._tr
    control = line.makeelement(f"{line.tag[:-2]}sdt")
    content = line.makeelement(f"{line.tag[:-2]}sdtContent")
    line.addprevious(control)
    control.append(content)
    content.append(line)
    made.save(str(tmp_path / "e.docx"))
    drafted = Drafted(tmp_path / "e.docx")
    assert drafted.outcome(1, prior_penalties=0, harm="none")[::2] == ("lighter", "[0, 0]")
    assert drafted.outcome(1, prior_penalties=1, harm="none")[::2] == ("heavier", "[10000, 10000]")
    assert drafted.outcome(1, prior_penalties=0, harm="grave")[::2] == ("heavier", "[10000, 10000]")


# --- what is not understood ---------------------------------------------------------------------


def test_what_is_not_understood_is_asked_and_never_guessed(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "处罚依据", "裁量阶次", "适用条件", "裁量标准"],
        [
            "虚构的违规经营",
            "《虚构市经营办法》第三条",
            "轻微",
            "在主要道路以外经营的",
            "处500元以上1000元以下罚款",
        ],
        [UP, UP, "严重", "在主要道路经营的", "500元或1000元以下"],
    ]
    drafted = Drafted(workbook(tmp_path / "f.xlsx", {"表": rows}))
    answer = drafted.decide(1)
    assert answer.table_grade is None
    assert {m.label for m in answer.missing} == {"在主要道路以外经营的", "在主要道路经营的"}
    facts = {"words_1": True, "words_2": False}
    assert drafted.outcome(1, **facts) == ("lighter", "[500, 1000]", "[500, 1000]")
    facts = {"words_1": False, "words_2": True}
    assert drafted.outcome(1, **facts) == ("heavier", "[500, 1000]", "-")
    assert {
        ("condition_unread", "在主要道路经营的"),
        ("amount_or", "500元或1000元以下"),
        ("statutory_from_rows", ""),
    } <= drafted.doubts
    assert drafted.draft.degrees == {"understood": 0, "partly": 1, "unread": 1}
    note = drafted.item(1).versions[0].benchmark.rows[1].note
    assert note.startswith("待人工核对：“在主要道路经营的”")
    assert "“500元或1000元以下”" in note


def test_shared_ends_are_reported_and_left_open(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "处罚依据", "裁量阶次", "适用条件", "裁量标准"],
        ["虚构的泼水", "《虚构市水办法》第三条", "轻微", "数量2处以下", "处20元以上30元以下罚款"],
        [UP, UP, "一般", "数量2处以上4处以下", "处30元以上40元以下罚款"],
    ]
    drafted = Drafted(workbook(tmp_path / "g.xlsx", {"表": rows}))
    assert ("shared_end", "2") in drafted.doubts
    assert drafted.outcome(1, count=1)[0] == "lighter"
    answer = drafted.decide(1, count=2)
    assert answer.table_grade is None
    assert [r.code for r in answer.for_person] == ["table_overlap"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_columns_sheets_and_tables_that_are_not_read_are_named(tmp_path: Path, kind: str) -> None:
    table: Rows = [
        ["违法行为", "处罚依据", "承办科室", "适用条件", "裁量标准"],
        ["虚构的泼水", "《虚构市水办法》第三条", "一科", "首次违法", "处20元罚款"],
    ]
    other: Rows = [["联系人", "电话"], ["张三", "0"]]
    if kind == "xlsx":
        path = workbook(tmp_path / "h.xlsx", {"表": table, "通讯录": other})
    else:
        path = document(tmp_path / "h.docx", table, "通讯录", other)
    drafted = Drafted(path)
    assert ("column_unknown", "承办科室") in drafted.doubts
    assert ("table_skipped", "联系人 电话") in drafted.doubts
    assert drafted.outcome(1, prior_penalties=0) == ("ordinary", "[20, 20]", "[20, 20]")


def test_a_second_header_with_other_columns(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "处罚依据", "裁量阶次", "适用条件", "裁量标准"],
        ["虚构的泼水", "《虚构市水办法》第三条", "一般", "首次违法", "处20元罚款"],
        ["违法行为", "适用条件", "裁量阶次", "裁量标准", "处罚依据"],
        ["虚构的喷水", "首次违法", "轻微", "处30元罚款", "《虚构市水办法》第四条"],
    ]
    drafted = Drafted(workbook(tmp_path / "i.xlsx", {"表": rows}))
    assert drafted.outcome(1, prior_penalties=0)[::2] == ("ordinary", "[20, 20]")
    assert drafted.outcome(2, prior_penalties=0)[::2] == ("lighter", "[30, 30]")
    assert [p.place.row for p in drafted.draft.points] == [2, 4]


def test_quantities_with_different_names_are_not_silently_one_fact(tmp_path: Path) -> None:
    rows: Rows = [
        ["违法行为", "处罚依据", "裁量阶次", "适用条件", "裁量标准"],
        ["虚构的堆放", "《虚构市水办法》第三条", "轻微", "占用面积5平方米以下", "处20元罚款"],
        [UP, UP, "严重", "污染面积超过5平方米", "处30元罚款"],
    ]
    drafted = Drafted(workbook(tmp_path / "j.xlsx", {"表": rows}))
    assert ("quantities_differ", "占用、污染") in drafted.doubts
    assert drafted.draft.degrees["understood"] == 0


STEPS = st.lists(st.integers(1, 900), min_size=1, max_size=4, unique=True).map(sorted)
LABELS = {2: ["轻微", "严重"], 3: ["轻微", "一般", "严重"]}


@settings(max_examples=25)
@given(STEPS, st.booleans(), st.sampled_from(["xlsx", "docx"]), st.data())
def test_a_drafted_table_decides_as_its_steps_say(
    ends: list[int], closed: bool, kind: str, data: st.DataObject
) -> None:
    """Steps by area with rising fines, written in words; each value is decided by hand."""
    names = LABELS.get(len(ends) + 1, [f"第{n}档" for n in range(1, len(ends) + 2)])
    fines = [100 * n for n in range(1, len(ends) + 3)]
    texts = []
    for i in range(len(ends) + 1):
        low = (
            f"{'超过' if closed else ''}{ends[i - 1]}平方米{'' if closed else '以上'}" if i else ""
        )
        high = "" if i == len(ends) else f"{ends[i]}平方米"
        high = high and (f"{high}以下" if closed else f"不足{high}")
        texts.append(f"占用面积{low}{high}的")
    merged = data.draw(st.booleans())
    rows: list[list[object]] = [["违法行为", "处罚依据", "违法程度", "违法情节", "处罚标准"]]
    for i, (name, text) in enumerate(zip(names, texts, strict=True)):
        act = ["虚构的堆放", "《虚构市水办法》第三条"] if not i or not merged else [UP, UP]
        rows.append([*act, name, text, f"处{fines[i]}元以上{fines[i + 1]}元以下罚款"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"t.{kind}"
        made = workbook(path, {"表": rows}) if kind == "xlsx" else document(path, rows)
        drafted = Drafted(made)
    for value in {0, *ends, *(e + 1 for e in ends), *(e - 1 for e in ends)}:
        step = sum(1 for e in ends if (value > e if closed else value >= e))
        whole, band = f"[100, {fines[-1]}]", f"[{fines[step]}, {fines[step + 1]}]"
        assert drafted.outcome(1, area_m2=value)[1:] == (whole, band)
        assert drafted.decide(1, area_m2=value).row == step + 1


CELLS = st.text(
    "第一二三次违法处罚款元以上下不足平方米《》条例规定或且"
    "，；：、。（）单位个人轻重严每日5万%-/ \n^",
    max_size=25,
)


@settings(max_examples=40)
@given(st.lists(st.tuples(*[CELLS] * 6), min_size=1, max_size=5))
def test_whatever_the_cells_say_the_draft_loads(cells: list[tuple[str, ...]]) -> None:
    header = ["序号", "违法行为", "处罚依据", "裁量阶次", "适用条件", "裁量标准"]
    first = ["1", "虚构的泼水", *cells[0][2:]]
    rows: Rows = [header, [c.replace("^", "") for c in first], *map(list, cells[1:])]
    with TemporaryDirectory() as folder:
        drafted = Drafted(workbook(Path(folder) / "t.xlsx", {"表": rows}))
    assert sum(drafted.draft.degrees.values()) >= 1
    assert drafted.decide(1).item == "DRAFT-001"
