"""The legal texts that tables cite: sources of a draft, and the places in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from discretion.rulebook.exchange.published.doubts import MARK, Doubt
from discretion.rulebook.prose.citations import ParsedCitation, parse_citations
from discretion.rulebook.schema import Citation, Period, Source, SourceLevel

DOCUMENT = "draft-document"
"""The id of the published document itself."""
_QUOTED = re.compile(r"[:：“\"「]|违反本|违反前款|有下列|的,处|,处|规定的[,，]")
_PLACE = re.compile("省|市|自治区|自治州|自治县|特区|兵团")


class Statutes:
    """Collects the texts that a file cites and gives each an id."""

    def __init__(self, title: str, day: date, known: Mapping[str, str]) -> None:
        """*known* are ids of texts that the general rulebook holds, by title and alias."""
        self.day = day
        self.known = known
        self._ids: dict[str, str] = {}
        self._titles: dict[str, str] = {DOCUMENT: title}

    def sources(self) -> tuple[Source, ...]:
        """Return the drafted sources: the document itself, then the texts it cites."""
        return tuple(self._source(i, title) for i, title in self._titles.items())

    def _source(self, identifier: str, title: str) -> Source:
        note = f"{MARK}：施行日期是起草时填的，层级按名称推定。"
        if identifier == DOCUMENT:
            note = f"{MARK}：施行日期是起草时填的；所附文件的全称、文号与有效期未录入。"
        return Source(
            id=identifier,
            title=title,
            level=SourceLevel.NORMATIVE_DOCUMENT if identifier == DOCUMENT else level_of(title),
            in_force=Period.model_validate({"from": self.day}),
            note=note,
        )

    def cite(self, text: str) -> tuple[tuple[Citation, ...], tuple[Doubt, ...]]:
        """Return the places that a cell cites; quoted articles inside it do not count."""
        if not text.strip():
            return (), ()
        citations: list[Citation] = []
        doubts: list[Doubt] = []
        for line in _heads(text):
            for parsed in parse_citations(line):
                if parsed.title is None:
                    doubts.append(Doubt(str(parsed), "citation_untitled"))
                elif citation := self._citation(parsed):
                    citations.append(citation)
        if not citations and not doubts:
            doubts.append(Doubt(text.strip()[:120], "citation_untitled"))
        return tuple(dict.fromkeys(citations)), tuple(doubts)

    def _citation(self, parsed: ParsedCitation) -> Citation | None:
        assert parsed.title is not None
        note = f"第{parsed.article}条之{parsed.inserted}" if parsed.inserted else None
        if (parsed.article or 0) > 2000 or (parsed.paragraph or 0) > 50:
            return None
        return Citation(
            source=self._id(parsed.title),
            article=parsed.article,
            paragraph=parsed.paragraph,
            subparagraph=parsed.subparagraph,
            note=note,
        )

    def _id(self, title: str) -> str:
        bare = re.sub(r"\s+", "", title)
        if bare in self.known:
            return self.known[bare]
        if bare not in self._ids:
            identifier = f"draft-text-{len(self._ids) + 1}"
            self._ids[bare] = identifier
            self._titles[identifier] = bare
        return self._ids[bare]


def _heads(text: str) -> list[str]:
    """Return what stands before the words of a quoted article, part by part."""
    parts = re.split(r"\n|(?=《)", text)
    heads, current = [], ""
    for part in parts:
        if part.startswith("《"):
            current = part
            heads.append(_QUOTED.split(part)[0])
        elif not current and part.strip():
            heads.append(_QUOTED.split(part)[0])
    return heads


def level_of(title: str) -> SourceLevel:
    """Return the rank that the name of a text suggests."""
    local = bool(_PLACE.search(title))
    if title.endswith(("法", "法典")) and not local:
        return SourceLevel.LAW
    if title.endswith("条例"):
        return SourceLevel.LOCAL_REGULATION if local else SourceLevel.ADMINISTRATIVE_REGULATION
    if title.endswith(("办法", "规定", "规则", "细则")):
        return SourceLevel.LOCAL_RULE if local else SourceLevel.DEPARTMENT_RULE
    return SourceLevel.NORMATIVE_DOCUMENT
