"""What the READMEs claim is run."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_python_example_prints_what_the_readme_says(name: str) -> None:
    (code,) = blocks(name, "python")
    assert len(code.strip().splitlines()) <= 12
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert f"```\n{out.getvalue()}```" in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_targets_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", (ROOT / name).read_text(encoding="utf-8"), re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_the_counts_of_rules_are_true() -> None:
    from discretion import load_rulebook

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shanghai = load_rulebook("shanghai-urban-management")
    shenzhen = load_rulebook("shenzhen-urban-management")
    assert f"上海城管 {len(shanghai.items)} 项" in text
    rows = sum(len(i.versions[0].benchmark.rows) for i in shenzhen.items.values())  # type: ignore[union-attr]
    assert f"{len(shenzhen.items)} 项 {rows} 行" in text


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_every_command_that_is_named_exists(name: str) -> None:
    from discretion.cli.tree import parse

    lines = re.findall(r"^discretion (.+?)  +#", (ROOT / name).read_text(encoding="utf-8"), re.M)
    assert len(lines) >= 5
    for line in lines:
        assert parse(line.split()).command


def test_what_is_said_of_the_shanghai_cases_is_true() -> None:
    from discretion.engine.book import load_rulebook
    from discretion.engine.trials import run_trials
    from discretion.rulebook.casefiles import read_rule_cases
    from discretion.rulebook.load import folder_of

    name = "shanghai-urban-management"
    done = run_trials(load_rulebook(name), read_rule_cases(folder_of(name)))
    rows = sum(len(table.rows) for table in done.coverage)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(done.trials):,} 个手工推算的案例，用到了全部 {rows} 行" in text
