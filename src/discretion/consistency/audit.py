"""The whole corpus audited: every case against law, benchmark and comparables, and the whole.

Lists of cases are held to a false discovery rate. Their p-values rank among the deviations of the
whole corpus rather than of one item, since a list drawn from many thousands needs p-values far
smaller than one item's cases can give; deviations are in units of each item's own spread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from discretion.consistency.cleaning import fit_bulk
from discretion.consistency.comparables import Placed, remember
from discretion.consistency.conformal import Deviations
from discretion.consistency.estimates import Method, adjusted, share
from discretion.consistency.limits import MATERIAL
from discretion.consistency.observations import Floats
from discretion.consistency.pairs import pairs
from discretion.consistency.placement import Placement
from discretion.consistency.practice import Practice
from discretion.consistency.reviewing import VERDICTS, Reviewing
from discretion.corpus import Corpus
from discretion.engine.book import Book
from discretion.model.audit import Audit, Outlier
from discretion.model.case import Case
from discretion.model.review import Review, Verdict

LIST_DOMINATES = 20.0
"""How far inconsistent cases must outnumber like ones where the lists discount them."""
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
    workers: int = 1,
    progress: Progress | None = None,
    told: Told | None = None,
) -> Audit:
    """Audit every case of *corpus* under *book*; *told* hears the verdict of each.

    The reviews are the work of so many *workers* (processes, forked on Linux: more than one only
    from a program without threads of its own); their number changes no byte of the result.

    *rate* is the false discovery rate (0 to 1) that outliers and disparities are held to, by
    *method*: ``bh`` for p-values that are independent or positively dependent, as conformal ones
    are (Bates et al. 2023), ``by`` for any.

    Raises:
        ValueError: *rate* is not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"错误发现率须在 0 与 1 之间，现为 {rate}")
    nobody: Callable[..., None] = lambda *_: None  # noqa: E731
    return _Audit(corpus, book, rate, method, workers, progress or nobody, told).result()


@dataclass
class _Audit:
    corpus: Corpus
    book: Book
    rate: float
    method: Method
    workers: int
    progress: Progress
    told: Told | None

    def result(self) -> Audit:
        names = self.corpus.batches().schema.names
        self.table = self.corpus.table([name for name in names if name != "json"])
        self.progress("place", 0, len(self.table))
        whole = Practice.of(self.table, self.book)
        self.seen, self.placed = whole.seen, whole.placed
        remember(self.corpus, self.book, whole.calibration)
        self.progress("place", len(self.table), len(self.table))
        self.p = corpus_p_values(self.placed)
        self.q = adjusted(self.p, self.method)
        verdicts, doubts, unusable, outliers = self._reviews()
        found = pairs(
            self.corpus,
            self.seen,
            self.seen.severity - self.placed.expected,
            lambda n, of: self.progress("pairs", n, of),
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
            disparities=tuple(whole.disparities(self.rate, self.method)),
            drifts=tuple(whole.drifts()),
            heaps=tuple(whole.heaps()),
            notes=tuple(whole.notes()),
            first=_day(days.min()) if len(days) else None,
            last=_day(days.max()) if len(days) else None,
            corpus_version=self.corpus.version,
            rulebook=self.book.fingerprint,
        )

    # --- case by case -----------------------------------------------------------------------------

    def _reviews(self) -> tuple[Counter[Verdict], Counter[str], int, list[Outlier]]:
        laws = tuple(self.seen.groups[g].law if g >= 0 else "" for g in self.seen.group.tolist())
        placed = Placed(laws, self.placed)
        material = np.abs(self.seen.severity - self.placed.expected) >= MATERIAL
        wanted = (self.q <= self.rate) & material
        reviewing = Reviewing(self.corpus, self.book, placed, wanted, self._outlier)
        doubts: Counter[str] = Counter()
        codes, outliers = [np.zeros(0, np.int8)], list[Outlier]()
        size = len(self.table)
        for found in reviewing.all(self.workers, lambda n: self.progress("review", n, size)):
            codes.append(found.verdicts)
            doubts.update(found.doubts)
            outliers += found.listed
        outliers.sort(key=lambda o: (o.p, -abs(o.severity - o.expected), o.case_id))
        every = np.concatenate(codes)
        counts = np.bincount(every + 1, minlength=len(VERDICTS) + 1).tolist()
        if self.told is not None:
            for case_id, code in zip(self.seen.ids.tolist(), every.tolist(), strict=True):
                if code >= 0:
                    self.told(case_id, VERDICTS[code])
        return Counter(dict(zip(VERDICTS, counts[1:], strict=True))), doubts, counts[0], outliers

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


def corpus_p_values(placed: Placement) -> Floats:
    """Return the p-value of every case among the deviations of the whole corpus, NaN for none."""
    known = np.flatnonzero(~np.isnan(placed.deviation) & (placed.circle >= 0))
    values = placed.deviation[known]
    # Far out, a tail that is merely heavy must not be taken for inconsistent cases.
    weights = fit_bulk(values, LIST_DOMINATES).weights(values)
    p = np.full(len(placed.deviation), np.nan)
    p[known] = Deviations.of(values, weights).p_values(values, weights)
    return p


def _day(day: float) -> date:
    return _EPOCH + timedelta(days=int(day))
