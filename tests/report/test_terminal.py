"""The terminal report: everything is there, within the width, and nothing is markup."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from discretion.model.case import Party, PartyKind
from discretion.model.review import Verdict
from discretion.report.masking import Mask
from discretion.report.terminal import determination_view, matches_view, review_view
from discretion.report.words import Language, Words
from discretion.rulebook.schema import FactDeclaration
from tests.report.builders import NAME, case, determination, match, missing, review

DECLARED = {
    "area_m2": FactDeclaration.model_validate(
        {"type": "number", "label": "面积", "unit": "平方米"}
    ),
    "refused": FactDeclaration.model_validate({"type": "bool", "label": "拒不改正"}),
}
EVIL = "[bold red]违法[/bold red] [link=file:x]x[/link] :warning: \x1b[31m红\x1b[2J\x07\u202e反\r"


def printed(*parts: RenderableType, width: int = 110, terminal: bool = False) -> str:
    # Markup and emoji are on, as in any console that a caller may bring.
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
    )
    for part in parts:
        console.print(part)
    return out.getvalue()


def full(language: Language = "zh", **changes: object) -> RenderableType:
    found = review(**changes)
    names = {match().case_id: ("王小二",)}
    return review_view(found, Words(language), Mask(), DECLARED, names)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(width: int, language: Language) -> None:
    whole = full(language, determination=determination(missing=missing()))
    lines = printed(whole, width=width).splitlines()
    assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("width", [60, 120])
def test_everything_a_reviewer_needs_is_there(width: int) -> None:
    shown = "".join(printed(full(), width=width).split())
    for wanted in (
        "裁量核查沪嘉罚〔2024〕1号",
        "上海******商店（单位）",
        "占用道路设摊经营（SH-SR-25-2）",
        "第二十五条第五款第（二）项",
        "100元以上1,000元以下",
        "示例基准，非官方",
        "面积：12平方米（该行条件：10平方米以上不满50平方米）",
        "2024-08-02",
        "0.87",
        "500元",
        "面积8平方米",
        "八成的同类案件在400元至600元之间",
        "结论：偏离裁量基准",
        "已载明理由",
        "aaaaaaaaaaaa",
    ):
        assert wanted in shown, wanted


def test_sections_stand_in_the_order_of_reading() -> None:
    titles = ("案件", "案由与依据", "幅度与阶次", "理由", "须由人判断", "程序义务", "类案参考")
    lines = printed(full()).splitlines()
    places = [lines.index(title) for title in (*titles, "同案同罚：与可比案例比较")]
    assert places == sorted(places)
    assert any(line.startswith("│ 结论") for line in lines[places[-1] :])


def test_no_name_is_printed_unless_asked_for() -> None:
    shown = printed(full())
    assert NAME not in shown
    assert "王小二" not in shown
    open_view = review_view(review(), Words(), Mask(shown=True), DECLARED, {})
    assert NAME in printed(open_view)


def test_what_a_user_wrote_is_never_markup_nor_control() -> None:
    evil = case(
        id=EVIL.replace("\r", ""),
        text=EVIL,
        team=EVIL.strip(),
        party=Party(kind=PartyKind.UNIT, name=EVIL.strip()),
    )
    found = review(
        determination=determination(case=evil, case_id=EVIL, title=EVIL, row_label=EVIL),
        matches=(match(case_id=EVIL, text=EVIL),),
    )
    shown = printed(review_view(found, Words(), Mask(shown=True), DECLARED, {}), width=200)
    assert "[bold red]违法[/bold red]" in shown
    assert ":warning:" in shown
    assert "⚠" not in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_colour_only_on_a_terminal() -> None:
    assert "\x1b[" not in printed(full())
    assert "\x1b[" in printed(full(), terminal=True)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_its_panel(verdict: Verdict) -> None:
    shown = printed(full(verdict=verdict))
    assert f"结论：{Words()(f'verdict.{verdict.value}')}" in shown


def test_missing_facts_are_a_table_of_answers() -> None:
    shown = printed(determination_view(determination(missing=missing()), Words(), Mask()))
    line = next(line for line in shown.splitlines() if "面积为多少平方米" in line)
    assert re.search(r"面积为多少平方米？ +不满10平方米 +从轻，100元以上370元以下", line)
    assert re.search(r"^ +10平方米以上 +只责令改正，不罚款", shown, re.MULTILINE)


def test_a_missing_fact_without_answers_is_still_asked() -> None:
    bare = tuple(replace(m, answers=()) for m in missing())
    shown = printed(determination_view(determination(missing=bare), Words(), Mask()))
    assert re.search(r"面积为多少平方米？ +— +—", shown)


def test_the_comparison_is_drawn_on_one_scale() -> None:
    lines = [line.rstrip() for line in printed(full(), width=100).splitlines()]
    drawn = {line.split()[0]: line for line in lines if line and {*line} & {*"├┃●"}}
    law, mine = drawn["法定幅度"], drawn["本案"]
    assert law.index("├") < mine.index("●") < law.index("┤")
    assert mine.index("●") > drawn["裁量幅度"].index("┤")


def test_synthetic_comparables_are_said_loudly() -> None:
    view = review_view(review(), Words(), Mask(), DECLARED, {}, synthetic=True)
    assert "比较所用的是随附的合成案例，不是真实案件" in printed(view)
    assert "合成案例" not in printed(full())


def test_a_case_without_text_penalty_or_dates_is_printed() -> None:
    bare = case(text="", penalty=None, filed=None, decided=None, team=None, act={})
    shown = printed(determination_view(determination(case=bare), Words(), Mask()))
    assert not re.search(r"^ *(处罚内容|日期|案情|办案单位) ", shown, re.MULTILINE)
    assert "应予处罚" in shown
    alone = printed(determination_view(determination(case=None), Words(), Mask()))
    assert "当事人  " not in alone


def test_matches_say_what_is_alike_and_what_is_not() -> None:
    view = matches_view([match(fine=None)], Words(), Mask(), DECLARED, {}, "设摊")
    shown = printed(view)
    assert "相同事实：拒不改正 是" in shown
    assert "不同事实：面积 8平方米" in shown
    assert "相同文字：路口设摊、面积5–10" in shown
    assert "—" in shown


def test_a_case_without_a_text_has_no_score_of_texts() -> None:
    silent = matches_view([match()], Words(), Mask(), DECLARED, {}, "")
    spoken = matches_view([match()], Words(), Mask(), DECLARED, {}, "占道经营")
    assert ("0.76" in printed(silent), "0.76" in printed(spoken)) == (False, True)
