"""All arrays of an open segment as one argument of compiled code.

Handing over an array costs half a microsecond, and a search needs fifty: a fifth of its time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.experimental import structref
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.kernel import search
from discretion.similarity.index.lookup import find_id
from discretion.similarity.index.tables import (
    Attributes,
    Candidates,
    FactTable,
    Ids,
    ItemTable,
    Postings,
    Query,
)

Array = NDArray[Any]


@structref.register
class _HandleType(types.StructRef):
    """What the compiler knows the handle as."""


class Handle(structref.StructRefProxy):
    """The tables of an open segment; :func:`handle_of` makes it."""

    postings: Postings
    facts: FactTable
    items: ItemTable
    attributes: Attributes
    ids: Ids


_numba: Any = structref
_numba.define_proxy(Handle, _HandleType, ["postings", "facts", "items", "attributes", "ids"])


@njit(cache=True)
def handle_of(
    postings: Postings, facts: FactTable, items: ItemTable, attributes: Attributes, ids: Ids
) -> Handle:
    """Return the tables as one; it holds them for as long as it lives."""
    made: Handle = Handle(postings, facts, items, attributes, ids)  # type: ignore[no-untyped-call]
    return made


@njit(cache=True, nogil=True)
def row_of(handle: Handle, wanted: Array) -> int:
    """Return the document of a case id (UTF-8), -1 if there is none."""
    ids = handle.ids
    place = find_id(ids.text, ids.bounds, wanted)
    return place if place < 0 else int(ids.by_rank[place])


@njit(cache=True, nogil=True)
def nearest(handle: Handle, query: Query, candidates: Candidates) -> tuple[Array, Array]:
    """Return the nearest documents, best first, ties by case id, and their scores.

    Of each document: its row, and where its case id begins and ends in ``ids.text``, int64; of
    its scores what ``search`` returns.
    """
    postings, ids = handle.postings, handle.ids
    found, rows, scores = search(
        postings, handle.facts, handle.items, handle.attributes, query, candidates
    )
    places = np.empty((found, 3), np.int64)
    for number in range(found):
        rank = postings.rank[rows[number]]
        places[number, 0] = rows[number]
        places[number, 1], places[number, 2] = ids.bounds[rank], ids.bounds[rank + 1]
    return places, scores[:found]
