"""Recorded decisions made again, under the rulebook of their day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from discretion.consistency.check import check
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.record.entries import algorithm_of, determination_digest, read

BookOf = Callable[[str], Book | None]
"""Returns the rulebook with a fingerprint, None where it is not held."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One entry made again.

    ``outcome`` is ``same``, ``differs``, ``rulebook_not_held`` or ``unusable``.
    """

    number: int
    case_id: str
    outcome: str
    detail: str = ""


def replay(path: Path, book_of: BookOf) -> Iterator[Replayed]:
    """Determine the case of every entry again, and compare; the chain itself is not verified.

    What was found among comparable cases depends on the corpus of the day and is not made again.

    Raises:
        RecordError: the file cannot be read, or is no record.
    """
    algorithm_of(path)
    for line, entry in read(path):
        if line == 1:
            continue
        number = entry.get("number") if entry else None
        if type(number) is not int or entry is None or not isinstance(entry.get("case"), dict):
            yield Replayed(line - 1, "", "unusable", "该行不是记录")
            continue
        case_id = str(entry.get("case_id", ""))
        book = book_of(str(entry.get("rulebook", "")))
        if book is None:
            yield Replayed(number, case_id, "rulebook_not_held", str(entry.get("rulebook")))
            continue
        try:
            case = Case.model_validate(entry["case"])
            found = determination_digest(check(case, book))
        except ValidationError:
            yield Replayed(number, case_id, "unusable", "案件数据不合格式")
            continue
        except CaseError as error:
            yield Replayed(number, case_id, "unusable", str(error))
            continue
        if case.digest != entry.get("case_digest"):
            yield Replayed(number, case_id, "differs", "案件内容与其摘要不符")
        elif found != entry.get("determination"):
            yield Replayed(number, case_id, "differs", "重新认定的结果不同")
        else:
            yield Replayed(number, case_id, "same")
