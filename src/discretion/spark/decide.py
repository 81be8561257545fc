"""Many cases decided on a cluster, row by row as :func:`discretion.corpus.decide.decide` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from discretion.corpus.decide import decide
from discretion.engine.book import Book
from discretion.engine.decisions import Decisions
from discretion.engine.errors import CaseError
from discretion.spark.books import Sent, received, send
from discretion.spark.columns import DECIDING, chosen, ddl, gathered, plain, table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def determine_many(cases: DataFrame, rulebook: str | Path, as_of: date | None = None) -> DataFrame:
    """Decide every row of *cases* under a rulebook, a shipped name or a folder.

    Returns ``id``, the columns of ``Decisions.to_arrow`` (money in fen, ranges null where there
    is none), and ``problem``: why a row is unusable, else null. No order of rows is promised.

    Raises:
        ClusterError: *cases* lack a column of :mod:`discretion.corpus.columns`.
        RulebookError: the rulebook has faults.
    """
    sent, book = send(rulebook)
    columns = answers(book, table(pa.schema([("id", pa.string())]).empty_table())).schema
    return chosen(cases, DECIDING).mapInArrow(partial(_decided, sent, as_of), ddl(columns))


def answers(book: Book, cases: pa.Table, as_of: date | None = None) -> pa.Table:
    """Return what :func:`determine_many` says of a table, for comparison also without Spark."""
    found = decide(book, cases, as_of)
    columns = plain(found.to_arrow())
    told = _problems(found, cases["id"].to_pylist())
    return columns.add_column(0, "id", cases["id"]).append_column("problem", told)


def _decided(
    sent: Sent, as_of: date | None, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for rows in gathered(batches):
        yield from answers(received(sent), table(rows), as_of).to_batches()


def _problems(found: Decisions, ids: list[str]) -> pa.Array:
    """Return the problems of each row in words, under the id of its case; null where none is."""
    told: dict[int, set[str]] = {}
    for each in found.problems:
        row = int(each.case_id.split()[1])  # "第 3 行"
        about = CaseError(ids[row], each.field, each.value, each.message, each.suggestion)
        told.setdefault(row, set()).add(str(about))
    texts = ["；".join(sorted(told[row])) if row in told else None for row in range(len(ids))]
    return pa.array(texts, pa.string())
