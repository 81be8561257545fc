"""Prints, after the table of timings, how each peer compares with discretion in the same run."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    session = getattr(config, "_benchmarksession", None)
    if session is None or getattr(config.option, "benchmark_disable", False):
        return
    groups: dict[str, list[Any]] = {}
    for bench in session.benchmarks:
        if bench.group and bench.stats:
            groups.setdefault(bench.group, []).append(bench)
    for group, benches in groups.items():
        ours = [b for b in benches if "discretion" in b.name]
        peers = [b for b in benches if "discretion" not in b.name]
        for mine in ours:
            each = mine.stats.median / mine.extra_info.get("cases", 1)
            terminalreporter.write_line(
                f"{group}: {mine.name} {each * 1e6:.2f} us a case, {1 / each:,.0f} cases a second"
            )
            for peer in peers:
                ratio = peer.stats.median / peer.extra_info.get("cases", 1) / each
                terminalreporter.write_line(
                    f"{group}:   {peer.name} takes {ratio:.1f} times as long"
                )
