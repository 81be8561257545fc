"""Numba's ``njit``, also where nothing can be kept: installed read-only, without a home.

Compiled code is then kept for the process alone. A shared temporary folder would not do: what is
read back from it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def njit(**options: Any) -> Callable[[Any], Any]:
    """Return ``numba.njit(**options)`` for functions; ``cache=True`` where it is possible."""

    def compiled(function: Any) -> Any:
        try:
            return numba.njit(**options)(function)
        except RuntimeError:  # "no locator available": raised before anything is compiled
            return numba.njit(**{**options, "cache": False})(function)

    return compiled
