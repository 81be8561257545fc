"""Shared terms made readable: overlapping pieces of text joined to the phrases they come from."""

from __future__ import annotations

from collections.abc import Sequence

from discretion.model.review import SharedTerm
from discretion.similarity.text import normalise

MOST = 6
"""Phrases that are shown."""
_CLAUSE_ENDS = "，。；,;"
_EDGES = "的了在将被与及"
"""Characters at which no phrase begins or ends."""


def phrases(terms: Sequence[SharedTerm], text: str, mine: str = "") -> list[str]:
    """Return what two cases share as words of *text*, quantities as their bucket.

    A search index knows runs of two or three characters; where several of them overlap in the
    text, the reader is shown the whole run once, with what *mine*, the text of the other case,
    has around it as well.

    >>> words = ("占道", "道经营", "〔面积:5-10〕")
    >>> phrases([SharedTerm(w, 0.1) for w in words], "在路口占道经营，占用8平方米")
    ['占道经营', '面积5–10']
    """
    plain = [t.term for t in terms if "〔" not in t.term]
    flat, other = normalise(text), normalise(mine)
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
            runs.append(_grown(flat, start, at, other))
            start = None
    quantities = [
        t.term.strip("〔〕").replace(":", "").replace("-", "–")
        for t in terms
        if t.term.startswith("〔") and t.term.endswith("〕") and t.term.count("〔") == 1
    ]
    # A shorter phrase inside a longer one says nothing more.
    runs = [run for run in dict.fromkeys(runs) if len(run) > 1]
    wanted = [run for run in runs if not any(run != o and run in o for o in runs)]
    return [*wanted, *quantities][:MOST]


def _grown(text: str, start: int, end: int, other: str) -> str:
    """Return text[start:end] with what is around it in *other* too, within its clause."""
    while start and text[start - 1] not in _CLAUSE_ENDS and text[start - 1 : end] in other:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_ENDS and text[start : end + 1] in other:
        end += 1
    return text[start:end].strip(_EDGES)


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
