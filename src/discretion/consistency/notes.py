"""What an audit says of benchmarks: ignored in practice, or unable to tell cases apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from discretion.consistency.estimates import correlation_ratio, share
from discretion.consistency.observations import Floats, Ints
from discretion.engine.book import Book
from discretion.engine.decisions import Decisions
from discretion.model.audit import ItemNote

LEAST = 50
"""Cases of an item from which its benchmark is judged."""
IGNORED = 0.2
"""Share of fines outside their bands, its interval's lower end, from which a table is ignored."""
SEPARATES = 0.1
"""Share of the spread that rows must explain, the upper end of its interval."""
ONE_ROW = 0.95
"""Share of cases in one row, the lower end of its interval, from which the others are idle."""


def notes(
    book: Book, items: list[str], item_of: Ints, fine: Ints, severity: Floats, decisions: Decisions
) -> list[ItemNote]:
    """Return the notes on every item with enough cases whose row is certain, by item code.

    *item_of* indexes *items* (-1: none), *fine* is fen (-1: none); one entry a case.
    """
    settled = decisions.certain & (decisions.row > 0) & ~np.isnan(severity)
    found = []
    for number, item in enumerate(items):
        rows = np.flatnonzero(settled & (item_of == number))
        if len(rows) < LEAST or item not in book.items:
            continue
        title = book.items[item].title
        used = decisions.row[rows].astype(np.int64)
        outside = _outside(decisions, rows, fine)
        ignored = share(int(outside.sum()), len(outside))
        if (ignored.low or 0.0) >= IGNORED:
            found.append(ItemNote("benchmark_ignored", item, title, ignored))
        _, counts = np.unique(used, return_counts=True)
        idle = share(int(counts.max()), len(rows))
        if (idle.low or 0.0) >= ONE_ROW:
            found.append(ItemNote("one_row", item, title, idle))
        elif len(counts) > 1:
            explained = correlation_ratio(severity[rows], used)
            if explained.high is not None and explained.high <= SEPARATES:
                found.append(ItemNote("not_separating", item, title, explained))
    return found


def _outside(decisions: Decisions, rows: Ints, fine: Ints) -> NDArray[np.bool_]:
    band, mine = decisions.recommended, fine[rows]
    low, high = band.minimum[rows], band.maximum[rows]
    known = (low >= 0) & (mine >= 0)
    under = (mine < low) | (band.minimum_open[rows] & (mine == low))
    over = (high >= 0) & ((mine > high) | (band.maximum_open[rows] & (mine == high)))
    found: NDArray[np.bool_] = (under | over)[known]
    return found
