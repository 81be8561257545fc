"""Why a case was found: the parts of the score, the strongest shared terms, the facts compared."""

from __future__ import annotations

from discretion.model.case import Case
from discretion.model.review import Match
from discretion.similarity.brute import strongest
from discretion.similarity.facts import compare_facts
from discretion.similarity.index.index import Hit, Index
from discretion.similarity.terms import count_terms, term_names


def explain(index: Index, case: Case, found: list[tuple[Hit, Case]]) -> list[Match]:
    """Return the matches of *case*, from the hits of a search and the cases that they are."""
    mine = _weights(index, case)
    names = term_names(case, index.scheme, index.titles)
    matches = []
    for hit, other in found:
        _, comparisons = compare_facts(case, other, index.declarations)
        theirs = _weights(index, other)
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


def _weights(index: Index, case: Case) -> dict[int, float]:
    """Return the unit-length weights of a case's terms, by key."""
    counts = count_terms([case], index.scheme, index.titles)
    query = index.text_query(counts)
    return {
        key: weight
        for key, weight in zip(counts.keys.tolist(), query.weights.tolist(), strict=True)
        if weight > 0
    }
