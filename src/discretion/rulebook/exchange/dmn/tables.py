"""A version of an item as decision tables that any DMN engine executes.

``Penalty`` is the statute's own clauses (the first that applies), ``Benchmark`` the grades with
the range of each row, and every derived fact is a decision that they require. Amounts are yuan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from urllib.parse import quote

from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS, parse_cell
from discretion.rulebook.exchange.dmn.columns import (
    NULL,
    Row,
    Tests,
    boxes_of,
    kind_of,
    meet,
    table,
)
from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.exchange.dmn.model import (
    Decision,
    Hit,
    InputData,
    Kept,
    Model,
    Output,
    Table,
)
from discretion.rulebook.exchange.dmn.scores import score_decisions
from discretion.rulebook.proof.fines import Line, is_max_only, line_of, row_line
from discretion.rulebook.schema import (
    BenchmarkRow,
    DerivedFact,
    FactType,
    FineForm,
    Grade,
    Item,
    ItemsFile,
    PenaltyClause,
    RangeFine,
    ScoreBenchmark,
    TableBenchmark,
)
from discretion.rulebook.unary import Literal, Value
from discretion.rulebook.writing import file_text

PENALTY, BENCHMARK = "Penalty", "Benchmark"
GRADES = tuple(grade.value for grade in Grade)
_HITS = {"unique": Hit.UNIQUE, "first": Hit.FIRST, "max-grade": Hit.PRIORITY}
_REFUSED = "refused_correction"


@dataclass(frozen=True, slots=True)
class Unseen:
    """What another engine does not see: a code, and the rows or names that it concerns."""

    code: str
    places: tuple[str, ...] = ()


def item_model(book: Rulebook, item: Item, version: int) -> tuple[Model, tuple[Unseen, ...]]:
    """Return version number *version* (from 0) of *item* as decisions, and what they leave out."""
    builder = _Builder(book, item, version)
    decisions = builder.decisions()
    names = {decision.name for decision in decisions}
    columns = {c.name: c for d in decisions for c in d.table.inputs if c.name not in names}
    inputs = tuple(InputData(c.name, c.kind, c.label) for c in columns.values())
    kept = Kept(file_text(ItemsFile(items=(item,))), version, book.name)
    urn = ":".join(quote(part, safe="") for part in (book.name, item.code, str(version)))
    model = Model(item.title, f"urn:discretion:item:{urn}", inputs, tuple(decisions), kept)
    return model, tuple(builder.unseen(decisions))


class _Builder:
    def __init__(self, book: Rulebook, item: Item, version: int) -> None:
        self.book, self.item, self.version = book, item, item.versions[version]
        self.facts = {**SYSTEM_FACTS, **book.facts_of(item)}
        self.noted: dict[str, dict[str, None]] = {}

    def decisions(self) -> list[Decision]:
        """Return every decision, each after those that it requires."""
        penalty = Decision(PENALTY, self._penalty(), "罚则")
        own = [penalty, *self._benchmark()]
        derived = {d.name: d for d in self.item.derived}
        done: dict[str, Decision] = {}

        def require(names: Iterable[str]) -> None:
            for name in names:
                if name in derived and name not in done:
                    fact = derived[name]
                    require(n for row in fact.rows for box in row.when for n in box)
                    done[name] = Decision(name, self._derived(fact), fact.label)

        require(c.name for d in own for c in d.table.inputs)
        return [*done.values(), *own]

    def unseen(self, decisions: list[Decision]) -> Iterator[Unseen]:
        """What the decisions leave out, in a fixed order."""
        yield Unseen("general")
        yield Unseen("unknown")
        for code, places in self.noted.items():
            yield Unseen(code, tuple(places))
        nulls = [
            f"{decision.name}.{column.name}"
            for decision in decisions
            for i, column in enumerate(decision.table.inputs)
            if any(NULL in rule.tests[i].tests for rule in decision.table.rules)
        ]
        if nulls:
            yield Unseen("null", tuple(nulls))
        if len(self.item.versions) > 1:
            yield Unseen("versions")

    def note(self, code: str, place: str) -> None:
        """Note that *place* says something that no other engine sees."""
        self.noted.setdefault(code, {})[place] = None

    # --- derived facts -------------------------------------------------------------------------

    def _derived(self, fact: DerivedFact) -> Table:
        rows: list[Row] = []
        for row in fact.rows:
            literal = parse_cell(row.then).tests[0]
            assert isinstance(literal, Literal)
            rows += [(box, (literal.value,), "") for box in boxes_of(row.when)]
        kind = kind_of(self.facts[fact.name])
        values: tuple[Value, ...] = tuple(fact.choices) if fact.type is FactType.CHOICE else ()
        return table(Hit.FIRST, self.facts, [Output("", kind, fact.label, values)], rows)

    # --- the statute ---------------------------------------------------------------------------

    def _penalty(self) -> Table:
        outputs = [
            Output("clause", Kind.NUMBER, "罚则"),
            Output("mode", Kind.STRING, "处或者可以处", ("must", "may")),
            *_AMOUNTS,
        ]
        rows: list[Row] = []
        for number, clause in enumerate(self.version.penalties, 1):
            place = f"{PENALTY} {number}"
            low, high = self._amounts(clause.fine, place)
            if clause.others:
                self.note("others", place)
            results = (number, clause.mode, low, high)
            rows += [(box, results, clause.label or "") for box in self._boxes(clause)]
        return table(Hit.FIRST, self.facts, outputs, rows)

    def _boxes(self, clause: PenaltyClause) -> list[Tests]:
        boxes = boxes_of(clause.when, clause.party)
        named = any(_REFUSED in box for box in clause.when or [])
        if self.version.correction == "precondition" and not named:
            refused = parse_cell("true")
            boxes = [{**box, _REFUSED: refused} for box in boxes]
        return boxes

    def _amounts(self, fine: FineForm | None, place: str) -> tuple[Value, Value]:
        if fine is None:
            return None, None
        if not isinstance(fine, RangeFine):
            self.note("form", place)
            return None, None
        return self._ends(line_of(fine), place)

    def _ends(self, line: Line, place: str) -> tuple[Value, Value]:
        if line.low_open or line.high_open:
            self.note("open", place)
        return _yuan(line.low), _yuan(line.high)

    # --- the benchmark -------------------------------------------------------------------------

    def _benchmark(self) -> list[Decision]:
        benchmark = self.version.benchmark
        if isinstance(benchmark, TableBenchmark):
            return [Decision(BENCHMARK, self._grades(benchmark), "裁量阶次")]
        if isinstance(benchmark, ScoreBenchmark):
            self.note("score", BENCHMARK)
            return score_decisions(benchmark, self.facts)
        return []

    def _grades(self, benchmark: TableBenchmark) -> Table:
        gravest = benchmark.hit == "max-grade"
        rows: list[Row] = []
        # Among rows of one grade the lowest number counts: engines take the first of equals.
        for row in sorted(benchmark.rows, key=lambda r: r.row) if gravest else benchmark.rows:
            place = f"{BENCHMARK} {row.row}"
            if row.others:
                self.note("others", place)
            low, high = self._range(row, place)
            results = (row.grade.value, row.row, row.label, low, high)
            note = "\n".join(filter(None, (row.words, row.note)))
            rows += [(box, results, note) for box in boxes_of(row.when, row.party)]
        outputs = [
            # Where the gravest row counts, the order of the values says which that is.
            Output("grade", Kind.STRING, "裁量阶次", GRADES[::-1] if gravest else GRADES),
            Output("row", Kind.NUMBER, "行"),
            Output("label", Kind.STRING, "名称"),
            *_AMOUNTS,
        ]
        hit = _HITS[benchmark.hit]
        if hit is Hit.UNIQUE and any(self._overlaps(row) for row in benchmark.rows):
            # A row's own boxes may overlap; rows differ in their number, so ANY parts them.
            hit = Hit.ANY
        return table(hit, self.facts, outputs, rows)

    def _overlaps(self, row: BenchmarkRow) -> bool:
        boxes = combinations(boxes_of(row.when, row.party), 2)
        return any(meet(one, other, self.facts) for one, other in boxes)

    def _range(self, row: BenchmarkRow, place: str) -> tuple[Value, Value]:
        """The row's own range, or the one that the statute's is cut to, where it is one."""
        if row.fine is not None:
            return self._amounts(row.fine, place)
        lines = set[Line | None]()
        for clause in self.version.penalties:
            if {clause.party, row.party} != {"individual", "unit"}:
                lines.add(self._cut(row, clause.fine))
        only = next(iter(lines)) if len(lines) == 1 else None
        if only is None or _yuan(only.low) is None or _yuan(only.high) is None:
            self.note("cut", place)
            return None, None
        return self._ends(only, place)

    def _cut(self, row: BenchmarkRow, fine: FineForm | None) -> Line | None:
        if not isinstance(fine, RangeFine):
            return None
        return row_line(row, line_of(fine), self.book.policy.grades, is_max_only(fine))


_AMOUNTS = (
    Output("minimum", Kind.NUMBER, "最低（元）"),
    Output("maximum", Kind.NUMBER, "最高（元）"),
)


def _yuan(amount: Fraction) -> Value:
    """Return an amount of whole fen in yuan; None if it is not one."""
    fen = amount * 100
    return Decimal(fen.numerator).scaleb(-2) if fen.denominator == 1 else None
