"""Examples: the authors' own cases, or a point of each kind of row, decided by the engine.

Every example is what the engine answers for the facts that it shows; one made up that does not
end in the row that it was made for, or that leaves a fact open, is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from discretion.engine.book import Book
from discretion.model.case import Act, Case, Party, PartyKind
from discretion.model.determination import Determination, DutyNote, MissingFact, Outcome
from discretion.report.book.conditions import Conditions
from discretion.report.book.content import Example
from discretion.report.sentences import duty_text
from discretion.report.words import Words, clean
from discretion.rulebook.check import parse_cell
from discretion.rulebook.schema import (
    BenchmarkRow,
    FactDeclaration,
    FactType,
    Item,
    ItemVersion,
    ScoreBenchmark,
    TableBenchmark,
)
from discretion.rulebook.unary import Cell, Interval, Literal, Value, render_value

MOST = 3
"""Examples of one item."""
ROUNDS = 6
"""How often what a case still lacks is added to it."""
BASE = {FactType.MONEY: 10_000, FactType.INTEGER: 10, FactType.NUMBER: 10}
"""A quantity that only the amount depends on: yuan, or units."""
DUTIES = ("hearing", "legal_review", "collective_discussion", "transfer")
"""Duties that an example mentions; the others are owed in every case."""
_SHOWN = (Outcome.PENALTY, Outcome.MAY_EXEMPT)

Facts = dict[str, Any]
Authored = tuple[Case, str]
"""A case that stands beside the rules, and its author's reason for what is expected of it."""


def authored_examples(
    book: Book, cases: Sequence[Authored], conditions: Conditions, words: Words
) -> tuple[Example, ...]:
    """Return the first cases that the authors of an item wrote beside it, with their reasons."""
    found = []
    for case, reason in cases[:MOST]:
        answer = book.determine(case)
        facts = {**case.facts, **dict.fromkeys(case.circumstances, True)}
        told = _told(answer, facts, case.party.kind, conditions, words)
        found.append(replace(told, made=False, reason=clean(reason) or told.reason))
    return tuple(found)


def worked_examples(
    book: Book, item: Item, version: ItemVersion, conditions: Conditions, words: Words
) -> tuple[Example, ...]:
    """Return examples for one version of an item: mildest, middle and gravest."""
    benchmark = version.benchmark
    starts: list[tuple[BenchmarkRow | None, Facts]]
    if isinstance(benchmark, TableBenchmark):
        starts = [(row, _point_of(row, conditions)) for row in _spread(benchmark.rows)]
    elif isinstance(benchmark, ScoreBenchmark):
        starts = [(None, facts) for facts in _scores(benchmark, conditions)]
    else:
        return ()
    found: list[Example] = []
    for row, facts in starts:
        for kind in _kinds(version, row, len(found)):
            example = _worked(book, item, version, row, facts, kind, conditions, words)
            if example:
                found.append(example)
                break
    return tuple(found)


