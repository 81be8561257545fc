"""``rules list`` and ``rules show``: items with the days they are law, and the general rules."""

import shlex
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from tests.cli.conftest import Run
from tests.rulebook.minimal import write

GENERAL = load_rulebook("shanghai-urban-management").rules


@pytest.mark.parametrize("arguments", [("rules", "list"), ("check", "案件.json")])
def test_the_general_part_is_no_rulebook_for_cases(arguments: tuple[str, ...], run: Run) -> None:
    done = run(*arguments, "--rulebook", "general")
    assert done.status == 2
    for wanted in (
        "共用的一般规则",
        "不能用来办案",
        "shanghai-urban-management",
        "rules show general",
    ):
        assert wanted in done.err


def test_a_rulebook_that_does_not_exist_is_not_answered_with_the_general_part(run: Run) -> None:
    done = run("rules", "list", "--rulebook", "北京")
    assert done.status == 2
    assert "shanghai-urban-management、shenzhen-urban-management" in done.err
    assert "general" not in done.err


def test_the_list_ends_with_how_to_see_the_general_rules(run: Run) -> None:
    last = "".join(run("rules", "list").out.split("个案由")[-1].split())
    assert f"一般规则{len(GENERAL)}条" in last
    assert "discretionrulesshowgeneral" in last
    assert f"{len(GENERAL)} general rules" in run("rules", "list", "--lang", "en").out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_general_rule_can_be_seen(language: str, run: Run) -> None:
    shown = run("rules", "show", "general", "--lang", language)
    assert shown.status == 0
    words = set(shown.out.split())
    assert all(rule.id in words for rule in GENERAL)
    as_json = run("rules", "show", "general", "--json").lines
    assert [each["id"] for each in as_json] == [rule.id for rule in GENERAL]


def test_one_general_rule_with_its_article_and_condition(run: Run) -> None:
    flat = "".join(run("rules", "show", "first-slight-corrected").out.split())
    assert "初次违法且危害后果轻微并及时改正，可以不予行政处罚" in flat
    assert "第三十三条第一款" in flat
    assert "危害后果没有危害后果或者危害后果轻微" in flat
    assert run("rules", "show", "ninety-days", "--json").lines[0]["effect"]["days"] == 90
    assert "是不是 ninety-days" in run("rules", "show", "ninety-day").err


def test_the_list_says_from_when_until_when_an_item_is_law(run: Run) -> None:
    listed = run("rules", "list", "SH-SR-25-3").out.split()
    assert {"2018-12-20", "2022-11-30"} <= set(listed)
    found = run("rules", "list", "SH-SR-25", "--json").lines
    days = {each["code"]: (each["from"], each["to"]) for each in found}
    assert days["SH-SR-25-3"][1] == "2022-11-30"
    assert days["SH-SR-25-2"][1] is None


def test_a_suggested_command_can_be_pasted(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "我的 $HOME's 库"
    write(folder, {})
    done = run("rules", "export", "--rulebook", folder, "--xlsx", tmp_path / "表 (1).xlsx")
    line = next(line for line in done.out.splitlines() if "discretion rules import" in line)
    words = shlex.split(line[line.index("discretion rules import") :].rstrip("。"))
    assert words[3:] == [str(tmp_path / "表 (1).xlsx"), "--out", f"{folder.name}-new"]
    done = run("rules", "import", tmp_path / "表 (1).xlsx", "--out", tmp_path / "新 库")
    line = next(line for line in done.out.splitlines() if "discretion rules lint" in line)
    words = shlex.split(line[line.index("discretion rules lint") :].rstrip("。"))
    assert words[3:] == ["--rulebook", str(tmp_path / "新 库")]
