"""The whole corpus audited: every case against law, benchmark and comparables, and the whole.

Lists of cases are held to a false discovery rate. Their p-values rank among the deviations of the
whole corpus rather than of one item, since a list drawn from many thousands needs p-values far
smaller than one item's cases can give; deviations are in units of each item's own spread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from discretion.consistency.calibration import Calibration, Placement
from discretion.consistency.check import judge
from discretion.consistency.cleaning import fit_bulk
from discretion.consistency.comparables import Placed
from discretion.consistency.conformal import Deviations
from discretion.consistency.disparity import disparities
from discretion.consistency.drift import drift
from discretion.consistency.estimates import Method, adjusted, share
from discretion.consistency.heaps import Fines, heaps
from discretion.consistency.limits import MATERIAL
from discretion.consistency.notes import notes
from discretion.consistency.observations import Floats, Ints
from discretion.consistency.observing import observe
from discretion.consistency.pairs import pairs
from discretion.corpus import Corpus
from discretion.corpus.canonical import load
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.audit import Audit, Disparity, Drift, Heap, Outlier
from discretion.model.case import Case
from discretion.model.review import Review, Verdict

DIMENSIONS = ("team", "body", "district", "channel", "officer", "party")
LIST_DOMINATES = 20.0
"""How far inconsistent cases must outnumber like ones where the lists discount them."""
LEAST_SERIES = 200
"""Cases of an item from which its drift is looked at."""
_EPOCH = date(1970, 1, 1)

Told = Callable[[str, Verdict], None]
"""Called with the id and the verdict of each case that could be reviewed."""
Progress = Callable[[str, int, int], None]
"""Called with the step (``place``, ``review``, ``pairs``, ``summary``), how much, and of what."""


def audit(
    corpus: Corpus,
    book: Book,
    *,
    rate: float = 0.1,
    method: Method = "bh",
    progress: Progress | None = None,
    told: Told | None = None,
) -> Audit:
    """Audit every case of *corpus* under *book*; *told* hears the verdict of each.

    *rate* is the false discovery rate (0 to 1) that outliers and disparities are held to, by
    *method*: ``bh`` for p-values that are independent or positively dependent, as conformal ones
    are (Bates et al. 2023), ``by`` for any.

    Raises:
        ValueError: *rate* is not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"错误发现率须在 0 与 1 之间，现为 {rate}")
    nobody: Callable[..., None] = lambda *_: None  # noqa: E731
    return _Audit(corpus, book, rate, method, progress or nobody, told or nobody).result()


