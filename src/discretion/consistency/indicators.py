"""The indicators of a plan computed from a corpus, each against its target.

What a ledger does not say is counted apart and never taken for a no. A target is *met* if it is
met even were every such case a no, *not met* if it is missed even were every one a yes; in between
nothing can be said, and the answer names the columns to fill in. (These are the worst-case bounds
of Manski 1989 for data missing in any way.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.estimates import share
from discretion.consistency.trits import MAYBE, NO, YES, Coded, Reader, Trits, test
from discretion.corpus import Corpus
from discretion.model.audit import Estimate
from discretion.rulebook.book import Rulebook
from discretion.rulebook.indicators import CASE_COLUMNS
from discretion.rulebook.schema import Condition, Indicator, IndicatorsFile

Span = Literal["month", "quarter", "year"]
MONTHS: Mapping[Span, int] = {"month": 1, "quarter": 3, "year": 12}
GROUPS = ("team", "body", "district")
"""Columns by which indicators may be broken down."""


class Answer(StrEnum):
    """How an indicator stands to its target."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_SAY = "cannot_say"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases count, how many do not, and of how many that cannot be told.

    ``might_add`` of the unknown ones could turn out to count, ``might_lack`` could turn out to be
    among those counted over and not count; one case may be both.
    """

    yes: int = 0
    no: int = 0
    unknown: int = 0
    might_add: int = 0
    might_lack: int = 0

    @property
    def share(self) -> Estimate:
        """The share among the known ones, with its 95 % interval."""
        return share(self.yes, self.yes + self.no)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and greatest share that the unknown ones allow; None if no case is known."""
        known = self.yes + self.no
        if not known:
            return None
        least = self.yes / (known + self.might_lack)
        return least, (self.yes + self.might_add) / (known + self.might_add)


@dataclass(frozen=True, slots=True)
class Lack:
    """A column that an indicator needs and some cases lack."""

    column: str
    label: str
    rows: int
    """Cases that cannot be counted and lack it."""
    absent: bool
    """Whether no case of the corpus has it at all."""
    unreadable: int = 0
    """Cells that say neither yes nor no."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator: its figures, its answer, and what is lacking for it."""

    indicator: Indicator
    total: Tally
    answer: Answer
    lacks: tuple[Lack, ...]
    trend: tuple[tuple[date, Tally], ...] = ()
    """By the first day of each period of decision."""
    groups: tuple[tuple[str | None, Tally], ...] = ()

    @property
    def value(self) -> Estimate:
        """The share, or the number, of what is known."""
        if self.indicator.measure == "share":
            return self.total.share
        return Estimate(float(self.total.yes), None, None, self.total.yes + self.total.no)


@dataclass(frozen=True, slots=True)
class Indicators:
    """All indicators of a file for one corpus."""

    measured: tuple[Measured, ...]
    cases: int
    undated: int
    """Cases without a day of decision: they are in the totals and in no period."""
    span: Span
    by: str | None
    corpus_version: str
    rulebook: str


def indicators(
    corpus: Corpus,
    book: Rulebook,
    declared: IndicatorsFile,
    *,
    span: Span = "quarter",
    by: str | None = None,
    progress: Callable[[int], None] | None = None,
    told: Callable[[str, NDArray[np.int8]], None] | None = None,
) -> Indicators:
    """Compute the *declared* indicators of *corpus*, by period and, if asked, by a column.

    *by* is one of GROUPS. *progress* is called with the number of cases done; *told* with the id of
    each indicator over cases and, for every case as stored, COUNTS, LACKS, OPEN or ASIDE.
    """
    asked = [i for i in declared.indicators if i.denominator == "cases"]
    names = frozenset(n for i in asked for n in _names(i))
    run = _Run(asked, Reader(names, declared.marks, book), span, by)
    wanted = {*run.reader.stored, "decided", *([by] if by else [])}
    for batch in corpus.batches(sorted(wanted)):
        run.add(batch)
        if progress:
            progress(run.cases)
    counted = run.measured({n: m.label for n, m in declared.marks.items()})
    if told:
        for indicator, parts in zip(asked, run.states, strict=True):
            told(indicator.id, _STANDING[np.concatenate([np.zeros(0, np.int8), *parts])])
    return Indicators(
        tuple(
            counted[i.id] if i.denominator == "cases" else _of_items(i, book)
            for i in declared.indicators
        ),
        run.cases,
        run.undated,
        span,
        by,
        corpus.version,
        book.fingerprint,
    )


