"""``normalise`` as a table over code points, for texts in which no neighbours matter."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.normal import INVISIBLE, SYMBOLS, normalise, simple_forms

_CODE_POINTS = sys.maxunicode + 1
_ASSIGNED = "".join(chr(c) for c in (*range(0x33480), *range(0xE0000, 0xE1000)) if c != 0xA)
"""All but the line feed where Unicode has assigned anything; the rest are their own form."""


@dataclass(frozen=True, slots=True)
class Folding:
    """:func:`normalise` by code point: ``target[c]`` is what c becomes.

    -1: it is dropped. -2: its neighbours matter, and the text must go through ``normalise``.
    Below -2: it becomes ``more[start[-3 - target[c]] : start[-2 - target[c]]]``.
    """

    target: NDArray[np.int32]
    start: NDArray[np.int32]
    more: NDArray[np.int32]


DROPPED, BY_NEIGHBOURS, EXPANDED = -1, -2, -3


@cache
def folding() -> Folding:
    """Return the table of this Python's Unicode version (4 MB, made once in about 0.1 s)."""
    target = np.arange(_CODE_POINTS, dtype=np.int32)
    target[SYMBOLS:] = DROPPED
    start, more = [0], list[int]()
    joining = _joining()
    target[[ord(char) for char in joining]] = BY_NEIGHBOURS
    for char in sorted(_changed() - joining):
        code, form = ord(char), normalise(char)
        if _meets(char, joining) or _meets(form, joining):
            target[code] = BY_NEIGHBOURS
        elif len(form) == 1:
            target[code] = ord(form)
        elif not form:
            target[code] = DROPPED
        else:
            target[code] = EXPANDED - (len(start) - 1)
            more += map(ord, form)
            start.append(len(more))
    return Folding(target, np.array(start, np.int32), np.array(more, np.int32))


def _changed() -> set[str]:
    """Return every assigned character that ``normalise`` changes (and some that it does not)."""
    lines = "\n".join(_ASSIGNED)
    forms = unicodedata.normalize("NFKC", lines).lower().split("\n")
    changed = {c for c, form in zip(_ASSIGNED, forms, strict=True) if c != form}
    return changed | set(map(chr, simple_forms())) | set(INVISIBLE.findall(_ASSIGNED)) | {"\n"}


def _joining() -> frozenset[str]:
    """Return every character whose form can depend on what stands before or after it."""
    parts = unicodedata.normalize("NFD", "\n".join(_ASSIGNED)).split("\n")
    seconds = (part[1:] for part in parts if len(part) > 1)
    combining = (c for c in _ASSIGNED if unicodedata.combining(c))
    # Sigma is lower-cased by its place in the word; the iota subscript folds to another letter.
    return frozenset({"Σ", "\u0345"}.union(combining, *seconds))


def _meets(text: str, joining: frozenset[str]) -> bool:
    """Whether a character of *text*, or the first of its decomposition, may join others."""
    return any(c in joining or unicodedata.normalize("NFKD", c)[0] in joining for c in text)
