"""Precision and recall on planted parties, beside simpler ways, as Markdown (Chinese).

``python -m benchmarks.quality.parties``; ``--scale N`` measures speed and memory on N records.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from benchmarks.quality.parties.planted import Record, planted
from benchmarks.quality.parties.reported import reported
from discretion.corpus import open_corpus
from discretion.corpus.source import SAMPLE
from discretion.model.case import Case
from discretion.similarity.duplicates import Blocks, compare_cases, report_of
from discretion.similarity.parties import (
    Identity,
    cluster_parties,
    compare_parties,
    profile_of,
)

Same = Callable[[int, int], bool]
PARTIES = 600
ORIGINAL = "原样"


def main() -> int:
    """Print the study, or measure at scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=int, metavar="N")
    options = parser.parse_args()
    cases = list(open_corpus(SAMPLE).cases)
    lines = scale(cases, options.scale) if options.scale else report(cases, options.seed)
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


def report(cases: Sequence[Case], seed: int) -> Iterator[str]:
    """Yield the lines of the study."""
    names = sorted({case.party.name for case in cases if case.party.name})[::3][:PARTIES]
    records = planted(names, seed)
    profiles = [profile_of(one.case) for one in records]
    labels = cluster_parties(profiles).tolist()
    written = [one.case.party.name or "" for one in records]
    parties = len({one.party for one in records})
    yield f"合成数据：{parties} 名当事人，{len(records)} 条记录。"
    yield ""
    yield "| 做法 | 精确率 | 召回率 |"
    yield "| --- | --- | --- |"
    yield _row("本库（同一、很可能）", records, lambda a, b: labels[a] == labels[b])
    close = (*Identity,)[:3]
    yield _row(
        "本库，连同“可能”",
        records,
        lambda a, b: compare_parties(profiles[a], profiles[b]).identity in close,
    )
    yield _row("名称逐字相同", records, lambda a, b: written[a] == written[b])
    for least in (80, 90):
        yield _row(
            f"rapidfuzz.ratio ≥ {least}",
            records,
            lambda a, b, least=least: fuzz.ratio(written[a], written[b]) >= least,
        )
    yield from _by_way(records, labels)
    yield from _duplicates(cases, seed)


def _row(name: str, records: Sequence[Record], same: Same) -> str:
    right = wrong = missed = 0
    for a, b in combinations(range(len(records)), 2):
        truth = records[a].party == records[b].party
        found = same(a, b)
        right += truth and found
        wrong += found and not truth
        missed += truth and not found
    precision = f"{right / (right + wrong):.4f}" if right + wrong else "—"
    return f"| {name} | {precision} | {right / (right + missed):.4f} |"


def _by_way(records: Sequence[Record], labels: Sequence[int]) -> Iterator[str]:
    """Each way of writing: the share joined with the record as it was; each other: wrongly so."""
    both = list(zip(records, labels, strict=True))
    originals = {one.party: label for one, label in both if one.way == ORIGINAL}
    met: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    ways: dict[str, str] = {}
    mine = -1
    for one, label in both:
        if one.way == ORIGINAL:
            mine = one.party
            continue
        ways[one.way] = "变体" if one.party == mine else "另一人"
        met[one.way] += 1
        joined[one.way] += label == originals[mine]
    yield from ("", "| 写法 | 实为 | 条数 | 并入原样 |", "| --- | --- | --- | --- |")
    for way, truth in sorted(ways.items(), key=lambda w: (w[1], w[0])):
        yield f"| {way} | {truth} | {met[way]} | {joined[way] / met[way]:.1%} |"


def _duplicates(cases: Sequence[Case], seed: int) -> Iterator[str]:
    made = reported(cases, seed)
    reports = [report_of(one.case) for one in made]
    blocks = Blocks()
    for row, one in enumerate(reports):
        blocks.add(row, one)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    total = Counter(one.way for one in made if one.of is not None)
    at = {one.case.id: one for one in made}
    strays = 0
    for a, b in blocks.pairs().tolist():
        pair = compare_cases(reports[a], reports[b])
        if pair is None:
            continue
        one, other = at[pair.first], at[pair.second]
        source = one if one.of == other.case.id else other if other.of == one.case.id else None
        if source is None:
            strays += 1
        else:
            found[source.way][pair.identity.value] += 1
    yield from ("", f"重复录入：{len(made)} 件案件。", "")
    yield from ("| 另一件 | 实为 | 件数 | 很可能 | 可能 |", "| --- | --- | --- | --- | --- |")
    truth = {one.way: "同一案件" if one.same else "另一案件" for one in made if one.of is not None}
    for way, said in sorted(truth.items(), key=lambda w: (w[1], w[0])):
        shares = (found[way][level] / total[way] for level in ("likely", "possible"))
        yield f"| {way} | {said} | {total[way]} | {' | '.join(f'{s:.1%}' for s in shares)} |"
    yield ""
    yield f"此外报出 {strays} 对。"


def scale(cases: Sequence[Case], size: int) -> Iterator[str]:
    """Yield how long a corpus of *size* cases takes, without reading it from disk."""
    from benchmarks.quality.parties.reported import many

    began = time.process_time()
    labels = cluster_parties(profile_of(case) for case in many(cases, size))
    took = time.process_time() - began
    yield f"{size:,} 条记录归并为 {len(set(labels.tolist())):,} 名当事人：处理器 {took:.0f} 秒"
    began = time.process_time()
    blocks = Blocks()
    for row, case in enumerate(many(cases, size)):
        blocks.add(row, report_of(case))
    pairs = blocks.pairs()
    took = time.process_time() - began
    yield f"{size:,} 件案件的重复录入：{len(pairs):,} 对待比，处理器 {took:.0f} 秒"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"内存峰值 {peak:.0f} MB"


if __name__ == "__main__":
    raise SystemExit(main())
