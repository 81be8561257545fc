"""Why a case was found: the parts of the score, the strongest shared terms, the facts compared."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from discretion.model.case import Case
from discretion.model.review import Match
from discretion.similarity.brute import strongest
from discretion.similarity.facts import compare_facts
from discretion.similarity.index.index import Hit, Index
from discretion.similarity.terms import TermCounts, count_terms, term_names


def explain(index: Index, case: Case, found: list[tuple[Hit, Case]]) -> list[Match]:
    """Return the matches of *case*, from the hits of a search and the cases that they are."""
    mine, *weights = _weights(index, [case, *(other for _, other in found)])
    names = term_names(case, index.scheme, index.titles)
    matches = []
    for (hit, other), theirs in zip(found, weights, strict=True):
        _, comparisons = compare_facts(case, other, index.declarations)
        shared = {names[key]: mine[key] * theirs[key] for key in mine.keys() & theirs.keys()}
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
                shared_terms=strongest(shared),
                facts=comparisons,
                item_score=hit.item_score or 0.0,
            )
        )
    return matches


def _weights(index: Index, cases: Sequence[Case]) -> list[dict[int, float]]:
    """Return the unit-length weights of each case's terms, by key."""
    counts = count_terms(cases, index.scheme, index.titles)
    found = []
    for begin, end in pairwise(counts.indptr.tolist()):
        keys = counts.keys[begin:end]
        one = TermCounts(np.array([0, end - begin]), keys, counts.counts[begin:end])
        weights = index.text_query(one).weights.tolist()
        found.append({k: w for k, w in zip(keys.tolist(), weights, strict=True) if w > 0})
    return found
