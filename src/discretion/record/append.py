"""Appending to a decision record: one writer at a time, on disk before it is acknowledged."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from discretion.record.entries import (
    ALGORITHMS,
    Algorithm,
    Head,
    RecordError,
    algorithm_of,
    opening,
    sealed,
    verify,
)
from discretion.rulebook.wording import refusal


def append(path: Path, entries: Iterable[dict[str, Any]], algorithm: Algorithm = "sha256") -> Head:
    """Append entries to the record at *path*, which is begun where there is none.

    The record is verified first, so that nothing is ever chained to what was tampered with. When
    this returns, the entries are on disk; the head it returns is worth keeping elsewhere.

    Raises:
        RecordError: the record is broken, kept by another writer, or cannot be written; nothing
            was appended. A line that a crash left half-written is cut off, being unacknowledged.
            A file that is no record is left as it is.
    """
    if path.exists() and not path.is_file():
        raise RecordError(f"{path} 不是普通文件，不能作为决定记录；请给出记录文件的路径")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RecordError(f"{path} 无法写入：{refusal(error)}") from None
    try:
        _lock(descriptor, path)
        begun = _holds_more_than_half_a_header(descriptor)
        if begun:
            algorithm = algorithm_of(path)  # before anything is cut off what may be no record
            _cut_half_line(descriptor)
            head, broken = verify(path)
            if broken is not None:
                raise RecordError(
                    f"{path} 从第 {broken.line} 行起不可信，未追加；"
                    "请先用 discretion record verify 查明"
                )
            lines = []
        else:
            _cut_half_line(descriptor)
            first, head = opening(algorithm)
            lines = [first]
        for entry in entries:
            line, head = sealed(entry, head, algorithm)
            lines.append(line)
        _write(descriptor, "".join(lines).encode(), path)
    finally:
        os.close(descriptor)
    return head


def _lock(descriptor: int, path: Path) -> None:
    if os.name == "nt":  # pragma: no cover
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise RecordError(f"{path} 正由另一个进程写入，未追加；请稍后再试") from None


def _holds_more_than_half_a_header(descriptor: int) -> bool:
    """Whether there is more than what a crash leaves of a record that was being begun."""
    longest = max(len(opening(a)[0]) for a in ALGORITHMS)
    found = os.read(descriptor, longest)
    halves = (opening(a)[0].encode()[:-1] for a in ALGORITHMS)
    return not any(half.startswith(found) for half in halves)


def _cut_half_line(descriptor: int) -> None:
    """Cut off what follows the last line end."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    end = size
    while end > 0:
        start = max(0, end - 65536)
        os.lseek(descriptor, start, os.SEEK_SET)
        at = os.read(descriptor, end - start).rfind(b"\n")
        if at >= 0:
            end = start + at + 1
            break
        end = start
    if end < size:
        os.ftruncate(descriptor, end)


def _write(descriptor: int, content: bytes, path: Path) -> None:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    try:
        done = 0
        while done < len(content):
            done += os.write(descriptor, content[done:])
        os.fsync(descriptor)
    except OSError as error:
        os.ftruncate(descriptor, size)
        raise RecordError(f"{path} 写入失败（{refusal(error)}），未追加") from None
