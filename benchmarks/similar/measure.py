"""Measures the index beside its peers and prints, in one run, everything that was promised.

``python -m benchmarks.similar.measure --sizes 10000 100000 --json out.json --plot out.png``

With ``--corpus FOLDER`` the cases of a corpus folder are measured last: a million synthetic cases
take six minutes to make, but half a minute to read. Times of single searches, the peers' too, are
CPU time of the process, so that others on the machine do not count; every search runs in one
thread. ``text_only`` is a search without facts and items, which is all that the peers compare.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.similar.chart import plot
from benchmarks.similar.corpora import (
    BOOK,
    Counted,
    build,
    count,
    open_built,
    stored,
    stored_cases,
    synthetic_cases,
    weighted,
)
from benchmarks.similar.engines import ENGINES
from benchmarks.similar.peers import PEERS, K
from discretion.model.case import Case
from discretion.similarity.brute import Filters
from discretion.similarity.facts import values_of
from discretion.similarity.index import Index, SegmentBuilder, map_folder, neighbours
from discretion.similarity.index.index import Asked
from discretion.similarity.index.kernel import block_bounds
from discretion.similarity.index.statistics import write_statistics
from discretion.similarity.index.writer import PART

QUERIES = 300
PEER_QUERIES = 20
ENGINE_CASES = 200_000
"""Largest corpus that tantivy and RapidFuzz are given: beyond it they take minutes."""
HUGE = 5_000_000
BUILD_CASES = 20_000
"""Cases of the comparison with scikit-learn."""


def seconds(run: Callable[[], Any]) -> float:
    """Return how long *run* takes, wall clock."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def cpu_seconds(run: Callable[[], Any]) -> float:
    """Return the CPU time that *run* takes, all threads together."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def bandwidth() -> float:
    """Return the bytes a second that one core reads from memory, the best of five sweeps."""
    values = np.ones(1 << 27)
    return values.nbytes / min(seconds(values.sum) for _ in range(5))


def resident() -> float:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def spread(times: Sequence[float]) -> dict[str, float]:
    """Return median and 99 % quantile in milliseconds."""
    return {"p50": 1e3 * statistics.median(times), "p99": 1e3 * float(np.quantile(times, 0.99))}


def searched(
    index: Index, corpus: Counted, by_item: bool, text_only: bool = False
) -> dict[str, Any]:
    """Return the times of single searches, and the bytes of posting sets that they touched."""
    times, touched = [], []
    less: dict[str, Any] = {"facts": {}, "circumstances": (), "items": ()} if text_only else {}
    for round_ in range(2):
        for place, whole in corpus.queries[:QUERIES]:
            filters = Filters(item=whole.items[0]) if by_item else Filters()
            counts, case = corpus.terms_of(place), whole.model_copy(update=less)
            begin = time.process_time()
            hits = index.search(case, K, filters, counts)
            if round_:
                times.append(time.process_time() - begin)
            elif hits:
                touched.append(touched_bytes(index, case, filters, counts, hits[-1].score))
    read, all_of_them = np.mean(touched, axis=0)
    return {**spread(times), "threads": 1, "bytes_read": read, "bytes_of_terms": all_of_them}


def touched_bytes(
    index: Index, case: Case, filters: Filters, counts: Any, worst: float
) -> tuple[int, int]:
    """Return the bytes of the posting sets in blocks that could not be skipped, and in all."""
    read = everything = 0
    asked = Asked(case, index.text_query(counts), values_of(case, index.declarations))
    for number, segment in enumerate(index.segments):
        prepared = index.prepared(number, asked, K, filters, 0.0)
        if prepared is None:
            continue
        limits, stored = block_bounds(
            segment.postings, segment.facts.table, segment.items, *prepared
        )
        read += int(stored[limits >= worst].sum())
        everything += int(stored.sum())
    return read, everything


def beside_peers(corpus: Counted, ours: dict[str, Any]) -> dict[str, Any]:
    """Return the times of the peers, globally, with a filter, and on one item's rows alone."""
    matrix, _ = weighted(corpus)
    items = np.array([found[0] for found in corpus.columns.items])
    queries = []
    for place, case in corpus.queries[:PEER_QUERIES]:
        begin, end = matrix.indptr[place : place + 2]
        queries.append(
            (
                matrix.indices[begin:end].copy(),
                matrix.data[begin:end].copy(),
                items == case.items[0],
            )
        )
    result: dict[str, Any] = {}
    for name, make in PEERS.items():
        search = make(matrix)
        search(*queries[0][:2], None)
        search(*queries[0])
        globally = [cpu_seconds(partial(search, q[0], q[1], None)) for q in queries]
        filtered = [cpu_seconds(partial(search, *q)) for q in queries]
        result[name] = {"threads": 1, "global": spread(globally), "item": spread(filtered)}
        del search
    alone = []
    for found, weights, admitted in queries:
        rows = matrix[np.flatnonzero(admitted)]
        search = PEERS["scipy_csr_product"](rows)
        alone.append(cpu_seconds(partial(search, found, weights, None)))
    result["scipy on the item's rows, cut out beforehand"] = {"threads": 1, "item": spread(alone)}
    for kind in ("global", "item"):
        fastest = min(p[kind]["p50"] for n, p in result.items() if n in PEERS)
        for mine in (ours, ours["text_only"]):
            mine[kind]["times_faster_than_the_fastest_peer"] = fastest / mine[kind]["p50"]
    return result


