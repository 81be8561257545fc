"""Results as plain data for JSON: stable keys, money in yuan as text, dates in ISO 8601."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial
from operator import attrgetter
from typing import Any

from discretion.model.determination import Determination, Place, Reason
from discretion.model.money import Money
from discretion.model.review import Match, Review
from discretion.report.masking import Mask, Names
from discretion.report.paragraph import paragraph
from discretion.report.sentences import (
    duty_state,
    duty_text,
    finding_text,
    person_text,
    reason_text,
)
from discretion.report.texts import Language
from discretion.report.words import Words

_NAMED_VALUES = ("values", "choices")
"""Attributes that hold pairs of a name and a value."""


def plain(value: Any) -> Any:
    """Return *value* as JSON data; dataclasses become objects with keys in their order."""
    kind = type(value)
    if kind in _JSON:
        return value
    how = _HOW.get(kind)
    if how is None:
        how = _HOW[kind] = _how(kind)
    return how(value)


_JSON = frozenset({str, int, float, bool, type(None)})
_HOW: dict[Any, Callable[[Any], Any]] = {}
"""How values of a type become JSON data: found out once for each type."""


def _how(kind: Any) -> Callable[[Any], Any]:
    if issubclass(kind, Money | Decimal):
        return str
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, date):
        return date.isoformat
    if is_dataclass(kind):
        return partial(_object, _names(kind))
    if issubclass(kind, tuple | list):
        return _list
    if issubclass(kind, dict):
        return lambda value: {str(k): plain(v) for k, v in value.items()}
    return lambda value: value


def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def _object(names: tuple[str, ...], value: Any) -> dict[str, Any]:
    found = {}
    for name in names:
        of = getattr(value, name)
        if type(of) not in _JSON:
            of = {n: plain(v) for n, v in of} if name in _NAMED_VALUES else plain(of)
        found[name] = of
    return found


def _list(value: Any) -> list[Any]:
    return [plain(v) for v in value]


_OF_A_REASON = tuple(name for name in _names(Reason) if name != "children")


def determination_json(determination: Determination, language: Language = "zh") -> dict[str, Any]:
    """Return a determination as JSON data: codes and values, each with its sentence.

    The case itself is not repeated; ``case_digest`` and ``rulebook`` say what was decided with.
    """
    words = Words(language)
    d = determination
    apart = {"case", "places", "duties", "reasons", "for_person", "facts", "rulebook"}
    data = _object(tuple(n for n in _names(type(d)) if n not in apart), d)
    facts = dict(d.facts)
    data["places"] = [_place(place, words) for place in d.places]
    data["facts"] = {name: plain(value) for name, value in d.facts}
    data["duties"] = [
        {
            **plain(note),
            "state": duty_state(note),
            "text": duty_text(note, words),
            "place_text": words.place(note.place),
        }
        for note in d.duties
    ]

    def reason(each: Reason) -> dict[str, Any]:
        return {
            **_object(_OF_A_REASON, each),
            "children": [reason(child) for child in each.children],
            "text": reason_text(each, words, facts),
            "place_text": words.place(each.place),
        }

    data["reasons"] = [reason(each) for each in d.reasons]
    data["for_person"] = [
        {**plain(each), "text": person_text(each, words)} for each in d.for_person
    ]
    data["case_digest"], data["rulebook"] = d.case_digest, d.rulebook
    return data


def _place(place: Place, words: Words) -> dict[str, Any]:
    return {**plain(place), "text": words.place(place)}


def matches_json(matches: Sequence[Match], mask: Mask, names: Names) -> list[dict[str, Any]]:
    """Return similar cases as JSON data; *names* are starred in their texts."""
    found = []
    for match in matches:
        private = Mask(names.get(match.case_id, ()), shown=mask.shown)
        found.append({**plain(match), "text": private(match.text)})
    return found


def review_json(
    review: Review,
    language: Language = "zh",
    *,
    mask: Mask | None = None,
    names: Names | None = None,
) -> dict[str, Any]:
    """Return a review as JSON data, every finding with its sentence.

    *mask* says whether personal names are shown (default: not); *names* are those of the matches.
    """
    words = Words(language)
    private = (mask or Mask()).of(review.determination.case)
    return {
        "case_id": review.determination.case_id,
        "verdict": review.verdict.value,
        "verdict_text": words(f"verdict.{review.verdict.value}"),
        "findings": [
            {
                "code": f.code,
                "values": {
                    n: private(v) if f.code == "reason_recorded" else plain(v) for n, v in f.values
                },
                "text": finding_text(f, words, private),
            }
            for f in review.findings
        ],
        "fine": plain(review.fine),
        "lawful": plain(review.lawful),
        "benchmark": plain(review.benchmark),
        "comparison": plain(review.comparison),
        "matches": matches_json(review.matches, private, names or {}),
        "paragraph": paragraph(review, words, private),
        "determination": determination_json(review.determination, language),
        "corpus_version": review.corpus_version,
    }
