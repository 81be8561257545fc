"""``discretion corpus``: what a folder of past cases holds, and its upkeep."""

from pathlib import Path

import pytest

from tests.cli.conftest import ROWS, Run


@pytest.fixture
def folder(ledger: Path, tmp_path: Path, run: Run) -> Path:
    made = tmp_path / "案例库"
    assert run("ingest", ledger, "--out", made).status == 0
    return made


def test_info_and_verify(folder: Path, run: Run) -> None:
    shown = run("corpus", "info", folder)
    assert shown.status == 0
    assert f"{ROWS} 件案件" in shown.out
    (found,) = run("corpus", "info", folder, "--json").lines
    assert (found["cases"], found["segments"], found["dead_rows"]) == (ROWS, 1, 0)
    assert found["bytes"] == sum(p.stat().st_size for p in folder.glob("segments/*/*"))
    assert found["version"][:12] in shown.out
    (report,) = run("corpus", "verify", folder, "--json").lines
    assert report == {"version": found["version"], "cases": ROWS, "problems": []}
    assert "every file agrees" in run("corpus", "verify", folder, "--lang", "en").out


def test_damage_is_named_and_ends_with_two(folder: Path, run: Run) -> None:
    (keys,) = folder.glob("segments/*/keys.bin")
    content = keys.read_bytes()
    keys.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    found = run("corpus", "verify", folder)
    assert found.status == 2
    assert "keys.bin 已损坏（校验和不符）" in found.out
    keys.write_bytes(content)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    broken = run("corpus", "info", folder)
    assert broken.status == 2
    assert "corpus restore" in broken.err
    assert "已退回完好的版本" in run("corpus", "restore", folder).out
    assert run("corpus", "verify", folder).status == 0


def test_erase_and_compact(folder: Path, ledger: Path, run: Run) -> None:
    from discretion.corpus import open_corpus

    first = open_corpus(folder).cases[0].id
    done = run("corpus", "erase", folder, first, "没有的")
    assert done.status == 2
    assert "已彻底删除 1 件" in done.out
    assert "没有文号为 没有的 的案件" in done.err
    (report,) = run("corpus", "compact", folder, "--json").lines
    assert (report["cases"], report["segments_after"]) == (ROWS - 1, 1)
    assert run("ingest", ledger, "--out", folder, "--json").lines[0]["added"] == 1
    assert "2 段变为 1 段" in run("corpus", "compact", folder).out


@pytest.mark.parametrize("action", ["info", "verify", "compact", "erase", "restore"])
def test_a_folder_that_is_no_corpus(action: str, tmp_path: Path, run: Run) -> None:
    ids = ["某号"] if action == "erase" else []
    done = run("corpus", action, tmp_path / "无", *ids)
    assert done.status == 2
    assert "案例库" in done.err
    assert not (tmp_path / "无").exists()
