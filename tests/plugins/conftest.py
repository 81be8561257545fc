"""Small distributions, installed where Python looks for them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import run

__all__ = ["run"]
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A folder of installed distributions, and a way to run the command line with it."""

    folder: Path

    def install(self, name: str, points: str, source: str = "") -> None:
        """Install a distribution with entry points and one module, as pip would leave it."""
        info = self.folder / f"{name.replace('-', '_')}-1.2.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8"
        )
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        (self.folder / f"{name.replace('-', '_')}.py").write_text(source, encoding="utf-8")

    def alone(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run ``discretion`` in a process of its own that sees the folder."""
        path = os.pathsep.join((str(ROOT / "src"), str(self.folder)))
        return subprocess.run(
            [sys.executable, "-m", "discretion.cli", *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An empty folder for distributions, also on the path of this process."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    yield Site(folder)
    for name in [name for name in sys.modules if name.startswith("plug_")]:
        del sys.modules[name]
