"""The chart of the benchmark: how the median search grows with the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.similar.peers import PEERS


def plot(results: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw the median times against the documents, as PNG."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(9.5, 4.5))
    sizes = [result["documents"] for result in results]
    for kind, style in (("global", "-o"), ("item", "--o")):
        axes.loglog(sizes, [r[kind]["p50"] for r in results], style, label=f"discretion, {kind}")
    for kind, style, said in (("peers", ":s", ""), ("other_engines", "-.^", " (another score)")):
        held = [r for r in results if kind in r]
        for name in results[0].get(kind, {}):
            if kind == "peers" and name not in PEERS:
                continue
            axes.loglog(
                [r["documents"] for r in held],
                [r[kind][name]["global"]["p50"] for r in held],
                style,
                label=f"{name}{said}, global",
            )
    axes.set(xlabel="cases (synthetic)", ylabel="median CPU time of one search, ms", title="Top 10")
    axes.grid(alpha=0.3, which="both")
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
