"""One compiled version of an item: cases in, answers out, every combination decided once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from discretion.engine.amounts import Amounts, Pricer, Quantities, hull
from discretion.engine.decide import Core, Decider
from discretion.engine.duties import duties_of
from discretion.engine.errors import CaseError
from discretion.engine.memory import Memory
from discretion.engine.plan import build_plan
from discretion.engine.unknowns import Bundle, resolve
from discretion.model.case import Case
from discretion.model.determination import (
    Answer,
    DutyNote,
    MissingFact,
    OtherKind,
    Outcome,
    Place,
    Range,
    Reason,
)
from discretion.rulebook.axes import Axis, FactValueError, as_number
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS, parse_cell
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.schema import (
    Deadline,
    FactDeclaration,
    FactType,
    GeneralRule,
    Grade,
    ItemVersion,
)

_T = TypeVar("_T")

_GRAVEST_FIRST = (
    Outcome.PENALTY,
    Outcome.MAY_EXEMPT,
    Outcome.CORRECTION_ONLY,
    Outcome.NO_PENALTY,
    Outcome.TIME_BARRED,
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A bundle with its amounts: all that does not depend on dates, parties and procedure."""

    bundle: Bundle
    outcome: Outcome
    amounts: Amounts
    grade: Grade | None
    table_grade: Grade | None
    grades: tuple[str, ...]
    row: int | None
    row_label: str | None
    status: str | None
    fine_optional: bool
    others: tuple[OtherKind, ...]
    missing: tuple[MissingFact, ...]
    reasons: tuple[Reason, ...]
    for_person: tuple[Reason, ...]
    deadlines: tuple[tuple[GeneralRule, int], ...]
    """The rules that set a day for the decision, and the days they give."""

    @property
    def lawful(self) -> Range | None:
        """What the law allows."""
        return self.amounts.lawful


