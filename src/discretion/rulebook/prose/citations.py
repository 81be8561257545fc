"""Citations in prose, scanned into places: statute, article, paragraph and item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from discretion.rulebook.prose.numerals import NUMERAL_CHARACTERS, fold, parse_ordinal

_UNITS = "条款项目"
_SEPARATORS = frozenset("、,和及与或并;以")
_RANGES = frozenset("至到~-—")
_WIDEST_RANGE = 60
_ENDINGS = ("条例", "办法", "规定", "法典", "细则", "规则", "决定", "标准", "法", "令")
_LEADS = ("依据", "根据", "按照", "依照", "违反了", "违反", "适用", "及", "和")


@dataclass(frozen=True, slots=True)
class ParsedCitation:
    """A place as the text cites it; ``title`` is None where no statute was named before it.

    ``inserted`` is the number after 之 (第八条之一 is article 8, inserted 1).
    """

    title: str | None
    article: int | None = None
    paragraph: int | None = None
    subparagraph: int | None = None
    inserted: int | None = None

    def __str__(self) -> str:
        text = f"《{self.title}》" if self.title else ""
        if self.article:
            text += f"第{self.article}条" + (f"之{self.inserted}" if self.inserted else "")
        if self.paragraph:
            text += f"第{self.paragraph}款"
        return text + (f"第({self.subparagraph})项" if self.subparagraph else "")


# --- scanning ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """``title``, ``number``, ``bracketed``, ``unit``, ``inserted``, ``separator``, ``range`` or
    ``other``."""
    text: str = ""
    number: int = 0


@lru_cache(maxsize=8192)
def parse_citations(text: str) -> tuple[ParsedCitation, ...]:
    """Return the places that *text* cites, in order; what a place leaves out is inherited.

    ``第十六条第一款第（二）项、第二款`` is article 16 paragraph 1 item 2, and article 16
    paragraph 2. Lists (``第八、九条``) and ranges (``第一项至第三项``) are spelt out. Text
    without any place gives an empty tuple.
    """
    builder = _Builder()
    for token in _tokens(fold(text)):
        builder.take(token)
    builder.close()
    return tuple(dict.fromkeys(builder.found))


def _tokens(text: str) -> Iterator[_Token]:
    position, plain = 0, 0
    while position < len(text):
        char = text[position]
        if char == "《":
            title, position = _title(text, position)
            yield _Token("title", title)
            plain = position
        elif char == "第":
            number, after = _numeral(text, position + 1)
            if number is None:
                position += 1
                continue
            if bare := _bare_title(text[plain:position]):
                yield _Token("title", bare)
            yield _Token("number", number=number)
            position = plain = after
        elif char == "(":
            number, after = _numeral(text, position)
            if number is None:
                # A remark such as （2018年修正） or （沪府令第5号）: no place stands in it.
                position = text.find(")", position) + 1 or len(text)
            else:
                yield _Token("bracketed", number=number)
                position = plain = after
        elif char in _UNITS:
            yield _Token("unit", char)
            position += 1
        elif char == "之":
            number, after = _numeral(text, position + 1)
            yield _Token("other") if number is None else _Token("inserted", number=number)
            position = after if number is not None else position + 1
        elif char in _SEPARATORS:
            yield _Token("separator")
            position += 1
        elif char in _RANGES:
            yield _Token("range")
            position += 1
        elif char in NUMERAL_CHARACTERS:
            number, after = _numeral(text, position)
            # What follows a number without 第 decides whether it can be a place: 25条.
            unit = text[after] if after < len(text) and text[after] in _UNITS else ""
            yield _Token("other") if number is None else _Token("number", "bare" + unit, number)
            position = after if number is not None else position + 1
        else:
            if not char.isspace():
                yield _Token("other")
            position += 1


def _title(text: str, start: int) -> tuple[str, int]:
    """Read 《…》, nested ones included; one left open ends before its first 第."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] == "《") - (text[i] == "》")
        if not depth:
            return text[start + 1 : i].strip(), i + 1
    end = text.find("第", start)
    end = len(text) if end < 0 else end
    return text[start + 1 : end].strip(" 》,、"), end


