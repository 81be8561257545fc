"""All pictures of an audit, by name."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.desk.dashboard.charts import Picture
from discretion.desk.dashboard.groups import groups, verdicts
from discretion.desk.dashboard.months import drifts
from discretion.desk.dashboard.spread import months, spread
from discretion.desk.dashboard.subject import Subject

SPREAD_BY = ("item", "team", "body", "district", "party", "channel")


def pictures(subject: Subject) -> dict[str, Picture]:
    """Return every picture of an audit by its name, in the order of the pages."""
    return {picture.name: picture for picture in _made(subject) if picture is not None}


def _made(subject: Subject) -> Iterator[Picture | None]:
    yield verdicts(subject)
    for dimension in SPREAD_BY:
        yield spread(subject, dimension)
    yield months(subject)
    for dimension, found in subject.said.dimensions():
        yield groups(subject, dimension, found)
    yield from drifts(subject)
