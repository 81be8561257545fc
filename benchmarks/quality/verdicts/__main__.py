"""The study: false alarms and power by shape and size, ours beside the baselines, as Markdown."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.verdicts.baselines import BASELINES
from benchmarks.quality.verdicts.worlds import ITEMS, SHAPES, World, shifted, world
from discretion.consistency.calibration import Calibration
from discretion.consistency.limits import ALARM
from discretion.consistency.observations import Observations

Floats = NDArray[np.float64]

SIZES = (1000, 4000, 16000)
NAMES = {"normal": "正态", "skewed": "偏态", "heaped": "聚集于整数", "contaminated": "10% 不一致"}


def main() -> int:
    """Print the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    for line in report(options.seeds, options.sizes):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


def report(seeds: int, sizes: list[int]) -> Iterator[str]:
    """Yield the lines of the study: every number is a mean over the seeds."""
    yield f"合成数据，{seeds} 个种子，{ITEMS} 个案由；名义误报率 {ALARM:.0%}。"
    yield ""
    yield "| 分布 | 每案由件数 | 误报率 | 各案由最低–最高 | 检出（差一个阶次） |"
    yield "|---|---|---|---|---|"
    beside: dict[str, list[tuple[float, float]]] = {}
    for shape in SHAPES:
        for size in sizes:
            alarms, power = [], []
            for seed in range(seeds):
                made = world(seed, size, shape)
                probes = shifted(made.cases.take(np.flatnonzero(~made.inconsistent)), seed)
                by_item, caught = ours(made, probes)
                alarms.append(by_item)
                power.append(caught)
                if size == sizes[len(sizes) // 2]:
                    for name, pair in peers(made, probes):
                        beside.setdefault(f"{NAMES[shape]}|{name}", []).append(pair)
            items = np.mean(alarms, axis=0)
            found = f"{items.mean():.2%} | {items.min():.2%}–{items.max():.2%}"
            yield f"| {NAMES[shape]} | {size // ITEMS} | {found} | {np.mean(power):.1%} |"
            if size == sizes[len(sizes) // 2]:
                pair = (float(items.mean()), float(np.mean(power)))
                beside[f"{NAMES[shape]}|discretion"] = [pair]
    yield ""
    yield f"与常用做法比较（每案由 {sizes[len(sizes) // 2] // ITEMS} 件）："
    yield ""
    yield "| 分布 | 做法 | 误报率 | 检出 | 漏掉 |"
    yield "|---|---|---|---|---|"
    for key, pairs in beside.items():
        shape, name = key.split("|")
        alarm, caught = np.mean(pairs, axis=0)
        yield f"| {shape} | {name} | {alarm:.2%} | {caught:.1%} | {1 - caught:.1%} |"


def ours(made: World, probes: Observations) -> tuple[list[float], float]:
    """Return the share of clean cases flagged, an item each, and the share of probes caught."""
    calibration = Calibration(made.cases)
    flagged = calibration.place_all().p <= ALARM
    clean = ~made.inconsistent
    rates = [float(flagged[clean & (made.cases.group == item)].mean()) for item in range(ITEMS)]
    return rates, float((calibration.place(probes).p <= ALARM).mean())


def peers(made: World, probes: Observations) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield, for each baseline, its share of clean cases flagged and of probes caught."""
    for name, baseline in BASELINES.items():
        alarms, caught = [], []
        for item in range(ITEMS):
            rows = np.flatnonzero(made.cases.group == item)
            theirs = np.flatnonzero(probes.group == item)
            known, facts = made.cases.severity[rows], _facts(made.cases)[rows]
            flags = baseline(known, facts, known, facts)
            alarms.append(flags[~made.inconsistent[rows]].mean())
            caught.append(
                baseline(known, facts, probes.severity[theirs], _facts(probes)[theirs]).mean()
            )
        yield name, (float(np.mean(alarms)), float(np.mean(caught)))


def _facts(cases: Observations) -> Floats:
    return np.stack([cases.base, *(c.values for c in cases.facts.values())], axis=1)


if __name__ == "__main__":
    sys.exit(main())
