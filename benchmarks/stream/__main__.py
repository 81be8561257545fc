"""``python -m benchmarks.stream --events 1000000``: throughput, memory and, with --kills, crashes.

A synthetic log with 5 % of the events late by days and 5 % sent twice goes through the stream.
Every figure is printed as one JSON object a line; at the end what stands is held to the oracle.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import date, timedelta
from multiprocessing import Process
from pathlib import Path

from tests.stream import oracle
from tests.stream.crashing import Heard, run_with_kills
from tests.stream.logs import Log, large, untidy
from tests.stream.making import BOOK, found_in, fresh

EVERY = 500
"""Events between two commits."""
TOLD = 10_000
"""Events between two lines of figures."""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stream")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.kills:
            _crashes(options.events // 10, Path(folder), options.kills)
        else:
            _throughput(options.events // 10, Path(folder))


def _log(cases: int) -> tuple[Log, date]:
    log = large(cases, seed=1)
    return log, date.fromisoformat(log[-1]["on"]) + timedelta(days=30)


def _write(cases: int, file: Path) -> None:
    log, today = _log(cases)
    with file.open("w", encoding="utf-8") as out:
        for event in [*untidy(log, 2), {"kind": "tick", "on": str(today)}]:
            out.write(json.dumps(event, ensure_ascii=False) + "\n")


def _throughput(cases: int, folder: Path) -> None:
    file, state = folder / "events.jsonl", folder / "state"
    # The log is made in another process: what it takes must not count as the stream's memory.
    maker = Process(target=_write, args=(cases, file))
    maker.start()
    maker.join()
    stream, began, worked = fresh(state), time.monotonic(), time.process_time()
    resident: dict[int, int] = {}
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            stream.take_line(line, number)
            if number % EVERY == 0:
                for _ in stream.flush():
                    pass
            if number % TOLD == 0:
                _figures(number, began, worked, state)
                resident[number] = _resident()
    for _ in stream.flush():
        pass
    _figures(number, began, worked, state)
    if len(resident) > 1:
        middle, end = list(resident)[(len(resident) - 1) // 2], list(resident)[-1]
        growth = (resident[end] - resident[middle]) / (end - middle)
        print(json.dumps({"bytes_per_event_in_the_second_half": round(growth)}), flush=True)
    log, today = _log(cases)
    expected = oracle.standing(log, today, BOOK)
    print(json.dumps({"stands": len(expected), "as_oracle": found_in(stream) == expected}))


def _resident() -> int:
    """The memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _figures(number: int, began: float, worked: float, state: Path) -> None:
    figures = {
        "events": number,
        "per_second": round(number / (time.monotonic() - began)),
        "per_cpu_second": round(number / (time.process_time() - worked)),
        "resident_mb": _resident() >> 20,
        "state_mb": sum(f.stat().st_size for f in state.iterdir()) >> 20,
    }
    print(json.dumps(figures), flush=True)


def _crashes(cases: int, folder: Path, kills: int) -> None:
    log, today = _log(cases)
    sent, began = untidy(log, 2), time.monotonic()

    def report(part: int, killed: int, heard: Heard) -> None:
        seconds = round(time.monotonic() - began)
        figures = {"part": part + 1, "killed": killed, "lines": heard.last, "seconds": seconds}
        print(json.dumps(figures), flush=True)

    heard, killed = run_with_kills(sent, today.isoformat(), folder, kills, 3, report)
    found, expected = set(heard.standing.values()), oracle.standing(log, today, BOOK)
    figures = {
        "events": len(log),
        "sent": len(sent),
        "killed": killed,
        "lines": heard.last,
        "stands": len(found),
        "as_oracle": found == expected and len(found) == len(heard.standing),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
