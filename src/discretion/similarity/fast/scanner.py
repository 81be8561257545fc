"""One text from left to right: the loop of ``masking.mask_text``, compiled."""

from __future__ import annotations

import numpy as np

from discretion.similarity import lexicon as lex
from discretion.similarity.fast.citations import citation, file, plate
from discretion.similarity.fast.figures import figures
from discretion.similarity.fast.naming import firm_end, pseudonym, role, stars, town
from discretion.similarity.fast.numbers import code, number, plain_number
from discretion.similarity.fast.reading import (
    CITED,
    CODES,
    INT,
    KNOWN,
    NONE,
    NUMBERS,
    TAUGHT,
    USED,
    VOID,
    Int,
    Ints,
    compiled,
    known_at,
    once,
)
from discretion.similarity.fast.tables import (
    ANONYMOUS_RULE,
    CITATION_RULE,
    DIGIT_RULE,
    FIGURE_RULE,
    FILE_RULE,
    FIRM_RULE,
    LETTER_RULE,
    PLATE_RULE,
    ROLE_RULE,
    RULES,
    STAR_RULE,
    TOWN_RULE,
)

_NAME = ord(lex.NAME)
_TEACHING = ROLE_RULE | FIRM_RULE


@compiled
def _starts(text: Ints, names: Ints, known: Int) -> np.uint64:
    """Return a filter: a name can begin only with a code point whose lowest six bits are set."""
    bits = np.uint64(0)
    for row in range(known):
        bits |= np.uint64(1) << np.uint64(text[names[2 * row]] & 63)
    return bits


@compiled
def _apply(
    tab: Ints,
    rules: Int,
    text: Ints,
    begin: Int,
    at: Int,
    end: Int,
    names: Ints,
    state: Ints,
    symbols: Ints,
    articles: Ints,
) -> Int:
    """Apply the first rule that fits; return where it ends, or NONE."""
    if rules & DIGIT_RULE:
        return number(tab, text, begin, at, end, state, symbols)
    done = NONE
    if rules & (LETTER_RULE | STAR_RULE):
        done = code(tab, text, at, end, state, symbols)
        if done == NONE and rules & STAR_RULE:
            done = stars(tab, text, at, end, state, symbols)
        if done == NONE and rules & LETTER_RULE:
            done = plain_number(text, at, end, state, symbols)
        return done
    if rules & FILE_RULE:
        return file(tab, text, at, end, state, symbols)
    if rules & CITATION_RULE:
        return citation(tab, text, at, end, state, symbols, articles)
    if rules & PLATE_RULE:
        done = plate(tab, text, at, end, state, symbols)
    if done == NONE and rules & ANONYMOUS_RULE:
        done = pseudonym(text, at, end, state, symbols)
    if done == NONE and rules & ROLE_RULE:
        done = role(tab, text, at, end, names, state, symbols)
    if done == NONE and rules & FIRM_RULE:
        done = firm_end(tab, text, at, end, names, state, symbols)
    if done == NONE and rules & TOWN_RULE:
        done = town(tab, text, at, end, state, symbols)
    if done == NONE and rules & FIGURE_RULE:
        done = figures(tab, text, begin, at, end, state, symbols)
    return done


@once(VOID, CODES, CODES, INT, INT, INT, NUMBERS, CODES, NUMBERS, NUMBERS)
def scan(
    tab: Ints,
    text: Ints,
    begin: Int,
    end: Int,
    given: Int,
    names: Ints,
    symbols: Ints,
    articles: Ints,
    state: Ints,
) -> None:
    """Write the symbols and articles of ``text[begin:end]``; *given* names are known before.

    *symbols* must have room for the text; *articles* for a third of it, four columns.
    """
    state[CITED], state[KNOWN], state[TAUGHT] = 0, given, 0
    starts = _starts(text, names, given)
    at, used = begin, 0
    while at < end:
        c = text[at]
        if starts >> np.uint64(c & 63) & np.uint64(1):
            length = known_at(text, at, end, names, state)
            if length:
                symbols[used] = _NAME
                used += 1
                at += length
                continue
        rules = tab[c] >> RULES
        if rules:
            state[USED] = used
            done = _apply(tab, rules, text, begin, at, end, names, state, symbols, articles)
            if done != NONE:
                used = state[USED]
                at = done
                if rules & _TEACHING:
                    starts = _starts(text, names, state[KNOWN])
                continue
        symbols[used] = c
        used += 1
        at += 1
    state[USED] = used
