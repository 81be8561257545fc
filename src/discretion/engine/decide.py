"""Which clause, row, grade and general rules a set of standing boxes means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from discretion.engine.plan import Bits, ClausePlan, Plan, RowPlan
from discretion.model.determination import OtherKind, Outcome, Place, Reason, Values
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS, parse_cell, share_ends
from discretion.rulebook.schema import (
    BenchmarkRow,
    Box,
    Citation,
    Exempt,
    FineForm,
    GeneralRule,
    Grade,
    Move,
    OtherPenalty,
    PenaltyClause,
    ScoreBenchmark,
    TableBenchmark,
    TimeBar,
)
from discretion.rulebook.unary import Interval

_ARTICLES_OF_CAPACITY = (30, 31)


@dataclass(frozen=True, slots=True)
class Core:
    """What the rules say about one combination of cells; amounts are not yet computed.

    Two cores are equal when they mean the same for the party; how each was reached is in
    ``reasons`` and ``for_person``, which do not take part in the comparison.
    """

    outcome: Outcome
    clause_index: int | None = None
    clause: PenaltyClause | None = field(default=None, compare=False)
    benchmark_fine: FineForm | None = None
    benchmark_share: Interval | None = None
    row: int | None = None
    row_label: str | None = None
    status: str | None = None
    table_grade: Grade | None = None
    grade: Grade | None = None
    optional_grade: Grade | None = None
    """The grade that a rule of 可以 permits instead."""
    mitigable: bool = False
    others: tuple[OtherKind, ...] = ()
    limitation: tuple[int, str] | None = None
    """Years and the id of the rule that sets them."""
    duties: tuple[GeneralRule, ...] = field(default=(), compare=False)
    reasons: tuple[Reason, ...] = field(default=(), compare=False)
    for_person: tuple[Reason, ...] = field(default=(), compare=False)

    @property
    def fine(self) -> FineForm | None:
        """The form of the statutory fine."""
        return self.clause.fine if self.clause else None


def place_of(book: Rulebook, citation: Citation) -> Place:
    """Return a citation with the title and version of its source."""
    source = book.sources[citation.source]
    return Place(
        source.id,
        source.title,
        source.version,
        citation.article,
        citation.paragraph,
        citation.subparagraph,
        citation.note,
    )


class Decider:
    """Decides sets of standing boxes of one plan."""

    def __init__(self, book: Rulebook, plan: Plan) -> None:
        self.book, self.plan = book, plan
        self.policy = book.policy
        self.declarations = {**SYSTEM_FACTS, **book.facts_of(plan.item)}
        self.places = tuple(place_of(book, c) for c in plan.version.penalizes)
        self.rule_places = {rule.id: place_of(book, rule.citation) for rule, _ in plan.rules}
        self.rule_boxes = {rule.id: when for rule, when in plan.rules}

    def decide(self, standing: Bits, elapsed: int) -> Core:
        """Return what *standing* boxes mean when *elapsed* full years passed before discovery."""
        rules = self._rules(standing)
        limitation = self._limitation(rules)
        duties = tuple(r for r in rules if not isinstance(r.effect, Exempt | Move | TimeBar))
        if limitation and limitation[0] <= elapsed:
            return Core(Outcome.TIME_BARRED, limitation=limitation, duties=duties)
        exempt = self._exempt(rules)
        reasons = [self._reason_of(rule, f"exempt_{rule.effect.mode}") for rule in exempt]  # type: ignore[union-attr]
        if any(isinstance(r.effect, Exempt) and r.effect.mode == "must" for r in exempt):
            must = tuple(r for r in reasons if r.code == "exempt_must")
            return Core(Outcome.NO_PENALTY, limitation=limitation, duties=duties, reasons=must)
        clause = next((c for c in self.plan.clauses if c.when & standing), None)
        if clause is None:
            outcome, code = Outcome.NO_PENALTY, "no_clause"
            if self.plan.obeyed & standing:
                outcome, code = Outcome.CORRECTION_ONLY, "correction_first"
            reasons.append(Reason(5, code, self.places[0]))
            persons = (Reason(5, "no_clause", self.places[0]),) if code == "no_clause" else ()
            return Core(
                outcome,
                limitation=limitation,
                duties=duties,
                reasons=tuple(reasons),
                for_person=persons,
            )
        return self._graded(standing, rules, clause, limitation, duties, exempt, reasons)

    def _rules(self, standing: Bits) -> list[GeneralRule]:
        holding = [rule for rule, when in self.plan.rules if when & standing]
        displaced = {name for rule in holding for name in rule.overrides}
        return [rule for rule in holding if rule.id not in displaced]

    @staticmethod
    def _limitation(rules: list[GeneralRule]) -> tuple[int, str] | None:
        bars = [(r.effect.years, r.id) for r in rules if isinstance(r.effect, TimeBar)]
        return max(bars, default=None)

    @staticmethod
    def _exempt(rules: list[GeneralRule]) -> list[GeneralRule]:
        return [r for r in rules if isinstance(r.effect, Exempt)]

    def _reason_of(self, rule: GeneralRule, code: str, *more: tuple[str, object]) -> Reason:
        capacity = (
            rule.citation.source == "cn-penalty-law-2021"
            and rule.citation.article in _ARTICLES_OF_CAPACITY
        )
        step = 6 if isinstance(rule.effect, Move) else 3 if capacity else 4
        values: Values = (("rule", rule.id), ("text", rule.text), ("text_en", rule.text_en), *more)
        return Reason(step, code, self.rule_places[rule.id], values)

    def _graded(
        self,
        standing: Bits,
        rules: list[GeneralRule],
        plan: ClausePlan,
        limitation: tuple[int, str] | None,
        duties: tuple[GeneralRule, ...],
        exempt: list[GeneralRule],
        reasons: list[Reason],
    ) -> Core:
        clause = plan.clause
        values: Values = (("party", clause.party), ("label", clause.label), ("mode", clause.mode))
        reasons.append(Reason(5, "clause", self.places[0], values))
        persons: list[Reason] = []
        table = self._table(standing, reasons, persons)
        rules = list(self._unspent(rules, plan, standing, reasons))
        grade, optional, mitigable = self._moved(rules, table.grade, reasons, persons)
        row = table.row
        others: dict[tuple[PenaltyKind, str | None], OtherKind] = {}
        for other, when in (*plan.others, *table.others):
            if when & standing:
                kind = OtherKind(other.kind, other.mode, other.object)
                others.setdefault((other.kind, other.object), kind)
        may = bool(exempt) or table.grade is Grade.EXEMPT
        return Core(
            Outcome.MAY_EXEMPT if may else Outcome.PENALTY,
            plan.index,
            clause,
            row.fine if row else None,
            table.share,
            row.row if row else None,
            row.label if row else None,
            self.plan.version.benchmark.status if self.plan.version.benchmark else None,
            table.grade,
            grade,
            optional,
            mitigable,
            tuple(others.values()),
            limitation,
            duties,
            tuple(reasons),
            tuple(persons),
        )

    # --- step 5: the table ---------------------------------------------------------------------

    def _table(self, standing: Bits, reasons: list[Reason], persons: list[Reason]) -> _Table:
        benchmark = self.plan.version.benchmark
        if benchmark is None:
            reasons.append(Reason(5, "no_benchmark"))
            return _Table()
        if isinstance(benchmark, ScoreBenchmark):
            return self._score(benchmark, standing, reasons, persons)
        hits = [r for r in self.plan.rows if r.when & standing]
        if not hits:
            persons.append(Reason(5, "table_gap"))
            return _Table()
        if len(hits) > 1 and benchmark.hit == "unique":
            rows = tuple(r.row.row for r in hits)
            persons.append(Reason(5, "table_overlap", values=(("rows", rows),)))
            return _Table()
        if benchmark.hit == "max-grade":
            hit = max(hits, key=lambda r: (r.row.grade.rank, -r.row.row))
        else:
            hit = hits[0]
        reasons.append(self._row_reason(benchmark, hit, standing))
        share = share_ends(parse_cell(hit.row.share)) if hit.row.share else None
        return _Table(hit.row, hit.row.grade, share, hit.others)

    def _row_reason(self, table: TableBenchmark, hit: RowPlan, standing: Bits) -> Reason:
        box = next(box for bits, box in hit.boxes if bits & standing)
        row = hit.row
        reference = table.reference
        place = None
        if reference:
            source = self.book.sources[reference.source]
            place = Place(source.id, source.title, source.version, reference.article)
        values: Values = (
            ("row", row.row),
            ("label", row.label),
            ("grade", row.grade.value),
            ("status", table.status),
            ("number", reference.number if reference else None),
        )
        return Reason(5, "row", place, values, tuple(self._facts(box)))

    def _facts(self, box: Box) -> Iterator[Reason]:
        for name, test in box.items():
            if not parse_cell(test).is_any:
                declaration = self.declarations[name]
                values: Values = (
                    ("fact", name),
                    ("label", declaration.label),
                    ("label_en", declaration.label_en),
                    ("unit", declaration.unit),
                    ("test", test),
                    ("choices", tuple(declaration.choices.items())),
                )
                yield Reason(5, "fact", values=values)

    def _score(
        self,
        benchmark: ScoreBenchmark,
        standing: Bits,
        reasons: list[Reason],
        persons: list[Reason],
    ) -> _Table:
        total, full, parts = Fraction(0), Fraction(0), []
        for factor, steps in self.plan.factors:
            hit = next((i for i, when in enumerate(steps) if when & standing), None)
            if hit is None:
                persons.append(Reason(5, "table_gap"))
                return _Table()
            score = factor.rows[hit].score
            total += Fraction(factor.weight) * Fraction(score)
            full += Fraction(factor.weight) * 100
            values: Values = (
                ("fact", factor.fact),
                ("label", self.declarations[factor.fact].label),
                ("label_en", self.declarations[factor.fact].label_en),
                ("weight", factor.weight),
                ("score", score),
            )
            parts.append(Reason(5, "factor", values=values))
        share = total / full
        exact = _decimal(share)
        grade = next((g.grade for g in benchmark.grades if parse_cell(g.when).holds(exact)), None)
        if grade is None:
            persons.append(Reason(5, "table_gap"))
        values = (("share", exact), ("status", benchmark.status))
        reasons.append(Reason(5, "score", None, values, tuple(parts)))
        band = Fraction(benchmark.band)
        low, high = max(Fraction(0), share - band), min(Fraction(1), share + band)
        return _Table(None, grade, Interval(_decimal(low), _decimal(high), False, False))

    # --- step 6: general circumstances ---------------------------------------------------------

    def _unspent(
        self,
        rules: list[GeneralRule],
        plan: ClausePlan,
        standing: Bits,
        reasons: list[Reason],
    ) -> Iterator[GeneralRule]:
        """Yield the rules that hold by more than what the clause itself asks for."""
        for rule in rules:
            spent = self.rule_boxes[rule.id] & plan.spent
            if spent & standing and not self.rule_boxes[rule.id] & standing & ~spent:
                reasons.append(self._reason_of(rule, "move_spent"))
            else:
                yield rule

    def _moved(
        self,
        rules: list[GeneralRule],
        grade: Grade | None,
        reasons: list[Reason],
        persons: list[Reason],
    ) -> tuple[Grade | None, Grade | None, bool]:
        """Return the grade that holds, the grade that 可以 permits, and whether 减轻 is open."""
        moves = [(r, r.effect) for r in rules if isinstance(r.effect, Move)]
        must = [(r, e) for r, e in moves if e.mode == "must"]
        milder = [(r, e) for r, e in must if e.direction == "milder"]
        heavier = [(r, e) for r, e in must if e.direction == "heavier"]
        chosen = milder or heavier
        if milder and heavier:
            first, second = (max(r.precedence for r, _ in side) for side in (milder, heavier))
            chosen = milder if first > second else heavier if second > first else []
            code = "moves_conflict" if chosen else "moves_tie"
            values: Values = (
                ("won", chosen[0][0].id if chosen else None),
                ("milder", "；".join(r.text for r, _ in milder)),
                ("heavier", "；".join(r.text for r, _ in heavier)),
            )
            (reasons if chosen else persons).append(Reason(6, code, values=values))
        target = grade
        for rule, effect in chosen:
            target = self._target(grade, effect)
            more: Values = (
                ("direction", effect.direction),
                ("mode", effect.mode),
                ("grade_before", grade.value if grade else None),
                ("grade_after", target.value),
            )
            reasons.append(self._reason_of(rule, "moved", *more))
        optional, mitigable = None, False
        for rule, effect in moves:
            # In a tie a person may let the milder side win, and with it the way below the minimum.
            bound = (rule, effect) in chosen or (milder and heavier and not chosen)
            open_minimum = effect.mitigable and (effect.mode == "may" or bound)
            if open_minimum and not (chosen and chosen[0][1].direction == "heavier"):
                mitigable = True
                reasons.append(self._reason_of(rule, "mitigable"))
            if effect.mode == "may" and not chosen:
                optional = self._shifted(grade, effect)
                more = (("direction", effect.direction), ("grade", optional.value))
                reasons.append(self._reason_of(rule, "move_optional", *more))
        return target, optional, mitigable

    @staticmethod
    def _target(grade: Grade | None, effect: Move) -> Grade:
        """应当从轻 means the lighter grade, 从重 the heavier, never back past the table's own."""
        if effect.direction == "heavier":
            return Grade.HEAVIER
        return grade if grade in (Grade.EXEMPT, Grade.MITIGATED) else Grade.LIGHTER

    def _shifted(self, grade: Grade | None, effect: Move) -> Grade:
        lawful = (Grade.LIGHTER, Grade.ORDINARY, Grade.HEAVIER)
        at = lawful.index(grade) if grade in lawful else 1
        step = (
            self.policy.grades.shift if effect.direction == "heavier" else -self.policy.grades.shift
        )
        return lawful[min(2, max(0, at + step))]


@dataclass(frozen=True, slots=True)
class _Table:
    row: BenchmarkRow | None = None
    grade: Grade | None = None
    share: Interval | None = None
    others: tuple[tuple[OtherPenalty, Bits], ...] = ()


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)
