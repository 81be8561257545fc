"""The search index beside each segment, and the statistics of a version: what writing needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from discretion.similarity.index import SegmentBuilder

Maps = Mapping[str, memoryview]


@cache
def definition() -> str:
    """Return what an index of this version of the program is: its format, terms and weights.

    Indexes of another definition are not searched; ``compact`` makes them anew.
    """
    from discretion.similarity.index.layout import FORMAT
    from discretion.similarity.terms import DEFAULT_SCHEME
    from discretion.similarity.weighting import DEFAULT_WEIGHTING

    return f"{FORMAT}/{DEFAULT_SCHEME.fingerprint}/{DEFAULT_WEIGHTING.fingerprint}"


def new_index() -> SegmentBuilder:
    """Return a builder of the index of one segment."""
    from discretion.similarity.index import SegmentBuilder

    return SegmentBuilder()


def add_stored(index: SegmentBuilder, maps: Maps, rows: NDArray[np.int64]) -> None:
    """Add the cases *rows* (ascending) of another segment from its index of this definition."""
    from discretion.similarity.index import read_segment

    index.add_stored(read_segment(maps), rows)


def write_statistics(
    folder: Path, segments: Sequence[tuple[Maps, NDArray[np.bool_] | None]]
) -> list[Path]:
    """Write the exact statistics of all cases that count; return the files."""
    from discretion.similarity.index import write_statistics as write

    return write(folder, segments)
