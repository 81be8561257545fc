"""Writing the index of one segment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.similarity.index.columns import Columns, FactValues, day_number
from discretion.similarity.index.ids import joined, large_strings, not_after, order_of, write_ids
from discretion.similarity.index.invert import invert_block
from discretion.similarity.index.layout import (
    FORMAT,
    HEADER,
    LARGEST_BLOCK,
    SMALLEST_BLOCK,
    Segment,
    write_array,
)
from discretion.similarity.index.numbering import Numbered, TermNumbers
from discretion.similarity.terms import DEFAULT_SCHEME, Scheme, TermCounts, count_terms

Array = NDArray[Any]

_NO_TITLES: Mapping[str, str] = MappingProxyType({})
_NO_DAYS = np.zeros(0, np.int32)
PART = 2048
"""Cases that one thread counts at a time."""


class SegmentBuilder:
    """Takes cases in any order and writes the index of one segment.

    It keeps arrays, not cases: 6 bytes a posting and some 100 bytes a case. The bytes written are
    the same whatever the number of *threads* (default: one a core).
    """

    def __init__(
        self,
        scheme: Scheme = DEFAULT_SCHEME,
        titles: Mapping[str, str] = _NO_TITLES,
        threads: int | None = None,
    ) -> None:
        self.scheme = scheme
        self.titles = titles
        self.threads = threads or os.cpu_count() or 1
        self._ids: list[Any] = []
        self._names = {name: Numbered() for name in ("items", "party", "district")}
        self._days: list[Array] = []
        self._values = FactValues()
        self._terms = TermNumbers()
        self._facts: list[tuple[Array, ...]] = []
        self._lengths: list[Array] = []

    def add(self, cases: Sequence[Case]) -> None:
        """Add some cases; some ten thousand at a time are quickest."""
        parts = [cases[begin : begin + PART] for begin in range(0, len(cases), PART)]
        if len(parts) < 2 or self.threads < 2:
            for some in parts:
                self.add_counts(*self._counted(some))
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for counts, columns in pool.map(self._counted, parts):
                self.add_counts(counts, columns)

    def _counted(self, cases: Sequence[Case]) -> tuple[TermCounts, Columns]:
        return count_terms(cases, self.scheme, self.titles), Columns.of(cases)

    def add_counts(self, counts: TermCounts, columns: Columns) -> None:
        """Add some documents whose terms are counted already.

        Raises:
            ValueError: the two are not of the same documents, or the corpus has more than 65,536
                different counts of a term.
        """
        if len(counts.indptr) != len(columns.ids) + 1:
            raise ValueError(f"{len(columns.ids)} 件案件，{len(counts.indptr) - 1} 份词项")
        self._ids.append(large_strings(columns.ids))
        for name, numbered in self._names.items():
            numbered.add(getattr(columns, name))
        self._days.append(np.array([day_number(day) for day in columns.decided], np.int32))
        self._facts.append(self._values.number(columns.facts))
        self._terms.add(counts)
        self._lengths.append(np.diff(counts.indptr))

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
        ids = joined(self._ids)
        _, first = self._first_items(np.arange(len(ids)))
        by_id = order_of(ids)
        found: Array = by_id[np.argsort(first[by_id], kind="stable")]
        return found

    def finish(self, folder: Path, order: Array | None = None) -> list[Path]:
        """Write the index into *folder* and return its files; the builder is used up.

        Document i is the case that was added as number ``order[i]``.

        Raises:
            ValueError: *order* is not the order by first item code ("" without), then case id, or
                an id comes twice.
        """
        order = self.order() if order is None else np.asarray(order, np.int64)
        codes, first = self._first_items(order)
        ids = joined(self._ids).take(order)
        if np.any((np.diff(first) < 0) | (not_after(ids) & (np.diff(first) == 0))):
            raise ValueError("索引的案件须按首个案由代码和案号升序排列，且案号不重复")
        folder.mkdir(parents=True, exist_ok=True)
        bounds = np.concatenate([[0], np.bincount(first, minlength=len(codes)).cumsum()])
        blocks = _cut(bounds)
        header: dict[str, Any] = {
            "format": FORMAT,
            "scheme": self.scheme.fingerprint,
            "documents": len(order),
        }
        with ThreadPoolExecutor(self.threads) as pool:
            inverted = self._inverted(pool, order, blocks)
            files = [write_array(folder, "blocks", "<u4", blocks), *write_ids(folder, ids)]
            sets, item_set = self._names["items"].places(order)
            header["item_sets"] = sets
            header["items"], more = _write_items(folder, sets, item_set, codes, bounds)
            files += [*more, *_write_item_sets(folder, item_set, blocks)]
            header["parties"], party = self._names["party"].places(order)
            header["districts"], district = self._names["district"].places(order, [None])
            files += [
                write_array(folder, "party", "|u1", party),
                write_array(folder, "district", "<u2", district),
                write_array(
                    folder, "decided", "<i4", np.concatenate([_NO_DAYS, *self._days])[order]
                ),
            ]
            header["facts"], header["value_bytes"], more = self._write_facts(folder, order, blocks)
            files += [*more, *_write_terms(folder, *inverted)]
        path = folder / HEADER
        path.write_text(json.dumps(header, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        return [*files, path]

    def _first_items(self, order: Array) -> tuple[list[str], Array]:
        """Return the first item codes, ascending, "" for none, and the place of each document's."""
        sets, places = self._names["items"].places(order)
        first = [found[0] if found else "" for found in sets]
        codes = sorted(set(first))
        place = {code: number for number, code in enumerate(codes)}
        return codes, np.array([place[code] for code in first], np.int64)[places]

    def _inverted(
        self, pool: ThreadPoolExecutor, order: Array, blocks: Array
    ) -> tuple[Array, Array, Iterator[tuple[Array, ...]]]:
        """Return keys, tf values, and the posting sets of each block, which come as one waits."""
        indptr = np.concatenate([[0], *self._lengths]).cumsum()
        keys, term_rank, terms, values, tf_rank, tf = self._terms.finish()

        def invert(block: int) -> tuple[Array, ...]:
            documents = order[blocks[block] : blocks[block + 1]]
            found: tuple[Array, ...] = invert_block(
                documents, indptr, terms, tf, term_rank, tf_rank, np.zeros(len(keys), np.int64)
            )
            return found

        return keys, values, pool.map(invert, range(len(blocks) - 1))

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