class Desk:
    """One compiled version of an item: answers combinations of cells and remembers them."""

    def __init__(
        self,
        book: Rulebook,
        item_code: str,
        version: ItemVersion,
        combinations: Memory,
        of_cases: Memory,
    ) -> None:
        self.book = book
        self._combinations, self._of_cases = combinations, of_cases
        self.item = book.items[item_code]
        self.version = version
        self.plan = build_plan(book, self.item, version)
        self.decider = Decider(book, self.plan)
        self.declarations = {**SYSTEM_FACTS, **book.facts_of(self.item)}
        self.pricer = Pricer(book.policy.grades, self.declarations)
        derived = {d.name for d in self.item.derived}
        self.readable: dict[str, Axis | None] = {
            name: self.plan.axes.get(name)
            for name in self.declarations
            if name not in derived and name not in SYSTEM_FACTS
        }
        self.circumstances = {
            name for name in self.readable if self.declarations[name].type is FactType.BOOL
        }
        rules = [rule for rule, _ in self.plan.rules]
        self._prompting = [
            (rule, [[(n, parse_cell(text)) for n, text in box.items()] for box in rule.prompt])
            for rule in rules
            if rule.prompt
        ]
        self.review = next(
            (r for r in rules if getattr(r.effect, "duty", None) == "legal_review"), None
        )
        periods = [book.sources[rule.citation.source].in_force for rule in rules]
        self.procedure_from = max((p.from_ for p in periods), default=date.min)
        """From this day to ``procedure_to`` every text that the general rules cite is in force."""
        self.procedure_to = min((p.to for p in periods if p.to), default=date.max)
        self._parties: dict[tuple[object, ...], tuple[int | None, ...]] = {}
        self._bundles: dict[tuple[object, ...], Bundle] = combinations.shelf()
        self._answers: dict[int, Answered] = combinations.shelf()
        # The bundle is kept beside the steps: it must live as long as its id is a key.
        self._duties: dict[tuple[object, ...], tuple[Bundle, tuple[DutyNote, ...]]] = (
            of_cases.shelf()
        )

    # --- reading a case ------------------------------------------------------------------------

    def cells(self, case: Case) -> tuple[list[str | int], list[str]]:
        """Return the known facts as alternating names and cells, and the names not declared."""
        cells: list[str | int] = []
        strange: list[str] = []
        readable = self.readable
        name = ""
        try:
            for name, value in case.facts.items():
                if name not in readable:
                    strange.append(name)
                elif value is not None and (axis := readable[name]) is not None:
                    cells += (name, axis.cell(value))
        except FactValueError as error:
            raise CaseError(case.id, f"facts.{name}", str(error.value), error.expected) from None
        for name in case.circumstances:
            fact = case.facts.get(name)
            if name not in self.circumstances or fact is False:
                raise self.circumstance_error(case.id, name)
            axis = readable[name]
            if axis is not None and fact is None:
                cells += (name, axis.cell(True))
        return cells, strange

    def prompts(self, facts: Mapping[str, object]) -> list[GeneralRule]:
        """Return the rules that *facts* call to mind although nobody has made their finding."""
        found = [
            rule
            for rule, boxes in self._prompting
            if any(all(cell.holds(facts.get(n)) for n, cell in box) for box in boxes)  # type: ignore[arg-type]
        ]
        if len(found) > 1:
            displaced = {name for rule in found for name in rule.overrides}
            found = [rule for rule in found if rule.id not in displaced]
        return found

    def circumstance_error(self, case_id: str, name: str) -> CaseError:
        """Say what is wrong with a listed circumstance: not declared, or denied by its fact."""
        if name in self.circumstances:
            message = f"facts.{name} 却为 false，两处矛盾，请核对"
            return CaseError(case_id, "circumstances", name, message)
        return CaseError(
            case_id,
            "circumstances",
            name,
            "没有声明这个情节，请改用裁量基准库所列情节；",
            did_you_mean(name, sorted(self.circumstances)),
        )

    def party_cells(self, case: Case) -> tuple[int | None, ...]:
        """Return the cells of the party's kind, age and capacity (None: not given)."""
        key = (case.party.kind, case.age, case.party.capacity)
        found = self._parties.get(key)
        if found is None:
            names = ("party_kind", "party_age", "party_capacity")
            found = self._parties[key] = tuple(
                axis.cell(value) if value is not None and axis is not None else None
                for value, axis in zip(key, map(self.plan.axes.get, names), strict=True)
            )
        return found

    # --- answering -----------------------------------------------------------------------------

    def bundle(
        self, cells: Iterable[str | int], party: tuple[int | None, ...], elapsed: int
    ) -> Bundle:
        """Return what a combination of cells means."""
        key = (elapsed, *party, *cells)
        found = self._bundles.get(key)
        if found is None:
            flat = key[1 + len(party) :]
            given = dict(zip(flat[::2], flat[1::2], strict=True))
            for name, cell in zip(
                ("party_kind", "party_age", "party_capacity"), party, strict=True
            ):
                if cell is not None:
                    given[name] = cell
            found = resolve(self.decider, given, elapsed)  # type: ignore[arg-type]
            self._combinations.keep(self._bundles, key, found)
        return found

    def answer(self, bundle: Bundle, facts: Mapping[str, object]) -> Answered:
        """Return the bundle with its amounts, computed once if no quantity takes part."""
        if not bundle.static:
            return self._priced(bundle, self._quantities(bundle, facts))
        found = self._answers.get(id(bundle))
        if found is None or found.bundle is not bundle:
            found = self._priced(bundle, {})
            self._combinations.keep(self._answers, id(bundle), found)
        return found

    def duties(
        self, case: Case, answered: Answered, places: Mapping[str, Place]
    ) -> tuple[DutyNote, ...]:
        """Return the steps owed for a case; equal procedure and penalty owe the same steps."""
        procedure, penalty = case.procedure, case.penalty
        key = (
            id(answered.bundle),
            None if answered.bundle.static else answered.lawful,
            procedure.informed,
            procedure.hearing_offered,
            procedure.legal_review_done,
            procedure.collective_discussion_done,
            procedure.on_the_spot,
            case.facts.get("refused_correction") is True,
            None if penalty is None else penalty.kinds,
            None if penalty is None or penalty.fine is None else penalty.fine.fen,
            None if penalty is None else penalty.confiscated_gains,
            None if penalty is None else penalty.confiscated_goods_value,
            case.facts.get("illegal_gains"),
            case.facts.get("goods_value"),
        )
        found = self._duties.get(key)
        if found is None:
            notes = duties_of(
                case,
                answered.bundle,
                answered.outcome,
                answered.lawful,
                answered.others,
                self.book.policy,
                places,
                self.review,
            )
            found = self._of_cases.keep(self._duties, key, (answered.bundle, notes))
        return found[1]

    def _quantities(self, bundle: Bundle, facts: Mapping[str, object]) -> Quantities:
        known = {}
        for name in bundle.quantities:
            value = facts.get(name)
            if value is not None:
                known[name] = as_number(value, self.declarations[name])  # type: ignore[arg-type]
        return known

    def _priced(self, bundle: Bundle, quantities: Quantities) -> Answered:
        cores = bundle.cores
        priced = {core: self.pricer.price(core, quantities) for core in cores}
        amounts = list(priced.values())
        outcome = min((c.outcome for c in cores), key=_GRAVEST_FIRST.index)
        grades = sorted({c.grade for c in cores if c.grade}, key=lambda g: g.rank)
        lacking = [name for name in bundle.quantities if name not in quantities]
        first, rest = amounts[0], amounts[1:]
        reasons = [r for r in first.reasons if all(r in a.reasons for a in rest)]
        persons = dict.fromkeys([*bundle.for_person, *(r for a in amounts for r in a.for_person)])
        return Answered(
            bundle,
            outcome,
            Amounts(
                hull(a.statutory for a in amounts),
                hull(a.lawful for a in amounts),
                hull(a.benchmark for a in amounts),
                hull(a.recommended for a in amounts),
            ),
            _only({c.grade for c in cores}),
            _only({c.table_grade for c in cores}),
            tuple(g.value for g in grades),
            _only({c.row for c in cores}),
            _only({c.row_label for c in cores}),
            _only({c.status for c in cores if c.status}),
            any(c.clause is not None and c.clause.mode == "may" for c in cores),
            _merged([c.others for c in cores]),
            tuple(self._missing(bundle, quantities, lacking)),
            (*bundle.reasons, *reasons),
            tuple(persons),
            tuple((r, r.effect.days) for r, _ in bundle.duties if isinstance(r.effect, Deadline)),
        )

    def _missing(
        self, bundle: Bundle, quantities: Quantities, lacking: list[str]
    ) -> Iterable[MissingFact]:
        for unknown in bundle.unknowns:
            answers = tuple(
                self._answer_of(test, cores, quantities) for test, cores in unknown.answers
            )
            yield _missing_fact(unknown.axis.name, unknown.axis.declaration, answers)
        named = {unknown.axis.name for unknown in bundle.unknowns}
        for name in lacking:
            if name not in named:
                yield _missing_fact(name, self.declarations[name], ())

    def _answer_of(self, test: str, cores: tuple[Core, ...], quantities: Quantities) -> Answer:
        amounts = [self.pricer.price(core, quantities) for core in cores]
        grade = _only({core.grade for core in cores})
        return Answer(
            test,
            min((c.outcome for c in cores), key=_GRAVEST_FIRST.index),
            grade.value if grade else None,
            hull(a.lawful for a in amounts),
            hull(a.benchmark for a in amounts),
        )


def _only(values: set[_T]) -> _T | None:
    return next(iter(values)) if len(values) == 1 else None


def _merged(each: list[tuple[OtherKind, ...]]) -> tuple[OtherKind, ...]:
    found = dict.fromkeys(other for others in each for other in others)
    return tuple(
        o if all(o in others for others in each) else OtherKind(o.kind, o.mode, o.object, False)
        for o in found
    )


def _missing_fact(
    name: str, declaration: FactDeclaration, answers: tuple[Answer, ...]
) -> MissingFact:
    question = declaration.question or f"{declaration.label}？"
    choices = tuple(declaration.choices.items())
    return MissingFact(
        name,
        declaration.label,
        question,
        declaration.unit,
        answers,
        choices,
        declaration.label_en,
    )
