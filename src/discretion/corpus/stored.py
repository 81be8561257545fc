"""The cases of an open version as a sequence by id; each is decoded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from discretion.corpus.keys import keys_of
from discretion.corpus.snapshot import Snapshot
from discretion.model.case import Case


class StoredCases(Sequence[Case]):
    """The cases of a snapshot, sorted by id.

    Its length and ``find`` need nothing but what is mapped; the order by id is made when it is
    first needed (about a second for a million cases).
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def find(self, case_id: str) -> Case | None:
        """Return the case with this id, None if there is none."""
        where, rows = self.snapshot.find(keys_of([case_id]))
        return None if where[0] < 0 else self._case(int(where[0]), int(rows[0]))

    def __len__(self) -> int:
        return self.snapshot.manifest.cases

    @overload
    def __getitem__(self, index: int) -> Case: ...
    @overload
    def __getitem__(self, index: slice) -> list[Case]: ...
    def __getitem__(self, index: int | slice) -> Case | list[Case]:
        where, rows = self._order
        if isinstance(index, slice):
            pairs = zip(where[index].tolist(), rows[index].tolist(), strict=True)
            return [self._case(number, row) for number, row in pairs]
        return self._case(int(where[index]), int(rows[index]))

    def __iter__(self) -> Iterator[Case]:
        where, rows = self._order
        for number, row in zip(where, rows, strict=True):
            yield self._case(int(number), int(row))

    def __contains__(self, case: object) -> bool:
        return isinstance(case, Case) and self.find(case.id) == case

    def _case(self, number: int, row: int) -> Case:
        return self.snapshot.segments[number].case(row)

    @cached_property
    def _order(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        import pyarrow as pa
        import pyarrow.compute as pc

        ids: list[Any] = []
        numbers = [np.zeros(0, np.int32)]
        places = [np.zeros(0, np.int64)]
        for number, segment in enumerate(self.snapshot.segments):
            rows = segment.alive_rows()
            column = pa.chunked_array([b.column(0) for b in segment.batches(["id"])], pa.string())
            ids += (column if segment.alive is None else column.take(pa.array(rows))).chunks
            numbers.append(np.full(len(rows), number, np.int32))
            places.append(rows)
        order = pc.sort_indices(pa.chunked_array(ids, pa.string())).to_numpy()
        return np.concatenate(numbers)[order], np.concatenate(places)[order]
