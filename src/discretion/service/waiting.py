"""One writer at a time, among the threads of this process and all processes of the service."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from discretion.corpus.errors import CorpusLockedError
from discretion.corpus.lock import LOCK_NAME, writer_lock

STEP = 0.01
"""So often a locked folder is tried again, seconds."""


@contextmanager
def only_writer(folder: Path, patience: float) -> Iterator[None]:
    """Hold the writer's lock of *folder*, made if need be, after waiting *patience* seconds.

    Raises:
        CorpusLockedError: another holds it all the time.
        OSError: nothing can be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LOCK_NAME).touch()
    end = time.monotonic() + patience
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(writer_lock(folder))
                break
            except CorpusLockedError:
                if time.monotonic() >= end:
                    raise
                time.sleep(STEP)
        yield
