"""What happens to writers that are killed, and to readers meanwhile, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = os.environ.get("CRASH_MOMENTS", "20")
"""300 for an acceptance run."""
STEP = os.environ.get("CRASH_STEP", "23")
"""1 for an acceptance run: at every operation."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")


def run(program: str, folder: Path, number: str) -> dict[str, int]:
    paths = os.pathsep.join([*filter(None, sys.path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(program)), str(folder), number],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_killed_at_random_moments(tmp_path: Path) -> None:
    found = run("crashing.py", tmp_path / "corpus", MOMENTS)
    assert found["interrupted"] > found["moments"] // 4
    assert found["acknowledged"] > 0


def test_killed_at_operations_on_files(tmp_path: Path) -> None:
    assert run("crashing.py", tmp_path / "corpus", f"every{STEP}")["moments"] > 15


def test_twenty_readers_see_whole_commits(tmp_path: Path) -> None:
    found = run("reading.py", tmp_path / "corpus", "15")
    assert found["opened"] >= 20
    assert found["versions"] > 1
