"""The acts of every party on disk: what one case may mean to the others, found without reading all.

However many cases a party has, a case knows at most ``MOST_OTHERS`` earlier penalties (the latest)
and as many penalties of what may be the same act (the first); what an event changes is found by
ranges of indexed days.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from discretion.stream.subject import Subject

MOST_OTHERS = 20
"""A case counts and names at most so many other cases, in each of the two ways."""

TABLES = """
CREATE TABLE acts (
    party TEXT, item TEXT, id TEXT, start INTEGER NOT NULL, last INTEGER NOT NULL,
    team TEXT NOT NULL, address TEXT NOT NULL, number TEXT NOT NULL, decided INTEGER,
    fined INTEGER NOT NULL, full TEXT, PRIMARY KEY (party, item, id)) WITHOUT ROWID;
CREATE INDEX by_decided ON acts (party, item, decided, id, last) WHERE decided NOT NULL;
CREATE INDEX by_start ON acts (party, item, start, last, fined, team);
CREATE INDEX by_length ON acts (party, item, last - start);
CREATE INDEX by_number ON acts (party, number) WHERE number <> '';
"""
_FOREVER = 10**7
"""An ordinal after every day."""


class Act(NamedTuple):
    """What the other cases of a party may know of a case; days as ordinals, '' for not known."""

    party: str
    """What tells parties apart: the kind and the number, else the name."""
    items: tuple[str, ...]
    start: int
    last: int
    team: str
    address: str
    number: str
    """What cases of one and the same act share."""
    decided: int | None
    """The day of a decision with a penalty."""
    fined: bool

    @classmethod
    def of(cls, subject: Subject) -> Act | None:
        """Return the act of a case, or None where the party is not known."""
        party = subject.record.party
        known = party.number or party.name
        if not known:
            return None
        penalised = subject.decided is not None and subject.penalised
        first, last = subject.act
        place = subject.record.place
        return cls(
            f"{party.kind.value}:{known}",
            tuple(sorted(set(subject.record.items))) or ("",),
            first.toordinal(),
            last.toordinal(),
            subject.team,
            (place.address if place else None) or "",
            subject.same_act or "",
            subject.decided.toordinal() if subject.decided and penalised else None,
            penalised and subject.fined,
        )


@dataclass(frozen=True, slots=True)
class Prior:
    """Another case, penalised for the same item before this act."""

    id: str
    decided: int
    last: int


@dataclass(frozen=True, slots=True)
class Rival:
    """Another case, fined for what may be this act.

    It has the same number of the act, or another team fined it for the same item at the same time,
    and not elsewhere. A team or a place that is not known is neither another nor elsewhere.
    """

    id: str
    decided: int
    same_number: bool
    same_item: bool
    same_time: bool
    other_team: bool
    elsewhere: bool

    @property
    def rank(self) -> str:
        """Texts that sort as the rivals of a case do."""
        return _rank(self.same_number, self.decided, self.id)


def _rank(same_number: bool, decided: int, case: str) -> str:
    return f"{int(not same_number)}{decided} {case}"


_TIMED = (
    "party = ? AND item = ? AND start BETWEEN ? AND ? AND last >= ? AND id <> ?"
    " AND team <> '' AND team <> ? AND NOT (address <> '' AND ? <> '' AND address <> ?)"
)
_ROOM = " AND (full IS NULL OR full >= ?)"


class Acts:
    """The table of acts; one row for each item of each case whose party is known."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self._sql = sql

    def put(self, case: str, act: Act, full: str | None) -> None:
        """Write the act of a case; *full* is the rank of its last rival if no more are known."""
        party, items, *rest = act
        rows = [(party, item, case, *rest, full) for item in items]
        self._sql.executemany(f"INSERT INTO acts VALUES ({', '.join('?' * 11)})", rows)

    def drop(self, case: str, act: Act) -> None:
        """Remove what :meth:`put` wrote."""
        keys = [(act.party, item, case) for item in act.items]
        self._sql.executemany("DELETE FROM acts WHERE party = ? AND item = ? AND id = ?", keys)

    # --- what a case knows ----------------------------------------------------------------------

    def priors(self, case: str, act: Act) -> list[Prior]:
        """Return the latest penalties for an item of *act* before it began, the latest first."""
        query = (
            "SELECT id, decided, last FROM acts WHERE party = ? AND item = ? AND decided < ?"
            " AND id <> ? ORDER BY decided DESC, id DESC LIMIT ?"
        )
        found = {
            row[0]: Prior(*row)
            for item in filter(None, act.items)
            for row in self._sql.execute(query, (act.party, item, act.start, case, MOST_OTHERS))
        }
        latest = sorted(found.values(), key=lambda p: (p.decided, p.id), reverse=True)
        return latest[:MOST_OTHERS]

    def rivals(self, case: str, act: Act) -> list[Rival]:
        """Return the first fines for what may be this act, those of the same number first."""
        found: dict[str, Rival] = {}
        asked = ", ".join("?" * len(act.items))
        if act.number:
            query = (
                "SELECT id, decided, start, last, team, address,"
                f" max(item <> '' AND item IN ({asked})) FROM acts INDEXED BY by_number"
                " WHERE party = ? AND number = ? AND number <> '' AND fined AND id <> ?"
                " GROUP BY id ORDER BY decided, id LIMIT ?"
            )
            keys = (*act.items, act.party, act.number, case, MOST_OTHERS)
            for row in self._sql.execute(query, keys):
                found[row[0]] = _rival(row, act, same_number=True)
        query = (
            f"SELECT id, decided, start, last, team, address, 1 FROM acts WHERE {_TIMED} AND fined"
            " ORDER BY decided, id LIMIT ?"
        )
        for item in filter(None, act.items) if act.team else ():
            keys = (*self._timed(item, case, act), MOST_OTHERS)
            for row in self._sql.execute(query, keys):
                found.setdefault(row[0], _rival(row, act, same_number=False))
        return sorted(found.values(), key=lambda r: r.rank)[:MOST_OTHERS]

    # --- who knows of a case --------------------------------------------------------------------

    def touched(self, case: str, act: Act) -> set[str]:
        """Return the other cases that may know of *act*, as it is or as it was."""
        found: set[str] = set()
        if act.decided is None:
            return found
        for item in filter(None, act.items):
            found |= self._later(act.party, item, case, act.decided)
            if act.fined and act.team:
                query = f"SELECT id FROM acts WHERE {_TIMED}{_ROOM}"
                rank = _rank(False, act.decided, case)
                found |= self._ids(query, (*self._timed(item, case, act), rank))
        if act.fined and act.number:
            query = (
                "SELECT id FROM acts INDEXED BY by_number"
                " WHERE party = ? AND number = ? AND number <> '' AND id <> ?"
            )
            rank = _rank(True, act.decided, case)
            found |= self._ids(query + _ROOM, (act.party, act.number, case, rank))
        return found

    def _later(self, party: str, item: str, case: str, decided: int) -> set[str]:
        """Return the cases whose latest penalties before the act may have that of *case*."""
        query = (
            "SELECT decided FROM acts WHERE party = ? AND item = ? AND decided >= ? AND id <> ?"
            " AND (decided, id) > (?, ?) ORDER BY decided, id LIMIT 1 OFFSET ?"
        )
        # One of those between may be the other case itself, hence one more than it knows.
        keys = (party, item, decided, case, decided, case, MOST_OTHERS)
        row = self._sql.execute(query, keys).fetchone()
        query = (
            "SELECT id FROM acts WHERE party = ? AND item = ? AND start > ? AND start <= ?"
            " AND id <> ?"
        )
        return self._ids(query, (party, item, decided, row[0] if row else _FOREVER, case))

    def _timed(self, item: str, case: str, act: Act) -> tuple[str | int, ...]:
        """Return the values of the query for acts of the same time by another team."""
        query = (
            "SELECT last - start FROM acts WHERE party = ? AND item = ?"
            " ORDER BY last - start DESC LIMIT 1"
        )
        row = self._sql.execute(query, (act.party, item)).fetchone()
        since = act.start - (row[0] if row else 0)
        place = (act.address, act.address)
        return (act.party, item, since, act.last, act.start, case, act.team, *place)

    def _ids(self, query: str, keys: tuple[str | int, ...]) -> set[str]:
        return {case for (case,) in self._sql.execute(query, keys)}


def _rival(row: tuple[str, int, int, int, str, str, int], act: Act, same_number: bool) -> Rival:
    case, decided, start, last, team, address, same_item = row
    return Rival(
        case,
        decided,
        same_number,
        bool(same_item),
        start <= act.last and act.start <= last,
        bool(team and act.team and team != act.team),
        bool(address and act.address and address != act.address),
    )
