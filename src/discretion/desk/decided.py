"""Which cases have a decision in the record already, read on from where it was read last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock


@dataclass(frozen=True, slots=True)
class Decision:
    """The last decision about a case: its number in the record, and its day (``2026-02-28``)."""

    number: int
    day: str


class Decided:
    """The decisions of a record by case id. Lines that cannot be read are passed over: whether a
    record holds together is another question (``discretion record verify``)."""

    def __init__(self, record: Path | None) -> None:
        self._record = record
        self._lock = Lock()
        self._found: dict[str, Decision] = {}
        self._read = 0

    def now(self) -> Mapping[str, Decision]:
        """Return what is decided by now; empty where nothing is recorded."""
        if self._record is None:
            return {}
        with self._lock:
            with suppress(OSError):  # none has been recorded yet, or it cannot be read now
                self._read_on(self._record)
            return self._found

    def _read_on(self, record: Path) -> None:
        with record.open("rb") as file:
            if file.seek(0, 2) < self._read:  # another record has taken its place
                self._found, self._read = {}, 0
            file.seek(self._read)
            found = dict(self._found)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # still being written
                self._read += len(line)
                _take(line, found)
            self._found = found


def _take(line: bytes, found: dict[str, Decision]) -> None:
    try:
        entry = json.loads(line)
        case_id, number, made = entry["case_id"], entry["number"], entry["made"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    if isinstance(case_id, str) and isinstance(number, int) and isinstance(made, str):
        found[case_id] = Decision(number, made[:10])
