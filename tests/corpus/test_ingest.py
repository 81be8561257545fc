from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from discretion.corpus import CorpusError, CorpusLockedError, ingest, open_corpus, verify
from discretion.corpus.corpus import Corpus
from discretion.corpus.lock import writer_lock
from discretion.corpus.source import Source
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook


def test_what_goes_in_comes_out(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    report = ingest(cases, tmp_path / "corpus", book)
    corpus = open_corpus(tmp_path / "corpus")
    assert (report.read, report.added, report.cases, len(corpus)) == (60, 60, 60, 60)
    assert list(corpus.cases) == sorted(cases, key=lambda c: c.id)
    assert corpus.cases[3:5] == [corpus.cases[3], corpus.cases[4]]
    in_memory = Corpus.of(Source(cases), book.every_fact())
    assert corpus.version == report.version == in_memory.version
    assert repr(corpus.similar(cases[0])) == repr(in_memory.similar(cases[0]))
    assert verify(tmp_path / "corpus") == []


def test_twice_is_as_good_as_once(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    first = ingest(cases, tmp_path, book)
    before = (tmp_path / "manifest.json").read_bytes()
    again = ingest(cases, tmp_path, book)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 60)
    assert again.version == first.version
    assert (tmp_path / "manifest.json").read_bytes() == before


def test_an_update_replaces_and_a_repeat_is_counted(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    ingest(cases, tmp_path, book)
    changed = cases[0].model_copy(update={"text": "改过的事实"})
    report = ingest([cases[0], changed, cases[1]], tmp_path, book)
    assert (report.unchanged, report.repeated, report.cases) == (2, 1, 60)
    assert next(c for c in open_corpus(tmp_path).cases if c.id == changed.id) == changed
    report = ingest([cases[0]], tmp_path, book)
    assert report.updated == 1
    assert open_corpus(tmp_path).version == ingest(cases, tmp_path, book).version


def test_a_failing_source_changes_nothing(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    ingest(cases[:10], tmp_path, book)
    before = (tmp_path / "manifest.json").read_bytes()

    def broken() -> Iterator[Case]:
        yield from cases
        raise OSError("连接断开")

    with pytest.raises(OSError, match="连接断开"):
        ingest(broken(), tmp_path, book)
    assert (tmp_path / "manifest.json").read_bytes() == before
    assert len(open_corpus(tmp_path)) == 10
    assert [p.name for p in (tmp_path / "segments").iterdir()] == ["00000001"]


_CHILD = """
import sys, importlib, itertools, pathlib
from discretion.corpus import ingest
from discretion.corpus.canonical import load
from discretion.rulebook.load import load as load_book
module = importlib.import_module("discretion.corpus.ingest")
module.BATCH_ROWS, module.SEGMENT_ROWS = 5, 50
cases = [load(l) for l in open(sys.argv[2], encoding="utf-8")]
def endless():
    for i in itertools.count():
        yield cases[i % len(cases)].model_copy(update={"id": f"新{i:06d}"})
        if i == 500:
            pathlib.Path(sys.argv[2] + ".going").touch()
ingest(endless(), sys.argv[1], load_book("shenzhen-urban-management"))
"""


def test_a_killed_ingest_leaves_the_version_before(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    from discretion.corpus.canonical import dump

    folder, lines = tmp_path / "corpus", tmp_path / "cases.jsonl"
    version = ingest(cases, folder, book).version
    lines.write_text("".join(dump(c) + "\n" for c in cases), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen([sys.executable, "-c", _CHILD, folder, lines], env=environment)
    try:
        for _ in range(600):
            if (tmp_path / "cases.jsonl.going").exists():
                break
            assert child.poll() is None
            time.sleep(0.05)
        with pytest.raises(CorpusLockedError, match=f"进程号 {child.pid}"):
            ingest(cases, folder, book)
        assert open_corpus(folder).version == version  # readers are not blocked
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert (folder / "segments" / "00000002").exists()
    assert open_corpus(folder).version == version
    assert verify(folder) == []
    assert ingest([cases[0].model_copy(update={"id": "再来"})], folder, book).cases == 61
    assert len(list((folder / "segments").iterdir())) == 2


def test_the_second_writer_is_refused(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    ingest(cases, tmp_path, book)
    with (
        writer_lock(tmp_path),
        pytest.raises(CorpusLockedError, match=r"正由另一个进程.*未作任何改动"),
    ):
        ingest(cases, tmp_path, book)
    ingest(cases, tmp_path, book)


def test_a_foreign_folder_is_left_alone(tmp_path: Path, book: Rulebook, cases: list[Case]) -> None:
    (tmp_path / "论文.docx").write_text("x")
    with pytest.raises(CorpusError, match=r"不是案例库，且已有其他文件.*论文"):
        ingest(cases, tmp_path, book)
    assert [p.name for p in tmp_path.iterdir()] == ["论文.docx"]


def test_unusable_sources_are_explained(tmp_path: Path, book: Rulebook) -> None:
    with pytest.raises(CorpusError, match="没有台账文件"):
        ingest(tmp_path / "无.xlsx", tmp_path / "c", book)
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(CorpusError, match="不认得"):
        ingest(tmp_path / "a.txt", tmp_path / "c", book)
    with pytest.raises(CorpusError, match="没有案例库"):
        open_corpus(tmp_path / "无")
    with pytest.raises(CorpusError, match=r"缺少 manifest\.json"):
        open_corpus(tmp_path)
    assert not (tmp_path / "c").exists()


def test_rejects_are_reported_as_json_lines(
    tmp_path: Path, book: Rulebook, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    module = importlib.import_module("discretion.corpus.ingest")
    rejects = ({"row": 7, "column": "处罚决定日期", "value": "31/2", "message": "不是日期"},)
    monkeypatch.setattr(module, "read_source", lambda *_, **__: Source(cases, rejects))
    report = ingest("台账.xlsx", tmp_path, book)
    assert report.rejected == 1
    assert report.rejects is not None
    assert json.loads(report.rejects.read_text(encoding="utf-8"))["row"] == 7
