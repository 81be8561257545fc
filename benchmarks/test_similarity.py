"""How long a search for similar cases takes, beside other tools on the very same weights.

``python -m benchmarks.similar.measure`` prints all figures, with memory and physical limits.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.similar.corpora import Counted, build, count, open_built, weighted
from benchmarks.similar.differential import compared
from benchmarks.similar.engines import ENGINES
from benchmarks.similar.peers import PEERS, K
from discretion.similarity.brute import Filters
from discretion.similarity.index import Index, neighbours


@pytest.fixture(scope="module")
def size(request: Any) -> int:
    return 2_000 if request.config.option.benchmark_disable else 100_000


@pytest.fixture(scope="module")
def corpus(size: int) -> Counted:
    return count(size, 200, keep_texts=True)


@pytest.fixture(scope="module")
def index(corpus: Counted, tmp_path_factory: Any) -> Index:
    folder: Path = tmp_path_factory.mktemp("index")
    build(corpus, folder)
    return open_built(folder)


@pytest.mark.parametrize("by_item", [False, True], ids=["global", "item"])
def test_discretion_search(benchmark: Any, corpus: Counted, index: Index, by_item: bool) -> None:
    benchmark.group = f"top ten, {'one item' if by_item else 'all'} (synthetic)"
    turn = itertools.cycle(corpus.queries)

    def run() -> int:
        place, case = next(turn)
        filters = Filters(item=case.items[0]) if by_item else Filters()
        return len(index.search(case, K, filters, corpus.terms_of(place)))

    run()
    assert benchmark(run)


@pytest.fixture(scope="module")
def matrix(corpus: Counted) -> Any:
    return weighted(corpus)[0]


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("by_item", [False, True], ids=["global", "item"])
def test_peer(benchmark: Any, corpus: Counted, matrix: Any, name: str, by_item: bool) -> None:
    benchmark.group = f"top ten, {'one item' if by_item else 'all'} (synthetic)"
    search = PEERS[name](matrix)
    items = np.array([found[0] for found in corpus.columns.items])
    turn = itertools.cycle(
        (matrix.indices[a:b].copy(), matrix.data[a:b].copy(), items == case.items[0])
        for place, case in corpus.queries[:20]
        for a, b in [matrix.indptr[place : place + 2]]
    )

    def run() -> int:
        columns, weights, admitted = next(turn)
        return len(search(columns, weights, admitted if by_item else None))

    run()
    assert benchmark(run)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("by_item", [False, True], ids=["global", "item"])
def test_other_engine(benchmark: Any, corpus: Counted, name: str, by_item: bool) -> None:
    benchmark.group = f"top ten, {'one item' if by_item else 'all'} (synthetic)"
    search = ENGINES[name](corpus)
    turn = itertools.cycle(corpus.queries[:20])

    def run() -> int:
        place, case = next(turn)
        return search(place, case, case.items[0] if by_item else None)

    run()
    assert benchmark(run)


@pytest.mark.parametrize("name", [n for n in PEERS if n != "bm25s_numba"])
def test_peers_find_the_same_texts(corpus: Counted, index: Index, matrix: Any, name: str) -> None:
    """A query's text scores are those of the peer: both search for the same thing."""
    search = PEERS[name](matrix)
    for place, case in corpus.queries[:5]:
        begin, end = matrix.indptr[place : place + 2]
        rows = search(matrix.indices[begin:end], matrix.data[begin:end], None)
        ids = [corpus.columns.ids[row] for row in rows]
        hits = index.search(case, len(corpus.columns.ids), Filters())
        scores = {hit.case_id: hit.text_score or 0.0 for hit in hits} | {case.id: 1.0}
        best = sorted(scores.values(), reverse=True)[: len(ids)]
        assert [scores[case_id] for case_id in ids] == pytest.approx(best, abs=1e-5)


@pytest.mark.benchmark(group="ten nearest of every case within its item (synthetic)", min_rounds=1)
def test_discretion_neighbours(benchmark: Any, index: Index) -> None:
    benchmark.extra_info["cases"] = index.documents
    found = benchmark.pedantic(lambda: neighbours(index, K), rounds=1)
    assert (found.documents[:, 0] >= 0).mean() > 0.9


def test_equal_to_brute_force_with_random_filters() -> None:
    """``python -m benchmarks.similar.differential`` does it with 100,000 cases and more."""
    assert compared(1000, 40) == 0
