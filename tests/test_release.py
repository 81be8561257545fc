"""The steps of a release: the bill of materials, and what advisories say of the pins."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]


def pins() -> dict[tuple[str, str], set[str]]:
    """The hashes of every package and version that a deployment runs with."""
    files = [ROOT / name for name in ("constraints.txt", "constraints-service.txt")]
    text = "".join(file.read_text(encoding="utf-8") for file in files).replace("\\\n", " ")
    found: dict[tuple[str, str], set[str]] = {}
    for line in text.splitlines():
        name, version = line.split()[0].split("==")
        hashes = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
        found.setdefault((name, version), set()).update(hashes)
    return found


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make with the present interpreter's environment, as if it had just been set up."""
    ready = [f"--old-file=.venv/.ready-{name}" for name in ("test", "release")]
    # Whatever make thinks, nothing is installed.
    command = ["make", *ready, "PIP=false", f"BIN={Path(sys.executable).parent}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def sbom(out: Path) -> bytes:
    done = make("sbom", f"DIST={out}")
    assert done.returncode == 0, done.stdout + done.stderr
    return (out / "discretion.cdx.json").read_bytes()


def test_the_bill_of_materials_names_every_pin_with_its_hashes(tmp_path: Path) -> None:
    if not shutil.which("make") or importlib.util.find_spec("cyclonedx_py") is None:
        pytest.skip("make or cyclonedx-bom is not installed")
    content = sbom(tmp_path / "one")
    assert sbom(tmp_path / "two") == content
    bill = json.loads(content)
    found: dict[tuple[str, str], set[str]] = {}
    for part in bill["components"]:
        hashes = {h["content"] for r in part["externalReferences"] for h in r["hashes"]}
        found.setdefault((part["name"], part["version"]), set()).update(hashes)
    assert found == pins()
    assert {"numpy", "starlette", "durable-rules"} <= {name for name, _ in found}
    assert all(found.values())
    component = bill["metadata"]["component"]
    assert component["name"] == "discretion"
    assert component["licenses"][0]["license"]["id"] == "Apache-2.0"


# --- advisories -----------------------------------------------------------------------------------


def checked(pinned: Path, *advisories: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "release" / "advisories.py", pinned, *advisories]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def record(number: int, name: str, **affected: Any) -> dict[str, Any]:
    package = {"ecosystem": "PyPI", "name": name}
    return {"id": f"PYSEC-2026-{number}", "affected": [{"package": package, **affected}]}


def between(*events: dict[str, str]) -> list[dict[str, Any]]:
    return [{"type": "ECOSYSTEM", "events": list(events)}]


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    path = tmp_path / "pins.txt"
    path.write_text(
        "some-name==1.10.0 ; python_version < '4' \\\n    --hash=sha256:00\nother==2.0\n", "utf-8"
    )
    return path


def test_what_an_advisory_is_about_is_found_and_the_rest_is_not(
    tmp_path: Path, pinned: Path
) -> None:
    hits = [
        record(1, "Some_Name", ranges=between({"introduced": "0"}, {"fixed": "1.11"})),
        record(2, "some.name", versions=["1.10", "not a version"]),
        record(3, "other", ranges=between({"introduced": "1.9"}, {"last_affected": "2.0.0"})),
        record(
            4,
            "other",
            ranges=between(
                {"introduced": "2"}, {"fixed": "1.5"}, {"introduced": "0"}, {"fixed": "3"}
            ),
        ),
    ]
    misses = [
        record(5, "some-name", ranges=between({"introduced": "0"}, {"fixed": "1.10.0"})),
        record(6, "some-name", ranges=between({"introduced": "1.10.1"})),
        record(7, "other", ranges=between({"introduced": "0"}, {"last_affected": "1.99"})),
        record(8, "nobody", ranges=between({"introduced": "0"})),
        {**record(9, "other", versions=["2.0"]), "withdrawn": "2026-01-01T00:00:00Z"},
    ]
    several = tmp_path / "all.zip"
    with zipfile.ZipFile(several, "w") as archive:
        for each in hits + misses:
            archive.writestr(f"{each['id']}.json", json.dumps(each))
    done = checked(pinned, several)
    assert done.returncode == 1, done.stderr
    told = re.findall(r"^(\S+) (\S+): PYSEC-2026-(\d)$", done.stdout, re.MULTILINE)
    assert sorted(told, key=lambda t: t[2]) == [
        ("some-name", "1.10.0", "1"),
        ("some-name", "1.10.0", "2"),
        ("other", "2.0", "3"),
        ("other", "2.0", "4"),
    ]
    one = tmp_path / "one.json"
    one.write_text(json.dumps(misses), "utf-8")
    assert checked(pinned, one).returncode == 0


@pytest.mark.parametrize("content", ["", "[]", "{", None])
def test_advisories_that_cannot_be_read_are_no_clean_bill(
    tmp_path: Path, pinned: Path, content: str | None
) -> None:
    path = tmp_path / "advisories.json"
    if content is not None:
        path.write_text(content, "utf-8")
    done = checked(pinned, path)
    assert done.returncode == 2
    assert "ADVISORIES=all.zip" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_advisories_or_a_network_it_says_what_to_do(tmp_path: Path) -> None:
    """A name that no registry has: whether or not there is a network, nothing can be said."""
    if importlib.util.find_spec("pip_audit") is not None:
        pytest.skip("pip-audit is installed: it would ask the network")
    pinned = tmp_path / "pins.txt"
    pinned.write_text(f"other=={Version('2.0')}\n", "utf-8")
    done = checked(pinned)
    assert done.returncode == 2
    assert "pip_audit" in done.stderr
    assert "make release ADVISORIES=all.zip" in done.stderr
