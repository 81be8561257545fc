"""Writing the index of one segment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.similarity.index.columns import Columns, FactValues, day_number
from discretion.similarity.index.invert import invert_block, number_counts, number_terms
from discretion.similarity.index.layout import (
    FORMAT,
    HEADER,
    LARGEST_BLOCK,
    SMALLEST_BLOCK,
    Segment,
    write_array,
)
from discretion.similarity.terms import DEFAULT_SCHEME, Scheme, TermCounts, count_terms

Array = NDArray[Any]

_NO_TITLES: Mapping[str, str] = MappingProxyType({})


class SegmentBuilder:
    """Takes cases in any order and writes the index of one segment.

    It keeps arrays, not cases: 6 bytes a posting and some 100 bytes a case.
    """

    def __init__(
        self, scheme: Scheme = DEFAULT_SCHEME, titles: Mapping[str, str] = _NO_TITLES
    ) -> None:
        self.scheme = scheme
        self.titles = titles
        self._columns: list[Columns] = []
        self._values = FactValues()
        self._terms = _TermNumbers()
        self._facts: list[tuple[Array, ...]] = []
        self._lengths: list[Array] = []

    def add(self, cases: Sequence[Case]) -> None:
        """Add some cases; a few thousand at a time are quickest."""
        self.add_counts(count_terms(cases, self.scheme, self.titles), Columns.of(cases))

    def add_counts(self, counts: TermCounts, columns: Columns) -> None:
        """Add some documents whose terms are counted already.

        Raises:
            ValueError: the two are not of the same documents, or the corpus has more than 65,536
                different counts of a term.
        """
        if len(counts.indptr) != len(columns.ids) + 1:
            raise ValueError(f"{len(columns.ids)} 件案件，{len(counts.indptr) - 1} 份词项")
        self._terms.add(counts)
        self._lengths.append(np.diff(counts.indptr))
        self._facts.append(self._values.number(columns.facts))
        self._columns.append(columns)

    def add_stored(self, segment: Segment, rows: NDArray[np.int64]) -> None:
        """Add the documents *rows* (ascending) of a written segment; no text is read.

        Raises:
            ValueError: the segment is of another scheme.
        """
        from discretion.similarity.index.stored import stored_documents

        if segment.header["scheme"] != self.scheme.fingerprint:
            raise ValueError("索引是按另一种词项方案建立的；请用当前版本重新导入")
        for counts, columns in stored_documents(segment, rows):
            self.add_counts(counts, columns)

    def order(self) -> Array:
        """Return the order in which the documents are stored: by first item code, then case id."""
        ids, items = self._all("ids"), self._all("items")
        keys = [
            (found[0] if found else "", case_id) for found, case_id in zip(items, ids, strict=True)
        ]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)

    def finish(self, folder: Path, order: Array | None = None) -> list[Path]:
        """Write the index into *folder* and return its files; the builder is used up.

        Document i is the case that was added as number ``order[i]``.

        Raises:
            ValueError: *order* is not the order by first item code ("" without), then case id, or
                an id comes twice.
        """
        order = self.order() if order is None else np.asarray(order, np.int64)
        items = _taken(self._all("items"), order)
        ids = _taken(self._all("ids"), order)
        first = [found[0] if found else "" for found in items]
        keys = list(zip(first, ids, strict=True))
        if any(a >= b for a, b in pairwise(keys)):
            raise ValueError("索引的案件须按首个案由代码和案号升序排列，且案号不重复")
        folder.mkdir(parents=True, exist_ok=True)
        codes, bounds = _runs(first)
        blocks = _cut(np.asarray(bounds))
        header: dict[str, Any] = {
            "format": FORMAT,
            "scheme": self.scheme.fingerprint,
            "documents": len(order),
        }
        files = [write_array(folder, "blocks", "<u4", blocks)]
        files += self._write_terms(folder, order, blocks)
        files += _write_ids(folder, ids)
        header["items"], more = _write_items(folder, items, codes, bounds)
        files += more
        header["item_sets"], item_set = _numbered(items, [])
        files += _write_item_sets(folder, item_set, blocks)
        header["parties"], party = _numbered(_taken(self._all("party"), order), [])
        header["districts"], district = _numbered(_taken(self._all("district"), order), [None])
        days = [day_number(day) for day in _taken(self._all("decided"), order)]
        files += [
            write_array(folder, "party", "|u1", party),
            write_array(folder, "district", "<u2", district),
            write_array(folder, "decided", "<i4", np.array(days, np.int32)),
        ]
        header["facts"], header["value_bytes"], more = self._write_facts(folder, order, blocks)
        files += more
        path = folder / HEADER
        path.write_text(json.dumps(header, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        return [*files, path]

    def _all(self, name: str) -> list[Any]:
        return [value for columns in self._columns for value in getattr(columns, name)]

    def _write_terms(self, folder: Path, order: Array, blocks: Array) -> list[Path]:
        indptr = np.concatenate([[0], *self._lengths]).cumsum()
        keys, term_rank, terms, values, tf = self._terms.finish()
        fill = np.zeros(len(keys), np.int64)
        directory: list[tuple[Array, ...]] = []
        used = 0
        path = folder / "postings.u16"
        with path.open("wb") as file:
            for block in range(len(blocks) - 1):
                documents = order[blocks[block] : blocks[block + 1]]
                term, count, size, start, postings = invert_block(
                    documents, indptr, terms, tf, term_rank, fill, len(values)
                )
                postings.tofile(file)
                directory.append((term, np.full(len(term), block), count, size, start + used))
                used += len(postings)
        if used >= 2**32:
            raise ValueError("一个段的倒排数据超过 8 GB；请分成较小的段")
        if not directory:
            directory.append(tuple(np.zeros(0, np.int64) for _ in range(5)))
        term, number, count, size, start = map(np.concatenate, zip(*directory, strict=True))
        by_term = np.argsort(term, kind="stable")
        df = np.bincount(term, weights=size, minlength=len(keys))
        sets = np.concatenate([[0], np.bincount(term, minlength=len(keys)).cumsum()])
        return [
            path,
            write_array(folder, "keys", "<u8", keys),
            write_array(folder, "term_sets", "<u4", sets),
            write_array(folder, "df", "<u4", df),
            write_array(folder, "set_block", "<u2", number[by_term]),
            write_array(folder, "set_tf", "<u2", count[by_term]),
            write_array(folder, "set_size", "<u2", size[by_term]),
            write_array(folder, "set_start", "<u4", start[by_term]),
            write_array(folder, "tf_values", "<f4", values),
        ]

    def _write_facts(
        self, folder: Path, order: Array, blocks: Array
    ) -> tuple[list[str], list[int], list[Path]]:
        bounds, columns, codes = _joined(self._facts)
        _, entries = _entries(bounds, order)
        codes[entries] = self._values.renumber(columns[entries], codes[entries])
        arrived = list(self._values.codes)
        names = sorted(name for name in arrived if self._values.codes[name])
        ranks = {name: rank for rank, name in enumerate(names)}
        place = np.array([ranks.get(name, 0) for name in arrived], np.int64)
        none = np.zeros(0, np.uint32)
        entry_column, block_codes, per_block = [], [], [0]
        for block in range(len(blocks) - 1):
            documents = order[blocks[block] : blocks[block + 1]]
            local, entries = _entries(bounds, documents)
            here = place[columns[entries]] if len(entries) else np.zeros(0, np.int64)
            there = np.bincount(here, minlength=len(names)) > 0
            values = np.zeros((len(documents), there.sum()), np.uint32)
            values[local, (there.cumsum() - 1)[here]] = codes[entries]
            entry_column.append(np.flatnonzero(there))
            block_codes.append(values.reshape(-1))
            per_block.append(per_block[-1] + values.shape[1])
        lengths = [len(values) for values in block_codes]
        content, value_bytes = self._values.to_json(names)
        path = folder / "values.json"
        path.write_bytes(content)
        sizes = [len(self._values.codes[name]) for name in names]
        files = [
            path,
            write_array(folder, "fact_blocks", "<u4", np.array(per_block)),
            write_array(folder, "fact_column", "<u2", np.concatenate([none, *entry_column])),
            write_array(folder, "fact_start", "<u4", np.array([0, *lengths]).cumsum()[:-1]),
            write_array(folder, "fact_codes", "<u4", np.concatenate([none, *block_codes])),
            write_array(folder, "value_bounds", "<u4", np.array([0, *sizes]).cumsum()),
        ]
        return names, value_bytes, files


class _TermNumbers:
    """Terms and counts as small numbers, in the order in which they come."""

    def __init__(self) -> None:
        self.known = 0
        self.slot_key = np.zeros(1 << 16, np.uint64)
        self.slot_id = np.full(1 << 16, -1, np.int32)
        self.values = np.zeros(1 << 16, np.float32)
        self.different = 0
        self.terms: list[Array] = []
        self.tf: list[Array] = []

    def add(self, counts: TermCounts) -> None:
        terms = np.empty(len(counts.keys), np.uint32)
        reached = 0
        while True:
            reached, self.known = number_terms(
                counts.keys, self.slot_key, self.slot_id, self.known, reached, terms
            )
            if reached == len(terms):
                break
            self._grow()
        tf = np.empty(len(terms), np.uint16)
        self.different = number_counts(counts.counts, self.values, self.different, tf)
        if self.different < 0:
            raise ValueError("一个词项的不同计数超过 65536 种；请减少字段权重的小数位")
        self.terms.append(terms)
        self.tf.append(tf)

    def _grow(self) -> None:
        keys, numbers = self.slot_key[self.slot_id >= 0], self.slot_id[self.slot_id >= 0]
        order = np.argsort(numbers)
        self.slot_key = np.zeros(4 * len(self.slot_key), np.uint64)
        self.slot_id = np.full(len(self.slot_key), -1, np.int32)
        number_terms(keys[order], self.slot_key, self.slot_id, 0, 0, np.empty(len(keys), np.uint32))

    def finish(self) -> tuple[Array, Array, Array, Array, Array]:
        """Return keys, place of each term number among them, terms, tf values, tf numbers."""
        taken = self.slot_id >= 0
        by_number = np.empty(self.known, np.uint64)
        by_number[self.slot_id[taken]] = self.slot_key[taken]
        rank = np.empty(self.known, np.uint32)
        order = np.argsort(by_number)
        rank[order] = np.arange(self.known, dtype=np.uint32)
        values = self.values[: self.different]
        ascending = np.argsort(values)
        place = np.empty(self.different, np.uint16)
        place[ascending] = np.arange(self.different, dtype=np.uint16)
        tf = _drained(self.tf, np.uint16)
        for begin in range(0, len(tf), 1 << 24):
            tf[begin : begin + (1 << 24)] = place[tf[begin : begin + (1 << 24)]]
        return by_number[order], rank, _drained(self.terms, np.uint32), values[ascending], tf


def _drained(parts: list[Array], kind: Any) -> Array:
    """Join *parts* and empty the list on the way, so that little is held twice."""
    whole = np.empty(sum(map(len, parts)), kind)
    begin = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        whole[begin : begin + len(part)] = part
        begin += len(part)
    return whole


def _taken(values: Sequence[Any], order: Array) -> list[Any]:
    return [values[place] for place in order]


def _runs(first: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the distinct values of a sorted sequence and the bounds of their runs."""
    starts = [i for i, code in enumerate(first) if i == 0 or code != first[i - 1]]
    return [first[i] for i in starts], [*starts, len(first)]


