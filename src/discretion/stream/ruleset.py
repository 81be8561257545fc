"""The reminder rules: loaded strictly, checked against the vocabulary, compiled for the matcher."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from discretion.engine.book import Book
from discretion.rulebook.check import SYSTEM_FACTS, parse_cell
from discretion.rulebook.errors import Problem, RulebookError, did_you_mean
from discretion.rulebook.files import validate
from discretion.rulebook.load import rules_folder
from discretion.rulebook.plain import RuleText, Steps, format_path
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.rulebook.unary import Literal, UnaryError
from discretion.stream.conditions import conjuncts, turns
from discretion.stream.matcher import Attribute, FactData, Matcher, Pattern
from discretion.stream.schema import Reminder, RemindersFile
from discretion.stream.vocabulary import DAYS, FACTS, TYPES, VALUES

REPEAT = "repeat-offence"
"""The rule whose matches are counted as earlier penalties when the grade is determined."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

assert not set(SYSTEM_FACTS) & set(FACTS["case"])


@dataclass(frozen=True)
class Ruleset:
    """Reminder rules in the order of their file; ``fingerprint`` is the SHA-256 of the file."""

    reminders: tuple[Reminder, ...]
    fingerprint: str

    @cached_property
    def by_code(self) -> Mapping[str, Reminder]:
        """The rules by code."""
        return {rule.code: rule for rule in self.reminders}

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """By code: what the texts of a rule put in, sorted."""
        return {
            rule.code: tuple(sorted({*_PLACEHOLDER.findall("".join(_texts(rule)))}))
            for rule in self.reminders
        }

    @cached_property
    def matcher(self) -> Matcher:
        """All rules, compiled; raises ModuleNotFoundError where durable-rules is missing."""
        return Matcher({rule.code: _pattern(rule) for rule in self.reminders}, TYPES)

    @cached_property
    def turns(self) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
        """By kind of fact and name of a number: where the rules begin to say something else."""
        found: dict[str, dict[str, tuple[int, ...]]] = {kind: {} for kind in FACTS}
        for kind, known in found.items():
            for name, fact in FACTS[kind].items():
                if fact.type is FactType.INTEGER:
                    cells = (
                        r.when[name] for r in self.reminders if r.about == kind and name in r.when
                    )
                    known[name] = tuple(sorted(set().union(*map(turns, cells))))
        return found

    def fired(self, kind: str, data: FactData) -> tuple[str, ...]:
        """Return the codes of the rules that a fact meets, sorted.

        Numbers that no rule tells apart are asked about as one.
        """
        known = self.turns[kind]
        alike = {n: _alike(known[n], v) if n in known else v for n, v in data.items()}
        return self.matcher.fired(kind, alike)


def _alike(turning: tuple[int, ...], value: Attribute) -> Attribute:
    assert isinstance(value, int)
    place = bisect_right(turning, value)
    return turning[place - 1] if place else min(turning, default=0) - 1


def _pattern(rule: Reminder) -> Pattern:
    return Pattern(rule.about, tuple(conjuncts(rule.when)))


# --- loading --------------------------------------------------------------------------------------


class RemindersError(RulebookError):
    """A file of reminder rules that cannot be used; every fault as of a rulebook."""

    subject = "提示规则"


def load_reminders(book: Book, file: Path | None = None) -> Ruleset:
    """Load the rules of *file*, by default those shipped, for cases under *book*.

    Raises:
        RemindersError: every fault found, with file, line, path, value and a suggestion.
    """
    try:
        text = RuleText.read(file or rules_folder() / "reminders.yaml")
        loaded = validate(text, RemindersFile)
    except RulebookError as error:
        raise RemindersError(error.problems) from None
    problems = list(_problems(text, loaded, book))
    if problems:
        raise RemindersError(problems)
    return Ruleset(loaded.reminders, hashlib.sha256(text.raw).hexdigest())


def _problems(text: RuleText, loaded: RemindersFile, book: Book) -> Iterator[Problem]:
    def at(path: Steps, value: str | None, message: str, near: str | None = None) -> Problem:
        line, _ = text.find(path)
        return Problem(text.file, line, format_path(path), value, message, near)

    seen: set[str] = set()
    for i, rule in enumerate(loaded.reminders):
        here: Steps = ("reminders", i)
        if rule.code in seen:
            yield at((*here, "code"), rule.code, "编号重复")
        seen.add(rule.code)
        source = rule.citation.source
        if source not in book.sources:
            path = (*here, "citation", "source")
            yield at(path, source, "没有这个法源", did_you_mean(source, book.sources))
        for path, value, message, near in (*_of_facts(rule), *_of_texts(rule)):
            yield at((*here, *path), value, message, near)
    repeat = next((r for r in loaded.reminders if r.code == REPEAT), None)
    if repeat is None or repeat.about != "prior":
        yield at(
            ("reminders",),
            None,
            f"缺少规则 {REPEAT}（再犯，about: prior），阶次的变化由它的结果算出",
        )


_Fault = tuple[Steps, str, str, str | None]


def _of_facts(rule: Reminder) -> Iterator[_Fault]:
    known = FACTS[rule.about]
    for name, cell in rule.when.items():
        if name not in known:
            yield ("when", name), name, "没有这项事实", did_you_mean(name, known)
        elif message := _misfit(cell, known[name]):
            yield ("when", name), cell, message, None


def _misfit(text: str, fact: FactDeclaration) -> str | None:
    try:
        cell = parse_cell(text)
    except UnaryError as error:
        return str(error)
    for test in cell.tests:
        if isinstance(test, Literal) and test.value is None:
            continue
        value: object = test.value if isinstance(test, Literal) else 0
        match fact.type:
            case FactType.BOOL if not isinstance(value, bool):
                return f"“{fact.label}”是是否类事实，只能写 true、false 或 null"
            case FactType.CHOICE if not isinstance(value, str) or value not in fact.choices:
                return f"“{fact.label}”没有这个选项；有：{'、'.join(fact.choices)}"
            case FactType.INTEGER if not _whole(value):
                return f"“{fact.label}”是整数，须写整数或区间"
    return None


def _whole(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return value == int(value)


def _of_texts(rule: Reminder) -> Iterator[_Fault]:
    if rule.by and rule.by.day not in DAYS:
        yield ("by", "day"), rule.by.day, "没有这个日期", did_you_mean(rule.by.day, DAYS)
    for field in ("title", "title_en", "todo", "todo_en"):
        text: str = getattr(rule, field)
        if "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
            yield (field,), text, "花括号没有成对", None
        for name in _PLACEHOLDER.findall(text):
            if name not in VALUES:
                yield (field,), name, "没有这个可填入的值", did_you_mean(name, VALUES)


def _texts(rule: Reminder) -> tuple[str, ...]:
    return rule.title, rule.title_en, rule.todo, rule.todo_en


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return *text* with its placeholders replaced; one without a value becomes a dash."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], "—"), text)
