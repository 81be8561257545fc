"""The cases that are on disk while an ingest goes on, and which of them still count."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from discretion.corpus.keys import Keys
from discretion.corpus.writer import Member

Place = tuple[int, int]
"""Number of the segment, row."""


class Existing:
    """Segments whose rows are found by key, marked as seen, and buried when they are replaced."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._members = list(members)
        self._seen: dict[int, NDArray[np.bool_]] = {}
        self._own: dict[int, NDArray[np.bool_]] = {}
        """What counts in the segments that have lost a row: arrays that may be changed here."""

    def __len__(self) -> int:
        return len(self._members)

    def append(self, member: Member) -> None:
        """Add a segment."""
        self._members.append(member)

    def members(self) -> tuple[Member, ...]:
        """Return the segments with what counts now."""
        return tuple(self._members)

    def find(self, keys: Keys) -> list[Place | None]:
        """Return where the case of each key is that counts, None where there is none."""
        found: list[Place | None] = [None] * len(keys)
        for number, member in enumerate(self._members):
            rows = member.segment.keys.find(keys)
            for i in np.flatnonzero(rows >= 0).tolist():
                row = int(rows[i])
                if member.alive is None or member.alive[row]:
                    found[i] = number, row
        return found

    def first_time(self, place: Place) -> bool:
        """Mark a row as seen; return whether it was not."""
        number, row = place
        if number not in self._seen:
            self._seen[number] = np.zeros(self._members[number].segment.entry.rows, np.bool_)
        before = bool(self._seen[number][row])
        self._seen[number][row] = True
        return not before

    def replaced_by(self, digest: bytes, place: Place) -> bool:
        """Bury a row unless it has this digest; return whether it was buried."""
        number, row = place
        if self._members[number].segment.keys.digests[row].tobytes() == digest:
            return False
        self.bury(place)
        return True

    def bury(self, place: Place) -> None:
        """Let a row no longer count."""
        number, row = place
        member = self._members[number]
        if number not in self._own:
            rows = member.segment.entry.rows
            alive = np.ones(rows, np.bool_) if member.alive is None else member.alive.copy()
            self._own[number] = alive
            self._members[number] = Member(member.segment, alive)
        self._own[number][row] = False
