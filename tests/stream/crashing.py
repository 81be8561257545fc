"""The command, killed while it works and started again on what it had been sent."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.stream.logs import Log

Line = dict[str, Any]
Key = tuple[str, str, str | None, tuple[str, ...]]


@dataclass
class Heard:
    """What a reader of the stream makes of its lines: each number once, and what stands."""

    last: int = 0
    standing: dict[str, Key] = field(default_factory=dict)
    _recent: dict[int, int] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Take one line; a number that was heard already must say the same again."""
        seq, name = line["seq"], line["id"]
        digest = hash(json.dumps(line, sort_keys=True))
        if seq <= self.last:
            assert self._recent.get(seq, digest) == digest, "a number was given to another line"
            return
        assert seq == self.last + 1, "a number was left out"
        self.last, self._recent[seq] = seq, digest
        if line["state"] == "raised":
            assert name not in self.standing, "raised twice"
            self.standing[name] = (line["code"], line["case"], line["by"], tuple(line["others"]))
        else:
            del self.standing[name]

    def forget_lines(self) -> None:
        """Let go of the lines, not of what stands."""
        self._recent.clear()


def run_with_kills(
    log: Log, today: str, folder: Path, kills: int, seed: int, report: Any = None
) -> tuple[Heard, int]:
    """Send *log* in parts; kill -9 in each of the first *kills*, and send that part again.

    The clock stands at the latest day sent so far, after the last part at *today*.
    Returns what was heard, and how many times the process was killed in time.
    """
    rng, heard, killed, clock = random.Random(seed), Heard(), 0, ""
    size = -(-len(log) // (kills + 1))
    for part in range(kills + 1):
        file = folder / "part.jsonl"
        rows = log[part * size : (part + 1) * size]
        file.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in rows), "utf-8")
        heard.forget_lines()
        clock = max([clock, *(event["on"] for event in rows)]) if part < kills else today
        if part < kills:
            most = rng.randint(1, max(40, len(rows) // 2))
            killed += _read(_start(file, folder, clock), heard, most)
        _read(_start(file, folder, clock), heard, None)
        if report:
            report(part, killed, heard)
    return heard, killed


def _start(file: Path, folder: Path, today: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "discretion.cli", "stream", str(file), "--json"]
    command += ["--state", str(folder / "state"), "--today", today]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ)


def _read(process: subprocess.Popen[bytes], heard: Heard, most: int | None) -> bool:
    """Take lines in; after *most* kill the process, without another word; return whether it died.

    What it had written by then is still read; a line cut off will come again.
    """
    assert process.stdout is not None
    for count, text in enumerate(process.stdout, 1):
        line = json.loads(text) if text.endswith(b"\n") else {}
        if "seq" in line:
            heard.take(line)
        if count == most:
            process.kill()
    process.stdout.close()
    return process.wait() == -signal.SIGKILL
