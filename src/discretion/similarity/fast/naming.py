"""People, firms, towns, plates, documents and citations: the other rules of ``masking``."""

from __future__ import annotations

from discretion.similarity import lexicon as lex
from discretion.similarity.fast.numbers import figures_value
from discretion.similarity.fast.reading import (
    CITED,
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
    run_of,
    take_back,
    take_place,
    word_at,
    write,
)
from discretion.similarity.fast.tables import (
    AFTER,
    AREA,
    BREAK,
    CODE,
    COMPOUNDS,
    FIGURE,
    FIRM,
    FIRM_ENDS,
    HAN,
    ORGANISATIONS,
    PROVINCE,
    ROLES,
    STATUTE_END,
    STEM,
    SURNAME,
    TOWNS,
)
from discretion.similarity.masked import FIRM_REACH

_NAME, _PLACE, _PLATE, _FILE, _CITATION = (
    ord(c) for c in (lex.NAME, lex.PLACE, lex.PLATE, lex.FILE, lex.CITATION)
)
_MOU, _GE, _REN, _GONG, _SI, _DAN, _WEI = (ord(c) for c in "某个人公司单位")
_XING, _MING, _CHENG = (ord(c) for c in "姓名称")
_OPEN, _CLOSE, _HAO, _DI, _TIAO, _ZHI, _KUAN, _XIANG = (ord(c) for c in "《》号第条之款项")
_PARTY = ord(lex.PARTY[0])
"""No other role begins with it."""
_WAN, _TIMES, _DOT = ord("万"), ord("×"), ord("·")
_JOINTS = tuple(ord(c) for c in "、和与及")
_ANDS = tuple(ord(c) for c in "、,和及与或")
_YI, _JI = (ord(c) for c in "以及")
_QU, _XIAN = (ord(c) for c in "区县")
_REPUBLIC = tuple(ord(c) for c in "中华人民共和国")


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


# --- documents, plates, citations ---------------------------------------------------------------


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
