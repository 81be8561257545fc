"""A rulebook whose tables are compiled as they are needed, and kept."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from threading import Lock

from discretion.engine.decide import place_of
from discretion.engine.desk import Answered, Desk
from discretion.engine.law import Law, law_for
from discretion.engine.memory import Memory
from discretion.model.determination import Determination, Outcome, Place
from discretion.model.money import Money
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import ItemVersion, TimeBar

MOST_COMBINATIONS = 32_000
"""Combinations of cells, and what they come to, that a rulebook remembers: many cases share one."""
MOST_OF_CASES = 2_000
"""Versions of the law by day, and steps by fine, likewise: a case shares them with itself."""


class Compiled(Rulebook):
    """What deciding one case and many have in common; safe to share among threads."""

    def desk(self, code: str, version: ItemVersion) -> Desk:
        """Return the compiled *version* of an item."""
        found = self._desks.get(id(version))
        if found is None:
            with self._lock:
                found = self._desks.setdefault(
                    id(version), Desk(self, code, version, self.combinations, self.of_cases)
                )
        return found

    def compile(self) -> None:
        """Compile every version of every item now, rather than when it is first needed."""
        for code, item in self.items.items():
            for version in item.versions:
                self.desk(code, version)

    def law(self, code: str, act: date | None, decided: date | None) -> Law:
        """Return the versions of an item for an act over on *act*, decided on *decided*."""
        key = (code, act, decided)
        found = self._laws.get(key)
        if found is None:
            found = law_for(self, self.items[code], act, decided)
            self.of_cases.keep(self._laws, key, found)
        return found

    @cached_property
    def _desks(self) -> dict[int, Desk]:
        return {}

    @cached_property
    def combinations(self) -> Memory:
        """What was answered before for many cases."""
        return Memory(MOST_COMBINATIONS)

    @cached_property
    def of_cases(self) -> Memory:
        """What was answered before for one case."""
        return Memory(MOST_OF_CASES)

    @cached_property
    def _laws(self) -> dict[tuple[str, date | None, date | None], Law]:
        return self.of_cases.shelf()

    @cached_property
    def _sources_on(self) -> dict[date, frozenset[str]]:
        """The texts in force on each day that was asked about."""
        return {}

    @cached_property
    def _lock(self) -> Lock:
        return Lock()

    @cached_property
    def rule_places(self) -> dict[str, Place]:
        """The cited place of each general rule, by its id."""
        return {rule.id: place_of(self, rule.citation) for rule in self.rules}

    @cached_property
    def limits(self) -> tuple[int, ...]:
        """The limitation periods of the rules, in years, shortest first."""
        years = {rule.effect.years for rule in self.rules if isinstance(rule.effect, TimeBar)}
        return tuple(sorted(years))


def code_order(code: str) -> tuple[int, ...]:
    """Order item codes for art. 29: of two that weigh the same, the greater one here is chosen."""
    return tuple(-ord(c) for c in code)


def weight_of(answer: Determination | Answered) -> tuple[bool, bool, Money, Money, int]:
    """Order answers from milder to heavier by what the law allows."""
    lawful = answer.lawful
    if answer.outcome not in (Outcome.PENALTY, Outcome.MAY_EXEMPT):
        return (False, False, Money(0), Money(0), 0)
    if lawful is None:
        return (True, False, Money(0), Money(0), len(answer.others))
    return (
        True,
        lawful.maximum is None,
        lawful.maximum or Money(0),
        lawful.minimum,
        len(answer.others),
    )
