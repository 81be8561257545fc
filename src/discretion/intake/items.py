"""Which item of the rulebook a row means: by code, by citation, or by the wording of its 案由."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from discretion.intake.statutes import ResolvedCitation, Statutes, UnresolvedCitation
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.prose.citations import ParsedCitation, parse_citations
from discretion.rulebook.prose.numerals import fold
from discretion.rulebook.schema import Citation, Period

SURE = 72.0
"""Lowest similarity (0 to 100) at which wording alone names an item."""
MARGIN = 6.0
"""By how much the best item must beat the next, else the answer is "ambiguous"."""
PLAIN = 90.0
"""Wording alone that is at least so similar needs no second look."""
ODD = 30.0
"""A cited item whose wording is less similar than this is worth a look."""
NEAR = 40.0
"""Wording less similar than this to every item is near to none: no item is suggested."""
MOST_WORDING = 500
"""Characters of a wording that are compared."""
_MOST_KNOWN = 100_000

How = Literal["code", "citation", "wording", "ambiguous", "none"]
Days = tuple[date, ...]
Candidates = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """The items of a row, or why there is none. ``score`` is the similarity of wording (0 to 100).

    ``codes`` holds several only where the row itself lists several codes. ``candidates`` are the
    items that came into question, best first, each with its score.
    """

    codes: tuple[str, ...]
    how: How
    score: float | None = None
    candidates: Candidates = ()
    note: str | None = None

    @property
    def code(self) -> str | None:
        """The first code, or None if no item was found."""
        return self.codes[0] if self.codes else None


@dataclass(frozen=True, slots=True)
class _Target:
    code: str
    place: Citation
    period: Period


class ItemFinder:
    """Finds items of one rulebook; equal questions are answered once."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.wordings = {
            code: tuple(_bare(t) for t in (item.title, *item.aliases))
            for code, item in book.items.items()
        }
        self._targets: dict[tuple[str, int | None], list[_Target]] = {}
        for code, item in book.items.items():
            for version in item.versions:
                for place in version.penalizes:
                    target = _Target(code, place, book.effective(version))
                    self._targets.setdefault((place.source, place.article), []).append(target)
        self._known: dict[object, ItemFinding] = {}
        self.statutes = Statutes(book.sources.values())
        self._names = [(w, code) for code, words in self.wordings.items() for w in words]
        self._resolved: dict[object, tuple[ResolvedCitation, ...] | UnresolvedCitation] = {}

    def find(
        self,
        codes: Iterable[str],
        basis: str | None,
        wording: str | None,
        days: Iterable[date],
        prose: str | None = None,
    ) -> ItemFinding:
        """Return the item: a known code first, then the cited article, then the wording alone.

        *days* are those whose law may be cited, the likeliest first: of the act, of the decision.
        *prose* is what the case says at length; it counts only where there is no *wording*.
        """
        if wording:
            prose = None
        key = (tuple(codes), basis, wording, tuple(dict.fromkeys(days)), prose)
        found = self._known.get(key)
        if found is None:
            _bound(self._known)
            found = self._known[key] = self._find(*key)
        return found

    def _find(
        self,
        codes: tuple[str, ...],
        basis: str | None,
        wording: str | None,
        days: Days,
        prose: str | None,
    ) -> ItemFinding:
        known = tuple(dict.fromkeys(code for code in codes if code in self.book.items))
        strange = "；".join(self._strange(code) for code in codes if code not in self.book.items)
        if known:
            return ItemFinding(known, "code", 100.0, note=strange or None)
        notes = [strange]
        words = wording or prose
        if basis:
            finding = self._by_citation(basis, words, days)
            if wording and finding.codes and (finding.score or 0) < ODD:
                named = self._named(finding.codes[0])
                odd = f"按所引条文认定为 {named}，但与案由的措辞相差较大，请核对"
                return replace(finding, note=odd)
            if finding.codes or finding.how == "ambiguous":
                return finding
            notes.append(finding.note or "")
        if words:
            return self._by_wording(words, "；".join(filter(None, notes)))
        note = "；".join(filter(None, notes)) or "没有案由编码、处罚依据或案由"
        return ItemFinding((), "none", note=note)

    def _strange(self, code: str) -> str:
        near = did_you_mean(code, self.book.items)
        return f"没有案由编码 {code}" + (f"，您是不是要写 {near}？" if near else "")

    # --- by citation ---------------------------------------------------------------------------

    def _by_citation(self, basis: str, words: str | None, days: Days) -> ItemFinding:
        places = parse_citations(basis)
        depth: dict[str, int] = {}
        for day in days or (None,):
            depth = self._depths(places, day)
            if depth:
                break
        if not depth:
            return ItemFinding((), "none", note=self._why_not(places, days))
        deepest = max(depth.values())
        codes = [code for code, d in depth.items() if d == deepest]
        scores = {code: self._score(words, code) for code in codes} if words else {}
        ranked = tuple(sorted(((c, scores.get(c, 0.0)) for c in codes), key=_best_first))
        best = ranked[0][1] if words else None
        if len(ranked) == 1:
            return ItemFinding((codes[0],), "citation", best)
        if words and _clear(ranked):
            return ItemFinding((ranked[0][0],), "citation", best, ranked)
        titles = "、".join(self._named(c) for c, _ in ranked[:3])
        note = f"所引条文下有几个案由都可能：{titles}"
        return ItemFinding((), "ambiguous", best, ranked, note)

    def _depths(self, places: Iterable[ParsedCitation], day: date | None) -> dict[str, int]:
        """Return how deep each item agrees with any place cited, by the law of *day*."""
        found: dict[str, int] = {}
        for place in places:
            resolved = self._resolve(place, day)
            if isinstance(resolved, UnresolvedCitation):
                continue
            for cited in (each.citation for each in resolved):
                for target in self._targets.get((cited.source, cited.article), ()):
                    if day is None or target.period.covers(day):
                        deep = _depth(cited, target.place)
                        if deep > found.get(target.code, 0):
                            found[target.code] = deep
        return found

    def _resolve(
        self, place: ParsedCitation, day: date | None
    ) -> tuple[ResolvedCitation, ...] | UnresolvedCitation:
        found = self._resolved.get((place, day))
        if found is None:
            _bound(self._resolved)
            found = self._resolved[place, day] = self.statutes.resolve(place, day)
        return found

    def _why_not(self, places: Iterable[ParsedCitation], days: Days) -> str:
        held, reasons = [], []
        for place in places:
            answers = [self._resolve(place, day) for day in days or (None,)]
            if any(isinstance(a, tuple) for a in answers):
                held.append(str(place))
            reasons += [a.reason for a in answers if isinstance(a, UnresolvedCitation)]
        if held:
            return f"裁量基准库没有按{'、'.join(dict.fromkeys(held))}处罚的案由"
        return "；".join(dict.fromkeys(reasons)) or "处罚依据里读不出条文"

    # --- by wording ----------------------------------------------------------------------------

    def _by_wording(self, words: str, note: str) -> ItemFinding:
        ranked = tuple(sorted(self._scores(words).items(), key=_best_first)[:3])
        if not ranked:
            return ItemFinding((), "none", note="裁量基准库没有案由")
        code, best = ranked[0]
        if best < SURE:
            more = f"措辞最接近的案由是 {self._named(code)}，相似度 {best:.0f}，不足以认定"
            if best < NEAR:
                more = "措辞与各案由都不相近"
            return ItemFinding((), "none", best, ranked, "；".join(filter(None, (note, more))))
        if not _clear(ranked):
            titles = "、".join(self._named(c) for c, _ in ranked)
            more = f"按措辞有几个案由都可能：{titles}"
            return ItemFinding((), "ambiguous", best, ranked, more)
        near = f"只按措辞认定为 {self._named(code)}，相似度 {best:.0f}，请核对"
        return ItemFinding((code,), "wording", best, ranked, None if best >= PLAIN else near)

    def _named(self, code: str) -> str:
        return f"{code}（{self.book.items[code].title}）"

    def _scores(self, words: str) -> Mapping[str, float]:
        from rapidfuzz import fuzz, process

        bare = _bare(words)
        names = [name for name, _ in self._names]
        found = dict.fromkeys(self.book.items, 0.0)
        whole = process.extract_iter(bare, names, scorer=fuzz.ratio)
        parts = process.extract_iter(bare, names, scorer=fuzz.partial_ratio)
        pairs = zip(self._names, whole, parts, strict=True)
        for (name, code), (_, ratio, _), (_, partial, _) in pairs:
            found[code] = max(found[code], _points(bare, name, ratio, partial))
        return found

    def _score(self, words: str, code: str) -> float:
        from rapidfuzz import fuzz

        bare = _bare(words)
        return max(
            _points(bare, name, fuzz.ratio(bare, name), fuzz.partial_ratio(bare, name))
            for name in self.wordings[code]
        )


def _best_first(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


def _clear(ranked: Candidates) -> bool:
    """Whether the first beats the second: by a margin, or by being word for word the same."""
    best = ranked[0][1]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return best - second >= MARGIN or (best == 100 and second < 100)


def _bound(known: dict[Any, Any]) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()


def _points(mine: str, theirs: str, ratio: float, partial: float) -> float:
    """Return the similarity of two wordings, 0 to 100; a part of one alone never makes it 100."""
    if mine == theirs:
        return 100.0
    short = min(len(mine), len(theirs)) < 4
    return round(ratio if short else max(ratio, partial * 0.9), 1)


_FILLERS = re.compile(r"当事人|涉嫌|本市|行为|一案|的|[\s,，、。;；:：()（）“”\"']")


def _bare(wording: str) -> str:
    return _FILLERS.sub("", fold(wording[:MOST_WORDING]))


def _depth(cited: Citation, place: Citation) -> int:
    """How deep two places agree: 0 not at all, 1 article, 2 paragraph, 3 subparagraph."""
    if cited.article is None or cited.source != place.source or cited.article != place.article:
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
