"""Cases as typed columns, so that whole-corpus jobs never read a case one by one.

One row a case. ``facts.<name>`` holds a declared fact by its type: ``bool``, ``int64`` (integer),
``double`` (number, money in yuan), text (choice). A double stands for the shortest decimal that it
prints as, and a value is put there only if that decimal is the value itself. Whatever does not fit
its column, or has no declaration, stands in ``other_facts`` as JSON: nothing is lost or rounded.
Money of the penalty is int64 fen. Names and identity numbers are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from discretion.model.case import Case, FactValue
from discretion.model.money import Money
from discretion.rulebook.schema import FactDeclaration, FactType

BATCH_ROWS = 1 << 16
PREFIX = "facts."
"""What stands before a fact's name in the name of its column."""
OTHER = "other_facts"

Declarations = Mapping[str, FactDeclaration]

_LABEL = pa.dictionary(pa.int32(), pa.string())
_TEXTS = pa.list_(pa.string())
_CASE_FIELDS: list[tuple[str, Any, Callable[[Case], Any]]] = [
    ("id", pa.string(), lambda c: c.id),
    ("items", _TEXTS, lambda c: c.items),
    ("party", _LABEL, lambda c: c.party.kind.value),
    ("party_age", pa.int64(), lambda c: c.age),
    ("party_capacity", _LABEL, lambda c: c.party.capacity and c.party.capacity.value),
    ("act_start", pa.date32(), lambda c: c.act.start),
    ("act_end", pa.date32(), lambda c: c.act.end),
    ("discovered", pa.date32(), lambda c: c.act.discovered),
    ("filed", pa.date32(), lambda c: c.filed),
    ("decided", pa.date32(), lambda c: c.decided),
    ("circumstances", _TEXTS, lambda c: c.circumstances),
    ("district", _LABEL, lambda c: c.place and c.place.district),
    ("street", _LABEL, lambda c: c.place and c.place.street),
    ("body", _LABEL, lambda c: c.body),
    ("team", _LABEL, lambda c: c.team),
    ("officers", _TEXTS, lambda c: c.officers),
    ("channel", _LABEL, lambda c: c.channel and c.channel.value),
    ("basis", _LABEL, lambda c: c.basis),
    ("penalised", pa.bool_(), lambda c: c.penalty is not None),
    ("penalties", _TEXTS, lambda c: c.penalty and [k.value for k in c.penalty.kinds]),
    ("fine", pa.int64(), lambda c: c.penalty and _fen(c.penalty.fine)),
    ("confiscated_gains", pa.int64(), lambda c: c.penalty and _fen(c.penalty.confiscated_gains)),
    (
        "confiscated_goods_value",
        pa.int64(),
        lambda c: c.penalty and _fen(c.penalty.confiscated_goods_value),
    ),
    ("informed", pa.bool_(), lambda c: c.procedure.informed),
    ("hearing_offered", pa.bool_(), lambda c: c.procedure.hearing_offered),
    ("hearing_held", pa.bool_(), lambda c: c.procedure.hearing_held),
    ("legal_review_done", pa.bool_(), lambda c: c.procedure.legal_review_done),
    ("collective_discussion_done", pa.bool_(), lambda c: c.procedure.collective_discussion_done),
    ("reasoned_document", pa.bool_(), lambda c: c.procedure.reasoned_document),
    ("on_the_spot", pa.bool_(), lambda c: c.procedure.on_the_spot),
    ("deviation_reasoned", pa.bool_(), lambda c: bool(c.procedure.deviation_reason)),
]
_FACT_TYPES = {
    FactType.BOOL: pa.bool_(),
    FactType.INTEGER: pa.int64(),
    FactType.NUMBER: pa.float64(),
    FactType.MONEY: pa.float64(),
    FactType.CHOICE: _LABEL,
}


def schema(declarations: Declarations) -> pa.Schema:
    """Return the columns of cases under *declarations*: a case's own, then facts by name."""
    fields = [(name, kind) for name, kind, _ in _CASE_FIELDS]
    fields += [(PREFIX + n, _FACT_TYPES[declarations[n].type]) for n in sorted(declarations)]
    fields += [("extra", pa.map_(pa.string(), pa.string())), (OTHER, pa.string())]
    return pa.schema(fields)