def beside_engines(corpus: Counted) -> dict[str, Any]:
    """Return the times of tools that rank otherwise, for orientation."""
    result: dict[str, Any] = {}
    for name, make in ENGINES.items():
        search = make(corpus)
        queries = [(place, case, case.items[0]) for place, case in corpus.queries[:PEER_QUERIES]]
        search(*queries[0])
        result[name] = {
            "threads": 1,
            "global": spread([cpu_seconds(partial(search, *q[:2], None)) for q in queries]),
            "item": spread([cpu_seconds(partial(search, *q)) for q in queries]),
        }
        del search
    return result


def added(index_folder: Path, cases: Sequence[Case], folder: Path) -> float:
    """Return the seconds from 1,000 more cases to a searchable version."""

    def run() -> None:
        builder = SegmentBuilder()
        builder.add(cases)
        builder.finish(folder / "more")
        maps = [(map_folder(index_folder / "segment"), None), (map_folder(folder / "more"), None)]
        write_statistics(folder / "next", maps)
        opened = Index(maps, map_folder(folder / "next"), BOOK.every_fact())
        assert opened.search(cases[0], 1, Filters())

    return seconds(run)


def measure(corpus: Counted, more: Sequence[Case], folder: Path, peers: bool) -> dict[str, Any]:
    """Return every figure of one corpus."""
    size = len(corpus.columns.ids)
    result: dict[str, Any] = {
        "documents": size,
        "build_threads": os.cpu_count(),
        "build_cpu_seconds_from_terms": cpu_seconds(lambda: build(corpus, folder)),
    }
    stored = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    result["bytes_a_document"] = stored / size
    result["statistics_seconds"] = seconds(
        lambda: write_statistics(folder / "again", [(map_folder(folder / "segment"), None)])
    )
    before = resident()
    opening = []
    for _ in range(5):
        begin = time.perf_counter()
        index = open_built(folder)
        opening.append(time.perf_counter() - begin)
    result["open_ms"], result["open_mb"] = 1e3 * statistics.median(opening), resident() - before
    for name, by_item in (("global", False), ("item", True)):
        result[name] = searched(index, corpus, by_item)
    texts = open_built(folder, weight=1.0)
    result["text_only"] = {
        name: searched(texts, corpus, by_item, text_only=True)
        for name, by_item in (("global", False), ("item", True))
    }
    speed = bandwidth()
    result["bandwidth_gb_s"] = speed / 1e9
    for name in ("global", "item"):
        for part in ("bytes_read", "bytes_of_terms"):
            limit = result[name][part] / speed * 1e3
            result[name][f"limit_ms_{part}"] = limit
            result[name][f"share_of_limit_{part}"] = limit / result[name]["p50"]
    result["add_1000_seconds"] = added(folder, more, folder)
    result["neighbours_threads"] = os.cpu_count()
    result["neighbours_seconds"] = seconds(lambda: neighbours(index, K))
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    if peers:
        result["peers"] = beside_peers(corpus, result)
        if corpus.texts:
            result["other_engines"] = beside_engines(corpus)
    return result


