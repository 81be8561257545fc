"""``discretion duplicates``: what is listed, hidden and said, and the reminder of a check."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import CASE, Run


def ledger(folder: Path) -> Path:
    rows = [
        {**CASE, "id": "测试〔2024〕1号"},
        {
            **CASE,
            "id": "测试〔2024〕2号",
            "party": {"kind": "unit", "name": "味稔众垚食品商店(嘉定)"},
        },
        {**CASE, "id": "测试〔2024〕3号", "act": {"start": "2024-04-01"}, "text": "另一件。"},
    ]
    path = folder / "案件.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    return path


def test_pairs_with_their_reasons(tmp_path: Path, run: Run) -> None:
    found = run("duplicates", ledger(tmp_path))
    assert found.status == 0
    assert "共3件案件，1对疑似重复录入" in found.out
    assert "测试〔2024〕1号 与 测试〔2024〕2号：很可能是同一案件" in found.out
    (pair,) = run("duplicates", ledger(tmp_path), "--json").lines
    assert (pair["first"], pair["identity"]) == ("测试〔2024〕1号", "likely")
    assert "most likely one case" in run("duplicates", ledger(tmp_path), "--lang", "en").out


def test_parties_with_their_spellings_masked(tmp_path: Path, run: Run) -> None:
    found = run("duplicates", ledger(tmp_path), "--parties")
    assert "1名当事人各有两件以上案件，其中1名有不同写法" in found.out
    assert "味稔众垚" not in found.out
    (group,) = run("duplicates", ledger(tmp_path), "--parties", "--names", "--json").lines
    assert group["names"] == ["上海味稔众垚食品商店", "味稔众垚食品商店(嘉定)"]


def test_a_check_says_in_one_line_what_was_found(tmp_path: Path, run: Run) -> None:
    past = {**CASE, "id": "测试〔2023〕9号", "act": {}, "filed": None, "decided": "2023-05-20"}
    corpus = tmp_path / "过往.jsonl"
    corpus.write_text(json.dumps(past, ensure_ascii=False), encoding="utf-8")
    one = tmp_path / "本案.json"
    one.write_text(json.dumps(CASE, ensure_ascii=False), encoding="utf-8")
    found = run("check", one, "--corpus", corpus)
    assert (
        "当事人2年内因同一案由已受1次处罚（测试〔2023〕9号），本案所记次数：0"
        in found.out.replace("\n", "")
    )
    without = run("check", one, "--corpus", "sample")
    assert "同一案由已受" not in without.out
