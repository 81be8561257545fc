"""The case ids of a segment: sorted and written without one Python object an id."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.index.layout import write_array

Array = NDArray[Any]


def large_strings(ids: Sequence[str]) -> Any:
    """Return an Arrow array of *ids*."""
    import pyarrow as pa

    return pa.array(ids, pa.large_string())


def joined(parts: Sequence[Any]) -> Any:
    """Return Arrow arrays of ids as one."""
    import pyarrow as pa

    return pa.concat_arrays([large_strings([]), *parts])


def order_of(ids: Any) -> Array:
    """Return the order in which an Arrow array of ids ascends: UTF-8 sorts as code points do."""
    import pyarrow.compute as pc

    found: Array = pc.sort_indices(ids).to_numpy().astype(np.int64)
    return found


def not_after(ids: Any) -> Array:
    """Return for each id but the last whether the next one is not greater."""
    import pyarrow.compute as pc

    if len(ids) < 2:
        return np.zeros(0, np.bool_)
    found: Array = pc.greater_equal(ids[:-1], ids[1:]).to_numpy(zero_copy_only=False)
    return found


def write_ids(folder: Path, ids: Any) -> list[Path]:
    """Write an Arrow array of the documents' ids."""
    by_rank = order_of(ids)
    rank = np.empty(len(ids), np.int64)
    rank[by_rank] = np.arange(len(ids))
    ascending = ids.take(by_rank)
    _, bounds, text = ascending.buffers()
    bounds = np.frombuffer(bounds, np.int64)[: len(ids) + 1] if len(ids) else np.zeros(1, np.int64)
    text = np.frombuffer(text, np.uint8)[: bounds[-1]] if bounds[-1] else np.zeros(0, np.uint8)
    return [
        write_array(folder, "ids", "|u1", text),
        write_array(folder, "id_bounds", "<u4", bounds),
        write_array(folder, "rank", "<u4", rank),
        write_array(folder, "by_rank", "<u4", by_rank),
    ]
