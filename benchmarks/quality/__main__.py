"""The study of ranking quality as Markdown tables (Chinese): ``python -m benchmarks.quality``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.beyond import latent, rocchio
from benchmarks.quality.choosing import estimate, nested
from benchmarks.quality.judged import ABSENT, FOLDER, Judged, by_library, load
from benchmarks.quality.metrics import NAMES
from benchmarks.quality.studies import GRID, OWN, STUDIES, Study
from benchmarks.quality.variants import score
from discretion.corpus import Corpus
from discretion.corpus.source import Source

Floats = NDArray[np.float64]

COLUMNS = [f"{task} {name}" for task in ("(a)", "(b)") for name in NAMES]


def main() -> int:
    """Print the study; 0 also where the judged set is absent, with a message."""
    if not FOLDER.is_dir():
        sys.stderr.write(f"{ABSENT}\n")
        return 0
    judged = load(FOLDER)
    for line in report(judged):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


def report(judged: Judged) -> Iterator[str]:
    """Yield the lines of the whole study."""
    yield f"{len(judged.queries)} 个查询，{len(judged.cases)} 个候选案件。"
    corpus = Corpus.of(Source(judged.cases), {})
    found = by_library(judged, corpus.similar)
    yield from headline(found)
    own = judged.measure(score(OWN, judged))
    for study in STUDIES:
        yield from table(study, judged, own)
    yield from beyond(judged, own)
    yield from crossed(judged)


def headline(found: Floats) -> Iterator[str]:
    """The library through its public face, every measure with its interval."""
    yield from ("", "### 默认设置（经 `Corpus.similar`）", "")
    yield from row(["任务", *NAMES])
    yield from row(["---"] * (1 + len(NAMES)))
    for task, name in enumerate(("(a) 重排", "(b) 检索")):
        cells = [str(estimate(found[:, task, measure])) for measure in range(len(NAMES))]
        yield from row([name, *cells])


def table(study: Study, judged: Judged, own: Floats) -> Iterator[str]:
    """One choice: every variant, and its paired difference from the library's own."""
    yield from ("", f"### {study.title}", "")
    yield from row(["做法", *COLUMNS, "(a) NDCG@10 之差", "(b) NDCG@10 之差"])
    yield from row(["---"] * (3 + len(COLUMNS)))
    for variant in study.variants:
        yield from compared(variant.name, judged.measure(score(variant, judged)), own)


def beyond(judged: Judged, own: Floats) -> Iterator[str]:
    """What leaves the form of the score: latent semantics, relevance feedback."""
    yield from ("", "### 点积形式之外", "")
    yield from row(["做法", *COLUMNS, "(a) NDCG@10 之差", "(b) NDCG@10 之差"])
    yield from row(["---"] * (3 + len(COLUMNS)))
    for components in (100, 300):
        for part in (0.5, 1.0):
            name = f"潜在语义 {components} 维，占文字 {part:.0%}"
            yield from compared(name, judged.measure(latent(judged, components, part)), own)
    for cases in (5, 20):
        name = f"伪相关反馈，前 {cases} 案占 30%"
        yield from compared(name, judged.measure(rocchio(judged, cases, 0.3)), own)


def compared(name: str, found: Floats, own: Floats) -> Iterator[str]:
    """One row: the means, and the differences from *own* in NDCG@10 with their intervals."""
    means = [f"{x:.3f}" for x in found.mean(axis=0).ravel()]
    differences = [estimate(found[:, task, 0] - own[:, task, 0]).signed for task in (0, 1)]
    yield from row([name, *means, *(differences if np.any(found != own) else ["—", "—"])])


def crossed(judged: Judged) -> Iterator[str]:
    """Nested cross-validation: the grid is chosen from on some queries, measured on the others."""
    measured = {v.name: judged.measure(score(v, judged)) for v in GRID}
    goal = {name: values[:, :, 0].mean(axis=1) for name, values in measured.items()}
    held = nested(measured, goal)
    yield from ("", f"### 嵌套交叉验证（{len(GRID)} 种组合）", "")
    yield from row(["任务", *NAMES])
    yield from row(["---"] * (1 + len(NAMES)))
    for task, name in enumerate(("(a) 重排", "(b) 检索")):
        cells = [str(estimate(held.values[:, task, m])) for m in range(len(NAMES))]
        yield from row([name, *cells])
    yield from ("", *chosen(held.chosen))


def chosen(counts: Mapping[str, int]) -> Iterator[str]:
    """The combinations that were chosen, most often first."""
    total = sum(counts.values())
    for name, times in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:6]:
        if times:
            yield f"- {name}：{times / total:.0%}"


def row(cells: Sequence[str]) -> Iterator[str]:
    """One line of a table."""
    yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    raise SystemExit(main())