def _cut(item_bounds: Array) -> Array:
    """Return the bounds of the blocks: items of a fair size have their own, small ones share."""
    cuts = [0]
    for begin, end in pairwise(item_bounds):
        if begin - cuts[-1] >= SMALLEST_BLOCK or (
            begin > cuts[-1] and end - cuts[-1] > LARGEST_BLOCK
        ):
            cuts.append(begin)
        pieces = -(-(end - cuts[-1]) // LARGEST_BLOCK)
        start, length = cuts[-1], end - cuts[-1]
        cuts += [start + length * piece // pieces for piece in range(1, pieces)]
    total = int(item_bounds[-1])
    return np.array(cuts if cuts[-1] == total else [*cuts, total], np.int64)


def _numbered(values: Sequence[Any], known: list[Any]) -> tuple[list[Any], Array]:
    """Return the distinct values, *known* ones first, then sorted; and the place of each value."""
    names = known + sorted(set(values) - set(known))
    place = {name: number for number, name in enumerate(names)}
    return names, np.array([place[value] for value in values], np.int64)


def _write_ids(folder: Path, ids: Sequence[str]) -> list[Path]:
    encoded = [case_id.encode() for case_id in ids]
    by_rank = np.array(sorted(range(len(ids)), key=encoded.__getitem__), np.int64)
    rank = np.empty(len(ids), np.int64)
    rank[by_rank] = np.arange(len(ids))
    lengths = np.array([0, *(len(encoded[place]) for place in by_rank)])
    blob = b"".join(encoded[place] for place in by_rank)
    return [
        write_array(folder, "ids", "|u1", np.frombuffer(blob, np.uint8)),
        write_array(folder, "id_bounds", "<u4", lengths.cumsum()),
        write_array(folder, "rank", "<u4", rank),
        write_array(folder, "by_rank", "<u4", by_rank),
    ]


def _write_items(
    folder: Path, items: Sequence[tuple[str, ...]], first: Sequence[str], bounds: Sequence[int]
) -> tuple[list[str], list[Path]]:
    """Write where each item's documents are; return the item codes, "" for no item."""
    begins = dict(zip(first, pairwise(bounds), strict=False))
    others: dict[str, list[int]] = {}
    for document, found in enumerate(items):
        for code in sorted(set(found[1:]) - set(found[:1])):
            others.setdefault(code, []).append(document)
    names = sorted({*first, *others})
    lengths = [len(others.get(code, ())) for code in names]
    ranges = [begins.get(code, (0, 0)) for code in names]
    documents = [document for code in names for document in others.get(code, ())]
    return names, [
        write_array(folder, "item_range", "<u4", np.array(ranges).reshape(-1)),
        write_array(folder, "other_bounds", "<u4", np.array([0, *lengths]).cumsum()),
        write_array(folder, "other_documents", "<u4", np.array(documents)),
    ]


def _write_item_sets(folder: Path, item_set: Array, blocks: Array) -> list[Path]:
    per_block = [np.unique(item_set[begin:end]) for begin, end in pairwise(blocks)]
    lengths = np.array([0, *map(len, per_block)])
    return [
        write_array(folder, "item_set", "<u4", item_set),
        write_array(folder, "block_sets", "<u4", lengths.cumsum()),
        write_array(
            folder, "block_item_set", "<u4", np.concatenate([np.zeros(0, np.int64), *per_block])
        ),
    ]


def _joined(parts: Sequence[tuple[Array, ...]]) -> tuple[Array, Array, Array]:
    lengths = np.concatenate([np.zeros(1, np.int64), *(np.diff(bounds) for bounds, _, _ in parts)])
    columns = np.concatenate([np.zeros(0, np.uint16), *(c for _, c, _ in parts)])
    codes = np.concatenate([np.zeros(0, np.uint32), *(c for _, _, c in parts)])
    return lengths.cumsum(), columns, codes


def _entries(bounds: Array, documents: Array) -> tuple[Array, Array]:
    """Return the entries of some documents, and the place in *documents* that each belongs to."""
    begins = bounds[documents]
    lengths = bounds[documents + 1] - begins
    local = np.repeat(np.arange(len(documents)), lengths)
    within = np.arange(len(local)) - np.repeat(lengths.cumsum() - lengths, lengths)
    return local, np.repeat(begins, lengths) + within
