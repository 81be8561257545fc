"""File numbers, number plates and citations: rules of ``naming`` for what is written by form."""

from __future__ import annotations

from discretion.similarity import lexicon as lex
from discretion.similarity.fast.figures import figures_value
from discretion.similarity.fast.reading import (
    CITED,
    NONE,
    USED,
    Int,
    Ints,
    char,
    compiled,
    digits,
    run_of,
    take_back,
    write,
)
from discretion.similarity.fast.tables import CODE, FIGURE, HAN, PROVINCE, STATUTE_END

_PLATE, _FILE, _CITATION = ord(lex.PLATE), ord(lex.FILE), ord(lex.CITATION)
_OPEN, _CLOSE, _HAO, _DI, _TIAO, _ZHI, _KUAN, _XIANG = (ord(c) for c in "《》号第条之款项")
_WAN, _DOT, _YI, _JI = (ord(c) for c in "万·以及")
_ANDS = tuple(ord(c) for c in "、,和及与或")
_REPUBLIC = tuple(ord(c) for c in "中华人民共和国")


@compiled
def file(tab: Ints, text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_file``: (2022)…123号 and the letters of the authority before it."""
    if digits(text, at + 1, end, 4) < 4 or char(text, at + 5, end) != 41:
        return NONE
    century = text[at + 1] * 100 + text[at + 2]
    if century not in (49 * 100 + 57, 50 * 100 + 48):
        return NONE
    place = at + 6
    for here in range(place, min(place + 17, end - 1)):
        digit = 48 <= text[here] <= 57
        if digit and text[here + 1] == _HAO:
            used = _authority(tab, symbols, state[USED])
            take_back(state, symbols, used, _FILE)
            return here + 2
        if not digit and text[here] != 45 and not tab[text[here]] & HAN:
            return NONE
    return NONE


@compiled
def _authority(tab: Ints, symbols: Ints, used: Int) -> Int:
    """Return where the letters of an authority, the province first, begin before *used*."""
    start, at = used, used - 1
    while at >= 0 and at >= used - 12 and tab[symbols[at]] & HAN:
        if tab[symbols[at]] & PROVINCE:
            start = at
        at -= 1
    return start


@compiled
def plate(tab: Ints, text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_plate``."""
    if not 97 <= char(text, at + 1, end) <= 122:
        return NONE
    at += 2
    if char(text, at, end) in (_DOT, 46, 45):
        at += 1
    count = run_of(tab, text, at, end, 7, CODE)
    if count < 4 or count > 6:
        return NONE
    write(state, symbols, _PLATE)
    return at + count


@compiled
def _numeral(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    """Return the length of the numeral at *at*, 0 if there is none."""
    count = digits(text, at, end, 4)
    if count == 0:
        while count < 7 and at + count < end:
            c = text[at + count]
            if c == _WAN or not tab[c] & FIGURE:
                break
            count += 1
    return count


@compiled
def _value(text: Ints, at: Int, count: Int) -> Int:
    if not 48 <= text[at] <= 57:
        return figures_value(text, at, at + count)
    value = 0
    for k in range(at, at + count):
        value = value * 10 + text[k] - 48
    return value


@compiled
def _counted(tab: Ints, text: Ints, at: Int, end: Int, unit: Int) -> Int:
    """Return the end of 第N and *unit*, or NONE."""
    if char(text, at, end) != _DI:
        return NONE
    count = _numeral(tab, text, at + 1, end)
    if count == 0 or char(text, at + 1 + count, end) != unit:
        return NONE
    return at + 2 + count


@compiled
def _subparagraph(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    if char(text, at, end) == _DI and char(text, at + 1, end) == 40:
        count = _numeral(tab, text, at + 2, end)
        after = at + 2 + count
        if count and char(text, after, end) == 41 and char(text, after + 1, end) == _XIANG:
            return after + 2
        return NONE
    return _counted(tab, text, at, end, _XIANG)


@compiled
def _further(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    """Return the end of a paragraph or subparagraph at *at*, or NONE."""
    paragraph = _counted(tab, text, at, end, _KUAN)
    if paragraph == NONE:
        return _subparagraph(tab, text, at, end)
    return max(paragraph, _subparagraph(tab, text, paragraph, end))


@compiled
def _title_end(text: Ints, at: Int, end: Int) -> Int:
    for here in range(at, min(at + 41, end)):
        if text[here] == _CLOSE:
            return here if here - at >= 2 else NONE
        if text[here] == _OPEN:
            return NONE
    return NONE


@compiled
def citation(
    tab: Ints,
    text: Ints,
    at: Int,
    end: Int,
    state: Ints,
    symbols: Ints,
    articles: Ints,
) -> Int:
    """Apply ``_citation``; an article is a row of *articles*: title from, to, number, inserted."""
    start = at + 1
    close = _title_end(text, start, end)
    if close == NONE:
        return NONE
    last = start
    while last < close and text[last] != 40:
        last += 1
    if last - start >= 7:
        k = 0
        while k < 7 and text[start + k] == _REPUBLIC[k]:
            k += 1
        start += 7 if k == 7 else 0
    if last - start < 2 or not tab[text[last - 1]] & STATUTE_END:
        return NONE
    done = _version_end(text, close + 1, end)
    place, found = done, False
    while True:
        count = _numeral(tab, text, place + 1, end)
        part = _counted(tab, text, place, end, _TIAO)
        if part != NONE:
            inserted = 0
            row = state[CITED]
            articles[4 * row + 2] = _value(text, place + 1, count)
            if char(text, part, end) == _ZHI:
                inserted = _numeral(tab, text, part + 1, end)
            articles[4 * row + 3] = _value(text, part + 1, inserted) if inserted else 0
            part += 1 + inserted if inserted else 0
            part = max(part, _further(tab, text, part, end))
            articles[4 * row], articles[4 * row + 1] = start, last
            state[CITED], found = row + 1, True
        elif found:
            part = _further(tab, text, place, end)
        if part == NONE:
            break
        done = part
        joint = char(text, done, end)
        if joint in _ANDS:
            place = done + 1
        elif joint == _YI and char(text, done + 1, end) == _JI:
            place = done + 2
        else:
            break
    if not found:
        row = state[CITED]
        articles[4 * row], articles[4 * row + 1] = start, last
        articles[4 * row + 2], articles[4 * row + 3] = 0, 0
        state[CITED] = row + 1
    write(state, symbols, _CITATION)
    return done


@compiled
def _version_end(text: Ints, at: Int, end: Int) -> Int:
    """Return the end of the version in brackets at *at*, or *at*."""
    if char(text, at, end) != 40:
        return at
    for here in range(at + 1, min(at + 22, end)):
        if text[here] == 41:
            return here + 1
        if text[here] == 40:
            return at
    return at
