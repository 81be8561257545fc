"""Appending to a decision record: one writer at a time, on disk before it is acknowledged."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from discretion.record.entries import (
    Algorithm,
    Head,
    RecordError,
    algorithm_of,
    opening,
    sealed,
    verify,
)


def append(path: Path, entries: Iterable[dict[str, Any]], algorithm: Algorithm = "sha256") -> Head:
    """Append entries to the record at *path*, which is begun where there is none.

    The record is verified first, so that nothing is ever chained to what was tampered with. When
    this returns, the entries are on disk; the head it returns is worth keeping elsewhere.

    Raises:
        RecordError: the record is broken, kept by another writer, or cannot be written; nothing
            was appended. A line that a crash left half-written is cut off, being unacknowledged.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RecordError(f"{path} 无法写入：{error.strerror}") from None
    try:
        _lock(descriptor, path)
        begun = _cut_half_line(descriptor)
        if begun:
            algorithm = algorithm_of(path)
            head, broken = verify(path)
            if broken is not None:
                raise RecordError(
                    f"{path} 第 {broken.line} 行起已被改动（{broken.reason}），未追加；"
                    "请先用 discretion record verify 查明"
                )
            lines = []
        else:
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


def _cut_half_line(descriptor: int) -> bool:
    """Cut off what follows the last line end; whether anything is left."""
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
    return end > 0


def _write(descriptor: int, content: bytes, path: Path) -> None:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    try:
        done = 0
        while done < len(content):
            done += os.write(descriptor, content[done:])
        os.fsync(descriptor)
    except OSError as error:
        os.ftruncate(descriptor, size)
        raise RecordError(f"{path} 写入失败（{error.strerror}），未追加") from None
