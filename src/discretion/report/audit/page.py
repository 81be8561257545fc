"""An audit as one HTML file for reading, printing and passing on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from discretion.consistency.dossier import Dossier
from discretion.model.audit import Audit, Disparity, Drift
from discretion.model.case import Case
from discretion.report.audit import cards, tables
from discretion.report.audit.lines import Lines
from discretion.report.audit.words import AuditWords
from discretion.report.page import page
from discretion.report.plots import svg

MOST_PAGES, MOST_PAIRS, MOST_SERIES = 60, 30, 8
"""Case pages, pairs and series of months that the page shows."""
_STRONG = frozenset({"unlawful", "off_benchmark", "outliers"})
_TARGETS = {"unlawful": "summary", "off_benchmark": "summary", "changes": "drift"}
"""The section that tells of a figure, where it has another name."""


@dataclass(frozen=True, slots=True)
class Group:
    """One dimension of disparities: what is said of it, its table, and how many are left out."""

    heading: str
    said: str
    table: tables.Table
    rest: str


@dataclass(frozen=True, slots=True)
class Series:
    """One series of months: its plot, and its changes."""

    heading: str
    plot: Markup
    quiet: bool
    table: tables.Table


def shown_cases(audit: Audit) -> tuple[list[str], list[str]]:
    """Return the ids of the cases that get a page, and of those that are shown in pairs."""
    pairs = [case for p in audit.pairs[:MOST_PAIRS] for case in (p.milder, p.graver)]
    return [o.case_id for o in audit.outliers[:MOST_PAGES]], sorted(set(pairs))


def audit_page(said: AuditWords, dossiers: Iterable[Dossier], cases: Mapping[str, Case]) -> str:
    """Return the report; *dossiers* and *cases* are those that :func:`shown_cases` names."""
    words, audit = said.words, said.audit
    flagged = list(zip(audit.outliers, dossiers, strict=False))
    anchors = {o.case_id: cards.anchor(n) for n, (o, _) in enumerate(flagged, start=1)}
    return page(
        "audit.html",
        words,
        title=said.title(),
        notices=said.notices(),
        facts=said.facts(),
        lead=said.lead(),
        figures=[
            (f"{n:,}", said.figure(code), _TARGETS.get(code, code), _kind(code, n))
            for code, n in said.counts()
        ],
        rate=said.rate(),
        verdicts=tables.verdicts(said),
        doubts=tables.doubts(said),
        outliers=tables.outliers(said, anchors),
        outliers_more=_more(said, "audit.outliers", tables.MOST_OUTLIERS, len(audit.outliers)),
        pairs=cards.twins(said, audit.pairs[:MOST_PAIRS], cases),
        pairs_more=_more(said, "auditcase.pairs", MOST_PAIRS, len(audit.pairs)),
        groups=[_group(said, name, found) for name, found in said.dimensions()],
        series=_series(said),
        quiet=_quiet(said),
        heaps=tables.heaps(said),
        heaps_more=_rest(said, "heaps", tables.MOST_HEAPS, len(audit.heaps)),
        notes=tables.notes(said),
        pages=cards.pages(said, flagged),
        methods=said.methods(),
        fingerprints=(audit.corpus_version, audit.rulebook),
    )


def _kind(code: str, number: int) -> str:
    return "strong" if code in _STRONG and number else ""


def _more(said: AuditWords, code: str, shown: int, total: int) -> str:
    if total <= shown:
        return ""
    numbers = {"total": f"{total:,}", "shown": f"{shown:,}", "rest": f"{total - shown:,}"}
    return said.words(f"{code}.more", **numbers)


def _rest(said: AuditWords, code: str, shown: int, total: int) -> str:
    return said.words(f"audit.{code}.more", count=f"{total - shown:,}") if total > shown else ""


def _group(said: AuditWords, name: str, found: Sequence[Disparity]) -> Group:
    heading = said.dimension(name)
    stand = sum(d.found for d in found)
    code = "audit.disparities.found" if stand else "audit.disparities.found_none"
    text = said.words(code, dimension=heading, groups=f"{len(found):,}", found=f"{stand:,}")
    rest = _rest(said, "disparities", tables.MOST_GROUPS, len(found))
    return Group(heading, text, tables.groups(said, name, found), rest)


# --- drift ----------------------------------------------------------------------------------------


def _drawn(audit: Audit) -> tuple[list[Drift], list[Drift]]:
    """Return the series to draw (all items, then those with changes), and the other ones."""
    known = [d for d in audit.drifts if any(e.value is not None for _, e in d.months)]
    moved = sorted(
        (d for d in known if d.item is not None and d.changes),
        key=lambda d: (min(c.p for c in d.changes), d.item or ""),
    )
    drawn = [d for d in known if d.item is None] + moved[:MOST_SERIES]
    return drawn, [d for d in known if d not in drawn]


def _series(said: AuditWords) -> list[Series]:
    found = []
    for number, drift in enumerate(_drawn(said.audit)[0], start=1):
        heading = said.words("audit.drift.all") if drift.item is None else said.item(drift.item)
        plot = Lines(f"drift{number}", heading, _told(said, drift), drift, said)
        table = tables.changes(said, drift, f"changes-{number}")
        found.append(Series(heading, Markup(svg(plot)), not drift.changes, table))
    return found


def _told(said: AuditWords, drift: Drift) -> str:
    means = [e.value for _, e in drift.months if e.value is not None]
    changes = said.words.joined((said.change(c) for c in drift.changes), "semicolon")
    return said.words(
        "audit.drift.told",
        months=len(means),
        low=said.effect(min(means)),
        high=said.effect(max(means)),
        changes=changes or said.words("audit.drift.quiet"),
    )


def _quiet(said: AuditWords) -> list[str]:
    """Say what was looked at but is not drawn."""
    rest = _drawn(said.audit)[1]
    moved = sum(bool(d.changes) for d in rest)
    found = [("more", moved), ("others", len(rest) - moved)]
    return [said.words(f"audit.drift.{code}", count=f"{n:,}") for code, n in found if n]
