"""The cases of a table of :mod:`discretion.corpus.columns`, decided under a rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from discretion.corpus.columns import PREFIX, case_at, conform, other_names
from discretion.engine.book import Book
from discretion.engine.decisions import Decisions, with_answers
from discretion.engine.errors import CaseError
from discretion.engine.many import DATE_COLUMNS
from discretion.model.determination import Determination


def decide(book: Book, cases: pa.Table, as_of: date | None = None) -> Decisions:
    """Decide every row of *cases* under *book*, exactly as ``book.determine`` decides its case.

    A row that ``determine`` would refuse is ``unusable``, and ``problems`` says why. Rows with a
    value that fits no column are decided one by one; all others in columns.
    """
    declared = book.every_fact()
    cases = conform(cases, declared)
    decisions = book.determine_many(inputs(cases), as_of)
    odd = sorted(row for row, names in other_names(cases) if not names.isdisjoint(declared))
    return with_answers(decisions, {row: _alone(book, cases, row, as_of) for row in odd})


def inputs(cases: pa.Table) -> Mapping[str, Any]:
    """Return the columns that ``determine_many`` takes, by the names that it knows them by."""
    columns = {"item": cases["items"]}
    for name in ("party", "party_age", "party_capacity", *DATE_COLUMNS, "circumstances"):
        columns[name] = cases[name]
    for name in cases.schema.names:
        # What no case has need not be read.
        if name.startswith(PREFIX) and cases[name].null_count < cases.num_rows:
            columns[name.removeprefix(PREFIX)] = cases[name]
    return columns


def _alone(
    book: Book, cases: pa.Table, row: int, as_of: date | None
) -> tuple[Determination, int] | CaseError:
    case = case_at(cases, row)
    try:
        answer = book.determine(case, as_of)
    except CaseError as error:
        return CaseError(f"第 {row} 行", error.field, error.value, error.message, error.suggestion)
    return answer, case.items.index(answer.item) if answer.item in case.items else 0