@dataclass
class _Audit:
    corpus: Corpus
    book: Book
    rate: float
    method: Method
    progress: Progress
    told: Told

    def result(self) -> Audit:
        names = self.corpus.batches().schema.names
        self.table = self.corpus.table([name for name in names if name != "json"])
        self.progress("place", 0, len(self.table))
        self.seen, self.decisions = observe(self.table, self.book)
        self.calibration = Calibration(self.seen)
        self.placed = self.calibration.place_all()
        self.progress("place", len(self.table), len(self.table))
        self.p = corpus_p_values(self.placed)
        self.q = adjusted(self.p, self.method)
        verdicts, doubts, unusable, outliers = self._reviews()
        found = pairs(
            self.corpus,
            self.seen,
            self.seen.severity - self.placed.expected,
            lambda n: self.progress("pairs", n, 0),
        )
        self.progress("summary", 0, 1)
        days = self.seen.day[~np.isnan(self.seen.day)]
        n = sum(verdicts.values())
        return Audit(
            cases=len(self.table),
            verdicts={verdict: share(verdicts[verdict], n) for verdict in Verdict},
            doubts=dict(sorted(doubts.items(), key=lambda p: (-p[1], p[0]))),
            unusable=unusable,
            method=self.method,
            rate=self.rate,
            outliers=tuple(outliers),
            pairs=tuple(found),
            disparities=tuple(self._disparities()),
            drifts=tuple(self._drifts()),
            heaps=tuple(self._heaps()),
            notes=tuple(self._notes()),
            first=_day(days.min()) if len(days) else None,
            last=_day(days.max()) if len(days) else None,
            corpus_version=self.corpus.version,
            rulebook=self.book.fingerprint,
        )

    # --- case by case -----------------------------------------------------------------------------

    def _reviews(self) -> tuple[Counter[Verdict], Counter[str], int, list[Outlier]]:
        laws = tuple(self.seen.groups[g].law if g >= 0 else "" for g in self.seen.group.tolist())
        placed = Placed(laws, self.placed)
        verdicts: Counter[Verdict] = Counter()
        doubts: Counter[str] = Counter()
        unusable, outliers = 0, []
        for row, case in enumerate(_stored(self.corpus)):
            try:
                answer = self.book.determine(case)
            except CaseError:
                unusable += 1
                continue
            review = judge(case, answer, placed.standing(row, case, answer), (), "")
            verdicts[review.verdict] += 1
            self.told(case.id, review.verdict)
            if review.verdict is Verdict.CANNOT_SAY:
                doubts.update({finding.code for finding in review.findings})
            if self.q[row] <= self.rate and self._material(row):
                outliers.append(self._outlier(row, case, review))
            if row % 1000 == 999:
                self.progress("review", row + 1, len(self.table))
        self.progress("review", len(self.table), len(self.table))
        outliers.sort(key=lambda o: (o.p, -abs(o.severity - o.expected), o.case_id))
        return verdicts, doubts, unusable, outliers

    def _material(self, row: int) -> bool:
        return bool(abs(self.seen.severity[row] - self.placed.expected[row]) >= MATERIAL)

    def _outlier(self, row: int, case: Case, review: Review) -> Outlier:
        c = review.comparison
        return Outlier(
            case.id,
            review.determination.item or "",
            review.determination.title or "",
            case.party.kind.value,
            case.body,
            case.team,
            case.decided,
            review.fine,
            c.fine_expected if c else None,
            round(float(self.seen.severity[row]), 9),
            float(self.placed.expected[row]),
            float(self.p[row]),
            float(self.q[row]),
            int(self.placed.n[row]),
            review.verdict,
        )

    # --- the whole --------------------------------------------------------------------------------

    def _disparities(self) -> Iterator[Disparity]:
        off = self.calibration.adjusted()
        item_of = self._items()[1]
        for dimension in DIMENSIONS:
            deviation, item = off, self.seen.group
            if dimension == "party":
                # Expectations are of one kind of party each; across them the benchmark is the mark.
                deviation, item = self.seen.severity - self.seen.base, item_of
            labels, group = _groups(self.table, dimension)
            yield from disparities(
                dimension, labels, group, item, deviation, self.rate, self.method
            )

    def _drifts(self) -> Iterator[Drift]:
        off = self.calibration.adjusted()
        items, item_of = self._items()
        counts = np.bincount(item_of[item_of >= 0], minlength=len(items))
        chosen = np.flatnonzero(counts >= LEAST_SERIES)
        yield drift(None, self.seen.day, off, (), len(chosen) + 1)
        for number in sorted(chosen.tolist(), key=lambda at: items[at]):
            rows = np.flatnonzero(item_of == number)
            known = list(_changes(self.book, items[number]))
            yield drift(items[number], self.seen.day[rows], off[rows], known, len(chosen) + 1)

    def _heaps(self) -> Iterator[Heap]:
        hearing = self.book.policy.hearing
        fine = _fines(self.table)
        items, item_of = self._items()
        statutory, placed = self.decisions.statutory, self.placed
        known = (fine >= 0) & ~np.isnan(placed.low + placed.high) & (statutory.maximum >= 0)
        known &= np.isfinite(placed.low) & np.isfinite(placed.high)
        parties = self.table["party"].to_pylist()
        kinds = np.array([p == "unit" for p in parties])
        for unit in (False, True):
            threshold = hearing.unit if unit else hearing.individual
            rows = np.flatnonzero(known & (kinds == unit))
            yield from heaps(None, self._fines(fine, rows), (threshold.fen,))
        counts = np.bincount(item_of[known & (item_of >= 0)], minlength=len(items))
        for number in sorted(np.flatnonzero(counts >= LEAST_SERIES), key=lambda at: items[at]):
            rows = np.flatnonzero(known & (item_of == number))
            yield from heaps(items[number], self._fines(fine, rows), ())

    def _fines(self, fine: Ints, rows: Ints) -> Fines:
        placed, statutory = self.placed, self.decisions.statutory
        # 80 % lie between low and high: 1.2816 standard deviations on either side.
        below = np.maximum((placed.expected - placed.low)[rows] / 1.2816, 1e-6)
        above = np.maximum((placed.high - placed.expected)[rows] / 1.2816, 1e-6)
        low, high = statutory.minimum[rows], statutory.maximum[rows]
        return Fines(fine[rows], low, high, placed.expected[rows], below, above)

    def _notes(self) -> Any:
        items, item_of = self._items()
        fine = _fines(self.table)
        return notes(self.book, items, item_of, fine, self.seen.severity, self.decisions)

    def _items(self) -> tuple[list[str], Ints]:
        """Return the item codes, and which one each case is of (-1: none)."""
        names = sorted({key.item for key in self.seen.groups})
        at = {name: number for number, name in enumerate(names)}
        of_group = np.array([at[key.item] for key in self.seen.groups] + [-1])
        return names, of_group[self.seen.group]


def corpus_p_values(placed: Placement) -> Floats:
    """Return the p-value of every case among the deviations of the whole corpus, NaN for none."""
    known = np.flatnonzero(~np.isnan(placed.deviation) & (placed.circle >= 0))
    values = placed.deviation[known]
    # Far out, a tail that is merely heavy must not be taken for inconsistent cases.
    weights = fit_bulk(values, LIST_DOMINATES).weights(values)
    p = np.full(len(placed.deviation), np.nan)
    p[known] = Deviations.of(values, weights).p_values(values, weights)
    return p


def _stored(corpus: Corpus) -> Iterator[Case]:
    """Yield every case in the order of its table."""
    for batch in corpus.batches(["json"]):
        for text in batch["json"].to_pylist():
            yield load(text)


def _groups(table: Any, dimension: str) -> tuple[list[str], Ints]:
    """Return the labels of a dimension and which one each case has (-1: not known)."""
    if dimension == "officer":
        lists = table["officers"].combine_chunks()
        first = [names[0] if names else None for names in lists.to_pylist()]
    else:
        first = table[dimension].to_pylist()
    labels = sorted({name for name in first if name is not None})
    at = {name: number for number, name in enumerate(labels)}
    return labels, np.array([at.get(name, -1) for name in first], dtype=np.int64)


def _fines(table: Any) -> Ints:
    fines: Ints = table["fine"].fill_null(-1).to_numpy().astype(np.int64)
    return fines


def _changes(book: Book, item: str) -> Iterator[tuple[date, str]]:
    for version in book.items[item].versions:
        period = book.effective(version)
        source = book.sources[version.penalizes[0].source]
        yield period.from_, f"《{source.title}》"


def _day(day: float) -> date:
    return _EPOCH + timedelta(days=int(day))
