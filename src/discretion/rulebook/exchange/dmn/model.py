"""Decisions as DMN has them: input data, and decision tables that require one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from discretion.rulebook.exchange.dmn.kinds import Kind
from discretion.rulebook.unary import ANY, Cell, Value


class Hit(StrEnum):
    """What a table does when several of its rules hold (DMN 1.5, 8.2.8)."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregator(StrEnum):
    """What COLLECT makes of several numbers."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class InputData:
    """A value that whoever asks must bring."""

    name: str
    kind: Kind
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions over the input data or decision *name*."""

    name: str
    kind: Kind
    label: str | None = None
    allowed: Cell = ANY


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results.

    ``values`` are all that it may hold, most important first; empty means any. ``default`` is
    the result when no rule holds, a tuple of one value so that ``null`` can be told from none.
    """

    name: str
    kind: Kind
    label: str | None = None
    values: tuple[Value, ...] = ()
    default: tuple[Value] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one test an input, one value an output; ``line`` is where the file has it."""

    tests: tuple[Cell, ...]
    results: tuple[Value, ...]
    note: str = ""
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table."""

    hit: Hit
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    aggregator: Aggregator | None = None

    @property
    def lists(self) -> bool:
        """Whether the result is a list, one entry a rule that holds."""
        several = (Hit.COLLECT, Hit.RULE_ORDER, Hit.OUTPUT_ORDER)
        return self.hit in several and self.aggregator is None


@dataclass(frozen=True, slots=True)
class Decision:
    """A named table; its result is a variable of the same name."""

    name: str
    table: Table
    label: str | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What DMN has no words for, in our own: an item as a rule file has it, and its version."""

    text: str
    version: int
    rulebook: str
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Model:
    """A DMN file; every decision comes after those that it requires."""

    name: str
    namespace: str
    inputs: tuple[InputData, ...]
    decisions: tuple[Decision, ...]
    kept: Kept | None = None

    def decision(self, name: str) -> Decision | None:
        """Return the decision *name*."""
        return next((d for d in self.decisions if d.name == name), None)
