"""Dates, times, house numbers, telephones and quantities: the rules of ``masking`` for numbers."""

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
    matches,
    plain_tail,
    run_of,
    take_back,
    take_place,
    word_at,
    write,
)
from discretion.similarity.fast.tables import (
    AREA,
    CODE,
    DAY_PARTS,
    EXPONENT,
    FACTOR,
    FLOORS,
    HOUSES,
    KIND,
    LISTS,
    MEASURES,
    ROAD_END,
    ROW,
    STEM,
)
from discretion.similarity.quantities import BUCKETS, DECIMALS, LOWEST

_PLACE, _DATE, _TIME, _PHONE, _IDENTITY, _NUMBER = (
    ord(c) for c in (lex.PLACE, lex.DATE, lex.TIME, lex.PHONE, lex.IDENTITY, lex.NUMBER)
)
_FIRST_QUANTITY = ord(lex.FIRST_QUANTITY)
_YEAR, _MONTH, _DAY, _HAO, _FEN, _DI = (ord(c) for c in "年月日号分第")
_DU, _SHARE, _HALF, _WHOLE, _XU, _LEFT, _RIGHT = (ord(c) for c in "度份半整许左右")
_HOUR, _POINT, _BAI, _QIAN, _WAN, _YI = (ord(c) for c in "时点百千万亿")
_ABOUT = tuple(ord(c) for c in "余多来几")
_ENUMERATION, _TIMES = ord("、"), ord("×")


