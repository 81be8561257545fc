"""False discoveries and recall of outliers; planted and absent disparity of teams, over seeds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.verdicts.worlds import world
from discretion.consistency.audit import corpus_p_values
from discretion.consistency.calibration import Calibration
from discretion.consistency.disparity import disparities
from discretion.consistency.estimates import adjusted
from discretion.consistency.observations import Observations
from discretion.model.audit import Disparity

Floats = NDArray[np.float64]

SHARE = 0.03
"""Planted inconsistent cases: half a range (1.5 grades) or more away."""
RATE = 0.10
TEAMS = 20
BIAS = 0.15


def main() -> int:
    """Print the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--size", type=int, default=20_000)
    options = parser.parse_args()
    for line in report(options.seeds, options.size):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


def report(seeds: int, size: int) -> Iterator[str]:
    """Yield the lines of the study."""
    yield f"合成数据，{seeds} 个种子，每个 {size:,} 件；"
    yield f"植入 {SHARE:.0%} 不一致案件（差半个幅度以上）。"
    yield ""
    yield "| 分布 | 名义错误发现率 | 实际错误发现比例 | 召回 |"
    yield "|---|---|---|---|"
    for shape in ("normal", "skewed", "heaped"):
        found = [outliers(seed, size, shape) for seed in range(seeds)]
        false, recall = np.mean(found, axis=0)
        yield f"| {shape} | {RATE:.0%} | {false:.1%} | {recall:.1%} |"
    yield ""
    planted = [teams(seed, size, BIAS) for seed in range(seeds)]
    hits = [d for found in planted for d in found if d.group == "T00"]
    inside = [(d.raw.low or 0.0) <= BIAS <= (d.raw.high or 0.0) for d in hits]
    yield f"- 一个队偏重 {BIAS}：{sum(d.found for d in hits)}/{seeds} 次发现，"
    middle = np.mean([d.raw.value for d in hits])
    yield f"  估计平均 {middle:.3f}，区间含真值 {sum(inside)}/{seeds} 次。"
    none = [any(d.found for d in teams(seed, size, 0.0)) for seed in range(seeds)]
    yield f"- 没有偏差：{sum(none)}/{seeds} 次误报（名义 {RATE:.0%}）。"


def outliers(seed: int, size: int, shape: str) -> tuple[float, float]:
    """Return the share of false discoveries and of planted cases found."""
    cases, bad = plant(seed, size, shape)
    listed = adjusted(corpus_p_values(Calibration(cases).place_all())) <= RATE
    false = (listed & ~bad).sum() / max(1, listed.sum())
    return float(false), float(listed[bad].mean())


def plant(seed: int, size: int, shape: str) -> tuple[Observations, NDArray[np.bool_]]:
    """Return a world with planted cases, and which they are."""
    cases = world(seed, size, shape).cases
    rng = np.random.default_rng([seed, size])
    bad = rng.random(size) < SHARE
    away = np.where(cases.severity < 0.5, 1, -1) * rng.uniform(0.5, 0.8, size)
    return replace(cases, severity=cases.severity + bad * away), bad


def teams(seed: int, size: int, bias: float) -> list[Disparity]:
    """Return the disparities of twenty teams, the first of which is *bias* graver."""
    cases = world(seed, size, "normal").cases
    team = np.random.default_rng([seed, size, 1]).integers(0, TEAMS, size)
    cases = replace(cases, severity=cases.severity + bias * (team == 0))
    off = Calibration(cases).adjusted()
    labels = [f"T{number:02d}" for number in range(TEAMS)]
    return disparities("team", labels, team, cases.group, off, RATE)


if __name__ == "__main__":
    sys.exit(main())
