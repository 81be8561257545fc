"""Columns of a table, read as dates, labels and exact numbers for :mod:`discretion.engine.many`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discretion.rulebook.axes import Axis
from discretion.rulebook.schema import FactDeclaration, FactType

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.signedinteger[Any]]
"""Small whole numbers, in as few bytes as will do."""

NO_DAY = np.iinfo(np.int64).min
"""The day number of a date that is not given (NumPy's NaT)."""
UNKNOWN = -1
"""The cell of a fact that is not given."""
UNUSABLE = -2
"""The cell of a value that the fact cannot have."""


class ColumnError(ValueError):
    """A column that cannot be read; the message names it and says what it should hold."""


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of text: ``codes`` index ``values``; -1 is nothing."""

    values: list[str]
    codes: Ints


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers; ``known`` marks those that are given (None: all of them)."""

    values: NDArray[Any]
    known: Bools | None

    def given(self, rows: Ints) -> Bools | None:
        """Return which of *rows* have a number (None: all of them)."""
        return None if self.known is None else self.known[rows]


Column = Labels | Numbers


@dataclass(frozen=True, slots=True)
class Lists:
    """A column of lists of text: the labels of all rows one after the other, ``lengths`` a row."""

    labels: Labels
    lengths: Ints


def labels(name: str, column: Any) -> Labels:
    """Read a column of text.

    Raises:
        ColumnError: it holds something else.
    """
    array = _arrow(name, column)
    if not pa.types.is_dictionary(array.type):
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
            raise ColumnError(f"列 {name} 须为文本，现为 {array.type}")
        array = array.dictionary_encode()
    indices = array.indices
    if indices.null_count:
        indices = indices.fill_null(-1)
    codes = indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Labels([str(v) for v in array.dictionary.to_pylist()], codes)


def lists(name: str, column: Any) -> Lists:
    """Read a column of lists of text; a null is an empty list, and a column of text lists of one.

    Raises:
        ColumnError: it holds something else.
    """
    array = _arrow(name, column)
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        found = labels(name, array)
        return Lists(found, np.ones(len(array), dtype=np.int64))
    lengths = array.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    flat = array.flatten()
    if pa.types.is_null(flat.type):
        flat = flat.cast(pa.string())
    return Lists(labels(name, flat), lengths.astype(np.int64))


def days(name: str, column: Any) -> Ints:
    """Read a column of dates as days since 1970-01-01; ``NO_DAY`` where there is none.

    Raises:
        ColumnError: it holds something else.
    """
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return column.astype("datetime64[D]").view(np.int64)
    array = _arrow(name, column)
    if not (
        pa.types.is_date(array.type)
        or pa.types.is_timestamp(array.type)
        or pa.types.is_null(array.type)
    ):
        raise ColumnError(f"列 {name} 须为日期，现为 {array.type}")
    numbers = array.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
    return np.asarray(numbers.fill_null(NO_DAY).to_numpy(zero_copy_only=False), dtype=np.int64)


def fact(name: str, column: Any, declaration: FactDeclaration) -> Column:
    """Read a fact's column by its declared type: yes/no, text of a choice, or number.

    Raises:
        ColumnError: it holds something else.
    """
    if declaration.type is FactType.CHOICE:
        return labels(name, column)
    if isinstance(column, np.ndarray) and column.dtype.kind in "biuf":
        known = ~np.isnan(column) if column.dtype.kind == "f" else None
        return _checked(name, Numbers(column, known), declaration)
    array = _arrow(name, column)
    kind = array.type
    if pa.types.is_null(kind):
        kind = pa.bool_() if declaration.type is FactType.BOOL else pa.float64()
        array = array.cast(kind)
    if pa.types.is_decimal(kind) or pa.types.is_float16(kind) or pa.types.is_float32(kind):
        array = array.cast(pa.float64())
    elif pa.types.is_integer(kind):
        array = array.cast(pa.int64())
    elif not (pa.types.is_boolean(kind) or pa.types.is_float64(kind)):
        raise ColumnError(
            f"列 {name}（{declaration.label}）须为{_wanted(declaration)}，现为 {kind}"
        )
    return _checked(name, _from_buffers(array), declaration)


def _from_buffers(array: Any) -> Numbers:
    """Read an Arrow array without copying its numbers; what stands under a null is arbitrary."""
    start, size = array.offset, len(array)
    valid, data = array.buffers()
    known = None if not array.null_count else _bits(valid, start, size)
    if pa.types.is_boolean(array.type):
        return Numbers(_bits(data, start, size), known)
    kind = np.float64 if pa.types.is_float64(array.type) else np.int64
    values = np.frombuffer(data, dtype=kind)[start : start + size]
    if kind is np.float64 and np.isnan(values).any():
        known = ~np.isnan(values) if known is None else known & ~np.isnan(values)
    return Numbers(values, known)


def _bits(buffer: Any, start: int, size: int) -> Bools:
    packed = np.frombuffer(buffer, dtype=np.uint8)
    return np.unpackbits(packed, count=start + size, bitorder="little")[start:].view(np.bool_)


def _checked(name: str, numbers: Numbers, declaration: FactDeclaration) -> Numbers:
    if (declaration.type is FactType.BOOL) != (numbers.values.dtype.kind == "b"):
        kind, wanted = numbers.values.dtype, _wanted(declaration)
        raise ColumnError(f"列 {name}（{declaration.label}）须为{wanted}，现为 {kind}")
    return numbers


def _wanted(declaration: FactDeclaration) -> str:
    return "是否（布尔）" if declaration.type is FactType.BOOL else "数字"


def _arrow(name: str, column: Any) -> Any:
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    if isinstance(column, pa.Array):
        return column
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
        raise ColumnError(f"列 {name} 读不出来：{error}") from None


def cells(column: Column, axis: Axis, rows: Ints) -> Codes:
    """Return the cell of each of *rows* on *axis*; ``UNKNOWN`` and ``UNUSABLE`` as said above.

    A float stands for the shortest decimal that it prints as; comparing it with the float nearest
    to a constant of up to 15 digits gives the same answer as comparing the decimals.
    """
    if isinstance(column, Labels):
        table = np.array([axis.labels.get(v, UNUSABLE) for v in column.values] + [UNKNOWN])
        return np.asarray(table.astype(np.int16)[column.codes[rows]])
    values, known = column.values[rows], column.given(rows)
    if not axis.numeric:
        truth = values.view(np.int8)
        return truth if known is None else np.where(known, truth, np.int8(UNKNOWN))
    found, usable = _numeric_cells(values, axis)
    if usable is not None and not usable.all():
        found = np.where(usable, found, UNUSABLE)
    return found if known is None else np.where(known, found, UNKNOWN)


def _numeric_cells(values: NDArray[Any], axis: Axis) -> tuple[Ints, Bools | None]:
    """Return the cell of each number, and which numbers the fact can have (None: all)."""
    found = np.zeros(len(values), dtype=np.int64)
    if axis.points:
        points = np.array([float(p) for p in axis.points])
        at = np.searchsorted(points, values, side="left")
        found = 2 * at + (np.append(points, np.nan)[at] == values)
    usable: Bools | None = None
    feasible = np.zeros(2 * len(axis.points) + 1, dtype=bool)
    feasible[list(axis.feasible)] = True
    if not feasible.all():
        usable = feasible[found]
    if values.dtype.kind == "f":
        fine = np.isfinite(values)
        if axis.declaration.type is FactType.INTEGER:
            fine &= values == np.floor(values)
        usable = fine if usable is None else usable & fine
    return found, usable


def table_of(columns: Any) -> Mapping[str, Any]:
    """Return a mapping of columns from an Arrow table, a record batch or a mapping."""
    if isinstance(columns, pa.Table | pa.RecordBatch):
        return {name: columns.column(name) for name in columns.schema.names}
    return dict(columns)


def combine(codes: Sequence[tuple[Codes, int]]) -> tuple[Ints, Ints]:
    """Number the distinct combinations of *codes* (each with its size, values from 0).

    Returns the number of each row's combination and, for each number, one row that has it.
    """
    total, size = codes[0][0].astype(np.int64), codes[0][1]
    for values, width in codes[1:]:
        if size * width > 1 << 62:
            total, first = _numbered(total, size)
            size = len(first)
        total, size = total * width + values, size * width
    return _numbered(total, size)


def _numbered(keys: Ints, size: int) -> tuple[Ints, Ints]:
    if size > max(1 << 16, 4 * len(keys)):
        _, first, numbers = np.unique(keys, return_index=True, return_inverse=True)
        return numbers.astype(np.int64), first.astype(np.int64)
    seen = np.full(size, -1, dtype=np.int64)
    seen[keys[::-1]] = np.arange(len(keys) - 1, -1, -1)
    present = np.flatnonzero(seen >= 0)
    number = np.empty(size, dtype=np.int64)
    number[present] = np.arange(len(present))
    return number[keys], seen[present]
