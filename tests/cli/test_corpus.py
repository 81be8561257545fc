"""``discretion corpus``: what a folder of past cases holds, and its upkeep."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from discretion.corpus.manifest import MANIFEST_NAME, manifest_text, read_manifest
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
    files = [*folder.glob("segments/*/*"), *folder.glob("versions/*/[!m]*")]
    assert found["bytes"] == sum(p.stat().st_size for p in files)
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


def test_an_index_of_an_older_version_is_told_of_and_made_anew(
    folder: Path, ledger: Path, case_file: Path, tmp_path: Path, run: Run
) -> None:
    asked = ("similar", ledger, "--row", 2, "--corpus", folder)
    usual = run(*asked)
    assert usual.err == ""
    manifest = read_manifest(folder)
    segments = tuple(replace(segment, index="2/旧/旧") for segment in manifest.segments)
    older = replace(manifest, index="2/旧/旧", segments=segments)
    (folder / MANIFEST_NAME).write_bytes(manifest_text(older))
    slow = run(*asked)
    assert slow.out == usual.out
    assert slow.err.count("\n") == 1
    assert f"{folder} 没有本版本的检索索引" in slow.err
    assert f"discretion corpus compact {folder}" in slow.err
    assert "no search index of this version" in run(*asked, "--lang", "en").err
    for command in (
        ("check", ledger, "--corpus", folder),
        ("record", "add", tmp_path / "记录", case_file, "--corpus", folder),
        ("audit", folder),
    ):
        assert "没有本版本的检索索引" in run(*command).err
    assert run("corpus", "compact", folder).status == 0
    assert run(*asked) == usual


@pytest.mark.parametrize("action", ["info", "verify", "compact", "erase", "restore"])
def test_a_folder_that_is_no_corpus(action: str, tmp_path: Path, run: Run) -> None:
    ids = ["某号"] if action == "erase" else []
    done = run("corpus", action, tmp_path / "无", *ids)
    assert done.status == 2
    assert "案例库" in done.err
    assert not (tmp_path / "无").exists()


def test_ingest_from_a_database(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlalchemy")
    database, query = tmp_path / "案件.db", tmp_path / "查询.sql"
    with sqlite3.connect(database) as connection:
        connection.execute('create table c ("处罚决定书文号", "案由编码", "违法事实")')
        row = ("甲1号", "SH-HW-60-3", "混堆垃圾")
        connection.execute("insert into c values (?, ?, ?)", row)
    query.write_text("select * from c", encoding="utf-8")
    out = tmp_path / "库"
    monkeypatch.setenv("CASES_DB", f"sqlite:///{database}")
    arguments = ("ingest", "--database", "CASES_DB", "--out", out, "--json")
    (report,) = run(*arguments, "--query", query).lines
    assert (report["added"], report["cases"]) == (1, 1)
    nothing = run(*arguments, "--query", "select * from c where 1 = 0")
    assert (nothing.status, nothing.lines[0]["read"]) == (0, 0)
    monkeypatch.setenv("CASES_DB", "postgresql+psycopg://u:S3cret@127.0.0.1:1/d")
    refused = run(*arguments, "--query", "select 1")
    assert refused.status == 2
    assert "S3cret" not in refused.out + refused.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "缺少参数：LEDGER"),
        (("a.csv", "--database", "A", "--query", "select 1"), "只能给出一个"),
        (("--database", "A"), "须一并给出"),
        (("--database", "sqlite:///x.db", "--query", "select 1"), "不是地址本身"),
        (("--database", "NOT_SET_ANYWHERE", "--query", "select 1"), "没有环境变量"),
    ],
)
def test_a_source_that_is_not_named_well(
    tmp_path: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    done = run("ingest", *arguments, "--out", tmp_path / "库")
    assert done.status == 2
    assert message in done.err
