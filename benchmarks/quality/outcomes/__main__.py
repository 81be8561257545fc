"""The study: coverage, planted deviations, prefectures, as Markdown (Chinese)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.quality.outcomes.judgments import ABSENT, FILE, SIZE_CLASSES, Judgments, load
from benchmarks.quality.outcomes.measures import Halves, compare, inside
from benchmarks.quality.outcomes.planted import BUDGET, METHODS, SETTINGS, ceiling, planted
from benchmarks.quality.outcomes.prefectures import RATE, effects
from discretion.consistency.calibration import Calibration

LEVELS = (0.8, 0.9)


def main() -> int:
    """Print the study; 0 also where the judgments are absent, with a message."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--plot", type=Path, metavar="PNG")
    options = parser.parse_args()
    if not FILE.is_file():
        sys.stderr.write(f"{ABSENT}\n")
        return 0
    judgments = load()
    for line in report(judgments, options.seeds):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    if options.plot:
        from benchmarks.quality.outcomes.plot import draw

        one, other = (effects(judgments, rows) for rows in judgments.halves(0))
        draw(effects(judgments), one, other, options.plot)
    return 0


def report(judgments: Judgments, seeds: int) -> Iterator[str]:
    """Yield the lines of the whole study; every figure is a mean over *seeds* random halves."""
    yield f"{len(judgments):,} 件刑期有记载的判决；每个数字是 {seeds} 次随机对半的平均。"
    yield from _coverage(judgments, seeds)
    yield from _planted(judgments, seeds)
    yield from _prefectures(judgments, seeds)


def _coverage(judgments: Judgments, seeds: int) -> Iterator[str]:
    yield from ("", "### 样本外覆盖率（严厉度为刑期的对数，只用案件事实）", "")
    yield f"| 名义 | 全部 | {' | '.join(f'地区{name}' for _, name in SIZE_CLASSES)} |"
    yield f"|---|---|{'---|' * len(SIZE_CLASSES)}"
    rates = np.mean([coverage(judgments, seed) for seed in range(seeds)], axis=0)
    for level, row in zip(LEVELS, rates, strict=True):
        yield f"| {level:.0%} | {' | '.join(map(_share, row))} |"


def _share(rate: float) -> str:
    return "—" if np.isnan(rate) else f"{rate:.1%}"


def coverage(judgments: Judgments, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the coverage of one half by the other, shape (LEVELS, 1 + SIZE_CLASSES)."""
    seen = judgments.observed(np.log(judgments.months), judgments.facts)
    known, judged = judgments.halves(seed)
    calibration, others = Calibration(seen.take(known)), seen.take(judged)
    size = judgments.size_class()[judged]
    rows = []
    for level in LEVELS:
        placed = calibration.place(others, level)
        hit = inside(others.severity, placed.low, placed.high)
        rows.append([hit.mean(), *(_mean(hit[size == k]) for k in range(len(SIZE_CLASSES)))])
    return np.array(rows)


def _mean(hit: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    return float(hit.mean()) if len(hit) else float("nan")


def _planted(judgments: Judgments, seeds: int) -> Iterator[str]:
    yield from ("", f"### 植入 ×2 偏离，复核名额 {BUDGET:.0%}：找到的比例", "")
    yield f"| 作为事实的列 | {' | '.join(METHODS)} |"
    yield f"|---|{'---|' * len(METHODS)}"
    for setting in SETTINGS:
        each = np.array([planted(judgments, setting, seed) for seed in range(seeds)])
        error = each.std(axis=0, ddof=1) / np.sqrt(seeds) if seeds > 1 else np.zeros(len(METHODS))
        cells = [f"{m:.1%} ±{e:.1%}" for m, e in zip(each.mean(axis=0), error, strict=True)]
        yield f"| {setting.name} | {' | '.join(cells)} |"
    told = np.mean([ceiling(judgments, seed) for seed in range(min(seeds, 5))])
    yield ""
    yield f"± 为标准误。知道植入方法的分类器（只用案件事实，只作上限，不可比）：{told:.1%}。"


def _prefectures(judgments: Judgments, seeds: int) -> Iterator[str]:
    whole = effects(judgments)
    found = [d for d in whole.values() if d.found]
    ratio = np.exp([float(d.effect.value or 0.0) for d in whole.values()])
    yield from ("", "### 地区之间的差异（事实拉平后，刑期之比）", "")
    yield f"- 不少于 30 件的地区 {len(whole)} 个；错误发现率 {RATE:.0%} 下列出 {len(found)} 个。"
    low, q1, q3, high = np.quantile(ratio, (0, 0.25, 0.75, 1))
    yield f"- 收缩后：最轻 {low:.2f}，四分位 {q1:.2f}–{q3:.2f}，最重 {high:.2f}。"
    halves = [split(judgments, seed) for seed in range(seeds)]
    yield "- 一半推算另一半："
    for name, label in _HALVES.items():
        values = [float(getattr(half, name)) for half in halves]
        yield f"  - {label}：{np.mean(values):.3g}（{min(values):.3g}–{max(values):.3g}）"


_HALVES = {
    "groups": "两半都不少于 30 件的地区",
    "correlation": "两半效应（未收缩）的相关",
    "slope_raw": "校准斜率，未收缩",
    "slope_shrunk": "校准斜率，收缩后（应近 1）",
    "error_raw": "推算误差（对数），未收缩",
    "error_shrunk": "推算误差（对数），收缩后",
    "covered": "95% 区间的覆盖率",
}


def split(judgments: Judgments, seed: int) -> Halves:
    """Return how well the effects of one random half foretell those of the other."""
    one, other = (effects(judgments, rows) for rows in judgments.halves(seed))
    return compare(one, other)


if __name__ == "__main__":
    sys.exit(main())
