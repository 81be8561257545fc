"""Why a case was found: the parts of the score, the strongest shared terms, the facts compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.model.review import Match, SharedTerm
from discretion.similarity.brute import SHARED_TERMS, strongest
from discretion.similarity.facts import compare_facts
from discretion.similarity.index.index import Index
from discretion.similarity.index.opened import Hit
from discretion.similarity.terms import HASHED, TermCounts, count_terms, key_words, term_names

Weights = tuple[NDArray[np.uint64], NDArray[np.float64]]

WORDS_KEPT = 1 << 16
"""Words of keys that are remembered, by process."""
NEAR = 2e-9
"""Parts further apart than this are not equal when rounded."""

_words = lru_cache(maxsize=WORDS_KEPT)(key_words)


def explain(index: Index, case: Case, found: list[tuple[Hit, Case]]) -> list[Match]:
    """Return the matches of *case*, from the hits of a search and the cases that they are."""
    mine, *others = _weights(index, [case, *(other for _, other in found)])
    hashed: dict[int, str] = {}
    if len(mine[0]) and mine[0][-1] >= HASHED:
        hashed = term_names(case, index.scheme, index.titles)
    matches = []
    for (hit, other), theirs in zip(found, others, strict=True):
        _, comparisons = compare_facts(case, other, index.declarations)
        matches.append(
            Match(
                case_id=other.id,
                score=hit.score,
                text_score=hit.text_score or 0.0,
                fact_score=hit.fact_score or 0.0,
                item=other.items[0] if other.items else None,
                party=other.party.kind.value,
                decided=other.decided,
                fine=other.penalty.fine if other.penalty else None,
                text=other.text,
                shared_terms=_shared(mine, theirs, hashed),
                facts=comparisons,
                item_score=hit.item_score or 0.0,
            )
        )
    return matches


def _shared(mine: Weights, theirs: Weights, hashed: Mapping[int, str]) -> tuple[SharedTerm, ...]:
    """Return the strongest terms that both have: ``strongest`` of them all."""
    keys, here, there = np.intersect1d(mine[0], theirs[0], assume_unique=True, return_indices=True)
    parts: list[float] = (mine[1][here] * theirs[1][there]).tolist()
    words = [hashed[key] if key >= HASHED else _words(key) for key in keys.tolist()]
    longer = set("".join(word for word in words if len(word) > 1))
    told = [
        (part, word)
        for part, word in zip(parts, words, strict=True)
        if len(word) > 1 or word not in longer
    ]
    told.sort(reverse=True)
    enough = told[:SHARED_TERMS]
    for part, word in told[SHARED_TERMS:]:  # those that may be equal to the last when rounded
        if part < enough[SHARED_TERMS - 1][0] - NEAR:
            break
        enough.append((part, word))
    return strongest({word: part for part, word in enough})


def _weights(index: Index, cases: Sequence[Case]) -> list[Weights]:
    """Return the keys, ascending, and the unit-length weights of each case's terms that weigh."""
    counts = count_terms(cases, index.scheme, index.titles)
    found = []
    for begin, end in pairwise(counts.indptr.tolist()):
        keys = counts.keys[begin:end]
        one = TermCounts(np.array([0, end - begin]), keys, counts.counts[begin:end])
        weights = index.text_query(one).weights
        found.append((keys[weights > 0], weights[weights > 0]))
    return found