def _names(indicator: Indicator) -> list[str]:
    """Return the columns that an indicator tests, in the order in which it names them."""
    return list(dict.fromkeys(n for part in _parts(indicator) for box in part for n in box))


def _parts(indicator: Indicator) -> tuple[Condition, Condition]:
    """Return what is counted over and what is counted for."""
    return indicator.filter or [], indicator.numerator


def _of_items(indicator: Indicator, book: Rulebook) -> Measured:
    """Count the items of *book*, each by its last version."""
    lasts = [item.versions[-1].benchmark for item in book.items.values()]
    values = [None if b is None else str(b.status) for b in lasts]
    # An item without a benchmark is known to have none.
    codes = np.array([_STATUSES.index(v or "none") for v in values], np.int64)
    columns = {"benchmark": Coded(codes, _STATUSES)}
    inside, counted = _conditions(indicator, columns, len(values))
    total = _tally(_joined(inside, counted), np.zeros(len(values), np.int64), 1)[0]
    return Measured(indicator, total, answer_of(indicator, total), ())


COUNTS, LACKS, OPEN, ASIDE = range(4)
"""A case counts for an indicator, does not, may or may not, or is not counted over at all."""
_STANDING = np.full(9, OPEN, np.int8)
_STANDING[[NO * 3 + state for state in (YES, NO, MAYBE)]] = ASIDE
_STANDING[YES * 3 + YES], _STANDING[YES * 3 + NO] = COUNTS, LACKS

_STATUSES = ("official", "sample", "none")


def _conditions(
    indicator: Indicator, columns: Mapping[str, Coded], rows: int
) -> tuple[Trits, Trits]:
    condition: Condition = indicator.numerator
    return test(indicator.filter, columns, rows), test(condition, columns, rows)


def answer_of(indicator: Indicator, total: Tally) -> Answer:
    """Return how *total* stands to the target, exactly."""
    target = indicator.target
    if target is None:
        return Answer.NO_TARGET
    known = total.yes + total.no
    if indicator.measure == "number":
        least, most = total.yes >= target, total.yes + total.might_add >= target
    elif not known:
        return Answer.CANNOT_SAY
    else:
        least = total.yes * 100 >= target * (known + total.might_lack)
        most = (total.yes + total.might_add) * 100 >= target * (known + total.might_add)
    return Answer.MET if least else Answer.CANNOT_SAY if most else Answer.NOT_MET


# --- counting -------------------------------------------------------------------------------------


