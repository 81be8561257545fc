"""The authors' own cases beside the rows that they exercise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from discretion.engine.trials import Trial, Trials
from discretion.report.words import Words, clean
from discretion.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Tried:
    """One case that stands beside the rules, and what became of it."""

    id: str
    title: str
    because: str
    met: bool
    """Whether it came out as its author expects."""
    differences: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class TriedItem:
    """The cases of one item: by row, and those that end in none."""

    by_row: dict[tuple[int, int], tuple[Tried, ...]]
    """By version and row."""
    elsewhere: tuple[Tried, ...]
    unmet: frozenset[tuple[int, int]]
    """Version and row of the rows that no case exercises."""


def tried_item(trials: Trials, book: Rulebook, code: str, words: Words) -> TriedItem:
    """Return the tried cases of the item *code* in words."""
    item = book.items[code]
    by_row: dict[tuple[int, int], list[Tried]] = defaultdict(list)
    elsewhere: list[Tried] = []
    for trial in trials.trials:
        if trial.placed.case.item != code:
            continue
        tried = _tried(trial, words)
        row, found = trial.answer.row, False
        for number, version in enumerate(item.versions, start=1):
            if row and book.effective(version).covers(trial.placed.case.act):
                by_row[number, row].append(tried)
                found = True
        if not found:
            elsewhere.append(tried)
    unmet = frozenset(_unmet(trials, code))
    return TriedItem({k: tuple(v) for k, v in by_row.items()}, tuple(elsewhere), unmet)


def _unmet(trials: Trials, code: str) -> Iterable[tuple[int, int]]:
    for table in trials.coverage:
        if table.item == code:
            yield from ((table.version + 1, row) for row in table.unmet)


def _tried(trial: Trial, words: Words) -> Tried:
    placed = trial.placed
    file = clean(placed.file.name)
    return Tried(
        id=clean(placed.case.id),
        title=clean(placed.case.title or ""),
        because=clean(placed.case.because),
        met=not trial.differences,
        differences=tuple(
            words(
                "trials.expected",
                key=d.key,
                expected=words.value(d.expected),
                actual=words.value(d.actual),
            )
            for d in trial.differences
        ),
        place=f"{file}:{placed.line}" if placed.line else file,
    )
