"""The answers to many cases as columns: names and codes, exact ranges, an Arrow table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discretion.engine.columns import Ints
from discretion.engine.desk import Answered
from discretion.engine.errors import CaseError
from discretion.model.determination import Determination, Outcome, Range
from discretion.model.money import Money
from discretion.rulebook.schema import Grade

OUTCOMES: tuple[str, ...] = (*(o.value for o in Outcome), "unusable")
"""Names of the codes in ``Decisions.outcome``; the last marks a row with an unusable value."""
GRADES: tuple[str, ...] = tuple(g.value for g in Grade)
"""Names of the codes in ``Decisions.grade``."""

_RANGES = ("statutory", "lawful", "benchmark", "recommended")


@dataclass(frozen=True)
class Spans:
    """One range a row, in fen: -1 is no range (minimum) or no upper end (maximum)."""

    minimum: Ints
    maximum: Ints
    minimum_open: NDArray[np.bool_]
    maximum_open: NDArray[np.bool_]

    def at(self, row: int) -> Range | None:
        """Return the range of one row."""
        low, high = int(self.minimum[row]), int(self.maximum[row])
        if low < 0:
            return None
        return Range(
            Money(low),
            None if high < 0 else Money(high),
            bool(self.minimum_open[row]),
            bool(self.maximum_open[row]),
        )


@dataclass(frozen=True)
class Decisions:
    """The answers of ``determine_many``, one entry a row, in the order of the rows.

    ``outcome`` indexes ``OUTCOMES``; ``grade`` and ``table_grade`` index ``GRADES`` (-1: none or
    several); ``row`` is the benchmark row (0: none or several); ``certain`` is False where a
    missing fact leaves more than one answer, and ranges are then hulls. ``others`` counts the
    penalties beside the fine; ``chosen`` says which of the row's items the answer is of (from 0).
    ``problems`` explains each unusable row.
    """

    outcome: NDArray[np.uint8]
    grade: NDArray[np.int8]
    table_grade: NDArray[np.int8]
    row: NDArray[np.int32]
    certain: NDArray[np.bool_]
    statutory: Spans
    lawful: Spans
    benchmark: Spans
    recommended: Spans
    others: NDArray[np.int16]
    chosen: NDArray[np.int16]
    problems: tuple[CaseError, ...]

    def to_arrow(self) -> Any:
        """Return an Arrow table: codes as dictionaries of names, money as int64 fen or null."""
        columns: dict[str, Any] = {
            "outcome": pa.DictionaryArray.from_arrays(
                pa.array(self.outcome.astype(np.int8)), pa.array(OUTCOMES)
            )
        }
        for name in ("grade", "table_grade"):
            codes = getattr(self, name)
            columns[name] = pa.DictionaryArray.from_arrays(
                pa.array(codes, mask=codes < 0), pa.array(GRADES)
            )
        columns["row"] = pa.array(self.row, mask=self.row == 0)
        columns["certain"] = pa.array(self.certain)
        for name in _RANGES:
            spans: Spans = getattr(self, name)
            for field in fields(Spans):
                values = getattr(spans, field.name)
                mask = spans.minimum < 0 if values.dtype == bool else values < 0
                columns[f"{name}_{field.name}"] = pa.array(values, mask=mask)
        return pa.table(columns)


def with_answers(
    decisions: Decisions, answers: Mapping[int, tuple[Determination, int] | CaseError]
) -> Decisions:
    """Return *decisions* with the answers of some rows, decided one by one, put in their place.

    An answer comes with the number, among the row's items, of the one that it is of.
    """
    errors = tuple(found for found in answers.values() if isinstance(found, CaseError))
    done = _taken(decisions, np.arange(len(decisions.outcome)))
    nothing = Determination("", Outcome.UNKNOWN_ITEM, certain=False)
    for row, found in answers.items():
        spoilt = isinstance(found, CaseError)
        answer, done.chosen[row] = (nothing, 0) if isinstance(found, CaseError) else found
        done.outcome[row] = OUTCOMES.index("unusable" if spoilt else answer.outcome.value)
        done.grade[row] = GRADES.index(answer.grade) if answer.grade else -1
        done.table_grade[row] = GRADES.index(answer.table_grade) if answer.table_grade else -1
        done.row[row] = answer.row or 0
        done.certain[row] = answer.certain
        done.others[row] = len(answer.others)
        for name in _RANGES:
            spans, span = getattr(done, name), getattr(answer, name)
            spans.minimum[row], spans.maximum[row] = _fen(span)
            spans.minimum_open[row], spans.maximum_open[row] = _ends(span)
    return replace(done, problems=(*decisions.problems, *errors))


class Output:
    """The answer of each row as an index into a list of distinct answers."""

    def __init__(self, size: int) -> None:
        self.index = np.zeros(size, dtype=np.int32)
        nothing = [-1] * len(_RANGES) * 2
        self.codes: list[list[int]] = []
        self.amounts: list[list[int]] = []
        self.ends: list[list[bool]] = []
        for outcome in OUTCOMES:
            self.codes.append([OUTCOMES.index(outcome), -1, -1, 0, 0, 0])
            self.amounts.append(nothing)
            self.ends.append([False] * len(_RANGES) * 2)

    def end(self, rows: Ints, outcome: str) -> None:
        """Give *rows* an outcome without anything else."""
        self.index[rows] = OUTCOMES.index(outcome)

    def put(self, rows: Ints, numbers: Ints, answers: list[Answered]) -> None:
        """Give each of *rows* the answer of its number."""
        self.index[rows] = numbers + len(self.codes)
        for answer in answers:
            spans = [getattr(answer.amounts, name) for name in _RANGES]
            self.codes.append(
                [
                    OUTCOMES.index(answer.outcome),
                    GRADES.index(answer.grade) if answer.grade else -1,
                    GRADES.index(answer.table_grade) if answer.table_grade else -1,
                    answer.row or 0,
                    int(answer.bundle.settled and not answer.missing),
                    len(answer.others),
                ]
            )
            self.amounts.append([x for span in spans for x in _fen(span)])
            self.ends.append([x for span in spans for x in _ends(span)])

    def decisions(self, problems: tuple[CaseError, ...]) -> Decisions:
        """Return the columns."""
        outcome, grade, table_grade, row, certain, others = np.array(self.codes).T
        low_and_high = np.array(self.amounts, dtype=np.int64).T
        ends = np.array(self.ends, dtype=bool).T
        spans = [
            Spans(
                low_and_high[2 * i][self.index],
                low_and_high[2 * i + 1][self.index],
                ends[2 * i][self.index],
                ends[2 * i + 1][self.index],
            )
            for i in range(len(_RANGES))
        ]
        return Decisions(
            outcome.astype(np.uint8)[self.index],
            grade.astype(np.int8)[self.index],
            table_grade.astype(np.int8)[self.index],
            row.astype(np.int32)[self.index],
            certain.astype(bool)[self.index],
            spans[0],
            spans[1],
            spans[2],
            spans[3],
            others.astype(np.int16)[self.index],
            np.zeros(len(self.index), dtype=np.int16),
            problems,
        )


def gravest(
    places: Decisions, owner: Ints, known: NDArray[np.bool_], rank: NDArray[np.int64]
) -> Decisions:
    """Return, for each row, the answer of the place that art. 29 chooses.

    *owner* is the row of each place, ascending; *known* marks items that the rulebook has, whose
    answers count before any other; *rank* settles ties. One unusable place spoils its row.
    """
    lawful = places.lawful
    penal = np.isin(places.outcome, [OUTCOMES.index(o) for o in _PENAL])
    spoilt = places.outcome == OUTCOMES.index("unusable")
    given = penal & (lawful.minimum >= 0)
    keys = (
        rank,
        np.where(penal, places.others, 0),
        np.where(given, lawful.minimum, 0),
        np.where(given, np.maximum(lawful.maximum, 0), 0),
        given & (lawful.maximum < 0),
        penal,
        known,
        spoilt,
        owner,
    )
    order = np.lexsort(keys)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    last = order[np.append(starts[1:], len(owner)) - 1]
    chosen = (last - starts).astype(np.int16)
    return replace(_taken(places, last), chosen=chosen)


def _taken(decisions: Decisions, at: Ints) -> Decisions:
    def pick(column: Any) -> Any:
        if isinstance(column, Spans):
            return Spans(*(getattr(column, f.name)[at] for f in fields(Spans)))
        return column[at] if isinstance(column, np.ndarray) else column

    return Decisions(*(pick(getattr(decisions, f.name)) for f in fields(Decisions)))


_PENAL = (Outcome.PENALTY.value, Outcome.MAY_EXEMPT.value)


def _fen(span: Range | None) -> tuple[int, int]:
    if span is None:
        return (-1, -1)
    return (span.minimum.fen, -1 if span.maximum is None else span.maximum.fen)


def _ends(span: Range | None) -> tuple[bool, bool]:
    return (span.minimum_open, span.maximum_open) if span else (False, False)