class _Run:
    """Gathers, a batch at a time, the state of every case for every indicator."""

    def __init__(
        self, asked: Sequence[Indicator], reader: Reader, span: Span, by: str | None
    ) -> None:
        self.asked, self.reader, self.span, self.by = asked, reader, span, by
        self.cases = 0
        self.undated = 0
        self.states: list[list[NDArray[np.int8]]] = [[] for _ in asked]
        self.periods: list[NDArray[np.int64]] = []
        self.groups: list[NDArray[np.int64]] = []
        self.labels: dict[str | None, int] = {}
        self.lacking: dict[tuple[str, str], int] = {}
        self.known: dict[str, int] = {}

    def add(self, batch: Any) -> None:
        import pyarrow as pa

        cases = pa.Table.from_batches([batch])
        rows = cases.num_rows
        self.cases += rows
        columns = self.reader.read(cases)
        known = {name: column.known for name, column in columns.items()}
        for name, held in known.items():
            self.known[name] = self.known.get(name, 0) + int(held.sum())
        for indicator, states in zip(self.asked, self.states, strict=True):
            inside, counted = _conditions(indicator, columns, rows)
            states.append(_joined(inside, counted))
            self._miss(indicator, known, (inside == MAYBE, (inside != NO) & (counted == MAYBE)))
        self.periods.append(_periods(cases["decided"], MONTHS[self.span]))
        self.undated += int((self.periods[-1] == UNDATED).sum())
        if self.by:
            self.groups.append(self._group(cases[self.by]))

    def _miss(
        self,
        indicator: Indicator,
        known: Mapping[str, NDArray[np.bool_]],
        unsure: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    ) -> None:
        """Count the cases that each column keeps from being counted.

        *unsure* says where filter and numerator each hang on what is not known.
        """
        for name in _names(indicator):
            missed = np.zeros(len(unsure[0]), bool)
            for part, rows in zip(_parts(indicator), unsure, strict=True):
                if any(name in box for box in part):
                    missed |= rows
            key = (indicator.id, name)
            self.lacking[key] = self.lacking.get(key, 0) + int((missed & ~known[name]).sum())

    def _group(self, column: Any) -> NDArray[np.int64]:
        whole = column.combine_chunks()
        names = [*whole.dictionary.to_pylist(), None]
        numbers = [self.labels.setdefault(name, len(self.labels)) for name in names]
        codes = whole.indices.fill_null(len(names) - 1).to_numpy(zero_copy_only=False)
        found: NDArray[np.int64] = np.array(numbers, np.int64)[codes]
        return found

    def measured(self, labels: Mapping[str, str]) -> dict[str, Measured]:
        """Return every indicator over cases, by id."""
        empty = np.zeros(0, np.int64)
        period = np.concatenate([empty, *self.periods])
        days, by_period = np.unique(period, return_inverse=True)
        group = np.concatenate([empty, *self.groups])
        found = {}
        for indicator, parts in zip(self.asked, self.states, strict=True):
            states = np.concatenate([np.zeros(0, np.int8), *parts])
            total = _tally(states, np.zeros(len(states), np.int64), 1)[0]
            trend = _tally(states, by_period, len(days))
            each = _tally(states, group, len(self.labels)) if self.by else []
            found[indicator.id] = Measured(
                indicator,
                total,
                answer_of(indicator, total),
                tuple(self._lacks(indicator, labels)),
                tuple(
                    (_first(int(d)), t) for d, t in zip(days, trend, strict=True) if d != UNDATED
                ),
                tuple(
                    sorted(
                        ((name, each[n]) for name, n in self.labels.items() if any_of(each[n])),
                        key=lambda pair: (pair[0] is None, pair[0] or ""),
                    )
                )
                if self.by
                else (),
            )
        return found

    def _lacks(self, indicator: Indicator, labels: Mapping[str, str]) -> list[Lack]:
        found = []
        for name in _names(indicator):
            rows = self.lacking.get((indicator.id, name), 0)
            unreadable, example = self.reader.unreadable.get(name, (0, ""))
            if rows:
                label = labels[name] if name in labels else CASE_COLUMNS[name].label
                absent = not self.known.get(name) and not unreadable
                found.append(Lack(name, label, rows, absent, unreadable, example))
        return found


def any_of(tally: Tally) -> bool:
    """Whether a tally counts any case, known or not."""
    return bool(tally.yes or tally.no or tally.unknown)


def _joined(inside: Trits, counted: Trits) -> NDArray[np.int8]:
    return inside * 3 + counted


def _tally(states: NDArray[np.int8], group: NDArray[Any], size: int) -> list[Tally]:
    """Return the tally of each group; *states* join what is counted over and what counts."""
    table = np.bincount(group * 9 + states, minlength=size * 9).reshape(size, 3, 3)
    found = []
    for cells in table.tolist():
        maybe = cells[MAYBE]
        undecided = cells[YES][MAYBE] + maybe[MAYBE]
        found.append(
            Tally(
                cells[YES][YES],
                cells[YES][NO],
                cells[YES][MAYBE] + sum(maybe),
                undecided + maybe[YES],
                undecided + maybe[NO],
            )
        )
    return found


UNDATED = -(1 << 40)


def _periods(column: Any, months: int) -> NDArray[np.int64]:
    """Return the first month of each day's period, counted from January 1970; UNDATED if none."""
    whole = column.combine_chunks()
    known = whole.is_valid().to_numpy(zero_copy_only=False)
    days = whole.cast("int32").fill_null(0).to_numpy(zero_copy_only=False)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    # Month 0 is a January, so that quarters and years begin where they should.
    found: NDArray[np.int64] = np.where(known, month // months * months, UNDATED)
    return found


def _first(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)
