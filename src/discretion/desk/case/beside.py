"""The nearest past cases beside this one: what agrees, what differs, and their penalties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from discretion.corpus import Corpus
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.model.review import FactComparison, Match, Review
from discretion.report.masking import Mask, names_in
from discretion.report.phrases import phrases, snippet
from discretion.report.words import Words, clean
from discretion.rulebook.schema import FactDeclaration

LONGEST_TEXT = 110


@dataclass(frozen=True, slots=True)
class Cell:
    """What a past case has in one row; ``relation`` is ``same``, ``differs`` or empty."""

    text: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A past case: what it is called, where it is, how similar, and its cells by row."""

    case_id: str
    address: str
    score: str
    decided: str
    team: str
    fine: str
    grade: Cell
    cells: tuple[Cell, ...]
    text: tuple[tuple[str, bool], ...]
    """Pieces of what happened, and whether this case has them too."""


@dataclass(frozen=True, slots=True)
class Beside:
    """This case and its neighbours: ``rows`` are facts with this case's value."""

    rows: tuple[tuple[str, str], ...]
    neighbours: tuple[Neighbour, ...]


def beside(
    review: Review,
    matches: Sequence[Match],
    corpus: Corpus,
    book: Book,
    words: Words,
    mask: Mask,
    address_of: Callable[[str], str],
) -> Beside:
    """Return this case with *matches* beside it; *address_of* says where a past case is."""
    mine = review.determination.case
    facts: dict[str, None] = {}
    for match in matches:
        facts |= dict.fromkeys(f.fact for f in match.facts if f.mine is not None)
    for match in matches:
        facts |= dict.fromkeys(f.fact for f in match.facts if f.theirs not in (None, False))
    grade = review.determination.grade
    found = []
    for match in matches:
        past = corpus.case(match.case_id)
        theirs = _grade(past, book)
        found.append(
            Neighbour(
                match.case_id,
                address_of(match.case_id),
                f"{match.score:.2f}",
                match.decided.isoformat() if match.decided else "—",
                clean(past.team or "—"),
                words.money(match.fine) if match.fine is not None else "—",
                Cell(
                    words.grade(theirs) if theirs else "—",
                    "" if not theirs or not grade else "same" if theirs == grade else "differs",
                ),
                _cells(match, facts, corpus.declarations, words),
                _text(match, past, mine, mask),
            )
        )
    values = {f.fact: f.mine for match in matches for f in match.facts}
    rows = tuple(
        (_label(name, corpus.declarations, words),
         _said(name, values.get(name), corpus.declarations, words))
        for name in facts
    )  # fmt: skip
    return Beside(rows, tuple(found))


def _grade(past: Case, book: Book) -> str | None:
    try:
        return book.determine(past).grade
    except CaseError:
        return None


def _cells(
    match: Match,
    facts: Mapping[str, None],
    declared: Mapping[str, FactDeclaration],
    words: Words,
) -> tuple[Cell, ...]:
    held: dict[str, FactComparison] = {f.fact: f for f in match.facts}
    found = []
    for name in facts:
        fact = held.get(name)
        if fact is None or fact.theirs is None:
            found.append(Cell("—"))
            continue
        relation = "" if fact.mine is None else "same" if fact.mine == fact.theirs else "differs"
        found.append(Cell(_said(name, fact.theirs, declared, words), relation))
    return tuple(found)


def _label(name: str, declared: Mapping[str, FactDeclaration], words: Words) -> str:
    fact = declared.get(name)
    return words.pick(fact.label, fact.label_en) if fact else clean(name)


def _said(name: str, value: object, declared: Mapping[str, FactDeclaration], words: Words) -> str:
    if value is None:
        return words("test.null")
    fact = declared.get(name)
    return words.fact(value, fact.unit if fact else None, fact.choices if fact else {})


def _text(match: Match, past: Case, mine: Case | None, mask: Mask) -> tuple[tuple[str, bool], ...]:
    private = Mask(names_in(past), shown=mask.shown)(match.text)
    common = phrases(match.shared_terms, private, mine.text if mine else "")
    text = snippet(private, common, LONGEST_TEXT)
    marks = [False] * len(text)
    for phrase in common:
        at = text.find(phrase)
        while at >= 0 and phrase:
            marks[at : at + len(phrase)] = [True] * len(phrase)
            at = text.find(phrase, at + 1)
    pieces: list[tuple[str, bool]] = []
    for letter, marked in zip(text, marks, strict=True):
        if pieces and pieces[-1][1] == marked:
            pieces[-1] = (pieces[-1][0] + letter, marked)
        else:
            pieces.append((letter, marked))
    return tuple(pieces)
