"""``determine --what-if`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import CASE, Run


def test_the_table_names_the_nearest_limit(run: Run) -> None:
    done = run("determine", "--what-if", stdin=json.dumps(CASE))
    assert done.status == 0
    assert "如果事实不同" in done.out
    assert "最近的界限" in done.out


def test_the_same_as_json_and_in_english(run: Run) -> None:
    done = run("determine", "--what-if", "--json", stdin=json.dumps(CASE))
    assert {a["fact"] for a in done.lines[0]["what_if"]} >= {"prior_penalties", "weight_t"}
    english = run("determine", "--what-if", "--lang", "en", stdin=json.dumps(CASE))
    assert "nearest limit" in english.out


def test_of_a_ledger_one_case_must_be_chosen_or_all_be_json(run: Run, ledger: Path) -> None:
    done = run("determine", "--what-if", ledger)
    assert done.status == 2
    assert "--row" in done.err
    assert not done.out
    assert run("determine", "--what-if", "--row", 2, ledger).status == 0
    assert all("what_if" in line for line in run("determine", "--what-if", "--json", ledger).lines)


def test_without_the_option_nothing_is_said(run: Run) -> None:
    assert "如果事实不同" not in run("determine", stdin=json.dumps(CASE)).out


def test_of_an_unknown_item_nothing_is_said_to_change(run: Run, tmp_path: Path) -> None:
    given = tmp_path / "案件.json"
    given.write_text(
        '{"id": "1", "items": ["SH-SR-25-33"], "party": {"kind": "unit"}}', encoding="utf-8"
    )
    out = run("determine", given, "--what-if").out
    assert "认不出案由" in out
    assert "没有哪一项事实" not in out
