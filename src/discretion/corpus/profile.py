"""What the generator must know of an item: which facts its tables test, and values that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from discretion.corpus.draw import Draw, tenths_in
from discretion.model.case import FactValue, PartyKind
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import (
    EitherFine,
    FactDeclaration,
    FactType,
    FineForm,
    HigherFine,
    Item,
    ItemVersion,
    MultipleFine,
    PercentFine,
    PerDayFine,
    PerUnitFine,
    TableBenchmark,
)
from discretion.rulebook.unary import Cell, parse

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2026, 8, 31)
"""The acts of the corpus; the last decisions follow within 60 days."""

_SHARES = {"refused_correction": 0.15, "damage": 0.2, "serious": 0.08, "corrected": 0.6}
_FINDING_SHARE = {"minor_violation": 0.06, "first_violation": 0.1, "cooperative": 0.25}
_EVERYDAY = ("设摊", "占道", "跨门", "门窗", "堆", "垃圾", "占用", "散发", "招贴")


@dataclass(frozen=True)
class FactProfile:
    """How one fact is drawn: the tests that tables put to it, and its bounds."""

    name: str
    declaration: FactDeclaration
    cells: tuple[Cell, ...]
    bounds: Cell | None

    def draw(self, draw: Draw, correction: str) -> FactValue:
        """Return a value; mild values are more likely than grave ones."""
        fact = self.declaration
        if fact.type is FactType.BOOL:
            share = _SHARES.get(self.name, 0.3)
            if self.name == "refused_correction" and correction == "precondition":
                share = 0.97
            return draw.chance(share)
        if fact.type is FactType.CHOICE:
            options = list(fact.choices)
            return options[draw.small(len(options) - 1)]
        if self.name == "prior_penalties":
            roll = draw.below(100)
            return 0 if roll < 70 else 1 if roll < 90 else 2 if roll < 97 else 3
        return self._number(draw)

    def _number(self, draw: Draw) -> FactValue:
        money = self.declaration.type is FactType.MONEY
        for _ in range(8):
            tenths = None
            if self.cells:
                cell = self.cells[draw.small(len(self.cells) - 1)]
                tenths = tenths_in(cell, draw, 20_000 if money else 20)
            if tenths is None:
                tenths = draw.between(20, 400) if not money else draw.between(500, 8000) * 1000
            if money and tenths > 10_000:
                tenths = tenths // 1000 * 1000
            value: int | Decimal = tenths // 10
            if tenths < 10 and not any(cell.holds(0) for cell in self.cells):
                value = 1
            if self.declaration.type is FactType.NUMBER and tenths % 10:
                value = Decimal(tenths) / 10
            if self.bounds is None or self.bounds.holds(value):
                return value
        return 1


@dataclass(frozen=True)
class ItemProfile:
    """One version of an item, ready to draw cases from. Days are inclusive."""

    code: str
    title: str
    domain: str
    basis: str
    correction: str
    first: date
    last: date
    parties: tuple[PartyKind, ...]
    facts: tuple[FactProfile, ...]
    findings: tuple[tuple[str, float], ...]
    """Circumstances by name, with the share of cases in which each is found."""
    weight: int


def profiles(book: Rulebook) -> list[ItemProfile]:
    """Return a profile for every item version in force in the corpus's time, in book order."""
    return [
        profile
        for item in book.items.values()
        for version in item.versions
        if (profile := _profile(book, item, version)) is not None
    ]


def _profile(book: Rulebook, item: Item, version: ItemVersion) -> ItemProfile | None:
    period = book.effective(version)
    first, last = max(period.from_, FIRST_DAY), min(period.to or LAST_DAY, LAST_DAY)
    if first > last:
        return None
    declared = book.facts_of(item)
    cells: dict[str, list[Cell]] = {"corrected": []}
    if version.correction == "precondition":
        cells["refused_correction"] = []
    for name, cell in _tested(item, version):
        seen = cells.setdefault(name, [])
        parsed = parse(cell) if cell else None
        if parsed is not None and parsed not in seen:
            seen.append(parsed)
    for derived in item.derived:
        cells.pop(derived.name, None)
    facts, findings = [], {"cooperative": 0.25, "removed_harm": 0.04}
    for name in sorted(cells):
        declaration = declared.get(name)
        if declaration is None or name.startswith("party_"):
            continue
        if declaration.circumstance:
            findings[name] = _FINDING_SHARE.get(name, 0.03)
        else:
            bounds = parse(declaration.range) if declaration.range else None
            facts.append(FactProfile(name, declaration, tuple(cells[name]), bounds))
    scopes = {clause.party for clause in version.penalties}
    parties = tuple(k for k in PartyKind if "any" in scopes or k.value in scopes)
    citation = version.penalizes[0]
    source = book.sources[citation.source]
    return ItemProfile(
        code=item.code,
        title=item.title,
        domain=item.domain,
        basis=_cite(source.title, citation.article, citation.paragraph, citation.subparagraph),
        correction=version.correction,
        first=first,
        last=last,
        parties=parties,
        facts=tuple(facts),
        findings=tuple(sorted((n, s) for n, s in findings.items() if n in declared)),
        weight=max(1, (last - first).days * (8 if _is_everyday(item) else 1) // 20),
    )


def _is_everyday(item: Item) -> bool:
    return any(word in item.title for word in _EVERYDAY)


def _tested(item: Item, version: ItemVersion) -> Iterator[tuple[str, str]]:
    """Every (fact, cell) that the version or a derived fact tests; an empty cell is a quantity."""
    conditions = [c.when for c in version.penalties if c.when]
    conditions += [o.when for c in version.penalties for o in c.others if o.when]
    conditions += [row.when for d in item.derived for row in d.rows]
    fines = [c.fine for c in version.penalties]
    benchmark = version.benchmark
    if isinstance(benchmark, TableBenchmark):
        conditions += [row.when for row in benchmark.rows]
        fines += [row.fine for row in benchmark.rows]
    elif benchmark is not None:
        for factor in benchmark.factors:
            yield from ((factor.fact, row.when) for row in factor.rows)
    for condition in conditions:
        for box in condition:
            yield from box.items()
    yield from ((name, "") for name in _quantities(f for f in fines if f is not None))


def _quantities(fines: Iterable[FineForm]) -> Iterator[str]:
    for fine in fines:
        if isinstance(fine, HigherFine | EitherFine):
            yield from _quantities(fine.options)
        elif isinstance(fine, PerUnitFine):
            yield from fine.of
        elif isinstance(fine, MultipleFine | PercentFine | PerDayFine):
            yield fine.of


def _cite(title: str, article: int | None, paragraph: int | None, sub: int | None) -> str:
    parts = [f"《{title}》"]
    parts += [f"第{chinese(n)}{unit}" for n, unit in ((article, "条"), (paragraph, "款")) if n]
    if sub:
        parts.append(f"第（{chinese(sub)}）项")
    return "".join(parts)


def chinese(number: int) -> str:
    """Return an integer from 0 to 9999 in Chinese figures, as statutes count their articles.

    >>> chinese(10), chinese(21), chinese(105), chinese(1053)
    ('十', '二十一', '一百零五', '一千零五十三')
    """
    figures, out, gap = "零一二三四五六七八九", "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            out += ("零" if gap and out else "") + figures[digit] + unit
            gap = False
        else:
            gap = True
    return (out[1:] if out.startswith("一十") else out) or "零"
