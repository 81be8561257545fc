"""The events that an intake system posts: one JSON object a line, one shape for each kind."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, RootModel, ValidationError, model_validator

from discretion.intake.errors import Faults, IntakeError
from discretion.intake.objects import reasons_of, remedy_of
from discretion.intake.records import parse_json
from discretion.model.case import Case, Name
from discretion.model.money import Money
from discretion.model.penalty import Penalty
from discretion.rulebook.schema.scalars import Day, Node

MAX_BYTES = 1_000_000
"""A line longer than this is refused unread."""

FIRST, LAST = date(1949, 10, 1), date(2199, 12, 31)
"""Days outside are slips of the keyboard."""


def _in_range(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"日期 {day} 须在 {FIRST} 与 {LAST} 之间，请核对")
    return day


EventDay = Annotated[Day, AfterValidator(_in_range)]
Written = Annotated[str, Field(min_length=1, max_length=20_000)]


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _without_controls(name: str) -> str:
    if _CONTROL.search(name):
        raise ValueError("含有无效字符（控制字符），请删去")
    return name


Key = Annotated[Name, AfterValidator(_without_controls)]


class _OfCase(Node):
    """What happened in the case *case* on the day *on*; *id* is unique within the case."""

    id: Key
    case: Key
    on: EventDay


class Opened(_OfCase):
    """The case was filed (立案), or its particulars were amended: the latest holds.

    ``same_act`` is a number that cases of one and the same act share (art. 29).
    """

    kind: Literal["opened"]
    record: Case
    same_act: Key | None = None

    @model_validator(mode="after")
    def _one_case(self) -> Self:
        if self.record.id != self.case:
            raise ValueError(f"record.id（{self.record.id}）须与 case（{self.case}）相同")
        act, record = self.record.act, self.record
        for day in (act.start, act.end, act.discovered, record.filed, record.decided):
            if day is not None:
                _in_range(day)
        return self


class Ordered(_OfCase):
    """An order to correct (责令改正), to be obeyed by the day *due*."""

    kind: Literal["ordered"]
    due: EventDay


class Reinspected(_OfCase):
    """The place was inspected again (复查); *corrected* is what was found."""

    kind: Literal["reinspected"]
    corrected: bool


class CrimeReported(_OfCase):
    """The report that proposes a transfer reached the head of the body (移送书面报告)."""

    kind: Literal["crime_reported"]


class TransferDecided(_OfCase):
    """The head of the body decided on the transfer (批准或者不批准移送)."""

    kind: Literal["transfer_decided"]
    approved: bool


class Proposed(_OfCase):
    """A penalty is proposed (拟处罚); *reason* is the written reason for leaving the benchmark."""

    kind: Literal["proposed"]
    penalty: Penalty
    reason: Written | None = None


class Decided(_OfCase):
    """The decision was made (作出决定). ``public`` tells whether it must be published."""

    kind: Literal["decided"]
    penalty: Penalty
    reason: Written | None = None
    public: bool | None = None


class Paid(_OfCase):
    """The party paid *amount* (yuan) of the fine or its surcharge."""

    kind: Literal["paid"]
    amount: Money


class Deferred(_OfCase):
    """Payment was deferred to the day *due* (批准延期、分期缴纳, art. 66)."""

    kind: Literal["deferred"]
    due: EventDay


class Extended(_OfCase):
    """The decision is due on *due* by a law, regulation or rule that says otherwise (art. 60)."""

    kind: Literal["extended"]
    due: EventDay
    basis: Written


class Step(_OfCase):
    """A step without particulars.

    ``crime_suspected`` 发现涉嫌犯罪, ``transferred`` 已移送公安机关, ``corrected`` 当事人已改正,
    ``hearing_told`` 已告知听证权利, ``hearing_held`` 已举行听证, ``reviewed`` 法制审核通过,
    ``discussed`` 已集体讨论, ``served`` 已送达, ``published`` 已公开, ``stay_began`` and
    ``stay_ended`` 复议或者诉讼期间起止 (art. 73), ``closed`` 结案 without a penalty.
    """

    kind: Literal[
        "crime_suspected",
        "transferred",
        "corrected",
        "hearing_told",
        "hearing_held",
        "reviewed",
        "discussed",
        "served",
        "published",
        "stay_began",
        "stay_ended",
        "closed",
    ]


class Tick(Node):
    """A day has begun: nothing happened but that time went on."""

    kind: Literal["tick"]
    on: EventDay


CaseEvent = (
    Opened
    | Ordered
    | Reinspected
    | CrimeReported
    | TransferDecided
    | Proposed
    | Decided
    | Paid
    | Deferred
    | Extended
    | Step
)

OneOfCase = Annotated[CaseEvent, Field(discriminator="kind")]


class Event(RootModel[Annotated[CaseEvent | Tick, Field(discriminator="kind")]]):
    """One line of the stream."""


def read_event(line: bytes, where: str) -> CaseEvent | Tick:
    """Return the event of one line.

    Raises:
        IntakeError: too long, not UTF-8, not JSON, or no event; with field, value and remedy.
    """
    if len(line) > MAX_BYTES:
        remedy = f"一个事件至多 {MAX_BYTES:,} 字节。"
        raise IntakeError("这一行过长", where=where, remedy=remedy)
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        shown = line[error.start : error.end].hex(" ")
        remedy = "请把内容另存为 UTF-8 编码。"
        raise IntakeError("不是 UTF-8 文本", where=where, value=shown, remedy=remedy) from None
    return event_of(parse_json(text, where), where)


def event_of(data: Any, where: str) -> CaseEvent | Tick:
    """Return the event of a JSON object; raises IntakeError like :func:`read_event`."""
    if not isinstance(data, dict):
        raise IntakeError("事件须为 JSON 对象", where=where, value=str(data), remedy=_SHAPE)
    try:
        return Event.model_validate(data).root
    except ValidationError as error:
        remedy, faults = _reasons(error)
        raise IntakeError("事件有误", where=where, remedy=remedy, faults=faults) from None


_SHAPE = '格式如 {"kind": "served", "id": …, "case": …, "on": "2024-03-01"}。'


def _reasons(error: ValidationError) -> tuple[str, Faults]:
    first = error.errors(include_url=False)[0]
    if first["type"] == "union_tag_not_found":
        missing = "缺少 kind（事件种类）"
        return f"{missing}。{_SHAPE}", (("kind", "", missing),)
    if first["type"] == "union_tag_invalid":
        known = first["ctx"]["expected_tags"].replace("'", "").replace(", ", "、")
        unknown = f"没有这种事件 {first['ctx']['tag']}；有：{known}"
        return f"{unknown}。", (("kind", "", unknown),)
    faults = tuple(
        (path.partition(".")[2], value, message) for path, value, message in reasons_of(error)
    )
    return remedy_of(faults, "事件"), faults
