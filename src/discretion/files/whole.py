"""A file that is written in one step, so that a reader finds the old one or the whole new one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a name beside *path* to write to; what is there at the end takes the place of *path*.

    If the work fails, *path* stays as it was and nothing is left beside it.

    Raises:
        OSError: it cannot be written.
    """
    fresh = path.with_name(f".{path.name[:60]}.{secrets.token_hex(8)}.tmp")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step.

    Raises:
        OSError: it cannot be written.
    """
    with whole(path) as fresh:
        fresh.write_bytes(data)