def beside_sklearn(batches: Iterable[list[Case]]) -> dict[str, Any]:
    """Return the microseconds a document from cases to an index, ours and scikit-learn's.

    Terms are the same; scikit-learn counts texts only, in one thread. Making the cases does not
    count, nor does loading either program.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    with tempfile.TemporaryDirectory() as folder:
        build(count(2000, 50), Path(folder))
        for warm in synthetic_cases(PART * 2):
            SegmentBuilder().add(warm)
    builder, texts = SegmentBuilder(), list[str]()
    clock = cpu = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for batch in chain(batches, [[]]):
            begin, began = time.perf_counter(), time.process_time()
            if batch:
                builder.add(batch)
            else:
                builder.finish(Path(folder))
            clock, cpu = clock + time.perf_counter() - begin, cpu + time.process_time() - began
            texts += [case.text for case in batch]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    begin, began = time.perf_counter(), time.process_time()
    vectorizer.fit_transform(texts)
    theirs, their_cpu = time.perf_counter() - begin, time.process_time() - began
    share = 1e6 / len(texts)
    return {
        "documents": len(texts),
        "discretion": {"threads": builder.threads, "clock": clock * share, "cpu": cpu * share},
        "sklearn": {"threads": 1, "clock": theirs * share, "cpu": their_cpu * share},
        "times_faster": {"clock": theirs / clock, "cpu": their_cpu / cpu},
        "peak_mb": peak,
    }


def growth(results: Sequence[dict[str, Any]], kind: str) -> float | None:
    """Return the exponent with which the median time grows with the documents."""
    if len(results) < 2:
        return None
    first, last = results[0], results[-1]
    times = last[kind]["p50"] / first[kind]["p50"]
    return float(np.log(times) / np.log(last["documents"] / first["documents"]))


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--huge", action="store_true", help=f"also {HUGE} cases, without peers")
    parser.add_argument("--corpus", type=Path, default=None, help="also this corpus folder")
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--plot", type=Path, default=None)
    given = parser.parse_args()
    results = []
    more = [
        case.model_copy(update={"id": f"新增{i}"})
        for i, (_, case) in enumerate(count(1000, 1000).queries)
    ]
    with tempfile.TemporaryDirectory() as warm:
        measure(count(2000, 50), more[:10], Path(warm), peers=True)
    if given.corpus:
        built = beside_sklearn(stored_cases(given.corpus))
    else:
        built = beside_sklearn(synthetic_cases(BUILD_CASES))
    print(json.dumps({"build_microseconds_a_document": built}), flush=True)
    sizes = [*given.sizes, *([HUGE] if given.huge else [])]
    corpora = chain(
        (partial(count, size, QUERIES, keep_texts=size <= ENGINE_CASES) for size in sizes),
        [partial(stored, given.corpus, QUERIES)] if given.corpus else [],
    )
    for made in corpora:
        corpus = made()
        with tempfile.TemporaryDirectory() as folder:
            peers = len(corpus.columns.ids) < HUGE
            results.append(measure(corpus, more, Path(folder), peers))
        del corpus
        print(json.dumps(results[-1], indent=1, default=float), flush=True)
    report = {
        "build_microseconds_a_document": built,
        "results": results,
        "growth_exponent": {kind: growth(results, kind) for kind in ("global", "item")},
    }
    print(json.dumps({"growth_exponent": report["growth_exponent"]}))
    if given.json:
        given.json.write_text(json.dumps(report, indent=1, default=float) + "\n", encoding="utf-8")
    if given.plot:
        plot(results, given.plot)


if __name__ == "__main__":
    main()
