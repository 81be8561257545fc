"""The cases of one version of a corpus folder, read by Spark from their Parquet files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from discretion.corpus.errors import CorpusError
from discretion.corpus.manifest import SEGMENTS
from discretion.corpus.segments import TABLE_NAME
from discretion.corpus.snapshot import Snapshot
from discretion.spark.columns import POSITION, ddl

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROW_BITS = 32
"""A position is the number of the segment, then the row in so many bits."""


def cases(spark: SparkSession, corpus: str | Path) -> DataFrame:
    """Return the living cases of the current version of a corpus folder, by their typed columns.

    ``position`` gives them the order that they have in :class:`discretion.corpus.Corpus`. The
    folder must be under the same path on every executor (a shared file system).

    Raises:
        CorpusError: no corpus is there, or it is damaged.
    """
    from pyspark.sql import functions as F  # noqa: N812

    folder = Path(corpus).absolute()
    snapshot = Snapshot.open(folder)
    if not snapshot.segments:
        raise CorpusError(f"案例库 {folder} 还没有案件；请先用 discretion ingest 导入")
    files = [folder / SEGMENTS / s.entry.id / TABLE_NAME for s in snapshot.segments]
    found = spark.read.schema(ddl(_schema(snapshot))).parquet(*map(url_of, files))
    starts = [(s.entry.id, n << ROW_BITS) for n, s in enumerate(snapshot.segments)]
    segments = F.broadcast(spark.createDataFrame(starts, "segment string, start bigint"))
    segment = F.regexp_extract("_metadata.file_path", rf"([^/]+)/{TABLE_NAME}$", 1)
    row = F.col("_metadata.row_index")
    found = found.withColumns({"segment": segment, "row": row}).join(segments, "segment")
    found = found.withColumn(POSITION, F.col("start") + F.col("row"))
    found = found.drop("segment", "row", "start")
    dead = [
        (start + row,)
        for (_, start), part in zip(starts, snapshot.segments, strict=True)
        if part.alive is not None
        for row in np.flatnonzero(~part.alive).tolist()
    ]
    if dead:
        gone = F.broadcast(spark.createDataFrame(dead, f"{POSITION} bigint"))
        found = found.join(gone, POSITION, "left_anti")
    return found


def url_of(path: Path) -> str:
    """Return an absolute path as Spark reads it: nothing encoded, but no pattern either."""
    return "file://" + re.sub(r"([\\{}\[\]*?,])", r"\\\1", path.as_posix())


def _schema(snapshot: Snapshot) -> pa.Schema:
    """Return the columns of all segments.

    Raises:
        CorpusError: segments came in under rulebooks that give a fact different types.
    """
    fields: dict[str, pa.Field] = {}
    for segment in snapshot.segments:
        for field in segment.schema:
            if fields.setdefault(field.name, field).type != field.type:
                raise CorpusError(
                    f"案例库 {snapshot.folder} 各段的列 {field.name} 类型不一"
                    f"（{fields[field.name].type} 与 {field.type}）；"
                    "请先用 discretion corpus compact 整理为一种"
                )
    return pa.schema(fields.values())
