"""The command line itself: help in Chinese, suggestions, exit status 2 for a slip."""

import re

import pytest

from discretion import __version__
from discretion.cli.rules import ACTIONS
from discretion.cli.rules.schema import NAMES
from discretion.cli.tree import COMMANDS, parser
from discretion.schemas import SCHEMAS
from tests.cli.conftest import Run

WORDS_OF_ARGPARSE = re.compile(
    r"usage|options|positional|arguments|show this help|default|choose from|required|invalid", re.I
)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-h"],
        *([c, "-h"] for c in COMMANDS),
        *(["rules", a, "-h"] for a in ACTIONS),
    ],
    ids=" ".join,
)
def test_help_is_chinese_and_names_every_option(arguments: list[str], run: Run) -> None:
    done = run(*arguments)
    assert done.status == 0
    assert done.out.startswith("用法：discretion")
    assert not WORDS_OF_ARGPARSE.findall(done.out.replace("shanghai-urban-management", ""))
    assert "选项：" in done.out
    assert not done.err


def test_the_help_of_all_commands_is_listed() -> None:
    shown = parser().format_help()
    assert all(re.search(rf"^ +{command} +\S", shown, re.M) for command in COMMANDS)
    assert tuple(SCHEMAS) == NAMES


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["chek"], "没有这个命令：chek。是不是 check？（用法见 discretion -h）"),
        (
            ["zzzz"],
            "没有这个命令：zzzz。可以是：demo、determine、similar、check、audit、rules、ingest",
        ),
        (
            ["check", "--rulebok", "x"],
            "不认得的参数：--rulebok。是不是 --rulebook？（用法见 discretion check -h）",
        ),
        (["check", "--rulebok=x"], "不认得的参数：--rulebok=x。是不是 --rulebook？"),
        (["check", "--row"], "--row 后面须写一个值"),
        (["check", "--row", "0"], "--row：“0”须是 1 至 9999999 的整数"),
        (["check", "--row", "-3"], "--row：“-3”须是 1 至 9999999 的整数"),
        (["check", "--row", "٣"], "须是 1 至 9999999 的整数"),
        (["similar", "--k", "1e3"], "--k：“1e3”须是"),
        (["check", "a", "b"], "不认得的参数：b"),
        (["check", "--as-of", "2024-01-01"], "不认得的参数：--as-of（用法见 discretion check -h）"),
        (["determine", "--as-of", "2024-2-30"], "“2024-2-30”不是日期，须写成如 2026-08-15"),
        (["check", "--lang", "fr"], "--lang 不能是“fr”。可以是：zh、en"),
        (["check", "--json=1"], "--json 不带值"),
        (["rules"], "缺少参数：动作（用法见 discretion rules -h）"),
        (["rules", "lst"], "没有这个动作：lst。是不是 list？"),
        (["rules", "show"], "缺少参数：CODE"),
        (["ingest"], "缺少参数：--out"),
        (["--vers"], "是不是 --version？"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_slip_is_explained_in_chinese(arguments: list[str], wanted: str, run: Run) -> None:
    done = run(*arguments)
    assert done.status == 2
    assert wanted in done.err
    assert len(done.err.splitlines()) == 1
    assert not done.out


def test_version(run: Run) -> None:
    assert run("--version").out == f"discretion {__version__}\n"
    assert run("-V").status == 0


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    done = run()
    assert done.status == 2
    assert done.out.startswith("用法：discretion")
