"""Arguments in, exit status out, and no traceback for a user's mistake."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from discretion.cli.arguments import UsageError
from discretion.cli.status import BROKEN_PIPE, INTERRUPTED, OK, UNUSABLE
from discretion.cli.tree import parse, parser

_REASONS = {
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只能读，不能写",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已满",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EMFILE: "打开的文件过多",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # What the terminal's encoding lacks is shown as "?" rather than ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return BROKEN_PIPE
    except OSError as error:
        _discard_output()
        _complain(_io_sentence(error))
        return UNUSABLE
    except ValueError as error:
        if not _is_users(error):
            raise
        _complain(str(error))
        return UNUSABLE
    return status


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = parse(arguments)
    except SystemExit as end:  # --help has printed and asks to leave
        return int(end.code or 0)
    if options.version:
        from discretion import __version__

        print(f"discretion {__version__}")
        return OK
    if options.command is None:
        print(parser().format_help(), end="")
        return UNUSABLE
    from discretion.cli import commands

    return commands.COMMANDS[options.command](options)


def _is_users(error: ValueError) -> bool:
    """Whether *error* is about the input; any other is a fault of this program."""
    if isinstance(error, UsageError):
        return True
    from discretion.corpus.errors import CorpusError
    from discretion.engine.errors import CaseError
    from discretion.intake.errors import IntakeError
    from discretion.record.entries import RecordError
    from discretion.rulebook.errors import RulebookError

    users = CaseError | CorpusError | IntakeError | RecordError | RulebookError
    return isinstance(error, users)


def _io_sentence(error: OSError) -> str:
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    where = f"（{error.filename}）" if error.filename else ""
    return f"读写文件失败{where}：{reason}。请核对路径、权限和磁盘空间后重试。"


def _complain(text: str) -> None:
    from discretion.report.words import clean

    lines = [clean(line) for line in text.splitlines()]
    with suppress(OSError):
        print("\n".join(lines), file=sys.stderr)


def _discard_output() -> None:
    """Send what is still buffered nowhere, so that Python does not complain about it at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
