"""Proofs over time: every cited text is in force while the version is, and no day is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import Spot
from discretion.rulebook.proof.findings import Example, Report
from discretion.rulebook.schema import Item, ItemVersion, Period

ONE_DAY = timedelta(days=1)


def prove_dates(book: Rulebook, item: Item, report: Report) -> None:
    """Note citations of texts that are not in force, and days between versions without law."""
    last: Period | None = None
    for i, version in enumerate(item.versions):
        here = Spot("item", item.code, ("versions", i))
        period = book.effective(version)
        for spot, source in _cited(version, here):
            day = _uncovered(period, book.sources[source].in_force)
            if day is not None:
                report.add(
                    "not-in-force",
                    spot,
                    {
                        "source": source,
                        "title": book.sources[source].title,
                        "day": day,
                        "from": book.sources[source].in_force.from_,
                        "to": book.sources[source].in_force.to,
                    },
                    item=item.code,
                    example=Example(day, "individual", ()),
                )
        if last is not None and last.to is not None and last.to + ONE_DAY < period.from_:
            day = last.to + ONE_DAY
            values: dict[str, object] = {"from": day, "to": period.from_ - ONE_DAY}
            example = Example(day, "individual", ())
            report.add("time-gap", here, values, item=item.code, example=example)
        last = period


def _cited(version: ItemVersion, here: Spot) -> Iterator[tuple[Spot, str]]:
    for kind, citations in (("violates", version.violates), ("penalizes", version.penalizes)):
        for i, citation in enumerate(citations):
            yield here.at(kind, i, "source"), citation.source
    if version.benchmark is not None and version.benchmark.reference is not None:
        spot = here.at("benchmark", "reference", "source")
        yield spot, version.benchmark.reference.source


def _uncovered(needed: Period, held: Period) -> date | None:
    """Return the first day of *needed* that is not in *held*."""
    if needed.from_ < held.from_ or (held.to is not None and needed.from_ > held.to):
        return needed.from_
    if held.to is not None and (needed.to is None or needed.to > held.to):
        return held.to + ONE_DAY
    return None
