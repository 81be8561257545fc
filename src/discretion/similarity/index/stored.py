"""Documents read back from the arrays of a segment, to be written into another without their text.

What a segment holds of a document is all that an index of it needs, so that merging neither parses
a case nor counts a term again, and what only left-out documents had does not go along.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.index.columns import EPOCH, Columns, Stored, read_values
from discretion.similarity.index.forward import documents_of
from discretion.similarity.index.layout import NO_DAY, Segment
from discretion.similarity.index.statistics import by_block
from discretion.similarity.index.tables import Postings, postings_of
from discretion.similarity.terms import TermCounts

Array = NDArray[Any]
Names = list[tuple[str, list[Stored]]]


def stored_documents(
    segment: Segment, rows: NDArray[np.int64]
) -> Iterator[tuple[TermCounts, Columns]]:
    """Yield the documents *rows* (ascending), block by block, as they were once added."""
    sets, terms, bounds = by_block(segment)
    index = _without_weights(segment)
    values = _values(segment)
    for block in range(len(segment.blocks) - 1):
        first, last = segment.blocks[block : block + 2].tolist()
        low, high = np.searchsorted(rows, [first, last]).tolist()
        if low == high:
            continue
        stretch = slice(bounds[block], bounds[block + 1])
        content = documents_of(index, block, sets[stretch], terms[stretch])
        chosen = rows[low:high]
        yield (
            _counts(segment, chosen - first, *content),
            _columns(segment, chosen, _facts(segment, values, block, chosen - first)),
        )


def _counts(segment: Segment, chosen: Array, bounds: Array, terms: Array, tf: Array) -> TermCounts:
    lengths = np.diff(bounds)
    wanted = np.zeros(len(lengths), np.bool_)
    wanted[chosen] = True
    kept = np.repeat(wanted, lengths)
    return TermCounts(
        np.concatenate([[0], lengths[chosen]]).cumsum(),
        segment.keys[terms[kept]],
        segment.tf_values[tf[kept]],
    )


def _columns(segment: Segment, rows: Array, facts: list[dict[str, Stored]]) -> Columns:
    header = segment.header
    sets = [tuple(codes) for codes in header["item_sets"]]
    return Columns(
        ids=segment.case_ids(rows),
        items=[sets[number] for number in segment.item_set[rows].tolist()],
        party=[header["parties"][number] for number in segment.party[rows].tolist()],
        district=[header["districts"][number] for number in segment.district[rows].tolist()],
        decided=[
            None if day == NO_DAY else date.fromordinal(day + EPOCH)
            for day in segment.decided[rows].tolist()
        ],
        facts=facts,
    )


def _values(segment: Segment) -> Names:
    """Return the names of the facts and their values, which are numbered from 1."""
    bounds = segment.header["value_bytes"]
    return [
        (name, read_values(bytes(segment.values[bounds[column] : bounds[column + 1]])))
        for column, name in enumerate(segment.header["facts"])
    ]


def _facts(segment: Segment, values: Names, block: int, chosen: Array) -> list[dict[str, Stored]]:
    facts: list[dict[str, Stored]] = [{} for _ in range(len(chosen))]
    begin, end = segment.fact_blocks[block : block + 2].tolist()
    for entry in range(begin, end):
        name, known = values[segment.fact_column[entry]]
        first = int(segment.fact_start[block]) + entry - begin
        codes = segment.fact_codes[first + (end - begin) * chosen]
        places = np.flatnonzero(codes)
        for place, code in zip(places.tolist(), codes[places].tolist(), strict=True):
            facts[place][name] = known[code - 1]
    return facts


def _without_weights(segment: Segment) -> Postings:
    none = np.zeros(0)
    fixed = np.zeros(0)
    fixed.flags.writeable = False  # of the types of an opened index: the kernels compile once
    return postings_of(segment, none, fixed, none, none)
