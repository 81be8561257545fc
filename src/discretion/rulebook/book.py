"""A rulebook in memory: validated, immutable, fingerprinted. It holds rules and evaluates none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from discretion.rulebook.errors import Problem
from discretion.rulebook.schema import (
    FactDeclaration,
    GeneralRule,
    Item,
    ItemVersion,
    Period,
    Policy,
    RulebookFile,
    Source,
)


@dataclass(frozen=True, repr=False)
class Rulebook:
    """Everything one jurisdiction's rulebook says, with what it extends merged in.

    ``fingerprint`` is the SHA-256 (hexadecimal) of all its files in a canonical order.
    ``warnings`` are faults of content that do not stop its use, such as a published row below
    the statutory minimum. ``folder`` is where it was read from; equal rules are equal anywhere.
    """

    name: str
    head: RulebookFile
    policy: Policy
    sources: Mapping[str, Source]
    facts: Mapping[str, FactDeclaration]
    rules: tuple[GeneralRule, ...]
    items: Mapping[str, Item]
    warnings: tuple[Problem, ...]
    fingerprint: str
    folder: Path | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {len(self.items)} items>"

    def effective(self, version: ItemVersion) -> Period:
        """The inclusive days on which *version* is the law."""
        return version.effective or self.sources[version.penalizes[0].source].in_force

    def version_on(self, item: Item, day: date) -> ItemVersion | None:
        """Return the version of *item* in force on *day*, or None if none is held."""
        for version in item.versions:
            if self.effective(version).covers(day):
                return version
        return None

    def every_fact(self) -> dict[str, FactDeclaration]:
        """Return every fact that some item may test; a shared one stands before an item's own."""
        found = dict(self.facts)
        for item in self.items.values():
            for name, fact in item.facts.items():
                found.setdefault(name, fact)
        return found

    def facts_of(self, item: Item) -> dict[str, FactDeclaration]:
        """Every fact the item's tables may test: shared, its own, and derived."""
        derived = {
            d.name: FactDeclaration(
                type=d.type, label=d.label, choices=d.choices, aggravates=d.aggravates
            )
            for d in item.derived
        }
        return {**self.facts, **item.facts, **derived}
