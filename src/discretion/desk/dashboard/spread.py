"""Where fines stand in their statutory ranges: by group, and month by month."""

from __future__ import annotations

from datetime import date

from discretion.consistency.distributions import LEVELS, Spread, spreads
from discretion.desk.dashboard.charts import Bar, Chart, Data, Mark, Point, Series, Shape, scale_of
from discretion.desk.dashboard.subject import Subject, percent_tick
from discretion.desk.past.selection import Selection

MOST_BARS = 20
"""Rows on a page: those with most cases; the data have them all."""
_SHAPES: tuple[Shape, ...] = ("whisker", "box", "middle", "interval")


def spread(subject: Subject, dimension: str) -> Chart | None:
    """Return where the fines of each group stand in their ranges; None below two groups."""
    column = subject.ground.columns[dimension]
    found = spreads(column.labels, column.codes, subject.ground.place)
    if len(found) < 2:
        return None
    most = sorted(found, key=lambda s: (-s.median.n, s.group))[:MOST_BARS]
    shown = sorted(most, key=lambda s: (-(s.median.value or 0.0), s.group))
    bars = tuple(_spread_bar(subject, dimension, column.labels[s.group], s) for s in shown)
    name, said = subject.labels.dimension(dimension), subject.said
    rows = tuple(
        (
            subject.labels.of(dimension, column.labels[s.group]),
            s.median.n,
            *s.quantiles,
            s.median.low,
            s.median.high,
        )
        for s in found
    )
    quantiles = (f"q{level * 100:.0f}" for level in LEVELS)
    return Chart(
        f"spread-{dimension}",
        subject.words("spread", dimension=name),
        subject.words("spread.note"),
        scale_of([0.0, 1.0, *(q for s in shown for q in s.quantiles)], percent_tick),
        (subject.words("median"), said.words("audit.interval")),
        bars,
        tuple((shape, subject.words(f"legend.{shape}")) for shape in _SHAPES),
        Data(subject.heads("label", "n", *quantiles, "median_low", "median_high"), rows),
        subject.rest(len(found) - len(shown)),
    )


def _spread_bar(subject: Subject, dimension: str, label: str, one: Spread) -> Bar:
    least, first, middle, last, most = one.quantiles
    marks = [Mark("whisker", least, most), Mark("box", first, last)]
    if one.median.low is not None and one.median.high is not None:
        marks.append(Mark("interval", one.median.low, one.median.high))
    marks.append(Mark("middle", middle, middle))
    said = subject.said
    cells = (said.percent(middle), said.interval(one.median, said.percent))
    href = Selection.of(**{dimension: label}).address()
    name = subject.labels.of(dimension, label)
    return Bar(name, "", href, one.median.n, tuple(marks), cells)


def months(subject: Subject) -> Series | None:
    """Return where the fines stand month by month; None below two months."""
    column, said = subject.ground.columns["month"], subject.said
    found = spreads(column.labels, column.codes, subject.ground.place)
    if len(found) < 2:
        return None
    points = []
    for one in found:
        label, middle = column.labels[one.group], one.median
        whole = said.whole(middle, said.percent)
        points.append(
            Point(
                date.fromisoformat(f"{label}-01"),
                middle.value or 0.0,
                middle.low,
                middle.high,
                middle.n,
                whole,
                subject.words("month_told", month=label, value=whole, n=f"{middle.n:,}"),
                Selection.of(month=label).address(),
            )
        )
    values = [p.value for p in points]
    title = subject.words("spread", dimension=subject.labels.dimension("month"))
    told = subject.words(
        "months_told",
        months=len(points),
        low=said.percent(min(values)),
        high=said.percent(max(values)),
    )
    scale = scale_of([0.0, *values, min(1.0, max(values) * 1.4)], percent_tick)
    columns = tuple(said.words(f"audit.{c}") for c in ("month", "interval", "n"))
    rows = tuple((p.month, p.value, p.low, p.high, p.n) for p in points)
    heads = subject.heads("month", "median", "median_low", "median_high", "n")
    note = subject.words("months_note")
    return Series(
        "spread-month",
        title,
        note,
        told,
        scale,
        (columns[0], subject.words("median"), columns[2]),
        tuple(points),
        (),
        Data(heads, rows),
    )
