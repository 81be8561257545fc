"""The reminder rules: strict, and each fault with its line, value and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.load import rules_folder, shipped_rulebooks
from discretion.stream.ruleset import filled, load_reminders
from tests.stream.making import BOOK, RULES

SHIPPED = (rules_folder() / "reminders.yaml").read_text(encoding="utf-8")
LAW = Path("/work/shared/law/行政处罚法(2021-01-22).md")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: reminder", "severity: notice", "severity"),
        ("code: repeat-offence", "code: first-violation-doubtful", "编号重复"),
        ("code: repeat-offence", "code: repeated", "缺少规则 repeat-offence"),
        ("article: 60}", "artcle: 60}", "没有这个键"),
        ("source: cn-transfer-rules-2020", "source: cn-transfer-rules-2021", "您是不是要写"),
        ("about: prior", "about: priors", "about"),
        ('window_left: ">= 0"}', 'window_lft: ">= 0"}', "您是不是要写“window_left”"),
        ("{days_left: 0}", "{day_left: 0}", "您是不是要写“days_left”"),
        ("{days_left: 0}", "{days_left: true}", "整数"),
        ("{days_left: 0}", '{days_left: "0.5"}', "整数"),
        ("{days_left: 0}", '{days_left: "[1.."}', "条件"),
        ("hearing_needed: true", "hearing_needed: 1", "只能写 true、false"),
        ("stage: '\"decided\"'", "stage: '\"done\"'", "没有这个选项"),
        ("by: {day: due}", "by: {day: dues}", "您是不是要写“due”"),
        ("（{due}）", "（{dew}）", "没有这个可填入的值"),
        ("（{due}）", "（{due.__class__}）", "没有这个可填入的值"),
        ("（{due}）", "（{due）", "花括号"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in SHIPPED
    file = tmp_path / "reminders.yaml"
    file.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as error:
        load_reminders(BOOK, file)
    assert said in str(error.value)
    line = SHIPPED[: SHIPPED.index(old)].count("\n") + 1
    if "缺少规则" not in said and "重复" not in said:
        assert re.search(
            rf"reminders\.yaml:{line}\b|reminders\.yaml:{line - 1}\b", str(error.value)
        )


@pytest.mark.parametrize("name", [n for n in shipped_rulebooks() if n != "general"])
def test_the_shipped_rules_load_for_every_rulebook(name: str) -> None:
    assert load_reminders(load_rulebook(name)).by_code.keys() == RULES.by_code.keys()


def test_values_that_are_not_there_leave_a_dash() -> None:
    assert filled("{fine}与{lawful}", {"fine": "5元"}) == "5元与—"


def test_a_number_that_the_law_does_not_set_is_marked() -> None:
    assert [r.code for r in RULES.reminders if r.status == "sample"] == ["not-published"]
    assert all(r.note for r in RULES.reminders if r.status == "sample")


ARTICLES = {
    4: "由法律、法规、规章规定",
    5: "情节以及社会危害程度相当",
    28: "限期改正违法行为",
    29: "不得给予两次以上罚款",
    33: "初次违法且危害后果轻微并及时改正",
    34: "行政处罚裁量基准",
    48: "依法公开",
    57: "集体讨论决定",
    58: "法制审核",
    60: "九十日内作出行政处罚决定",
    63: "要求听证的权利",
    72: "每日按罚款数额的百分之三加处罚款",
}


@pytest.mark.skipif(not LAW.exists(), reason="the library of laws is not here")
def test_the_cited_articles_say_what_the_rules_rest_on() -> None:
    from discretion.report.words import numeral

    text = LAW.read_text(encoding="utf-8")
    cited = {
        r.citation.article for r in RULES.reminders if r.citation.source == "cn-penalty-law-2021"
    }
    assert cited == set(ARTICLES)
    for article, words in ARTICLES.items():
        body = text.split(f"\n第{numeral(article)}条 ")[1].split("\n第")[0]
        assert words in body, article
    transfer = LAW.with_name("行政执法机关移送涉嫌犯罪案件的规定(2020-08-07).md")
    fifth = transfer.read_text(encoding="utf-8").split("\n第五条 ")[1].split("\n第六条")[0]
    assert "自接到报告之日起３日内" in fifth
    assert "２４小时内向同级公安机关移送" in fifth
