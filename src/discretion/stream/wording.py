"""A reminder in words: as a JSON object, and as one line to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from discretion.engine.book import Book
from discretion.engine.decide import place_of
from discretion.model.determination import Place, Range
from discretion.model.identity import mask_name
from discretion.model.money import Money
from discretion.report.words import Words, clean
from discretion.stream.acts import MOST_OTHERS
from discretion.stream.database import read_from
from discretion.stream.ruleset import Ruleset, filled
from discretion.stream.standing import identity


class Wording:
    """Puts reminders into the words of one language; names are starred unless *names*."""

    def __init__(self, book: Book, rules: Ruleset, words: Words, names: bool) -> None:
        self._book, self._rules, self._words, self._names = book, rules, words, names

    def line(self, seq: int, said: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON object of what was said under the number *seq*."""
        head = {"seq": seq, "state": said["state"], "on": said["on"]}
        return {**head, **self.reminder(said["content"])}

    def reminder(self, text: str) -> dict[str, Any]:
        """Return the JSON object of one reminder."""
        words = self._words
        with read_from(""):
            content = json.loads(text)
            rule = self._rules.by_code.get(content["code"])
            found: dict[str, Any] = {"id": identity(text), "code": content["code"]}
            party = content["party"]
            if party is not None:
                party = clean(party if self._names else mask_name(party))
            rest = {"case": content["case"], "party": party, "others": content["others"]}
        if rule is None:  # said under rules that have changed since
            return {**found, **rest, "by": content["by"]}
        place = _place(content["place"]) or place_of(self._book, rule.citation)
        values = {name: self._value(name, v) for name, v in content["values"].items()}
        return {
            **found,
            "severity": rule.severity,
            **rest,
            "citation": {
                "source": place.source,
                "article": place.article,
                "paragraph": place.paragraph,
                "subparagraph": place.subparagraph,
                "text": words.place(place),
            },
            "message": clean(filled(words.pick(rule.title, rule.title_en), values)),
            "todo": clean(filled(words.pick(rule.todo, rule.todo_en), values)),
            "by": content["by"],
            "status": rule.status,
        }

    def sentence(self, line: Mapping[str, Any]) -> str:
        """Return one line to read of what :meth:`line` returned."""
        words = self._words
        state = line["severity"] if line["state"] == "raised" else "cleared"
        parts = {
            "mark": words(f"stream.{state}"),
            "on": line["on"],
            "case": clean(line["case"]),
            "party": line["party"] or words("stream.no_party"),
            "message": line["message"],
        }
        if state == "cleared":
            return words("stream.line_cleared", **parts)
        by = words("stream.by", day=line["by"]) if line["by"] else ""
        text = line["citation"]["text"]
        return words("stream.line", **parts, todo=line["todo"], by=by, citation=text)

    def _value(self, name: str, value: Any) -> str:
        words = self._words
        match value:
            case None if name in ("grade", "grade_without"):
                return words("stream.no_grade")
            case None:
                return "—"
            case int() if name == "count" and value >= MOST_OTHERS:
                return words("stream.at_least", count=value)
            case {"money": amount}:
                return words.money(Money.yuan(amount))
            case {"range": [low, high, low_open, high_open]}:
                top = Money.yuan(high) if high is not None else None
                return words.range(Range(Money.yuan(low), top, low_open, high_open))
            case str() if name in ("grade", "grade_without"):
                return words.grade(value)
            case [before, after] if name == "grade_change":
                return self._change(before, after)
            case list():
                return words.joined(value)
            case _:
                return str(value)

    def _change(self, before: str | None, after: str | None) -> str:
        """Say what the earlier cases do to the grade; None is a grade that is not settled."""
        words = self._words
        if before is None and after is None:
            return words("stream.grade_open")
        if before == after:
            return words("stream.grade_same", grade=self._value("grade", after))
        said = {"before": self._value("grade", before), "after": self._value("grade", after)}
        return words("stream.grade_change", **said)


def _place(data: list[Any] | None) -> Place | None:
    if data is None:
        return None
    source, title, version, *numbers = data
    return Place(source, title, date.fromisoformat(version) if version else None, *numbers)
