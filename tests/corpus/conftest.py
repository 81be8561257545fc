"""A rulebook with a simple engine, so that the corpus is tested without the real one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from discretion.corpus.synthetic import generate
from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome, Range
from discretion.model.money import Money
from discretion.rulebook.book import Rulebook
from discretion.rulebook.load import load
from discretion.rulebook.schema import BenchmarkRow, PenaltyClause, PerUnitFine, RangeFine
from discretion.rulebook.unary import parse


@dataclass(frozen=True, repr=False)
class SimpleBook(Rulebook):
    """Range and per-unit fines, first matching row: enough to draw penalties from."""

    def __repr__(self) -> str:
        return f"SimpleBook({self.name})"

    def determine(self, case: Case) -> Determination:
        item = self.items[case.items[0]]
        day = case.act.over
        assert day is not None
        version = self.version_on(item, day)
        if version is None:
            return Determination(case.id, Outcome.UNKNOWN_LAW)
        facts = {**case.facts, **dict.fromkeys(case.circumstances, True)}
        if version.correction == "precondition" and facts.get("refused_correction") is False:
            return Determination(case.id, Outcome.CORRECTION_ONLY)

        def holds(row: BenchmarkRow | PenaltyClause) -> bool:
            return row.party in ("any", case.party.kind.value) and (
                not row.when
                or any(
                    all(parse(cell).holds(facts.get(name, False)) for name, cell in box.items())
                    for box in row.when
                )
            )

        def amount(fine: object) -> Range | None:
            if not isinstance(fine, RangeFine | PerUnitFine):
                return None
            factor = Decimal(1)
            if isinstance(fine, PerUnitFine):
                for name in fine.of:
                    factor *= Decimal(facts[name])
            low = fine.min.fen if fine.min else 0
            return Range(Money(int(low * factor)), Money(int(fine.max.fen * factor)))

        clause = next((c for c in version.penalties if holds(c)), None)
        lawful = amount(clause.fine) if clause else None
        rows = getattr(version.benchmark, "rows", ())
        row = next((r for r in rows if holds(r)), None)
        band = amount(row.fine) if row else None
        return Determination(
            case.id,
            Outcome.PENALTY,
            item=item.code,
            lawful=lawful,
            benchmark=band or lawful,
            recommended=band or lawful,
        )


@pytest.fixture(scope="session")
def book() -> SimpleBook:
    return SimpleBook(**vars(load("shenzhen-urban-management")))


@pytest.fixture(scope="session")
def cases(book: SimpleBook) -> list[Case]:
    return [case for case, _ in generate(book, 60, seed=3)]
