"""Two views of an answer: ``full``, as the command line writes it, and ``brief``.

The brief one holds the codes and figures that a case-handling system acts upon, with the sentences
of the findings, but neither the reasoning nor the texts of past cases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from discretion.consistency.check import check
from discretion.model.case import Case
from discretion.model.determination import Determination, Range
from discretion.model.review import Match
from discretion.report.jsonable import determination_json, plain, review_json
from discretion.report.masking import Mask
from discretion.report.sentences import finding_text
from discretion.report.texts import Language
from discretion.report.words import Words
from discretion.service.answers import names_of
from discretion.service.state import Loaded

View = Literal["full", "brief"]
Work = Callable[[Case], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Determining:
    """How a case is determined."""

    loaded: Loaded
    language: Language
    view: View
    as_of: date | None

    def __call__(self, case: Case) -> dict[str, Any]:
        """Return the determination of *case* as JSON data."""
        found = self.loaded.book.determine(case, self.as_of)
        if self.view == "brief":
            return brief_determination(found)
        return determination_json(found, self.language)


@dataclass(frozen=True, slots=True)
class Checking:
    """How a case is checked."""

    loaded: Loaded
    language: Language
    view: View
    mask: Mask
    k: int
    exclude: tuple[str, ...] = ()

    def __call__(self, case: Case) -> dict[str, Any]:
        """Return the review of *case* as JSON data."""
        corpus, words = self.loaded.corpus, Words(self.language)
        review = check(case, self.loaded.book, corpus, k=self.k, exclude=self.exclude)
        if self.view == "full":
            names = names_of(corpus, review.matches) if corpus is not None else {}
            return review_json(review, self.language, mask=self.mask, names=names)
        private = self.mask.of(case)
        return {
            "verdict": review.verdict.value,
            "verdict_text": words(f"verdict.{review.verdict.value}"),
            "findings": [
                {"code": f.code, "text": finding_text(f, words, private)} for f in review.findings
            ],
            "fine": plain(review.fine),
            "comparison": plain(review.comparison),
            "matches": [_brief_match(match) for match in review.matches],
            "corpus_version": review.corpus_version,
            "determination": brief_determination(review.determination),
        }


def brief_determination(d: Determination) -> dict[str, Any]:
    """Return the codes and figures of a determination."""
    return {
        "case_id": d.case_id,
        "outcome": d.outcome.value,
        "item": d.item,
        "title": d.title,
        "correction": d.correction,
        "statutory": _span(d.statutory),
        "lawful": _span(d.lawful),
        "benchmark": _span(d.benchmark),
        "recommended": _span(d.recommended),
        "grade": d.grade,
        "grades": list(d.grades),
        "row": d.row,
        "certain": d.certain,
        "others": [other.kind.value for other in d.others],
        "missing": [missing.fact for missing in d.missing],
        "duties": [{"code": n.code, "due": plain(n.due), "met": n.met} for n in d.duties],
        "for_person": [reason.code for reason in d.for_person],
        "rulebook": d.rulebook,
    }


@lru_cache(maxsize=4096)
def _span(span: Range | None) -> Any:
    return plain(span)


def _brief_match(match: Match) -> dict[str, Any]:
    return {
        "case_id": match.case_id,
        "score": match.score,
        "decided": plain(match.decided),
        "fine": plain(match.fine),
    }
