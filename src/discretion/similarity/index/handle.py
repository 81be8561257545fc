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
def nearest(handle: Handle, query: Query, candidates: Candidates) -> tuple[Array, Array, Array]:
    """Return the nearest documents, best first, ties by case id.

    Three arrays: of each document its row and where its case id ends in the third, in characters,
    int64; its scores as ``search`` returns them; and the case ids, one after another, UTF-8.
    """
    postings, ids = handle.postings, handle.ids
    found, rows, scores = search(
        postings, handle.facts, handle.items, handle.attributes, query, candidates
    )
    room: Any = 0
    for row in rows[:found]:
        rank = postings.rank[row]
        room += np.int64(ids.bounds[rank + 1]) - np.int64(ids.bounds[rank])
    text, places, used, characters = np.empty(room, np.uint8), np.empty((found, 2), np.int64), 0, 0
    for number in range(found):
        rank = postings.rank[rows[number]]
        for byte in ids.text[ids.bounds[rank] : ids.bounds[rank + 1]]:
            text[used] = byte
            used += 1
            characters += byte & 0xC0 != 0x80
        places[number, 0], places[number, 1] = rows[number], characters
    return places, scores[:found], text
