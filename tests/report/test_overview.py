"""The summary of a whole ledger: counts, the gravest first, columns, doubtful rows."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from discretion.consistency.ledger import LedgerCheck
from discretion.engine.errors import CaseError
from discretion.intake.columns import ColumnMapping, ColumnMatch
from discretion.intake.ledger import Entry, Ledger
from discretion.intake.rowcells import RowProblem
from discretion.model.case import Case
from discretion.model.money import Money
from discretion.model.review import Finding, Review, Verdict
from discretion.report.masking import Mask
from discretion.report.overview import MOST_SHOWN, cases_view, check_view, deviation, striking
from discretion.report.words import Words
from tests.report.builders import NAME, case, comparison, determination, review, yuan


def printed(view: RenderableType, width: int = 110) -> str:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(view)
    return out.getvalue()


def outside(number: int, fine: int) -> Review:
    """A review of case *number* whose fine exceeds a maximum of 1,000 yuan."""
    told = case(id=f"第{number}号")
    values = (
        ("fine", Money.yuan(fine)),
        ("range", yuan(100, 1000)),
        ("distance", Money.yuan(fine - 1000)),
    )
    return review(
        determination=determination(case=told, case_id=told.id),
        verdict=Verdict.UNLAWFUL,
        findings=(Finding("fine_outside_law", values),),
        fine=Money.yuan(fine),
    )


def off(number: int, verdict: Verdict) -> Review:
    told = case(id=f"第{number}号")
    return review(determination=determination(case=told, case_id=told.id), verdict=verdict)


REVIEWS = (
    off(2, Verdict.OFF_BENCHMARK),
    outside(3, 1500),
    off(4, Verdict.CONSISTENT),
    outside(5, 9000),
    off(6, Verdict.UNUSUAL),
    off(7, Verdict.CANNOT_SAY),
)


def entries(reviews: tuple[Review, ...]) -> list[tuple[int, Case]]:
    cases = [r.determination.case for r in reviews]
    return [(row, told) for row, told in enumerate(cases, start=2) if told is not None]


def ledger(reviews: tuple[Review, ...]) -> Ledger:
    columns = ColumnMapping(
        (
            ColumnMatch("案由", "field", "item_title", 100.0),
            ColumnMatch("面积(平方米)", "fact", "area_m2", 100.0, "平方米"),
            ColumnMatch("决定文号", "field", "id", 88.0, None, "similar"),
            ColumnMatch("备[b]注[/b]", "extra", "备注", 0.0, None, "kept", "与案由重复"),
        )
    )
    problems = (
        RowProblem(0, "", "", "没有文号一列", "请补上"),
        RowProblem(9, "罚款", "3x", "金额无法识别", "请写成 500", True),
    )
    made = tuple(Entry(row, told) for row, told in entries(reviews))
    return Ledger(Path("台账.xlsx"), made, problems, columns, ((8, 2),), len(made) + 2, 1)


def test_the_gravest_verdict_and_the_widest_deviation_come_first() -> None:
    found = striking(entries(REVIEWS), LedgerCheck(REVIEWS, (), ""))
    assert [row for row, _, _ in found] == [5, 3, 2, 6]
    assert deviation(REVIEWS[3]) == 8.0
    unusual = review(
        verdict=Verdict.UNUSUAL,
        findings=(Finding("unusual"),),
        comparison=comparison(severity=0.9, expected=0.4),
    )
    assert deviation(unusual) == pytest.approx(0.5)
    assert deviation(review(findings=(), comparison=None)) == 0.0


def test_counts_of_every_verdict_and_of_unusable_rows() -> None:
    errors = (CaseError("第9号", "facts.x", "y", "须为数字"),)
    result = LedgerCheck(REVIEWS, errors, "v")
    view = check_view(entries(REVIEWS), result, Words(), Mask(), ledger=ledger(REVIEWS))
    lines = [" ".join(line.split()) for line in printed(view).splitlines()]
    for wanted in (
        "共8行：可用6，重复1，无法使用2",
        "违法 2",
        "偏离裁量基准 1",
        "异常（与可比案例差异明显） 1",
        "一致 1",
        "无法使用的行 2",
        "其中6件对照的是示例基准（非官方），偏离示例基准不等于违反规定",
        "可比案例取自本台账的其余案件；可供参照的案件不足39件的，不作统计判断",
        "第 9 行“罚款”列（3x）：金额无法识别；请写成 500",
    ):
        assert wanted in lines, wanted
    assert any(line.startswith("无法判断 1") for line in lines)
    assert NAME not in printed(view)


def test_columns_that_were_guessed_or_kept_are_named() -> None:
    result = LedgerCheck(REVIEWS, (), "v")
    view = check_view(entries(REVIEWS), result, Words(), Mask(), ledger=ledger(REVIEWS))
    lines = [" ".join(line.split()) for line in printed(view).splitlines()]
    assert "2列按列名直接认定，其中案件事实1列，其余为：案由" in lines
    assert "决定文号 处罚决定书文号 列名相近（88）" in lines
    assert "备[b]注[/b] — 不参与认定，原样保留（与案由重复）" in lines


def test_problems_stand_in_the_order_of_the_rows_and_unusable_rows_are_never_left_out() -> None:
    doubts = tuple(RowProblem(n, "", "", f"疑问{n}。", "请核对") for n in range(2, 20))
    made = replace(ledger(REVIEWS), problems=(*doubts, *ledger(REVIEWS).problems))
    shown = printed(check_view((), LedgerCheck((), (), "v"), Words(), Mask(), ledger=made))
    told = [f"疑问{n}。" for n in range(2, 9)]
    places = [shown.index(each) for each in (*told, "金额无法识别")]
    assert places == sorted(places)
    assert "另有 10 项（加 --json 输出全部）" in shown


def test_the_order_of_the_striking_cases_is_said_and_kept() -> None:
    missed = Finding("duty_missed", (("duty", "inform"), ("due", None)))
    far = replace(off(9, Verdict.UNLAWFUL), findings=(missed,), comparison=comparison())
    reviews = (far, outside(3, 1010))
    found = striking(entries(reviews), LedgerCheck(reviews, (), ""))
    assert [told.id for _, told, _ in found] == ["第3号", "第9号"]
    view = check_view(entries(reviews), LedgerCheck(reviews, (), ""), Words(), Mask())
    assert "先违法，次偏离基准" in printed(view)


def test_remarks_on_the_whole_file_come_first() -> None:
    result = LedgerCheck(REVIEWS, (), "v")
    view = check_view(entries(REVIEWS), result, Words(), Mask(), ledger=ledger(REVIEWS))
    shown = printed(view)
    assert shown.index("全表：没有文号一列；请补上") < shown.index("金额无法识别")


def test_a_long_list_says_how_many_more_there_are() -> None:
    many = tuple(outside(n, 1000 + n) for n in range(2, 2 + MOST_SHOWN + 5))
    shown = printed(check_view(entries(many), LedgerCheck(many, (), ""), Words(), Mask()))
    assert "… 另有 5 项" in shown
    assert shown.count("依法可罚") == MOST_SHOWN


@pytest.mark.parametrize("width", [40, 60, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_summary_keeps_to_the_width(width: int, language: str) -> None:
    words = Words("en" if language == "en" else "zh")
    view = check_view(
        entries(REVIEWS),
        LedgerCheck(REVIEWS, (), ""),
        words,
        Mask(),
        ledger=ledger(REVIEWS),
        corpus="案例库",
    )
    assert max(cell_len(line) for line in printed(view, width).splitlines()) <= width


def test_many_determinations_are_a_line_each() -> None:
    rows = [(5, determination()), (None, determination(case_id="甲", statutory=None))]
    shown = printed(cases_view(rows, 900, Words()))
    assert "100元以上1,000元以下" in shown
    assert "共900件，以上列出2件" in shown
