"""Arguments in, exit status out, and no traceback for a user's mistake.

Little is imported before ``main`` runs: whoever presses Ctrl-C meanwhile would see a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from discretion.cli.status import BROKEN_PIPE, INTERRUPTED, OK, UNUSABLE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell: nobody listens
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
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
    from discretion.cli.tree import parse, parser

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
    from discretion.cli.arguments import UsageError

    if isinstance(error, UsageError):
        return True
    from discretion.corpus.errors import CorpusError
    from discretion.engine.errors import CaseError
    from discretion.intake.errors import IntakeError
    from discretion.plugins.door import PlugInError
    from discretion.record.entries import RecordError
    from discretion.report.reasoned.errors import TemplateRefusedError
    from discretion.rulebook.errors import RulebookError
    from discretion.service.settings import SettingsError

    users = CaseError | CorpusError | IntakeError | RecordError | RulebookError
    return isinstance(error, users | PlugInError | SettingsError | TemplateRefusedError)


def _io_sentence(error: OSError) -> str:
    from discretion.rulebook.wording import refusal

    where = f"（{error.filename}）" if error.filename else ""
    return f"读写文件失败{where}：{refusal(error)}。请核对路径、权限和磁盘空间后重试。"


def _complain(text: str) -> None:
    from discretion.report.words import clean

    lines = [clean(line) for line in text.splitlines()]
    with suppress(OSError):
        print("\n".join(lines), file=sys.stderr)


def _discard_output() -> None:
    """Send what is still buffered nowhere, so that Python does not complain about it at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
