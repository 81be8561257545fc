"""The past cases in columns, with what the rulebook says of each: what lists and pictures rest on.

Names of parties are not here; officers are told apart by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.distributions import places_of
from discretion.consistency.observations import Floats, Ints
from discretion.corpus import Corpus
from discretion.corpus.columns import case_at, conform
from discretion.corpus.decide import decide
from discretion.engine.book import Book
from discretion.engine.decisions import GRADES, Decisions
from discretion.engine.law import law_for
from discretion.model.money import Money

DIMENSIONS = (
    "item",
    "row",
    "grade",
    "team",
    "body",
    "district",
    "channel",
    "party",
    "officer",
    "fine",
    "month",
    "verdict",
)
"""What cases can be chosen by, in the order in which a choice is told; a verdict only once the
audit is done, and so are ``indicator.ID``."""
_EPOCH = date(1970, 1, 1).toordinal()
_READ = ("team", "body", "district", "channel", "party")


@dataclass(frozen=True)
class Column:
    """One column: ``codes`` index the sorted ``labels``, -1 where nothing is known."""

    labels: tuple[str, ...]
    codes: Ints

    def rows(self, label: str) -> NDArray[np.bool_]:
        """Return which rows have *label*."""
        code = self.labels.index(label) if label in self.labels else len(self.labels)
        found: NDArray[np.bool_] = self.codes == code
        return found

    def at(self, row: int) -> str | None:
        """Return the label of a row."""
        code = int(self.codes[row])
        return None if code < 0 else self.labels[code]


@dataclass(frozen=True)
class Ground:
    """Every past case, one row each.

    ``fine`` is in fen (-1: none), ``day`` an ordinal (0: not known), ``place`` where the fine
    stands in its statutory range, 0 to 1 (NaN: not known). A benchmark row is named
    ``CODE/version/row``, versions counted from 1; an officer by the number of the name; a fine by
    its yuan.
    """

    ids: NDArray[np.object_]
    columns: Mapping[str, Column]
    fine: Ints
    day: Ints
    place: Floats
    officers: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def money(self, row: int) -> Money | None:
        """Return the fine of a row."""
        return None if self.fine[row] < 0 else Money(int(self.fine[row]))

    def decided(self, row: int) -> date | None:
        """Return the day on which a row's case was decided."""
        return _date(self.day[row])

    def judged(self, columns: Mapping[str, Column]) -> Ground:
        """Return the same cases with more columns."""
        return replace(self, columns={**self.columns, **columns})

    def counts(self, dimension: str) -> dict[str, int]:
        """Return how many cases each label of a dimension has."""
        column = self.columns[dimension]
        counted = np.bincount(column.codes[column.codes >= 0], minlength=len(column.labels))
        return dict(zip(column.labels, counted.tolist(), strict=True))


def ground_of(corpus: Corpus, book: Book) -> Ground:
    """Return the cases of *corpus* in columns, each decided under *book*."""
    names = [name for name in corpus.batches().schema.names if name != "json"]
    table = conform(corpus.table(names), book.every_fact())
    decisions = decide(book, table)
    items = _items(table, decisions)
    versions = _versions(table, book, items, decisions)
    day = _days(table, "decided")
    fine = table["fine"].fill_null(-1).to_numpy().astype(np.int64)
    officers, officer_of = _coded([names[0] if names else None for names in _list(table)])
    columns = {name: _column(table[name].to_pylist()) for name in _READ}
    columns["item"] = _column(item if item in book.items else None for item in items)
    columns["grade"] = _graded(decisions.grade)
    columns["fine"] = _column(None if fen < 0 else str(Money(fen)) for fen in fine.tolist())
    columns["month"] = _column(str(date.fromordinal(d))[:7] if d else None for d in day.tolist())
    columns["officer"] = Column(tuple(str(n) for n in range(len(officers))), officer_of)
    columns["row"] = _column(
        f"{item}/{version}/{row}" if row and version else None
        for item, version, row in zip(items, versions, decisions.row.tolist(), strict=True)
    )
    ids = np.array(table["id"].to_pylist(), dtype=object)
    known = np.where(fine < 0, np.nan, fine.astype(np.float64))
    places = places_of(known, decisions.statutory)
    return Ground(ids, columns, fine, day, places, officers)


def _coded(values: Iterable[str | None]) -> tuple[tuple[str, ...], Ints]:
    found = list(values)
    labels = sorted({value for value in found if value})
    at = {label: number for number, label in enumerate(labels)}
    return tuple(labels), np.array([at.get(v or "", -1) for v in found], dtype=np.int64)


def _column(values: Iterable[str | None]) -> Column:
    return Column(*_coded(values))


def _graded(codes: Any) -> Column:
    """Grades keep their own order, mildest first."""
    return Column(GRADES, codes.astype(np.int64))


def _list(table: Any) -> list[list[str] | None]:
    found: list[list[str] | None] = table["officers"].to_pylist()
    return found


def _days(table: Any, name: str) -> Ints:
    """Return days as ordinals, 0 where there is none."""
    days: Ints = table[name].cast("int32").fill_null(-_EPOCH).to_numpy().astype(np.int64)
    return days + _EPOCH


# --- which row of which table ---------------------------------------------------------------------


def _items(table: Any, decisions: Decisions) -> list[str | None]:
    """Return the item that each answer is of."""
    pairs = zip(table["items"].to_pylist(), decisions.chosen.tolist(), strict=True)
    return [codes[min(at, len(codes) - 1)] if codes else None for codes, at in pairs]


def _versions(table: Any, book: Book, items: list[str | None], decisions: Decisions) -> list[int]:
    """Return the version of its item, from 1, whose table each case met; 0 where it met none."""
    over, decided = _days(table, "act_end"), _days(table, "decided")
    over = np.where(over == 0, _days(table, "act_start"), over)
    for days in (_days(table, "filed"), _days(table, "discovered"), over):
        decided = np.where(decided == 0, days, decided)
    found = [0] * len(items)
    for row in np.flatnonzero(decisions.row > 0).tolist():
        item = book.items[items[row] or ""]
        law = law_for(book, item, _date(over[row]), _date(decided[row]))
        version = law.act
        if law.decision is not None:
            # The law of the act, unless the later one is lighter for this case (art. 37).
            answer = book.determine(case_at(table, row))
            if any(reason.code == "lighter_law" for reason in answer.reasons):
                version = law.decision
        found[row] = next((n for n, v in enumerate(item.versions, 1) if v is version), 0)
    return found


def _date(day: int) -> date | None:
    return date.fromordinal(int(day)) if day else None
