"""Cases beside the rules (``cases/*.yaml``): given facts, and what the rulebook must answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from discretion.model.case import Party, PartyKind
from discretion.model.determination import Outcome
from discretion.model.money import Money
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.schema.benchmarks import Grade
from discretion.rulebook.schema.general import DutyName
from discretion.rulebook.schema.scalars import Day, FactName, Flag, ItemCode, Node, Text, Whole

CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$", max_length=100)]


def _party(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


class ExpectedRange(Node):
    """A range in yuan; ``max: null`` has no maximum."""

    min: Money
    max: Money | None
    min_open: Flag = False
    max_open: Flag = False


class ProposedPenalty(Node):
    """What was proposed, where a duty depends on it: amounts in yuan, and other kinds."""

    fine: Money | None = None
    kinds: tuple[PenaltyKind, ...] = ()
    confiscated_gains: Money | None = None
    confiscated_goods_value: Money | None = None


class Expected(Node):
    """What the answer must be; only the keys that are written are compared."""

    outcome: Outcome | None = None
    row: Whole | None = None
    grade: Grade | None = None
    statutory: ExpectedRange | None = None
    lawful: ExpectedRange | None = None
    benchmark: ExpectedRange | None = None
    recommended: ExpectedRange | None = None
    others: tuple[PenaltyKind, ...] | None = None
    duties: tuple[DutyName, ...] = ()
    no_duties: tuple[DutyName, ...] = ()
    missing: tuple[FactName, ...] | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("expect 里至少写一项")
        return self


class RuleCase(Node):
    """One case: the day the act was over, the party, the facts; the answer, and why."""

    id: CaseId
    item: ItemCode
    title: Text | None = None
    act: Day
    decided: Day | None = None
    discovered: Day | None = None
    party: Annotated[Party, BeforeValidator(_party, json_schema_input_type=Party | PartyKind)]
    facts: dict[FactName, Any] = Field(default_factory=dict)
    circumstances: tuple[FactName, ...] = ()
    proposed: ProposedPenalty | None = None
    expect: Expected
    because: Text


class CasesFile(Node):
    """``cases/*.yaml``."""

    cases: Annotated[tuple[RuleCase, ...], Field(min_length=1)]


RangeName = Literal["statutory", "lawful", "benchmark", "recommended"]
"""The ranges that a case may expect."""
