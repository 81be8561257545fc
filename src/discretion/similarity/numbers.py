"""Rules of masking for numbers: identities, dates, times, addresses, telephones, quantities."""

from __future__ import annotations

import re

from discretion.similarity import lexicon as lex
from discretion.similarity.masked import Masked, leave, plain_tail, take_place
from discretion.similarity.quantities import (
    DECIMALS,
    POWERS,
    UNITS,
    figures_value,
    quantity_symbol,
)

_CODE = re.compile(r"[0-9a-z*×]{1,64}")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号]|份)?|度)?"
    r"|([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9]))"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}[日号]|份)?"
    r"|(?<=月)[0-9]{1,2}[日号]"
)
_TIME = re.compile(
    r"[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2})?(?![0-9])|[时点](?:[0-9]{1,2}分|半|整)?)(?:许|左右)?"
)
_HOUSE_NUMBER = rf"[0-9]{{1,6}}(?:[-、][0-9]{{1,6}})?[{lex.STEMS}]?"
_HOUSE_UNIT = "|".join(lex.HOUSE_UNITS)
_HOUSE = re.compile(
    rf"{_HOUSE_NUMBER}({_HOUSE_UNIT})"
    rf"((?:{_HOUSE_NUMBER}(?:{_HOUSE_UNIT}|{'|'.join(lex.FLOOR_UNITS)}))*)"
)
_PHONE = re.compile(
    r"1[3-9][0-9*×]{9}(?![0-9*×])|0[0-9]{2,3}-[0-9]{7,8}(?![0-9])|0[0-9]{9,11}(?![0-9])"
    r"|400-[0-9]{3}-[0-9]{4}(?![0-9])"
)
_UNIT = "|".join(sorted(UNITS, key=lambda unit: (-len(unit), unit)))
_QUANTITY = re.compile(
    rf"(?<!第)([0-9]+(?:,[0-9]{{3}}(?![0-9])){{0,4}})(?:\.([0-9]+))?([百千万亿]{{0,2}})[余多来几]?"
    rf"({_UNIT})(?![0-9])"
)
_FIGURES = re.compile(rf"[{lex.FIGURES}]+")
_TEN = "一二三四五六七八九十"
_FIGURE_DATE = re.compile(
    r"[一二][九〇零][〇零一二三四五六七八九]{2}年"
    rf"(?:[{_TEN}]{{1,2}}月(?:[{_TEN}]{{1,3}}[日号])?)?|[{_TEN}]{{1,2}}月(?:[{_TEN}]{{1,3}}[日号])?"
)
_FIGURE_TIME = re.compile(rf"[{_TEN}]{{1,3}}[时点](?:[{_TEN}]{{1,3}}分|半|整|许)")
_FIGURE_QUANTITY = re.compile(rf"(?<!第)([{lex.FIGURES}]+)(亿?)[余多来几]?({_UNIT})(?![0-9])")


def code(text: str, at: int, done: Masked) -> int | None:
    """Mask identity, credit and account numbers: at least 15 figures and letters."""
    match = _CODE.match(text, at)
    assert match
    run = match[0]
    if len(run) >= 15 and len(re.findall(r"[0-9*×]", run)) >= 8:
        done.symbols.append(lex.IDENTITY)
        return match.end()
    return None


def date(text: str, at: int, done: Masked) -> int | None:
    """Mask a date."""
    return leave(_DATE, lex.DATE, text, at, done)


def time(text: str, at: int, done: Masked) -> int | None:
    """Mask a time of day."""
    match = _TIME.match(text, at)
    return _timed(match.end(), done) if match else None


def _timed(end: int, done: Masked) -> int:
    if "".join(done.symbols[-2:]) in lex.DAY_PARTS:
        del done.symbols[-2:]
    done.symbols.append(lex.TIME)
    return end


def phone(text: str, at: int, done: Masked) -> int | None:
    """Mask a telephone number."""
    return leave(_PHONE, lex.PHONE, text, at, done)


def house(text: str, at: int, done: Masked) -> int | None:
    """Mask house numbers, with the road and the divisions before them."""
    match = _HOUSE.match(text, at)
    if not match:
        return None
    symbols = done.symbols
    last = symbols[-1] if symbols else ""
    if last == lex.PLACE:
        return match.end()
    if last and last in lex.ROAD_ENDS:
        end = len(symbols)
        end -= 1 + plain_tail(symbols, end - 1, 5, "", lex.AREAS)
        del symbols[take_place(symbols, end) :]
        symbols.append(lex.PLACE)
    else:
        symbols.append(lex.NUMBER if match[1] == "号" and not match[2] else lex.PLACE)
    return match.end()


def quantity(text: str, at: int, done: Masked) -> int | None:
    """Bucket a quantity in Arabic figures."""
    match = _QUANTITY.match(text, at)
    if not match:
        return None
    whole = match[1].replace(",", "")
    if len(whole) > 12:
        return None
    decimals = (match[2] or "")[:DECIMALS].ljust(DECIMALS, "0")
    power = sum(POWERS[c] for c in match[3])
    done.symbols.append(quantity_symbol(int(whole + decimals), power, match[4]))
    return match.end()


def number(text: str, at: int, done: Masked) -> int | None:
    """A number that nothing explains: a long one identifies, a short one is left."""
    match = re.compile(r"[0-9a-z]+").match(text, at)
    assert match
    digits = len(re.findall(r"[0-9]", match[0]))
    if digits >= 6 or (digits and len(match[0]) >= 6 and digits < len(match[0])):
        done.symbols.append(lex.NUMBER)
    else:
        done.symbols.extend(match[0])
    return match.end()


def figures(text: str, at: int, done: Masked) -> int | None:
    """Mask or bucket what is written in Chinese figures."""
    if match := _FIGURE_DATE.match(text, at):
        done.symbols.append(lex.DATE)
        return match.end()
    if match := _FIGURE_TIME.match(text, at):
        return _timed(match.end(), done)
    run = _FIGURES.match(text, at)
    assert run
    match = _FIGURE_QUANTITY.match(text, at) if len(run[0]) <= 9 else None
    if match:
        value = figures_value(match[1]) * 10**DECIMALS
        done.symbols.append(quantity_symbol(value, len(match[2]) * POWERS["亿"], match[3]))
        return match.end()
    done.symbols.extend(run[0])
    return run.end()
