"""What the system refuses: a full disk, a folder that may only be read, a second writer."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from discretion.corpus import CorpusError, compact, erase, ingest, open_corpus, verify
from discretion.corpus.canonical import dump
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and users of POSIX")


@pytest.fixture
def folder(tmp_path: Path, book: Rulebook, cases: list[Case]) -> Path:
    ingest(cases[:30], tmp_path / "corpus", book)
    ingest(cases[30:40], tmp_path / "corpus", book)
    return tmp_path / "corpus"


@pytest.fixture
def largest_file() -> Iterator[int]:
    """The system refuses files beyond so many bytes, as a full disk refuses them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield 4000
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_version_before(
    folder: Path, book: Rulebook, cases: list[Case], largest_file: int
) -> None:
    before = open_corpus(folder)
    names = sorted(p.relative_to(folder) for p in folder.rglob("*"))
    for work in (
        lambda: ingest(cases, folder, book),
        lambda: erase(folder, [cases[0].id]),
        lambda: compact(folder),
    ):
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, hard))
        try:
            with pytest.raises(CorpusError, match=r"写入失败：.*如有原来的版本，它完好") as error:
                work()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert str(folder) in str(error.value)
        assert sorted(p.relative_to(folder) for p in folder.rglob("*")) == names
        assert open_corpus(folder).version == before.version
    assert verify(folder) == []
    assert ingest(cases, folder, book).cases == 60


_AS_ANOTHER = """
import os, sys
from discretion.corpus import CorpusError, compact, erase, ingest, open_corpus, verify
from discretion.corpus.canonical import load
from discretion.rulebook.load import load as load_book
book = load_book("shenzhen-urban-management")
folder, text = sys.argv[1:]
len(list(open_corpus(folder).cases)), verify(folder)
os.setuid(65534)  # who may not even read the libraries that are loaded by now
print(len(open_corpus(folder)), len(list(open_corpus(folder).cases)), verify(folder))
for work in (lambda: ingest([load(text)], folder, book), lambda: erase(folder, ["x"]),
             lambda: compact(folder)):
    try:
        work()
        print("written")
    except CorpusError as error:
        print(error)
"""


def test_a_folder_that_may_only_be_read(folder: Path, cases: list[Case]) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    for path in (folder, *folder.parents):
        if path != Path("/tmp") and str(path).startswith("/tmp"):
            path.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    paths = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", _AS_ANOTHER, str(folder), dump(cases[0])],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read, *refused = done.stdout.splitlines()
    assert read == "40 40 []"
    assert len(refused) == 3
    assert all("写入失败：没有权限；如有原来的版本，它完好" in line for line in refused), refused
