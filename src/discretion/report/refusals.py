"""Refusals of faulty cases and events in the language that is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from discretion.engine.errors import CaseError
from discretion.intake.errors import IntakeError
from discretion.intake.objects import MOST_REASONS
from discretion.report.texts import Language
from discretion.report.texts.refusals import PARTS, PLACES, SENTENCES
from discretion.rulebook.prose.unreadable import shorten

_HINT = re.compile(r"(.*?)(?:，您是不是要写 (.*)？|，可用：(.*))?", re.DOTALL)
_LISTS = ("known", "choices")
"""Names of values that are lists."""
_NAME = re.compile(r"\\\{([a-z]+)\\\}")


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal in words: all in one, and its parts."""

    detail: str
    where: str | None
    remedy: str | None


def told(error: IntakeError | CaseError, language: Language) -> Told:
    """Return the words of a refusal; a sentence without an English one stays Chinese."""
    if isinstance(error, CaseError):
        return Told(str(error) if language == "zh" else _of_case(error), error.field, None)
    if language == "zh":
        return Told(str(error), error.where, error.remedy)
    where = _said(error.where, PLACES) if error.where else None
    remedy = _faults(error) if error.faults else _sentence(error.remedy)
    parts = {
        "what": _sentence(error.what),
        "where": PARTS["where"].format(where=where) if where else "",
        "value": "" if error.value is None else PARTS["value"].format(value=shorten(error.value)),
        "remedy": remedy,
    }
    return Told(PARTS["whole"].format(**parts), where, remedy)


def _of_case(error: CaseError) -> str:
    near = PARTS["near"].format(near=error.suggestion) if error.suggestion else ""
    return PARTS["case_error"].format(
        case=error.case_id,
        field=error.field,
        value=shorten(error.value),
        message=_sentence(error.message),
        near=near,
    )


def _faults(error: IntakeError) -> str:
    found = [
        PARTS["fault"].format(field=field or PARTS["case"], message=_sentence(message))
        + (PARTS["now"].format(value=value) if value else "")
        for field, value, message in error.faults[:MOST_REASONS]
    ]
    rest = len(error.faults) - MOST_REASONS
    return "; ".join(found) + (PARTS["more"].format(n=rest) if rest > 0 else "") + "."


def _sentence(text: str) -> str:
    """Return one sentence in English, with what it suggests."""
    whole = _said(text, SENTENCES)
    if whole != text:
        return whole
    found = _HINT.fullmatch(text)
    assert found is not None
    base, near, known = found.groups()
    hint = PARTS["near"].format(near=near) if near else ""
    hint += PARTS["known"].format(known=_listed(known)) if known else ""
    return _said(base, SENTENCES) + hint


def _said(text: str, known: Mapping[str, str]) -> str:
    for pattern, english in _patterns(known is PLACES):
        if found := pattern.fullmatch(text):
            values = found.groupdict()
            listed = {name: _listed(v) for name, v in values.items() if name in _LISTS}
            return _put_in(english, {**values, **listed})
    return text


def _listed(text: str) -> str:
    return text.replace("、", ", ")


def _put_in(text: str, values: Mapping[str, str]) -> str:
    """Put values in by their names; other braces are part of the text."""
    return re.sub(r"\{([a-z]+)\}", lambda found: values.get(found[1], found[0]), text)


@cache
def _patterns(places: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    known = PLACES if places else SENTENCES
    return tuple(
        (re.compile(_NAME.sub(r"(?P<\1>.*?)", re.escape(chinese)), re.DOTALL), english)
        for chinese, english in known.items()
    )
