"""Facts that tables test: declared ones and derived ones."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from discretion.rulebook.schema.scalars import Cell, Condition, FactName, Flag, Node, Text


class FactType(StrEnum):
    """How a fact's value is written: money is in yuan."""

    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"


class FactDeclaration(Node):
    """A fact that tables may test.

    ``circumstance`` marks a yes/no *finding*: it holds exactly when the case lists it (or its fact
    is true). Every other fact is unknown when absent. ``range`` is a unary test that every value
    meets. ``aggravates`` says in which direction the case gets worse: ``up`` (more, or true, or a
    later choice), ``down``, or neither. ``excludes`` names yes/no facts that cannot be true where
    this one is.
    """

    type: FactType
    label: Text
    label_en: Text | None = None
    unit: Text | None = None
    question: Text | None = None
    range: Cell | None = None
    choices: dict[FactName, Text] = Field(default_factory=dict)
    aggravates: Literal["up", "down"] | None = None
    circumstance: Flag = False
    excludes: tuple[FactName, ...] = ()
    aliases: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.type is FactType.CHOICE) != bool(self.choices):
            raise ValueError("choices 须且只须在 type: choice 时给出")
        if self.circumstance and self.type is not FactType.BOOL:
            raise ValueError("circumstance: true 只适用于 type: bool")
        return self


class DerivedRow(Node):
    """One row of a derived fact's table."""

    when: Condition
    then: Cell


class DerivedFact(Node):
    """A fact computed by a decision table of other facts (first matching row; else unknown)."""

    name: FactName
    type: FactType
    label: Text
    choices: dict[FactName, Text] = Field(default_factory=dict)
    aggravates: Literal["up", "down"] | None = None
    rows: Annotated[tuple[DerivedRow, ...], Field(min_length=1)]