def batches(
    cases: Iterable[Case], declarations: Declarations, rows: int = BATCH_ROWS
) -> Iterator[pa.RecordBatch]:
    """Yield *cases* as batches of at most *rows* rows, in their order, all of one schema."""
    columns = schema(declarations)
    rest = iter(cases)
    while some := list(islice(rest, rows)):
        yield _batch(some, columns)


def table(cases: Iterable[Case], declarations: Declarations) -> pa.Table:
    """Return *cases* as one table."""
    return pa.Table.from_batches(batches(cases, declarations), schema(declarations))


def conform(found: pa.Table, declarations: Declarations) -> pa.Table:
    """Return the table under other *declarations*: what fits moves to its column, the rest out.

    Nothing is lost either way; only facts whose type changed, and rows with ``other_facts``, cost.
    """
    wanted = schema(declarations)
    if found.schema.equals(wanted):
        return found
    held = [n for n in found.schema.names if n.startswith(PREFIX)]
    moving = [
        n
        for n in held
        if n not in wanted.names or wanted.field(n).type != found.schema.field(n).type
    ]
    loose: dict[int, dict[str, FactValue]] = _other_facts(found)
    for name in moving:
        column = found[name].combine_chunks()
        at = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
        for row, value in zip(at.tolist(), column.take(pa.array(at)).to_pylist(), strict=True):
            loose.setdefault(row, {})[name.removeprefix(PREFIX)] = exact(value)
    facts = _Facts(wanted)
    for row, values in sorted(loose.items()):
        facts.add(row, values)
    made = facts.columns(found.num_rows)
    columns = []
    for name in wanted.names:
        if name == OTHER or (name in made and (name not in held or name in moving)):
            columns.append(made[name])
        elif name in made:
            columns.append(_filled(found[name], facts.filled(name), made[name]))
        else:
            columns.append(found[name])
    return pa.table(columns, wanted)


def fitted(declaration: FactDeclaration, value: FactValue) -> Any:
    """Return what the column of a fact holds for *value*; None where it does not fit."""
    return _FITS[_FACT_TYPES[declaration.type]](value)


def exact(value: Any) -> FactValue:
    """Return the fact that a value of a column stands for."""
    result: FactValue = Decimal(repr(value)) if isinstance(value, float) else value
    return result


def case_at(found: pa.Table, row: int) -> Case:
    """Return what a determination needs of one case, as a case again (slow: for odd rows)."""
    values = found.slice(row, 1).to_pylist()[0]
    facts = {n.removeprefix(PREFIX): exact(v) for n, v in values.items() if n.startswith(PREFIX)}
    party = {"kind": values["party"], "age": values["party_age"]}
    act = {"start": values["act_start"], "end": values["act_end"]}
    return Case.model_validate(
        {
            "id": values["id"],
            "items": values["items"],
            "party": {**party, "capacity": values["party_capacity"]},
            "act": {**act, "discovered": values["discovered"]},
            "filed": values["filed"],
            "decided": values["decided"],
            "circumstances": values["circumstances"],
            "facts": {n: v for n, v in facts.items() if v is not None}
            | (_parsed(values[OTHER]) if values[OTHER] else {}),
        }
    )


def other_names(found: pa.Table) -> Iterator[tuple[int, set[str]]]:
    """Yield each row that has ``other_facts``, and their names."""
    for row, values in _other_facts(found).items():
        yield row, set(values)


def _batch(cases: Sequence[Case], columns: pa.Schema) -> pa.RecordBatch:
    facts = _Facts(columns)
    for row, case in enumerate(cases):
        if case.facts:
            facts.add(row, case.facts)
    arrays = {name: _array([get(c) for c in cases], kind) for name, kind, get in _CASE_FIELDS}
    arrays |= facts.columns(len(cases))
    extra = [c.extra for c in cases]
    ends = np.cumsum([0, *map(len, extra)], dtype=np.int32)
    arrays["extra"] = pa.MapArray.from_arrays(
        pa.array(ends),
        pa.array([k for e in extra for k in e], pa.string()),
        pa.array([v for e in extra for v in e.values()], pa.string()),
    )
    return pa.RecordBatch.from_arrays([arrays[n] for n in columns.names], schema=columns)


