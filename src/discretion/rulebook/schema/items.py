"""Violation items (案由): statutory penalties and benchmark, version by version of the law."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from discretion.rulebook.schema.benchmarks import Benchmark
from discretion.rulebook.schema.facts import DerivedFact, FactDeclaration
from discretion.rulebook.schema.penalties import PenaltyClause
from discretion.rulebook.schema.scalars import FactName, ItemCode, Node, Period, Text
from discretion.rulebook.schema.sources import Citation


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
