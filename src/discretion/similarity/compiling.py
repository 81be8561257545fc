"""Numba's ``njit``, also where nothing can be kept: installed read-only, without a home.

Compiled code is then kept for the process alone. A shared temporary folder would not do: what is
read back from it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba


def njit(**options: Any) -> Callable[[Any], Any]:
    """Return ``numba.njit(**options)`` for functions; ``cache=True`` where it is possible."""

    def compiled(function: Any) -> Any:
        try:
            dispatcher: Any = numba.njit(**options)(function)
        except RuntimeError:  # "no locator available": raised before anything is compiled
            return numba.njit(**{**options, "cache": False})(function)
        # numba looks only at the function's own file to know whether what it kept is out of date,
        # but the compiled code holds what it calls, and constants of other modules, as well.
        if (kept := getattr(dispatcher._cache, "_cache_file", None)) is not None:
            kept._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
        return dispatcher

    return compiled


@cache
def _stamp(folder: Path) -> tuple[int, int]:
    """Return when a source of *folder* or of this one was last changed, and the size of all."""
    folders = {folder, Path(__file__).parent}
    found = [path.stat() for some in folders for path in some.glob("*.py")]
    return max(file.st_mtime_ns for file in found), sum(file.st_size for file in found)
