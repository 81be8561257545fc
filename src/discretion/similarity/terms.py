"""The terms of many cases as arrays, and the scheme that says what a term is.

A term is a 64-bit key. A character n-gram of up to three code points is packed exactly, 21 bits
each; anything longer (a quantity, a citation, a word) is hashed to 63 bits with the top bit set.
Nothing but equality of keys has a meaning; :func:`term_names` gives the words of one case's keys.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.similarity.text import mask, names_of, terms

LONGEST_PACKED = 3
"""Code points that fit a key; the code point's 21 bits hold every one of Unicode."""

_NO_TITLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Terms of n documents, one after another; the document order is the order of the cases."""

    indptr: NDArray[np.int64]
    """Shape (n + 1,): document d has the entries ``indptr[d]`` to ``indptr[d + 1]``."""
    keys: NDArray[np.uint64]
    """Term keys, ascending and unique within a document."""
    counts: NDArray[np.float32]
    """Sum over the fields of field weight × occurrences; more than 0."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What the terms of a case are, and what each field counts for.

    A field of weight 0 is not read. Two indexes are comparable only if their schemes are equal.
    """

    text: float = 1.0
    """Weight of an occurrence in the statement of facts."""
    title: float = 0.0
    """Weight of an occurrence in the titles of the case's items, where titles are given."""
    items: float = 0.0
    """Weight of each item code, as one term."""
    circumstances: float = 0.0
    """Weight of each circumstance, as one term."""

    def __post_init__(self) -> None:
        for name in ("text", "title", "items", "circumstances"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise ValueError(f"字段权重 {name} 须为非负数，现为 {getattr(self, name)}")

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal, 16 digits) of the scheme and of the version of its masks."""
        said = json.dumps({"version": 1, **asdict(self)}, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


DEFAULT_SCHEME = Scheme()


def term_key(term: str) -> int:
    """Return the key of a term: packed where it is short and plain, hashed otherwise."""
    if len(term) <= LONGEST_PACKED and "〔" not in term:
        key = 0
        for char in term:
            key = key << 21 | ord(char)
        return key
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") | 1 << 63


def count_terms(
    cases: Sequence[Case], scheme: Scheme = DEFAULT_SCHEME, titles: Mapping[str, str] = _NO_TITLES
) -> TermCounts:
    """Return the terms of *cases*; *titles* are the items' titles by code.

    A case's terms depend on that case alone: a batch may be split anywhere.
    """
    indptr = np.zeros(len(cases) + 1, np.int64)
    keys: list[int] = []
    counts: list[float] = []
    for row, case in enumerate(cases):
        for key, (_, tf) in sorted(_counted(case, scheme, titles).items()):
            keys.append(key)
            counts.append(tf)
        indptr[row + 1] = len(keys)
    return TermCounts(indptr, np.array(keys, np.uint64), np.array(counts, np.float32))


def term_names(
    case: Case, scheme: Scheme = DEFAULT_SCHEME, titles: Mapping[str, str] = _NO_TITLES
) -> dict[int, str]:
    """Return the words of one case's keys, to be shown to a reader."""
    return {key: name for key, (name, _) in _counted(case, scheme, titles).items()}


def _counted(case: Case, scheme: Scheme, titles: Mapping[str, str]) -> dict[int, tuple[str, float]]:
    names = names_of(case)
    fields = [(scheme.text, terms(mask(case.text, names)) if scheme.text else [])]
    if scheme.title:
        fields += [(scheme.title, terms(mask(titles.get(code, ""), names))) for code in case.items]
    fields.append((scheme.items, [f"〔案由:{code}〕" for code in case.items]))
    fields.append((scheme.circumstances, [f"〔情节:{name}〕" for name in case.circumstances]))
    found: dict[int, tuple[str, float]] = {}
    for weight, words in fields:
        if weight:
            for term, times in Counter(words).items():
                key = term_key(term)
                found[key] = term, found.get(key, ("", 0.0))[1] + weight * times
    return found
