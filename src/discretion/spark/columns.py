"""Spark's columns and those of :mod:`discretion.corpus.columns`: which are needed, which types.

Spark knows no dictionaries and names the elements of lists its own way; values stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from discretion.corpus.columns import OTHER, PREFIX, schema
from discretion.engine.many import DATE_COLUMNS
from discretion.spark.errors import ClusterError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

DECIDING = ("id", "items", "party", "party_age", "party_capacity", *DATE_COLUMNS, "circumstances")
"""What a determination reads of a case, its facts aside."""
POSITION = "position"
"""The column that gives the cases of a corpus their order."""
BATCH_ROWS = 1 << 16

_CASE = schema({})
_SENT = "facts:"
"""PySpark cannot pass a column with a point in its name to a function."""
_NAMES = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
}


def chosen(cases: DataFrame, needed: Sequence[str]) -> DataFrame:
    """Return *cases* with the columns *needed*, every fact and the position, nothing else.

    Raises:
        ClusterError: a column is missing or of another type; the message names each of them.
    """
    needed = (*needed, OTHER)
    found = dict(cases.dtypes)
    missing = [name for name in needed if name not in found]
    if missing:
        raise ClusterError(
            f"表中缺少列：{'、'.join(missing)}；这些列由 discretion ingest 写入案例库的每个段"
            "（segments/*/cases.parquet），请用 discretion.spark.cases(spark, 案例库文件夹) 读取，"
            "或者先把台账导入案例库"
        )
    wrong = [
        f"{name} 是 {found[name]}，须为 {spark_type(_CASE.field(name).type)}"
        for name in needed
        if found[name] != spark_type(_CASE.field(name).type)
    ]
    if wrong:
        raise ClusterError(
            f"列的类型不对：{'；'.join(wrong)}；请保持 ingest 所写的类型，或者用 cast 转换后再试"
        )
    facts = [name for name in found if name.startswith(PREFIX)]
    position = [POSITION] if POSITION in found else []
    found_facts = [cases[f"`{name}`"].alias(_SENT + name.removeprefix(PREFIX)) for name in facts]
    return cases.select(*needed, *found_facts, *position)


def table(found: pa.Table) -> pa.Table:
    """Return rows from Spark as a table of :mod:`discretion.corpus.columns`.

    Columns of a case that were not chosen are null.
    """
    columns: dict[str, pa.ChunkedArray] = {}
    for field in _CASE:
        if field.name in found.schema.names:
            columns[field.name] = _cast(found[field.name], field.type)
        else:
            columns[field.name] = pa.chunked_array([pa.nulls(found.num_rows, field.type)])
    for name in found.schema.names:
        if name.startswith(_SENT):
            kind = found.schema.field(name).type
            text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
            column = _cast(found[name], _LABEL) if text else found[name]
            columns[PREFIX + name.removeprefix(_SENT)] = column
    return pa.table(columns)


def in_order(found: pa.Table) -> pa.Table:
    """Return rows sorted by position, or by id where they have none."""
    return found.sort_by(POSITION if POSITION in found.schema.names else "id")


def gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield *batches* as tables of at least ``BATCH_ROWS`` rows, the last one aside."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        if rows >= BATCH_ROWS:
            yield pa.Table.from_batches(held)
            held, rows = [], 0
    if rows:
        yield pa.Table.from_batches(held)


def plain(found: pa.Table) -> pa.Table:
    """Return a table with the types that Spark takes back."""
    fields = [pa.field(f.name, _plain(f.type)) for f in found.schema]
    return found.cast(pa.schema(fields))


def ddl(columns: pa.Schema) -> str:
    """Return the columns as Spark declares them."""
    return ", ".join(f"`{field.name}` {spark_type(field.type)}" for field in columns)


def spark_type(kind: pa.DataType) -> str:
    """Return what Spark calls a type."""
    if pa.types.is_list(kind):
        return f"array<{spark_type(kind.value_type)}>"
    if pa.types.is_map(kind):
        return f"map<{spark_type(kind.key_type)},{spark_type(kind.item_type)}>"
    return _NAMES[_plain(kind)]


_LABEL = _CASE.field("party").type


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_dictionary(kind):
        return column.cast(pa.string()).dictionary_encode().cast(kind)
    return column.cast(kind)