def _spread(rows: tuple[BenchmarkRow, ...]) -> list[BenchmarkRow]:
    if len(rows) <= MOST:
        return list(rows)
    return [rows[0], rows[len(rows) // 2], rows[-1]]


def _kinds(version: ItemVersion, row: BenchmarkRow | None, done: int) -> list[PartyKind]:
    """The kinds of party to try: those the row and the statute name, alternating."""
    named = {clause.party for clause in version.penalties}
    kinds = [
        kind
        for kind in (PartyKind.UNIT, PartyKind.INDIVIDUAL)
        if (row is None or row.party in ("any", kind.value))
        and (kind.value in named or "any" in named)
    ]
    return kinds[done % len(kinds) :] + kinds[: done % len(kinds)] if kinds else []


def _worked(
    book: Book,
    item: Item,
    version: ItemVersion,
    row: BenchmarkRow | None,
    facts: Facts,
    kind: PartyKind,
    conditions: Conditions,
    words: Words,
) -> Example | None:
    day = book.effective(version).from_
    known, answer = dict(facts), None
    for _ in range(ROUNDS):
        case = Case(
            id=item.code,
            items=(item.code,),
            party=Party(kind=kind, age=30 if kind is PartyKind.INDIVIDUAL else None),
            act=Act(start=day, discovered=day),
            filed=day,
            decided=day,
            facts=known,
        )
        answer = book.determine(case)
        added = _lacking(answer, known, row, conditions)
        if not added:
            break
        known |= added
    assert answer is not None
    grade = row.grade.value if row else answer.table_grade
    if answer.missing or answer.outcome not in _SHOWN or answer.table_grade != grade:
        return None
    if row is not None and answer.row != row.row:
        return None
    return _told(answer, known, kind, conditions, words)


def _lacking(
    answer: Determination, known: Facts, row: BenchmarkRow | None, conditions: Conditions
) -> Facts:
    """Return a value for each fact that is still open, so that a penalty follows."""
    added: Facts = {}
    for missing in answer.missing:
        fact = conditions.facts.get(missing.fact)
        if missing.fact not in known and fact is not None:
            value = _value_of(missing, fact, row, conditions)
            if value is not None:
                added[missing.fact] = value
                return added
    return added


def _value_of(
    missing: MissingFact, fact: FactDeclaration, row: BenchmarkRow | None, conditions: Conditions
) -> Value:
    if not missing.answers:
        wanted = BASE.get(fact.type)
        return wanted if wanted is not None else None
    answers = list(missing.answers)
    penal = [a for a in answers if a.outcome in _SHOWN] or answers
    fined = [a for a in penal if a.lawful is not None] or penal
    same = [a for a in fined if row is not None and a.grade == row.grade.value] or fined
    return point(parse_cell(same[0].test), missing.fact, conditions)


# --- points --------------------------------------------------------------------------------------


def _point_of(row: BenchmarkRow, conditions: Conditions) -> Facts:
    """Return a value for each fact that the first box of a row names, derived ones through."""
    found: Facts = {}
    for name, test in row.when[0].items():
        value = point(parse_cell(test), name, conditions)
        if value is not None:
            found[name] = value
    return found


def _scores(benchmark: ScoreBenchmark, conditions: Conditions) -> Iterator[Facts]:
    """Facts at the lowest, a middle and the highest step of every factor."""
    for place in (0, 1, 2):
        facts: Facts = {}
        for factor in benchmark.factors:
            steps = sorted(factor.rows, key=lambda step: step.score)
            step = steps[place * (len(steps) - 1) // 2]
            value = point(parse_cell(step.when), factor.fact, conditions)
            if value is not None:
                facts[factor.fact] = value
        yield facts


def point(cell: Cell, name: str, conditions: Conditions) -> Value:
    """Return a plain value that meets *cell*, or None if the fact has no such value."""
    allowed = [v for v in conditions.values(name, cell) if v is not None and cell.holds(v)]
    if not allowed:
        return None
    fact, test = conditions.facts[name], cell.tests[0] if cell.tests else None
    if isinstance(test, Interval) and not cell.negated:
        plain = _inside(test, whole=fact.type is not FactType.NUMBER)
        limits = parse_cell(fact.range) if fact.range else None
        if cell.holds(plain) and (limits is None or limits.holds(plain)):
            return plain
    if isinstance(test, Literal) and not cell.negated and test.value in allowed:
        return _tidy(test.value)
    return _tidy(allowed[0])


def _inside(span: Interval, whole: bool) -> int | Decimal:
    """Return the middle of an interval, or near its one end."""
    if span.low is None and span.high is None:
        return 0
    if span.high is None:
        assert span.low is not None
        return _tidy_number(span.low + 1 if span.low_open else span.low, whole)
    low = span.low if span.low is not None else min(Decimal(0), span.high)
    middle = (low + span.high) / 2
    if whole and span.low is None and not span.high_open:
        middle = span.high
    if whole and middle == low and span.low_open:
        middle += 1
    return _tidy_number(middle, whole)


def _tidy_number(number: Decimal, whole: bool) -> int | Decimal:
    floor = int(number // 1)
    if whole:
        return floor if floor == number or number < 0 else floor + (floor == 0)
    return floor if floor == number else number


def _tidy(value: Value) -> Value:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


# --- in words ------------------------------------------------------------------------------------


def _told(
    answer: Determination,
    facts: Mapping[str, Any],
    kind: PartyKind,
    conditions: Conditions,
    words: Words,
) -> Example:
    said = tuple(conditions.term(name, render_value(value)) for name, value in facts.items())
    band = answer.recommended or answer.benchmark
    results = [(words("label.grade"), words.grade(answer.grade))]
    if answer.lawful is not None:
        results.append((words("label.lawful"), words.range(answer.lawful)))
    if band is not None:
        results.append((words("label.benchmark"), words.range(band)))
    if answer.outcome is Outcome.MAY_EXEMPT:
        results.insert(0, (words("label.outcome"), words("outcome.may_exempt")))
    if answer.others:
        others = words.joined((words.other(o) for o in answer.others), "semicolon")
        results.append((words("label.others"), others))
    fined = answer.lawful is not None
    duties = [_duty(n, words) for n in answer.duties if fined and n.code in DUTIES]
    if duties:
        results.append((words("title.duties"), words.joined(duties)))
    reason = words("book.example.row", row=answer.row) if answer.row else ""
    if answer.row is None and answer.table_grade is not None:
        reason = words("book.example.score")
    title = words(f"kind_of_party.{kind.value}")
    return Example(True, title, said, tuple(results), reason)


def _duty(note: DutyNote, words: Words) -> str:
    values = dict(note.values)
    limited = any(values.get(name) is not None for name in ("threshold", "confiscated"))
    if limited and not values.get("certain"):
        return duty_text(note, words)
    return words(f"name.{note.code}")
