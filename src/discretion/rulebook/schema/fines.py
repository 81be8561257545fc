"""Forms of fine: what a statute or a benchmark row allows, exactly as it is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from discretion.model.money import Money
from discretion.rulebook.schema.scalars import FactName, Flag, Node, Rate, Text


def _require_form(schema: dict[str, Any]) -> None:
    """A file always writes the form; only Python code may leave out that of a range."""
    schema["required"] = ["form", *schema["required"]]


def _check_ends(low: Money | Decimal | None, high: Money | Decimal, is_open: bool) -> None:
    if low is None:
        return
    if low > high:  # type: ignore[operator]  # both are yuan, or both are rates
        raise ValueError(f"下限 {low} 大于上限 {high}")
    if low == high and is_open:
        raise ValueError(f"下限、上限都是 {low} 而不含本数，没有一个数额符合")


class _YuanEnds(Node):
    """``min`` and ``max`` count (以上, 以下) unless marked open (超过, 不足)."""

    min: Money | None = None
    max: Money
    min_open: Flag = False
    max_open: Flag = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_ends(self.min, self.max, self.min_open or self.max_open)
        return self


class _RateEnds(Node):
    """``min`` and ``max`` count (以上, 以下) unless marked open (超过, 不足)."""

    min: Rate | None = None
    max: Rate
    min_open: Flag = False
    max_open: Flag = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_ends(self.min, self.max, self.min_open or self.max_open)
        return self


class _Capped(Node):
    """A floor and a cap in yuan for what the base comes to."""

    floor: Money | None = None
    cap: Money | None = None

    @model_validator(mode="after")
    def _floor_below_cap(self) -> Self:
        if self.floor and self.cap and self.floor > self.cap:
            raise ValueError(f"floor {self.floor} 大于 cap {self.cap}")
        return self


class RangeFine(_YuanEnds):
    """Yuan: a range, a fixed amount (``min`` = ``max``) or only a maximum (``min`` absent)."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_require_form)

    form: Literal["range"] = "range"


class MultipleFine(_RateEnds, _Capped):
    """A multiple of a base amount, such as illegal gains: ``of`` names a money fact."""

    form: Literal["multiple"]
    of: FactName


class PercentFine(_RateEnds, _Capped):
    """A percentage of a base amount (``5`` is 5 %): ``of`` names a money fact."""

    form: Literal["percent"]
    of: FactName


def _one_or_two(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Bases = Annotated[tuple[FactName, ...], Field(min_length=1, max_length=2)]


class PerUnitFine(_YuanEnds, _Capped):
    """Yuan for each unit: ``of`` names the quantity; two quantities multiply (m² and days)."""

    form: Literal["per_unit"]
    of: Annotated[_Bases, BeforeValidator(_one_or_two, json_schema_input_type=FactName | _Bases)]


class PerDayFine(_YuanEnds, _Capped):
    """Yuan for each day that the act went on: ``of`` names the fact that counts the days."""

    form: Literal["per_day"]
    of: FactName


SimpleFine = Annotated[
    RangeFine | MultipleFine | PercentFine | PerUnitFine | PerDayFine, Field(discriminator="form")
]


class HigherFine(Node):
    """The higher of several forms applies (以较高者为准)."""

    form: Literal["higher_of"]
    options: Annotated[tuple[SimpleFine, ...], Field(min_length=2, max_length=4)]


class EitherFine(Node):
    """The officer chooses among several bases (或者): every amount within any of them is lawful."""

    form: Literal["either_of"]
    options: Annotated[tuple[SimpleFine, ...], Field(min_length=2, max_length=4)]


class UnspecifiedFine(Node):
    """The text says "fined according to law" without an amount; a person must find it."""

    form: Literal["unspecified"]
    note: Text


FineForm = Annotated[
    RangeFine
    | MultipleFine
    | PercentFine
    | PerUnitFine
    | PerDayFine
    | HigherFine
    | EitherFine
    | UnspecifiedFine,
    Field(discriminator="form"),
]
