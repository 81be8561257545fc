"""Rules of masking for documents, plates, citations, people, firms and towns."""

from __future__ import annotations

import re

from discretion.similarity import lexicon as lex
from discretion.similarity.masked import (
    FIRM_EXTRA,
    FIRM_REACH,
    HAN,
    Masked,
    known_at,
    leave,
    plain_tail,
    take_place,
)
from discretion.similarity.quantities import figures_value

_FILE = re.compile(r"\((?:19|20)[0-9]{2}\)[\u4e00-\u9fff0-9-]{0,16}?[0-9]号")
_PLATE = re.compile(rf"[{lex.PROVINCES}][a-z][·.-]?[0-9a-z*×]{{4,6}}(?![0-9a-z*×])")


def file(text: str, at: int, done: Masked) -> int | None:
    """Mask (2022)…123号 and the letters of the authority before it, from the province on."""
    match = _FILE.match(text, at)
    if not match:
        return None
    tail = "".join(done.symbols[-12:])
    prefix = re.search(rf"[{lex.PROVINCES}][\u4e00-\u9fff]*\Z", tail)
    if prefix:
        del done.symbols[len(done.symbols) - len(prefix[0]) :]
    done.symbols.append(lex.FILE)
    return match.end()


def plate(text: str, at: int, done: Masked) -> int | None:
    """Mask a number plate."""
    return leave(_PLATE, lex.PLATE, text, at, done)


_NUMERAL = r"(?:[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,7})"
_TITLE = re.compile(r"《([^《》]{2,40})》(?:\([^()]{0,20}\))?")
_SUBPARAGRAPH = rf"第(?:\({_NUMERAL}\)|{_NUMERAL})项"
_PARAGRAPH = rf"第{_NUMERAL}款(?:{_SUBPARAGRAPH})?"
_ARTICLE = re.compile(rf"第({_NUMERAL})条(?:之({_NUMERAL}))?(?:{_PARAGRAPH}|{_SUBPARAGRAPH})?")
_FURTHER = re.compile(rf"{_PARAGRAPH}|{_SUBPARAGRAPH}")
_AND = re.compile(r"[、,和及与或]|以及")


def citation(text: str, at: int, done: Masked) -> int | None:
    """Mask a cited statute and its articles, which become terms."""
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


# --- people, firms, towns -----------------------------------------------------------------------

_ANONYMOUS = re.compile(r"某{1,3}(?:[甲乙丙丁戊己庚辛]|[0-9]{1,3}|[a-z*×]{1,3})?")
_PSEUDONYM = re.compile(r"某(?:个人|公司|单位)[0-9]{1,4}")
_STARS = re.compile(r"[*×]+|x{1,3}(?![a-z])[0-9]{0,2}")


def pseudonym(text: str, at: int, done: Masked) -> int | None:
    """Mask 某个人001: a party under a pseudonym that is told apart by its number."""
    return leave(_PSEUDONYM, lex.NAME, text, at, done)


def stars(text: str, at: int, done: Masked) -> int | None:
    """Mask 张*, 张××, 张xx1, the surname included."""
    match = _STARS.match(text, at)
    if not match or not done.symbols or done.symbols[-1] not in lex.SURNAMES:
        return None
    done.symbols[-1] = lex.NAME
    return match.end()


def role(text: str, at: int, done: Masked) -> int | None:
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
        length = 0 if known_at(text, start, done.known) else _person(text, start)
        if not length and not known_at(text, start, done.known):
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
        if len(part) < given or any(not HAN.match(c) or c in lex.BREAKS for c in part):
            return 0
        if given == 2 and part[1] in lex.AFTER_NAME:
            return 0
        after = text[end] if end < len(text) else ""
        if not after or not HAN.match(after) or after in lex.BREAKS + lex.AFTER_NAME:
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
        if char in lex.BREAKS or not (HAN.match(char) or char in FIRM_EXTRA):
            return 0
    return 0


def firm_end(text: str, at: int, done: Masked) -> int | None:
    """Mask a firm known by the end of its name, and learn the name."""
    last = next((s for s in lex.FIRM_ENDS if text.startswith(s, at)), None)
    if not last:
        return None
    count = plain_tail(done.symbols, len(done.symbols), FIRM_REACH, FIRM_EXTRA, "")
    if count < 2:
        return None
    name = "".join(done.symbols[len(done.symbols) - count :]) + last
    del done.symbols[len(done.symbols) - count :]
    done.symbols.append(lex.NAME)
    done.learn(name)
    return at + len(last)


def town(text: str, at: int, done: Masked) -> int | None:
    """Mask a town after its district."""
    last = next((s for s in lex.TOWNS if text.startswith(s, at)), None)
    if not last:
        return None
    symbols = done.symbols
    end = len(symbols)
    if end and symbols[-1] == lex.PLACE:
        return at + len(last)
    count = plain_tail(symbols, end, 4, "", lex.AREAS)
    district = end - count
    if count < 2 or district == 0 or symbols[district - 1] not in "区县":
        return None
    start = take_place(symbols, district)
    if start == district:
        return None
    del symbols[start:]
    symbols.append(lex.PLACE)
    return at + len(last)
