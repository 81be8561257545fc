"""The shape of the source: layers, module sizes, pins, and what must never be in it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import discretion

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "discretion"
# Data flows up this list only; packages of the same number do not know each other.
LAYERS = {
    "files": 1,
    "model": 1,
    "plugins": 1,
    "rulebook": 2,
    "engine": 3,
    "intake": 3,
    "similarity": 4,
    "corpus": 5,
    "extraction": 5,
    "consistency": 6,
    "report": 7,
    "record": 7,
    "stream": 8,
    "spark": 8,
    "service": 9,
    "desk": 10,
    "cli": 11,
}
# Modules beside the packages: the public face, and the generator of the JSON Schemas with its
# words. They may look down at anything; of the packages only a door may look at them.
TOP = {"__init__", "schemas", "schema_words"}
LONGEST = 400
LONGER = {"intake/rows.py": 550}  # lines; shorten these, add no others
MODULES = sorted(SOURCE.rglob("*.py"))
SCRIPTS = sorted([*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])


def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def imported(module: Path) -> Iterator[str]:
    """Every name that a module imports, in full, and every ``discretion.name`` that it uses."""
    home = ("discretion", *module.relative_to(SOURCE).with_suffix("").parts)
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = home[: -node.level] if node.level else ()
            for alias in node.names:
                yield ".".join([*base, *filter(None, [node.module]), alias.name])
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "discretion":
            yield f"discretion.{node.attr}"


def layer_of(name: str) -> tuple[int, str]:
    """The number and the package that an imported ``discretion.…`` name comes from."""
    first = name.split(".")[1]
    if first not in LAYERS and first not in TOP:  # a name of the public face
        first = getattr(discretion, first).__module__.split(".")[1]
    return LAYERS.get(first, LAYERS["cli"]), first


def test_every_package_and_module_has_its_layer() -> None:
    packages = {p.parent.name for p in SOURCE.glob("*/__init__.py")}
    assert packages == set(LAYERS)
    assert {p.stem for p in SOURCE.glob("*.py")} == TOP


@pytest.mark.parametrize("package", LAYERS)
def test_a_lower_layer_never_imports_a_higher_one(package: str) -> None:
    for module in sorted((SOURCE / package).rglob("*.py")):
        for name in imported(module):
            if not name.startswith("discretion.") or name == "discretion.__version__":
                continue
            layer, other = layer_of(name)
            assert layer <= LAYERS[package], f"{module} imports {name}"
            peers = layer == LAYERS[package] and other != package
            assert not peers or package == "cli", f"{module} imports its peer {name}"


def test_nothing_is_evaluated_or_unpickled() -> None:
    for module in MODULES:
        for node in ast.walk(parsed(module)):
            if not isinstance(node, ast.Call):
                continue
            where = f"{module}:{node.lineno}"
            called = node.func
            if isinstance(called, ast.Name):
                assert called.id not in {"eval", "exec", "compile", "__import__"}, where
            elif isinstance(called, ast.Attribute):
                assert called.attr not in {"eval", "exec", "unsafe_load"}, where
            assert "allow_pickle" not in {k.arg for k in node.keywords}, where
        roots = {name.split(".")[0] for name in imported(module)}
        assert not roots & {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}, module


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [p for p in SCRIPTS if p.stem in drawers or p.parent.name in drawers]


def test_no_module_is_too_long_to_hold_in_mind() -> None:
    for module in MODULES:
        lines = len(module.read_text(encoding="utf-8").splitlines())
        name = module.relative_to(SOURCE).as_posix()
        assert lines <= LONGER.get(name, LONGEST), f"{name} has {lines} lines"


def test_no_committed_file_records_an_address() -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip(f"not a git checkout: {listed.stderr.strip()}")
    address = re.compile(rb"(?:https?|ftp)://")
    names = [n for n in listed.stdout.split("\0") if n and n != "LICENSE" and (ROOT / n).is_file()]
    assert "pyproject.toml" in names
    for name in names:
        data = (ROOT / name).read_bytes()
        binary = b"\0" in data
        found = None if binary else address.search(data)
        line = data[: found.start()].count(b"\n") + 1 if found else 0
        assert not found, f"{name}:{line}"


def pins(name: str) -> dict[str, Requirement]:
    """The pinned requirements of a constraints file; each must carry a hash."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, Requirement] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            pin, *hashes = re.split(r"\s+--hash=sha256:", line)
            assert hashes, f"{name}: {pin} without a hash"
            requirement = Requirement(pin)
            found[canonicalize_name(requirement.name)] = requirement
    return found


def test_everything_that_is_declared_is_pinned() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    run = pins("constraints.txt")
    service, test = pins("constraints-service.txt"), pins("constraints-test.txt")
    deployed = run | service
    both = deployed | test
    assert len(both) == len(run) + len(service) + len(test)
    extras = project["optional-dependencies"]
    declared = [
        (run, settings["build-system"]["requires"] + project["dependencies"]),
        (deployed, extras["service"] + extras["stream"] + extras["sql"]),
        (both, extras["test"] + extras["bench"]),
    ]
    for pinned, wanted in declared:
        for requirement in map(Requirement, wanted):
            pin = pinned.get(canonicalize_name(requirement.name))
            assert pin, f"{requirement.name} is not pinned: run make lock"
            (version,) = (s.version for s in pin.specifier)
            assert requirement.specifier.contains(version), f"{pin} is not {requirement}"
