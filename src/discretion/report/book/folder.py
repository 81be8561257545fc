"""A folder that is either the whole old book or the whole new one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from discretion.report.words import Words

MARKER = "book.json"
"""The file by which a folder is known as a book of ours; it lists every other file."""
_MADE_BY = "discretion rules publish"


class FolderRefusedError(ValueError):
    """The folder for the book cannot be used; the message says why, and how to mend it."""


@contextmanager
def replacing(out: Path, words: Words) -> Iterator[Path]:
    """Give an empty folder beside *out*; when all went well, it takes the place of *out*.

    Raises:
        FolderRefusedError: *out* is no folder, or holds what this command did not write.
        OSError: it cannot be written.
    """
    check(out, words)
    fresh = _sibling(out, "new")
    try:
        yield fresh
        _seal(fresh)
        _exchange(fresh, out)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def check(out: Path, words: Words) -> None:
    """Raise FolderRefusedError unless *out* is absent, empty, or a book without other files."""
    if out.is_symlink():
        raise FolderRefusedError(words("book.refused.link", out=out))
    if not out.exists():
        parent = out.absolute().parent
        if not parent.is_dir():
            raise FolderRefusedError(words("book.refused.parent", parent=parent))
        return
    if not out.is_dir():
        raise FolderRefusedError(words("book.refused.file", out=out))
    if not any(out.iterdir()):
        return
    listed = _listed(out / MARKER)
    if listed is None:
        raise FolderRefusedError(words("book.refused.foreign", out=out))
    extra = sorted(set(_files(out)) - listed - {MARKER})
    if extra:
        names = words.joined(extra[:5])
        raise FolderRefusedError(words("book.refused.extra", out=out, names=names))


def _files(folder: Path) -> list[str]:
    """Every file below *folder*, and every link, by its way from there, sorted."""
    found = []
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(base, name))]
        found += [(Path(base) / name).relative_to(folder).as_posix() for name in names + links]
    return sorted(found)


def _listed(marker: Path) -> set[str] | None:
    """Return the files that the book in the marker's folder consists of; None if it is none."""
    try:
        said: Any = json.loads(marker.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("made_by") != _MADE_BY:
        return None
    files = said.get("files")
    return {str(name) for name in files} if isinstance(files, list) else None


def _seal(folder: Path) -> None:
    said = {"made_by": _MADE_BY, "files": _files(folder)}
    text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    (folder / MARKER).write_text(text, encoding="utf-8", newline="\n")


def _sibling(out: Path, purpose: str) -> Path:
    """Make an empty folder on the same disk as *out*, so that it can be renamed into place."""
    for number in range(1000):
        path = out.absolute().parent / f".{out.absolute().name}.{purpose}-{os.getpid()}-{number}"
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f".{out.name}.{purpose}")


def _exchange(fresh: Path, out: Path) -> None:
    """Put *fresh* where *out* is; the old book is kept until the new one stands in its place."""
    if not out.exists():
        fresh.rename(out)
        return
    old = _sibling(out, "old")
    aside = old / "book"
    out.rename(aside)
    try:
        fresh.rename(out)
    except BaseException:
        aside.rename(out)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)
