"""Which past cases are meant: a choice by what they have in common, as an address and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

import numpy as np

from discretion.consistency.observations import Ints
from discretion.desk.past.ground import DIMENSIONS, Ground
from discretion.engine.book import Book
from discretion.model.money import Money
from discretion.report.masking import Mask
from discretion.report.words import Words, clean

PATH = "/desk/audit/cases"
INDICATOR = "indicator."
"""Begins the dimensions that say how a case counts for an indicator of the plan."""
ORDERS = ("newest", "highest", "lowest")
"""By day of decision, or by where the fine stands in its statutory range."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Cases that have every label of ``chosen``, and of those the ones in a list of the audit."""

    chosen: tuple[tuple[str, str], ...] = ()
    """Dimension and label, each dimension at most once, in the order of DIMENSIONS."""
    listed: str = ""
    """The name of a list of the audit (``outliers``, ``pairs``); empty: any case."""
    order: str = ORDERS[0]

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Selection:
        """Return the choice that an address makes; what it does not know is left out."""
        known = [*DIMENSIONS, *sorted(name for name in query if name.startswith(INDICATOR))]
        chosen = tuple((name, query[name]) for name in known if query.get(name))
        order = query.get("order", "")
        return cls(chosen, query.get("list", ""), order if order in ORDERS else ORDERS[0])

    @classmethod
    def of(cls, **chosen: str) -> Selection:
        """Return the choice of cases by dimensions."""
        return cls.read(chosen)

    def query(self, **more: object) -> str:
        """Return the address's query that makes this choice."""
        parts: dict[str, object] = dict(self.chosen)
        if self.listed:
            parts["list"] = self.listed
        if self.order != ORDERS[0]:
            parts["order"] = self.order
        return urlencode({**parts, **{name: value for name, value in more.items() if value}})

    def address(self, **more: object) -> str:
        """Return the address of the page of these cases."""
        query = self.query(**more)
        return f"{PATH}?{query}" if query else PATH

    def without(self, dimension: str) -> Selection:
        """Return the choice with one condition less; ``list`` is that of the audit's list."""
        rest = tuple(pair for pair in self.chosen if pair[0] != dimension)
        return Selection(rest, "" if dimension == "list" else self.listed, self.order)

    def rows(self, ground: Ground, listed: Iterable[str] | None = None) -> Ints:
        """Return the rows that are meant, in the order asked for; *listed* are the list's ids."""
        kept = np.ones(len(ground), dtype=bool)
        for dimension, label in self.chosen:
            column = ground.columns.get(dimension)
            kept &= False if column is None else column.rows(label)
        if listed is not None:
            wanted = frozenset(listed)
            kept &= np.fromiter((i in wanted for i in ground.ids), bool, len(ground))
        rows = np.flatnonzero(kept)
        return rows[self._order(ground, rows)]

    def _order(self, ground: Ground, rows: Ints) -> Ints:
        ids = ground.ids[rows].astype(str)
        by = -ground.day[rows].astype(np.float64)
        if self.order != "newest":
            sign = -1 if self.order == "highest" else 1
            by = sign * ground.place[rows]  # NaN, the unknown, comes last
        found: Ints = np.lexsort((ids, by))
        return found


class Labels:
    """What the labels of the columns are called in one language, names of persons masked."""

    def __init__(
        self,
        ground: Ground,
        book: Book,
        words: Words,
        mask: Mask,
        indicators: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Take what *indicators* are called, by id."""
        self.ground, self.book, self.words, self.mask = ground, book, words, mask
        self.indicators = indicators

    def dimension(self, name: str) -> str:
        """Return what a dimension is called."""
        if name.startswith(INDICATOR):
            return self.words("past.indicator")
        return self.words(f"past.{name}")

    def of(self, dimension: str, label: str) -> str:
        """Return what a label is called."""
        words = self.words
        if dimension == "item":
            return self.item(label)
        if dimension == "row":
            return self._row(label)
        if dimension == "officer":
            return self._officer(label)
        if dimension == "fine":
            return self._fine(label)
        if dimension.startswith(INDICATOR):
            return self._indicator(dimension.removeprefix(INDICATOR), label)
        code = {
            "grade": f"grade.{label}",
            "channel": f"audit.channel.{label}",
            "party": f"kind_of_party.{label}",
            "verdict": f"audit.short.{label}",
        }.get(dimension, "")
        return words(code) if code in words.texts else clean(label)

    def item(self, code: str) -> str:
        """Return the title of an item, or its code where the rulebook has none."""
        item = self.book.items.get(code)
        return self.words.pick(item.title, item.title_en) if item else clean(code)

    def _row(self, label: str) -> str:
        code, version, row = [*label.split("/"), "", ""][:3]
        held = self.book.items.get(code)
        said = self.words("past.row_value", row=clean(row))
        if held is not None and len(held.versions) > 1:
            number = _number(version) - 1
            if 0 <= number < len(held.versions):
                period = self.book.effective(held.versions[number])
                said += self.words.brackets(self.words("book.since", first=period.from_))
        return self.words("punctuation.label", label=self.item(code), value=said)

    def _indicator(self, name: str, label: str) -> str:
        title, words = self.indicators.get(name, clean(name)), self.words
        known = f"past.counts.{label}" in words.texts
        value = words(f"past.counts.{label}") if known else clean(label)
        return words("punctuation.label", label=title, value=value)

    def _fine(self, label: str) -> str:
        try:
            return self.words.money(Money.yuan(label))
        except ValueError:  # nobody's fine, written into the address
            return clean(label)

    def _officer(self, label: str) -> str:
        number = _number(label)
        if 0 <= number < len(self.ground.officers):
            name = self.mask.name(self.ground.officers[number])
            return name if self.mask.shown else f"{name} {number + 1}"
        return clean(label)


def _number(text: str) -> int:
    """Return the number that an address writes, -1 where it is none that counts anything."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
