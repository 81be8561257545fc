"""Which item of the rulebook a row means: by code, by citation, or by the wording of its 案由."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from discretion.intake.citations import ResolvedCitation, parse_citations, resolve
from discretion.intake.numerals import fold
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.schema import Citation, Item

SURE = 72.0
"""Lowest similarity (0 to 100) at which wording alone names an item."""
MARGIN = 6.0
"""By how much the best item must beat the next, else the answer is "ambiguous"."""

How = Literal["code", "citation", "wording", "ambiguous", "none"]


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """The item of a row, or why there is none. ``score`` is the similarity of wording (0 to 100).

    ``candidates`` are the items that came into question, best first, each with its score.
    """

    code: str | None
    how: How
    score: float | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    note: str | None = None


class ItemFinder:
    """Finds items of one rulebook; equal questions are answered once."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.wordings = {
            code: tuple(_bare(t) for t in (item.title, *item.aliases))
            for code, item in book.items.items()
        }
        self._known: dict[tuple[object, ...], ItemFinding] = {}

    def find(
        self, codes: Iterable[str], basis: str | None, wording: str | None, day: date | None
    ) -> ItemFinding:
        """Return the item: a known code first, then the cited article, then the wording alone."""
        codes = tuple(codes)
        key = (codes, basis, wording, day)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 100_000:
                self._known.clear()
            found = self._known[key] = self._find(codes, basis, wording, day)
        return found

    def _find(
        self, codes: tuple[str, ...], basis: str | None, wording: str | None, day: date | None
    ) -> ItemFinding:
        note = None
        for code in codes:
            if code in self.book.items:
                return ItemFinding(code, "code", 100.0)
            near = did_you_mean(code, self.book.items)
            note = f"没有案由编码 {code}" + (f"，您是不是要写 {near}？" if near else "")
        scores = self._scores(wording) if wording else {}
        if basis:
            finding = self._by_citation(basis, scores, day)
            if finding.code or finding.how == "ambiguous":
                return finding
            note = note or finding.note
        if wording:
            return self._by_wording(scores, note)
        return ItemFinding(None, "none", note=note or "没有案由编码、处罚依据或案由")

    # --- by citation ---------------------------------------------------------------------------

    def _by_citation(self, basis: str, scores: dict[str, float], day: date | None) -> ItemFinding:
        cited: list[Citation] = []
        notes = []
        for parsed in parse_citations(basis):
            resolved = resolve(parsed, self.book.sources, day)
            if isinstance(resolved, ResolvedCitation):
                cited.append(resolved.citation)
            else:
                notes.append(resolved.reason)
        if not cited:
            reason = "；".join(dict.fromkeys(notes)) or "处罚依据里读不出条文"
            return ItemFinding(None, "none", note=reason)
        depth = {
            code: best
            for code, item in self.book.items.items()
            if (
                best := max(
                    (_depth(c, place) for place in _places(self.book, item, day) for c in cited),
                    default=0,
                )
            )
        }
        if not depth:
            return ItemFinding(None, "none", note=f"所引条文“{basis}”没有对应的案由")
        deepest = max(depth.values())
        codes = [code for code, d in depth.items() if d == deepest]
        if len(codes) == 1:
            return ItemFinding(codes[0], "citation", scores.get(codes[0]))
        ranked = sorted(((scores.get(c, 0.0), c) for c in codes), key=lambda p: (-p[0], p[1]))
        candidates = tuple((code, score) for score, code in ranked)
        if scores and ranked[0][0] - ranked[1][0] >= MARGIN:
            return ItemFinding(ranked[0][1], "citation", ranked[0][0], candidates)
        titles = "、".join(f"{c}（{self.book.items[c].title}）" for c, _ in candidates[:3])
        return ItemFinding(
            None, "ambiguous", ranked[0][0], candidates, f"所引条文下有几个案由都可能：{titles}"
        )

    # --- by wording ----------------------------------------------------------------------------

    def _by_wording(self, scores: dict[str, float], note: str | None) -> ItemFinding:
        ranked = sorted(scores.items(), key=lambda p: (-p[1], p[0]))[:3]
        (code, best), (_, second) = ranked[0], ranked[1] if len(ranked) > 1 else ("", 0.0)
        title = self.book.items[code].title
        if best < SURE:
            more = f"措辞最接近的案由是 {code}（{title}），相似度 {best:.0f}，不足以认定"
            return ItemFinding(
                None, "none", best, tuple(ranked), "；".join(n for n in (note, more) if n)
            )
        if best - second < MARGIN:
            titles = "、".join(f"{c}（{self.book.items[c].title}）" for c, _ in ranked)
            return ItemFinding(
                None, "ambiguous", best, tuple(ranked), f"按措辞有几个案由都可能：{titles}"
            )
        return ItemFinding(code, "wording", best, tuple(ranked), note)

    def _scores(self, wording: str) -> dict[str, float]:
        from rapidfuzz import fuzz

        bare = _bare(wording)
        return {
            code: round(max(_similarity(fuzz, bare, w) for w in wordings), 1)
            for code, wordings in self.wordings.items()
        }


def _similarity(fuzz, mine: str, theirs: str) -> float:  # type: ignore[no-untyped-def]
    if mine == theirs:
        return 100.0
    short = min(len(mine), len(theirs))
    partial = fuzz.partial_ratio(mine, theirs) * 0.9 if short >= 4 else 0.0
    return float(max(fuzz.ratio(mine, theirs), partial))


_FILLERS = re.compile(r"当事人|涉嫌|本市|行为|一案|的|[\s,，、。;；:：()（）“”\"']")


def _bare(wording: str) -> str:
    return _FILLERS.sub("", fold(wording))


def _places(book: Rulebook, item: Item, day: date | None) -> Iterable[Citation]:
    for version in item.versions:
        if day is None or book.effective(version).covers(day):
            yield from version.penalizes


def _depth(cited: Citation, place: Citation) -> int:
    """How deep two places agree: 0 not at all, 1 article, 2 paragraph, 3 subparagraph."""
    if cited.source != place.source or cited.article is None or cited.article != place.article:
        return 0
    depth = 1
    for mine, theirs in (
        (cited.paragraph, place.paragraph),
        (cited.subparagraph, place.subparagraph),
    ):
        if mine is not None and theirs is not None:
            if mine != theirs:
                return 0
            depth += 1
    return depth
