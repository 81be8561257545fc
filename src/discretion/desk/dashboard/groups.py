"""The share of each verdict, and groups whose penalties lie apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from discretion.desk.dashboard.charts import Bar, Chart, Data, Mark, Shape, scale_of
from discretion.desk.dashboard.subject import Subject, effect_tick, even, figures, percent_tick
from discretion.desk.past.selection import Selection
from discretion.model.audit import Disparity, Estimate
from discretion.model.review import Verdict
from discretion.report.audit.tables import chosen


def verdicts(subject: Subject) -> Chart:
    """Return the share of each verdict."""
    said, bars, rows = subject.said, [], []
    for verdict in Verdict:
        share = said.audit.verdicts.get(verdict)
        if share is None or share.value is None:
            continue
        low, high = share.low or 0.0, share.high or share.value
        marks = (Mark("bar", 0.0, share.value), Mark("whisker", low, high, 1))
        label, count = said.words(f"audit.short.{verdict.value}"), said.count(share)
        cells = (said.percent(share.value), said.interval(share, said.percent))
        meaning = said.words(f"audit.meaning.{verdict.value}")
        href = Selection.of(verdict=verdict.value).address()
        bars.append(Bar(label, meaning, href, count, marks, cells, verdict.value))
        rows.append((label, count, *figures(share), share.n))
    scale = scale_of([0.0, 1.0], percent_tick)
    heads = ("verdict", "cases", "share", "low", "high", "n")
    return Chart(
        "verdicts",
        said.words("audit.verdicts"),
        said.words("audit.verdicts.note"),
        scale,
        (said.words("audit.share"), said.words("audit.interval")),
        tuple(bars),
        (("bar", said.words("audit.share")), ("whisker", said.words("audit.interval"))),
        Data(subject.heads(*heads), tuple(rows)),
    )


def groups(subject: Subject, dimension: str, found: Sequence[Disparity]) -> Chart:
    """Return how far the groups of a dimension lie from what their cases lead one to expect."""
    said, shown = subject.said, chosen(found)
    bars = tuple(_group_bar(subject, dimension, d) for d in shown)
    reach = max((abs(m.low) for b in bars for m in b.marks), default=0.05)
    reach = max([reach, *(abs(m.high) for b in bars for m in b.marks)])
    rows = tuple(
        (
            said.group(d),
            d.effect.n,
            *figures(d.effect),
            *figures(d.raw),
            d.p,
            d.q,
            said.words("audit.yes" if d.found else "audit.no"),
        )
        for d in found
    )
    heads = ("label", "n", "effect", "low", "high", "raw", "raw_low", "raw_high")
    stand = sum(d.found for d in found)
    code = "audit.disparities.found" if stand else "audit.disparities.found_none"
    name = said.dimension(dimension)
    note = said.words(code, dimension=name, groups=f"{len(found):,}", found=f"{stand:,}")
    columns = ("effect", "q", "found")
    return Chart(
        f"groups-{dimension}",
        subject.words("groups", dimension=name),
        note,
        even(scale_of([-reach, reach], effect_tick, 0.0)),
        tuple(said.words(f"audit.{c}") for c in columns),
        bars,
        (
            ("square", subject.words("legend.square")),
            ("hollow", subject.words("legend.hollow")),
            ("whisker", said.words("audit.interval")),
        ),
        Data(subject.heads(*heads, "p", "q", "found"), rows),
        subject.rest(len(found) - len(shown)),
    )


def _group_bar(subject: Subject, dimension: str, d: Disparity) -> Bar:
    said = subject.said
    marks = (
        *_estimate(d.raw, "whisker", "hollow", -1),
        *_estimate(d.effect, "interval", "square", 1),
    )
    cells = (said.whole(d.effect, said.effect), said.p(d.q), said.judged(d))
    label = d.group
    if dimension == "officer":
        known = d.group in subject.ground.officers
        label = str(subject.ground.officers.index(d.group)) if known else ""
    href = Selection.of(**{dimension: label}).address() if label else ""
    judged = "found" if d.found else ""
    return Bar(said.group(d), "", href, d.effect.n, marks, cells, judged)


def _estimate(estimate: Estimate, line: Shape, point: Shape, lane: int) -> Iterator[Mark]:
    if estimate.low is not None and estimate.high is not None:
        yield Mark(line, estimate.low, estimate.high, lane)
    if estimate.value is not None:
        yield Mark(point, estimate.value, estimate.value, lane)
