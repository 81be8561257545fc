"""A rulebook that decides cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from discretion.engine.amounts import Amounts, Pricer, Quantities, hull
from discretion.engine.axes import Axis, FactValueError, as_number
from discretion.engine.decide import Core, Decider, place_of
from discretion.engine.duties import duties_of
from discretion.engine.errors import CaseError
from discretion.engine.law import (
    Law,
    decision_day,
    elapsed_years,
    law_for,
    limitation_reasons,
)
from discretion.engine.plan import build_plan
from discretion.engine.unknowns import Bundle, resolve
from discretion.model.case import Case, PartyKind
from discretion.model.determination import (
    Answer,
    Determination,
    MissingFact,
    OtherKind,
    Outcome,
    Place,
    Range,
    Reason,
)
from discretion.model.money import Money
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import SYSTEM_FACTS
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.load import load
from discretion.rulebook.schema import FactDeclaration, Grade, ItemVersion, TimeBar

if TYPE_CHECKING:
    from discretion.engine.many import Decisions

_T = TypeVar("_T")

MOST_CACHED = 100_000
"""Combinations of cells kept in memory; more than that and the cache begins anew."""

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

    @property
    def lawful(self) -> Range | None:
        """What the law allows."""
        return self.amounts.lawful


class Desk:
    """One compiled version of an item: answers combinations of cells and remembers them."""

    def __init__(self, book: Book, item_code: str, version: ItemVersion) -> None:
        self.book = book
        self.item = book.items[item_code]
        self.version = version
        self.plan = build_plan(book, self.item, version)
        self.decider = Decider(book, self.plan)
        self.declarations = {**SYSTEM_FACTS, **book.facts_of(self.item)}
        self.pricer = Pricer(book.policy.grades, self.declarations)
        self.circumstances = {
            name for name, d in self.declarations.items() if d.type.value == "bool"
        }
        derived = {d.name for d in self.item.derived}
        self.readable: dict[str, Axis | None] = {
            name: self.plan.axes.get(name)
            for name in self.declarations
            if name not in derived and name not in SYSTEM_FACTS
        }
        self._bundles: dict[tuple[object, ...], Bundle] = {}
        self._answers: dict[int, Answered] = {}

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
            self._check_circumstance(case, name)
            axis = readable[name]
            if axis is not None and name not in case.facts:
                cells += (name, axis.cell(True))
        return cells, strange

    def _check_circumstance(self, case: Case, name: str) -> None:
        if name not in self.circumstances:
            raise CaseError(
                case.id,
                "circumstances",
                name,
                "没有声明这个情节，请改用裁量基准库所列情节；",
                did_you_mean(name, sorted(self.circumstances)),
            )
        if case.facts.get(name) is False:
            raise CaseError(
                case.id, "circumstances", name, f"facts.{name} 却为 false，两处矛盾，请核对"
            )

    def party_cells(self, case: Case) -> tuple[int | None, int | None, int | None]:
        """Return the cells of the party's kind, age and capacity (None: not given)."""
        axes, party = self.plan.axes, case.party
        kind = axes["party_kind"].cell(party.kind.value) if "party_kind" in axes else None
        age, capacity = _age(case), party.capacity
        return (
            kind,
            axes["party_age"].cell(age) if age is not None and "party_age" in axes else None,
            axes["party_capacity"].cell(capacity.value)
            if capacity is not None and "party_capacity" in axes
            else None,
        )

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
            for name, cell in zip(("party_kind", "party_age", "party_capacity"), party, strict=True):
                if cell is not None:
                    given[name] = cell
            found = resolve(self.decider, given, elapsed)  # type: ignore[arg-type]
            if len(self._bundles) >= MOST_CACHED:
                self._bundles.clear()
                self._answers.clear()
            self._bundles[key] = found
        return found

    def answer(self, bundle: Bundle, facts: Mapping[str, object]) -> Answered:
        """Return the bundle with its amounts, computed once if no quantity takes part."""
        if not bundle.static:
            return self._priced(bundle, self._quantities(bundle, facts))
        found = self._answers.get(id(bundle))
        if found is None or found.bundle is not bundle:
            found = self._answers[id(bundle)] = self._priced(bundle, {})
        return found

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
            Amounts(*(hull(getattr(a, name) for a in amounts) for name in _RANGES)),
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


_RANGES = ("statutory", "lawful", "benchmark", "recommended")


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
    return MissingFact(name, declaration.label, question, declaration.unit, answers)


def _age(case: Case) -> int | None:
    """The age in completed years when the act was over, from the file or the identity number."""
    party = case.party
    if party.age is not None or party.kind is not PartyKind.INDIVIDUAL:
        return party.age
    number, over = party.number, case.act.over
    if number is None or over is None or not number[6:14].isdigit():
        return None
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    # 周岁 counts from the day after the birthday, so that the birthday itself still belongs to
    # the younger age (最高人民法院法释〔2006〕1号 art. 2).
    return max(0, over.year - born.year - ((over.month, over.day) <= (born.month, born.day)))


