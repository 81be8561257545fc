"""The statistics of an audit on a cluster, an item at a time by the local functions.

Cases are first decided where they are, to know the item that each answer is of; then they are
brought together by item, and each item is calibrated, which gives the deviations from which items
too small to rank among borrow; then each item is placed, and its drift, heaps and notes are
computed. Disparities need all items at once: their columns come to the driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pydantic import TypeAdapter

from discretion.consistency.calibration import LEVELS
from discretion.consistency.estimates import Method
from discretion.consistency.observations import GroupKey
from discretion.consistency.observing import observe
from discretion.consistency.practice import (
    DIMENSIONS,
    LEAST_SERIES,
    Practice,
    all_disparities,
)
from discretion.model.audit import Disparity, Drift, Heap, ItemNote
from discretion.spark.books import Sent, received, send
from discretion.spark.columns import (
    DECIDING,
    POSITION,
    chosen,
    ddl,
    gathered,
    in_order,
    plain,
    table,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Groups = tuple[tuple[GroupKey | tuple[str, ...], bytes], ...]
"""The deviations of each group of cases, float64."""

_LABELS = tuple("officers" if name == "officer" else name for name in DIMENSIONS)
_NEEDED = tuple(dict.fromkeys((*DECIDING, "penalised", "penalties", "fine", *_LABELS)))
_ITEM = "answered"
_TEXT, _NUMBER, _FLAG = pa.string(), pa.float64(), pa.int64()
_GROUP = pa.schema([*((f, _TEXT) for f in GroupKey._fields), ("cases", pa.int64())])
_SAMPLE = _GROUP.append(pa.field("deviations", pa.list_(_NUMBER)))
_PLACED = pa.schema(
    [
        ("id", _TEXT),
        (POSITION, pa.int64()),
        *((name, _TEXT) for name in GroupKey._fields),
        *((name, _NUMBER) for name in ("severity", "base", "expected", "low", "high")),
        *((name, _NUMBER) for name in ("p", "deviation", "effective", "calibrators", "adjusted")),
        ("n", pa.int64()),
        ("circle", _TEXT),
        ("decided", pa.date32()),
        *((name, pa.list_(_TEXT) if name == "officers" else _TEXT) for name in _LABELS[:-1]),
    ]
)
_FOUND = pa.schema([("kind", _TEXT), ("json", _TEXT)])
_KINDS: dict[str, TypeAdapter[Any]] = {
    "drift": TypeAdapter(Drift),
    "heap": TypeAdapter(Heap),
    "note": TypeAdapter(ItemNote),
}


@dataclass(frozen=True)
class SparkAudit:
    """The statistics of ``discretion.audit`` over a table on a cluster.

    Of drifts and heaps those of items only: what is of all cases at once needs them all in one
    place, and is left to ``discretion.audit``.
    """

    placed: DataFrame
    """A row a case of a known item: group, severity, ``base``, the columns of ``Placement``
    (``circle`` in words), ``adjusted`` severity, day, and the labels to group by."""
    drifts: tuple[Drift, ...]
    heaps: tuple[Heap, ...]
    notes: tuple[ItemNote, ...]
    disparities: tuple[Disparity, ...]


def audit(
    cases: DataFrame, rulebook: str | Path, *, rate: float = 0.1, method: Method = "bh"
) -> SparkAudit:
    """Audit *cases* under a rulebook, a shipped name or a folder.

    *rate* and *method* are those of ``discretion.audit``. The cases of one item must fit into the
    memory of one executor, and about 60 bytes a case into the driver's.

    Raises:
        ClusterError: *cases* lack a column of :mod:`discretion.corpus.columns`.
        RulebookError: the rulebook has faults.
        ValueError: *rate* is not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"错误发现率须在 0 与 1 之间，现为 {rate}")
    sent, _ = send(rulebook)
    needed = chosen(cases, _NEEDED)
    names = needed.selectExpr("explode(circumstances)").distinct().collect()
    circumstances = tuple(sorted(row[0] for row in names))
    with_item = ", ".join([*(f"`{n}` {kind}" for n, kind in needed.dtypes), f"{_ITEM} string"])
    answered = needed.mapInArrow(partial(_answered, sent), with_item)
    by_item = answered.where(f"{_ITEM} != ''").groupBy(_ITEM)
    calibrated = by_item.applyInArrow(
        lambda rows: _calibrated(sent, circumstances, rows), ddl(_SAMPLE)
    )
    samples = calibrated.toArrow().to_pylist()
    groups = tuple(
        (tuple(row[f] for f in GroupKey._fields), np.array(row["deviations"]).tobytes())
        for row in samples
        if row["deviations"] is not None
    )
    searched = 1 + sum(size >= LEAST_SERIES for size in _sizes(samples).values())
    # PySpark takes annotations for types of another kind of function; lambdas have none.
    found = by_item.applyInArrow(
        lambda rows: _found(_practice(sent, circumstances, groups, rows), searched), ddl(_FOUND)
    )
    placed = by_item.applyInArrow(
        lambda rows: _placed(_practice(sent, circumstances, groups, rows), in_order(rows)),
        ddl(_PLACED),
    )
    lines = found.toArrow().to_pylist()
    told = {
        kind: [adapter.validate_json(row["json"]) for row in lines if row["kind"] == kind]
        for kind, adapter in _KINDS.items()
    }
    by_code = attrgetter("item")  # what is of one item stays in its order
    return SparkAudit(
        placed,
        tuple(sorted(told["drift"], key=by_code)),
        tuple(sorted(told["heap"], key=by_code)),
        tuple(sorted(told["note"], key=by_code)),
        tuple(_disparities(placed, rate, method)),
    )