class _Facts:
    """Gathers the facts of rows into their columns; what fits none of them goes to the others."""

    def __init__(self, columns: pa.Schema) -> None:
        self.types = {f.name: f.type for f in columns if f.name.startswith(PREFIX)}
        self.slots = {
            name.removeprefix(PREFIX): (_FITS[kind], ([], []))  # type: ignore[var-annotated]
            for name, kind in self.types.items()
        }
        self.others: dict[int, dict[str, FactValue]] = {}

    def add(self, row: int, facts: Mapping[str, FactValue]) -> None:
        """Put one row's *facts* where they fit; a null is no fact."""
        for name, value in facts.items():
            if value is None:
                continue
            slot = self.slots.get(name)
            if slot is not None and (fitting := slot[0](value)) is not None:
                slot[1][0].append(row)
                slot[1][1].append(fitting)
            else:
                self.others.setdefault(row, {})[name] = value

    def filled(self, name: str) -> list[int]:
        """Return the rows that have a value in the column *name*."""
        rows: list[int] = self.slots[name.removeprefix(PREFIX)][1][0]
        return rows

    def columns(self, size: int) -> dict[str, Any]:
        """Return every fact's column, *size* rows each, and the column of the others."""
        made = {
            name: _scattered(*self.slots[name.removeprefix(PREFIX)][1], size, kind)
            for name, kind in self.types.items()
        }
        rows = sorted(self.others)
        texts = [_written(self.others[row]) for row in rows]
        return made | {OTHER: _scattered(rows, texts, size, pa.string())}


def _scattered(rows: list[int], values: list[Any], size: int, kind: Any) -> Any:
    if not rows:
        return pa.nulls(size, kind)
    if len(rows) == size:
        return _array(values, kind)
    places = np.full(size, -1, dtype=np.int64)
    places[rows] = np.arange(len(rows))
    taken = pa.array(places, mask=places < 0)
    return _array(values, kind).take(taken)


def _array(values: list[Any], kind: Any) -> Any:
    if kind is _LABEL:
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, kind)


def _filled(column: Any, rows: list[int], values: Any) -> Any:
    """Return *column* with what *values* has at *rows*."""
    if not rows:
        return column
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        merged = whole.cast(pa.string())
        return pa.compute.if_else(mask, values.cast(pa.string()), merged).dictionary_encode()
    return pa.compute.if_else(pa.array(mask), values, whole)


def _fits_bool(value: FactValue) -> bool | None:
    return value if isinstance(value, bool) else None


def _fits_text(value: FactValue) -> str | None:
    return value if isinstance(value, str) else None


def _fits_whole(value: FactValue) -> int | None:
    if type(value) is int:
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return None


def _fits_double(value: FactValue) -> float | None:
    if type(value) is not int and not isinstance(value, Decimal):
        return None
    near = float(value)
    return near if Decimal(repr(near)) == value else None


_FITS: dict[Any, Callable[[FactValue], Any]] = {
    pa.bool_(): _fits_bool,
    pa.int64(): _fits_whole,
    pa.float64(): _fits_double,
    _LABEL: _fits_text,
}


def _written(facts: Mapping[str, FactValue]) -> str:
    data = {n: _plain(v) if isinstance(v, Decimal) else v for n, v in facts.items()}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Decimal) -> int | dict[str, str]:
    """Return JSON that is the same for equal numbers, however they were written."""
    if value == value.to_integral_value():
        return int(value)
    return {"decimal": f"{value:f}".rstrip("0")}


def _parsed(text: str) -> dict[str, FactValue]:
    return {
        name: Decimal(value["decimal"]) if isinstance(value, dict) else value
        for name, value in json.loads(text).items()
    }


def _other_facts(found: pa.Table) -> dict[int, dict[str, FactValue]]:
    column = found[OTHER].combine_chunks()
    at = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
    texts = column.take(pa.array(at)).to_pylist()
    return {row: _parsed(text) for row, text in zip(at.tolist(), texts, strict=True)}


def _fen(money: Money | None) -> int | None:
    return None if money is None else money.fen
