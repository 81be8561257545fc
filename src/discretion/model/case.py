"""One case, whatever system it came from: the input of every question this library answers."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    field_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from discretion.model.identity import check_identity_number, mask_name, mask_number
from discretion.model.penalty import Penalty

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
IdentityNumber = Annotated[str, AfterValidator(check_identity_number)]
DistrictCode = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
"""A county-level division code of GB/T 2260, six digits (嘉定区 is 310114)."""


def _day(value: Any) -> Any:
    if type(value) is str:
        if _DAY.fullmatch(value):
            return value
    elif value is None or isinstance(value, date):
        return value
    raise PydanticCustomError("date_parsing", "须为日期，如 2023-05-06")


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
"""A calendar day, ``YYYY-MM-DD``; a number is no day, whatever it might count."""
Flag = Annotated[bool, Strict()]
"""true or false, and nothing that might mean it."""


MAX_FACT = 10**18
"""A fact's number lies strictly between minus this and this."""
MAX_PLACES = 40
"""Decimal places of a fact's number."""
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,40})?", re.ASCII)


def _fact(value: Any) -> bool | int | Decimal | str | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text_fact(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("事实的值不得为 NaN 或无穷大")
        # The shortest decimal that a JSON number was written as; the float never takes part.
        exact = Decimal(repr(float(value)))
        return exact if 1e-20 < abs(value) < 1e17 else _decimal_fact(exact)
    if isinstance(value, Decimal):
        return _decimal_fact(value)
    if isinstance(value, int):
        if not -MAX_FACT < value < MAX_FACT:
            raise ValueError("事实的数值过大，须小于 10 的 18 次方")
        return value
    raise ValueError("事实的值须是 true/false、数字、文本或 null")


def _text_fact(value: str) -> Decimal | str:
    if value[:1] in _NUMERIC_STARTS and _NUMBER.fullmatch(value):
        # What JSON's binary numbers cannot hold is written as text, and is a number again here.
        return Decimal(value)
    if len(value) > 1000 or not (value.isascii() or _encodable(value)):
        raise ValueError("事实的文本过长（至多 1000 字），或者含有无效字符")
    return value


def _decimal_fact(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("事实的值不得为 NaN 或无穷大")
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if value.adjusted() >= 18 or exponent < -MAX_PLACES:
        raise ValueError(f"事实的数值须小于 10 的 18 次方，小数至多 {MAX_PLACES} 位")
    return value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_NUMERIC_STARTS = frozenset("-0123456789")

FactValue = Annotated[
    bool | int | Decimal | str | None,
    PlainValidator(_fact, json_schema_input_type=bool | int | float | str | None),
]
"""The value of a fact: money in yuan, quantities in the unit that the rulebook declares.

A plain decimal numeral given as text (``"12.5"``) is a number too, as exact as it is written.
"""


class PartyKind(StrEnum):
    """Who is penalised: an individual (个人) or a legal person or other organisation (单位)."""

    INDIVIDUAL = "individual"
    UNIT = "unit"


class Capacity(StrEnum):
    """Capacity to discern and control one's act (行政处罚法 art. 31)."""

    FULL = "full"
    INTERMITTENT_SANE = "intermittent_sane"
    PARTIAL = "partial"
    NONE = "none"


class Channel(StrEnum):
    """How the case was found (案件来源)."""

    ON_SITE = "on_site"
    OFF_SITE = "off_site"
    COMPLAINT = "complaint"
    TRANSFERRED = "transferred"
    ASSIGNED = "assigned"
    OTHER = "other"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=100_000)


class Party(_Frozen):
    """The party (当事人). ``age`` is in completed years at the end of the act."""

    kind: PartyKind
    name: Name | None = None
    age: Annotated[int, Strict(), Field(ge=0, le=130)] | None = None
    capacity: Capacity | None = None
    number: IdentityNumber | None = None

    @property
    def masked_name(self) -> str:
        """The name as it may be printed."""
        return mask_name(self.name) if self.name else "—"

    @property
    def masked_number(self) -> str:
        """The identity number as it may be printed."""
        return mask_number(self.number) if self.number else "—"


class Act(_Frozen):
    """When the act was done and found. Both ends are inclusive days; ``end`` only if continuous."""

    start: Day | None = None
    end: Day | None = None
    discovered: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"行为终了日 {self.end} 早于开始日 {self.start}，请核对两个日期")
        if self.start and self.discovered and self.discovered < self.start:
            raise ValueError(f"发现日 {self.discovered} 早于行为开始日 {self.start}，请核对")
        return self

    @property
    def over(self) -> date | None:
        """The day on which the act was over: its end if continuous, else its start."""
        return self.end or self.start