# --- tasks ----------------------------------------------------------------------------------------


def _answered(sent: Sent, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the rows with the item that each answer is of, "" where it is compared with none."""
    book = received(sent)
    for rows in gathered(batches):
        seen, _ = observe(table(rows), book)
        items = np.array([*(key.item for key in seen.groups), ""], dtype=object)
        yield from rows.append_column(_ITEM, pa.array(items[seen.group], _TEXT)).to_batches()


def _calibrated(sent: Sent, circumstances: tuple[str, ...], rows: pa.Table) -> pa.Table:
    """Return each group of an item, how many cases it has, and its deviations if it has enough."""
    whole = Practice.of(table(in_order(rows)), received(sent), circumstances)
    groups = whole.seen.groups
    counts = np.bincount(whole.seen.group, minlength=len(groups))
    known = whole.calibration.deviations(range(len(groups)))
    columns = [pa.array(list(names), _TEXT) for names in zip(*groups, strict=True)]
    deviations = [known.get(key) for key in groups]
    return pa.table([*columns, pa.array(counts), pa.array(deviations, pa.list_(_NUMBER))], _SAMPLE)


def _practice(
    sent: Sent, circumstances: tuple[str, ...], groups: Groups, rows: pa.Table
) -> Practice:
    elsewhere = {GroupKey(*key): np.frombuffer(values) for key, values in groups}
    return Practice.of(table(in_order(rows)), received(sent), circumstances, elsewhere)


def _found(whole: Practice, searched: int) -> pa.Table:
    """Return the drift, heaps and notes of an item."""
    found = chain(
        (("drift", drift) for drift in whole.item_drifts(searched)),
        (("heap", heap) for heap in whole.item_heaps()),
        (("note", note) for note in whole.notes()),
    )
    rows = [{"kind": kind, "json": _KINDS[kind].dump_json(each).decode()} for kind, each in found]
    return pa.Table.from_pylist(rows, schema=_FOUND)


def _placed(whole: Practice, rows: pa.Table) -> pa.Table:
    """Return every case of an item among its comparables, *rows* as they came."""
    seen, placed, cases = whole.seen, whole.placed, plain(whole.table)
    keys = np.array(seen.groups, dtype=object)[seen.group]
    columns = {name: pa.array(keys[:, at], _TEXT) for at, name in enumerate(GroupKey._fields)}
    columns |= {POSITION: rows[POSITION]} if POSITION in rows.schema.names else {}
    columns |= {"severity": seen.severity, "base": seen.base, "adjusted": whole.off}
    columns |= {name: values for name, values in vars(placed).items() if name != "circle"}
    columns["circle"] = [None if c < 0 else LEVELS[c] for c in placed.circle.tolist()]
    for field in _PLACED:
        if field.name not in columns:
            empty = pa.nulls(len(seen), field.type)
            columns[field.name] = cases[field.name] if field.name in cases.schema.names else empty
    return pa.table({name: columns[name] for name in _PLACED.names}, _PLACED)


# --- on the driver --------------------------------------------------------------------------------


def _sizes(samples: list[dict[str, Any]]) -> dict[str, int]:
    """Return the number of cases of each item."""
    sizes: dict[str, int] = {}
    for row in samples:
        sizes[row["item"]] = sizes.get(row["item"], 0) + row["cases"]
    return sizes


def _disparities(placed: DataFrame, rate: float, method: Method) -> Iterator[Disparity]:
    """Yield the disparities of all cases, in the order in which a corpus has them."""
    keys = ("item", "party", "law")
    names = (POSITION, "id", *keys, *_LABELS[:-1], "adjusted", "severity", "base")
    rows = placed.select(*names).toArrow().sort_by([(POSITION, "ascending"), ("id", "ascending")])
    if not rows.num_rows:
        return
    found = list(zip(*(rows[name].to_pylist() for name in keys), strict=True))
    groups = {key: number for number, key in enumerate(sorted(set(found)))}
    items = {item: number for number, item in enumerate(sorted({key[0] for key in groups}))}
    group = np.array([groups[key] for key in found])
    item = np.array([items[key[0]] for key in found])
    off, severity, base = (rows[n].to_numpy() for n in ("adjusted", "severity", "base"))
    yield from all_disparities(rows, group, item, off, severity - base, rate, method)
