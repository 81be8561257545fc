"""What identifies is masked and what is measured is bucketed: the definition, made to be read.

A normalised text is read once from left to right. At each place the first rule that applies takes
its characters and leaves one symbol; otherwise the character stays. Some rules also take back
what stands before: ``沪宜公路1234号`` is known as an address only by its number. All bounds are
fixed, so that the time is linear. The scanner that is used for many texts must give the same
symbols (:mod:`discretion.similarity.scanner`; tests hold the two against each other).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from discretion.similarity import lexicon as lex
from discretion.similarity.normal import normalise
from discretion.similarity.quantities import (
    DECIMALS,
    POWERS,
    UNITS,
    figures_value,
    quantity_symbol,
)

Article = tuple[str, int, int]
"""A cited statute's title, its article and the number after 之; article 0: the statute alone."""

MOST_NAMES = 16
"""Names that one text may teach; later ones are masked only where they are introduced."""
NAME_REACH, FIRM_REACH = 4, 28


@dataclass(slots=True)
class Masked:
    """A text after masking."""

    symbols: list[str] = field(default_factory=list)
    """Characters, and symbols from ``SYMBOLS`` on for what was masked or measured."""
    articles: list[Article] = field(default_factory=list)
    """What is cited, in the order of the text."""
    known: list[str] = field(default_factory=list)
    """Names that are masked wherever they stand: those given, then those that the text taught."""
    taught: int = 0

    def learn(self, name: str) -> None:
        """Mask *name* wherever it stands from here on."""
        if self.taught < MOST_NAMES:
            self.known.append(name)
            self.taught += 1


def mask_text(text: str, names: Iterable[str] = ()) -> Masked:
    """Return *text* masked; *names* are words known to identify, of two characters or more."""
    done = Masked(known=[n for n in map(normalise, names) if len(n) > 1])
    text = normalise(text)
    at = 0
    while at < len(text):
        end = at + _known(text, at, done.known)
        if end > at:
            done.symbols.append(lex.NAME)
        else:
            end = _apply(text, at, done) or at
        if end == at:
            done.symbols.append(text[at])
            end = at + 1
        at = end
    return done


def _apply(text: str, at: int, done: Masked) -> int | None:
    for rule in _RULES.get(text[at], ()):
        end = rule(text, at, done)
        if end is not None:
            return end
    return None


def _known(text: str, at: int, names: list[str]) -> int:
    return max((len(n) for n in names if text.startswith(n, at)), default=0)


# --- looking back -------------------------------------------------------------------------------

_PLAIN = re.compile(r"[\u4e00-\u9fff]")


def _plain_tail(symbols: list[str], end: int, most: int, extra: str, stops: str) -> int:
    """Return how many symbols before *end* may belong to a name, *most* at most."""
    count = 0
    while count < most and end - count > 0:
        char = symbols[end - count - 1]
        if char in lex.BREAKS or char in stops:
            break
        if not _PLAIN.match(char) and char not in extra:
            break
        if end - count > 1 and symbols[end - count - 2] + char in lex.BREAK_PAIRS:
            break
        count += 1
    return count


_FIRM_EXTRA = "0123456789abcdefghijklmnopqrstuvwxyz()·"


def _take_place(symbols: list[str], end: int) -> int:
    """Return where the divisions that end at *end* begin: 上海市嘉定区江桥镇."""
    for lasts, most in (("镇乡", 4), ("区县", 3), ("市", 3), ("省", 3)):
        if end and symbols[end - 1] in lasts:
            count = _plain_tail(symbols, end - 1, most, "", lex.AREAS)
            if count == 0:
                return end
            end -= 1 + count
    return end


# --- numbers ------------------------------------------------------------------------------------

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


def _code(text: str, at: int, done: Masked) -> int | None:
    match = _CODE.match(text, at)
    assert match
    run = match[0]
    if len(run) >= 15 and len(re.findall(r"[0-9*×]", run)) >= 8:
        done.symbols.append(lex.IDENTITY)
        return match.end()
    return None


def _date(text: str, at: int, done: Masked) -> int | None:
    return _one(_DATE, lex.DATE, text, at, done)


def _time(text: str, at: int, done: Masked) -> int | None:
    match = _TIME.match(text, at)
    return _timed(match.end(), done) if match else None


def _timed(end: int, done: Masked) -> int:
    if "".join(done.symbols[-2:]) in lex.DAY_PARTS:
        del done.symbols[-2:]
    done.symbols.append(lex.TIME)
    return end


def _phone(text: str, at: int, done: Masked) -> int | None:
    return _one(_PHONE, lex.PHONE, text, at, done)


