"""The command, killed while it works and started again on what it had been sent."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.stream.logs import Log

Line = dict[str, Any]


def run_with_kills(
    log: Log, today: str, folder: Path, kills: int, seed: int
) -> tuple[list[Line], int]:
    """Send *log* in parts; kill -9 in each of the first *kills*, and send that part again.

    Returns every line that came out, by its number, and how many times it was killed in time.
    """
    rng, said, killed = random.Random(seed), dict[int, Line](), 0
    size = -(-len(log) // (kills + 1))
    for part in range(kills + 1):
        file = folder / "part.jsonl"
        rows = log[part * size : (part + 1) * size]
        file.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in rows), "utf-8")
        if part < kills:
            killed += _killed(_start(file, folder, today), rng, said)
        _read(_start(file, folder, today), said, None)
    return [said[seq] for seq in sorted(said)], killed


def _start(file: Path, folder: Path, today: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "discretion.cli", "stream", str(file), "--json"]
    command += ["--state", str(folder / "state"), "--today", today]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ)


def _killed(process: subprocess.Popen[bytes], rng: random.Random, said: dict[int, Line]) -> int:
    _read(process, said, rng.randint(1, 40))
    return int(process.returncode == -signal.SIGKILL)


def _read(process: subprocess.Popen[bytes], said: dict[int, Line], most: int | None) -> None:
    """Take lines in; after *most* kill the process, without another word.

    What it had written by then is still read; a line cut off will come again.
    """
    assert process.stdout is not None
    for count, text in enumerate(process.stdout, 1):
        line = json.loads(text) if text.endswith(b"\n") else {}
        if "seq" in line:
            known = said.setdefault(line["seq"], line)
            assert known == line, "a number was given to another line"
        if count == most:
            process.kill()
    process.stdout.close()
    process.wait()
