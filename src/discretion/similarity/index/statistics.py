"""Statistics of one version of a corpus: the rarity of every term, the scale of every document.

They are exact after every commit: a dead document counts nowhere, and one more case changes the
rarity of every term, hence the scale of every document.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.compiling import njit
from discretion.similarity.index.layout import (
    DENSE,
    Maps,
    Segment,
    array,
    read_segment,
    write_array,
)
from discretion.similarity.weighting import DEFAULT_WEIGHTING, Weighting, scale

Array = NDArray[Any]

HEADER = "statistics.json"
THREADS = 2


def write_statistics(
    folder: Path,
    segments: Sequence[tuple[Maps, NDArray[np.bool_] | None]],
    weighting: Weighting = DEFAULT_WEIGHTING,
) -> list[Path]:
    """Write the statistics of a version into *folder* and return its files.

    Every segment comes with its living documents, ``None`` where all live. Case ids are unique
    among the living.
    """
    folder.mkdir(parents=True, exist_ok=True)
    read = [(read_segment(maps), alive) for maps, alive in segments]
    documents = sum(s.size if alive is None else int(alive.sum()) for s, alive in read)
    orders = [by_block(segment) for segment, _ in read]
    own = [
        s.df if alive is None else living_frequencies(s, alive, order)
        for (s, alive), order in zip(read, orders, strict=True)
    ]
    files = []
    for number, ((segment, _), order) in enumerate(zip(read, orders, strict=True)):
        df = _total([s.keys for s, _ in read], own, number)
        rarities = weighting.rarity(documents, df)
        squares = squared_lengths(segment, weighting, rarities, order)
        files.append(write_array(folder, f"{number}.rarity", "<f8", rarities))
        files.append(write_array(folder, f"{number}.scale", "<f8", scale(squares)))
    path = folder / HEADER
    header = {
        "documents": documents,
        "segments": len(read),
        "weighting": weighting.fingerprint,
    }
    path.write_text(json.dumps(header, sort_keys=True), encoding="utf-8")
    return [*files, path]


def read_statistics(
    maps: Maps, segments: Sequence[Segment], weighting: Weighting
) -> tuple[int, list[tuple[Array, Array]]]:
    """Return the living documents, and of every segment the rarities and the scales.

    Raises:
        ValueError: a file is missing, or the statistics are of other segments or another
            weighting.
    """
    if HEADER not in maps:
        raise ValueError(f"索引的统计缺少文件 {HEADER}")
    header = json.loads(bytes(maps[HEADER]))
    if header["segments"] != len(segments):
        raise ValueError(f"统计属于 {header['segments']} 个段，现有 {len(segments)} 个段")
    if header["weighting"] != weighting.fingerprint:
        raise ValueError("索引的统计是按另一种词权计算的；请用当前版本重新提交一次")
    found = []
    for number, segment in enumerate(segments):
        rarities = array(maps, f"{number}.rarity", "<f8")
        scales = array(maps, f"{number}.scale", "<f8")
        if len(scales) != segment.size or len(rarities) != len(segment.keys):
            raise ValueError(f"第 {number} 个段的统计与段不符")
        found.append((rarities, scales))
    return header["documents"], found


def of_segment(maps: Maps, number: int) -> Maps:
    """Return the statistics of one segment as if it were the only one; counts are still of all."""
    header = json.loads(bytes(maps[HEADER])) | {"segments": 1}
    mine = {
        f"0.{name.removeprefix(f'{number}.')}": content
        for name, content in maps.items()
        if name.startswith(f"{number}.")
    }
    return {**mine, HEADER: json.dumps(header).encode()}


def by_block(segment: Segment) -> tuple[Array, Array, Array]:
    """Return the posting sets ordered by block, then term; the term of each; the blocks' bounds."""
    sets = np.argsort(segment.set_block, kind="stable")
    per_term: Array = np.diff(segment.term_sets.astype(np.int64))
    terms = np.repeat(np.arange(len(segment.keys)), per_term)
    per_block = np.bincount(segment.set_block, minlength=len(segment.blocks) - 1)
    return sets, terms[sets], np.concatenate([[0], per_block.cumsum()])


