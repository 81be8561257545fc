"""One step of a published table, drafted into benchmark rows: one for each kind of party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

from discretion.model.money import Money
from discretion.rulebook.exchange.published.amounts import AmountReading, read_amounts
from discretion.rulebook.exchange.published.conditions import (
    Alternative,
    ConditionReading,
    Unread,
    read_condition,
)
from discretion.rulebook.exchange.published.doubts import UNSETTLING, Doubt, note_of
from discretion.rulebook.exchange.published.steps import Step
from discretion.rulebook.schema import (
    BenchmarkRow,
    Box,
    FactDeclaration,
    FactType,
    FineForm,
    Grade,
    Mode,
    PartyScope,
    RangeFine,
    UnspecifiedFine,
)

Degree = Literal["understood", "partly", "unread"]
NO_FINE = RangeFine(min=Money(0), max=Money(0))
"""A step that warns or confiscates, and fines nothing."""
_MOST_BOXES = 50
_LONGEST = 3900
_PARTIES: dict[str, PartyScope] = {"单位": "unit", "个人": "individual", "公民": "individual"}


@dataclass(slots=True)
class OwnFacts:
    """The yes/no facts of one item that stand for words nobody understood."""

    declared: dict[str, FactDeclaration] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def name(self, words: str) -> str:
        """Return the fact that stands for *words*; the same words are the same fact."""
        if words not in self._names:
            name = f"words_{len(self._names) + 1}"
            shown = words[:_LONGEST]
            self._names[words] = name
            self.declared[name] = FactDeclaration(
                type=FactType.BOOL, label=shown, question=f"是否属于“{shown}”？"
            )
        return self._names[words]


@dataclass(frozen=True, slots=True)
class DraftedRow:
    """A row, how far it was understood, and what a person must look at, by column."""

    row: BenchmarkRow
    mode: Mode
    degree: Degree
    doubts: tuple[tuple[str, Doubt], ...]
    kinds: dict[str, str]
    windows: tuple[str, ...]
    place: int
    """The number of the table's row."""


def draft_rows(
    step: Step, grade: Grade, grading: Sequence[Doubt], alone: bool, title: str, own: OwnFacts
) -> list[DraftedRow]:
    """Draft the rows of *step*; *alone*: the act has no other step, and needs no condition."""
    condition, about = _condition(step, alone)
    boxes = _boxes(condition, own)
    amounts, shared = _amounts(step, title)
    common = (*(("", d) for d in (*step.doubts, *grading)), *about, *shared)
    words = " ".join(dict.fromkeys(" ".join(text.split()) for _, text in step.conditions))
    drafted = []
    for column, reading in amounts:
        doubts = (*common, *((column, d) for d in reading.doubts))
        fine, own_grade = _fine(reading, grade)
        notes = [note_of(d for _, d in doubts), step.note or None]
        row = BenchmarkRow(
            row=1,
            label=step.label or None,
            words=words[:_LONGEST] if words and condition.understood else None,
            party=reading.party,
            when=boxes,
            grade=own_grade,
            fine=fine,
            others=reading.others,
            note="\n".join(n for n in notes if n)[:_LONGEST] or None,
        )
        degree = _degree(condition, reading, [d for _, d in doubts])
        drafted.append(
            DraftedRow(
                row, reading.mode, degree, doubts, condition.kinds, condition.windows, step.row
            )
        )
    return drafted


def _degree(condition: ConditionReading, reading: AmountReading, doubts: Iterable[Doubt]) -> Degree:
    if not any(d.why in UNSETTLING for d in doubts):
        return "understood"
    nothing = all(a.unread and not a.box for a in condition.alternatives)
    return "unread" if nothing and reading.empty else "partly"


# --- conditions ---------------------------------------------------------------------------------


_Noted = tuple[tuple[str, Doubt], ...]


def _condition(step: Step, alone: bool) -> tuple[ConditionReading, _Noted]:
    """Read the conditions of all columns; all of them hold."""
    if not step.conditions:
        if alone:
            return ConditionReading((Alternative({}),)), ()
        words = f"{step.label}（原表没有写明条件）" if step.label else "原表没有写明条件"
        doubt = Doubt(words, "condition_missing")
        return ConditionReading((Alternative({}, (Unread(words),)),), (doubt,)), (("", doubt),)
    readings = [(column, read_condition(text)) for column, text in step.conditions]
    noted = tuple((column, d) for column, r in readings for d in r.doubts)
    alternatives = [_both(parts) for parts in product(*(r.alternatives for _, r in readings))]
    kinds = {fact: kind for _, r in readings for fact, kind in r.kinds.items()}
    windows = tuple(dict.fromkeys(w for _, r in readings for w in r.windows))
    if len(alternatives) > _MOST_BOXES or any(a is None for a in alternatives):
        words = " ".join(text for _, text in step.conditions)
        doubt = Doubt(words, "quantity_twice")
        alternatives = [Alternative({}, (Unread(words),))]
        noted = (*noted, ("", doubt))
    kept = tuple(a for a in alternatives if a is not None)
    return ConditionReading(kept, (), kinds, windows), noted


def _both(parts: Sequence[Alternative]) -> Alternative | None:
    """All of *parts*, or None if two of them test one fact in different ways."""
    box: Box = {}
    for part in parts:
        for fact, test in part.box.items():
            if box.setdefault(fact, test) != test:
                return None
    return Alternative(box, tuple(dict.fromkeys(u for part in parts for u in part.unread)))


def _boxes(condition: ConditionReading, own: OwnFacts) -> list[Box]:
    boxes: list[Box] = []
    for alternative in condition.alternatives:
        box = dict(alternative.box)
        for unread in alternative.unread:
            box[own.name(unread.words)] = "true"
        if box not in boxes:
            boxes.append(box)
    return boxes


# --- amounts ------------------------------------------------------------------------------------


def _amounts(step: Step, title: str) -> tuple[list[tuple[str, AmountReading]], _Noted]:
    """Return the readings by column, and the doubts that belong to no party of their own."""
    if not step.amounts:
        return [("", AmountReading(doubts=(Doubt(step.label, "amount_missing"),)))], ()
    found: list[tuple[str, AmountReading]] = []
    aside: list[tuple[str, Doubt]] = []
    for column, party, text in step.amounts:
        for reading in read_amounts(text, title):
            scope = reading.party if reading.party != "any" else _scope(party, step.party)
            found.append((column, replace(reading, party=scope)))
    if any(not r.empty for _, r in found):
        aside = [(c, d) for c, r in found if r.empty and r.party == "any" for d in r.doubts]
        found = [(c, r) for c, r in found if not (r.empty and r.party == "any")]
    scopes = [r.party for _, r in found]
    if len(set(scopes)) < len(scopes) or ("any" in scopes and len(scopes) > 1):
        words = " ".join(text for *_, text in step.amounts)
        column = step.amounts[0][0]
        return [(column, AmountReading(doubts=(Doubt(words, "amount_several"),)))], tuple(aside)
    return found, tuple(aside)


def _scope(column: PartyScope, text: str) -> PartyScope:
    return column if column != "any" else _PARTIES.get(text.strip(), "any")


def _fine(reading: AmountReading, grade: Grade) -> tuple[FineForm | None, Grade]:
    if reading.exempt and reading.fine is None:
        return None, Grade.EXEMPT
    if reading.fine is not None:
        return reading.fine, grade
    if reading.doubts:
        return UnspecifiedFine(form="unspecified", note=note_of(reading.doubts) or ""), grade
    return NO_FINE, grade
