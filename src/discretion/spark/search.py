"""The nearest past cases, each segment of a corpus searched by a task of its own.

First the tasks say how rare the terms of the queries are, as the statistics of the whole version
have it; then each ranks the cases of its segment, and the best of all are kept. Scores are equal to
the last bit to those of one machine, since a score depends on no other segment but by these terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from discretion.corpus import canonical
from discretion.corpus.errors import CorpusError
from discretion.corpus.manifest import MANIFEST_NAME, manifest_text, parse_manifest
from discretion.corpus.search import open_part, searchable
from discretion.corpus.snapshot import Snapshot
from discretion.model.case import Case, PartyKind
from discretion.similarity.brute import Filters
from discretion.spark.columns import ddl

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from discretion.similarity.index import Index

_TERMS = pa.schema([("term", pa.int64()), ("rarity", pa.float64())])
_HITS = pa.schema(
    [
        ("number", pa.int64()),
        ("query", pa.string()),
        ("case_id", pa.string()),
        ("score", pa.float64()),
        ("text_score", pa.float64()),
        ("fact_score", pa.float64()),
        ("item_score", pa.float64()),
    ]
)


class _Asked(NamedTuple):
    """What is sent to the tasks, plain data: where the corpus is, its version, the queries."""

    corpus: str
    manifest: bytes
    cases: tuple[str, ...]
    """Canonical JSON."""


class _Wanted(NamedTuple):
    """``Filters`` as plain data, and how many cases."""

    k: int
    item: str | None
    party: str | None
    district: str | None
    decided: tuple[date | None, date | None] | None
    exclude: tuple[str, ...]
    minimum: float


def similar(
    spark: SparkSession,
    corpus: str | Path,
    cases: Iterable[Case],
    k: int = 10,
    filters: Filters | None = None,
) -> DataFrame:
    """Return for each of *cases* the *k* most similar ones of a corpus folder.

    One row a match: ``number`` of the query (from 0) and its id ``query``, ``rank`` (from 1),
    ``case_id``, ``score``, and its parts ``text_score``, ``fact_score``, ``item_score`` (null where
    a part does not exist). Ties are ranked by case id; a case is never its own match. The folder
    must be under the same path on every executor, and its version stay on disk meanwhile.

    Raises:
        CorpusError: no corpus is there, it is damaged, or its index is of another program version.
        ValueError: *k* is negative.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F  # noqa: N812

    if k < 0:
        raise ValueError(f"k 须为非负整数，现为 {k}")
    folder = Path(corpus).absolute()
    snapshot = Snapshot.open(folder)
    if not searchable(snapshot):
        raise CorpusError(
            f"案例库 {folder} 没有本版本的检索索引；请先用 discretion corpus compact 重建"
        )
    texts = tuple(canonical.dump(case) for case in cases)
    asked = _Asked(str(folder), manifest_text(snapshot.manifest), texts)
    f = filters or Filters()
    party = None if f.party is None else str(f.party)
    wanted = _Wanted(k, f.item, party, f.district, f.decided, tuple(f.exclude), f.minimum)
    size = len(snapshot.segments)
    segments = spark.range(0, size, 1, numPartitions=size)
    told = segments.mapInArrow(partial(_rarities, asked), ddl(_TERMS)).groupBy("term")
    found = {row[0]: row[1] for row in told.agg(F.max("rarity")).collect()}
    rarities = tuple(sorted(found.items()))
    hits = segments.mapInArrow(partial(_hits, asked, wanted, rarities), ddl(_HITS))
    order = Window.partitionBy("number").orderBy(F.desc("score"), F.asc("case_id"))
    ranked = hits.withColumn("rank", F.row_number().over(order)).where(F.col("rank") <= k)
    return ranked.select("number", "query", "rank", *_HITS.names[2:])


def _rarities(asked: _Asked, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the terms that a segment has, by their place among those of the queries, ascending."""
    keys = _keys(asked)
    for number in _numbers(batches):
        found = _open(asked, number).rarities(keys)
        known = np.flatnonzero(found)
        yield pa.record_batch([pa.array(known), pa.array(found[known])], schema=_TERMS)


def _hits(
    asked: _Asked,
    wanted: _Wanted,
    rarities: tuple[tuple[int, float], ...],
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """Yield the best of one segment for each query."""
    keys, known = _keys(asked), np.zeros(0)
    known = np.zeros(len(keys))
    for place, rarity in rarities:
        known[place] = rarity
    for values in (keys, known):
        values.flags.writeable = False  # as mapped arrays are: the kernels compile once
    k, item, party, district, decided, exclude, minimum = wanted
    kind = None if party is None else PartyKind(party)
    filters = Filters(item, kind, district, decided, frozenset(exclude), minimum)
    queries = [canonical.load(text) for text in asked.cases]
    for part in _numbers(batches):
        index = _open(asked, part, (keys, known))
        rows = [
            (number, query.id, *hit[2:])
            for number, query in enumerate(queries)
            for hit in index.search(query, k, filters)
        ]
        columns = zip(*rows, strict=True) if rows else [()] * len(_HITS)
        arrays = [pa.array(c, f.type) for c, f in zip(columns, _HITS, strict=True)]
        yield pa.record_batch(arrays, schema=_HITS)


def _keys(asked: _Asked) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    from discretion.similarity.terms import count_terms

    return np.unique(count_terms([canonical.load(text) for text in asked.cases]).keys)


def _open(
    asked: _Asked, number: int, elsewhere: tuple[np.ndarray, np.ndarray] | None = None
) -> Index:
    folder = Path(asked.corpus)
    manifest = parse_manifest(asked.manifest, folder / MANIFEST_NAME)
    try:
        return open_part(folder, manifest, number, manifest.declarations(), elsewhere)
    except FileNotFoundError as error:
        raise CorpusError(
            f"执行节点上没有案例库文件 {error.filename}；案例库须放在所有节点以同一路径可读的"
            "共享存储上，作业期间也不要整理它。请核对后重新提交作业"
        ) from None


def _numbers(batches: Iterable[pa.RecordBatch]) -> Iterator[int]:
    for batch in batches:
        yield from batch.column(0).to_pylist()
