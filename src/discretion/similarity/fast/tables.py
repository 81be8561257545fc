"""The lexicon as arrays over code points and as rows of words, to be handed to compiled code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from discretion.similarity import lexicon as lex
from discretion.similarity.quantities import BUCKETS, KINDS, UNITS

WORD, HAN, BREAK, SURNAME, AFTER, AREA, FIGURE, ROAD_END = (1 << k for k in range(8))
PROVINCE, CODE, FIRM, TEN, STEM, PAIR_LAST, STATUTE_END = (1 << k for k in range(8, 15))
"""Classes of code points; FIRM: what besides Chinese a firm's name may hold."""

DIGIT_RULE, LETTER_RULE, STAR_RULE, FILE_RULE, CITATION_RULE = (1 << k for k in range(5))
PLATE_RULE, ANONYMOUS_RULE, ROLE_RULE, FIRM_RULE, TOWN_RULE, FIGURE_RULE = (
    1 << k for k in range(5, 11)
)
"""Rules of masking by the code point at which they begin."""

ROLES, ORGANISATIONS, FIRM_ENDS, TOWNS, HOUSES, FLOORS, MEASURES = range(7)
COMPOUNDS, DAY_PARTS, PAIRS = range(7, 10)
"""Lists of words."""

RULES = 16
"""Bits by which the rules of a code point are shifted above its classes."""
LISTS = 0x110000
"""Where the list of words begin: list k has the rows from ``table[LISTS + k]`` on."""
ROW, KIND, FACTOR, EXPONENT = 12, 9, 10, 11
"""Length of a row: the word's length, eight code points, and what a unit of measure is."""

RANK_BITS = 18
"""Bits of the rank of a symbol among those that stand in terms."""

_CODE_POINTS = 0x110000
_ASSIGNED = 0x33480
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FIGURES = "0123456789"


@cache
def table() -> NDArray[np.int32]:
    """Return classes and rules by code point, then the words; made once, in about 0.05 s.

    One array, since compiled code passes on nothing faster than one address.
    """
    measures = sorted(UNITS, key=lambda unit: (-len(unit), unit))
    lists = (
        lex.ROLES,
        lex.ORGANISATIONS,
        lex.FIRM_ENDS,
        lex.TOWNS,
        lex.HOUSE_UNITS,
        lex.FLOOR_UNITS,
        measures,
        lex.COMPOUND_SURNAMES,
        lex.DAY_PARTS,
        lex.BREAK_PAIRS,
    )
    first = LISTS + len(lists) + 1
    begins = first + ROW * np.cumsum([0, *map(len, lists)])
    rows = np.zeros((sum(map(len, lists)), ROW), np.int32)
    for row, word in zip(rows, (word for words in lists for word in words), strict=True):
        row[0] = len(word)
        row[1 : 1 + len(word)] = [ord(c) for c in word]
    start = (begins[MEASURES] - first) // ROW
    for row, unit in zip(rows[start:], (UNITS[word] for word in measures), strict=False):
        row[KIND:] = KINDS.index(unit.kind), unit.factor, unit.exponent
    codes = _classes().astype(np.int32) | _rules().astype(np.int32) << RULES
    return np.concatenate([codes, begins, rows.ravel()], dtype=np.int32)


@cache
def ranks() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the rank of each code point that stands in terms (0: none does), and the reverse.

    Ranks ascend with the code points and fit :data:`RANK_BITS`.
    """
    words = np.flatnonzero(_classes() & WORD)
    rank = np.zeros(_CODE_POINTS, np.int32)
    rank[words] = np.arange(1, len(words) + 1)
    assert len(words) < 1 << RANK_BITS
    return rank, np.concatenate([[0], words], dtype=np.int32)


def _classes() -> NDArray[np.uint16]:
    classes = np.zeros(_CODE_POINTS, np.uint16)
    classes[:_ASSIGNED] = [chr(code).isalnum() for code in range(_ASSIGNED)]
    first = ord(lex.FIRST_QUANTITY)
    classes[first : first + BUCKETS * len(KINDS)] = WORD
    classes[0x4E00:0xA000] |= HAN
    for chars, kind in (
        (lex.BREAKS, BREAK),
        (lex.SURNAMES, SURNAME),
        (lex.AFTER_NAME, AFTER),
        (lex.AREAS, AREA),
        (lex.FIGURES, FIGURE),
        (lex.ROAD_ENDS, ROAD_END),
        (lex.PROVINCES, PROVINCE),
        (_FIGURES + _LETTERS + "*×", CODE),
        (_FIGURES + _LETTERS + "()·", FIRM),
        ("一二三四五六七八九十", TEN),
        (lex.STEMS, STEM),
        ((pair[1] for pair in lex.BREAK_PAIRS), PAIR_LAST),
        (lex.STATUTE_ENDS, STATUTE_END),
    ):
        _mark(classes, chars, kind)
    return classes


def _rules() -> NDArray[np.uint16]:
    rules = np.zeros(_CODE_POINTS, np.uint16)
    for chars, rule in (
        (_FIGURES, DIGIT_RULE),
        (_LETTERS, LETTER_RULE),
        ("*×x", STAR_RULE),
        ("(", FILE_RULE),
        ("《", CITATION_RULE),
        (lex.PROVINCES, PLATE_RULE),
        ("某", ANONYMOUS_RULE),
        ((word[0] for word in lex.ROLES), ROLE_RULE),
        ((word[0] for word in lex.FIRM_ENDS), FIRM_RULE),
        ((word[0] for word in lex.TOWNS), TOWN_RULE),
        (lex.FIGURES, FIGURE_RULE),
    ):
        _mark(rules, chars, rule)
    return rules


def _mark(table: NDArray[np.uint16], chars: Iterable[str], value: int) -> None:
    table[[ord(char) for char in chars]] |= value