def _house(text: str, at: int, done: Masked) -> int | None:
    match = _HOUSE.match(text, at)
    if not match:
        return None
    symbols = done.symbols
    last = symbols[-1] if symbols else ""
    if last == lex.PLACE:
        return match.end()
    if last and last in lex.ROAD_ENDS:
        end = len(symbols)
        end -= 1 + _plain_tail(symbols, end - 1, 5, "", lex.AREAS)
        del symbols[_take_place(symbols, end) :]
        symbols.append(lex.PLACE)
    else:
        symbols.append(lex.NUMBER if match[1] == "号" and not match[2] else lex.PLACE)
    return match.end()


def _quantity(text: str, at: int, done: Masked) -> int | None:
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


def _number(text: str, at: int, done: Masked) -> int | None:
    """A number that nothing explains: a long one identifies, a short one is left."""
    match = re.compile(r"[0-9a-z]+").match(text, at)
    assert match
    digits = len(re.findall(r"[0-9]", match[0]))
    if digits >= 6 or (digits and len(match[0]) >= 6 and digits < len(match[0])):
        done.symbols.append(lex.NUMBER)
    else:
        done.symbols.extend(match[0])
    return match.end()


def _figures(text: str, at: int, done: Masked) -> int | None:
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


# --- documents, plates, citations ---------------------------------------------------------------

_FILE = re.compile(r"\((?:19|20)[0-9]{2}\)[\u4e00-\u9fff0-9-]{0,16}?[0-9]号")
_PLATE = re.compile(rf"[{lex.PROVINCES}][a-z][·.-]?[0-9a-z*×]{{4,6}}(?![0-9a-z*×])")


def _file(text: str, at: int, done: Masked) -> int | None:
    match = _FILE.match(text, at)
    if not match:
        return None
    tail = "".join(done.symbols[-12:])
    prefix = re.search(rf"[{lex.PROVINCES}][\u4e00-\u9fff]*\Z", tail)
    if prefix:
        del done.symbols[len(done.symbols) - len(prefix[0]) :]
    done.symbols.append(lex.FILE)
    return match.end()


def _plate(text: str, at: int, done: Masked) -> int | None:
    return _one(_PLATE, lex.PLATE, text, at, done)


_NUMERAL = r"(?:[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,7})"
_TITLE = re.compile(r"《([^《》]{2,40})》(?:\([^()]{0,20}\))?")
_SUBPARAGRAPH = rf"第(?:\({_NUMERAL}\)|{_NUMERAL})项"
_PARAGRAPH = rf"第{_NUMERAL}款(?:{_SUBPARAGRAPH})?"
_ARTICLE = re.compile(rf"第({_NUMERAL})条(?:之({_NUMERAL}))?(?:{_PARAGRAPH}|{_SUBPARAGRAPH})?")
_FURTHER = re.compile(rf"{_PARAGRAPH}|{_SUBPARAGRAPH}")
_AND = re.compile(r"[、,和及与或]|以及")


def _citation(text: str, at: int, done: Masked) -> int | None:
    match = _TITLE.match(text, at)
    if not match:
        return None
    title = match[1].split("(")[0].removeprefix("中华人民共和国")
    if len(title) < 2 or title[-1] not in lex.STATUTE_ENDS:
        return None
    end, found = match.end(), False
    place = end
    while True:
        part = _ARTICLE.match(text, place)
        if part:
            done.articles.append((title, _numeral(part[1]), _numeral(part[2] or "")))
            found = True
        else:
            part = _FURTHER.match(text, place) if found else None
        if not part:
            break
        end = part.end()
        joint = _AND.match(text, end)
        if not joint:
            break
        place = joint.end()
    if not found:
        done.articles.append((title, 0, 0))
    done.symbols.append(lex.CITATION)
    return end


def _numeral(word: str) -> int:
    if not word:
        return 0
    return int(word) if word[0] in "0123456789" else figures_value(word)


# --- people and firms ---------------------------------------------------------------------------

_ANONYMOUS = re.compile(r"某{1,3}(?:[甲乙丙丁戊己庚辛]|[0-9]{1,3}|[a-z*×]{1,3})?")
_PSEUDONYM = re.compile(r"某(?:个人|公司|单位)[0-9]{1,4}")
_STARS = re.compile(r"[*×]+|x{1,3}(?![a-z])[0-9]{0,2}")


def _pseudonym(text: str, at: int, done: Masked) -> int | None:
    return _one(_PSEUDONYM, lex.NAME, text, at, done)


def _stars(text: str, at: int, done: Masked) -> int | None:
    match = _STARS.match(text, at)
    if not match or not done.symbols or done.symbols[-1] not in lex.SURNAMES:
        return None
    done.symbols[-1] = lex.NAME
    return match.end()


