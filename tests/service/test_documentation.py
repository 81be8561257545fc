"""The walk-through and the tutorial are run word for word, and say what is really answered."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.conftest import ROOT, running

DOCS = ROOT / "docs"
PORT = 8470
"""The port of the documents."""


@pytest.fixture(autouse=True)
def the_port() -> Iterator[None]:
    """Have the port of the documents to oneself."""
    with (Path(tempfile.gettempdir()) / f"discretion-{PORT}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                pytest.skip(f"port {PORT}, which the documents name, is in use")
        yield


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder to work in, with the command on the path."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    tools = tmp_path / "bin"
    tools.mkdir()
    command = tools / "discretion"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m discretion.cli "$@"\n')
    command.chmod(0o755)
    (tmp_path / "docs").symlink_to(DOCS)
    return tmp_path


def steps(name: str) -> list[tuple[str, str]]:
    """Every block of commands with the blocks that say what they print."""
    text = (DOCS / name).read_text(encoding="utf-8")
    found: list[list[str]] = []
    for language, content in re.findall(r"```(sh|json|text)\n(.*?)```", text, re.S):
        if language == "sh":
            found.append([content, ""])
        elif found:
            found[-1][1] += content
    return [(commands, printed) for commands, printed in found]


def run(commands: str, folder: Path) -> str:
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
    }
    out = folder / "printed"
    with out.open("wb") as printed:
        # To a file: the service in the background would keep a pipe open.
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=folder,
            env=environment,
            stdout=printed,
            stderr=subprocess.STDOUT,
            check=True,
            timeout=900,  # compiled functions may have to be compiled first
        )
    return out.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["integration.md", "integration.en.md"])
def test_the_tutorial(page: str, shell: Path) -> None:
    pytest.importorskip("durable", reason="durable-rules is not installed")
    try:
        for commands, printed in steps(page):
            found = run(commands, shell)
            for line in printed.splitlines():
                assert line in found, (commands, line, found)
    finally:
        pid = shell / "serve.pid"
        if pid.exists():
            subprocess.run(["kill", "-KILL", pid.read_text().strip()], check=False)


def test_the_walk_through(shell: Path, tmp_path: Path) -> None:
    journal = str(tmp_path / "journal")
    with running(tmp_path, "--corpus", "sample", "--journal", journal, port=PORT):
        for commands, printed in steps("service.md"):
            if commands.startswith("java ") and shutil.which("java") is None:
                pytest.skip("everything passed but the Java client: java is not installed")
            found = run(commands, shell)
            for line in printed.splitlines():
                assert line in found, (commands, line, found)


def test_every_address_in_the_reference_is_one() -> None:
    import json

    paths = json.loads((DOCS / "schema" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    text = (DOCS / "service.md").read_text(encoding="utf-8")
    named = set(re.findall(r"/(?:v1/[a-z:]+|health|ready|metrics)", text))
    assert named == {re.sub(r"(/v1/[a-z:]+).*", r"\1", path) for path in paths}


def test_every_option_is_in_the_reference() -> None:
    from discretion.cli.tree import parse, parser

    known = parser().used(parse(["serve"])).known_options()
    text = (DOCS / "service.md").read_text(encoding="utf-8")
    for option in set(known) - {"--help", "-h", "--lang", "--json"}:
        assert f"`{option}`" in text, option


@pytest.mark.parametrize("page", ["publicity.md", "publicity.en.md"])
def test_the_record_made_public(page: str, shell: Path) -> None:
    for commands, printed in steps(page):
        found = run(commands, shell)
        for line in printed.splitlines():
            assert line in found, (commands, line, found)
    assert "张小三" not in (shell / "report.xml").read_text(encoding="utf-8")


def test_the_unit_starts_the_service_and_systemd_takes_it(tmp_path: Path) -> None:
    import shlex

    from discretion.cli.tree import parse

    text = (DOCS / "deploy" / "discretion.service").read_text(encoding="utf-8")
    (started,) = re.findall(r"^ExecStart=(.+)$", text, re.M)
    program, *arguments = shlex.split(started)
    assert parse(arguments).journal == "/srv/discretion/journal"
    if shutil.which("systemd-analyze") is None:
        pytest.skip("the options are right; systemd-analyze is not installed")
    unit = tmp_path / "discretion.service"
    unit.write_text(text.replace(program, sys.executable), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_both_languages_run_the_same_commands() -> None:
    for name in ("integration", "publicity"):
        zh = [commands for commands, _ in steps(f"{name}.md")]
        assert zh == [c.replace(" --lang en", "") for c, _ in steps(f"{name}.en.md")], name
    for name in ("integration", "publicity", "installation"):
        zh, en = ((DOCS / f"{name}{end}").read_text(encoding="utf-8") for end in (".md", ".en.md"))
        assert zh.count("\n## ") == en.count("\n## "), name
