"""What the READMEs claim is run."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def test_every_command_takes_the_options_that_the_readme_says() -> None:
    from discretion.cli.tree import parser

    def leaves(name: str, command: Any) -> Iterator[tuple[str, set[str]]]:
        for child, below in command._children.items():
            yield from leaves(f"{name} {child}".strip(), below)
        if not command._children:
            yield name, set(command.known_options())

    options = dict(leaves("", parser()))
    for option, without in (("--json", {"rules schema", "desk"}), ("--lang", {"rules schema"})):
        assert {n for n, known in options.items() if option not in known} == without
    deciding = {"determine", "similar", "check", "ingest", "rules list", "rules show"}
    deciding |= {"rules lint", "rules test", "rules export", "rules publish"}
    assert all("--rulebook" in options[name] for name in deciding)


def test_what_the_check_finds_of_the_planted_corpus_is_said() -> None:
    import csv
    from collections import Counter

    from discretion import check_ledger, load_rulebook, read_ledger

    book = load_rulebook("shanghai-urban-management")
    cases = read_ledger(ROOT / "cases_corpus" / "sample.csv", book).cases
    verdicts = {
        review.determination.case_id: review.verdict.value
        for review in check_ledger(cases, book).reviews
    }
    with (ROOT / "cases_corpus" / "planted.csv").open(encoding="utf-8-sig", newline="") as file:
        kinds = {row["处罚决定书文号"]: row["不一致类型"] for row in csv.DictReader(file)}
    found = Counter((kinds.get(case, ""), verdict) for case, verdict in verdicts.items())
    planted = Counter(kinds.values())
    assert not found["", "unlawful"] + found["", "off_benchmark"]
    flagged, clean = found["", "unusual"], len(verdicts) - sum(planted.values())
    team = (planted["team_bias"], found["team_bias", "unusual"])
    assert found["outside_lawful", "unlawful"] == planted["outside_lawful"]
    assert found["above_band", "off_benchmark"] == planted["above_band"]
    zh, en = ((ROOT / n).read_text(encoding="utf-8") for n in ("README.md", "README.en.md"))
    below = (planted["below_band"], found["below_band", "off_benchmark"])
    twins = (planted["twin"], found["twin", "unusual"])
    for wanted in (
        f"超出法定幅度的 {planted['outside_lawful']} 件",
        f"高于基准的 {planted['above_band']} 件全部发现",
        f"低于基准的 {below[0]} 件发现 {below[1]} 件",
        f"的 {twins[0]} 件有 {twins[1]} 件报为异常",
        f"一贯偏重的 {team[0]} 件只有 {team[1]} 件",
        f"没有埋入不一致的 {clean:,} 件中有 {flagged} 件",
    ):
        assert wanted in zh
    for wanted in (
        f"all {planted['outside_lawful']} fines outside the law",
        f"all {planted['above_band']} above the benchmark and {below[1]} of {below[0]} below it",
        f"Of {twins[0]} near-identical cases",
        f"at opposite ends of the benchmark it reports {twins[1]}",
        f"of {team[0]} by a team that always fines high, {team[1]}",
        f"{flagged} of the {clean:,} cases without",
    ):
        assert wanted in en
