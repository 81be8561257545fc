"""Conditions over the columns of many cases, three-valued: what is not known is never a no.

A column is held as codes into its distinct values, None among them for what is not known, so that
a cell is tested once a value and never once a case. Kleene's strong logic joins the cells: *and* is
the least, *or* the greatest of NO < MAYBE < YES.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.intake.cells import done
from discretion.intake.columns import plain, split_unit
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import parse_cell
from discretion.rulebook.indicators import CASE_COLUMNS
from discretion.rulebook.prose.unreadable import UnreadableError
from discretion.rulebook.schema import Condition, FactType, Hearing, Mark
from discretion.rulebook.unary import Cell, Literal, Value

NO, MAYBE, YES = 0, 1, 2
Trits = NDArray[np.int8]
"""NO, MAYBE or YES, one a row."""

_TRUTH: tuple[Value, ...] = (False, None, True)
"""The values that a yes/no column's codes NO, MAYBE and YES stand for."""
_MAJOR = ("party", "penalised", "penalties", "fine")
_SEIZED = {
    PenaltyKind.CONFISCATE_GAINS: "confiscated_gains",
    PenaltyKind.CONFISCATE_GOODS: "confiscated_goods_value",
}
_FULL_FEN = 1 << 60


@dataclass(frozen=True)
class Coded:
    """A column as codes into its distinct values; None is what is not known."""

    codes: NDArray[Any]
    values: Sequence[Value]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether each row has a value."""
        found: NDArray[np.bool_] = np.equal(self.test(_KNOWN), YES)
        return found

    def test(self, cell: Cell) -> Trits:
        """Return whether each row meets *cell*."""
        found: Trits = np.array([_test(cell, v) for v in self.values], np.int8)[self.codes]
        return found


_KNOWN = Cell((Literal(None),), negated=True)


def _test(cell: Cell, value: Value) -> int:
    if value is None and not cell.is_any and Literal(None) not in cell.tests:
        return MAYBE
    return YES if cell.holds(value) else NO


def test(condition: Condition | None, columns: Mapping[str, Coded], rows: int) -> Trits:
    """Return whether each of *rows* rows meets *condition*; without one, all do."""
    if condition is None:
        return np.full(rows, YES, np.int8)
    found = np.full(rows, NO, np.int8)
    for box in condition:
        inside = np.full(rows, YES, np.int8)
        for name, text in box.items():
            inside = np.minimum(inside, columns[name].test(parse_cell(text)))
        found = np.maximum(found, inside)
    return found


@dataclass
class Reader:
    """Reads the columns that conditions name from tables of :mod:`discretion.corpus.columns`.

    ``marks`` are looked for among the ``extra`` columns of the ledgers. ``unreadable`` counts, by
    mark, the cells that say neither yes nor no, and keeps the least of them as an example.
    """

    names: frozenset[str]
    marks: Mapping[str, Mark]
    book: Rulebook
    unreadable: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def stored(self) -> list[str]:
        """The columns of a table that are needed."""
        found = {n for n in self.names if n in CASE_COLUMNS and n != "major"}
        if "major" in self.names:
            found |= {*_MAJOR, *_SEIZED.values()}
        if "fine" in self.names:
            found.add("penalised")
        if not self.names <= CASE_COLUMNS.keys():
            found.add("extra")
        return sorted(found)

    def read(self, cases: Any) -> dict[str, Coded]:
        """Return the columns of *cases* (a table without chunks) by name."""
        found: dict[str, Coded] = {}
        for name in sorted(self.names & CASE_COLUMNS.keys()):
            if name == "major":
                found[name] = Coded(major(cases, self.book), _TRUTH)
            elif name == "fine":
                found[name] = _fine(cases)
            elif CASE_COLUMNS[name].type is FactType.BOOL:
                found[name] = Coded(_bool(cases[name]), _TRUTH)
            else:
                found[name] = _choice(cases[name])
        wanted = {n: self.marks[n] for n in sorted(self.names - CASE_COLUMNS.keys())}
        return found | (self._marks(cases, wanted) if wanted else {})

    def _marks(self, cases: Any, wanted: Mapping[str, Mark]) -> dict[str, Coded]:
        extra = _Extra(cases["extra"])
        return {n: Coded(self._mark(extra, n, m), _TRUTH) for n, m in wanted.items()}

    def _mark(self, extra: _Extra, name: str, mark: Mark) -> Trits:
        found = np.full(extra.rows, MAYBE, np.int8)
        words = dict.fromkeys(mark.yes, YES) | dict.fromkeys(mark.no, NO)
        for alias in reversed(mark.aliases):
            for rows, codes, texts in extra.columns(alias):
                said = np.array([_said(text, words) for text in texts], np.int8)
                states = said[codes]
                self._note(name, texts, np.bincount(codes, minlength=len(texts)), said)
                clear = (states == YES) | (states == NO)
                found[rows[clear]] = states[clear]
        return found

    def _note(self, name: str, texts: list[str], counts: Any, said: Trits) -> None:
        bad = [(int(counts[i]), texts[i]) for i in np.flatnonzero(said == _UNREADABLE)]
        if bad:
            before, example = self.unreadable.get(name, (0, bad[0][1]))
            least = min(example, *(text for _, text in bad))
            self.unreadable[name] = (before + sum(n for n, _ in bad), least)


_UNREADABLE = 3


def _said(text: str, words: Mapping[str, int]) -> int:
    word = text.strip()
    if word in words:
        return words[word]
    try:
        answer = done(word)
    except UnreadableError:
        return _UNREADABLE
    return MAYBE if answer is None else YES if answer else NO


class _Extra:
    """The map of a table's further ledger columns, by name and row."""

    def __init__(self, column: Any) -> None:
        whole = column.combine_chunks() if hasattr(column, "combine_chunks") else column
        offsets = whole.offsets.to_numpy().astype(np.int64)
        self.rows = len(whole)
        start, end = (int(offsets[0]), int(offsets[-1])) if len(offsets) else (0, 0)
        keys = whole.keys[start:end].dictionary_encode()
        self._items = whole.items[start:end]
        self._owner = np.repeat(np.arange(self.rows), np.diff(offsets))
        self._codes = keys.indices.to_numpy(zero_copy_only=False)
        self._names: dict[str, list[int]] = {}
        for code, key in enumerate(keys.dictionary.to_pylist()):
            self._names.setdefault(_bare(key), []).append(code)

    def columns(self, name: str) -> list[tuple[NDArray[np.int64], Any, list[str]]]:
        """Return the rows, codes and distinct texts of each column so named; blank ones apart."""
        import pyarrow as pa

        found = []
        for code in self._names.get(_bare(name), ()):
            at = np.flatnonzero(self._codes == code)
            texts = self._items.take(pa.array(at)).fill_null("").dictionary_encode()
            codes = texts.indices.to_numpy(zero_copy_only=False)
            found.append((self._owner[at], codes, texts.dictionary.to_pylist()))
        return found


