"""Practice over the months, and the days on which it changed."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.desk.dashboard.charts import Data, Moment, Point, Series, scale_of
from discretion.desk.dashboard.subject import Subject, effect_tick, even
from discretion.desk.past.selection import Selection
from discretion.model.audit import Drift
from discretion.report.words import clean

MOST_SERIES = 8
"""Items that are drawn beside the whole."""


def drifts(subject: Subject) -> Iterator[Series]:
    """Return the mean deviation of all cases, and of the items whose practice changed most."""
    known = [d for d in subject.said.audit.drifts if any(e.value is not None for _, e in d.months)]
    moved = sorted(
        (d for d in known if d.item is not None and d.changes),
        key=lambda d: (min(c.p for c in d.changes), d.item or ""),
    )
    whole = [d for d in known if d.item is None]
    for drift in (*whole, *moved[:MOST_SERIES]):
        yield drift_of(subject, drift)


def drift_of(subject: Subject, drift: Drift) -> Series:
    """Return the mean deviation of one item, or of all, month by month."""
    said = subject.said
    title = said.words("audit.drift.all") if drift.item is None else said.item(drift.item)
    chosen_by = {} if drift.item is None else {"item": drift.item}
    points = []
    for month, mean in drift.months:
        if mean.value is None:
            continue
        label = f"{month:%Y-%m}"
        whole = said.whole(mean, said.effect)
        points.append(
            Point(
                month,
                mean.value,
                mean.low,
                mean.high,
                mean.n,
                whole,
                subject.words("month_told", month=label, value=whole, n=f"{mean.n:,}"),
                Selection.of(**chosen_by, month=label).address(),
            )
        )
    reach = max([1.35 * max(abs(p.value) for p in points), 0.02])
    changes = [said.change(c) for c in drift.changes]
    told = said.words(
        "audit.drift.told",
        months=len(points),
        low=said.effect(min(p.value for p in points)),
        high=said.effect(max(p.value for p in points)),
        changes=said.words.joined(changes, "semicolon") or said.words("audit.drift.quiet"),
    )
    return Series(
        f"drift-{clean(drift.item) if drift.item else 'all'}",
        subject.words("drift", item=title),
        said.words("audit.drift.note"),
        told,
        even(scale_of([-reach, reach], effect_tick, 0.0)),
        tuple(said.words(f"audit.{c}") for c in ("month", "mean", "n")),
        tuple(points),
        tuple(
            Moment(number, change.day, text)
            for number, (change, text) in enumerate(zip(drift.changes, changes, strict=True), 1)
        ),
        Data(
            subject.heads("month", "mean", "low", "high", "n"),
            tuple((p.month, p.value, p.low, p.high, p.n) for p in points),
        ),
    )
