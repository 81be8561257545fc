"""One version of an item as sets of cases: where clauses and rows hold, and which row counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from discretion.rulebook.axes import Axis, build_axis
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS, parse_cell
from discretion.rulebook.proof.regions import ALL, NONE, Node, Regions
from discretion.rulebook.schema import (
    BenchmarkRow,
    Box,
    Condition,
    DerivedFact,
    FactDeclaration,
    Item,
    ItemVersion,
    PenaltyClause,
    TableBenchmark,
)
from discretion.rulebook.unary import Cell, Literal

PARTY = "party_kind"
REFUSED = "refused_correction"

Tests = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class ClauseSet:
    """A statutory clause, and the cases that it is the first to reach."""

    index: int
    clause: PenaltyClause
    region: Node


@dataclass(frozen=True, slots=True)
class RowSet:
    """A benchmark row: the cases that meet it, and those in which it is the row that counts."""

    index: int
    row: BenchmarkRow
    met: Node
    counts: Node


class Space:
    """The cases that one version of an item tells apart."""

    def __init__(
        self, book: Rulebook, item: Item, version: ItemVersion, regions: Regions | None = None
    ) -> None:
        """Build the sets over the facts that *version* tests, or over *regions* that hold them."""
        self.book, self.item, self.version = book, item, version
        self.declarations: Mapping[str, FactDeclaration] = {
            **SYSTEM_FACTS,
            **book.facts_of(item),
        }
        self._derived = {fact.name: fact for fact in item.derived}
        self._derived_regions: dict[tuple[str, Cell], Node] = {}
        self.regions = regions or Regions(axes_of(tests_of(item, version), self.declarations))
        self.names = frozenset(axis.name for axis in self.regions.axes)
        self.possible = self._possible()
        precondition = version.correction == "precondition"
        self.clauses = self._clause_sets(
            [_clause_boxes(c, precondition) for c in version.penalties]
        )
        self.fined = tuple(c for c in self.clauses if c.clause.fine is not None)
        self.domain = self.regions.union(c.region for c in self.fined)
        rows = self.benchmark.rows if self.benchmark else ()
        self.rows = self._row_sets(rows, [_boxes(row.when, row.party) for row in rows])

    def region(self, condition: Condition | None) -> Node:
        """Return the cases that meet *condition*; its facts must be among those asked about."""
        return self._region(_boxes(condition))

    @cached_property
    def benchmark(self) -> TableBenchmark | None:
        """The decision table, if there is one."""
        found = self.version.benchmark
        return found if isinstance(found, TableBenchmark) else None

    def derived_row(self, fact: DerivedFact, index: int) -> Node:
        """Return the cases that meet row *index* of a derived fact, whatever comes before it."""
        return self._region(_boxes(fact.rows[index].when))

    def _possible(self) -> Node:
        """The points that a case can be in: facts that exclude each other do not both hold."""
        regions, possible = self.regions, ALL
        yes = Cell((Literal(True),))
        for name in sorted(self.names):
            for other in self.declarations[name].excludes:
                if other in self.names:
                    possible = regions.without(possible, regions.box({name: yes, other: yes}))
        return possible

    def _clause_sets(self, boxes: Sequence[list[Tests]]) -> tuple[ClauseSet, ...]:
        found, left = [], self.possible
        for index, clause in enumerate(self.version.penalties):
            region = self.regions.both(self._region(boxes[index]), left)
            left = self.regions.without(left, region)
            found.append(ClauseSet(index, clause, region))
        return tuple(found)

    def _row_sets(
        self, rows: Sequence[BenchmarkRow], boxes: Sequence[list[Tests]]
    ) -> tuple[RowSet, ...]:
        regions = self.regions
        met = [regions.both(self._region(b), self.possible) for b in boxes]
        counts = list(met)
        hit = self.benchmark.hit if self.benchmark else "unique"
        if hit == "unique":
            for i in range(len(rows)):
                for j in range(len(rows)):
                    if i != j:
                        counts[i] = regions.without(counts[i], met[j])
        else:
            order = list(range(len(rows)))
            if hit == "max-grade":
                order.sort(key=lambda i: (-rows[i].grade.rank, rows[i].row))
            taken = NONE
            for i in order:
                counts[i] = regions.without(met[i], taken)
                taken = regions.either(taken, met[i])
        return tuple(RowSet(i, row, met[i], counts[i]) for i, row in enumerate(rows))

    def _region(self, boxes: Iterable[Tests]) -> Node:
        return self.regions.union(self._box(box) for box in boxes)

    def _box(self, box: Tests) -> Node:
        found = self.regions.box({n: c for n, c in box.items() if n not in self._derived})
        for name, cell in box.items():
            if name in self._derived:
                found = self.regions.both(found, self._of_derived(name, cell))
        return found

    def _of_derived(self, name: str, cell: Cell) -> Node:
        """Return the cases whose derived fact *name* has a value that meets *cell*."""
        known = self._derived_regions.get((name, cell))
        if known is not None:
            return known
        regions, found, taken = self.regions, NONE, NONE
        fact = self._derived[name]
        for index, row in enumerate(fact.rows):
            hit = regions.without(self.derived_row(fact, index), taken)
            taken = regions.either(taken, hit)
            literal = parse_cell(row.then).tests[0]
            if isinstance(literal, Literal) and cell.holds(literal.value):
                found = regions.either(found, hit)
        if cell.holds(None):
            found = regions.either(found, regions.without(ALL, taken))
        self._derived_regions[name, cell] = found
        return found


def _boxes(condition: Condition | None, party: str = "any") -> list[Tests]:
    found = []
    for box in condition or [{}]:
        tests = _cells(box)
        if party != "any":
            tests[PARTY] = Cell((Literal(party),))
        found.append(tests)
    return found


def _clause_boxes(clause: PenaltyClause, precondition: bool) -> list[Tests]:
    """As the engine reads it: a fine that presupposes refusal asks for it unless it says so."""
    boxes = _boxes(clause.when, clause.party)
    if precondition and not any(REFUSED in box for box in boxes):
        for box in boxes:
            box[REFUSED] = Cell((Literal(True),))
    return boxes


def _cells(box: Box) -> Tests:
    cells = {name: parse_cell(text) for name, text in box.items()}
    return {name: cell for name, cell in cells.items() if not cell.is_any}


def tests_of(item: Item, version: ItemVersion) -> dict[str, list[Cell]]:
    """Return every test that *version* asks of a fact, by the fact's name; derived facts apart."""
    benchmark = version.benchmark
    precondition = version.correction == "precondition"
    conditions = [_clause_boxes(clause, precondition) for clause in version.penalties]
    if isinstance(benchmark, TableBenchmark):
        conditions += [_boxes(row.when, row.party) for row in benchmark.rows]
    conditions += [_boxes(row.when) for fact in item.derived for row in fact.rows]
    if benchmark is not None:
        conditions += [_boxes(flaw.where) for flaw in benchmark.flaws if flaw.where]
    derived = {fact.name for fact in item.derived}
    found: dict[str, list[Cell]] = {PARTY: []}
    for boxes in conditions:
        for box in boxes:
            for name, cell in box.items():
                if name not in derived:
                    found.setdefault(name, []).append(cell)
    return found


def axes_of(
    tests: Mapping[str, Sequence[Cell]], declarations: Mapping[str, FactDeclaration]
) -> list[Axis]:
    """Return an axis a fact: the party first, then what is asked most, which keeps sets small."""
    names = sorted(tests, key=lambda name: (name != PARTY, -len(tests[name]), name))
    return [build_axis(name, declarations[name], tests[name]) for name in names]
