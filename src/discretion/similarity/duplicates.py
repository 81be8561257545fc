"""The same case reported twice: other numbers, nearly the same text, one party, item and day.

Two cases are held to be one where all of this is so:

* they share an item, or one of them has none;
* the day of the act is the same, or the texts are equal to the letter and have figures enough to
  be no boilerplate;
* the party is the same, likely or possibly (:mod:`discretion.similarity.parties`); where one of
  them names nobody, the day and the figures of the texts must agree;
* the texts agree by ``NEAR`` or more (share of characters in common, in order), or, where one has
  no text, the day of the decision and the fine agree;
* they do not name two house numbers, unless the texts are so equal.

It is *likely* where the party is, all figures of the texts agree and the texts were compared;
else *possible*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from discretion.model.case import Case
from discretion.model.money import Money
from discretion.similarity.normal import normalise
from discretion.similarity.parties import Identity, Profile, compare_parties, profile_of
from discretion.similarity.parties.keys import party_keys

NEAR = 0.9
NEAR_UNNAMED = 0.97
"""The least agreement where one of the two names no party."""
LEAST_TEXT = 20
"""Characters of the shortest text that says enough to be compared."""
LEAST_FIGURES = 3
"""So many figures tell a text from others; fewer stand in boilerplate, too."""
_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared of one case."""

    case_id: str
    items: tuple[str, ...]
    party: Profile
    day: date | None
    """When it was done, else when it was found."""
    decided: date | None
    fine: Money | None
    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two cases that seem to be one, the smaller id first; ``text`` is their agreement, 0 to 1.

    Codes of the reasons: those of :mod:`discretion.similarity.parties.compare`, ``same_text``,
    ``near_text``, ``no_text``, ``same_day``, ``same_item``, ``same_figures``, ``other_figures``,
    ``same_fine``, ``other_fine``.
    """

    first: str
    second: str
    identity: Identity
    text: float
    reasons: tuple[str, ...]


def report_of(case: Case) -> Report:
    """Return what is compared of *case*."""
    text = normalise(case.text)
    if len(text) < LEAST_TEXT:
        text = ""
    return Report(
        case.id,
        case.items,
        profile_of(case),
        case.act.start or case.act.end or case.act.discovered,
        case.decided,
        case.penalty.fine if case.penalty else None,
        text,
        tuple(sorted(_FIGURES.findall(text))),
    )


def compare_cases(a: Report, b: Report) -> Duplicate | None:
    """Return how two cases seem to be one, None if they do not; symmetric."""
    if a.case_id == b.case_id:
        return None
    if b.case_id < a.case_id:
        a, b = b, a
    if a.items and b.items and set(a.items).isdisjoint(b.items):
        return None
    figures = a.figures == b.figures
    enough = figures and len(a.figures) >= LEAST_FIGURES
    equal = bool(a.text) and a.text == b.text
    same_day = a.day is not None and a.day == b.day
    apart = a.party.address and b.party.address and a.party.address != b.party.address
    if not (equal and enough) and (not same_day or apart):
        return None
    party = compare_parties(a.party, b.party)
    if party.identity is Identity.DIFFERENT:
        return None
    agreement, told = 0.0, "no_text"
    if a.text and b.text:
        unnamed = party.identity is Identity.UNKNOWN
        if unnamed and not (enough and same_day):
            return None
        least = NEAR_UNNAMED if unnamed else NEAR
        agreement = fuzz.ratio(a.text, b.text, score_cutoff=100 * least) / 100
        if not agreement:
            return None
        told = "same_text" if equal else "near_text"
    elif party.identity is Identity.UNKNOWN or (a.decided, a.fine) != (b.decided, b.fine):
        return None
    sure = party.identity in (Identity.SAME, Identity.LIKELY)
    likely = sure and same_day and figures and bool(agreement)
    return Duplicate(
        a.case_id,
        b.case_id,
        Identity.LIKELY if likely else Identity.POSSIBLE,
        round(agreement, 4),
        (told, *party.reasons, *_beside(a, b, same_day=same_day)),
    )


def _beside(a: Report, b: Report, *, same_day: bool) -> Iterator[str]:
    if same_day:
        yield "same_day"
    if a.items and b.items:
        yield "same_item"
    if a.text and b.text:
        yield "same_figures" if a.figures == b.figures else "other_figures"
    if a.fine is not None and b.fine is not None:
        yield "same_fine" if a.fine == b.fine else "other_fine"


def block_keys(one: Report) -> Iterator[tuple[object, ...]]:
    """Yield keys such that two cases that :func:`compare_cases` pairs share one.

    The day, or a text with figures enough, with each key of the party: its numbers, a person's
    name, an organisation's name less any one character. Where a party is not named, the day with
    the figures. Boilerplate is no key: it would pair thousands.
    """
    enough = len(one.figures) >= LEAST_FIGURES
    if one.day is not None and enough:
        yield (one.day, "figures", one.figures)
    text = hash(one.text) if enough else None
    for key in party_keys(one.party):
        if one.day is not None:
            yield (one.day, *key)
        if text is not None:
            yield (text, *key)


class Blocks:
    """Gathers the keys of many cases in bounded memory, and names the pairs that share one."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.int64]] = []
        self._rows: list[NDArray[np.int64]] = []
        self._pending: list[tuple[int, int]] = []

    def add(self, row: int, one: Report) -> None:
        """Take the keys of the case of this row."""
        # Equal keys have equal hashes; an accidental one only proposes a pair in vain.
        self._pending += ((hash(key), row) for key in block_keys(one))
        if len(self._pending) > 1 << 20:
            self._store()

    def pairs(self) -> NDArray[np.int64]:
        """Return the pairs of rows, shape (n, 2), ascending, each once and the smaller first."""
        self._store()
        keys, rows = np.concatenate(self._keys), np.concatenate(self._rows)
        order = np.lexsort((rows, keys))
        keys, rows = keys[order], rows[order]
        found = [np.empty((0, 2), np.int64)]
        apart = 1
        # Neighbours at every distance within a run of equal keys.
        while (same := np.flatnonzero(keys[apart:] == keys[:-apart])).size:
            pairs = np.stack((rows[same], rows[same + apart]), axis=1)
            found.append(pairs[pairs[:, 0] < pairs[:, 1]])
            apart += 1
        return np.unique(np.concatenate(found), axis=0)

    def _store(self) -> None:
        made = np.array(self._pending, np.int64).reshape(-1, 2)
        self._keys.append(made[:, 0].copy())
        self._rows.append(made[:, 1].copy())
        self._pending = []
