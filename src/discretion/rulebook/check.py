"""Checks of one value against the rulebook: the cell of a table, a condition, a cited place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import Problem, did_you_mean
from discretion.rulebook.plain import RuleText, Steps, format_path
from discretion.rulebook.schema import Condition, FactDeclaration, FactType
from discretion.rulebook.unary import Cell, Interval, Literal, UnaryError, parse

Facts = Mapping[str, FactDeclaration]
Origin = Mapping[tuple[str, str], tuple[RuleText, Steps]]
"""Where each part of a rulebook was read, by its kind and key."""

parse_cell = lru_cache(maxsize=65536)(parse)
"""The same cell text stands in many rows: parse each once."""

SYSTEM_FACTS: dict[str, FactDeclaration] = {
    "party_age": FactDeclaration(type=FactType.INTEGER, label="当事人年龄", unit="周岁"),
    "party_capacity": FactDeclaration(
        type=FactType.CHOICE,
        label="责任能力",
        choices={
            "full": "有",
            "intermittent_sane": "间歇性精神病人在精神正常时",
            "partial": "尚未完全丧失",
            "none": "不能辨认或者不能控制",
        },
    ),
    "party_kind": FactDeclaration(
        type=FactType.CHOICE, label="当事人类型", choices={"individual": "个人", "unit": "单位"}
    ),
}
"""Facts that the engine reads from the case itself; general rules may test them."""

SHARE = FactDeclaration(type=FactType.NUMBER, label="幅度占比")
"""What a cell tests that cuts a range: the share [0..1] of the way from minimum to maximum."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value of the rulebook: the part it belongs to, and the way to it inside that part."""

    kind: str
    key: str
    path: Steps = ()

    def at(self, *steps: str | int) -> Spot:
        """The spot *steps* further in."""
        return Spot(self.kind, self.key, (*self.path, *steps))

    def above(self) -> Spot:
        """The spot of the whole part."""
        return Spot(self.kind, self.key)


class Findings:
    """Collects faults, each with its file and line."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self.found: list[Problem] = []

    def add(
        self, spot: Spot, value: str | None, message: str, suggestion: str | None = None
    ) -> None:
        """Note that *value* at *spot* is at fault."""
        text, base = self._origin[spot.kind, spot.key]
        path = (*base, *spot.path)
        line, _ = text.find(path)
        self.found.append(Problem(text.file, line, format_path(path), value, message, suggestion))


def check_source(book: Rulebook, findings: Findings, spot: Spot, source: str) -> bool:
    """Whether the rulebook holds *source*; a fault is noted if it does not."""
    if source in book.sources:
        return True
    findings.add(spot, source, "没有这个法源", did_you_mean(source, book.sources))
    return False


def check_condition(findings: Findings, spot: Spot, condition: Condition, facts: Facts) -> None:
    """Note unknown facts and cells that do not fit the fact they test."""
    for i, box in enumerate(condition):
        for name, text in box.items():
            here = spot.at(i, name) if len(condition) > 1 else spot.at(name)
            if check_fact(findings, here, name, facts):
                check_cell(findings, here, text, facts[name])


def check_fact(findings: Findings, spot: Spot, name: str, facts: Facts) -> bool:
    """Whether *name* is a declared fact; a fault is noted if it is not."""
    if name in facts:
        return True
    findings.add(spot, name, "没有声明这个事实", did_you_mean(name, facts))
    return False


def check_cell(findings: Findings, spot: Spot, text: str, fact: FactDeclaration) -> Cell | None:
    """Return the parsed cell, or None if it is no unary test; misfits with *fact* are noted."""
    try:
        cell = parse_cell(text)
    except UnaryError as error:
        findings.add(spot, text, str(error))
        return None
    for message, value in _misfits(cell, fact):
        near = did_you_mean(value, fact.choices) if value else None
        findings.add(spot, text, message, near)
    return cell


def check_share(findings: Findings, spot: Spot, text: str) -> None:
    """Note a cell that is not one interval within [0..1]."""
    cell = check_cell(findings, spot, text, SHARE)
    if cell and share_ends(cell) is None:
        findings.add(spot, text, "须是 0 到 1 之间的一个区间，如 [0..0.3)")


def share_ends(cell: Cell) -> Interval | None:
    """Return the one interval within [0..1] that *cell* is, or None if it is anything else."""
    if cell.negated or len(cell.tests) != 1:
        return None
    test = cell.tests[0]
    if isinstance(test, Literal):
        if isinstance(test.value, bool | str) or test.value is None:
            return None
        exact = Decimal(test.value)
        test = Interval(exact, exact, False, False)
    if test.low is None or test.high is None or not 0 <= test.low <= test.high <= 1:
        return None
    return test


def _misfits(cell: Cell, fact: FactDeclaration) -> Iterator[tuple[str, str | None]]:
    """What is wrong with each test, and the unknown choice if that is what is wrong."""
    for test in cell.tests:
        value = test.value if isinstance(test, Literal) else None
        if isinstance(test, Literal) and value is None:
            continue
        if fact.type is FactType.BOOL:
            if not isinstance(value, bool):
                yield f"“{fact.label}”是是否类事实，只能写 true、false 或 null", None
        elif fact.type is FactType.CHOICE:
            if not isinstance(value, str):
                yield f"“{fact.label}”是选项类事实，须写双引号文本", None
            elif value not in fact.choices:
                yield f"“{fact.label}”没有选项 {value}；有：{'、'.join(fact.choices)}", value
        elif isinstance(test, Literal) and isinstance(value, bool | str):
            yield f"“{fact.label}”是数值类事实，须写数字或区间", None
