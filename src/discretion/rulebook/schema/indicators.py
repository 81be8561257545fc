"""Indicators of a plan (``indicators.yaml``): what is counted, of what, and the target."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from discretion.rulebook.schema.scalars import Condition, FactName, Identifier, Node, Rate, Text


class Mark(Node):
    """A yes/no column of a ledger that is no part of a case: the names that bureaus give to it.

    What a cell says is understood as for any step of procedure (是, 已, a day …); ``yes`` and
    ``no`` are further words. The first of ``aliases`` that says something in a row counts.
    """

    label: Text
    label_en: Text | None = None
    aliases: Annotated[tuple[Text, ...], Field(min_length=1)]
    yes: tuple[Text, ...] = ()
    no: tuple[Text, ...] = ()


class PlanRow(Node):
    """Where an indicator stands: the plan, and the row of its table."""

    title: Text
    row: Text
    note: Text | None = None


class Indicator(Node):
    """A share or a number.

    ``denominator`` says what is counted: the cases of a corpus, or the items of the rulebook;
    only those that meet ``filter``. ``numerator`` is what they are counted for. ``target`` is the
    least value that meets the plan: percent of a share, or a number.
    """

    id: Identifier
    title: Text
    title_en: Text
    denominator: Literal["cases", "items"]
    filter: Condition | None = None
    numerator: Condition
    measure: Literal["share", "number"] = "share"
    target: Rate | None = None
    reference: PlanRow

    @model_validator(mode="after")
    def _a_share_is_at_most_all(self) -> Self:
        if self.measure == "share" and self.target is not None and self.target > 100:
            raise ValueError("measure: share 的 target 是百分数，不得大于 100")
        return self


class IndicatorsFile(Node):
    """``indicators.yaml``."""

    title: Text
    title_en: Text
    marks: dict[FactName, Mark] = Field(default_factory=dict)
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    note: Text | None = None
