"""What a jurisdiction sets for itself: cuts, look-back, thresholds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from discretion.model.money import Money
from discretion.rulebook.schema.scalars import Cell, Node, Text, Whole
from discretion.rulebook.schema.sources import Reference, Status


class GradeCuts(Node):
    """How grades cut a range: the share [0..1] of the way from its minimum to its maximum."""

    lighter: Cell
    ordinary: Cell
    heavier: Cell


class GradePolicy(Node):
    """从轻/一般/从重 as shares, for ranges with a minimum and for those with only a maximum."""

    status: Status
    reference: Reference
    ranged: GradeCuts
    max_only: GradeCuts
    shift: Annotated[Whole, Field(ge=1, le=3)] = 1
    """How many grades one circumstance moves the table's grade at most."""


class LookBack(Node):
    """Within which time an earlier penalty for the same act makes this one a repeat."""

    years: Annotated[Whole, Field(ge=1, le=10)]
    counted_from: Literal["act", "decision"] = "act"
    status: Status
    reference: Reference


class Refusal(Node):
    """What 拒不改正 means here; ``within_days``: the act again within so many days of the order."""

    meaning: Text
    within_days: Annotated[Whole, Field(ge=0, le=365)] | None = None
    status: Status
    reference: Reference


class Threshold(Node):
    """A threshold in yuan of a fine, or of what is confiscated; the amount itself counts (以上)."""

    individual: Money
    unit: Money
    status: Status
    reference: Reference


class Policy(Node):
    """What a jurisdiction sets for itself.

    ``confiscation`` is what makes confiscated gains or goods a matter for a hearing (行政处罚法
    art. 63(1)(2)); without it their amount calls for none.
    """

    grades: GradePolicy
    look_back: LookBack
    refusal: Refusal
    hearing: Threshold
    confiscation: Threshold | None = None
    legal_review: Threshold
