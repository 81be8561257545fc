"""What can be wrong with a corpus on disk."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
}


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
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise CorpusError(
            f"案例库 {folder} 写入失败：{reason}；原有的版本完好，可以照常打开。"
            "请核对权限和磁盘空间后重试"
        ) from error
