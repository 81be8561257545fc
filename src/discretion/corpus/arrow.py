"""Cases from tables of other libraries, through the Arrow C stream (polars, pandas, DuckDB …)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError
from discretion.model.case import Case

ID, JSON = "id", "json"
"""The columns by which a corpus's own export is known."""


def is_table(source: Any) -> bool:
    """Whether *source* can be read as an Arrow stream."""
    return hasattr(source, "__arrow_c_stream__")


def open_stream(source: Any) -> Any:
    """Return the record batches of *source*.

    Raises:
        CorpusError: it cannot be exported.
    """
    import pyarrow as pa

    try:
        return pa.RecordBatchReader.from_stream(source)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise _refused(source, error) from None


def rows_of(stream: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of record batches as tuples of Python values.

    Raises:
        CorpusError: the stream breaks off.
    """
    import pyarrow as pa

    try:
        for batch in stream:
            columns = [column.to_pylist() for column in batch.columns]
            yield from zip(*columns, strict=True)
    except (pa.ArrowException, OSError, OverflowError) as error:
        raise _refused(stream, error) from None


def is_export(names: list[str]) -> bool:
    """Whether columns of these *names* are a corpus's own export."""
    return ID in names and JSON in names


def cases_of(stream: Any, rejects: list[dict[str, Any]]) -> Iterator[Case]:
    """Yield the cases of a corpus's own export; rows that cannot be used go to *rejects*."""
    at = stream.schema.names.index(JSON)
    number = 0
    for batch in stream:
        for text in batch.column(at).to_pylist():
            number += 1
            try:
                yield canonical.load(text)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                why = (str(error).splitlines() or ["空值"])[0]
                message = f"不是案件的规范 JSON：{why}"
                rejects.append({"row": number, "column": JSON, "message": message})


def _refused(source: Any, error: Exception) -> CorpusError:
    why = (str(error).splitlines() or [type(error).__name__])[0]
    return CorpusError(f"{type(source).__name__} 不能作为 Arrow 表读取：{why}")
