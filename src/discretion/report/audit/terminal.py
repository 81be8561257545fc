"""An audit on a terminal: the figures, and the first of every list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from discretion.model.audit import Disparity
from discretion.model.review import Verdict
from discretion.report.audit.words import AuditWords
from discretion.report.layout import MUTED, VERDICT_STYLE, WARNING, grid, section
from discretion.report.prose import Prose
from discretion.report.words import clean

MOST_ROWS, MOST_PAIRS = 8, 5
"""Rows of a list, and pairs, that a terminal shows."""

Row = Sequence[str | Prose]


def audit_view(said: AuditWords) -> RenderableType:
    """Return what the audit found, the most important first."""
    words = said.words
    lead = [Prose(line, style="bold" if n == 0 else "") for n, line in enumerate(said.lead())]
    notices = [Prose(text, style=WARNING) for kind, text in said.notices() if kind == "sample"]
    parts: list[RenderableType] = [
        Rule(Text(said.title(), style="bold"), align="left"),
        *notices,
        *lead,
        grid((label, Prose(clean(value))) for label, value in said.facts()),
        Text(""),
        section(words("audit.verdicts"), _verdicts(said)),
    ]
    if doubts := said.doubts():
        rows = [(reason, f"{n:,}", said.percent(share)) for reason, n, share in doubts]
        table = _table(said, ("reason", "cases", "share"), rows, right=("cases", "share"))
        parts.append(section(words("audit.doubts"), table))
    parts += [
        section(words(f"audit.{code}"), *found)
        for code, found in (
            ("outliers", _outliers(said)),
            ("pairs", _pairs(said)),
            ("disparities", _disparities(said)),
            ("changes", _changes(said)),
            ("heaps", _heaps(said)),
            ("notes", _notes(said)),
        )
        if found
    ]
    return Group(*parts)


def _verdicts(said: AuditWords) -> Table:
    words = said.words
    rows = []
    for verdict in Verdict:
        share = said.audit.verdicts.get(verdict)
        if share is not None:
            name = Prose(words(f"audit.short.{verdict.value}"), style=VERDICT_STYLE[verdict])
            interval = said.interval(share, said.percent)
            rows.append((name, f"{said.count(share):,}", said.percent(share.value), interval))
    names = ("verdict", "cases", "share", "interval")
    return _table(said, names, rows, right=names[1:])


def _outliers(said: AuditWords) -> list[RenderableType]:
    found = said.audit.outliers
    rows = []
    for o in found[:MOST_ROWS]:
        case = Prose(clean(o.case_id))
        case.append(f"\n{said.item(o.item)}", style=MUTED)
        team = clean(o.team or o.body or "—")
        fines = (said.fine(o.fine), said.fine(o.fine_expected))
        rows.append((case, team, *fines, said.off(o), said.p(o.q), f"{o.n:,}"))
    names = ("case", "body", "fine", "expected", "off", "q", "n")
    return _listed(said, names, rows, len(found), ("fine", "expected", "q", "n"))


def _pairs(said: AuditWords) -> list[RenderableType]:
    words, found = said.words, said.audit.pairs
    rows = []
    for pair in found[:MOST_PAIRS]:
        item = said.item(pair.item)
        for number, (case_id, fine) in enumerate(
            zip((pair.milder, pair.graver), pair.fines, strict=True)
        ):
            side = words("auditcase.pair_graver" if number else "auditcase.pair_milder")
            alike = "" if number else f"{pair.similarity:.2f}"
            shown = "" if number else item
            team = clean(pair.teams[number] or "—")
            rows.append((shown, side, clean(case_id), team, said.fine(fine), alike))
    names = ("item", "off", "case", "team", "fine", "alike")
    return _listed(said, names, rows, len(found), ("fine", "alike"), len(rows) // 2)


def _disparities(said: AuditWords) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for name, groups in said.dimensions():
        found = [d for d in groups if d.found]
        code = "audit.disparities.found" if found else "audit.disparities.found_none"
        values = {"dimension": said.dimension(name), "groups": len(groups), "found": len(found)}
        parts.append(Prose(said.words(code, **values)))
        if found:
            rows = [_disparity(said, d) for d in found[:MOST_ROWS]]
            names = ("group", "effect", "interval", "raw", "q", "n")
            parts += _listed(said, names, rows, len(found), names[1:])
    return parts


def _disparity(said: AuditWords, d: Disparity) -> Row:
    effect = said.effect(d.effect.value)
    interval = said.interval(d.effect, said.effect)
    raw = said.effect(d.raw.value)
    return (said.group(d), effect, interval, raw, said.p(d.q), f"{d.effect.n:,}")


def _changes(said: AuditWords) -> list[RenderableType]:
    found = [(drift.item, change) for drift in said.audit.drifts for change in drift.changes]
    rows = [(said.item(item), said.change(change)) for item, change in found[:MOST_ROWS]]
    return _listed(said, ("item", "changes"), rows, len(found))


def _heaps(said: AuditWords) -> list[RenderableType]:
    found = said.audit.heaps
    rows = [
        (
            said.heap(h),
            said.item(h.item),
            said.words.money(h.amount),
            f"{h.observed:,}",
            f"{h.expected:,.0f}",
            said.whole(h.ratio, said.ratio),
        )
        for h in found[:MOST_ROWS]
    ]
    names = ("kind_of_heap", "item", "amount", "observed", "expected_count", "ratio")
    return _listed(said, names, rows, len(found), names[2:])


def _notes(said: AuditWords) -> list[RenderableType]:
    found = said.audit.notes
    rows = []
    for note in found[:MOST_ROWS]:
        problem, what, _ = said.note(note)
        rows.append((said.item(note.item), problem, what, f"{note.share.n:,}"))
    return _listed(said, ("item", "problem", "finding", "n"), rows, len(found), ("n",))


def _listed(
    said: AuditWords,
    names: tuple[str, ...],
    rows: Sequence[Row],
    total: int,
    right: Iterable[str] = (),
    shown: int | None = None,
) -> list[RenderableType]:
    """Return a list and how many more there are; nothing for nothing."""
    if not rows:
        return []
    rest = total - (len(rows) if shown is None else shown)
    more = [Prose(said.words("audit.more", n=f"{rest:,}"), style=MUTED)] if rest else []
    return [_table(said, names, rows, right), *more]


def _table(
    said: AuditWords, names: tuple[str, ...], rows: Iterable[Row], right: Iterable[str] = ()
) -> Table:
    table = Table(box=None, header_style=MUTED, pad_edge=False, padding=(0, 2, 0, 0))
    figures = {*right}
    for name in names:
        table.add_column(
            Prose(said.words(f"audit.{name}")),
            overflow="fold",
            justify="right" if name in figures else "left",
            no_wrap=name in figures,
        )
    for row in rows:
        table.add_row(*(Prose(cell) if isinstance(cell, str) else cell for cell in row))
    return table
