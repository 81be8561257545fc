"""The plot of the study: prefectures with their intervals, and one half against the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from discretion.model.audit import Disparity
from discretion.report.plots import PALETTE


def draw(
    whole: Mapping[str, Disparity],
    one: Mapping[str, Disparity],
    other: Mapping[str, Disparity],
    path: Path,
) -> None:
    """Write a PNG; prefectures are not named in it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.5, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    ordered = sorted(whole.values(), key=lambda d: d.effect.value or 0.0)
    at = np.arange(len(ordered))
    middle = _ratio([d.effect.value for d in ordered])
    ends = _ratio([d.effect.low for d in ordered]), _ratio([d.effect.high for d in ordered])
    left.vlines(at, *ends, color=PALETTE["line"], linewidth=1.6)
    for found, marker, colour in ((True, "o", "warm"), (False, "x", "cool")):
        some = np.array([d.found is found for d in ordered])
        left.plot(at[some], middle[some], marker, markersize=3.5, color=PALETTE[colour])
    left.axhline(1, color=PALETTE["muted"], linewidth=0.8)
    left.set(
        xlabel=f"{len(ordered)} prefectures, in order (o found at FDR 10 %, x not)",
        ylabel="prison term against other prefectures\n(ratio, facts alike, shrunk, 95 %)",
    )
    names = sorted(one.keys() & other.keys())
    raw = _ratio([one[name].raw.value for name in names])
    shrunk = _ratio([one[name].effect.value for name in names])
    target = _ratio([other[name].raw.value for name in names])
    right.plot(raw, target, "x", markersize=4, color=PALETTE["cool"], label="raw")
    right.plot(shrunk, target, "o", markersize=3.5, color=PALETTE["warm"], label="shrunk")
    ends = np.array([min(raw.min(), target.min()), max(raw.max(), target.max())])
    right.plot(ends, ends, color=PALETTE["muted"], linewidth=0.8)
    right.set(xlabel="first half of the cases (ratio)", ylabel="second half (ratio, raw)")
    right.legend(frameon=False)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=130, metadata={"Software": None})


def _ratio(effects: list[float | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.exp(np.array([float(e or 0.0) for e in effects]))
