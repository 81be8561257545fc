"""Proofs about a decision table: gaps, overlaps, rows that never count, steps the wrong way."""

from __future__ import annotations

from itertools import combinations

from discretion.rulebook.check import Spot
from discretion.rulebook.proof.bench import Bench
from discretion.rulebook.proof.fines import Line, is_max_only, line_of, lines_of, row_line
from discretion.rulebook.proof.regions import NONE, Node, Point
from discretion.rulebook.proof.space import ClauseSet, RowSet
from discretion.rulebook.schema import (
    EitherFine,
    Grade,
    HigherFine,
    UnspecifiedFine,
)


def prove_table(bench: Bench) -> None:
    """Note every fault of the table's shape."""
    table = bench.space.benchmark
    if table is None:
        return
    _gaps(bench)
    if table.hit == "unique":
        _overlaps(bench)
    _unreachable(bench)
    _unreachable_clauses(bench)
    for clause in bench.space.fined:
        ranked = _ranked(bench, clause)
        _grade_order(bench, clause, ranked)
        _amounts_overlap(bench, clause, ranked)
        _monotone(bench, clause, ranked)


def row_spot(bench: Bench, row: RowSet) -> Spot:
    """Where a row stands."""
    return bench.here.at("benchmark", "rows", row.index)


def _gaps(bench: Bench) -> None:
    space = bench.space
    covered = space.regions.union(row.met for row in space.rows)
    gap = space.regions.without(space.domain, covered)
    if gap != NONE:
        bench.note("gap", bench.here.at("benchmark"), gap, {})


def _overlaps(bench: Bench) -> None:
    """Two rows at once; of three, each pair is told, since each must be told apart."""
    space, rows = bench.space, bench.space.rows
    for j, second in enumerate(rows):
        for first in rows[:j]:
            shared = space.regions.both(first.met, second.met)
            shared = space.regions.both(shared, space.domain)
            if shared != NONE:
                numbers = (first.row.row, second.row.row)
                bench.note("overlap", row_spot(bench, second), shared, {}, rows=numbers)


def _unreachable(bench: Bench) -> None:
    """Rows that never count: no case meets them, or others take every case that does."""
    space = bench.space
    regions = space.regions
    for row in space.rows:
        inside = regions.both(row.met, space.domain)
        if inside == NONE:
            why = "no_case" if row.met == NONE else "no_fine"
            bench.note(
                "unreachable-row",
                row_spot(bench, row),
                row.met,
                {"why": why},
                rows=(row.row.row,),
                show=row.met != NONE,
            )
        elif (
            regions.both(row.counts, inside) == NONE
            and space.benchmark is not None
            and space.benchmark.hit != "unique"
        ):
            others = _takers(bench, row)
            bench.note(
                "unreachable-row",
                row_spot(bench, row),
                inside,
                {"why": "taken", "others": others},
                rows=(row.row.row,),
            )


def _takers(bench: Bench, row: RowSet) -> tuple[int, ...]:
    both = bench.space.regions.both
    return tuple(r.row.row for r in bench.space.rows if both(r.counts, row.met) != NONE)


def _unreachable_clauses(bench: Bench) -> None:
    for clause in bench.space.fined:
        if clause.region == NONE:
            spot = bench.here.at("penalties", clause.index)
            bench.note("unreachable-clause", spot, NONE, {}, show=False)


# --- order -------------------------------------------------------------------------------------

Rank = tuple[int, object]


class _Ranked:
    """A row that counts under a clause, its cases there, and what it comes to."""

    def __init__(self, bench: Bench, clause: ClauseSet, row: RowSet, region: Node) -> None:
        fine = clause.clause.fine
        self.row, self.region = row, region
        self.grade = row.row.grade
        self.line = None
        if not isinstance(fine, UnspecifiedFine | EitherFine | HigherFine | None):
            policy = bench.space.book.policy.grades
            self.line = row_line(row.row, line_of(fine), policy, is_max_only(fine))

    def milder_than(self, other: _Ranked) -> bool:
        """Whether this row's result is milder by its amounts, or by its grade if they agree."""
        if Grade.EXEMPT in (self.grade, other.grade):
            return self.grade is Grade.EXEMPT and other.grade is not Grade.EXEMPT
        mine, theirs = self.line, other.line
        if mine is None or theirs is None or mine.base != theirs.base:
            return self.grade.rank < other.grade.rank
        if (mine.low, mine.high) == (theirs.low, theirs.high):
            return self.grade.rank < other.grade.rank
        return mine.low <= theirs.low and mine.high <= theirs.high


