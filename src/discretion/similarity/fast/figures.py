"""Numbers, dates and times in Chinese figures: the rule ``figures`` of ``numbers``."""

from __future__ import annotations

from discretion.similarity import lexicon as lex
from discretion.similarity.fast.numbers import measured, timed
from discretion.similarity.fast.reading import NONE, Int, Ints, char, compiled, copy, run_of, write
from discretion.similarity.fast.tables import FIGURE, TEN
from discretion.similarity.quantities import DECIMALS

_DATE = ord(lex.DATE)
_YEAR, _MONTH, _DAY, _HAO, _FEN, _DI = (ord(c) for c in "年月日号分第")
_HALF, _WHOLE, _XU, _HOUR, _POINT = (ord(c) for c in "半整许时点")
_BAI, _WAN, _YI, _SHI = (ord(c) for c in "百万亿十")
_ZERO, _RING, _BOTH = (ord(c) for c in "零〇两")
_ONE_TO_NINE = tuple(ord(c) for c in "一二三四五六七八九")
_NINE = ord("九")
_WHOLES = 10**DECIMALS


@compiled
def figure(c: Int) -> Int:
    """Return the value of one Chinese digit, NONE for 十百千万 and anything else."""
    if c in (_ZERO, _RING):
        return 0
    if c == _BOTH:
        return 2
    for k in range(9):
        if c == _ONE_TO_NINE[k]:
            return k + 1
    return NONE


@compiled
def figures_value(text: Ints, start: Int, end: Int) -> Int:
    """Return the value of a number in Chinese figures, as its namesake of ``quantities``."""
    value = 0
    for at in range(start, end):
        digit = figure(text[at])
        if digit == NONE:
            break
        value = value * 10 + digit
    else:
        return value
    total, part, digit = 0, 0, 0
    for at in range(start, end):
        c = text[at]
        one = figure(c)
        if one != NONE:
            digit = one
        elif c == _WAN:
            total += max(part + digit, 1) * 10_000
            part, digit = 0, 0
        else:
            part += max(digit, 1) * (10 if c == _SHI else 100 if c == _BAI else 1000)
            digit = 0
    return total + part + digit


@compiled
def _figure_days(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    count = run_of(tab, text, at, end, 3, TEN)
    if count and char(text, at + count, end) in (_DAY, _HAO):
        return at + count + 1
    return at


@compiled
def _figure_date_end(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    first, second = text[at], char(text, at + 1, end)
    if (
        (first == _ONE_TO_NINE[0] or first == _ONE_TO_NINE[1])
        and second in (_NINE, _ZERO, _RING)
        and _single(char(text, at + 2, end))
        and _single(char(text, at + 3, end))
        and char(text, at + 4, end) == _YEAR
    ):
        at += 5
        count = run_of(tab, text, at, end, 2, TEN)
        if count and char(text, at + count, end) == _MONTH:
            return _figure_days(tab, text, at + count + 1, end)
        return at
    count = run_of(tab, text, at, end, 2, TEN)
    if count and char(text, at + count, end) == _MONTH:
        return _figure_days(tab, text, at + count + 1, end)
    return NONE


@compiled
def _single(c: Int) -> Int:
    return c != _BOTH and figure(c) != NONE


@compiled
def _figure_time_end(tab: Ints, text: Ints, at: Int, end: Int) -> Int:
    count = run_of(tab, text, at, end, 3, TEN)
    if count == 0 or char(text, at + count, end) not in (_HOUR, _POINT):
        return NONE
    at += count + 1
    count = run_of(tab, text, at, end, 3, TEN)
    if count and char(text, at + count, end) == _FEN:
        return at + count + 1
    return at + 1 if char(text, at, end) in (_HALF, _WHOLE, _XU) else NONE


@compiled
def figures(
    tab: Ints, text: Ints, begin: Int, at: Int, end: Int, state: Ints, symbols: Ints
) -> Int:
    """Apply ``_figures``: the rules that begin with a Chinese figure."""
    done = _figure_date_end(tab, text, at, end)
    if done != NONE:
        write(state, symbols, _DATE)
        return done
    done = _figure_time_end(tab, text, at, end)
    if done != NONE:
        return timed(tab, text, done, end, state, symbols)
    run = run_of(tab, text, at, end, end - at, FIGURE)
    after = at + run
    if run <= 9 and not (at > begin and text[at - 1] == _DI):
        value = figures_value(text, at, after) * _WHOLES
        power = 8 if char(text, after, end) == _YI else 0
        done = measured(tab, text, after + (power > 0), end, value, power, state, symbols)
        if done != NONE:
            return done
    copy(text, at, after, state, symbols)
    return after
