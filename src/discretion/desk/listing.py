"""A list of checked rows as a reader asked for it: which, in what order, which page of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from discretion.desk.paging import page_asked
from discretion.desk.runs import STANDINGS, Checked
from discretion.report.words import Words

PAGE = 50
"""Rows of a page."""
LONGEST_QUERY = 200
LIST = "list"
"""The key of a case's address that holds the list which it was opened from."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a list is to be seen; empty fields leave nothing out."""

    standing: str = ""
    words: str = ""
    item: str = ""
    team: str = ""
    undecided: bool = False
    """Only cases that have no decision in the record."""
    by_row: bool = False
    """In the order of the ledger, rather than by what needs a person."""
    page: int = 1

    @classmethod
    def of(cls, query: QueryParams) -> Wish:
        """Read a wish from an address; what cannot be read is left out."""
        standing = query.get("standing", "")
        return cls(
            standing if standing in STANDINGS else "",
            query.get("q", "").strip()[:LONGEST_QUERY],
            query.get("item", "")[:LONGEST_QUERY],
            query.get("team", "")[:LONGEST_QUERY],
            query.get("open") == "1",
            query.get("sort") == "row",
            page_asked(query),
        )

    def query(self, **changes: object) -> str:
        """Return the part of an address that asks for this, but for *changes*."""
        wish = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        named = {
            "standing": wish.standing,
            "q": wish.words,
            "item": wish.item,
            "team": wish.team,
            "open": "1" if wish.undecided else "",
            "sort": "row" if wish.by_row else "",
            "page": str(wish.page) if wish.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})

    @property
    def inside(self) -> str:
        """This as the query of a case's address, so that the way back is known; empty for all."""
        return "?" + urlencode({LIST: asked}) if (asked := self.query()[1:]) else ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.standing or self.words or self.item or self.team or self.undecided)

    def rows(
        self, rows: Sequence[Checked], *, names: bool, decided: Collection[str] = ()
    ) -> list[Checked]:
        """Return the rows asked for, in order; names are searched only where they are shown.

        *decided* are the cases that have a decision.
        """
        needle = self.words.casefold()
        found = [
            row
            for row in rows
            if (not self.standing or row.standing == self.standing)
            and (not self.item or row.item == self.item)
            and (not self.team or (row.case is not None and row.case.team == self.team))
            and not (self.undecided and row.case is not None and row.case.id in decided)
            and (not needle or needle in _haystack(row, names))
        ]
        found.sort(key=(lambda row: row.row) if self.by_row else (lambda row: row.order))
        return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list may be narrowed to: items by code with their titles, and teams; with counts."""

    items: tuple[tuple[str, str, int], ...]
    teams: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, rows: Iterable[Checked], words: Words) -> Choices:
        """Count what rows have."""
        titles: dict[str, str] = {}
        items, teams = Counter[str](), Counter[str]()
        for row in rows:
            if row.item is not None:
                items[row.item] += 1
                titles.setdefault(row.item, words.pick(row.title, row.title_en))
            if row.case is not None and row.case.team:
                teams[row.case.team] += 1
        listed = sorted(items.items(), key=lambda i: (-i[1], i[0]))
        return cls(
            tuple((code, titles[code], n) for code, n in listed),
            tuple(sorted(teams.items(), key=lambda t: (-t[1], t[0]))),
        )


def _haystack(row: Checked, names: bool) -> str:
    case = row.case
    parts = [str(row.row), row.item, row.title, row.title_en, *row.told[:1]]
    if case is not None:
        parts += [case.id, case.team, case.place.street if case.place else None]
        if names:
            parts += [case.party.name, case.text]
    return "\n".join(part for part in parts if part).casefold()
