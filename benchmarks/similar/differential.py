"""The index against brute force on a large synthetic corpus, with random filters.

``python -m benchmarks.similar.differential --size 100000 --queries 1000``
"""

from __future__ import annotations

import argparse
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks.similar.corpora import BOOK, build, count, open_built
from discretion.model.case import Case, PartyKind
from discretion.similarity.brute import BruteForce, Filters

NEAR = 1e-6
SAME = 2e-9
"""Scores that round apart by one unit of the ninth decimal may stand in either order."""


def random_filters(rng: random.Random, cases: list[Case]) -> Filters:
    """Return filters of which each is there or not."""
    one = rng.choice(cases)
    first = date(2021, 1, 1) + timedelta(rng.randrange(1500))
    return Filters(
        item=one.items[0] if rng.random() < 0.4 else None,
        party=rng.choice([None, None, *PartyKind]),
        district="310114" if rng.random() < 0.2 else None,
        decided=(first, first + timedelta(rng.randrange(900))) if rng.random() < 0.3 else None,
        exclude=frozenset(case.id for case in rng.sample(cases, 5)),
        minimum=rng.choice([0.0, 0.0, 0.5]),
    )


def compare(size: int, queries: int, seed: int = 3) -> int:
    """Return in how many of *queries* the two differ (each is printed)."""
    corpus = count(size, size)
    cases = sorted((case for _, case in corpus.queries), key=lambda case: case.id)
    rng = random.Random(seed)
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        build(corpus, Path(folder))
        index = open_built(Path(folder))
        brute = BruteForce(cases, BOOK.every_fact())
        for _ in range(queries):
            case, filters = rng.choice(cases), random_filters(rng, cases)
            k = rng.choice([1, 10, 50])
            mine = [(hit.case_id, hit.score) for hit in index.search(case, k, filters)]
            theirs = [(m.case_id, m.score) for m in brute.search(case, k, filters)]
            if not alike(mine, theirs):
                differing += 1
                print(case.id, filters, mine, theirs)
    return differing


def alike(mine: list[tuple[str, float]], theirs: list[tuple[str, float]]) -> bool:
    """Whether two answers agree: as many, the same scores, the same cases but for near ties."""
    if len(mine) != len(theirs):
        return False
    for (my_id, my_score), (id_, score) in zip(mine, theirs, strict=True):
        if abs(my_score - score) > NEAR:
            return False
        tied = sum(abs(score - other) <= SAME for _, other in theirs) > 1 or score == theirs[-1][1]
        if my_id != id_ and (my_score == score or not tied):
            return False
    return True


def main() -> None:
    """Compare and say how often they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    given = parser.parse_args()
    differing = compare(given.size, given.queries)
    print(f"{given.size} cases, {given.queries} queries: {differing} differ")
    raise SystemExit(differing > 0)


if __name__ == "__main__":
    main()
