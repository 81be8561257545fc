"""What if: which single facts would change the answer of a case, and where the next limit lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome, Range
from discretion.rulebook.axes import Axis, describe
from discretion.rulebook.schema import FactDeclaration
from discretion.rulebook.unary import Value


@dataclass(frozen=True, slots=True)
class Alternative:
    """One fact otherwise, all else equal: the values for which the answer is this."""

    fact: str
    declaration: FactDeclaration
    value: Value
    """What the case has; None if it does not say."""
    test: str
    """The unary test of the values that lead to this answer."""
    nearest: Value
    """The value nearest to the case's own from which on it holds; any of them if it has none."""
    outcome: Outcome
    grade: str | None
    row: int | None
    lawful: Range | None
    recommended: Range | None


def what_if(book: Book, case: Case) -> tuple[Alternative, ...]:
    """Return the single changes of a fact that change the answer, by fact.

    Every value of every fact that the item's rules ask about is covered, since a fact's values
    fall into finitely many cells within which no test can tell them apart. A case of several items
    is asked about the one that decides (行政处罚法 art. 29).

    Raises:
        CaseError: a fact has a value that the rulebook does not know.
    """
    now = book.determine(case)
    if now.item is None:
        return ()
    alone = case.model_copy(update={"items": (now.item,)})
    found: list[Alternative] = []
    for name, axis in sorted(axes_of(book, now).items()):
        found += _of_fact(book, alone, now, name, axis)
    return tuple(found)


def axes_of(book: Book, now: Determination) -> dict[str, Axis]:
    """Return the facts that the rules of a determination ask about, by name."""
    if now.item is None or now.outcome is Outcome.UNKNOWN_LAW:
        return {}
    version = next(
        v
        for v in book.items[now.item].versions
        if tuple(p.source for p in now.places) == tuple(c.source for c in v.penalizes)
        and tuple(p.article for p in now.places) == tuple(c.article for c in v.penalizes)
    )
    readable = book.desk(now.item, version).readable
    return {name: axis for name, axis in readable.items() if axis is not None}


def _of_fact(
    book: Book, case: Case, now: Determination, name: str, axis: Axis
) -> Iterator[Alternative]:
    own = _own(case, name, axis)
    here = axis.cell(own) if own is not None else None
    groups: dict[tuple[object, ...], tuple[Determination, list[int]]] = {}
    for cell in axis.feasible:
        if cell != here:
            answer = book.determine(_with(case, name, axis, axis.samples[cell]))
            if _key(answer) != _key(now):
                groups.setdefault(_key(answer), (answer, []))[1].append(cell)
    for answer, cells in groups.values():
        yield Alternative(
            name,
            axis.declaration,
            own,
            describe(axis, cells),
            axis.samples[_nearest(cells, here)],
            answer.outcome,
            answer.grade,
            answer.row,
            answer.lawful,
            answer.recommended,
        )


def _key(answer: Determination) -> tuple[object, ...]:
    return (answer.outcome, answer.grade, answer.row, answer.lawful, answer.recommended)


def _own(case: Case, name: str, axis: Axis) -> Value:
    """The value that the case has; a finding that it does not list is not made."""
    if name in case.facts:
        found: Value = case.facts[name]
        return found
    if axis.declaration.circumstance:
        return name in case.circumstances
    return None


def _with(case: Case, name: str, axis: Axis, value: Value) -> Case:
    circumstances = tuple(c for c in case.circumstances if c != name)
    if axis.declaration.circumstance and value is True:
        circumstances = (*circumstances, name)
    facts = {n: v for n, v in case.facts.items() if n != name}
    if not axis.declaration.circumstance:
        facts[name] = value
    return case.model_copy(update={"facts": facts, "circumstances": circumstances})


def _nearest(cells: list[int], here: int | None) -> int:
    return cells[0] if here is None else min(cells, key=lambda cell: (abs(cell - here), cell))
