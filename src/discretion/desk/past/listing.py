"""Past cases as a page lists them, and as data to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from discretion.consistency.observations import Ints
from discretion.desk import links
from discretion.desk.past.ground import Ground
from discretion.desk.past.selection import Labels, Selection
from discretion.report.audit import marks
from discretion.report.words import clean

LENGTH = 50
"""Cases of a page."""
NARROW_BY = ("item", "team", "verdict", "grade", "month")
"""What a list may be narrowed by on its page; pictures narrow it by more."""
DATA = ("item", "row", "grade", "verdict", "party", "team", "body", "district", "channel")
_SCALE = marks.Scale(-0.25, 1.25)
"""What lies outside the lawful range is drawn outside it."""


@dataclass(frozen=True, slots=True)
class PastRow:
    """One past case of a list."""

    id: str
    href: str
    item: str
    code: str
    team: str
    decided: str
    fine: str
    place: str
    """Where the fine stands in its statutory range, in words."""
    drawing: Markup
    verdict: str
    """The code of the verdict; empty while it is not known."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to narrow by: its dimension, what it is called, and its labels with their numbers."""

    dimension: str
    title: str
    chosen: str
    options: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a choice, and where the list without it is."""

    title: str
    value: str
    without: str


def rows_of(ground: Ground, rows: Ints, labels: Labels) -> list[PastRow]:
    """Return cases as a page shows them."""
    return [_row(ground, row, labels) for row in rows.tolist()]


def choices(ground: Ground, rows: Ints, selection: Selection, labels: Labels) -> list[Choice]:
    """Return what the chosen *rows* can be narrowed by, with how many cases each label has."""
    chosen = dict(selection.chosen)
    found = []
    for dimension in NARROW_BY:
        column = ground.columns.get(dimension)
        if column is None:
            continue
        codes = column.codes[rows]
        counts = np.bincount(codes[codes >= 0], minlength=len(column.labels))
        options = tuple(
            (label, labels.of(dimension, label), int(n))
            for label, n in zip(column.labels, counts.tolist(), strict=True)
            if n
        )
        title = labels.dimension(dimension)
        found.append(Choice(dimension, title, chosen.get(dimension, ""), options))
    return found


def conditions(selection: Selection, labels: Labels) -> list[Condition]:
    """Return the conditions of a choice in words."""
    return [
        Condition(
            labels.dimension(dimension),
            labels.of(dimension, label),
            selection.without(dimension).address(),
        )
        for dimension, label in selection.chosen
    ]


def data_of(
    ground: Ground, rows: Ints, labels: Labels
) -> tuple[tuple[str, ...], list[Sequence[Any]]]:
    """Return cases as a table: headings and rows, amounts as money, places as numbers."""
    words = labels.words
    known = [name for name in DATA if name in ground.columns]
    codes = ("case", "code", *known, "decided", "fine", "place")
    heads = tuple(words(f"past.{code}") for code in codes)
    return heads, [_data(ground, row, known, labels) for row in rows.tolist()]


def _data(ground: Ground, row: int, known: Sequence[str], labels: Labels) -> Sequence[Any]:
    said = [ground.columns[name].at(row) for name in known]
    place = float(ground.place[row])
    return (
        ground.ids[row],
        ground.columns["item"].at(row),
        *(None if s is None else labels.of(n, s) for n, s in zip(known, said, strict=True)),
        ground.decided(row),
        ground.money(row),
        None if np.isnan(place) else round(place, 6),
    )


def _row(ground: Ground, row: int, labels: Labels) -> PastRow:
    words, columns = labels.words, ground.columns
    item, day = columns["item"].at(row), ground.decided(row)
    fine, place = ground.money(row), float(ground.place[row])
    verdict = columns["verdict"].at(row) if "verdict" in columns else None
    known = not np.isnan(place)
    return PastRow(
        id=clean(str(ground.ids[row])),
        href=links.past_case(str(ground.ids[row])),
        item=labels.item(item) if item else "—",
        code=item or "",
        team=clean(columns["team"].at(row) or columns["body"].at(row) or "—"),
        decided=day.isoformat() if day else "—",
        fine=words.money(fine) if fine is not None else words("audit.no_fine"),
        place=f"{place * 100:.0f}%".replace("-", "−") if known else "—",
        drawing=_drawing(place) if known else Markup(),
        verdict=verdict or "",
    )


def _drawing(place: float) -> Markup:
    """Return the lawful range with the fine on it."""
    parts = (
        marks.line(_SCALE, 0.0, 1.0, 10, "m-law"),
        marks.dot(_SCALE, place, 10, "m-fine", 5),
    )
    return Markup('<svg class="marks" height="20" aria-hidden="true">{}</svg>').format(
        Markup("").join(parts)
    )
