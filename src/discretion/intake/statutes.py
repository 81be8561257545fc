"""Cited places found in the rulebook's sources: the version of the text in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from discretion.rulebook.prose.citations import ParsedCitation
from discretion.rulebook.prose.numerals import fold
from discretion.rulebook.schema import Citation, Source

FUZZY_TITLE = 90
"""Lowest similarity (0 to 100) at which a misspelt title still names a held text."""

_REPUBLIC = "中华人民共和国"
_MOST_TITLES = 10_000


@dataclass(frozen=True, slots=True)
class ResolvedCitation:
    """A place in a held version. ``score`` is 100 unless the title matched only nearly."""

    citation: Citation
    score: float = 100.0


@dataclass(frozen=True, slots=True)
class UnresolvedCitation:
    """A place that cannot be found, and why; ``nearest`` is the title that may be meant.

    ``code`` is ``no_title``, ``unknown_statute``, ``no_version`` or ``inserted``.
    """

    parsed: ParsedCitation
    code: str
    reason: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """The versions of a text that a title names, oldest first; none, and the nearest title."""

    versions: tuple[Source, ...] = ()
    score: float = 100.0
    nearest: str | None = None


class Statutes:
    """The sources of a rulebook by title; equal titles are looked up once."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_name: dict[str, list[Source]] = {}
        self._by_title: dict[str, list[Source]] = {}
        for source in sorted(sources, key=lambda s: (s.in_force.from_, s.id)):
            self._by_title.setdefault(source.title, []).append(source)
            for name in {bare_title(t) for t in (source.title, *source.aliases)}:
                self._by_name.setdefault(name, []).append(source)
        self._found: dict[str, _Held] = {}

    def resolve(
        self, parsed: ParsedCitation, on: date | None
    ) -> tuple[ResolvedCitation, ...] | UnresolvedCitation:
        """Find the place in the version in force *on* a day; without one, in every held version.

        A day may have two versions only by a slip of the rulebook: the newer is the law.
        """
        if not parsed.title:
            return UnresolvedCitation(parsed, "no_title", f"“{parsed}”没有写明法规名称")
        held = self._held(parsed.title)
        if not held.versions:
            hint = f"，您是不是指《{held.nearest}》？" if held.nearest else ""
            reason = f"裁量基准库没有收录《{parsed.title}》{hint}"
            return UnresolvedCitation(parsed, "unknown_statute", reason, held.nearest)
        if parsed.inserted:
            reason = f"“{parsed}”是“之{parsed.inserted}”条文，裁量基准库未单独收录，须人工查找"
            return UnresolvedCitation(parsed, "inserted", reason)
        fitting = [s for s in held.versions if on is None or s.in_force.covers(on)]
        if not fitting:
            spans = "；".join(
                f"{s.in_force.from_} 至 {s.in_force.to or '今'}" for s in held.versions
            )
            title = held.versions[0].title
            reason = f"没有《{title}》在 {on} 施行的版本（已收录版本施行于 {spans}）"
            return UnresolvedCitation(parsed, "no_version", reason)
        chosen = fitting if on is None else fitting[-1:]
        return tuple(ResolvedCitation(_place(parsed, s), held.score) for s in chosen)

    def _held(self, title: str) -> _Held:
        found = self._found.get(title)
        if found is None:
            if len(self._found) >= _MOST_TITLES:
                self._found.clear()
            found = self._found[title] = self._look_up(bare_title(title))
        return found

    def _look_up(self, wanted: str) -> _Held:
        if exact := self._by_name.get(wanted):
            return _Held(tuple(exact))
        from rapidfuzz import fuzz, process

        near = process.extract(
            wanted, list(self._by_name), scorer=fuzz.ratio, limit=8, score_cutoff=60
        )
        if not near:
            return _Held()
        best, score, _ = near[0]
        title = self._by_name[best][-1].title
        # 条例, 办法 and 规定 of nearly the same name are different texts: endings must agree.
        rivals = {s.title for n, points, _ in near if points > score - 3 for s in self._by_name[n]}
        if score >= FUZZY_TITLE and best[-2:] == wanted[-2:] and len(rivals) == 1:
            return _Held(tuple(self._by_title[title]), score)
        return _Held(nearest=title)


def bare_title(title: str) -> str:
    """Return a statute's title for comparison: no marks, remarks, or 中华人民共和国."""
    text = fold(title)
    while text.endswith(")") and "(" in text:
        text = text[: text.rindex("(")].rstrip()
    for mark in ' \n\t《》〈〉<>“”"':
        text = text.replace(mark, "")
    return text.removeprefix(_REPUBLIC)


def _place(parsed: ParsedCitation, source: Source) -> Citation:
    return Citation(
        source=source.id,
        article=_within(parsed.article, 2000),
        paragraph=_within(parsed.paragraph, 50),
        subparagraph=_within(parsed.subparagraph, 100),
    )


def _within(number: int | None, most: int) -> int | None:
    """Drop a number that no statute reaches: the schema would refuse it."""
    return number if number is None or number <= most else None