class Place(_Frozen):
    """Where it happened."""

    district: DistrictCode | None = None
    street: Name | None = None
    address: Annotated[str, Field(max_length=500)] | None = None


class Procedure(_Frozen):
    """Marks of procedure; ``None`` means that the file does not say."""

    informed: Flag | None = None
    hearing_offered: Flag | None = None
    hearing_held: Flag | None = None
    legal_review_done: Flag | None = None
    collective_discussion_done: Flag | None = None
    reasoned_document: Flag | None = None
    on_the_spot: Flag | None = None
    deviation_reason: Annotated[str, Field(max_length=20_000)] | None = None


# A plain ``{}`` would be deep-copied for every case, which costs more than checking its dates.
_EMPTY: Any = Field(default_factory=dict, json_schema_extra={"default": {}})


class Case(_Frozen):
    """A case to be decided, or one decided before.

    ``items`` are item codes of the rulebook; several mean that one act breaks several norms.
    ``penalty`` is proposed while ``decided`` is empty, and final once it is given.
    ``circumstances`` are findings: what is not listed was not found. ``facts`` are measurements
    and answers: what is absent is unknown, never false. ``extra`` keeps unmapped ledger columns.
    """

    id: Name
    items: tuple[Name, ...] = ()
    party: Party
    act: Act = Act()
    filed: Day | None = None
    decided: Day | None = None
    place: Place | None = None
    text: str = ""
    basis: str | None = None
    facts: dict[str, FactValue] = _EMPTY
    circumstances: tuple[str, ...] = ()
    channel: Channel | None = None
    body: Name | None = None
    team: Name | None = None
    officers: tuple[Name, ...] = ()
    penalty: Penalty | None = None
    procedure: Procedure = Procedure()
    extra: dict[str, str] = _EMPTY

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        filed, decided = self.filed, self.decided
        if filed and decided and decided < filed:
            raise ValueError(f"决定日 {decided} 早于立案日 {filed}，请核对两个日期")
        start = self.act.start
        if start and decided and decided < start:
            raise ValueError(f"决定日 {decided} 早于行为开始日 {start}，请核对两个日期")
        return self

    @property
    def age(self) -> int | None:
        """The party's completed years when the act was over, given or from the identity number."""
        party, over = self.party, self.act.over
        if party.age is not None or party.kind is not PartyKind.INDIVIDUAL:
            return party.age
        number = party.number
        if number is None or over is None or not number[6:14].isdigit():
            return None
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        # 周岁 counts from the day after the birthday, so that the birthday itself still belongs to
        # the younger age (最高人民法院法释〔2006〕1号 art. 2).
        return max(0, over.year - born.year - ((over.month, over.day) <= (born.month, born.day)))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with *update* applied, unchecked; its digest is its own."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("digest", None)
        return copy

    @field_serializer("facts", when_used="json")
    def _facts_json(
        self, facts: dict[str, FactValue]
    ) -> dict[str, bool | int | float | str | None]:
        return {k: _json_number(v) if isinstance(v, Decimal) else v for k, v in facts.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the case's canonical JSON, hexadecimal; two equal cases have the same.

        The order of facts, circumstances and extra columns does not count.
        """
        data = self.model_dump(mode="json", exclude_none=True)
        data["circumstances"] = sorted(set(self.circumstances))
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _json_number(value: Decimal) -> int | float | str:
    """Return a JSON number that reads back as the same decimal, or its text where none does."""
    if value == value.to_integral_value():
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else f"{value:f}"
