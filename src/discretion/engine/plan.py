"""One version of an item, compiled: every box of every condition is a bit.

For each fact and each of its cells there is a mask of the boxes that a value in this cell leaves
standing. The boxes that hold for a case are the ``and`` of one mask per fact; a condition holds if
any of its boxes does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discretion.rulebook.axes import Axis, build_axis
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS, parse_cell
from discretion.rulebook.schema import (
    BenchmarkRow,
    Box,
    Condition,
    DerivedFact,
    EitherFine,
    Factor,
    FineForm,
    GeneralRule,
    HigherFine,
    Item,
    ItemVersion,
    Move,
    OtherPenalty,
    PenaltyClause,
    PerUnitFine,
    RangeFine,
    ScoreBenchmark,
    TableBenchmark,
    UnspecifiedFine,
)
from discretion.rulebook.unary import Cell, Literal, Value

Bits = int
"""A set of boxes. A condition is the set of its boxes; it holds if any of them stands."""

ALWAYS: Bits = 1
"""The box without tests, which always stands."""

PRESUMED: dict[str, Value] = {"party_age": 18, "party_capacity": "full"}
"""An adult of full capacity, unless the file says otherwise; the answer says that it presumed."""


@dataclass(frozen=True, slots=True)
class ClausePlan:
    """A statutory clause, when it applies, and when its other penalties do.

    ``spent`` are the boxes of heavier rules that ask for nothing but what every case of the clause
    has shown already: what makes the act punishable does not make the penalty heavier as well.
    """

    index: int
    clause: PenaltyClause
    when: Bits
    others: tuple[tuple[OtherPenalty, Bits], ...]
    spent: Bits


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A benchmark row, when it and its other penalties apply, and its boxes, to explain it."""

    row: BenchmarkRow
    when: Bits
    boxes: tuple[tuple[Bits, Box], ...]
    others: tuple[tuple[OtherPenalty, Bits], ...]