def _numeral(text: str, start: int) -> tuple[int | None, int]:
    """Read a whole number, in brackets or not, and return it with the position after it."""
    position = start
    while position < len(text) and text[position] == " ":
        position += 1
    bracketed = position < len(text) and text[position] == "("
    position += bracketed
    first = position
    while position < len(text) and text[position] in NUMERAL_CHARACTERS - {",", "."}:
        position += 1
    if position == first or (bracketed and text[position : position + 1] != ")"):
        return None, start
    try:
        number = parse_ordinal(text[first:position])
    except ValueError:
        return None, start
    position += bracketed
    while position < len(text) and text[position] == " ":
        position += 1
    return number, position


def _bare_title(text: str) -> str | None:
    """A statute named without 《》, such as 上海市绿化条例第四十五条."""
    for mark in "、,;。:":
        text = text.rpartition(mark)[2]
    text = text.strip()
    for lead in _LEADS:
        text = text.removeprefix(lead)
    return text if len(text) >= 4 and text.endswith(_ENDINGS) else None


@dataclass
class _Builder:
    """Collects places: numbers wait until their unit arrives, because a list shares one."""

    found: list[ParsedCitation] = field(default_factory=list)
    current: ParsedCitation = ParsedCitation(None)
    waiting: list[int] = field(default_factory=list)
    bracketed: bool = False
    ranged: bool = False
    listed: bool = False
    unit: str = ""

    def take(self, token: _Token) -> None:
        match token.kind:
            case "title":
                self.close()
                self.current = ParsedCitation(token.text)
            case "number" | "bracketed":
                if token.text.startswith("bare") and not self.bare_counts(token.text[4:]):
                    self.drop()
                else:
                    self.bracketed = token.kind == "bracketed"
                    self.wait(token.number)
            case "unit":
                self.place(token.text)
            case "inserted":
                if self.unit == "条" and not self.waiting:
                    self.current = replace(self.current, inserted=token.number)
            case "separator":
                self.listed = True
            case "range":
                self.ranged = True
            case _:
                self.drop()
                self.ranged = self.listed = False

    def bare_counts(self, unit: str) -> bool:
        """Whether a number without 第 is a place: in a list (第八、九条), or 《…》25条."""
        if self.waiting and (self.listed or self.ranged):
            return True
        if unit == "条":
            return self.current.title is not None
        return bool(unit and self.current.article and (self.listed or self.ranged))

    def wait(self, number: int) -> None:
        if self.ranged:
            first = self.waiting[-1] if self.waiting else self.last
            if first is not None and first < number <= first + _WIDEST_RANGE:
                self.waiting.extend(range(first + 1, number))
        self.waiting.append(number)
        self.ranged = self.listed = False

    @property
    def last(self) -> int | None:
        """The number that was placed last, where a range such as 第一项至第三项 begins."""
        place = self.current
        return {"条": place.article, "款": place.paragraph, "项": place.subparagraph}.get(self.unit)

    def place(self, unit: str) -> None:
        for number in self.waiting:
            self.set(unit, number)
        self.waiting.clear()
        self.bracketed = self.ranged = self.listed = False

    def set(self, unit: str, number: int) -> None:
        now = self.current
        if unit == "条":
            if now.article:
                self.emit()
            self.current = ParsedCitation(now.title, number)
        elif unit == "款" and now.article:
            if now.paragraph or now.subparagraph:
                self.emit()
            self.current = replace(now, paragraph=number, subparagraph=None)
        elif unit == "项" and now.article:
            if now.subparagraph:
                self.emit()
            self.current = replace(now, subparagraph=number)
        self.unit = unit

    def drop(self) -> None:
        """Forget numbers that got no unit, but （二） right after 条 or 款 is an item."""
        if self.waiting and self.bracketed and self.unit in ("条", "款"):
            self.place("项")
        self.waiting.clear()

    def emit(self) -> None:
        if self.current.article or self.current.title:
            self.found.append(self.current)

    def close(self) -> None:
        self.drop()
        self.emit()
        self.unit = ""
        self.ranged = self.listed = False
