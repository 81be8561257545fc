"""Cases as observations: the severity of each penalty, its base, group and facts, in columns.

Severity is that of :mod:`discretion.consistency.severity`. Where no statutory range is held, the
fines themselves are the scale: a tenfold fine is 1 more, whatever others were fined, and a graver
kind stands RANK_STEP above.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from discretion.consistency.observations import (
    FactColumn,
    Floats,
    GroupKey,
    Ints,
    Observations,
)
from discretion.consistency.severity import (
    RANKS,
    STEP,
    WITHOUT_FINE,
    WITHOUT_PENALTY,
)
from discretion.corpus.columns import PREFIX, conform
from discretion.corpus.decide import decide
from discretion.engine.book import Book
from discretion.engine.decisions import OUTCOMES, Decisions, Spans
from discretion.model.determination import Outcome
from discretion.rulebook.schema import FactDeclaration, FactType

if TYPE_CHECKING:
    import pyarrow as pa

RANK_STEP = 10
"""What a rank of art. 9 adds on the scale of fines: more than any fine has figures."""
NO_RANGE = "fines"
"""Stands for the law of a group whose statutory range is not held."""
COMPARED = (Outcome.PENALTY, Outcome.MAY_EXEMPT, Outcome.NO_PENALTY)
"""Outcomes whose cases are compared with each other."""
EPOCH = date(1970, 1, 1)
_COMPARED = tuple(OUTCOMES.index(outcome.value) for outcome in COMPARED)


def observe(
    cases: pa.Table, book: Book, circumstances: Sequence[str] = ()
) -> tuple[Observations, Decisions]:
    """Return the observations of a table of :mod:`discretion.corpus.columns`, and what it decides.

    Rows without a known item or a recorded penalty have severity NaN; group -1 is no group.
    *circumstances* are facts also where no row has them, as in the corpus that the rows are of.
    """
    cases = conform(cases, book.every_fact())
    decisions = decide(book, cases)
    items, item_of = _items(cases, decisions)
    law, held = _laws(cases, decisions, book, items, item_of)
    party = cases["party"].combine_chunks()
    parties = party.dictionary.to_pylist()
    party_of = party.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    usable = (item_of >= 0) & np.isin(decisions.outcome, _COMPARED)
    width = int(law.max(initial=0)) + 1
    code = np.where(usable, (item_of * len(parties) + party_of) * width + law, -1)
    found, group = np.unique(code, return_inverse=True)
    offset = int(len(found) > 0 and found[0] == -1)
    keys = []
    for number in found[offset:]:
        rest, version = divmod(int(number), width)
        item, kind = divmod(rest, len(parties))
        keys.append(key_of(book, items[item], parties[kind], version))
    # Codes are numbered as the rows come; the order of the rows must not count.
    order = sorted(range(len(keys)), key=keys.__getitem__)
    place = np.append(np.argsort(np.array(order, dtype=np.int64)), -1)
    observations = Observations(
        np.array(cases["id"].to_pylist(), dtype=object),
        np.where(usable, _severity(cases, decisions.statutory, held), np.nan),
        base_of(decisions.statutory, decisions.lawful, decisions.recommended, decisions.certain),
        dict(_facts(cases, book, circumstances)),
        _days(cases, "decided"),
        place[group.astype(np.int64) - offset],
        tuple(keys[number] for number in order),
    )
    return observations, decisions


def key_of(book: Book, item: str, party: str, version: int) -> GroupKey:
    """Return the group of cases under a *version* of the law, counted from 1; 0 is no range."""
    found = book.items[item]
    law = found.versions[max(version - 1, 0)]
    statute = law.penalizes[0].source
    name = f"{statute}/{version}" if version else NO_RANGE
    return GroupKey(item, party, name, book.sources[statute].title, found.domain)


def _items(cases: pa.Table, decisions: Decisions) -> tuple[list[str], Ints]:
    """Return item codes, and for each row the index of the item its answer is of, or -1."""
    lists = cases["items"].combine_chunks()
    lengths = np.diff(lists.offsets.to_numpy())
    flat = lists.flatten().dictionary_encode()
    starts = np.cumsum(lengths) - lengths
    at = np.where(lengths > 0, starts + np.minimum(decisions.chosen, lengths - 1), 0)
    codes = flat.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    picked = codes[at] if len(codes) else np.full(len(lengths), -1)
    return flat.dictionary.to_pylist(), np.where(lengths > 0, picked, -1)


def _laws(
    cases: pa.Table, decisions: Decisions, book: Book, items: list[str], item_of: Ints
) -> tuple[Ints, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Return the version of each row's item (0 where no range is held), and whether one is."""
    held = is_held(decisions.statutory)
    over = _days(cases, "act_end")
    for name in ("act_start", "decided"):
        over = np.where(np.isnan(over), _days(cases, name), over)
    version = np.zeros(len(item_of), dtype=np.int64)
    for number, item in enumerate(items):
        rows = np.flatnonzero((item_of == number) & held)
        if not len(rows) or item not in book.items:
            continue
        days = over[rows]
        versions = np.full(len(rows), len(book.items[item].versions))
        for at, law in reversed(list(enumerate(book.items[item].versions, start=1))):
            period = book.effective(law)
            last = np.inf if period.to is None else (period.to - EPOCH).days
            inside = ((period.from_ - EPOCH).days <= days) & (days <= last)
            versions[inside] = at
        version[rows] = versions
    return version, held