@compiled
def code(tab: Ints, text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_code``: identity, credit and account numbers."""
    run = run_of(tab, text, at, end, 64, CODE)
    if run < 15:
        return NONE
    figures = 0
    for k in range(at, at + run):
        c = text[k]
        figures += 48 <= c <= 57 or c in (42, _TIMES)
    if figures < 8:
        return NONE
    write(state, symbols, _IDENTITY)
    return at + run


@compiled
def _days(text: Ints, at: Int, end: Int) -> Int:
    """Return the end of what may follow 月: a day, or 份."""
    count = digits(text, at, end, 2)
    if count and char(text, at + count, end) in (_DAY, _HAO):
        return at + count + 1
    return at + 1 if char(text, at, end) == _SHARE else at


@compiled
def _date_end(text: Ints, begin: Int, at: Int, end: Int) -> Int:
    if digits(text, at, end, 4) == 4 and (
        (text[at] == 49 and text[at + 1] == 57) or (text[at] == 50 and text[at + 1] == 48)
    ):
        mark, after = char(text, at + 4, end), at + 5
        if mark == _YEAR:
            count = digits(text, after, end, 2)
            if count and char(text, after + count, end) == _MONTH:
                return _days(text, after + count + 1, end)
            return after + 1 if char(text, after, end) == _DU else after
        if mark in (45, 47, 46):
            month = digits(text, after, end, 2)
            if month and char(text, after + month, end) == mark:
                after += month + 1
                day = digits(text, after, end, 3)
                if 1 <= day <= 2:
                    return after + day
    count = digits(text, at, end, 2)
    if count and char(text, at + count, end) == _MONTH:
        return _days(text, at + count + 1, end)
    after_month = at > begin and text[at - 1] == _MONTH
    if after_month and count and char(text, at + count, end) in (_DAY, _HAO):
        return at + count + 1
    return NONE


@compiled
def timed(tab: Ints, text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Write a time that ends at *at*, in place of 上午 or the like before it."""
    used = state[USED]
    if used >= 2 and word_at(tab, DAY_PARTS, symbols, used - 2, used) != NONE:
        used -= 2
    take_back(state, symbols, used, _TIME)
    return at


@compiled
def _time_end(text: Ints, at: Int, end: Int) -> Int:
    count = digits(text, at, end, 2)
    if count == 0:
        return NONE
    mark, at = char(text, at + count, end), at + count + 1
    if mark == 58:
        if digits(text, at, end, 2) < 2:
            return NONE
        at += 2
        if char(text, at, end) == 58 and digits(text, at + 1, end, 3) == 2:
            at += 3
        elif digits(text, at, end, 1):
            return NONE
    elif mark in (_HOUR, _POINT):
        count = digits(text, at, end, 2)
        if count and char(text, at + count, end) == _FEN:
            at += count + 1
        elif char(text, at, end) in (_HALF, _WHOLE):
            at += 1
    else:
        return NONE
    if char(text, at, end) == _XU:
        return at + 1
    if char(text, at, end) == _LEFT and char(text, at + 1, end) == _RIGHT:
        return at + 2
    return at


@compiled
def _house_number(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    count = digits(text, at, end, 7)
    if count == 0 or count > 6:
        return NONE
    at += count
    if char(text, at, end) in (45, _ENUMERATION):
        count = digits(text, at + 1, end, 7)
        if count == 0 or count > 6:
            return NONE
        at += 1 + count
    return at + (at < end and tab[text[at]] & STEM != 0)


@compiled
def house(tab: Ints, text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_house``: house numbers, and the road and divisions before them."""
    at = _house_number(tab, text, at, end)
    if at == NONE:
        return NONE
    row = word_at(tab, HOUSES, text, at, end)
    if row == NONE:
        return NONE
    lone = tab[row] == 1 and tab[row + 1] == _HAO
    at += tab[row]
    while True:
        further = _house_number(tab, text, at, end)
        if further == NONE:
            break
        row = word_at(tab, HOUSES, text, further, end)
        if row == NONE:
            row = word_at(tab, FLOORS, text, further, end)
        if row == NONE:
            break
        at, lone = further + tab[row], False
    used = state[USED]
    last = symbols[used - 1] if used else 0
    if last == _PLACE:
        return at
    if tab[last] & ROAD_END:
        used -= 1 + plain_tail(tab, symbols, used - 1, 5, 0, AREA)
        take_back(state, symbols, take_place(tab, symbols, used), _PLACE)
    else:
        write(state, symbols, _NUMBER if lone else _PLACE)
    return at


@compiled
def _phone_end(text: Ints, at: Int, end: Int) -> Int:
    first = text[at]
    if first == 49 and at + 11 <= end and 51 <= text[at + 1] <= 57:
        k = 2
        while at + k < end and k < 12 and _figure_or_star(text[at + k]):
            k += 1
        if k == 11:
            return at + 11
    if first == 48:
        count = digits(text, at, end, 13)
        if count in (3, 4) and char(text, at + count, end) == 45:
            local = digits(text, at + count + 1, end, 9)
            if local in (7, 8):
                return at + count + 1 + local
        if 10 <= count <= 12:
            return at + count
    if first == 52 and digits(text, at, end, 4) == 3 and text[at + 1] == 48 == text[at + 2]:
        second = char(text, at + 3, end) == 45 and digits(text, at + 4, end, 4) == 3
        third = char(text, at + 7, end) == 45 and digits(text, at + 8, end, 5) == 4
        return at + 12 if second and third else NONE
    return NONE


@compiled
def _figure_or_star(c: Int) -> Int:
    return 48 <= c <= 57 or c in (42, _TIMES)


@compiled
def _power(c: Int) -> Int:
    if c == _BAI:
        return 2
    if c == _QIAN:
        return 3
    if c == _WAN:
        return 4
    return 8 if c == _YI else 0


@compiled
def _measure(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    """Return the row of the longest unit at *at* that no digit follows, or NONE."""
    for row in range(tab[LISTS + MEASURES], tab[LISTS + MEASURES + 1], ROW):
        here = text[at] == tab[row + 1] and matches(tab, row, text, at, end)
        if here and digits(text, at + tab[row], end, 1) == 0:
            return row
    return NONE


@compiled
def measured(
    tab: Ints,
    text: Ints,
    at: Int,
    end: Int,
    thousandths: Int,
    power: Int,
    state: Ints,
    symbols: Ints,
) -> Int:
    """Read 余 and the unit at *at*, and write the symbol of the quantity."""
    if char(text, at, end) in _ABOUT:
        at += 1
    if at >= end:
        return NONE
    row = _measure(tab, text, at, end)
    if row == NONE:
        return NONE
    value, number = thousandths * tab[row + FACTOR], 0
    if value:
        exponent = power + tab[row + EXPONENT] - DECIMALS
        while value >= 10:
            value //= 10
            exponent += 1
        step = 0 if value < 2 else 1 if value < 5 else 2
        number = min(1 + 3 * (exponent - LOWEST) + step, BUCKETS - 1)
    write(state, symbols, _FIRST_QUANTITY + BUCKETS * tab[row + KIND] + number)
    return at + tab[row]


@compiled
def _quantity(
    tab: Ints, text: Ints, begin: Int, at: Int, end: Int, state: Ints, symbols: Ints
) -> Int:
    if at > begin and text[at - 1] == _DI:
        return NONE
    value, figures = 0, 0
    while at < end and 48 <= text[at] <= 57:
        figures += 1
        if figures > 12:
            return NONE
        value = value * 10 + text[at] - 48
        at += 1
    groups = 0
    while groups < 4 and char(text, at, end) == 44 and digits(text, at + 1, end, 4) == 3:
        figures += 3
        if figures > 12:
            return NONE
        for k in range(at + 1, at + 4):
            value = value * 10 + text[k] - 48
        at += 4
        groups += 1
    places = 0
    if char(text, at, end) == 46 and digits(text, at + 1, end, 1):
        at += 1
        while at < end and 48 <= text[at] <= 57:
            if places < DECIMALS:
                value = value * 10 + text[at] - 48
                places += 1
            at += 1
    while places < DECIMALS:
        value *= 10
        places += 1
    power = 0
    for _ in range(2):
        more = _power(char(text, at, end))
        power += more
        at += more > 0
    return measured(tab, text, at, end, value, power, state, symbols)


@compiled
def plain_number(text: Ints, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply ``_number``: a number that nothing explains."""
    start, figures = at, 0
    while at < end and (48 <= text[at] <= 57 or 97 <= text[at] <= 122):
        figures += text[at] <= 57
        at += 1
    length = at - start
    if figures >= 6 or (figures and length >= 6 and figures < length):
        write(state, symbols, _NUMBER)
    else:
        copy(text, start, at, state, symbols)
    return at


@compiled
def number(tab: Ints, text: Ints, begin: Int, at: Int, end: Int, state: Ints, symbols: Ints) -> Int:
    """Apply the rules that begin with a digit, in their order."""
    done = code(tab, text, at, end, state, symbols)
    if done != NONE:
        return done
    done = _date_end(text, begin, at, end)
    if done != NONE:
        write(state, symbols, _DATE)
        return done
    done = _time_end(text, at, end)
    if done != NONE:
        return timed(tab, text, done, end, state, symbols)
    done = house(tab, text, at, end, state, symbols)
    if done != NONE:
        return done
    done = _phone_end(text, at, end)
    if done != NONE:
        write(state, symbols, _PHONE)
        return done
    done = _quantity(tab, text, begin, at, end, state, symbols)
    if done != NONE:
        return done
    return plain_number(text, at, end, state, symbols)
