"""Exact money: an integer number of fen (1 yuan = 100 fen)."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

MAX_FEN = 10**17
"""A quadrillion yuan: anything larger is a slip of the keyboard, not a penalty."""

_WRITTEN = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")


class Money:
    """An amount of Chinese yuan, held as an integer number of fen.

    JSON and YAML carry yuan, as an integer or a decimal string (``500``, ``"500.50"``); a
    binary float is refused, because it cannot hold a fen exactly.

    >>> Money.yuan("0.5").fen
    50
    >>> str(Money(123456))
    '1234.56'
    """

    __slots__ = ("fen",)
    fen: int

    def __init__(self, fen: int) -> None:
        if type(fen) is not int:
            raise TypeError("Money takes an integer number of fen")
        object.__setattr__(self, "fen", fen)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Money is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Money is immutable")

    @classmethod
    def yuan(cls, value: int | str | Decimal) -> Money:
        """Return the amount of *value* yuan.

        Raises:
            ValueError: not a number, finer than a fen, negative, or beyond ``MAX_FEN``.
        """
        if type(value) is int and 0 <= value <= MAX_FEN // 100:
            return cls(value * 100)
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise ValueError(
                f'金额 {_shown(value)} 须写成整数元或十进制字符串（如 500 或 "500.50"），'
                "不接受浮点数"
            )
        if isinstance(value, str) and not _WRITTEN.fullmatch(value.strip()):
            raise ValueError(f'金额 {_shown(value)} 不是数字，须写成元，如 500 或 "500.50"')
        exact = Decimal(value)
        if not exact.is_finite():
            raise ValueError(f'金额 {_shown(value)} 不是数字，须写成元，如 500 或 "500.50"')
        # The magnitude is settled first: 10**999999 must not be written out to be refused.
        if exact and exact.adjusted() < -2:
            raise ValueError(f"金额 {_shown(value)} 精确到分，小数不超过两位")
        if (exact and exact.adjusted() > 15) or not 0 <= (fens := Fraction(exact) * 100) <= MAX_FEN:
            limit = MAX_FEN // 100
            raise ValueError(f"金额 {_shown(value)} 超出范围：不得为负，也不得超过 {limit} 元")
        if fens != int(fens):
            raise ValueError(f"金额 {_shown(value)} 精确到分，小数不超过两位")
        return cls(int(fens))

    @property
    def as_yuan(self) -> Decimal:
        """The amount in yuan."""
        return Decimal(self.fen) / 100

    def __str__(self) -> str:
        yuan, fen = divmod(abs(self.fen), 100)
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{yuan}.{fen:02d}" if fen else f"{sign}{yuan}"

    def __repr__(self) -> str:
        return f"Money.yuan('{self}')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and self.fen == other.fen

    def __lt__(self, other: Money) -> bool:
        return self.fen < other.fen if isinstance(other, Money) else NotImplemented

    def __le__(self, other: Money) -> bool:
        return self.fen <= other.fen if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: Money) -> bool:
        return self.fen > other.fen if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: Money) -> bool:
        return self.fen >= other.fen if isinstance(other, Money) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fen)

    def __reduce__(self) -> tuple[type[Money], tuple[int]]:
        return (Money, (self.fen,))

    @classmethod
    def _validate(cls, value: Any) -> Money:
        return value if type(value) is cls else cls.yuan(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": MAX_FEN // 100},
                {"type": "string", "pattern": r"^[0-9]{1,16}(\.[0-9]{1,2})?$"},
            ],
            "description": "Yuan: an integer, or a decimal string with at most two places.",
        }


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) > MAX_FEN:
        return "（过大的整数）"
    bare = isinstance(value, str | Decimal)
    text = str(value) if bare else json.dumps(value, ensure_ascii=False, default=str)
    text = text if len(text) <= 40 else f"{text[:37]}…"
    return f"“{text}”" if isinstance(value, str) else text