def _ranked(bench: Bench, clause: ClauseSet) -> list[_Ranked]:
    both = bench.space.regions.both
    found = [(row, both(row.counts, clause.region)) for row in bench.space.rows]
    return [_Ranked(bench, clause, row, region) for row, region in found if region != NONE]


def _grade_order(bench: Bench, clause: ClauseSet, ranked: list[_Ranked]) -> None:
    """A graver grade with a milder amount."""
    for a in ranked:
        for b in ranked:
            if (
                a.grade.rank > b.grade.rank
                and a.line is not None
                and b.line is not None
                and a.line.base == b.line.base
                and (a.line.low, a.line.high) != (b.line.low, b.line.high)
                and a.line.low <= b.line.low
                and a.line.high <= b.line.high
            ):
                values: dict[str, object] = {
                    "graver": a.grade.value,
                    "less_grave": b.grade.value,
                    "clause": clause.index + 1,
                }
                numbers = (a.row.row.row, b.row.row.row)
                bench.note("grade-order", row_spot(bench, a.row), a.region, values, rows=numbers)


def _amounts_overlap(bench: Bench, clause: ClauseSet, ranked: list[_Ranked]) -> None:
    """An amount that two grades allow: it does not tell which grade was meant."""
    for a, b in combinations(ranked, 2):
        if a.line is None or b.line is None or a.line.base != b.line.base or a.grade is b.grade:
            continue
        lower, upper = sorted((a.line, b.line), key=lambda line: (line.low, line.high))
        touch = upper.low == lower.high and not (upper.low_open or lower.high_open)
        if upper.low < lower.high or touch:
            statute = clause.clause.fine
            if statute is not None and _is_fixed(lines_of(statute)):
                continue
            values: dict[str, object] = {
                "clause": clause.index + 1,
                "low": upper.low,
                "high": min(lower.high, upper.high),
                "grades": (a.grade.value, b.grade.value),
            }
            numbers = (a.row.row.row, b.row.row.row)
            region = bench.space.regions.either(a.region, b.region)
            bench.note("amounts-overlap", row_spot(bench, b.row), region, values, rows=numbers)


def _is_fixed(lines: list[Line]) -> bool:
    """Whether the statute leaves one amount only, so that no grade can differ by it."""
    return all(line.low == line.high for line in lines)


def _monotone(bench: Bench, clause: ClauseSet, ranked: list[_Ranked]) -> None:
    """A case worse in one fact, equal in all others, that gets a milder result.

    Compared are cases under the same clause: between clauses it is the statute that decides.
    """
    space = bench.space
    regions = space.regions
    directions = [
        (axis.name, axis.declaration.aggravates == "up")
        for axis in regions.axes
        if axis.declaration.aggravates
    ]
    for worse in ranked:
        milder = [other for other in ranked if other.milder_than(worse)]
        if not milder:
            continue
        for name, upwards in directions:
            beyond = regions.beyond(worse.region, name, upwards=upwards)
            for other in milder:
                wrong = regions.both(beyond, other.region)
                if wrong == NONE:
                    continue
                point = regions.smallest(wrong)
                values = {
                    "fact": name,
                    "clause": clause.index + 1,
                    "worse_row": worse.row.row.row,
                    "milder_row": other.row.row.row,
                    "from": bench.case(_before(bench, worse.region, point, name, upwards)),
                }
                numbers = (worse.row.row.row, other.row.row.row)
                bench.note("non-monotone", row_spot(bench, other.row), wrong, values, rows=numbers)


def _before(bench: Bench, region: Node, point: Point, name: str, upwards: bool) -> Point:
    """The point of *region* from which *point* differs only in being worse in *name*."""
    axis = next(axis for axis in bench.space.regions.axes if axis.name == name)
    order = axis.feasible if upwards else tuple(reversed(axis.feasible))
    found = (
        {**point, name: cell}
        for cell in order[: order.index(point[name])]
        if bench.space.regions.at(region, {**point, name: cell})
    )
    return next(found)


__all__ = ["prove_table", "row_spot"]
