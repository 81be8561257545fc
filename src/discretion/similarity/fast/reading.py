"""Looking at a text of code points: what stands at a place, and what stands before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import types
from numba.extending import intrinsic

from discretion.similarity.compiling import njit
from discretion.similarity.fast.tables import (
    AREA,
    BREAK,
    HAN,
    LISTS,
    PAIR_LAST,
    PAIRS,
    ROW,
)
from discretion.similarity.masked import MOST_NAMES

NONE = -1
"""The rule does not apply."""
USED, CITED, KNOWN, TAUGHT, STATE = range(5)
"""Places of the state of one text: symbols written, articles cited, names known and taught."""

_numba: Any = types
CODES, NUMBERS = _numba.CPointer(types.int32), _numba.CPointer(types.int64)
KEYS, SUMS = _numba.CPointer(types.uint64), _numba.CPointer(types.float64)
INT, KEY, SUM, VOID = types.int64, types.uint64, types.float64, types.void
PAIR = _numba.UniTuple(INT, 2)

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
_INNER = _OPTIONS | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def entry(function: _Function) -> _Function:
    """Compile what Python calls."""
    return cast(_Function, njit(**_OPTIONS)(function))


def compiled(function: _Function) -> _Function:
    """Compile what only compiled code calls."""
    return cast(_Function, njit(**_INNER)(function))


def once(result: Any, *arguments: Any) -> Callable[[_Function], _Function]:
    """Compile for one signature; otherwise each literal argument compiles a function anew."""

    def decorate(function: _Function) -> _Function:
        dispatcher = njit(**_INNER)(function)
        dispatcher.compile(result(*arguments))
        dispatcher.disable_compile()
        return cast(_Function, dispatcher)

    return decorate


Int = Any
"""A whole number or a truth of compiled code."""
Ints = Any
"""The address of numbers, indexed as an array is; what numba compiles is not typed further."""


def _address(number: Any) -> Any:
    """Return a function that makes an array's memory an address of numbers of one type.

    An array is seven words and a reference count for each call that it goes through; passed as
    addresses, the same code is several times as fast and compiles in a fraction of the time.
    """

    @intrinsic
    def address(_: Any, array: Any) -> Any:
        def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            struct = context.make_array(signature.args[0])(context, builder, args[0])
            kind = context.get_value_type(signature.return_type)
            return builder.bitcast(struct.data, kind)

        return _numba.CPointer(number)(array), made

    return address


codes_at, numbers_at = _address(types.int32), _address(types.int64)
keys_at, sums_at = _address(types.uint64), _address(types.float64)
counts_at = _address(types.float32)


@compiled
def char(text: Ints, at: Int, end: Int) -> Int:
    """Return the code point at *at*, 0 beyond the end."""
    return text[at] if at < end else 0


@once(INT, CODES, INT, INT, INT)
def digits(text: Ints, at: Int, end: Int, most: Int) -> Int:
    """Return how many of the digits 0 to 9 stand at *at*, *most* at most."""
    count = 0
    while count < most and at + count < end and 48 <= text[at + count] <= 57:
        count += 1
    return count


@once(INT, CODES, CODES, INT, INT, INT, INT)
def run_of(tab: Ints, text: Ints, at: Int, end: Int, most: Int, kind: Int) -> Int:
    """Return how many code points of one class stand at *at*, *most* at most."""
    count = 0
    while count < most and at + count < end and tab[text[at + count]] & kind:
        count += 1
    return count


@compiled
def matches(tab: Ints, row: Int, text: Ints, at: Int, end: Int) -> Int:
    """Whether a word stands at *at*."""
    length = tab[row]
    if at + length > end:
        return False
    for k in range(length):  # noqa: SIM110  (numba compiles no generator)
        if text[at + k] != tab[row + 1 + k]:
            return False
    return True


@once(INT, CODES, INT, CODES, INT, INT)
def word_at(tab: Ints, words: Int, text: Ints, at: Int, end: Int) -> Int:
    """Return the row of the first word of a list that stands at *at*, or NONE."""
    for row in range(tab[LISTS + words], tab[LISTS + words + 1], ROW):
        if matches(tab, row, text, at, end):
            return row
    return NONE


@compiled
def known_at(text: Ints, at: Int, end: Int, names: Ints, state: Ints) -> Int:
    """Return the length of the longest known name at *at*, 0 if there is none."""
    longest = 0
    for row in range(state[KNOWN]):
        start, length = names[2 * row], names[2 * row + 1]
        if length > longest and at + length <= end and text[at] == text[start]:
            k = 1
            while k < length and text[at + k] == text[start + k]:
                k += 1
            if k == length:
                longest = length
    return longest


@compiled
def learn(start: Int, length: Int, names: Ints, state: Ints) -> None:
    """Let the text teach a name, as ``Masked.learn`` does."""
    if state[TAUGHT] < MOST_NAMES:
        names[2 * state[KNOWN]] = start
        names[2 * state[KNOWN] + 1] = length
        state[KNOWN] += 1
        state[TAUGHT] += 1


@compiled
def _pair(tab: Ints, symbols: Ints, at: Int) -> Int:
    return word_at(tab, PAIRS, symbols, at, at + 2) != NONE


@once(INT, CODES, CODES, INT, INT, INT, INT)
def plain_tail(tab: Ints, symbols: Ints, end: Int, most: Int, extra: Int, stops: Int) -> Int:
    """Return how many symbols before *end* may belong to a name, *most* at most."""
    count = 0
    while count < most and end - count > 0:
        symbol = symbols[end - count - 1]
        kind = tab[symbol]
        if kind & (BREAK | stops) or not kind & (HAN | extra):
            break
        if end - count > 1 and kind & PAIR_LAST and _pair(tab, symbols, end - count - 2):
            break
        count += 1
    return count


@compiled
def take_place(tab: Ints, symbols: Ints, end: Int) -> Int:
    """Return where the divisions that end at *end* begin: 上海市嘉定区江桥镇."""
    for level in range(4):
        if end == 0:
            return end
        last = symbols[end - 1]
        if level == 0:
            here, most = last in (0x9547, 0x4E61), 4  # 镇乡
        elif level == 1:
            here, most = last in (0x533A, 0x53BF), 3  # 区县
        elif level == 2:
            here, most = last == 0x5E02, 3  # 市
        else:
            here, most = last == 0x7701, 3  # 省
        if here:
            count = plain_tail(tab, symbols, end - 1, most, 0, AREA)
            if count == 0:
                return end
            end -= 1 + count
    return end


@compiled
def take_back(state: Ints, symbols: Ints, used: Int, symbol: Int) -> None:
    """Cut the symbols down to *used* and write one."""
    symbols[used] = symbol
    state[USED] = used + 1


@compiled
def write(state: Ints, symbols: Ints, symbol: Int) -> None:
    """Write one symbol."""
    symbols[state[USED]] = symbol
    state[USED] += 1


@compiled
def copy(text: Ints, start: Int, end: Int, state: Ints, symbols: Ints) -> None:
    """Write a piece of the text as it is."""
    for at in range(start, end):
        write(state, symbols, text[at])
