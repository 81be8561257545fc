"""A rulebook that decides cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.engine.compiled import Compiled, code_order, weight_of
from discretion.engine.desk import Desk
from discretion.engine.duties import deadline_note
from discretion.engine.law import (
    Law,
    decision_day,
    elapsed_years,
    limitation_reason,
)
from discretion.model.case import Case, PartyKind
from discretion.model.determination import (
    Determination,
    DutyNote,
    Outcome,
    Place,
    Reason,
    Values,
)
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.load import load
from discretion.rulebook.schema import GeneralRule, ItemVersion

if TYPE_CHECKING:
    from discretion.engine.decisions import Decisions


class Book(Compiled):
    """A rulebook that decides one case or many; safe to share among threads."""

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
        # NumPy and Arrow take longer to import than a case takes to decide.
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
                title_en=item.title_en,
                for_person=law.for_person,
                certain=False,
                rulebook=self.fingerprint,
                case=case,
            )
        if law.decision is None:
            day = decision_day(case, as_of)
            return self._under(case, code, law.act, law.reasons, law.for_person, day)
        return self._lighter(case, code, law, decision_day(case, as_of))

    def _lighter(self, case: Case, code: str, law: Law, decided: date | None) -> Determination:
        """Apply art. 37: the law of the act, unless the later law is lighter for this case."""
        assert law.act is not None
        assert law.decision is not None
        old = self._under(case, code, law.act, (), law.for_person, decided)
        new = self._under(case, code, law.decision, (), law.for_person, decided)
        lighter = weight_of(new) < weight_of(old)
        values = (
            ("act_day", case.act.over),
            ("decision_day", decided),
            ("act_maximum", old.lawful.maximum if old.lawful else None),
            ("decision_maximum", new.lawful.maximum if new.lawful else None),
        )
        chosen, code = (law.decision, "lighter_law") if lighter else (law.act, "law_of_act")
        reason = Reason(1, code, self._lighter_law_place(chosen), values)
        answer = _with_reason(new if lighter else old, reason)
        open_facts = {m.label: None for m in (*old.missing, *new.missing)}
        if open_facts:
            labels: Values = (("facts", tuple(open_facts)),)
            answer = _with_persons(answer, Reason(1, "lighter_law_open", values=labels))
        return answer

    def _lighter_law_place(self, version: ItemVersion) -> Place | None:
        sources = {c.source for c in version.penalizes}
        for rule in reversed(self.rules):
            reached = not rule.sources or not sources.isdisjoint(rule.sources)
            if reached and getattr(rule.effect, "principle", None) == "lighter_law":
                return self.rule_places[rule.id]
        return None

    def _under(
        self,
        case: Case,
        code: str,
        version: ItemVersion,
        law: tuple[Reason, ...],
        person: tuple[Reason, ...],
        day: date | None,
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
            place = self.rule_places[limitation[1]]
            barred = answered.outcome is Outcome.TIME_BARRED
            reasons.append(limitation_reason(over, discovered, limitation[0], place, barred))
            if discovered is None:
                person = (*person, *self._doubtful(case, limitation[0], place))
        if case.party.kind is PartyKind.INDIVIDUAL and None in party[1:]:
            reasons.append(_PRESUMED if party[1] is None else _CAPACITY_PRESUMED)
        reasons += answered.reasons
        if strange:
            person = (*person, *(self._strange(desk, name) for name in strange))
        duties = desk.duties(case, answered, self.rule_places)
        if case.filed is not None:
            duties += tuple(
                deadline_note(case, rule, days, self.rule_places[rule.id])
                for rule, days in answered.deadlines
            )
        if answered.outcome is Outcome.PENALTY and (prompts := desk.prompts(case.facts)):
            person = (*person, *(self._consider(rule) for rule in prompts))
        if version.questions and answered.outcome in (Outcome.PENALTY, Outcome.MAY_EXEMPT):
            person = (*person, *_open_questions(case, desk, over or day))
        if day is not None and not desk.procedure_from <= day <= desk.procedure_to:
            duties, later = self._in_force(duties, day)
            person = (*person, *later)
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
            duties,
            tuple(reasons),
            (*person, *answered.for_person),
            bundle.settled and not answered.missing,
            self._facts_of(case, desk),
            self.fingerprint,
            desk.item.title_en,
            case,
        )

    def _in_force(
        self, duties: tuple[DutyNote, ...], day: date
    ) -> tuple[tuple[DutyNote, ...], tuple[Reason, ...]]:
        """Leave out steps of texts not in force on the *day* of the decision, and say so.

        Procedure follows the law of its own time; what the earlier text asked is not held.
        """
        known = self._sources_on.get(day)
        if known is None:
            held = (s.id for s in self.sources.values() if s.in_force.covers(day))
            known = self._sources_on[day] = frozenset(held)
        kept = tuple(n for n in duties if n.place is None or n.place.source in known)
        if len(kept) == len(duties):
            return duties, ()
        left = [n.place for n in duties if n.place is not None and n.place.source not in known]
        titles = tuple(dict.fromkeys(self.sources[place.source].title for place in left))
        values: Values = (("day", day), ("titles", titles))
        return kept, (Reason(8, "procedure_not_in_force", values=values),)

    def _consider(self, rule: GeneralRule) -> Reason:
        values: Values = (("rule", rule.id), ("text", rule.text), ("text_en", rule.text_en))
        return Reason(4, "consider_rule", self.rule_places[rule.id], values)

    @staticmethod
    def _doubtful(case: Case, years: int, place: Place) -> tuple[Reason, ...]:
        """The act was over so long before filing that the day of discovery decides."""
        over, filed = case.act.over, case.filed or case.decided
        if over is None or filed is None or filed < over:
            return ()
        if elapsed_years(over, filed, (years,)) < years:
            return ()
        values: Values = (("over", over), ("filed", filed), ("years", years))
        return (Reason(2, "limitation_doubtful", place, values),)

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
        chosen = max(answers, key=lambda a: (weight_of(a), code_order(a.item or "")))
        items = tuple(
            (a.item, a.title, a.lawful.maximum if a.lawful else None)
            for a in sorted(answers, key=lambda a: a.item or "")
        )
        place = next(
            (
                self.rule_places[rule.id]
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


_PRESUMED = Reason(3, "capacity_presumed")
_CAPACITY_PRESUMED = Reason(3, "full_capacity_presumed")


def _open_questions(case: Case, desk: Desk, day: date | None) -> Iterator[Reason]:
    for question in desk.version.questions:
        if question.concerns(case.party.kind.value, day):
            values: Values = (("text", question.text), ("text_en", question.text_en))
            yield Reason(1, "open_question", desk.decider.places[0], values)


def _with_reason(answer: Determination, reason: Reason) -> Determination:
    reasons = sorted((*answer.reasons, reason), key=lambda r: r.step)
    return replace(answer, reasons=tuple(reasons))


def _with_persons(answer: Determination, reason: Reason) -> Determination:
    return replace(answer, for_person=(*answer.for_person, reason))


_BOOKS: dict[tuple[str, str], Book] = {}


def load_rulebook(name: str | Path) -> Book:
    """Load the rulebook *name*: a shipped name or the path of a folder; kept for the next call.

    Raises:
        RulebookError: every fault found, with file, line and a suggestion.
    """
    rulebook = load(name)
    # Equal content decides equally, wherever it was read from.
    key = (rulebook.name, rulebook.fingerprint)
    if key not in _BOOKS:
        _BOOKS.setdefault(key, Book(**vars(rulebook)))
    return _BOOKS[key]
