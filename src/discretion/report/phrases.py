"""Shared terms made readable: overlapping pieces of text joined to the phrases they come from."""

from __future__ import annotations

from collections.abc import Sequence

from discretion.model.review import SharedTerm
from discretion.similarity.text import normalise

MOST = 6
"""Phrases that are shown."""
_CLAUSE_ENDS = "，。；,;"


def phrases(terms: Sequence[SharedTerm], text: str) -> list[str]:
    """Return what two cases share as words of *text*, quantities as their bucket.

    A search index knows runs of two or three characters; where several of them overlap in the
    text, the reader is shown the whole run once.

    >>> words = ("占道", "道经营", "〔面积:5-10〕")
    >>> phrases([SharedTerm(w, 0.1) for w in words], "在路口占道经营，占用8平方米")
    ['占道经营', '面积5–10']
    """
    plain = [t.term for t in terms if "〔" not in t.term]
    flat = normalise(text)
    covered = [False] * len(flat)
    for term in plain:
        at = flat.find(term)
        while at >= 0:
            covered[at : at + len(term)] = [True] * len(term)
            at = flat.find(term, at + 1)
    runs: list[str] = []
    start = None
    for at, inside in enumerate([*covered, False]):
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            runs.append(flat[start:at])
            start = None
    quantities = [
        t.term.strip("〔〕").replace(":", "").replace("-", "–")
        for t in terms
        if t.term.startswith("〔") and t.term.endswith("〕") and t.term.count("〔") == 1
    ]
    # A shorter phrase inside a longer one says nothing more.
    wanted = [run for run in dict.fromkeys(runs) if not any(run != o and run in o for o in runs)]
    return [*wanted, *quantities][:MOST]


def snippet(text: str, shared: Sequence[str], length: int) -> str:
    """Return about *length* characters of *text*, from the clause of its first shared phrase.

    >>> snippet("2024年5月1日，当事人在路口占道经营，占用8平方米。", ["占道经营"], 13)
    '…当事人在路口占道经营，占…'
    """
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    places = [at for at in map(flat.lower().find, shared) if at >= 0]
    first = min(places, default=0)
    start = max(flat.rfind(mark, 0, first) for mark in _CLAUSE_ENDS) + 1
    if first - start > length // 2:
        start = first
    start = max(0, min(start, len(flat) - length + 2))
    head = "…" if start else ""
    shown = flat[start : start + length - len(head)]
    return head + shown + ("…" if start + len(shown) < len(flat) else "")
