"""The smallest things that an author writes: ids, texts, numbers, days, cells, conditions.

A value is what it looks like: ``"5"`` is no integer, ``1`` is not true, and a number is no day.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    model_validator,
)

IDENTIFIER = r"^[a-z][a-z0-9-]*$"
FACT_NAME = r"^[a-z][a-z0-9_]*$"
ITEM_CODE = r"^[A-Z][A-Z0-9-]*$"
DIVISION = r"^[0-9]{6}$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, max_length=80)]
"""The id of a source or a general rule: lower-case words joined by hyphens."""
FactName = Annotated[str, StringConstraints(pattern=FACT_NAME, max_length=60)]
ItemCode = Annotated[str, StringConstraints(pattern=ITEM_CODE, max_length=60)]
Division = Annotated[str, StringConstraints(pattern=DIVISION)]
"""A division code of GB/T 2260, six digits; quoted, since it is no number."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"日历上没有 {value} 这一天") from None
    raise ValueError("须是日期，如 2022-12-01")


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
"""A calendar day, ``YYYY-MM-DD``."""


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError(f'{value!r} 是二进制小数，不能精确表示；请加引号写成 "{value!r}"')
    if isinstance(value, bool) or (isinstance(value, str) and not _NUMBER.fullmatch(value)):
        raise ValueError('须是数字，如 5；小数请加引号，如 "0.5"')
    return value


_Exact = (
    Annotated[int, Field(ge=0, le=10**9)]
    | Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}(\.[0-9]{1,18})?$")]
)
Rate = Annotated[
    Decimal, Field(ge=0, le=10**9), BeforeValidator(_exact, json_schema_input_type=_Exact)
]
"""An exact non-negative number; fractions are quoted in YAML."""


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        raise ValueError(f'{value!r} 是二进制小数，不能精确表示；请加引号写成 "{value!r}"')
    return value


_CellText = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Cell = Annotated[_CellText, BeforeValidator(_cell, json_schema_input_type=_CellText | bool | int)]
"""An S-FEEL unary test (DMN 1.5, chapter 9); a YAML boolean or integer stands for itself."""

Box = dict[FactName, Cell]


def _boxes(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


_Boxes = Annotated[list[Box], Field(min_length=1, max_length=50)]
Condition = Annotated[_Boxes, BeforeValidator(_boxes, json_schema_input_type=Box | _Boxes)]
"""A union of boxes in fact space: all cells of a box hold (and), any box suffices (or)."""


class Node(BaseModel):
    """Anything in a rule file: immutable, and without keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Node):
    """Inclusive first and last day; ``to`` absent means still in force."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to and self.to < self.from_:
            raise ValueError(f"止期 {self.to} 早于起期 {self.from_}")
        return self

    def covers(self, day: date) -> bool:
        """Whether *day* lies in the period."""
        return self.from_ <= day and (self.to is None or day <= self.to)
