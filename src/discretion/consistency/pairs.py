"""Pairs of cases alike in facts and text, with different penalties: the evidence that convinces.

The nearest cases of those that stand furthest from what is expected are searched, since of any
such pair at least one does: at most MOST_SEARCHED of them, those furthest off first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from discretion.consistency.observations import Floats, Observations
from discretion.corpus import Corpus
from discretion.model.audit import Pair
from discretion.model.case import Case
from discretion.model.money import Money

LIKE = 0.9
"""Similarity (text and facts, 0 to 1) from which two cases are near-identical."""
APART = 0.2
"""Severity by which their penalties must differ."""
NEAREST = 10
MOST_SEARCHED = 5_000
MOST_LISTED = 1_000


def pairs(
    corpus: Corpus,
    observations: Observations,
    deviation: Floats,
    progress: Callable[[int, int], None] | None = None,
) -> list[Pair]:
    """Return near-identical pairs, largest difference first.

    *deviation* is severity less the expected one; it says where to look.
    """
    rows = {str(i): row for row, i in enumerate(observations.ids)}
    off = np.abs(np.nan_to_num(deviation))
    order = np.lexsort((observations.ids, -off))
    # Cases alike have about one expectation, so that one of them is half the distance away from it.
    searched = order[: min(MOST_SEARCHED, int((off >= APART / 2).sum()))]
    found: dict[tuple[str, str], Pair] = {}

    def near(row: int) -> tuple[int, Case, Sequence[tuple[str, float]]]:
        case = corpus.case(str(observations.ids[row]))
        item = observations.groups[observations.group[row]].item
        kind = case.party.kind
        found = corpus.similar(case, NEAREST, item=item, party=kind, minimum=LIKE)
        return row, case, found.scores

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        nearest = pool.map(near, searched.tolist())
        for number, (row, case, scores) in enumerate(nearest, start=1):
            for case_id, score in scores:
                other = rows[case_id]
                if observations.group[other] != observations.group[row]:
                    continue
                gap = observations.severity[other] - observations.severity[row]
                if abs(gap) >= APART:
                    pair = _pair(case, corpus.case(case_id), score, observations, row, other)
                    found.setdefault((pair.milder, pair.graver), pair)
            if progress:
                progress(number, len(searched))
    ordered = sorted(
        found.values(),
        key=lambda p: (
            -round(p.severities[1] - p.severities[0], 9),
            -p.similarity,
            p.milder,
            p.graver,
        ),
    )
    return ordered[:MOST_LISTED]


def _pair(
    case: Case, other: Case, similarity: float, observations: Observations, row: int, at: int
) -> Pair:
    both = sorted(((observations.severity[row], case), (observations.severity[at], other)), key=_by)
    (mild, milder), (grave, graver) = both
    return Pair(
        milder.id,
        graver.id,
        observations.groups[observations.group[row]].item,
        similarity,
        (_fine(milder), _fine(graver)),
        (round(float(mild), 9), round(float(grave), 9)),
        (milder.team or milder.body, graver.team or graver.body),
        (milder.decided, graver.decided),
    )


def _by(entry: tuple[float, Case]) -> tuple[float, str]:
    return float(entry[0]), entry[1].id


def _fine(case: Case) -> Money | None:
    return case.penalty.fine if case.penalty else None
