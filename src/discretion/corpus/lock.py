"""One writer at a time: an advisory lock on a file, released by the system if the writer dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from discretion.corpus.errors import CorpusLockedError, writes_to

LOCK_NAME = "writer.lock"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the writer's lock of *folder* while the block runs.

    Raises:
        CorpusLockedError: another process holds it.
        CorpusError: the folder cannot be written.
    """
    path = folder / LOCK_NAME
    with writes_to(folder):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _acquire(descriptor):
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "未知"
            raise CorpusLockedError(
                f"案例库 {folder} 正由另一个进程（进程号 {holder}）写入，本次未作任何改动；"
                "请等它结束后再试，读取不受影响"
            )
        with suppress(OSError):  # a full disk: others are then told that the holder is unknown
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)  # closing releases the lock


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> bool:
        # A byte far beyond the content, so that the holder's number stays readable.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _acquire(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