def _write_terms(
    folder: Path, keys: Array, values: Array, inverted: Iterator[tuple[Array, ...]]
) -> list[Path]:
    directory: list[tuple[Array, ...]] = []
    used = 0
    path = folder / "postings.u16"
    with path.open("wb") as file:
        for block, (term, count, size, start, postings) in enumerate(inverted):
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


def _write_items(
    folder: Path,
    sets: Sequence[tuple[str, ...]],
    item_set: Array,
    first: Sequence[str],
    bounds: Array,
) -> tuple[list[str], list[Path]]:
    """Write where each item's documents are; return the item codes, "" for no item."""
    begins = dict(zip(first, pairwise(bounds.tolist()), strict=False))
    holders: dict[str, list[int]] = {}
    for number, found in enumerate(sets):
        for code in set(found[1:]) - set(found[:1]):
            holders.setdefault(code, []).append(number)
    others = {code: np.flatnonzero(np.isin(item_set, numbers)) for code, numbers in holders.items()}
    names = sorted({*first, *others})
    none = np.zeros(0, np.int64)
    documents = [others.get(code, none) for code in names]
    ranges = [begins.get(code, (0, 0)) for code in names]
    lengths = np.array([0, *map(len, documents)])
    return names, [
        write_array(folder, "item_range", "<u4", np.array(ranges).reshape(-1)),
        write_array(folder, "other_bounds", "<u4", lengths.cumsum()),
        write_array(folder, "other_documents", "<u4", np.concatenate([none, *documents])),
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
