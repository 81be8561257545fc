"""Benchmarks (裁量基准): decision tables and factor scores."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from discretion.rulebook.schema.fines import FineForm
from discretion.rulebook.schema.penalties import OtherPenalty, PartyScope
from discretion.rulebook.schema.scalars import (
    Cell,
    Condition,
    FactName,
    Identifier,
    Node,
    Rate,
    Text,
    Whole,
)
from discretion.rulebook.schema.sources import Reference, Status


class Grade(StrEnum):
    """Grades (裁量阶次), mildest to gravest."""

    EXEMPT = "exempt"
    MITIGATED = "mitigated"
    LIGHTER = "lighter"
    ORDINARY = "ordinary"
    HEAVIER = "heavier"

    @property
    def rank(self) -> int:
        """0 for the mildest to 4 for the gravest."""
        return list(Grade).index(self)


class BenchmarkRow(Node):
    """One row: a condition, its grade, and the amounts published for it.

    Without ``fine`` the rulebook's grade policy cuts the statutory range. ``share`` is such a cut
    given by the row itself, as a unary test over [0..1]. ``words`` says the limits of the
    condition as the text does (``面积5平方米以上不足10平方米``): 以上 and 以下 include the number,
    不足, 不满 and 超过 do not, and ``when`` is held to it.
    """

    row: Annotated[Whole, Field(ge=1)]
    label: Text | None = None
    words: Text | None = None
    party: PartyScope = "any"
    when: Condition
    grade: Grade
    fine: FineForm | None = None
    share: Cell | None = None
    others: tuple[OtherPenalty, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if self.fine is not None and self.share is not None:
            raise ValueError("fine 与 share 只能写一个")
        return self


class Flaw(Node):
    """What is wrong in the published text itself, and was left as it is.

    ``finding`` names the finding of the proof that this owns up to: in the cases of ``where``
    (everywhere if absent), and of these ``rows`` (all if absent).
    """

    text: Text
    finding: Identifier | None = None
    where: Condition | None = None
    rows: tuple[Whole, ...] = ()


def _flaw(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Flaws = tuple[Annotated[Flaw, BeforeValidator(_flaw, json_schema_input_type=Flaw | Text)], ...]
"""Flaws; a text alone is one that no proof finds."""


class TableBenchmark(Node):
    """A decision table. ``flaws`` owns up to what is wrong in the published table itself."""

    method: Literal["table"] = "table"
    status: Status
    reference: Reference | None = None
    hit: Literal["unique", "first", "max-grade"] = "unique"
    rows: Annotated[tuple[BenchmarkRow, ...], Field(min_length=1, max_length=500)]
    flaws: Flaws = ()
    note: Text | None = None


class FactorRow(Node):
    """One step of a factor: its share of the full score, 0 to 100."""

    when: Cell
    score: Annotated[Rate, Field(le=100)]


class Factor(Node):
    """A weighted factor over one fact; the first matching row counts."""

    fact: FactName
    weight: Annotated[Rate, Field(gt=0)]
    rows: Annotated[tuple[FactorRow, ...], Field(min_length=1)]


class ScoreGrade(Node):
    """The grade for a share of the range, by unary test over [0..1]."""

    when: Cell
    grade: Grade


class ScoreBenchmark(Node):
    """Factor scores: share = sum(weight x score) / sum(weight x 100) of the way from min to max.

    ``band`` widens the point to a band of the range on either side (``"0.05"`` is 5 %).
    """

    method: Literal["score"]
    status: Status
    reference: Reference | None = None
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]
    grades: Annotated[tuple[ScoreGrade, ...], Field(min_length=1)]
    band: Annotated[Rate, Field(le=1)] = Decimal(0)
    flaws: Flaws = ()
    note: Text | None = None


def _method(value: Any) -> Any:
    if isinstance(value, dict) and "method" not in value:
        return {"method": "table", **value}
    return value


Benchmark = Annotated[
    Annotated[TableBenchmark | ScoreBenchmark, Field(discriminator="method")],
    BeforeValidator(_method, json_schema_input_type=TableBenchmark | ScoreBenchmark),
]
"""A benchmark; without ``method`` it is a table."""
