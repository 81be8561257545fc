"""The terms of many cases as arrays, and the scheme that says what a term is.

A term is a 64-bit key. A character n-gram of up to three symbols is packed exactly, 21 bits each;
anything longer (a citation, an item code) is hashed to 63 bits, with the top bit set. Only the
equality of keys means anything; :func:`term_names` gives the words of one case's keys.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from discretion.model.case import Case
from discretion.similarity.masking import mask_text
from discretion.similarity.text import NGRAM_SIZES, names_of, symbol_terms, term_words

LONGEST_PACKED = 3
"""Symbols that fit a key; 21 bits hold every code point."""
LONGEST = 8
"""Symbols of the longest n-gram."""
VERSION = 3
"""Counts every change of what a term is; indexes of another version must be built anew."""

NGRAM, CITATION, ITEM, CIRCUMSTANCE = range(1, 5)
"""The kinds of hashed terms; the first number that is hashed."""
HASHED = 1 << 63
"""The least key of a term that is hashed."""

_NO_TITLES: Mapping[str, str] = MappingProxyType({})
_FIELDS = ("text", "title", "items", "circumstances")


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

    ngrams: tuple[int, ...] = NGRAM_SIZES
    """Lengths of the character n-grams, ascending, 1 to 8."""
    text: float = 1.0
    """Weight of an occurrence in the statement of facts."""
    title: float = 0.0
    """Weight of an occurrence in the titles of the case's items, where titles are given."""
    items: float = 0.0
    """Weight of each item code, as one term."""
    circumstances: float = 0.0
    """Weight of each circumstance, as one term."""

    def __post_init__(self) -> None:
        sizes = list(self.ngrams)
        if sizes != sorted(set(sizes)) or not all(1 <= size <= LONGEST for size in sizes):
            raise ValueError(f"字符片段长度须为 1 至 {LONGEST} 的递增整数，现为 {self.ngrams}")
        for name in _FIELDS:
            if not 0 <= getattr(self, name) < float("inf"):
                raise ValueError(f"字段权重 {name} 须为非负数，现为 {getattr(self, name)}")

    @property
    def weights(self) -> tuple[float, ...]:
        """The weights of text, title, items and circumstances."""
        return tuple(getattr(self, name) for name in _FIELDS)

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal, 16 digits) of the scheme and of what a term is."""
        said = json.dumps({"version": VERSION, **asdict(self)}, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


DEFAULT_SCHEME = Scheme()

_MULTIPLIER = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def hashed_key(kind: int, codes: Iterable[int]) -> int:
    """Return the key of a term that is too long to be packed."""
    state = kind
    for code in codes:
        state = ((state ^ code) * _MULTIPLIER) & _MASK
        state ^= state >> 29
    return state | HASHED


def ngram_key(ngram: str) -> int:
    """Return the key of an n-gram of symbols."""
    if len(ngram) > LONGEST_PACKED:
        return hashed_key(NGRAM, map(ord, ngram))
    key = 0
    for symbol in ngram:
        key = key << 21 | ord(symbol)
    return key


def key_words(key: int) -> str:
    """Return the words of a packed key.

    >>> key_words(ngram_key("占道"))
    '占道'
    """
    shifts = range(21 * (LONGEST_PACKED - 1), -1, -21)
    codes = [key >> shift & (1 << 21) - 1 for shift in shifts]
    return term_words("".join(chr(code) for code in codes if code))


def count_terms(
    cases: Sequence[Case], scheme: Scheme = DEFAULT_SCHEME, titles: Mapping[str, str] = _NO_TITLES
) -> TermCounts:
    """Return the terms of *cases*; *titles* are the items' titles by code.

    A case's terms depend on that case alone: a batch may be split anywhere, and several threads
    may count at once. The first call of a process loads compiled code (about a second; once per
    installation it is compiled, which takes some ten seconds).
    """
    from discretion.similarity.fast.batch import count_cases

    return TermCounts(*count_cases(cases, scheme.weights, scheme.ngrams, titles, _field_key))


@lru_cache(maxsize=100_000)
def _field_key(field: int, code: str) -> int:
    """Return the key of a code in a field, the place of its name in ``_FIELDS``."""
    return hashed_key(ITEM if _FIELDS[field] == "items" else CIRCUMSTANCE, map(ord, code))


def term_names(
    case: Case, scheme: Scheme = DEFAULT_SCHEME, titles: Mapping[str, str] = _NO_TITLES
) -> dict[int, str]:
    """Return the words of one case's keys, to be shown to a reader."""
    return {key: name for key, (name, _) in named_counts(case, scheme, titles).items()}


def named_counts(
    case: Case, scheme: Scheme = DEFAULT_SCHEME, titles: Mapping[str, str] = _NO_TITLES
) -> dict[int, tuple[str, float]]:
    """Return words and weighted count of each term by key: the definition of ``count_terms``."""
    names = names_of(case)
    headings = [titles[code] for code in case.items if code in titles]
    fields = (
        (scheme.text, _text_keys([case.text], names, scheme)),
        (scheme.title, _text_keys(headings, names, scheme)),
        (scheme.items, _code_keys(ITEM, "案由", case.items)),
        (scheme.circumstances, _code_keys(CIRCUMSTANCE, "情节", case.circumstances)),
    )
    found: dict[int, tuple[str, float]] = {}
    for weight, words in fields:
        if weight:
            for (key, word), times in Counter(words).items():
                found[key] = word, found.get(key, ("", 0.0))[1] + weight * times
    return found


def _text_keys(
    texts: Iterable[str], names: Sequence[str], scheme: Scheme
) -> Iterable[tuple[int, str]]:
    for text in texts:
        for term in symbol_terms(mask_text(text, names), scheme.ngrams):
            if isinstance(term, str):
                yield ngram_key(term), term_words(term)
            else:
                title, *numbers = term
                yield hashed_key(CITATION, [*map(ord, title), *numbers]), term_words(term)


def _code_keys(kind: int, heading: str, codes: Iterable[str]) -> Iterable[tuple[int, str]]:
    for code in codes:
        yield hashed_key(kind, map(ord, code)), f"〔{heading}:{code}〕"
