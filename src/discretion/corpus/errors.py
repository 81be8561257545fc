"""What can be wrong with a corpus on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from discretion.rulebook.wording import refusal


class CorpusError(ValueError):
    """A corpus, or a source for one, that cannot be used; the message says how to mend it."""


class CorpusLockedError(CorpusError):
    """Another process is writing to this corpus; nothing was changed."""


@contextmanager
def writes_to(folder: Path) -> Iterator[None]:
    """Turn what the system refuses while the block writes to a corpus into a ``CorpusError``."""
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"案例库 {folder} 写入失败：{refusal(error)}；如有原来的版本，它完好，可以照常打开。"
            "请核对路径、权限和磁盘空间后重试"
        ) from error
