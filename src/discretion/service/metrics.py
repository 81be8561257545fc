"""What is counted, in the text format of Prometheus: routes and states, never anybody's data."""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from discretion import __version__
from discretion.service.state import State

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends of the classes of a request's time, seconds."""


class Metrics:
    """Counts of one process; written and read by its event loop alone."""

    def __init__(self) -> None:
        self.running = 0
        self.started = time.time()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()
        self.lines: Counter[tuple[str, str]] = Counter()
        """Lines of batches by route and by what became of them (``ok``, ``refused``)."""

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request that ended."""
        self._requests[method, route, status] += 1
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = [0] * (len(BOUNDS) + 1)
        times[bisect_left(BOUNDS, seconds)] += 1
        self._sums[route] += seconds  # type: ignore[assignment]

    def text(self, state: State) -> str:
        """Return everything as text."""
        return "\n".join([*self._lines(state), ""])

    def _lines(self, state: State) -> Iterator[str]:
        loaded, name = state.current, "discretion_requests_total"
        yield f"# TYPE {name} counter"
        for (method, route, status), n in sorted(self._requests.items()):
            yield f'{name}{{method="{method}",route="{route}",status="{status}"}} {n}'
        yield from self._histogram()
        name = "discretion_batch_lines_total"
        yield f"# TYPE {name} counter"
        for (route, what), n in sorted(self.lines.items()):
            yield f'{name}{{route="{route}",what="{what}"}} {n}'
        gauges = {
            "discretion_requests_running": self.running,
            "discretion_corpus_cases": len(loaded.corpus) if loaded.corpus is not None else 0,
            "discretion_rulebook_items": len(loaded.book.items),
            "discretion_loaded_timestamp_seconds": loaded.loaded_at.timestamp(),
            "discretion_reloads_total": state.reloads,
            "discretion_reload_failing": len(state.problems),
            "process_start_time_seconds": self.started,
            "process_resident_memory_bytes": _resident(),
            "process_cpu_seconds_total": time.process_time(),
        }
        for name, value in gauges.items():
            yield f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}"
            yield f"{name} {value}"
        yield "# TYPE discretion_build_info gauge"
        labels = f'version="{__version__}",rulebook="{loaded.rulebook}"'
        yield f'discretion_build_info{{{labels},corpus="{loaded.corpus_version}"}} 1'

    def _histogram(self) -> Iterator[str]:
        name = "discretion_request_seconds"
        yield f"# TYPE {name} histogram"
        for route, times in sorted(self._times.items()):
            total = 0
            for bound, n in zip((*BOUNDS, "+Inf"), times, strict=True):
                total += n
                yield f'{name}_bucket{{route="{route}",le="{bound}"}} {total}'
            yield f'{name}_sum{{route="{route}"}} {self._sums[route]:.6f}'
            yield f'{name}_count{{route="{route}"}} {total}'


def _resident() -> int:
    """Return the memory that the process occupies, bytes; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
