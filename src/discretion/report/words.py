"""Words for values: money, ranges, places of law, tests of facts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from discretion.model.determination import OtherKind, Place, Range
from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind
from discretion.report.texts import Language, texts_of
from discretion.rulebook import unary

_DIGITS = "零一二三四五六七八九"
_UNITS = {
    "次": "times",
    "天": "days",
    "周岁": "years",
    "元": "yuan",
    "倍": "times",
    "平方米": "m²",
    "立方米": "m³",
    "米": "m",
    "厘米": "cm",
    "吨": "t",
    "个": "pieces",
    "件": "pieces",
    "只": "animals",
    "辆": "vehicles",
    "株": "trees",
    "户": "households",
    "处": "places",
    "项": "items",
    "类": "kinds",
}
"""The units of the shipped rulebooks in English."""
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_INNER = str.maketrans("《》", "〈〉")
_BREAKS = re.compile(r"[ \t]*[\r\n\v\f\u0085\u2028\u2029]+[ \t]*")


def numeral(number: int) -> str:
    """Return a whole number from 1 to 9999 as statutes write it.

    >>> numeral(10), numeral(25), numeral(103), numeral(1056)
    ('十', '二十五', '一百零三', '一千零五十六')
    """
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return text.removeprefix("一") if text.startswith("一十") else text


def bare_title(title: str) -> str:
    """Return a title without the marks around it; marks inside it become the inner ones.

    >>> bare_title("《上海市公园管理条例》"), bare_title("《上海市公园管理条例》裁量基准")
    ('上海市公园管理条例', '〈上海市公园管理条例〉裁量基准')
    """
    text = clean(title).strip()
    if text.startswith("《") and text.find("》") == len(text) - 1:
        text = text[1:-1]
    return text.translate(_INNER)


def clean(text: str) -> str:
    """Return *text* on one line, without what could steer a terminal or reorder its characters.

    Line breaks become a space; controls (ESC among them), bidirectional marks and lone surrogates
    become ``�``.

    >>> clean("占道\\x1b[31m\\n经营")
    '占道�[31m 经营'
    """
    if text.isprintable():  # nothing unsafe is; the reverse does not hold, as for U+3000
        return text
    flat = _BREAKS.sub(" ", text).replace("\t", " ")
    return "".join("�" if unicodedata.category(c) in _UNSAFE else c for c in flat)


class Words:
    """Everything that is said in one language."""

    def __init__(self, language: Language = "zh") -> None:
        self.language: Language = language
        self.texts = texts_of(language)

    def __call__(self, code: str, /, **values: object) -> str:
        """Return the text of *code* with its values put in, safe to print."""
        return clean(self.texts[code].format(**values))

    def pick(self, chinese: str | None, english: str | None) -> str:
        """Return the wording of a rulebook in this language, in Chinese where it has no other."""
        return clean((english if self.language == "en" else None) or chinese or "")

    def label(self, code: str, value: str) -> str:
        """Return ``案由：…``."""
        return self("punctuation.label", label=self(f"label.{code}"), value=value)

    def joined(self, parts: Iterable[str], mark: str = "list") -> str:
        """Join words of a list, leaving out empty ones; *mark* is ``list`` or ``semicolon``."""
        return self.texts[f"punctuation.{mark}"].join(p for p in parts if p)

    def brackets(self, text: str | None) -> str:
        """Return *text* in brackets, or nothing for nothing."""
        return self("punctuation.brackets", text=text) if text else ""

    # --- money -----------------------------------------------------------------------------------

    def money(self, amount: Money | None) -> str:
        """Return an amount with its unit and thousands apart; fen only where there are any."""
        if amount is None:
            return self("label.unknown")
        yuan, fen = divmod(amount.fen, 100)
        return self("money", yuan=f"{yuan:,}.{fen:02d}" if fen else f"{yuan:,}")

    def severity(self, place: float, fine: Money | None) -> str:
        """Return a place on the severity scale as the fine that it means, if it means one."""
        return f"{place:.2f}" if fine is None else self.money(fine)

    def percent(self, share: float) -> str:
        """Return a share of 0 to 1 in percent, a small one with two figures."""
        return f"{share * 100:.2g}%" if share < 0.1 else f"{share * 100:.0f}%"

    def range(self, span: Range | None) -> str:
        """Return a range in the words of statutes: 以上 and 以下 include the number."""
        if span is None:
            return self("range.none")
        low, high = self.money(span.minimum), self.money(span.maximum)
        if span.maximum is None:
            if not span.minimum.fen:
                return self("range.unlimited")
            return self("range.over" if span.minimum_open else "range.min", low=low)
        if span.minimum == span.maximum:
            return self("range.fixed", low=low) if span.minimum.fen else self("range.zero")
        if not span.minimum.fen:
            return self("range.under" if span.maximum_open else "range.max", high=high)
        return self._between(low, high, span.minimum_open, span.maximum_open)

    def _between(self, low: str, high: str, low_open: bool, high_open: bool) -> str:
        code = {
            (False, False): "range.closed",
            (False, True): "range.closed_open",
            (True, False): "range.open_closed",
            (True, True): "range.open",
        }[low_open, high_open]
        return self(code, low=low, high=high)

    # --- law -------------------------------------------------------------------------------------

    def place(self, place: Place | None, version: bool = True) -> str:
        """Return a citation, complete enough to be looked up; without *version* a short one."""
        if place is None:
            return ""
        title = bare_title(place.title)
        if not version:
            title = title.removeprefix("中华人民共和国")
        text = self("place.title", title=title)
        if version and place.version:
            text += self("place.version", version=place.version)
        numbers = (place.article, place.paragraph, place.subparagraph)
        if self.language == "zh":
            units = ("第{}条", "第{}款", "第（{}）项")
            return text + "".join(
                u.format(numeral(n)) for u, n in zip(units, numbers, strict=True) if n
            )
        inner = "".join(f"({n})" for n in numbers[1:] if n)
        return f"{text}, art. {place.article}{inner}" if place.article else text

    def grade(self, grade: str | None) -> str:
        """Return the name of a grade."""
        return self(f"grade.{grade or 'none'}")

    def status(self, status: str | None) -> str:
        """Return whether a benchmark is official."""
        return self(f"status.{status or 'none'}")

    def other(self, other: OtherKind) -> str:
        """Return a penalty beside or instead of the fine, and how it relates to it."""
        kind, inner = self(f"kind.{other.kind.value}"), ""
        if other.object and other.kind is PenaltyKind.OTHER:
            kind = clean(other.object)  # what it is stands there alone, e.g. 限期拆除
        elif other.object:
            inner = self("other.object", object=other.object)
        text = self(f"other.{other.mode}", kind=kind, object=inner)
        return text if other.certain else text + self("other.uncertain")

    # --- facts -----------------------------------------------------------------------------------

    def number(self, value: int | Decimal) -> str:
        """Return a number without needless zeros, thousands apart."""
        return f"{Decimal(value).normalize():,f}" if value else "0"

    def value(self, value: object) -> str:
        """Return any value in words."""
        if value is None:
            return self("label.unknown")
        if isinstance(value, bool):
            return self("test.true" if value else "test.false")
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, Range):
            return self.range(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | Decimal):
            return self.number(value)
        if isinstance(value, tuple | list):
            return self.joined(self.value(v) for v in value)
        return clean(str(value.value if isinstance(value, Enum) else value))

    def share(self, share: Decimal | None) -> str:
        """Return a share of a range, 0 to 1, as a percentage."""
        return f"{self.number((share or Decimal(0)) * 100)}%"

    def fact(
        self, value: object, unit: str | None, choices: Mapping[str, str] | None = None
    ) -> str:
        """Return the value of a fact with its unit, or the label of a choice."""
        if isinstance(value, str) and choices and value in choices:
            return self.choice(value, choices[value])
        numeric = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return self.value(value) + (self.unit(unit) if unit and numeric else "")

    def choice(self, code: str, label: str) -> str:
        """Return what may be chosen; rulebooks label it in Chinese alone, but code it in English.

        >>> Words("en").choice("wet_mixed", "湿垃圾混入")
        'wet mixed (湿垃圾混入)'
        """
        if self.language == "zh":
            return clean(label)
        return f"{clean(code).replace('_', ' ')} ({clean(label)})"

    def unit(self, unit: str) -> str:
        """Return a unit as it follows a number; one without an English name stays as it is."""
        return clean(unit) if self.language == "zh" else f" {clean(_UNITS.get(unit, unit))}"

    def test(
        self, test: str, unit: str | None = None, choices: Mapping[str, str] | None = None
    ) -> str:
        """Return a unary test of the rule files in words.

        >>> Words().test("[2..5)", "吨"), Words().test("not(0)", "次"), Words().test('"a"')
        ('2吨以上不满5吨', '不是0次', 'a')
        """
        cell = unary.parse(test)
        if cell.is_any:
            return self("test.any")
        said = self.texts["test.or"].join(self._test(t, unit, choices) for t in cell.tests)
        return self("test.not", tests=said) if cell.negated else clean(said)

    def _test(
        self,
        test: unary.Interval | unary.Literal,
        unit: str | None,
        choices: Mapping[str, str] | None,
    ) -> str:
        if isinstance(test, unary.Literal):
            return self("test.null") if test.value is None else self.fact(test.value, unit, choices)
        low, high = (self.fact(end, unit) for end in (test.low, test.high))
        if test.low is None:
            return self("range.under" if test.high_open else "range.max", high=high)
        if test.high is None:
            return self("range.over" if test.low_open else "range.min", low=low)
        if not test.low_open and not test.high_open:
            return self("test.closed", low=low, high=high)
        return self._between(low, high, test.low_open, test.high_open)
