"""Load on ``discretion serve`` over the loopback: how many a second, how late, how much memory.

    python -m benchmarks.service --corpus cases/ --seconds 600 --workers 2

The cases asked about are drawn from the corpus itself (each is never its own comparable). The load
comes from wrk where it is installed, else from a generator in Python, which is slower than the
service and says so. The figures are one JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.service.load import SEPARATOR, Load, by_python, by_wrk, wrk
from discretion import load_rulebook, open_corpus

BATCH = 500
"""Cases of one batch."""
PATHS = {
    "check": "/v1/check?view=brief",
    "check, 5 similar": "/v1/check?view=brief&k=5",
    "check, full": "/v1/check",
    "determine": "/v1/determine?view=brief",
    "determine, batch": "/v1/determine:batch",
    "check, batch": "/v1/check:batch",
}


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = _cases(options.corpus, options.cases)
        (folder / "one").write_bytes(b"\n".join(lines))
        batches = [SEPARATOR.join(lines[i : i + BATCH]) for i in range(0, len(lines), BATCH)]
        (folder / "many").write_bytes(b"\n".join(batches))
        with _service(options, folder) as (port, process):
            for what in options.only or PATHS:
                path = PATHS[what]
                batch = "batch" in path
                bodies = folder / ("many" if batch else "one")
                load = Load(port, path, bodies, options.connections, options.seconds)
                size, before = BATCH if batch else 1, _processor(process.pid)
                with _watched(process) as memory:
                    found = by_wrk(load) if wrk() else by_python(load)
                used = _processor(process.pid) - before
                found["per_second"] = round(found["per_second"] * size)
                found["processor_ms_a_case"] = round(
                    used * 1000 / max(found["requests"] * size, 1), 3
                )
                told = {"what": what, "unit": "cases a second", **found}
                print(json.dumps({**told, "memory_mb": memory, **_machine(options)}), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__)
    parser.add_argument("--corpus", default="sample")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", action="append", choices=PATHS)
    return parser.parse_args()


def _cases(name: str, most: int) -> list[bytes]:
    corpus = open_corpus(name, load_rulebook("shanghai-urban-management"))
    picked = random.Random(1).sample(range(len(corpus)), min(most, len(corpus)))
    cases = (corpus.cases[i] for i in picked)
    return [case.model_dump_json(exclude_defaults=True).encode() for case in cases]


@contextmanager
def _service(
    options: argparse.Namespace, folder: Path
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "discretion.cli", "serve", "--port", str(port)]
    command += ["--corpus", options.corpus, "--workers", str(options.workers)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(port, options.workers, folder / "log")
            yield port, process
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(60)
    print(json.dumps({"what": "end", "exit_status": status}))


def _wait(port: int, workers: int, log: Path) -> None:
    while log.read_bytes().count(b"Application startup complete") < workers:
        time.sleep(0.2)
    socket.create_connection(("127.0.0.1", port)).close()


@contextmanager
def _watched(process: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """Sample the memory of the service, MB, at the start, in quarters and at the end."""
    samples: list[int] = []
    found: list[int] = []
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(1):
            samples.append(_memory(process.pid))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()
        last = max(len(samples) - 1, 0)
        found += [samples[last * i // 4] for i in range(5)] if samples else []


def _memory(pid: int) -> int:
    """Return what a process and its children hold of their own, MB (private pages of Linux)."""
    total = 0
    for each in (pid, *_children(pid)):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return total >> 10


def _processor(pid: int) -> float:
    """Return the processor time that a process and its children have used, seconds."""
    total = 0
    for each in (pid, *_children(pid)):
        try:
            fields = (
                Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            )
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(each) for each in text.split()]


def _machine(options: argparse.Namespace) -> dict[str, object]:
    load = os.getloadavg()[1] if hasattr(os, "getloadavg") else None
    return {"cores": os.cpu_count(), "workers": options.workers, "load_5_minutes": load}


if __name__ == "__main__":
    main()