def squared_lengths(
    segment: Segment, weighting: Weighting, rarities: Array, order: tuple[Array, Array, Array]
) -> Array:
    """Return the sum of the squared weights of every document, added in the order of the terms."""
    sets, terms, bounds = order
    weights = (weighting.saturation(segment.tf_values)[segment.set_tf[sets]] * rarities[terms]) ** 2
    squares = np.zeros(segment.size)
    last = len(segment.blocks) - 1

    def run(part: int) -> None:
        add_weights(
            part * last // THREADS,
            (part + 1) * last // THREADS,
            segment.blocks,
            bounds,
            sets,
            weights,
            segment.set_size,
            segment.set_start,
            segment.postings,
            squares,
        )

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, range(THREADS)))
    return squares


def living_frequencies(
    segment: Segment, alive: NDArray[np.bool_], order: tuple[Array, Array, Array]
) -> Array:
    """Return how many living documents have each term; only blocks with dead ones are read."""
    sets, terms, bounds = order
    df = segment.df.astype(np.int64)
    count_dead(
        segment.blocks,
        bounds,
        sets,
        terms,
        segment.set_size,
        segment.set_start,
        segment.postings,
        np.asarray(alive, np.bool_),
        df,
    )
    return df


def _total(keys: Sequence[Array], df: Sequence[Array], number: int) -> Array:
    """Return the document frequency in all segments of each term of segment *number*."""
    mine = keys[number]
    total = df[number].astype(np.int64)
    for other, (theirs, frequencies) in enumerate(zip(keys, df, strict=True)):
        if other == number or not len(mine) or not len(theirs):
            continue
        few, many = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
        place = np.minimum(np.searchsorted(many, few), len(many) - 1)
        shared = many[place] == few
        if few is mine:
            total[shared] += frequencies[place[shared]]
        else:
            total[place[shared]] += frequencies[shared]
    return total


@njit(cache=True, nogil=True)
def _add_bit(words: Array, bit: int, weight: float, sums: Array) -> None:
    """Add *weight* where one bit of the words is set; *sums* are those of that bit's documents."""
    mask = np.uint16(1 << bit)
    for word in range(len(words)):
        sums[word] += weight if words[word] & mask else 0.0


@njit(cache=True, nogil=True)
def add_weights(
    first: int,
    last: int,
    blocks: Array,
    bounds: Array,
    sets: Array,
    weights: Array,
    set_size: Array,
    set_start: Array,
    postings: Array,
    sums: Array,
) -> None:
    """Add the weight of every posting set of the blocks *first* to *last* to its documents."""
    for block in range(first, last):
        begin = np.int64(blocks[block])
        size = np.int64(blocks[block + 1]) - begin
        local = np.zeros((size + 15) // 16 * 16)
        for place in range(bounds[block], bounds[block + 1]):
            weight, found = weights[place], sets[place]
            count, start = np.int64(set_size[found]), np.int64(set_start[found])
            if count == size:
                local += weight
            elif count * DENSE < size:
                for document in postings[start : start + count]:
                    local[document] += weight
            else:
                words = (size + 15) // 16
                for bit in range(16):
                    stretch = local[bit * words : (bit + 1) * words]
                    _add_bit(postings[start : start + words], bit, weight, stretch)
        sums[begin : begin + size] = local[:size]


@njit(cache=True, nogil=True)
def count_dead(
    blocks: Array,
    bounds: Array,
    sets: Array,
    terms: Array,
    set_size: Array,
    set_start: Array,
    postings: Array,
    alive: Array,
    df: Array,
) -> None:
    """Take the dead documents of every term off *df*."""
    for block in range(len(blocks) - 1):
        begin = np.int64(blocks[block])
        size = np.int64(blocks[block + 1]) - begin
        dead = ~alive[begin : begin + size]
        all_dead = dead.sum()
        if all_dead == 0:
            continue
        for place in range(bounds[block], bounds[block + 1]):
            found = sets[place]
            count, start = np.int64(set_size[found]), np.int64(set_start[found])
            gone = 0
            if count == size:
                gone = all_dead
            elif count * DENSE < size:
                for document in postings[start : start + count]:
                    gone += dead[document]
            else:
                words = (size + 15) // 16
                for document in range(size):
                    bit = (postings[start + document % words] >> (document // words)) & 1
                    gone += dead[document] and bit
            df[terms[place]] -= gone
