"""A rulebook on its way to the executors: its files as plain data, known by their fingerprint."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

import discretion
from discretion.engine.book import Book, load_rulebook
from discretion.rulebook.load import files_of
from discretion.spark.errors import ClusterError

Sent = tuple[str, str, str, tuple[tuple[str, bytes], ...]]
"""Name, fingerprint and program version, and the files by name: what closures carry."""


def send(name: str | Path) -> tuple[Sent, Book]:
    """Return the rulebook *name* for the closures of a job, and as it is here.

    Raises:
        RulebookError: it has faults.
    """
    book = load_rulebook(name)
    files = tuple(sorted(files_of(name).items()))
    return (book.name, book.fingerprint, discretion.__version__, files), book


@lru_cache(maxsize=4)
def received(sent: Sent) -> Book:
    """Return the rulebook on an executor; it is read once by each Python process.

    Raises:
        ClusterError: what is read here is not what was sent, or this is another program version.
    """
    name, fingerprint, version, files = sent
    if version != discretion.__version__:
        raise ClusterError(
            f"执行节点上的 discretion 是 {discretion.__version__} 版，驱动程序是 {version} 版；"
            "请在所有节点安装同一版本"
        )
    with tempfile.TemporaryDirectory(prefix="discretion-") as folder:
        for path, content in files:
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        book = load_rulebook(Path(folder, name))
    if book.fingerprint != fingerprint:
        raise ClusterError(
            f"执行节点读到的裁量基准库 {name} 指纹是 {book.fingerprint}，驱动程序发出的是 "
            f"{fingerprint}；作业期间请勿改动裁量基准库，请重新提交作业"
        )
    return book
