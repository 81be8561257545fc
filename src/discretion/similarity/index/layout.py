"""The files of a segment's index: plain little-endian arrays, ready to be mapped into memory.

The n documents of a segment are ordered by (first item code or "", case id) and cut into *blocks*
of at most ``LARGEST_BLOCK`` consecutive documents. A *posting set* is the set of the documents of
one block in which one term has one count (tf); it is stored once, in the cheapest of three forms:

* every document of the block: nothing is stored;
* at least one document in ``DENSE``: a bit a document in W = ceil(size / 16) words, document d
  being bit d // W of word d % W, so that neighbouring words are neighbouring documents and a
  loop over words with one bit is a vector loop;
* else: the documents' places in the block, ascending, 2 bytes each.

Equal sets of a block are stored once: the terms of a phrase have one and the same set, and a
search reads and adds it once. The sets of one block lie together in ``postings.u16``, so that a
search within an item reads one stretch of the file; the directory of the sets is ordered by term,
then block, then tf.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 3
LARGEST_BLOCK = 32_768
SMALLEST_BLOCK = 4_096
"""A block ends with its item once it has this many documents; small items share one."""
DENSE = 16
NO_DAY = np.iinfo(np.int32).min
HEADER = "index.json"

Maps = Mapping[str, Any]
"""File name to its bytes: ``memoryview``, ``mmap`` or ``bytes``."""

ARRAYS = {
    "keys": "<u8",  # V term keys, ascending
    "term_sets": "<u4",  # V + 1: term t has the sets term_sets[t] to term_sets[t + 1]
    "df": "<u4",  # V: documents of the segment that have the term, dead ones too
    "set_block": "<u2",  # S
    "set_tf": "<u2",  # S: place in tf_values
    "set_size": "<u2",  # S: documents, 1 to LARGEST_BLOCK
    "set_start": "<u4",  # S: place in postings
    "postings": "<u2",
    "tf_values": "<f4",
    "blocks": "<u4",  # B + 1: block b has the documents blocks[b] to blocks[b + 1]
    "item_range": "<u4",  # 2 I: begin and end of the documents whose first item is items[i]
    "other_bounds": "<u4",  # I + 1: into other_documents
    "other_documents": "<u4",  # documents that have items[i], but not as the first; ascending
    "item_set": "<u4",  # n: place in the header's item_sets
    "block_sets": "<u4",  # B + 1: into block_item_set
    "block_item_set": "<u4",  # the item sets that a block's documents have, ascending
    "party": "|u1",  # n: place in the header's parties
    "district": "<u2",  # n: place in the header's districts; 0 is none
    "decided": "<i4",  # n: days since 1970-01-01, NO_DAY is none
    "ids": "|u1",  # UTF-8 of the case ids, in the order of the ids
    "id_bounds": "<u4",  # n + 1
    "rank": "<u4",  # n: place of a document's id among all ids of the segment
    "by_rank": "<u4",  # n: the document of a place
    "fact_blocks": "<u4",  # B + 1: into fact_column
    "fact_column": "<u2",  # facts that some document of the block has, ascending
    "fact_start": "<u4",  # B: place in fact_codes of the block's first document
    "fact_codes": "<u4",  # a document's values of the block's facts: place in the column's values,
    # 0 is none; document by document, so that all its facts are read together
    "value_bounds": "<u4",  # C + 1: column c has the values value_bounds[c] to [c + 1]
}


@dataclass(frozen=True, slots=True)
class Segment:
    """The arrays of one segment, as described in ``ARRAYS``; nothing is read before it is used."""

    header: Mapping[str, Any]
    values: Any
    """JSON of all fact values, in the order of the columns; bytes."""
    keys: NDArray[np.uint64]
    term_sets: NDArray[np.uint32]
    df: NDArray[np.uint32]
    set_block: NDArray[np.uint16]
    set_tf: NDArray[np.uint16]
    set_size: NDArray[np.uint16]
    set_start: NDArray[np.uint32]
    postings: NDArray[np.uint16]
    tf_values: NDArray[np.float32]
    blocks: NDArray[np.uint32]
    item_range: NDArray[np.uint32]
    other_bounds: NDArray[np.uint32]
    other_documents: NDArray[np.uint32]
    item_set: NDArray[np.uint32]
    block_sets: NDArray[np.uint32]
    block_item_set: NDArray[np.uint32]
    party: NDArray[np.uint8]
    district: NDArray[np.uint16]
    decided: NDArray[np.int32]
    ids: NDArray[np.uint8]
    id_bounds: NDArray[np.uint32]
    rank: NDArray[np.uint32]
    by_rank: NDArray[np.uint32]
    fact_blocks: NDArray[np.uint32]
    fact_column: NDArray[np.uint16]
    fact_start: NDArray[np.uint32]
    fact_codes: NDArray[np.uint32]
    value_bounds: NDArray[np.uint32]

    @property
    def size(self) -> int:
        """The number of documents, dead ones included."""
        return len(self.rank)

    def case_id(self, row: int) -> str:
        """Return the case id of a document."""
        return self.case_ids(np.array([row]))[0]

    def case_ids(self, rows: NDArray[np.int64]) -> list[str]:
        """Return the case ids of some documents."""
        places = self.rank[rows].astype(np.int64)
        begins, ends = self.id_bounds[places].tolist(), self.id_bounds[places + 1].tolist()
        ids = self.ids.data
        return [str(ids[b:e], "utf-8") for b, e in zip(begins, ends, strict=True)]


def read_segment(maps: Maps) -> Segment:
    """Return the segment of some files.

    Raises:
        ValueError: a file is missing or of another format; the message names it.
    """
    if HEADER not in maps:
        raise ValueError(f"索引缺少文件 {HEADER}")
    header = json.loads(bytes(maps[HEADER]))
    if header.get("format") != FORMAT:
        raise ValueError(f"索引 {HEADER} 的格式是 {header.get('format')}，本版本只读格式 {FORMAT}")
    arrays = {name: array(maps, name, kind) for name, kind in ARRAYS.items()}
    segment = Segment(header=header, values=maps["values.json"], **arrays)
    if segment.size != header["documents"]:
        raise ValueError(f"索引的案件数 {segment.size} 与 {HEADER} 所记 {header['documents']} 不符")
    return segment


def array(maps: Maps, name: str, kind: str) -> NDArray[Any]:
    """Return the array of a file without reading it.

    Raises:
        ValueError: there is no such file.
    """
    file = file_name(name, kind)
    if file not in maps:
        raise ValueError(f"索引缺少文件 {file}")
    content = maps[file]
    found = np.frombuffer(content, kind) if len(content) else np.zeros(0, kind)
    found.flags.writeable = False  # alike whatever holds the bytes: the kernels compile once
    return found


def file_name(name: str, kind: str) -> str:
    """Return the name of an array's file.

    >>> file_name("keys", "<u8")
    'keys.u64'
    """
    return f"{name}.{kind[1]}{int(kind[2]) * 8}"


def write_array(folder: Path, name: str, kind: str, values: NDArray[Any]) -> Path:
    """Write an array and return its file."""
    path = folder / file_name(name, kind)
    np.ascontiguousarray(values, kind).tofile(path)
    return path


def map_folder(folder: Path) -> dict[str, Any]:
    """Return the files of *folder* by name, mapped into memory."""
    maps: dict[str, Any] = {}
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        with path.open("rb") as file:
            empty = path.stat().st_size == 0  # nothing cannot be mapped
            maps[path.name] = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return maps
