"""Penalties: the kinds of article 9 of the Administrative Penalty Law, and one penalty."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from discretion.model.money import Money


class PenaltyKind(StrEnum):
    """A kind of administrative penalty (行政处罚法 art. 9), mildest group first."""

    WARNING = "warning"
    PUBLIC_CRITICISM = "public_criticism"
    FINE = "fine"
    CONFISCATE_GAINS = "confiscate_gains"
    CONFISCATE_GOODS = "confiscate_goods"
    SUSPEND_LICENCE = "suspend_licence"
    DOWNGRADE_QUALIFICATION = "downgrade_qualification"
    REVOKE_LICENCE = "revoke_licence"
    RESTRICT_BUSINESS = "restrict_business"
    SUSPEND_BUSINESS = "suspend_business"
    CLOSE_BUSINESS = "close_business"
    RESTRICT_PROFESSION = "restrict_profession"
    DETENTION = "detention"
    OTHER = "other"


_RANK = {kind: rank for rank, kind in enumerate(PenaltyKind)}


class Penalty(BaseModel):
    """A penalty as proposed or as decided.

    ``kinds`` names every kind imposed, once, in the order of :class:`PenaltyKind`; ``FINE`` is in
    it exactly when ``fine`` is given, and is added where only the amount was written. An empty
    ``kinds`` means that no penalty is imposed (不予处罚).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[PenaltyKind, ...] = ()
    fine: Money | None = None
    confiscated_gains: Money | None = None
    confiscated_goods_value: Money | None = None
    text: Annotated[str, Field(max_length=20_000)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_the_fine(cls, value: Any) -> Any:
        if not isinstance(value, dict) or value.get("fine") is None:
            return value
        kinds = value.get("kinds", ())
        if not isinstance(kinds, list | tuple) or PenaltyKind.FINE in kinds:
            return value
        return {**value, "kinds": (*kinds, PenaltyKind.FINE)}

    @field_validator("kinds")
    @classmethod
    def _in_order(cls, kinds: tuple[PenaltyKind, ...]) -> tuple[PenaltyKind, ...]:
        return kinds if len(kinds) < 2 else tuple(sorted(set(kinds), key=_RANK.__getitem__))

    @model_validator(mode="after")
    def _fine_and_amount(self) -> Self:
        if self.fine is None and PenaltyKind.FINE in self.kinds:
            raise ValueError("处罚种类有罚款，但没有金额；请写明 fine（元）")
        if self.fine is not None and not self.fine.fen:
            raise ValueError("罚款金额为 0；没有罚款就不写 fine")
        return self
