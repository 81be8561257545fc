"""Files that are on disk before anything names them, and checked when they are read."""

from __future__ import annotations

import hashlib
import mmap
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from discretion.corpus.errors import CorpusError
from discretion.rulebook.wording import refusal


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a corpus: path below its folder, size in bytes, SHA-256 (hexadecimal)."""

    path: str
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


def seal(corpus: Path, path: Path) -> FileEntry:
    """Force a finished file to disk and return its entry."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return FileEntry(path.relative_to(corpus).as_posix(), path.stat().st_size, checksum)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace *path* by *content*, which is on disk before the name points to it."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _replace(temporary, path)
    sync_folder(path.parent)


def _replace(source: Path, target: Path) -> None:
    # Windows refuses to replace a file in the instant in which a reader has it open.
    for _ in range(50 if os.name == "nt" else 0):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(0.02)
        else:
            return
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """Force the names in *folder* to disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> bool:
    """Remove a file or a folder; return whether it is gone.

    On Windows a file that a reader has open stays; the next writer removes it.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return not path.exists()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def map_file(corpus: Path, entry: FileEntry) -> memoryview:
    """Map a file into memory. The map outlives the file's name, except on Windows.

    Raises:
        FileNotFoundError: the file is not there.
        CorpusError: it has another size than its entry says, or cannot be read.
    """
    path = corpus / entry.path
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size != entry.bytes:
                raise damaged(path, f"文件大小与清单不符：应为 {entry.bytes} 字节，实为 {size}")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b"")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise CorpusError(f"案例库文件 {path} 无法读取：{refusal(error)}") from None


def damaged(path: Path, why: str) -> CorpusError:
    """Return the error for a file that cannot be used."""
    return CorpusError(
        f"案例库文件 {path} 已损坏（{why}）；请从备份恢复，"
        f"或者用 discretion corpus restore 退回上一个完好的版本，或者用原始台账重新导入"
    )
