"""Entries of a decision record, as lines of canonical JSON chained by their hashes.

Each entry holds the hash of the one before it and its own, over everything else in the line, so
that no line can be altered, left out or moved without breaking the chain from there on. The first
line names the algorithm: SHA-256 (FIPS 180-4) or SM3 (GB/T 32905-2016). A chain cannot tell that
whole entries were cut off its end: keep the head (number and hash of the last entry) elsewhere, and
give it when the record is verified.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from discretion.model.review import Review
from discretion.rulebook.wording import refusal

Algorithm = Literal["sha256", "sm3"]
ALGORITHMS: tuple[Algorithm, ...] = ("sha256", "sm3")
FORMAT = "discretion-record"
START = "0" * 64
MOST_OF_A_LINE = 1 << 24
"""So many bytes has an entry at most; of what is longer nothing is held."""


class RecordError(ValueError):
    """A record that cannot be used; the message says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a record: its number, from 1 (0: none yet), and its hash."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a record does not hold together: the line (from 1), and why."""

    line: int
    reason: str
    """``unreadable``, ``altered``, ``missing``, ``reordered``, ``header`` or ``cut_off``."""
    detail: str = ""


def entry_of(review: Review, made: datetime, reason: str | None = None) -> dict[str, Any]:
    """Return what a record keeps of a review: enough to decide the case again and compare.

    *made* is the moment of the decision, with its time zone; *reason* why it departs from what was
    recommended, where it does.

    Raises:
        ValueError: the review does not keep its case, or *made* has no time zone.
    """
    case = review.determination.case
    if case is None or made.tzinfo is None:
        raise ValueError("记录需要案件本身和带时区的时间")
    return {
        "made": made.isoformat(timespec="seconds"),
        "case_id": case.id,
        "case": case.model_dump(mode="json", exclude_none=True),
        "case_digest": case.digest,
        "rulebook": review.determination.rulebook,
        "corpus": review.corpus_version,
        "determination": determination_digest(review),
        "verdict": review.verdict.value,
        "reason": reason,
    }


def determination_digest(review: Review) -> str:
    """Return the SHA-256 of all that was determined, of what is compared when it is replayed."""
    d = review.determination
    parts = [d.outcome, d.item, d.grade, d.row, d.statutory, d.lawful, d.benchmark, d.recommended]
    found = [*parts, d.duties, d.reasons, d.for_person, d.missing, d.others]
    return hashlib.sha256(repr(found).encode()).hexdigest()


def header(algorithm: Algorithm) -> dict[str, Any]:
    """Return the first line of a record."""
    return {"format": FORMAT, "version": 1, "algorithm": algorithm}


def opening(algorithm: Algorithm) -> tuple[str, Head]:
    """Return the first line of a record, and the head that an empty record has."""
    first = header(algorithm)
    return _line(first), Head(0, _hash(first, algorithm))


def sealed(entry: dict[str, Any], head: Head, algorithm: Algorithm) -> tuple[str, Head]:
    """Return *entry* as the line after *head*, and the head that it then is.

    Raises:
        RecordError: it holds what is no text (bytes that were no UTF-8).
    """
    body = {**entry, "number": head.number + 1, "previous": head.hash}
    try:
        own = _hash(body, algorithm)
    except UnicodeEncodeError:
        raise RecordError("要记录的内容里有不是 UTF-8 的字符，未追加；请核对案件和理由") from None
    line = _line({**body, "hash": own})
    if len(line.encode()) > MOST_OF_A_LINE:
        raise RecordError(f"要记录的内容超过 {MOST_OF_A_LINE >> 20} MB，未追加；请缩短案件和理由")
    return line, Head(head.number + 1, own)


def read(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Yield each line's number, from 1, and its content; None where it is no JSON object.

    Raises:
        RecordError: there is no such file, or it cannot be read.
    """
    if path.exists() and not path.is_file():  # a device may never end
        raise RecordError(f"{path} 不是普通文件，不能作为决定记录；请给出记录文件的路径")
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MOST_OF_A_LINE):
                number += 1
                yield number, _parsed(line)
                while not line.endswith(b"\n") and (line := file.readline(MOST_OF_A_LINE)):
                    pass  # the rest of what is too long for an entry
    except OSError as error:
        raise RecordError(f"{path} 无法读取：{refusal(error)}") from None


def verify(path: Path, expected: Head | None = None) -> tuple[Head, Break | None]:
    """Return the head up to which a record holds together, and the first break, if any.

    *expected* is a head that was noted before: it must be found in the record.

    Raises:
        RecordError: the file cannot be read, or is no record.
    """
    head, algorithm = Head(0, START), None
    met = expected is None or (expected.number == 0 and expected.hash == START)
    line = 0
    for line, entry in read(path):
        if line == 1:
            algorithm = _algorithm(path, entry)
            _, head = opening(algorithm)
            continue
        assert algorithm is not None
        found = _broken(line, entry, head, algorithm)
        if found is not None:
            return head, found
        assert entry is not None
        head = Head(entry["number"], entry["hash"])
        if expected is not None and head.number == expected.number:
            if head.hash != expected.hash:
                return head, Break(line, "altered", f"与留存的头 {expected} 不符")
            met = True
    if not line:
        raise RecordError(f"{path} 是空文件，不是决定记录")
    if not met:
        assert expected is not None
        return head, Break(line + 1, "cut_off", f"留存的头是第{expected.number}条")
    return head, None


def _broken(
    line: int, entry: dict[str, Any] | None, head: Head, algorithm: Algorithm
) -> Break | None:
    if entry is None or type(entry.get("number")) is not int:
        return Break(line, "unreadable")
    number = entry["number"]
    body = {name: value for name, value in entry.items() if name != "hash"}
    if _hash(body, algorithm) != entry.get("hash"):
        return Break(line, "altered")
    if number > head.number + 1:
        return Break(line, "missing", f"缺第{head.number + 1}条")
    if number <= head.number:
        return Break(line, "reordered", f"第{number}条重复或者移位")
    if entry.get("previous") != head.hash:
        return Break(line, "altered", f"第{head.number}条被整条替换过")
    return None


def algorithm_of(path: Path) -> Algorithm:
    """Return the algorithm that a record names.

    Raises:
        RecordError: it is no record.
    """
    for _, entry in read(path):
        return _algorithm(path, entry)
    raise RecordError(f"{path} 是空文件，不是决定记录")


def _algorithm(path: Path, entry: dict[str, Any] | None) -> Algorithm:
    for algorithm in ALGORITHMS:
        if entry == header(algorithm):
            return algorithm
    raise RecordError(f"{path} 第 1 行不是决定记录的开头；请核对文件，或者从备份恢复")


def _parsed(line: bytes) -> dict[str, Any] | None:
    """Return a line's object; None for what no entry is, as a key that comes twice."""
    try:
        found = json.loads(line, object_pairs_hook=_object, parse_constant=_no_number)
        _line(found).encode()  # lone surrogates are no text
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and line.endswith(b"\n") else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key comes twice")  # a reader could take the other for what was sealed
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


def _hash(body: dict[str, Any], algorithm: Algorithm) -> str:
    return hashlib.new(algorithm, _line(body).encode()).hexdigest()


def _line(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