class Book(Rulebook):
    """A rulebook with its tables compiled as they are needed; safe to share among threads."""

    def determine(self, case: Case, as_of: date | None = None) -> Determination:
        """Decide *case*: item, lawful range, grade, benchmark range, duties, and why.

        ``as_of`` is the day of the decision where the case does not give it. Nothing is read from
        the clock: the same case gives the same answer on any day.

        Raises:
            CaseError: a fact or circumstance has a value that the rulebook does not know.
        """
        items = [code for code in case.items if code in self.items]
        if not items:
            return self._unknown_item(case)
        answers = [self._of_item(case, code, as_of) for code in dict.fromkeys(items)]
        if len(answers) == 1 and len(items) == len(case.items):
            return answers[0]
        return self._one_act(case, answers)

    def determine_many(self, columns: Any, as_of: date | None = None) -> Decisions:
        """Decide a table of cases: see :func:`discretion.engine.many.determine_many`."""
        from discretion.engine.many import determine_many

        return determine_many(self, columns, as_of)

    # --- one item ------------------------------------------------------------------------------

    def _of_item(self, case: Case, code: str, as_of: date | None) -> Determination:
        law = self.law(code, case.act.over, decision_day(case, as_of))
        if law.act is None:
            item = self.items[code]
            return Determination(
                case.id,
                Outcome.UNKNOWN_LAW,
                code,
                item.title,
                for_person=law.for_person,
                certain=False,
                rulebook=self.fingerprint,
                case=case,
            )
        if law.decision is None:
            return self._under(case, code, law.act, law.reasons, law.for_person)
        return self._lighter(case, code, law, decision_day(case, as_of))

    def _lighter(self, case: Case, code: str, law: Law, decided: date | None) -> Determination:
        """Apply art. 37: the law of the act, unless the later law is lighter for this case."""
        assert law.act is not None
        assert law.decision is not None
        old = self._under(case, code, law.act, (), law.for_person)
        new = self._under(case, code, law.decision, (), law.for_person)
        lighter = weight_of(new) < weight_of(old)
        values = (
            ("act_day", case.act.over),
            ("decision_day", decided),
            ("act_maximum", old.lawful.maximum if old.lawful else None),
            ("decision_maximum", new.lawful.maximum if new.lawful else None),
        )
        chosen, code = (law.decision, "lighter_law") if lighter else (law.act, "law_of_act")
        reason = Reason(1, code, self._lighter_law_place(chosen), values)
        answer = new if lighter else old
        return _with_reason(answer, reason)

    def _lighter_law_place(self, version: ItemVersion) -> Place | None:
        sources = {c.source for c in version.penalizes}
        for rule in reversed(self.rules):
            reached = not rule.sources or not sources.isdisjoint(rule.sources)
            if reached and getattr(rule.effect, "principle", None) == "lighter_law":
                return self._rule_places[rule.id]
        return None

    def _under(
        self,
        case: Case,
        code: str,
        version: ItemVersion,
        law: tuple[Reason, ...],
        person: tuple[Reason, ...],
    ) -> Determination:
        desk = self.desk(code, version)
        cells, strange = desk.cells(case)
        party = desk.party_cells(case)
        over, discovered = case.act.over, case.act.discovered
        elapsed = elapsed_years(over, discovered, self.limits) if over and discovered else 0
        bundle = desk.bundle(cells, party, elapsed)
        answered = desk.answer(bundle, case.facts)
        amounts = answered.amounts
        core = bundle.cores[0]
        limitation = core.limitation
        reasons = [*law]
        if limitation is not None:
            barred = answered.outcome is Outcome.TIME_BARRED
            place = self._rule_places[limitation[1]]
            reasons += limitation_reasons(case, limitation, place, barred)
        if case.party.kind is PartyKind.INDIVIDUAL and None in party[1:]:
            reasons.append(_PRESUMED)
        reasons += answered.reasons
        if strange:
            person = (*person, *(self._strange(desk, name) for name in strange))
        return Determination(
            case.id,
            answered.outcome,
            code,
            desk.item.title,
            desk.decider.places,
            version.correction,
            case.party.kind.value,
            amounts.statutory,
            amounts.lawful,
            amounts.benchmark,
            amounts.recommended,
            answered.fine_optional,
            answered.grade.value if answered.grade else None,
            answered.table_grade.value if answered.table_grade else None,
            answered.grades,
            answered.row,
            answered.row_label,
            answered.status,
            answered.others,
            answered.missing,
            duties_of(
                case,
                bundle,
                answered.outcome,
                amounts.lawful,
                answered.others,
                self.policy,
                self._rule_places,
            ),
            tuple(reasons),
            (*person, *answered.for_person),
            not answered.missing and len(bundle.cores) == 1,
            self._facts_of(case, desk),
            self.fingerprint,
            case,
        )

    @staticmethod
    def _facts_of(case: Case, desk: Desk) -> tuple[tuple[str, object], ...]:
        known: dict[str, object] = {n: v for n, v in case.facts.items() if n in desk.readable}
        for name in case.circumstances:
            known[name] = True
        return tuple(sorted(known.items()))

    @staticmethod
    def _strange(desk: Desk, name: str) -> Reason:
        values = (("fact", name), ("suggestion", did_you_mean(name, desk.readable)))
        return Reason(5, "fact_not_declared", values=values)

    # --- several items, or none ----------------------------------------------------------------

    def _one_act(self, case: Case, answers: list[Determination]) -> Determination:
        """Choose by art. 29: where one act breaks several norms, the one with the higher fine."""
        chosen = max(answers, key=lambda a: (weight_of(a), tuple(-ord(c) for c in a.item or "")))
        items = tuple(
            (a.item, a.title, a.lawful.maximum if a.lawful else None)
            for a in sorted(answers, key=lambda a: a.item or "")
        )
        place = next(
            (
                self._rule_places[rule.id]
                for rule in self.rules
                if getattr(rule.effect, "principle", None) == "one_act_one_fine"
            ),
            None,
        )
        values = (("chosen", chosen.item), ("chosen_title", chosen.title), ("items", items))
        answer = chosen
        if len(answers) > 1:
            answer = _with_reason(chosen, Reason(7, "one_act", place, values))
        unknown = tuple(code for code in case.items if code not in self.items)
        return _with_persons(answer, self._not_known(unknown)) if unknown else answer

    def _unknown_item(self, case: Case) -> Determination:
        return Determination(
            case.id,
            Outcome.UNKNOWN_ITEM,
            party=case.party.kind.value,
            for_person=(self._not_known(case.items),),
            certain=False,
            rulebook=self.fingerprint,
            case=case,
        )

    def _not_known(self, codes: tuple[str, ...]) -> Reason:
        near = tuple((code, did_you_mean(code, self.items)) for code in codes)
        return Reason(1, "item_not_known", values=(("items", near),))

    # --- compiled once -------------------------------------------------------------------------

    def desk(self, code: str, version: ItemVersion) -> Desk:
        """Return the compiled *version* of an item."""
        found = self._desks.get(id(version))
        if found is None:
            with self._lock:
                found = self._desks.setdefault(id(version), Desk(self, code, version))
        return found

    def compile(self) -> None:
        """Compile every version of every item now, rather than when it is first needed."""
        for code, item in self.items.items():
            for version in item.versions:
                self.desk(code, version)

    def law(self, code: str, act: date | None, decided: date | None) -> Law:
        """Return the versions of an item that apply to an act over on *act*, decided on *decided*."""
        key = (code, act, decided)
        found = self._laws.get(key)
        if found is None:
            if len(self._laws) >= MOST_CACHED:
                self._laws.clear()
            found = self._laws[key] = law_for(self, self.items[code], act, decided)
        return found

    @cached_property
    def _desks(self) -> dict[int, Desk]:
        return {}

    @cached_property
    def _laws(self) -> dict[tuple[str, date | None, date | None], Law]:
        return {}

    @cached_property
    def _lock(self) -> Lock:
        return Lock()

    @cached_property
    def _rule_places(self) -> dict[str, Place]:
        return {rule.id: place_of(self, rule.citation) for rule in self.rules}

    @cached_property
    def limits(self) -> tuple[int, ...]:
        """The limitation periods of the rules, in years, shortest first."""
        years = {rule.effect.years for rule in self.rules if isinstance(rule.effect, TimeBar)}
        return tuple(sorted(years))


_PRESUMED = Reason(3, "capacity_presumed")


def weight_of(answer: Determination | Answered) -> tuple[bool, bool, Money, Money, int]:
    """Order answers from milder to heavier by what the law allows."""
    lawful = answer.lawful
    if answer.outcome not in (Outcome.PENALTY, Outcome.MAY_EXEMPT):
        return (False, False, Money(0), Money(0), 0)
    if lawful is None:
        return (True, False, Money(0), Money(0), len(answer.others))
    return (
        True,
        lawful.maximum is None,
        lawful.maximum or Money(0),
        lawful.minimum,
        len(answer.others),
    )


def _with_reason(answer: Determination, reason: Reason) -> Determination:
    reasons = sorted((*answer.reasons, reason), key=lambda r: r.step)
    return replace(answer, reasons=tuple(reasons))


def _with_persons(answer: Determination, reason: Reason) -> Determination:
    return replace(answer, for_person=(*answer.for_person, reason))


@lru_cache(maxsize=16)
def load_rulebook(name: str | Path) -> Book:
    """Load the rulebook *name*: a shipped name or the path of a folder; kept for the next call.

    Raises:
        RulebookError: every fault found, with file, line and a suggestion.
    """
    return Book(**vars(load(name)))
