"""Files that a command writes: whole or not at all, and never over one that is there."""

from __future__ import annotations

import os
from pathlib import Path

from discretion.cli.arguments import UsageError
from discretion.report.words import Words


def new(path: Path, words: Words) -> Path:
    """Return *path*, at which there is nothing yet, not even a link that leads nowhere.

    Raises:
        UsageError: there is something; ask before any work is done.
    """
    if os.path.lexists(path):
        raise UsageError(words("files.exists", path=path))
    return path
