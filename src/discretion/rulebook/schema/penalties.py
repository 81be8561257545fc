"""What a statute allows: the clause, its fine, and the penalties beside the fine."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from discretion.model.penalty import PenaltyKind
from discretion.rulebook.schema.fines import FineForm
from discretion.rulebook.schema.scalars import Condition, Node, Text

PartyScope = Literal["any", "individual", "unit"]
Mode = Literal["must", "may"]


class OtherPenalty(Node):
    """A penalty beside the fine: with it (``must``, ``may``) or instead of it (``alternative``)."""

    kind: PenaltyKind
    mode: Literal["must", "may", "alternative"] = "must"
    object: Text | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _no_fine(self) -> Self:
        if self.kind is PenaltyKind.FINE:
            raise ValueError("罚款写在 fine 里，不写在 others 里")
        return self


class PenaltyClause(Node):
    """What the statute allows for one kind of party under one condition; the first match counts.

    ``mode: may`` is the statute's 可以处/可处 (the fine is optional); ``must`` is its 处.
    """

    party: PartyScope = "any"
    when: Condition | None = None
    label: Text | None = None
    mode: Mode = "must"
    fine: FineForm | None = None
    others: tuple[OtherPenalty, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.fine is None and not self.others:
            raise ValueError("一个罚则至少要有 fine 或 others")
        return self
