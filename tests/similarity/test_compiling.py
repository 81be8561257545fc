"""Compiled code: kept as long as its sources are the same, and not where numba can keep none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import pytest

from discretion.similarity import compiling
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


def test_what_is_kept_is_out_of_date_once_a_module_beside_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "kept"))
    (tmp_path / "adding.py").write_text("def more(x):\n    return x + STEP\n", encoding="utf-8")

    def compiled(step: int) -> Any:
        (tmp_path / "steps.py").write_text(f"STEP = {step:_}\n", encoding="utf-8")
        compiling._stamp.cache_clear()
        names: dict[str, Any] = {"STEP": step, "__name__": "adding"}
        source = tmp_path / "adding.py"
        exec(compile(source.read_text(encoding="utf-8"), str(source), "exec"), names)
        return njit(cache=True)(names["more"])

    assert compiled(1)(40) == 41
    again = compiled(1000)
    assert again(40) == 1040
    assert not again.stats.cache_hits
    unchanged = compiled(1000)
    stamp = compiling._stamp(tmp_path)
    assert stamp == unchanged._cache._cache_file._source_stamp
