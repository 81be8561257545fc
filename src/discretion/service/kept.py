"""Models of what the service tells of itself and of what it keeps: see ``models`` for the rest."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, RootModel

from discretion.model.review import Verdict
from discretion.service.models import Node, Refused, Summary


class Taken(Node):
    """A line of events that was taken."""

    line: int


class SaidText(Node):
    """Where a reminder rests in the law."""

    source: str
    article: int | None
    paragraph: int | None
    subparagraph: int | None
    text: str


class Reminder(Node):
    """A reminder or a warning; those that stood under rules since changed have fewer keys."""

    id: str
    code: str
    severity: Literal["reminder", "warning"] | None = None
    case: str
    party: str | None
    others: list[str]
    citation: SaidText | None = None
    message: str | None = None
    todo: str | None = None
    by: str | None
    status: str | None = None


class Notice(Reminder):
    """A reminder that begins to stand, or ceases to; ``seq`` rises for ever."""

    seq: int
    state: Literal["raised", "cleared"]
    on: str


class Said(Node):
    """What the events so far call for."""

    said: Notice


class EventLine(RootModel[Taken | Refused | Said | Summary]):
    """One line of the answer to ``events``."""


class ItemSummary(Node):
    """The essentials of an item."""

    code: str
    title: str
    domain: str
    basis: str
    from_: str = Field(alias="from")
    to: str | None
    versions: int
    benchmark: str | None


class Recorded(Node):
    """An entry of the decision record: keep number and hash elsewhere."""

    number: int
    hash: str
    verdict: Verdict


class RecordState(Node):
    """Whether the record holds together; ``line`` and ``reason`` name the first place."""

    sound: bool
    number: int
    hash: str | None
    line: int | None
    reason: str | None


class Ingested(Node):
    """What an ingest did: read = added + updated + unchanged + repeated."""

    read: int
    added: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    cases: int
    version: str
    rejects: list[dict[str, Any]]


class Standing(Node):
    """What stands out, case by case."""

    today: str
    reminders: list[Reminder]


class Ready(Node):
    """Whether the service can answer, and with what."""

    status: Literal["ok", "stale"] = Field(description="stale: newer files could not be loaded")
    version: str
    rulebook: str
    rulebook_name: str
    corpus_version: str
    cases: int
    loaded_at: str
    problems: dict[str, str]


class Health(Node):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Fingerprint(Node):
    """Which rulebook answers."""

    name: str
    fingerprint: str
