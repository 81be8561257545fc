"""A text in one form for reading, every character of which knows where it came from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from discretion.similarity.normal import INVISIBLE, simple_forms

_KEPT = frozenset("，。；：、！？（）《》“”‘’【】〔〕")
"""Punctuation that keeps its form: a Chinese comma parts clauses, a Latin one may part digits."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text, and for each of its characters the place in the original."""

    text: str
    places: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of ``text[start:end]``, which is not empty."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Return *text* in half width, simplified characters, lower case, without white space.

    >>> folded = fold("佔用 １２．５㎡")
    >>> folded.text, folded.span(2, 6)
    ('占用12.5m2', (3, 7))
    """
    parts: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        piece = _folded(char)
        if piece:
            parts.append(piece)
            places += [at] * len(piece)
    return Folded("".join(parts), tuple(places), text)


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    if char in _KEPT:
        return char
    done = unicodedata.normalize("NFKC", char).translate(simple_forms()).lower()
    return INVISIBLE.sub("", done)