def _bare(name: str) -> str:
    return plain(split_unit(name)[0])


def _bool(column: Any) -> Trits:
    whole = column.combine_chunks()
    known = whole.is_valid().to_numpy(zero_copy_only=False)
    truth = whole.fill_null(False).to_numpy(zero_copy_only=False)
    return np.where(known, np.where(truth, YES, NO), MAYBE).astype(np.int8)


def _choice(column: Any) -> Coded:
    whole = column.combine_chunks()
    values = whole.dictionary.to_pylist()
    codes = whole.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return Coded(codes, [*values, None])


def _fine(cases: Any) -> Coded:
    """Return the fine in yuan: 0 where a penalty is recorded and none was imposed."""
    fen = cases["fine"].combine_chunks().fill_null(0).to_numpy(zero_copy_only=False)
    recorded = _bool(cases["penalised"]) == YES
    distinct, codes = np.unique(np.where(recorded, fen, -1), return_inverse=True)
    return Coded(codes, [None if v < 0 else Decimal(int(v)) / 100 for v in distinct])


def major(cases: Any, book: Rulebook) -> Trits:
    """Return whether each case is a major one (重大案件) by the rulebook's own policy.

    Its fine or what is confiscated reaches a threshold of hearing or legal review (the amount
    itself counts), or its penalty is of a kind that calls for a hearing. It is not known where no
    penalty is recorded, or where the value of what was confiscated could make the difference.
    """
    policy = book.policy
    party = _choice(cases["party"])
    limits = _limits(party, policy.hearing, policy.legal_review)
    fine = cases["fine"].combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False)
    found = np.where(fine >= limits, YES, NO).astype(np.int8)
    grave = {k.value for rule in book.rules for k in _hearing_kinds(rule.effect)}
    kinds = _Kinds(cases["penalties"])
    found[kinds.any_of(grave)] = YES
    if policy.confiscation is not None:
        limits = _limits(party, policy.confiscation)
        for kind, name in _SEIZED.items():
            amount = cases[name].combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False)
            unvalued = np.where(kinds.any_of({kind.value}) & (amount < 0), MAYBE, NO)
            state = np.where(amount >= limits, YES, unvalued).astype(np.int8)
            found = np.maximum(found, state)
    return np.where(_bool(cases["penalised"]) == YES, found, MAYBE).astype(np.int8)


def _limits(party: Coded, *thresholds: Any) -> Any:
    """Return the least of *thresholds* for each row's kind of party, fen."""
    least = [
        _FULL_FEN if kind is None else min(getattr(t, str(kind)).fen for t in thresholds)
        for kind in party.values
    ]
    return np.array(least, np.int64)[party.codes]


def _hearing_kinds(effect: Any) -> tuple[PenaltyKind, ...]:
    return effect.kinds if isinstance(effect, Hearing) else ()


class _Kinds:
    """The kinds of penalty of each row."""

    def __init__(self, column: Any) -> None:
        whole = column.combine_chunks()
        lengths = whole.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        self.rows = len(whole)
        self._owner = np.repeat(np.arange(self.rows), lengths)
        coded = whole.flatten().dictionary_encode()
        self._codes = coded.indices.to_numpy(zero_copy_only=False)
        self._names = coded.dictionary.to_pylist()

    def any_of(self, kinds: set[str]) -> NDArray[np.bool_]:
        """Return whether each row has one of *kinds*."""
        found = np.zeros(self.rows, bool)
        wanted = np.array([name in kinds for name in self._names], bool)
        if len(wanted):
            found[self._owner[wanted[self._codes]]] = True
        return found
