"""Cases beside the rules, tried: expected against actual, and which rows no case exercises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.case import Act, Case
from discretion.model.determination import Determination, Range
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.rulebook.casefiles import PlacedCase
from discretion.rulebook.errors import Problem, RulebookError, did_you_mean
from discretion.rulebook.schema import TableBenchmark
from discretion.rulebook.schema.cases import Expected, ExpectedRange, RuleCase

_RANGES = ("statutory", "lawful", "benchmark", "recommended")


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that was not met; ``key`` is its name in the case."""

    key: str
    expected: object
    actual: object


@dataclass(frozen=True, slots=True)
class Trial:
    """One case tried."""

    placed: PlacedCase
    answer: Determination
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """The rows of one table, and those that some case met."""

    item: str
    version: int
    rows: tuple[int, ...]
    met: frozenset[int]

    @property
    def unmet(self) -> tuple[int, ...]:
        """The rows that no case exercises."""
        return tuple(row for row in self.rows if row not in self.met)


@dataclass(frozen=True, slots=True)
class Trials:
    """All cases of a rulebook tried."""

    trials: tuple[Trial, ...]
    coverage: tuple[TableCoverage, ...]

    @property
    def failed(self) -> tuple[Trial, ...]:
        """The cases that came out otherwise than expected."""
        return tuple(trial for trial in self.trials if trial.differences)


def run_trials(book: Book, cases: Iterable[PlacedCase], only: str | None = None) -> Trials:
    """Try *cases*, or those of the item *only*.

    Raises:
        RulebookError: a case names an item or a fact that the rulebook does not know.
    """
    chosen = [placed for placed in cases if only in (None, placed.case.item)]
    problems, trials = list[Problem](), list[Trial]()
    for placed in chosen:
        case = placed.case
        if case.item not in book.items:
            near = did_you_mean(case.item, book.items)
            message = "没有这个案由"
            problems.append(Problem(placed.file, placed.line, "item", case.item, message, near))
            continue
        try:
            answer = book.determine(case_of(book, case))
        except CaseError as error:
            problems.append(Problem(placed.file, placed.line, case.id, None, str(error)))
            continue
        strange = [dict(r.values) for r in answer.for_person if r.code == "fact_not_declared"]
        for values in strange:
            message = "没有声明这个事实"
            near = values["suggestion"]
            name = str(values["fact"])
            suggestion = str(near) if near else None
            problems.append(Problem(placed.file, placed.line, "facts", name, message, suggestion))
        differences = tuple(_differences(case.expect, answer))
        trials.append(Trial(placed, answer, differences))
    if problems:
        raise RulebookError(problems)
    return Trials(tuple(trials), tuple(_coverage(book, trials, only)))


def case_of(book: Book, case: RuleCase) -> Case:
    """Return a rule's case as a case of the engine."""
    declared = book.facts_of(book.items[case.item]) if case.item in book.items else book.facts
    found = {n for n, fact in declared.items() if fact.circumstance}
    findings = {name for name, value in case.facts.items() if name in found and value}
    facts = {name: value for name, value in case.facts.items() if name not in found}
    penalty = None
    if case.proposed is not None:
        kinds = dict.fromkeys(case.proposed.kinds)
        if case.proposed.fine is not None:
            kinds[PenaltyKind.FINE] = None
        penalty = Penalty(
            kinds=tuple(kinds),
            fine=case.proposed.fine,
            confiscated_gains=case.proposed.confiscated_gains,
            confiscated_goods_value=case.proposed.confiscated_goods_value,
        )
    return Case(
        id=case.id,
        items=(case.item,),
        party=case.party,
        act=Act(start=case.act, end=case.act, discovered=case.discovered or case.act),
        decided=case.decided or case.act,
        facts=facts,
        circumstances=tuple(sorted({*case.circumstances, *findings})),
        penalty=penalty,
    )


def _differences(expected: Expected, answer: Determination) -> Iterable[Difference]:
    given = expected.model_fields_set
    if "outcome" in given and expected.outcome is not answer.outcome:
        yield Difference("outcome", expected.outcome, answer.outcome)
    if "row" in given and expected.row != answer.row:
        yield Difference("row", expected.row, answer.row)
    if "grade" in given and expected.grade != answer.grade:
        yield Difference("grade", expected.grade, answer.grade)
    for name in _RANGES:
        if name in given:
            wanted = _range(getattr(expected, name))
            actual: Range | None = getattr(answer, name)
            if wanted != actual:
                yield Difference(name, wanted, actual)
    if expected.others is not None:
        kinds = {other.kind for other in answer.others}
        if set(expected.others) != kinds:
            yield Difference("others", sorted(expected.others), sorted(kinds))
    owed = {note.code for note in answer.duties}
    if lacking := sorted(set(expected.duties) - owed):
        yield Difference("duties", lacking, sorted(owed))
    if surplus := sorted(set(expected.no_duties) & owed):
        yield Difference("no_duties", surplus, sorted(owed))
    if expected.missing is not None:
        asked = {missing.fact for missing in answer.missing}
        if set(expected.missing) != asked:
            yield Difference("missing", sorted(expected.missing), sorted(asked))


def _range(expected: ExpectedRange | None) -> Range | None:
    if expected is None:
        return None
    return Range(expected.min, expected.max, expected.min_open, expected.max_open)


def _coverage(book: Book, trials: list[Trial], only: str | None) -> Iterable[TableCoverage]:
    met: dict[tuple[str, int], set[int]] = {}
    for trial in trials:
        answer = trial.answer
        if answer.item is None or answer.row is None:
            continue
        item = book.items[answer.item]
        for i, version in enumerate(item.versions):
            if book.effective(version).covers(trial.placed.case.act):
                met.setdefault((item.code, i), set()).add(answer.row)
    for item in book.items.values():
        if only not in (None, item.code):
            continue
        for i, version in enumerate(item.versions):
            if isinstance(version.benchmark, TableBenchmark):
                rows = tuple(row.row for row in version.benchmark.rows)
                found = frozenset(met.get((item.code, i), set()))
                yield TableCoverage(item.code, i, rows, found)
