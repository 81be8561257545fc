"""The built wheel, installed outside the checkout: rules and the sample corpus come with it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import discretion

ROOT = Path(__file__).resolve().parents[1]

PROGRAM = """
import pathlib, sys
import discretion as d
home = pathlib.Path(d.__file__).resolve()
assert home.is_relative_to(pathlib.Path(sys.prefix).resolve()), home
for name, least in (("shanghai-urban-management", 100), ("shenzhen-urban-management", 75)):
    assert len(d.load_rulebook(name).items) >= least
book = d.load_rulebook("shanghai-urban-management")
corpus = d.open_corpus("sample", book)
review = d.check(corpus.cases[0], book, corpus)
print(len(corpus), len(review.matches))
"""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Standard output of a command that must succeed, run as where no path leads to the source."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an empty environment with the wheel; what it needs is borrowed."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home)
    python = home / "bin" / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--no-deps", "--no-index", wheel)
    borrowed = Path(pytest.__file__).resolve().parents[1]
    # A path file adds the directory after this environment's own, but runs no .pth files in it,
    # so that the editable installation of the checkout stays out of sight.
    Path(site, "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return python


def test_rules_and_sample_are_inside_and_nothing_else_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    data = {
        f"discretion/_data/{path.relative_to(ROOT).as_posix()}"
        for folder in ("rules", "cases_corpus")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert any(name.endswith("shenzhen-urban-management/rulebook.yaml") for name in data)
    assert "discretion/_data/cases_corpus/sample.xlsx" in data
    assert {name for name in names if name.startswith("discretion/_data/")} == data
    assert "discretion/py.typed" in names
    assert {name.split("/")[0] for name in names} == {
        "discretion",
        f"discretion-{discretion.__version__}.dist-info",
    }
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_every_template_style_and_script_is_inside(wheel: Path) -> None:
    source = ROOT / "src"
    assets = {".html", ".css", ".js"}
    wanted = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.suffix in assets and path.is_file()
    }
    assert "discretion/desk/static/desk.css" in wanted
    with zipfile.ZipFile(wheel) as archive:
        assert not wanted - set(archive.namelist())


def test_the_library_works_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    assert run(python, "-c", PROGRAM, cwd=tmp_path).split() == ["3000", "5"]


def test_the_command_line_works_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    command = python.with_name("discretion")
    assert command.read_text(encoding="utf-8").count(str(python.parent))
    assert "SH-SR-25-3" in run(command, "rules", "list", cwd=tmp_path)
