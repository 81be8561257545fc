"""The built wheel, installed outside the checkout: rules and the sample corpus come with it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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
assert len(corpus) == 3000
review = d.check(corpus.cases[0], book, corpus)
print(review.verdict.value, len(review.matches))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an empty environment with the wheel; what it needs is borrowed."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(
        subprocess.run(
            [python, "-c", query], check=True, capture_output=True, text=True
        ).stdout.strip()
    )
    install = [
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    borrowed = Path(pytest.__file__).resolve().parents[1]
    # A path file adds the directory after this environment's own, but runs no .pth files in it,
    # so that the editable installation of the checkout stays out of sight.
    (site / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return python


def test_rules_and_sample_are_inside_and_tests_are_not(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for wanted in (
        "discretion/py.typed",
        "discretion/_data/rules/general/general.yaml",
        "discretion/_data/rules/shanghai-urban-management/rulebook.yaml",
        "discretion/_data/rules/shenzhen-urban-management/rulebook.yaml",
        "discretion/_data/cases_corpus/sample.csv",
        "discretion/_data/cases_corpus/sample.xlsx",
    ):
        assert wanted in names
    assert not [n for n in names if n.startswith(("tests/", "benchmarks/")) or "__pycache__" in n]


def test_the_library_works_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [python, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1] == "5"


def test_the_command_line_works_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [python.with_name("discretion"), "rules", "list"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "SH-SR-25-3" in done.stdout
