"""People, firms and towns: the other rules of ``naming``."""

from __future__ import annotations

from discretion.similarity import lexicon as lex
from discretion.similarity.fast.reading import (
    NONE,
    USED,
    Int,
    Ints,
    char,
    compiled,
    copy,
    digits,
    known_at,
    learn,
    plain_tail,
    take_back,
    take_place,
    word_at,
    write,
)
from discretion.similarity.fast.tables import (
    AFTER,
    AREA,
    BREAK,
    COMPOUNDS,
    FIRM,
    FIRM_ENDS,
    HAN,
    ORGANISATIONS,
    ROLES,
    STEM,
    SURNAME,
    TOWNS,
)
from discretion.similarity.masked import FIRM_REACH

_NAME, _PLACE = ord(lex.NAME), ord(lex.PLACE)
_MOU, _GE, _REN, _GONG, _SI, _DAN, _WEI = (ord(c) for c in "某个人公司单位")
_XING, _MING, _CHENG = (ord(c) for c in "姓名称")
_PARTY = ord(lex.PARTY[0])
"""No other role begins with it."""
_TIMES = ord("×")
_JOINTS = tuple(ord(c) for c in "、和与及")
_QU, _XIAN = (ord(c) for c in "区县")


# --- people and firms ---------------------------------------------------------------------------


@compiled
def _anonymous_end(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    """Return the end of 某 and what tells several apart: 某某, 某甲, 某5."""
    count = 0
    while count < 3 and char(text, at, end) == _MOU:
        at += 1
        count += 1
    if at >= end:
        return at
    if tab[text[at]] & STEM:
        return at + 1
    count = digits(text, at, end, 3)
    if count:
        return at + count
    while count < 3 and at < end and _letter_or_star(text[at]):
        at += 1
        count += 1
    return at


@compiled
def _letter_or_star(c: Int) -> Int:
    return 97 <= c <= 122 or c in (42, _TIMES)


@compiled
def pseudonym(text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_pseudonym``: 某个人001."""
    first, second = char(text, at + 1, end), char(text, at + 2, end)
    if (
        (first == _GE and second == _REN)
        or (first == _GONG and second == _SI)
        or (first == _DAN and second == _WEI)
    ):
        count = digits(text, at + 3, end, 4)
        if count:
            write(state, symbols, _NAME)
            return at + 3 + count
    return NONE


@compiled
def stars(tab: Ints, text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_stars``: 张*, 张××, 张xx1."""
    used = state[USED]
    if used == 0 or not tab[symbols[used - 1]] & SURNAME:
        return NONE
    start = at
    if text[at] == 120:
        while at < end and text[at] == 120:
            at += 1
        if at - start > 3 or 97 <= char(text, at, end) <= 122:
            return NONE
        at += digits(text, at, end, 2)
    else:
        while at < end and (text[at] == 42 or text[at] == _TIMES):
            at += 1
    symbols[used - 1] = _NAME
    return at


@compiled
def _person(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    """Return the length of the personal name at *at*; 0 if there is none."""
    surname = 2
    if word_at(tab, COMPOUNDS, text, at, end) == NONE:
        if at >= end or not tab[text[at]] & SURNAME:
            return 0
        surname = 1
    given = at + surname
    if char(text, given, end) == _MOU:
        return _anonymous_end(tab, text, given, end) - at
    for length in range(1, 3):
        after = given + length
        if after > end:
            return 0
        kind = tab[text[after - 1]]
        if not kind & HAN or kind & BREAK or (length == 2 and kind & AFTER):
            return 0
        if after == end:
            return after - at
        kind = tab[text[after]]
        if not kind & HAN or kind & (BREAK | AFTER):
            return after - at
    return 0


@compiled
def _firm(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    """Return the length of the organisation's name at *at*; 0 if there is none."""
    if at < end and tab[text[at]] & AFTER:
        return 0
    for here in range(at, min(at + FIRM_REACH, end)):
        if here - at >= 2:
            row = word_at(tab, ORGANISATIONS, text, here, end)
            if row != NONE:
                return here + tab[row] - at
        kind = tab[text[here]]
        if kind & BREAK or not kind & (HAN | FIRM):
            return 0
    return 0


@compiled
def role(tab: Ints, text: Ints, at: Int, end: Int, names: Ints, state: Ints, symbols: Ints) -> Int:
    """Apply ``_role``: a role, and the people or firms named after it."""
    row = word_at(tab, ROLES, text, at, end)
    if row == NONE:
        return NONE
    done = at + tab[row]
    copy(text, at, done, state, symbols)
    start = done
    if char(text, start, end) in (58, 40):
        start += 1
    first, second = char(text, start, end), char(text, start + 1, end)
    if (first == _XING and second == _MING) or (first == _MING and second == _CHENG):
        start += 2
    if char(text, start, end) == 58:
        start += 1
    while True:
        if known_at(text, start, end, names, state):
            return done
        length = _person(tab, text, start, end)
        if length == 0:
            length = _firm(tab, text, start, end)
        if length == 0:
            return done
        anonymised = _has(text, start, start + length, _MOU)
        if anonymised and tab[row + 1] != _PARTY:
            return done
        copy(text, done, start, state, symbols)
        write(state, symbols, _NAME)
        done = start + length
        if not anonymised:
            learn(start, length, names, state)
        if char(text, done, end) not in _JOINTS:
            return done
        start = done + 1


@compiled
def _has(text: Ints, start: Int, end: Int, c: Int) -> Int:
    for at in range(start, end):  # noqa: SIM110  (compiled: a loop is faster than a generator)
        if text[at] == c:
            return True
    return False


@compiled
def firm_end(
    tab: Ints, text: Ints, at: Int, end: Int, names: Ints, state: Ints, symbols: Ints
) -> Int:
    """Apply ``_firm_end``: a firm known by the end of its name."""
    row = word_at(tab, FIRM_ENDS, text, at, end)
    if row == NONE:
        return NONE
    used = state[USED]
    count = plain_tail(tab, symbols, used, FIRM_REACH, FIRM, 0)
    if count < 2:
        return NONE
    take_back(state, symbols, used - count, _NAME)
    length = tab[row]
    learn(at - count, count + length, names, state)
    return at + length


@compiled
def town(tab: Ints, text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_town``: a town after its district."""
    row = word_at(tab, TOWNS, text, at, end)
    if row == NONE:
        return NONE
    used = state[USED]
    if used and symbols[used - 1] == _PLACE:
        return at + tab[row]
    count = plain_tail(tab, symbols, used, 4, 0, AREA)
    district = used - count
    if count < 2 or district == 0 or symbols[district - 1] not in (_QU, _XIAN):
        return NONE
    start = take_place(tab, symbols, district)
    if start == district:
        return NONE
    take_back(state, symbols, start, _PLACE)
    return at + tab[row]
