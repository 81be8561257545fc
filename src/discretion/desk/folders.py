"""Where files that were put in are kept: one folder for each process, and in it one each session.

The folder of a process goes when the process ends. Of one that was killed it stays, unlocked: the
next process that needs a folder takes it away, since what was put in has names in it.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Lock

from discretion.corpus.errors import CorpusError
from discretion.corpus.lock import writer_lock

PREFIX = "discretion-put-in-"
BEGINNING = 60.0
"""So long a folder may be there before its process has locked it, seconds."""
_LOCK = Lock()
_MADE: list[Path] = []
"""The folders of this process; the last is in use."""


def new_folder() -> Path:
    """Return a new empty folder that only this user can read.

    Raises:
        OSError: there is no room for one, or no place.
    """
    with _LOCK:
        return Path(tempfile.mkdtemp(dir=_folder_of_the_process()))


def _folder_of_the_process() -> Path:
    if not _MADE or not _MADE[-1].is_dir():  # what is long left alone some systems clear away
        _clear()
        made = Path(tempfile.mkdtemp(prefix=PREFIX))
        held = ExitStack()
        held.enter_context(writer_lock(made))
        atexit.register(_end, held, made)
        _MADE.append(made)
    return _MADE[-1]


def _end(held: ExitStack, folder: Path) -> None:
    held.close()
    shutil.rmtree(folder, ignore_errors=True)


def _clear() -> None:
    """Take away the folders of processes that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < BEGINNING:
                continue
            with writer_lock(folder):
                pass
        except (OSError, CorpusError):  # in use, or somebody else's
            continue
        shutil.rmtree(folder, ignore_errors=True)
