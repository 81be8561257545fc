"""Penalties: the kinds of article 9 of the Administrative Penalty Law, and one penalty."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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


class Penalty(BaseModel):
    """A penalty as proposed or as decided.

    ``kinds`` names every kind imposed; ``FINE`` is in it exactly when ``fine`` is given. An empty
    ``kinds`` means that no penalty is imposed (不予处罚).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[PenaltyKind, ...] = ()
    fine: Money | None = None
    confiscated_gains: Money | None = None
    confiscated_goods_value: Money | None = None
    text: Annotated[str, Field(max_length=20_000)] | None = None
