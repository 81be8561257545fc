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


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "文件是空的"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b"reminders: [\n  a: b\n", ":1 · 值 reminders: [ · YAML 语法错误"),
        (b"reminders:\n\t- a\n", ":2 · 值 - a · YAML 语法错误"),
        (b"- a\n", ':1 · 值 ["a"] · 须是一组'),
        (b"reminders: 5\n", ":1 · 位置 reminders · 值 5 · 须是列表"),
        (b"reminders:\n  - 5\n", ":2 · 位置 reminders[0] · 值 5 · 须是一组"),
        (b"reminder: []\n", "没有这个键 · 您是不是要写“reminders”"),
        (b"reminders:\n  - code: x\n    code: y\n", ":3 · 位置 reminders[0].code"),
        (b"a: &a [x]\nreminders: *a\n", "不允许使用锚点"),
        (b"reminders: []\n", "缺少规则 repeat-offence"),
    ],
)
def test_a_file_that_is_none_is_told_with_its_line(
    contents: bytes, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "reminders.yaml"
    file.write_bytes(contents)
    with pytest.raises(RulebookError) as error:
        load_reminders(BOOK, file)
    assert str(error.value).startswith("提示规则无法使用（")
    assert said in str(error.value)
    assert str(file) in str(error.value)


def test_a_wrong_duty_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "reminders.yaml"
    file.write_text(SHIPPED.replace("cites: hearing", "cites: hearings", 1), encoding="utf-8")
    with pytest.raises(RulebookError, match="您是不是要写“hearing”") as error:
        load_reminders(BOOK, file)
    assert len(error.value.problems) == 1


ASKED = {
    "a repeat within the window, and the grade it changes": {5: ["repeat-offence"]},
    "the same act fined by two teams": {29: ["same-act-two-teams", "same-act-fined"]},
    "ninety days: 15, 5 and 0 days left": {
        60: ["deadline-15-days", "deadline-5-days", "deadline-today", "deadline-passed"]
    },
    "a hearing not told before a penalty that needs it": {
        63: ["hearing-not-told", "decided-without-hearing-told"]
    },
    "no legal review": {58: ["review-missing", "decided-without-review"]},
    "no collective discussion": {57: ["discussion-missing", "decided-without-discussion"]},
    "outside the lawful range": {4: ["outside-the-law"]},
    "off the benchmark without a written reason": {34: ["off-benchmark-without-reason"]},
    "a suspected crime not transferred in time": {
        5: ["crime-not-reported", "crime-not-decided", "crime-not-transferred"]
    },
    "a correction not inspected": {28: ["correction-not-inspected"]},
    "a decision not published": {48: ["not-published"]},
    "payment overdue and its surcharge up to the cap": {
        72: ["payment-overdue", "surcharge-at-cap", "surcharge-owed"]
    },
    "a corrected minor first violation still to be fined": {
        33: ["must-be-exempt", "may-be-exempt", "consider-exemption"]
    },
}
WITH_A_DAY = (
    *("deadline-", "decided-late", "hearing-not", "review-", "discussion-", "crime-"),
    *("correction-", "not-published", "payment-", "surcharge-at"),
)
"""Where a day can be named by which it is to be done; else it is done before the decision, or
was to be done and cannot be any more."""


@pytest.mark.parametrize("asked", ASKED)
def test_every_reminder_that_was_asked_for_is_there(asked: str) -> None:
    for article, codes in ASKED[asked].items():
        for code in codes:
            rule = RULES.by_code[code]
            assert rule.citation.article == article
            assert rule.citation.source in BOOK.sources
            assert rule.todo
            assert rule.todo_en
            assert bool(rule.by) is code.startswith(WITH_A_DAY)


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
