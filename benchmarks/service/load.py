"""Load on one address: by wrk, or where it is missing by threads of Python."""

from __future__ import annotations

import http.client
import itertools
import json
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEPARATOR = b"\x1e"
_SCRIPT = """
local bodies, n = {}, math.random(1000)
for line in io.lines("BODIES") do bodies[#bodies + 1] = (line:gsub("\\30", "\\n")) end
local headers = {["Content-Type"] = "TYPE"}
function request()
  n = n + 1
  return wrk.format("POST", "PATH", headers, bodies[n % #bodies + 1])
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "errors": %d, "per_second": %.1f, "p50_ms": %.2f, "p99_ms": %.2f, ' ..
    '"max_ms": %.2f}\\n', summary.requests, e.connect + e.read + e.write + e.timeout + e.status,
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """Bodies, one a line (``SEPARATOR`` stands for a line end in a body), sent for some seconds."""

    port: int
    path: str
    bodies: Path
    connections: int
    seconds: int

    @property
    def media_type(self) -> str:
        return "application/x-ndjson" if "batch" in self.path else "application/json"


def wrk() -> str | None:
    """Return where wrk is, or None."""
    return shutil.which("wrk")


def by_wrk(load: Load) -> dict[str, Any]:
    """Return what wrk measures; an answer other than 2xx is an error."""
    script = _SCRIPT.replace("BODIES", str(load.bodies)).replace("TYPE", load.media_type)
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as file:
        file.write(script.replace("PATH", load.path))
        file.flush()
        command = [wrk() or "wrk", "-t1", f"-c{load.connections}", f"-d{load.seconds}s"]
        command += ["--timeout", "30s", "-s", file.name, f"{'http'}:{'//'}127.0.0.1:{load.port}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {"by": "wrk", **found}


def by_python(load: Load) -> dict[str, Any]:
    """Return what threads of Python measure: they take as much of a core as the service does."""
    bodies = [line.replace(SEPARATOR, b"\n") for line in load.bodies.read_bytes().split(b"\n")]
    times: list[float] = []
    errors: list[int] = []
    end = time.perf_counter() + load.seconds

    def ask(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", load.port, timeout=30)
        for body in itertools.islice(itertools.cycle(bodies), number, None):
            began = time.perf_counter()
            if began > end:
                return
            link.request("POST", load.path, body, {"content-type": load.media_type})
            answer = link.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != 200:
                errors.append(answer.status)

    threads = [threading.Thread(target=ask, args=(i * 37,)) for i in range(load.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return {
        "by": "python",
        "requests": len(times),
        "errors": len(errors),
        "per_second": len(times) / load.seconds,
        "p50_ms": round(times[len(times) // 2] * 1000, 2),
        "p99_ms": round(times[len(times) * 99 // 100] * 1000, 2),
        "max_ms": round(times[-1] * 1000, 2),
    }