def _severity(cases: pa.Table, statutory: Spans, held: Any) -> Floats:
    """Return the severity of each row's penalty; NaN where none is recorded."""
    kinds = cases["penalties"].combine_chunks()
    lengths = np.diff(kinds.offsets.to_numpy())
    flat = kinds.flatten().dictionary_encode()
    ranks = np.array([RANKS.get(k, 0) for k in flat.dictionary.to_pylist()] + [0])
    rank = np.zeros(len(lengths), dtype=np.int64)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    np.maximum.at(rank, owner, ranks[flat.indices.to_numpy(zero_copy_only=False)])
    fine = cases["fine"].to_numpy().astype(np.float64)
    recorded = cases["penalised"].to_numpy(zero_copy_only=False).astype(bool)
    found = severity_of(fine, rank, lengths > 0, statutory, held)
    return np.where(recorded, found, np.nan)


def severity_of(fine: Floats, rank: Ints, punished: Any, statutory: Spans, held: Any) -> Floats:
    """Return severities: *fine* in fen (NaN: none), *rank* of the gravest kind, *punished* at all.

    *held* says where a statutory range is.
    """
    low, high = statutory.minimum.astype(float), statutory.maximum.astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        place = np.where(high > low, (fine - low) / (high - low), 0.0)
        place = np.where(fine < low, (fine - low) / low, place)
        place = np.where(fine > high, 1 + (fine - high) / np.maximum(high, 1), place)
        scale = np.log10(fine / 100)
    place = np.where(held, place, scale)
    bare = np.where(punished, float(WITHOUT_FINE), float(WITHOUT_PENALTY))
    found: Floats = np.where(np.isnan(fine), bare, place) + rank * np.where(held, STEP, RANK_STEP)
    return found


def base_of(statutory: Spans, lawful: Spans, recommended: Spans, certain: Any) -> Floats:
    """Return the middle of the recommended band on the severity scale, else of the lawful range.

    NaN where no statutory range is held, and while missing facts leave more than one band.
    """
    low, high = statutory.minimum, statutory.maximum
    middle = np.full(len(low), 0.5)
    for spans in (lawful, recommended):
        top = np.where(spans.maximum >= 0, spans.maximum, high)
        centre = (spans.minimum + top) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = np.where(high > low, (centre - low) / (high - low), 0.0)
            place = np.where(centre < low, (centre - low) / low, inside)
        middle = np.where(spans.minimum >= 0, place, middle)
    return np.where(certain & is_held(statutory), middle, np.nan)


def is_held(statutory: Spans) -> Any:
    """Return where a statutory range with two ends is known."""
    return (statutory.minimum >= 0) & (statutory.maximum >= 0)


def _facts(cases: pa.Table, book: Book, circumstances: Sequence[str]) -> Any:
    declared = book.every_fact()
    for name, declaration in sorted(declared.items()):
        if declaration.circumstance:
            continue
        column = cases[PREFIX + name]
        if column.null_count < len(column):
            yield name, _column(column.combine_chunks(), declaration)
    lists = cases["circumstances"].combine_chunks()
    lengths = np.diff(lists.offsets.to_numpy())
    owner = np.repeat(np.arange(len(lengths)), lengths)
    flat = lists.flatten().dictionary_encode()
    codes = flat.indices.to_numpy(zero_copy_only=False)
    listed = {name: number for number, name in enumerate(flat.dictionary.to_pylist())}
    for name in sorted({*listed, *circumstances}):
        held = np.zeros(len(lengths))
        held[owner[codes == listed.get(name, -1)]] = 1.0
        yield name, FactColumn(held)


def _column(column: Any, declaration: FactDeclaration) -> FactColumn:
    """Return a fact on a scale on which its steps are comparable, see the schema of facts."""
    known = column.is_valid().to_numpy(zero_copy_only=False)
    if declaration.type is FactType.CHOICE:
        column = column.dictionary_encode() if hasattr(column, "dictionary_encode") else column
        texts = column.dictionary.to_pylist()
        order = list(declaration.choices)
        ranked = [float(order.index(t)) if t in order else np.nan for t in texts]
        places = np.array([*ranked, np.nan])
        codes = column.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
        return FactColumn(places[codes], nominal=not declaration.aggravates)
    values = column.cast("double").fill_null(0).to_numpy(zero_copy_only=False)
    return FactColumn(np.where(known, scaled(values, declaration), np.nan))


def scaled(values: Floats, declaration: FactDeclaration) -> Floats:
    """Return numbers so that equal ratios are equal steps; NaN for what cannot be."""
    if declaration.type is FactType.BOOL:
        return values
    found: Floats = np.where(values >= 0, np.log1p(np.maximum(values, 0)), np.nan)
    return found


def _days(cases: pa.Table, name: str) -> Floats:
    column = cases[name].combine_chunks()
    known = column.is_valid().to_numpy(zero_copy_only=False)
    days = column.cast("int32").fill_null(0).to_numpy(zero_copy_only=False)
    return np.where(known, days, np.nan).astype(np.float64)
