"""The tables of an audit's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from discretion.model.audit import Disparity, Drift
from discretion.model.review import Verdict
from discretion.report.audit import marks
from discretion.report.audit.words import AuditWords
from discretion.report.words import clean

MOST_OUTLIERS, MOST_GROUPS, MOST_HEAPS, MOST_NOTES = 200, 24, 40, 200
"""Rows that the page lists; the workbook has them all."""

Cell = str | Markup


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in ASCII, its caption, its columns as label and class, its rows."""

    name: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    axis: str = ""
    """The scale of the drawings, for the head of their column."""


def table(
    said: AuditWords, name: str, caption: str, columns: str, rows: Sequence[tuple[Cell, ...]]
) -> Table:
    """Return a table whose *columns* are text codes, ``:n`` behind those of figures."""
    parted = (code.partition(":") for code in columns.split())
    heads = tuple((said.words(f"audit.{code}"), kind) for code, _, kind in parted)
    return Table(name, caption, heads, tuple(rows))


def verdicts(said: AuditWords) -> Table:
    """Return the share of each verdict, drawn beside its figures."""
    words, scale = said.words, marks.Scale(0.0, 1.0)
    rows: list[tuple[Cell, ...]] = []
    for verdict in Verdict:
        share = said.audit.verdicts.get(verdict)
        if share is None or share.value is None:
            continue
        low, high = share.low or 0.0, share.high or share.value
        parts = [
            marks.box(scale, 0.0, share.value, 14, f"v-share v-{verdict.value}"),
            marks.bar(scale, low, high, 14, "m-raw"),
        ]
        told = said.whole(share, said.percent)
        rows.append(
            (
                words(f"audit.short.{verdict.value}"),
                f"{said.count(share):,}",
                said.percent(share.value),
                said.interval(share, said.percent),
                marks.drawing(28, told, parts),
                words(f"audit.meaning.{verdict.value}"),
            )
        )
    columns = "verdict cases:n share:n interval:n picture:picture meaning"
    return table(said, "verdicts", words("audit.verdicts"), columns, rows)


def doubts(said: AuditWords) -> Table:
    """Return why nothing can be said."""
    rows = [(reason, f"{n:,}", said.percent(share)) for reason, n, share in said.doubts()]
    return table(said, "doubts", said.words("audit.doubts"), "reason cases:n share:n", rows)


def outliers(said: AuditWords, anchors: Mapping[str, str]) -> Table:
    """Return the first cases of the list; *anchors* are those that have a page."""
    rows: list[tuple[Cell, ...]] = []
    for o in said.audit.outliers[:MOST_OUTLIERS]:
        link: Cell = clean(o.case_id)
        if o.case_id in anchors:
            link = Markup('<a href="#{}">{}</a>').format(anchors[o.case_id], link)
        item = Markup('{}<span class="sub">{}</span>').format(link, said.item(o.item))
        rows.append(
            (
                item,
                Markup('{}<span class="sub">{}</span>').format(
                    clean(o.team or o.body or "—"), o.decided or ""
                ),
                said.fine(o.fine),
                said.fine(o.fine_expected) if o.fine_expected else "—",
                said.off(o),
                said.p(o.q),
                f"{o.n:,}",
                said.words(f"audit.short.{o.verdict.value}"),
            )
        )
    columns = "case body fine:n expected:n off:s q:n n:n verdict:s"
    return table(said, "outliers", said.words("audit.outliers"), columns, rows)


def groups(said: AuditWords, name: str, found: Sequence[Disparity]) -> Table:
    """Return the groups of one dimension as a forest plot with its figures."""
    shown = chosen(found)
    ends = [e for d in shown for e in (d.raw.low, d.raw.high, d.effect.low, d.effect.high)]
    reach = max([abs(e) for e in ends if e is not None] + [0.05])
    scale = marks.Scale(-reach, reach)
    rows = [_group(said, d, scale) for d in shown]
    caption = said.dimension(name)
    columns = "group n:n picture:picture effect:n raw:n q:n found:s"
    made = table(said, f"groups-{name}", caption, columns, rows)
    ticks = [(end, said.effect(end)) for end in (-reach, 0.0, reach)]
    return replace(made, axis=marks.axis(scale, ticks))


def chosen(found: Sequence[Disparity]) -> list[Disparity]:
    """Return the groups that the page lists, by effect: those that stand, then the farthest off."""
    telling = sorted(found, key=lambda d: (not d.found, -abs(d.effect.value or 0.0), d.group))
    return sorted(telling[:MOST_GROUPS], key=lambda d: (-(d.effect.value or 0.0), d.group))


def _group(said: AuditWords, d: Disparity, scale: marks.Scale) -> tuple[Cell, ...]:
    effect, raw = said.whole(d.effect, said.effect), said.whole(d.raw, said.effect)
    parts = [marks.upright(scale, 0.0, 30, "m-zero")]
    if d.raw.low is not None and d.raw.high is not None:
        parts.append(marks.bar(scale, d.raw.low, d.raw.high, 8, "m-raw"))
    if d.raw.value is not None:
        parts.append(marks.dot(scale, d.raw.value, 8, "m-hollow", 4))
    if d.effect.low is not None and d.effect.high is not None:
        parts.append(marks.bar(scale, d.effect.low, d.effect.high, 21, "m-shrunk"))
    if d.effect.value is not None:
        parts.append(marks.square(scale, d.effect.value, 21, "m-square"))
    told = said.words("audit.picture.told", effect=effect, raw=raw)
    judged: Cell = said.judged(d)
    if d.found:
        judged = Markup("<strong>{}</strong>").format(judged)
    return (
        said.group(d),
        f"{d.effect.n:,}",
        marks.drawing(30, told, parts),
        effect,
        raw,
        said.p(d.q),
        judged,
    )


def changes(said: AuditWords, drift: Drift, name: str) -> Table:
    """Return the changes of one series, numbered as in its plot."""
    rows = [
        (
            str(number),
            change.day.isoformat(),
            said.whole(change.before, said.effect),
            f"{change.before.n:,}",
            said.whole(change.after, said.effect),
            f"{change.after.n:,}",
            clean(change.near) if change.near else said.words("audit.change.alone"),
        )
        for number, change in enumerate(drift.changes, start=1)
    ]
    columns = "number day:n before:n n:n after:n n:n near"
    return table(said, name, said.words("audit.changes"), columns, rows)


def heaps(said: AuditWords) -> Table:
    """Return the amounts that heap."""
    rows = [
        (
            said.heap(h),
            said.item(h.item),
            said.words.money(h.amount),
            f"{h.observed:,}",
            f"{h.expected:,.0f}",
            said.whole(h.ratio, said.ratio),
            f"{h.ratio.n:,}",
            said.p(h.p),
        )
        for h in said.audit.heaps[:MOST_HEAPS]
    ]
    columns = "kind_of_heap item amount:n observed:n expected_count:n ratio:n n:n p:n"
    return table(said, "heaps", said.words("audit.heaps"), columns, rows)


def notes(said: AuditWords) -> Table:
    """Return what is said of the benchmarks themselves."""
    rows: list[tuple[Cell, ...]] = []
    for note in said.audit.notes[:MOST_NOTES]:
        problem, what, advice = said.note(note)
        item = Markup('{}<span class="sub">{}</span>').format(
            said.item(note.item), clean(note.item)
        )
        rows.append((item, problem, what, f"{note.share.n:,}", advice))
    return table(said, "notes", said.words("audit.notes"), "item problem finding n:n advice", rows)
