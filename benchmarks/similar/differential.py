"""The index against brute force on a large synthetic corpus, with random filters.

``python -m benchmarks.similar.differential --size 100000 --queries 1000``
"""

from __future__ import annotations

import argparse
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.similar.corpora import BOOK, build, count, open_built
from discretion.model.case import Case, PartyKind
from discretion.similarity.brute import BruteForce, Filters, combine
from discretion.similarity.index import Index

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


class Oracle:
    """Brute force with its filters as masks over all cases, since one by one takes a second."""

    def __init__(self, cases: list[Case]) -> None:
        self.brute = BruteForce(cases, BOOK.every_fact())
        self.ids = [case.id for case in cases]
        self.row = {case_id: row for row, case_id in enumerate(self.ids)}
        self.party = np.array([case.party.kind.value for case in cases])
        self.district = np.array([case.place.district if case.place else None for case in cases])
        self.decided = np.array([c.decided.toordinal() if c.decided else 0 for c in cases])
        self.items: dict[str, list[int]] = {}
        for row, case in enumerate(cases):
            for item in case.items:
                self.items.setdefault(item, []).append(row)

    def search(self, case: Case, k: int, filters: Filters) -> list[tuple[str, float]]:
        """Return ids and scores of the *k* best, by the definition in ``brute``."""
        admitted = np.ones(len(self.ids), np.bool_)
        admitted[[self.row[i] for i in {*filters.exclude, case.id} if i in self.row]] = False
        if filters.item is not None:
            of_item = np.zeros(len(self.ids), np.bool_)
            of_item[self.items.get(filters.item, [])] = True
            admitted &= of_item
        if filters.party is not None:
            admitted &= self.party == filters.party.value
        if filters.district is not None:
            admitted &= self.district == filters.district
        if filters.decided is not None:
            first, last = filters.decided
            admitted &= self.decided > 0
            admitted &= self.decided >= (first.toordinal() if first else 0)
            admitted &= self.decided <= (last or date.max).toordinal()
        scores = combine(self.brute.parts(case), self.brute.weight)
        rows = np.flatnonzero(admitted & (scores >= filters.minimum))
        if len(rows) > k:  # all that reach the k-th best score, for ties
            rows = rows[scores[rows] >= np.partition(scores[rows], -k)[-k]]
        order = np.argsort(-scores[rows], kind="stable")[:k]
        return [(self.ids[row], float(scores[row])) for row in rows[order].tolist()]


def compare(cases: list[Case], index: Index, queries: int, seed: int = 3) -> int:
    """Return in how many of *queries* the index of *cases* and brute force differ.

    *cases* are sorted by id. Each difference is printed.
    """
    rng = random.Random(seed)
    oracle = Oracle(cases)
    differing = 0
    for number in range(queries):
        case, filters = rng.choice(cases), random_filters(rng, cases)
        k = rng.choice([1, 10, 50])
        mine = [(hit.case_id, hit.score) for hit in index.search(case, k, filters)]
        theirs = oracle.search(case, k, filters)
        if not alike(mine, theirs):
            differing += 1
            print(case.id, filters, mine, theirs)
        if number % 100 == 99:
            print(f"{number + 1} queries, {differing} differ", flush=True)
    return differing


def compared(size: int, queries: int) -> int:
    """Make a corpus of *size* cases and an index of it, and return how often the two differ."""
    corpus = count(size, size)
    cases = sorted((case for _, case in corpus.queries), key=lambda case: case.id)
    with tempfile.TemporaryDirectory() as folder:
        build(corpus, Path(folder))
        del corpus
        return compare(cases, open_built(Path(folder)), queries)


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
    differing = compared(given.size, given.queries)
    print(f"{given.size} cases, {given.queries} queries: {differing} differ")
    raise SystemExit(differing > 0)


if __name__ == "__main__":
    main()
