"""``determine --what-if`` as a user runs it."""

from __future__ import annotations

import json

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


def test_without_the_option_nothing_is_said(run: Run) -> None:
    assert "如果事实不同" not in run("determine", stdin=json.dumps(CASE)).out
