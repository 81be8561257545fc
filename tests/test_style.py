"""The shape of the source: layers, module sizes, and what must never be in it."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "discretion"
LAYERS = {
    "model": 1,
    "rulebook": 2,
    "engine": 3,
    "intake": 3,
    "similarity": 4,
    "corpus": 5,
    "consistency": 6,
    "report": 7,
    "cli": 8,
}
MODULES = sorted(SOURCE.rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_lower_layer_never_imports_a_higher_one(module: Path) -> None:
    package = module.relative_to(SOURCE).parts[0]
    if package not in LAYERS:
        return
    names = imported(ast.parse(module.read_text(encoding="utf-8")))
    for name in names:
        parts = name.split(".")
        if parts[0] == "discretion" and len(parts) > 1 and parts[1] in LAYERS:
            peers = LAYERS[parts[1]] == LAYERS[package] and parts[1] != package
            assert LAYERS[parts[1]] <= LAYERS[package], f"{module} imports {name}"
            assert not peers, f"{module} imports its peer {name}"


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_is_evaluated_or_unpickled(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not names & {"eval", "exec", "compile"}
    assert not imported(tree) & {"pickle", "marshal", "shelve", "dill", "joblib"}


def test_no_module_is_a_drawer_for_everything() -> None:
    for module in MODULES:
        assert module.stem not in {"utils", "util", "helpers", "common", "misc"}
        lines = len(module.read_text(encoding="utf-8").splitlines())
        assert lines <= 750, f"{module} has {lines} lines"


def test_no_committed_file_records_a_download_address() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    address = re.compile(r"(https?|ftp)://")
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if not name or name == "LICENSE" or not path.is_file() or path.suffix == ".xlsx":
            continue
        text = path.read_text(encoding="utf-8")
        assert not address.search(text) or path == Path(__file__), name