def _role(text: str, at: int, done: Masked) -> int | None:
    """Mask whom a role names; an anonymised name (张某) identifies nobody and helps to compare."""
    role = next((r for r in lex.ROLES if text.startswith(r, at)), None)
    if not role:
        return None
    done.symbols.extend(role)
    end = at + len(role)
    lead = re.compile(r"[:(]?(?:姓名|名称)?:?").match(text, end)
    assert lead
    start = lead.end()
    while True:
        length = 0 if _known(text, start, done.known) else _person(text, start)
        if not length and not _known(text, start, done.known):
            length = _firm(text, start)
        if not length:
            return end
        name = text[start : start + length]
        if "某" in name and role != lex.PARTY:
            return end
        done.symbols.extend(text[end:start])
        done.symbols.append(lex.NAME)
        end = start + length
        if "某" not in name:
            done.learn(name)
        if end >= len(text) or text[end] not in "、和与及":
            return end
        start = end + 1


def _person(text: str, at: int) -> int:
    """Return the length of the personal name at *at*; 0 if there is none."""
    surname = 2 if text[at : at + 2] in lex.COMPOUND_SURNAMES else 1
    if surname == 1 and (at >= len(text) or text[at] not in lex.SURNAMES):
        return 0
    if text[at + surname : at + surname + 1] == "某":
        match = _ANONYMOUS.match(text, at + surname)
        assert match
        return match.end() - at
    for given in (1, 2):
        end = at + surname + given
        part = text[at + surname : end]
        if len(part) < given or any(not _PLAIN.match(c) or c in lex.BREAKS for c in part):
            return 0
        if given == 2 and part[1] in lex.AFTER_NAME:
            return 0
        after = text[end] if end < len(text) else ""
        if not after or not _PLAIN.match(after) or after in lex.BREAKS + lex.AFTER_NAME:
            return surname + given
    return 0


def _firm(text: str, at: int) -> int:
    """Return the length of the organisation's name at *at*; 0 if there is none."""
    if at < len(text) and text[at] in lex.AFTER_NAME:
        return 0
    for end in range(at, min(at + FIRM_REACH, len(text))):
        if end - at >= 2:
            for last in lex.ORGANISATIONS:
                if text.startswith(last, end):
                    return end + len(last) - at
        char = text[end]
        if char in lex.BREAKS or not (_PLAIN.match(char) or char in _FIRM_EXTRA):
            return 0
    return 0


def _firm_end(text: str, at: int, done: Masked) -> int | None:
    last = next((s for s in lex.FIRM_ENDS if text.startswith(s, at)), None)
    if not last:
        return None
    count = _plain_tail(done.symbols, len(done.symbols), FIRM_REACH, _FIRM_EXTRA, "")
    if count < 2:
        return None
    name = "".join(done.symbols[len(done.symbols) - count :]) + last
    del done.symbols[len(done.symbols) - count :]
    done.symbols.append(lex.NAME)
    done.learn(name)
    return at + len(last)


def _town(text: str, at: int, done: Masked) -> int | None:
    last = next((s for s in lex.TOWNS if text.startswith(s, at)), None)
    if not last:
        return None
    symbols = done.symbols
    end = len(symbols)
    if end and symbols[-1] == lex.PLACE:
        return at + len(last)
    count = _plain_tail(symbols, end, 4, "", lex.AREAS)
    district = end - count
    if count < 2 or district == 0 or symbols[district - 1] not in "区县":
        return None
    start = _take_place(symbols, district)
    if start == district:
        return None
    del symbols[start:]
    symbols.append(lex.PLACE)
    return at + len(last)


def _one(pattern: re.Pattern[str], symbol: str, text: str, at: int, done: Masked) -> int | None:
    match = pattern.match(text, at)
    if not match:
        return None
    done.symbols.append(symbol)
    return match.end()


Rule = Callable[[str, int, Masked], int | None]


def _dispatch() -> dict[str, tuple[Rule, ...]]:
    """Return the rules by the character at which they begin, in the order of trial."""
    rules: dict[str, tuple[Rule, ...]] = {}

    def add(chars: Iterable[str], *more: Rule) -> None:
        for char in dict.fromkeys(chars):
            rules[char] = rules.get(char, ()) + more

    add("0123456789", _code, _date, _time, _house, _phone, _quantity, _number)
    add("x", _code, _stars, _number)
    add("abcdefghijklmnopqrstuvwyz", _code, _number)
    add("*×", _code, _stars)
    add("(", _file)
    add("《", _citation)
    add(lex.PROVINCES, _plate)
    add("某", _pseudonym)
    add((role[0] for role in lex.ROLES), _role)
    add((word[0] for word in lex.FIRM_ENDS), _firm_end)
    add((word[0] for word in lex.TOWNS), _town)
    add(lex.FIGURES, _figures)
    return rules


_RULES = _dispatch()
