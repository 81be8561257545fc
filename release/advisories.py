"""Whether a pinned package has a published vulnerability: python advisories.py PINS [ADVISORIES].

PINS is a file of pinned requirements. ADVISORIES are records in the OSV format: a .zip of .json
files (all of PyPI are published as one), or one .json of a record or a list of them. Without it
pip-audit asks the network. Exit status: 0 nothing known, 1 vulnerable, 2 could not be checked.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

HOW = (
    "没能检查有无已公布的漏洞：{why}。没有网络时，请在别处取得 OSV 格式的 PyPI 漏洞公告"
    "（all.zip），再运行 make release ADVISORIES=all.zip\n"
    "not checked: {why}; offline, bring the PyPI advisories in the OSV format and run "
    "make release ADVISORIES=all.zip"
)
Pins = dict[str, set[Version]]
Found = set[tuple[str, str, str]]
"""Package, version, id of the advisory."""


class NotCheckedError(Exception):
    """Why nothing can be said."""


def main(pins: str, advisories: str | None = None) -> int:
    """Print what was found; return the exit status."""
    try:
        pinned = read_pins(Path(pins))
        found = by_file(pinned, Path(advisories)) if advisories else by_network(Path(pins))
    except NotCheckedError as error:
        print(HOW.format(why=error), file=sys.stderr)
        return 2
    for name, version, told in sorted(found):
        print(f"{name} {version}: {told}")
    count = sum(map(len, pinned.values()))
    print(
        f"{count} 个依赖，{len(found)} 处已公布的漏洞 / {count} pins, {len(found)} vulnerabilities"
    )
    return 1 if found else 0


def read_pins(path: Path) -> Pins:
    """Return every pinned version by package; markers do not matter, all are looked up."""
    pinned: Pins = {}
    for line in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            requirement = Requirement(re.split(r"\s+--hash=", line)[0])
            (pin,) = requirement.specifier
            pinned.setdefault(canonicalize_name(requirement.name), set()).add(Version(pin.version))
    return pinned


def by_file(pinned: Pins, path: Path) -> Found:
    """Return which pins the advisories of a file are about."""
    found: Found = set()
    read = 0
    for record in records(path):
        read += 1
        if "withdrawn" in record:
            continue
        for affected in record.get("affected", []):
            package = affected.get("package", {})
            if package.get("ecosystem") != "PyPI":
                continue
            name = canonicalize_name(str(package.get("name")))
            hit = [v for v in pinned.get(name, ()) if touches(affected, v)]
            found |= {(name, str(v), str(record["id"])) for v in hit}
    if not read:
        raise NotCheckedError(f"{path} 里没有公告")
    return found


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the advisories of a file."""
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith(".json"):
                        yield json.loads(archive.read(name))
            return
        data = json.loads(path.read_bytes())
        yield from data if isinstance(data, list) else [data]
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise NotCheckedError(f"{path} 无法读取（{error}）") from None


def touches(affected: dict[str, Any], version: Version) -> bool:
    """Whether an advisory is about *version* (OSV schema, "Evaluation")."""
    if any(same(text, version) for text in affected.get("versions", [])):
        return True
    ranges = [r for r in affected.get("ranges", []) if r.get("type") in ("ECOSYSTEM", "SEMVER")]
    return any(inside(r.get("events", []), version) for r in ranges)


def inside(events: list[dict[str, str]], version: Version) -> bool:
    """Whether *version* lies between an event that introduces and the next that ends it."""
    ordered = sorted(
        ((Version(text), kind) for e in events for kind, text in e.items() if kind != "limit"),
        key=lambda event: (event[0], event[1] == "introduced"),
    )
    within = False
    for at, kind in ordered:
        if kind == "introduced" and at <= version:
            within = True
        elif (kind == "fixed" and at <= version) or (kind == "last_affected" and at < version):
            within = False
    return within


def same(text: str, version: Version) -> bool:
    """Whether *text* names *version*; what is no version names none."""
    try:
        return Version(text) == version
    except InvalidVersion:
        return False


def by_network(path: Path) -> Found:
    """Return what pip-audit finds for the pins of a file."""
    asked = ["--requirement", str(path), "--require-hashes", "--disable-pip"]
    command = [sys.executable, "-m", "pip_audit", *asked, "--format", "json"]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    try:
        dependencies = json.loads(told.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (told.stderr.strip().splitlines() or ["pip-audit 没有回答"])[-1]
        raise NotCheckedError(last) from None
    skipped = [d["name"] for d in dependencies if "skip_reason" in d]
    if skipped:
        raise NotCheckedError(f"pip-audit 没有查到 {'、'.join(skipped)}")
    return {(d["name"], d["version"], v["id"]) for d in dependencies for v in d["vulns"]}


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
