"""Compiled code where numba can keep none: as from a read-only installation without a home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import pytest

from discretion.similarity.compiling import njit
from discretion.similarity.fast.reading import compiled, entry


def nowhere() -> Any:
    """A function of a file that is not there, beside which nothing can be kept."""
    names: dict[str, Any] = {}
    exec(compile("def more(x):\n    return x + 1\n", "/proc/nowhere/more.py", "exec"), names)
    return names["more"]


def test_numba_itself_refuses() -> None:
    with pytest.raises(RuntimeError, match="no locator available"):
        numba.njit(cache=True)(nowhere())


@pytest.mark.parametrize("decorate", [njit(cache=True, nogil=True), entry, compiled])
def test_it_is_compiled_for_the_process_alone(decorate: Callable[[Any], Any]) -> None:
    function = decorate(nowhere())
    if decorate is not compiled:  # Python cannot call what only compiled code calls
        assert function(41) == 42
    assert not function.stats.cache_path


def test_what_can_be_kept_is_kept() -> None:
    from discretion.similarity.index.lookup import unit_length

    assert unit_length.stats.cache_path
