"""What one version of an item comes to, case by case, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from discretion.rulebook.check import parse_cell
from discretion.rulebook.proof.fines import (
    Base,
    Line,
    is_max_only,
    line_of,
    lines_of,
    row_line,
)
from discretion.rulebook.proof.regions import NONE, Node
from discretion.rulebook.proof.space import Space
from discretion.rulebook.schema import (
    BenchmarkRow,
    Condition,
    EitherFine,
    FineForm,
    Grade,
    GradePolicy,
    HigherFine,
    OtherPenalty,
    PenaltyClause,
    UnspecifiedFine,
)
from discretion.rulebook.unary import render

Other = tuple[str, str, str | None, str]
"""A penalty beside the fine: kind, mode, object, and its condition as canonical text."""


class Direction(StrEnum):
    """What a change does to the party."""

    MILDER = "milder"
    HEAVIER = "heavier"
    MIXED = "mixed"
    """Some amounts are lower and some higher, or what changed has no order."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a table comes to in some cases: all that a party or an officer would notice.

    ``fine`` is the statutory fine (several lines for alternatives), ``band`` what the benchmark
    row leaves of it; ``band`` is None where the row's amount is not one simple form.
    """

    penalised: bool
    optional: bool = False
    higher: bool = False
    fine: tuple[Line, ...] = ()
    held: bool = True
    """Whether the amount is held at all (``unspecified`` is not)."""
    others: tuple[Other, ...] = ()
    graded: bool = False
    grade: Grade | None = None
    band: Line | None = None
    row_others: tuple[Other, ...] = ()


def results_of(space: Space) -> dict[Result, Node]:
    """Return the cases of each result; together they are all cases that can be."""
    regions, found = space.regions, dict[Result, Node]()
    left = space.possible
    for clause in space.clauses:
        left = regions.without(left, clause.region)
        ungraded = clause.region
        for row in space.rows:
            region = regions.both(row.counts, clause.region)
            if region != NONE:
                ungraded = regions.without(ungraded, region)
                band = _band(clause.clause, row.row, space.book.policy.grades)
                result = _of_clause(
                    clause.clause,
                    graded=True,
                    grade=row.row.grade,
                    band=band,
                    row_others=_others(row.row.others),
                )
                found[result] = regions.either(found.get(result, NONE), region)
        if ungraded != NONE:
            result = _of_clause(clause.clause)
            found[result] = regions.either(found.get(result, NONE), ungraded)
    if left != NONE:
        found[Result(penalised=False)] = left
    return found


def _band(clause: PenaltyClause, row: BenchmarkRow, policy: GradePolicy) -> Line | None:
    fine = clause.fine
    if fine is None or isinstance(fine, UnspecifiedFine | EitherFine | HigherFine):
        return None
    return row_line(row, line_of(fine), policy, is_max_only(fine))


def _of_clause(
    clause: PenaltyClause,
    *,
    graded: bool = False,
    grade: Grade | None = None,
    band: Line | None = None,
    row_others: tuple[Other, ...] = (),
) -> Result:
    fine: FineForm | None = clause.fine
    return Result(
        True,
        clause.mode == "may",
        isinstance(fine, HigherFine),
        tuple(lines_of(fine)) if fine is not None else (),
        not isinstance(fine, UnspecifiedFine),
        _others(clause.others),
        graded,
        grade,
        band,
        row_others,
    )


def _others(others: Iterable[OtherPenalty]) -> tuple[Other, ...]:
    found = [(o.kind.value, o.mode, o.object, _condition_text(o.when)) for o in others]
    return tuple(sorted(found, key=str))


def _condition_text(when: Condition | None) -> str:
    boxes = [{n: render(parse_cell(text)) for n, text in box.items()} for box in when or []]
    return " | ".join(sorted(", ".join(f"{n} {box[n]}" for n in sorted(box)) for box in boxes))


def direction_of(before: Result, after: Result) -> Direction:
    """Milder or heavier, if every part that changed agrees on it."""
    if before.penalised != after.penalised:
        return Direction.HEAVIER if after.penalised else Direction.MILDER
    signs = {
        _sign(_ends(before.fine), _ends(after.fine)),
        _sign(_ends(_one(before.band)), _ends(_one(after.band))),
        _compared(before.optional, after.optional, milder_if=True),
        _compared(len(before.others), len(after.others)),
        _compared(len(before.row_others), len(after.row_others)),
    }
    if signs <= {0} and before.grade is not None and after.grade is not None:
        signs.add(_compared(before.grade.rank, after.grade.rank))
    if None in signs or signs >= {1, -1}:
        return Direction.MIXED
    if 1 in signs:
        return Direction.HEAVIER
    return Direction.MILDER if -1 in signs else Direction.MIXED


def _one(line: Line | None) -> tuple[Line, ...]:
    return () if line is None else (line,)


Ends = dict[Base, tuple[tuple[Fraction, bool], tuple[Fraction, bool]]]
"""Least and highest of each base; an end that leaves its number out counts as inside it."""


def _ends(lines: tuple[Line, ...]) -> Ends:
    return {
        line.base: ((line.low, line.low_open), (line.high, not line.high_open)) for line in lines
    }


def _sign(before: Ends, after: Ends) -> int | None:
    """1 if *after* is heavier, -1 if milder, 0 if equal, None if they cannot be compared."""
    if before == after:
        return 0
    if set(before) != set(after):
        return None
    ends = [
        (old, new) for base in before for old, new in zip(before[base], after[base], strict=True)
    ]
    if all(new >= old for old, new in ends):
        return 1
    return -1 if all(new <= old for old, new in ends) else None


def _compared(before: int, after: int, *, milder_if: bool = False) -> int:
    sign = (after > before) - (after < before)
    return -sign if milder_if else sign
