"""``rules lint`` as a user runs it: what is said, where, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.rulebook.minimal import FILES, changed, write

ITEMS = FILES["items/road.yaml"].replace("grade: heavier,", 'grade: heavier, share: "[0.3..1]",')
"""The smallest rulebook's table, with rows that use the whole range."""
SOUND = {"items/road.yaml": ITEMS}
GAP = {"items/road.yaml": ITEMS.replace("when: {large: true}", 'when: {area_m2: "> 10"}')}


def line_of(folder: Path, name: str, word: str) -> int:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if word in line)


@pytest.mark.parametrize("name", ["shanghai-urban-management", "shenzhen-urban-management"])
def test_the_shipped_rulebooks_have_nothing_that_they_do_not_own_up_to(name: str, run: Run) -> None:
    done = run("rules", "lint", "--rulebook", name)
    assert done.status == 0
    assert "错误0处，提醒0处" in done.out


def test_a_sound_rulebook_is_said_to_be_sound(tmp_path: Path, run: Run) -> None:
    done = run("rules", "lint", "--rulebook", write(tmp_path, SOUND))
    assert (done.status, done.out.strip()) == (0, "最小裁量基准库：1个案由，没有发现问题")


def test_a_gap_is_shown_with_its_place_and_the_smallest_case(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path, GAP)
    done = run("rules", "lint", "--rulebook", folder)
    assert done.status == 1
    assert f"items/road.yaml:{line_of(folder, 'items/road.yaml', 'benchmark:')}" in done.out
    said = "".join(done.out.split())
    assert "有案件不符合任何一行" in said
    assert "面积：10平方米" in said
    assert "错误1处" in said


def test_the_same_in_english(tmp_path: Path, run: Run) -> None:
    done = run("rules", "lint", "--rulebook", write(tmp_path, GAP), "--lang", "en")
    assert done.status == 1
    assert "some cases meet no row" in " ".join(done.out.split())


def test_one_item_alone(run: Run) -> None:
    book = ("--rulebook", "shenzhen-urban-management")
    done = run("rules", "lint", "SZ-SR-27", *book, "--json")
    (found,) = done.lines[0]["findings"]
    assert done.status == 0
    assert (found["code"], found["severity"], found["rows"]) == ("below-statute", "accepted", [1])
    assert found["example"] == {
        "day": "2023-12-15",
        "party": "individual",
        "facts": {"prior_penalties": 0},
    }
    assert run("rules", "lint", "SZ-SR-99", *book).status == 2


def test_a_rulebook_that_cannot_be_opened_ends_with_status_two(tmp_path: Path, run: Run) -> None:
    dangling = changed("items/road.yaml", "source: law-2024", "source: law-2042")
    done = run("rules", "lint", "--rulebook", write(tmp_path, dangling))
    assert done.status == 2
    assert "没有这个法源" in done.err
    assert "items/road.yaml:13" in done.err


def sarif(out: str) -> dict[str, Any]:
    """The only run of a SARIF log, its shape checked against what OASIS requires of it."""
    log = json.loads(out)
    assert log["version"] == "2.1.0"
    (each,) = log["runs"]
    ids = {rule["id"] for rule in each["tool"]["driver"]["rules"]}
    for result in each["results"]:
        assert result["ruleId"] in ids
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (place,) = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert "\\" not in uri
        assert place["physicalLocation"]["region"]["startLine"] >= 1
    found: dict[str, Any] = each
    return found


def test_sarif_for_code_hosts(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "book", GAP)
    monkeypatch.chdir(tmp_path)
    done = run("rules", "lint", "--rulebook", folder, "--sarif")
    assert done.status == 1
    (result,) = sarif(done.out)["results"]
    assert (result["ruleId"], result["level"]) == ("gap", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "book/items/road.yaml"
    assert "suppressions" not in result


def test_what_the_rulebook_owns_up_to_is_suppressed_in_sarif(run: Run) -> None:
    done = run("rules", "lint", "--sarif", "--rulebook", "shenzhen-urban-management")
    results = sarif(done.out)["results"]
    assert done.status == 0
    assert len(results) >= 10
    assert all(r["suppressions"][0]["kind"] == "inSource" for r in results)


UNLOADABLE = {
    "a cycle of derived facts": (
        "items/road.yaml",
        'when: {area_m2: ">= 10"}',
        "when: {large: true}",
        "成环",
    ),
    "a citation of nothing": (
        "items/road.yaml",
        "source: law-2024, article: 5",
        "source: law-2034, article: 5",
        "没有这个法源",
    ),
    "an unknown fact": (
        "items/road.yaml",
        "when: {large: true}",
        "when: {larger: true}",
        "没有声明这个事实",
    ),
    "two versions of one day": (
        "items/road.yaml",
        "    versions:\n",
        "    versions:\n      - penalizes: [{source: law-2024}]\n        correction: none\n"
        "        penalties: [{fine: {form: range, max: 9}}]\n",
        "不得重叠",
    ),
    "a rule that overrides nothing": (
        "general.yaml",
        "    effect:",
        "    overrides: [no-harms]\n    effect:",
        "没有这条总则",
    ),
}


@pytest.mark.parametrize("name", UNLOADABLE)
@pytest.mark.parametrize("form", [(), ("--json",), ("--sarif",)], ids=["text", "json", "sarif"])
def test_what_cannot_be_loaded_is_told_with_its_line(
    name: str, form: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    file, old, new, said = UNLOADABLE[name]
    done = run("rules", "lint", "--rulebook", write(tmp_path, changed(file, old, new)), *form)
    assert done.status == 2
    told = done.err if not form else done.out
    assert said in told
    if form == ("--sarif",):
        assert sarif(done.out)["results"]
    elif form == ("--json",):
        assert all(f["line"] >= 1 for f in done.lines[0]["findings"])
    else:
        assert f"{file}:" in told


def test_a_flaw_that_is_not_there_is_news(tmp_path: Path, run: Run) -> None:
    flaw = "          flaws: [{finding: gap, text: 面积十平方米的没有行}]\n"
    text = ITEMS.replace("          status: sample\n", f"          status: sample\n{flaw}")
    stale = {"items/road.yaml": text}
    done = run("rules", "lint", "--rulebook", write(tmp_path, stale), "--json")
    assert done.status == 1
    (found,) = done.lines[0]["findings"]
    assert found["code"] == "flaw-not-found"


def test_two_forms_at_once_are_refused(run: Run) -> None:
    done = run("rules", "lint", "--json", "--sarif")
    assert done.status == 2
    assert "只能选一个" in done.err
