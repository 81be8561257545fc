"""The facts of a case as a form: what is missing first, and where each value would lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from discretion.desk.case.changes import FACT, Changes, written
from discretion.desk.case.subject import Subject
from discretion.engine.whatif import Alternative
from discretion.model.case import Case
from discretion.model.determination import Determination, MissingFact
from discretion.report.explain import answer_texts, question_text
from discretion.report.whatif import result_text
from discretion.report.words import Words
from discretion.rulebook.schema import FactDeclaration, FactType


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the values of a fact that lead to one answer; ``address`` leads there."""

    values: str
    result: str
    grade: str
    here: bool = False
    nearest: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One fact as it is asked for. ``options`` of a choice are values and labels."""

    name: str
    label: str
    unit: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...]
    changed: bool
    question: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def key(self) -> str:
        """Its name in the form."""
        return FACT + self.name


@dataclass(frozen=True, slots=True)
class Inputs:
    """The facts of a case: missing ones, those that could change the answer, and the others."""

    missing: tuple[Input, ...]
    telling: tuple[Input, ...]
    others: tuple[Input, ...]


def inputs_of(
    case: Case,
    determination: Determination,
    alternatives: Sequence[Alternative],
    declared: Iterable[tuple[str, FactDeclaration]],
    changes: Changes,
    subject: Subject,
    words: Words,
) -> Inputs:
    """Return the facts *declared* as inputs."""
    missing = {each.fact: each for each in determination.missing}
    by_fact: dict[str, list[Alternative]] = {}
    for one in alternatives:
        by_fact.setdefault(one.fact, []).append(one)
    known = dict(determination.facts)
    groups: tuple[list[Input], list[Input], list[Input]] = ([], [], [])
    for name, declaration in declared:
        steps = _steps(by_fact.get(name, ()), determination, changes, subject, words)
        made = _input(name, declaration, case, missing.get(name), steps, changes, words)
        place = 0 if name in missing else 1 if steps and name in known else 2
        if steps and not declaration.circumstance:
            place = min(place, 1)
        groups[place].append(made)
    return Inputs(*(tuple(group) for group in groups))


def _input(
    name: str,
    declaration: FactDeclaration,
    case: Case,
    missing: MissingFact | None,
    steps: tuple[Step, ...],
    changes: Changes,
    words: Words,
) -> Input:
    kind, blank = "number", words("test.null")
    options: tuple[tuple[str, str], ...] = ()
    if declaration.type is FactType.BOOL:
        kind = "choice"
        options = (("true", words("test.true")), ("false", words("test.false")))
        if declaration.circumstance:
            options, blank = (("true", words("deskcase.found")),), words("deskcase.not_found")
    elif declaration.type is FactType.CHOICE:
        kind = "choice"
        options = tuple(
            (code, words.choice(code, label)) for code, label in declaration.choices.items()
        )
    elif declaration.type is FactType.INTEGER:
        kind = "integer"
    value = changes.values.get(FACT + name, written(case, FACT + name, {name: declaration}))
    return Input(
        name,
        words.pick(declaration.label, declaration.label_en),
        words.unit(declaration.unit).strip() if declaration.unit else "",
        kind,
        value,
        (("", blank), *options) if options else (),
        FACT + name in changes.values,
        question_text(missing, words) if missing else "",
        tuple(answer_texts(a, missing, words) for a in missing.answers) if missing else (),
        steps,
    )


# --- where each value would lead ------------------------------------------------------------------


def _steps(
    alternatives: Sequence[Alternative],
    now: Determination,
    changes: Changes,
    subject: Subject,
    words: Words,
) -> tuple[Step, ...]:
    """Return what each stretch of values leads to, in the order of the values."""
    if not alternatives:
        return ()
    first = alternatives[0]
    nearest = _nearest(alternatives)
    found = [(_order(one.nearest, one), _step(one, one is nearest, changes, subject, words))
             for one in alternatives]  # fmt: skip
    if first.value is not None:
        mine = words.fact(first.value, first.declaration.unit, first.declaration.choices)
        found.append((_order(first.value, first), _here(mine, now, words)))
    found.sort(key=lambda each: each[0])
    return tuple(step for _, step in found)


def _step(
    one: Alternative, nearest: bool, changes: Changes, subject: Subject, words: Words
) -> Step:
    test = words.test(one.test, one.declaration.unit, one.declaration.choices)
    address = subject.address(changes.having_fact(one.fact, one.nearest))
    return Step(test, result_text(one, words), one.grade or "", False, nearest, address)


def _here(mine: str, now: Determination, words: Words) -> Step:
    grade = words.grade(now.grade)
    span = words.range(now.recommended or now.lawful)
    penalty = now.grade is not None and now.outcome.value in ("penalty", "may_exempt")
    result = words("whatif.penalty", grade=grade, range=span)
    if not penalty:
        result = words(f"outcome.{now.outcome.value}")
    return Step(mine, result, now.grade or "", here=True)


def _order(value: object, one: Alternative) -> tuple[Decimal, str]:
    if isinstance(value, bool):
        return Decimal(not value), ""
    if isinstance(value, int | Decimal):
        return Decimal(value), ""
    codes = [*one.declaration.choices]
    return Decimal(codes.index(str(value)) if str(value) in codes else -1), ""


def _nearest(alternatives: Sequence[Alternative]) -> Alternative | None:
    """Return the answer whose values begin nearest to the case's own."""
    own = alternatives[0].value
    if own is None:
        return None
    here = _order(own, alternatives[0])[0]
    return min(alternatives, key=lambda one: abs(_order(one.nearest, one)[0] - here))
