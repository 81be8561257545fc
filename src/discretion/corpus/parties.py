"""Which past cases of an item may name a party: by keys, so that few cases are ever decoded.

The cases of an item are read when it is first asked about (some 30 µs each); what is kept of them
is the hashes of their keys, 20 bytes each.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.similarity.parties.keys import party_keys
from discretion.similarity.parties.profile import Profile, named_profile

if TYPE_CHECKING:
    from discretion.corpus.snapshot import OpenSegment, Snapshot

Rows = NDArray[np.int64]
_UNDATED = np.iinfo(np.int32).min
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class _Keyed:
    """The keys of an item's cases: their hashes ascending, and each one's row and day decided."""

    hashes: NDArray[np.int64]
    rows: Rows
    days: NDArray[np.int32]


class Parties:
    """Finds past cases by item, party and day. Thread-safe."""

    def __init__(self, cases: Sequence[Case], snapshot: Snapshot | None) -> None:
        self._source = _Held(cases) if snapshot is None else _Stored(snapshot)
        self._keyed: dict[str, _Keyed] = {}
        self._lock = Lock()

    def cases(self, items: Iterable[str], party: Profile, first: date, last: date) -> list[Case]:
        """Return by id the cases of any of *items*, decided in these days, that may name *party*.

        Every case whose party is the same, likely or possibly is among them.
        """
        wanted = sorted({hash(key) for key in party_keys(party)})
        days = first.toordinal() - _EPOCH, last.toordinal() - _EPOCH
        found = {row for item in items for row in self._rows(self._of(item), wanted, days)}
        return sorted(map(self._source.case, found), key=lambda case: case.id)

    def _rows(self, keyed: _Keyed, wanted: list[int], days: tuple[int, int]) -> Iterator[int]:
        begins = np.searchsorted(keyed.hashes, wanted, "left").tolist()
        ends = np.searchsorted(keyed.hashes, wanted, "right").tolist()
        for begin, end in zip(begins, ends, strict=True):
            if begin < end:
                decided = keyed.days[begin:end]
                yield from keyed.rows[begin:end][
                    (days[0] <= decided) & (decided <= days[1])
                ].tolist()

    def _of(self, item: str) -> _Keyed:
        known = self._keyed.get(item)
        if known is None:
            with self._lock:
                known = self._keyed.get(item) or self._read(item)
                self._keyed[item] = known
        return known

    def _read(self, item: str) -> _Keyed:
        rows, days = self._source.of_item(item)
        hashes: list[int] = []
        owner: list[int] = []
        for number, party in enumerate(self._source.parties(rows)):
            keys = [hash(key) for key in party_keys(party)]
            hashes += keys
            owner += [number] * len(keys)
        keyed, at = np.array(hashes, np.int64), np.array(owner, np.int64)
        order = np.argsort(keyed, kind="stable")
        return _Keyed(keyed[order], rows[at[order]], days[at[order]])


class _Held:
    """Cases in memory; a row is a place among them."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        found: dict[str, list[int]] = defaultdict(list)
        for row, case in enumerate(cases):
            for item in set(case.items):
                found[item].append(row)
        self._of_item = dict(found)

    def of_item(self, item: str) -> tuple[Rows, NDArray[np.int32]]:
        rows = self._of_item.get(item, [])
        decided = (self._cases[row].decided for row in rows)
        days = [_UNDATED if day is None else day.toordinal() - _EPOCH for day in decided]
        return np.array(rows, np.int64), np.array(days, np.int32)

    def parties(self, rows: Rows) -> Iterator[Profile]:
        for case in map(self.case, rows.tolist()):
            yield named_profile(
                case.party.name,
                case.party.number,
                (case.place and case.place.district) or "",
                case.extra,
            )

    def case(self, row: int) -> Case:
        return self._cases[row]


class _Stored:
    """Cases of an open folder; a row counts through all segments."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        sizes = [segment.entry.rows for segment in snapshot.segments]
        self._starts = np.cumsum([0, *sizes])

    @cached_property
    def _columns(self) -> list[_Columns]:
        return [_Columns(segment) for segment in self._segments]

    def of_item(self, item: str) -> tuple[Rows, NDArray[np.int32]]:
        found = [columns.of_item(item) for columns in self._columns]
        rows = [start + rows for start, (rows, _) in zip(self._starts, found, strict=False)]
        days = [days for _, days in found]
        none = np.zeros(0, np.int64), np.zeros(0, np.int32)
        return np.concatenate([none[0], *rows]), np.concatenate([none[1], *days])

    def parties(self, rows: Rows) -> Iterator[Profile]:
        for row in rows.tolist():
            segment, at = self._place(row)
            data = json.loads(segment.json(at))
            party, place = data["party"], data.get("place") or {}
            yield named_profile(
                party.get("name"),
                party.get("number"),
                place.get("district") or "",
                data.get("extra") or {},
            )

    def case(self, row: int) -> Case:
        segment, at = self._place(row)
        return segment.case(at)

    def _place(self, row: int) -> tuple[OpenSegment, int]:
        number = int(np.searchsorted(self._starts, row, "right")) - 1
        return self._segments[number], row - int(self._starts[number])


class _Columns:
    """The living rows of a segment by item, and the days on which they were decided."""

    def __init__(self, segment: OpenSegment) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(segment.batches(["items", "decided"]))
        lists = table["items"].combine_chunks()
        flat = lists.flatten().dictionary_encode()
        lengths = np.diff(lists.offsets.to_numpy())
        codes = flat.indices.to_numpy(zero_copy_only=False)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        if segment.alive is not None:
            kept = segment.alive[rows]
            codes, rows = codes[kept], rows[kept]
        order = np.argsort(codes, kind="stable")
        self._numbers = {item: number for number, item in enumerate(flat.dictionary.to_pylist())}
        self._rows = rows[order].astype(np.uint32)
        self._bounds = np.searchsorted(codes[order], np.arange(len(self._numbers) + 1))
        days: Any = table["decided"].cast(pa.int32()).fill_null(_UNDATED)
        self._days: NDArray[np.int32] = days.to_numpy()

    def of_item(self, item: str) -> tuple[Rows, NDArray[np.int32]]:
        number = self._numbers.get(item)
        if number is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        begin, end = self._bounds[number : number + 2]
        rows = np.unique(self._rows[begin:end]).astype(np.int64)
        return rows, self._days[rows]
