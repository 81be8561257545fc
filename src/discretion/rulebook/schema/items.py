"""Violation items (案由): statutory penalties and benchmark, version by version of the law."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from discretion.rulebook.schema.benchmarks import Benchmark
from discretion.rulebook.schema.facts import DerivedFact, FactDeclaration
from discretion.rulebook.schema.penalties import PartyScope, PenaltyClause
from discretion.rulebook.schema.scalars import Day, FactName, ItemCode, Node, Period, Text
from discretion.rulebook.schema.sources import Citation


class OpenQuestion(Node):
    """A question of law that this rulebook does not answer: told wherever a penalty may follow.

    It concerns acts that were over on ``from`` or later, of this kind of party.
    """

    text: Text
    text_en: Text
    from_: Annotated[Day | None, Field(alias="from")] = None
    party: PartyScope = "any"

    def concerns(self, party: str, day: date | None) -> bool:
        """Whether it arises for *party* and an act of *day* (not known: it may)."""
        return self.party in ("any", party) and (
            self.from_ is None or day is None or day >= self.from_
        )


class ItemVersion(Node):
    """An item as one version of the law has it.

    ``effective`` is by default the time in force of the first source in ``penalizes``.
    ``correction``: ``precondition`` means that a fine is lawful only once an order to correct was
    not obeyed (逾期不改正/拒不改正), ``concurrent`` that both come at once.
    """

    effective: Period | None = None
    violates: tuple[Citation, ...] = ()
    penalizes: Annotated[tuple[Citation, ...], Field(min_length=1)]
    correction: Literal["none", "concurrent", "precondition"]
    penalties: Annotated[tuple[PenaltyClause, ...], Field(min_length=1)]
    benchmark: Benchmark | None = None
    questions: tuple[OpenQuestion, ...] = ()
    note: Text | None = None


class Item(Node):
    """A violation item (案由): stable code, one or more dated versions, oldest first."""

    code: ItemCode
    title: Text
    title_en: Text | None = None
    aliases: tuple[Text, ...] = ()
    domain: Text
    facts: dict[FactName, FactDeclaration] = Field(default_factory=dict)
    derived: tuple[DerivedFact, ...] = ()
    versions: Annotated[tuple[ItemVersion, ...], Field(min_length=1)]
    note: Text | None = None
