"""One form for one text: compatibility forms, simplified characters, lower case, no white space.

:func:`normalise` is the definition. :func:`folding` gives the same as a table over code points,
for texts of which every code point is folded independently of its neighbours: nearly all.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SYMBOLS = 0xF0000
"""The first code point that no normalised text has: private planes, free for marks of our own."""

_ROUNDS = 3
_INVISIBLE = re.compile(
    r"[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
    r"\U000f0000-\U0010ffff]"
)
_CODE_POINTS = sys.maxunicode + 1
_ASSIGNED = "".join(chr(c) for c in (*range(0x33480), *range(0xE0000, 0xE1000)) if c != 0xA)
"""All but the line feed where Unicode has assigned anything; the rest are their own form."""


@cache
def _simple() -> dict[int, str]:
    """Return the translation of traditional characters, and of brackets to one form."""
    text = files(__package__).joinpath("simplified.txt").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    table = str.maketrans("".join(rows[::2]), "".join(rows[1::2]))
    table |= str.maketrans("〔【[﹝〖「『〕】]﹞〗」』", "(" * 7 + ")" * 7)
    return {code: chr(target) for code, target in table.items()}


def normalise(text: str) -> str:
    """Return *text* in NFKC (half width), simplified characters, lower case, one form of bracket.

    White space, controls and private-use planes are dropped. A traditional character becomes the
    simplified one that it usually stands for, whatever its neighbours. Idempotent:
    ``normalise(normalise(t)) == normalise(t)``.

    >>> normalise("佔用１２．５㎡ 【門前】")
    '占用12.5m2(门前)'
    """
    for _ in range(_ROUNDS):  # lower-casing can open a new compatibility form; it settles at once
        done = unicodedata.normalize("NFKC", text).translate(_simple()).lower()
        done = _INVISIBLE.sub("", done)
        if done == text:
            break
        text = done
    return done


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
    return changed | set(map(chr, _simple())) | set(_INVISIBLE.findall(_ASSIGNED)) | {"\n"}


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