@dataclass(frozen=True, slots=True)
class DerivedPlan:
    """A derived fact: the first condition that holds gives the cell of its value."""

    fact: DerivedFact
    rows: tuple[tuple[Bits, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that deciding one version of an item needs."""

    item: Item
    version: ItemVersion
    axes: Mapping[str, Axis]
    masks: Mapping[str, tuple[Bits, ...]]
    every: Bits
    clauses: tuple[ClausePlan, ...]
    obeyed: Bits
    """The order to correct was obeyed, where a fine presupposes that it was not."""
    rows: tuple[RowPlan, ...]
    factors: tuple[tuple[Factor, tuple[Bits, ...]], ...]
    derived: tuple[DerivedPlan, ...]
    rules: tuple[tuple[GeneralRule, Bits], ...]


def build_plan(book: Rulebook, item: Item, version: ItemVersion) -> Plan:
    """Compile *version* of *item* with the general rules that reach it."""
    boxes = _Boxes()
    sources = {citation.source for citation in version.penalizes}
    rules = tuple(
        (rule, boxes.condition(rule.when))
        for rule in book.rules
        if not rule.sources or not sources.isdisjoint(rule.sources)
    )
    precondition = version.correction == "precondition"
    heavier = sum(
        when
        for rule, when in rules
        if isinstance(rule.effect, Move) and rule.effect.direction == "heavier"
    )
    clauses = tuple(
        _clause(boxes, i, c, precondition, heavier) for i, c in enumerate(version.penalties)
    )
    benchmark = version.benchmark
    rows = benchmark.rows if isinstance(benchmark, TableBenchmark) else ()
    factors = benchmark.factors if isinstance(benchmark, ScoreBenchmark) else ()
    row_plans = tuple(_row(boxes, row) for row in rows)
    factor_plans = tuple(
        (f, tuple(boxes.condition([{f.fact: step.when}]) for step in f.rows)) for f in factors
    )
    derived = [(d, [boxes.condition(r.when) for r in d.rows]) for d in _in_order(item.derived)]
    obeyed = boxes.condition([{"refused_correction": "false"}]) if precondition else 0
    declarations = {**SYSTEM_FACTS, **book.facts_of(item)}
    fines = [c.fine for c in version.penalties] + [row.fine for row in rows]
    # A quantity has its axis although no table tests it: its type and range are checked there.
    quantities = (name for fine in fines for name in quantities_of(fine))
    names = {*boxes.tests, *(d.name for d in item.derived), *quantities}
    axes = {
        name: build_axis(name, declarations[name], boxes.tests.get(name, []))
        for name in sorted(names)
    }
    return Plan(
        item,
        version,
        axes,
        {name: boxes.masks(axis) for name, axis in axes.items()},
        boxes.every,
        clauses,
        obeyed,
        row_plans,
        factor_plans,
        tuple(_derived(d, conditions, axes[d.name]) for d, conditions in derived),
        rules,
    )


def _clause(
    boxes: _Boxes, index: int, clause: PenaltyClause, precondition: bool, heavier: Bits
) -> ClausePlan:
    condition = clause.when or [{}]
    if precondition and not any("refused_correction" in box for box in condition):
        condition = [{**box, "refused_correction": "true"} for box in condition]
    others = _others(boxes, clause.others)
    spent = boxes.implied_by(condition, heavier)
    return ClausePlan(index, clause, boxes.condition(condition, clause.party), others, spent)


def _row(boxes: _Boxes, row: BenchmarkRow) -> RowPlan:
    each = tuple((boxes.condition([box], row.party), box) for box in row.when)
    when = 0
    for bits, _ in each:
        when |= bits
    return RowPlan(row, when, each, _others(boxes, row.others))


def _others(boxes: _Boxes, others: Iterable[OtherPenalty]) -> tuple[tuple[OtherPenalty, Bits], ...]:
    return tuple((other, boxes.condition(other.when)) for other in others)


def _derived(fact: DerivedFact, conditions: list[Bits], axis: Axis) -> DerivedPlan:
    cells = []
    for row in fact.rows:
        literal = parse_cell(row.then).tests[0]
        assert isinstance(literal, Literal)
        cells.append(axis.cell(literal.value))
    return DerivedPlan(fact, tuple(zip(conditions, cells, strict=True)))


def _in_order(derived: Iterable[DerivedFact]) -> list[DerivedFact]:
    """Sort derived facts so that each comes after those it is computed from."""
    waiting, done = {d.name: d for d in derived}, list[DerivedFact]()
    while waiting:
        ready = [
            d
            for d in waiting.values()
            if not any(name in waiting for row in d.rows for box in row.when for name in box)
        ]
        done += ready
        for fact in ready:
            del waiting[fact.name]
    return done


class _Boxes:
    """Numbers the boxes and gathers what they test."""

    def __init__(self) -> None:
        self.boxes: list[dict[str, Cell]] = [{}]
        self.tests: dict[str, list[Cell]] = {}

    def condition(self, when: Condition | None, party: str = "any") -> Bits:
        bits = 0
        for box in when or [{}]:
            cells = {name: parse_cell(text) for name, text in box.items()}
            tests = {name: cell for name, cell in cells.items() if not cell.is_any}
            if party != "any":
                tests["party_kind"] = Cell((Literal(party),))
            for name, cell in tests.items():
                self.tests.setdefault(name, []).append(cell)
            if not tests:
                bits |= ALWAYS
                continue
            bits |= 1 << len(self.boxes)
            self.boxes.append(tests)
        return bits

    def implied_by(self, when: Condition, among: Bits) -> Bits:
        """Return the boxes *among* these whose every test stands in each box of *when*."""
        given = [{(name, parse_cell(text)) for name, text in box.items()} for box in when]
        return sum(
            1 << i
            for i, box in enumerate(self.boxes)
            if among >> i & 1 and box and all(box.items() <= each for each in given)
        )

    @property
    def every(self) -> Bits:
        return (1 << len(self.boxes)) - 1

    def masks(self, axis: Axis) -> tuple[Bits, ...]:
        """Return, for each cell of the axis, the boxes that it leaves standing."""
        testing = [(1 << i, box[axis.name]) for i, box in enumerate(self.boxes) if axis.name in box]
        masks = []
        for sample in axis.samples:
            mask = self.every
            for bit, cell in testing:
                if not cell.holds(sample):
                    mask &= ~bit
            masks.append(mask)
        return tuple(masks)


def quantities_of(fine: FineForm | None) -> Iterable[str]:
    """Return the facts that the amount of *fine* is computed from."""
    if isinstance(fine, HigherFine | EitherFine):
        return [name for option in fine.options for name in quantities_of(option)]
    if fine is None or isinstance(fine, RangeFine | UnspecifiedFine):
        return []
    return fine.of if isinstance(fine, PerUnitFine) else [fine.of]
