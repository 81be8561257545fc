"""Office files of rulebooks and of published tables: refused with a sentence if they are traps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from discretion.files import guard
from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.plain import unreadable

LIMITS = guard.Limits(unpacked=128 * 1024**2, small=8 * 1024**2, elements=4_000_000)
"""A large rulebook has some hundred thousand elements."""

_T = TypeVar("_T")


def refusal(path: Path, message: str, value: str | None = None, where: str = "") -> RulebookError:
    """Return the error of a file that cannot be used."""
    return RulebookError([Problem(path, None, where, value, message)])


def check_archive(path: Path) -> None:
    """Refuse what is no plain Office file; see :func:`discretion.files.guard`.

    Raises:
        RulebookError: it cannot be opened, or is a trap.
    """
    try:
        guard.check_archive(path, LIMITS)
    except OSError as error:
        raise RulebookError([unreadable(path, error)]) from None
    except guard.TrapError as trap:
        raise refusal(path, f"{trap.message}；{trap.remedy}", where=trap.part) from None


def guarded(path: Path, act: Callable[[], _T]) -> _T:
    """Do *act*; whatever a damaged file makes the parsers raise is one and the same to a user.

    openpyxl, python-docx and the parsers below raise dozens of kinds of errors without a base.
    """
    try:
        return act()
    except (RulebookError, MemoryError):
        raise
    except Exception:
        message = "不是完好的 .xlsx 或 .docx 文件；请用 Excel 或 Word 打开，另存一次再试"
        raise refusal(path, message) from None
