"""Words for values: money, ranges, places of law, grades; and sentences for codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from discretion.model.determination import DutyNote, Place, Range, Reason
from discretion.model.money import Money
from discretion.model.review import Finding
from discretion.report.texts_en import TEXTS as EN
from discretion.report.texts_zh import TEXTS as ZH

Language = Literal["zh", "en"]

_DIGITS = "零一二三四五六七八九"
_GRADES = ("grade", "grade_before", "grade_after")
_LABELLED = {"status": "status", "outcome": "outcome", "kind": "kind", "lacking": "lacking"}


def numeral(number: int) -> str:
    """Return a whole number from 1 to 9999 as statutes write it: 二十五, 一百零三.

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


def clean(text: str) -> str:
    """Return *text* without control characters: what a user wrote never steers a terminal."""
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else "�" for c in text)


_TESTS = {"true": ("是", "yes"), "false": ("否", "no"), "null": ("未载明", "not given")}


class Words:
    """Everything that is said in one language."""

    def __init__(self, language: Language = "zh") -> None:
        self.language: Language = language
        self.texts = ZH if language == "zh" else EN

    def __call__(self, code: str, **values: object) -> str:
        """Return the text of *code* with its values put in."""
        return self.texts[code].format(**values)

    # --- values --------------------------------------------------------------------------------

    def money(self, amount: Money | None) -> str:
        """Return an amount with its unit."""
        if amount is None:
            return self("label.unknown")
        return self(
            "money", yuan=f"{amount.as_yuan:,}" if amount.fen % 100 else f"{amount.fen // 100:,}"
        )

    def range(self, span: Range | None) -> str:
        """Return a range in the words of statutes: 以上 and 以下 include the number."""
        if span is None:
            return self("range.none")
        low, high = self.money(span.minimum), self.money(span.maximum)
        if span.maximum is None:
            return self("range.over" if span.minimum_open else "range.min", low=low)
        if span.minimum == span.maximum:
            return self("range.fixed", low=low)
        if not span.minimum_open and not span.maximum_open:
            return self("range.max" if not span.minimum.fen else "range.closed", low=low, high=high)
        start = self("range.over" if span.minimum_open else "range.min", low=low)
        end = self("range.under" if span.maximum_open else "range.max", high=high)
        if not span.minimum.fen:
            return end
        return self("range.join", low=start, high=end)

    def place(self, place: Place | None, version: bool = True) -> str:
        """Return a citation, complete enough to be looked up."""
        if place is None:
            return ""
        if self.language == "zh":
            text = place.title if place.title.startswith("《") else f"《{place.title}》"
            if version and place.version:
                text += f"（{place.version}）"
            for number, unit in (
                (place.article, "第{}条"),
                (place.paragraph, "第{}款"),
                (place.subparagraph, "第（{}）项"),
            ):
                text += unit.format(numeral(number)) if number else ""
            return text
        steps = [str(place.article)] if place.article else []
        steps += [f"({n})" for n in (place.paragraph, place.subparagraph) if n]
        dated = f" ({place.version})" if version and place.version else ""
        return f"{place.title}{dated}" + (f" art. {''.join(steps)}" if steps else "")

    def grade(self, grade: str | None) -> str:
        """Return the name of a grade."""
        return self(f"grade.{grade or 'none'}")

    def status(self, status: str | None) -> str:
        """Return whether a benchmark is official."""
        return self(f"status.{status or 'none'}")

    def value(self, value: object) -> str:
        """Return any value of a reason in words."""
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, Range):
            return self.range(value)
        if value is None:
            return self("label.unknown")
        if isinstance(value, bool):
            return (
                ("是" if value else "否") if self.language == "zh" else ("yes" if value else "no")
            )
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return f"{value.normalize():f}" if value else "0"
        if isinstance(value, tuple):
            return "、".join(self.value(v) for v in value)
        return clean(str(value))

    # --- sentences -----------------------------------------------------------------------------

    def reason(
        self, reason: Reason, facts: dict[str, Any] | None = None, kind: str = "reason"
    ) -> str:
        """Return one step of reasoning; *facts* are the values that the case gives."""
        values = dict(reason.values)
        known = facts or {}
        if self.language == "en":
            values["text"] = values.get("text_en", values.get("text"))
        shown: dict[str, object] = {}
        for name, value in values.items():
            if name in _GRADES:
                shown[name] = self.grade(value)
            elif name in _LABELLED:
                shown[name] = self(f"{_LABELLED[name]}.{value or 'none'}")
            elif name == "mode":
                shown[name] = self(f"mode.{value}")
            elif name == "party":
                shown[name] = self(f"party.{value}")
            elif name.endswith("_share") or name == "share":
                shown[name] = f"{Decimal(value) * 100:.4g}%"
            else:
                shown[name] = self.value(value)
        self._adjust(reason.code, values, shown, known)
        return self(f"{kind}.{reason.code}", **shown)

    def _adjust(
        self, code: str, values: dict[str, Any], shown: dict[str, object], facts: dict[str, Any]
    ) -> None:
        if code == "clause":
            label = clean(values["label"] or "")
            shown["label"] = (
                f"（{label}）" if label and self.language == "zh" else label and f" ({label})"
            )
        elif code == "row":
            label = clean(values["label"] or "")
            shown["label"] = f"“{label}”" if label else ""
            number = values.get("number")
            shown["status"] = self.status(values["status"]) + (f"，{number}" if number else "")
        elif code == "fact":
            fact, choices = facts.get(values["fact"]), dict(values["choices"])
            unit = values.get("unit") or ""
            if isinstance(fact, str):
                fact = choices.get(fact, fact)
            shown["value"] = self("label.unknown") if fact is None else f"{self.value(fact)}{unit}"
            shown["test"] = self.test(values["test"], None, choices)
        elif code == "statutory_range":
            shown["rate"] = self._rate(values)
        elif code == "fact_not_declared":
            near = values.get("suggestion")
            hint = (
                f"，您是不是要写 {near}？" if self.language == "zh" else f"; did you mean {near}?"
            )
            shown["suggestion"] = hint if near else ""
        elif code == "item_not_known":
            shown["items"] = "、".join(
                f"{clean(item)}" + (f"（{near}？）" if near else "")
                for item, near in values["items"]
            )
        elif code in ("decision_law_not_held", "text_replaced"):
            shown["note"] = clean(values.get("note") or "")

    def _rate(self, values: dict[str, Any]) -> str:
        form = values["form"]
        if "of" not in values:
            return ""
        low, high = (
            None if rate is None else self(f"form.{form}", rate=self.value(rate))
            for rate in (values["rate_min"], values["rate_max"])
        )
        of = " × ".join(values["of"])
        text = (
            self("form.of", of=of, low=low, high=high)
            if low
            else self("form.of_max", of=of, high=high)
        )
        if low and low == high:
            text = self("form.of", of=of, low=low, high="").rstrip("–")
        for end in ("floor", "cap"):
            if values[end] is not None:
                text += self(f"form.{end}", **{end: self.money(values[end])})
        return f"（{text.strip('，, ')}）" if self.language == "zh" else f" ({text.strip(', ')})"

    def finding(self, finding: Finding) -> str:
        """Return one point of a review."""
        values = dict(finding.values)
        shown = {name: self.value(value) for name, value in values.items()}
        for name, group in _LABELLED.items():
            if name in values:
                shown[name] = self(f"{group}.{values[name] or 'none'}")
        if finding.code == "off_benchmark":
            share = values["share"]
            shown["share"] = "—" if share is None else f"{share}%"
        if finding.code == "unusual":
            for name in ("severity", "median", "low", "high"):
                shown[name] = f"{values[name]:.2f}"
            pairs = (("middle", "median"), ("least", "low"), ("most", "high"), ("mine", "severity"))
            for name, other in pairs:
                fine = values["fine"] if name == "mine" else values[f"fine_{other}"]
                shown[name] = self.money(fine) if fine is not None else shown[other]
        if finding.code == "too_few_comparables":
            shown["effective_n"] = f"{values['effective_n']:.1f}"
            shown["enough"] = f"{values['enough']:.0f}"
        if finding.code == "duty_missed":
            due = values["due"]
            shown["duty"] = self.duty_name(values["duty"])
            shown["due"] = f"（{due}）" if due else ""
        return self(f"finding.{finding.code}", **shown)

    def duty_name(self, code: str) -> str:
        """Return a duty in a few words, without its figures."""
        blank = {"threshold": "", "days": "90", "ceiling": "", "percent_per_day": "3"}
        return self(f"duty.{code}", **blank).strip()

    def duty(self, note: DutyNote) -> tuple[str, str]:
        """Return a duty in words, and where it stands."""
        values = dict(note.values)
        shown = {name: self.value(value) for name, value in values.items()}
        threshold = values.get("threshold")
        shown["threshold"] = ""
        if threshold is not None:
            shown["threshold"] = self("duty.threshold", threshold=self.money(threshold))
        text = self(f"duty.{note.code}", **shown)
        if values.get("certain") is False and note.code in ("hearing", "legal_review"):
            text += self("duty.possible")
        if note.met is not None:
            state = "duty.met" if note.met else "duty.missed"
        elif note.code == "on_the_spot":
            allowed = values.get("allowed")
            state = {True: "duty.allowed", False: "duty.not_allowed", None: "duty.note"}[allowed]
        else:
            state = "duty.note" if note.code in ("surcharge", "daily_fine") else "duty.open"
        return text, self(state)

    def test(self, test: str, unit: str | None, choices: dict[str, str] | None = None) -> str:
        """Return a unary test in plain words where it is a simple value."""
        if test in _TESTS:
            return _TESTS[test][0 if self.language == "zh" else 1]
        for key, label in (choices or {}).items():
            test = test.replace(f'"{key}"', label)
        return clean(test.replace('"', "")) + (f" {unit}" if unit else "")

    def joined(self, parts: Iterable[str]) -> str:
        """Join words of a list."""
        return ("、" if self.language == "zh" else ", ").join(p for p in parts if p)
