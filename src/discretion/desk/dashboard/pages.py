"""The pages of the audit: what it found, its pictures and lists, and the cases behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.dashboard import files
from discretion.desk.dashboard.charts import Chart
from discretion.desk.dashboard.draw import NARROW, PAGE, series_drawing
from discretion.desk.dashboard.ink import page_svg
from discretion.desk.dashboard.lists import heaps_with_cases, pair_views, unlike
from discretion.desk.dashboard.marks import axis_svg, bar_svg, legend_svg
from discretion.desk.dashboard.plan import lacks
from discretion.desk.dashboard.reading import LISTS, Reading, Readings
from discretion.desk.frame import Desk, get
from discretion.desk.paging import page_asked, page_of
from discretion.desk.past.listing import LENGTH, choices, conditions, rows_of
from discretion.desk.past.selection import INDICATOR, ORDERS, Selection
from discretion.desk.study import Study
from discretion.report.audit import tables

PATIENCE = 0.4
"""Seconds that a page waits for the audit before it shows how far it is."""
SECTIONS = ("overview", "spread", "groups", "time", "pairs", "outliers", "plan", "tables")
PAIRS, MOST_TOP = 20, 8
"""Pairs of a page; cases that the overview shows of a list."""
FIGURES = {
    "unlawful": "/desk/audit/cases?verdict=unlawful",
    "off_benchmark": "/desk/audit/cases?verdict=off_benchmark",
    "outliers": "/desk/audit/outliers",
    "pairs": "/desk/audit/pairs",
    "disparities": "/desk/audit/groups",
    "changes": "/desk/audit/time",
    "heaps": "/desk/audit/tables#heaps",
    "notes": "/desk/audit/tables#notes",
}

Show = Callable[[Request, Reading], dict[str, Any]]


def routes(desk: Desk, study: Study) -> list[Route]:
    """Return the routes of the audit."""
    pages = _Pages(desk, Readings(desk, study))
    return [
        get("/audit", pages.section("overview", pages.overview)),
        get("/audit/spread", pages.pictures("spread", "spread-")),
        get("/audit/groups", pages.pictures("groups", "groups-")),
        get("/audit/time", pages.pictures("time", "drift-", "spread-month")),
        get("/audit/pairs", pages.section("pairs", pages.pairs)),
        get("/audit/outliers", pages.section("outliers", pages.outliers)),
        get("/audit/plan", pages.section("plan", pages.planned)),
        get("/audit/tables", pages.section("tables", pages.tabled)),
        get("/audit/cases", pages.cases),
        *files.routes(pages.readings),
    ]


class _Pages:
    def __init__(self, desk: Desk, readings: Readings) -> None:
        self.desk, self.readings = desk, readings

    def section(self, name: str, show: Show, template: str = "") -> Callable[[Request], Response]:
        """Return the handler of a section: what *show* says, or how far the audit is."""
        template = template or f"audit-{name}.html"

        def handler(request: Request) -> Response:
            job = self.readings.job()
            audited = job.wait(PATIENCE) if job else None
            if audited is None:
                return self._page(request, "audit-waiting.html", name, job=job)
            reading = self.readings.of(request, audited)
            values = show(request, reading)
            return self._page(request, template, name, said=reading.said, **values)

        return handler

    # --- sections ---------------------------------------------------------------------------------

    def overview(self, request: Request, reading: Reading) -> dict[str, Any]:
        """What matters most, and where the rest is."""
        said, audit = reading.said, reading.audited.audit
        return {
            "figures": [(code, n, FIGURES[code]) for code, n in said.counts()],
            "verdicts": reading.pictures["verdicts"],
            "plan": _known(reading),
            "pairs": pair_views(said, audit.pairs[:1], reading.audited.corpus),
            "outliers": unlike(said, audit.outliers[:MOST_TOP]),
            "pictures": reading.named("groups-team", "drift-all"),
        }

    def pictures(self, name: str, *starts: str) -> Callable[[Request], Response]:
        """Return the handler of a section that is all pictures."""

        def show(_: Request, reading: Reading) -> dict[str, Any]:
            return {"pictures": reading.named(*starts)}

        return self.section(name, show, "audit-pictures.html")

    def pairs(self, request: Request, reading: Reading) -> dict[str, Any]:
        """Pairs of cases almost alike, side by side."""
        found = reading.audited.audit.pairs
        page, pages, start = page_of(page_asked(request.query_params), len(found), PAIRS)
        shown = pair_views(reading.said, found[start : start + PAIRS], reading.audited.corpus)
        return {"pairs": shown, "total": len(found), "page": page, "pages": pages}

    def outliers(self, request: Request, reading: Reading) -> dict[str, Any]:
        """The list of cases unlike their comparables."""
        found = reading.audited.audit.outliers
        page, pages, start = page_of(page_asked(request.query_params), len(found), LENGTH)
        shown = unlike(reading.said, found[start : start + LENGTH])
        return {"outliers": shown, "total": len(found), "page": page, "pages": pages}

    def planned(self, request: Request, reading: Reading) -> dict[str, Any]:
        """The indicators of the plan, and what is lacking for them."""
        audited = reading.audited
        lacking = lacks(reading.subject, audited.indicators, audited.declared)
        return {"plan": reading.plan, "lacks": lacking}

    def tabled(self, request: Request, reading: Reading) -> dict[str, Any]:
        """Heaps of amounts, notes on benchmarks, doubts, and how figures came about."""
        said = reading.said
        return {
            "heaps": heaps_with_cases(said),
            "heaps_rest": max(0, len(reading.audited.audit.heaps) - tables.MOST_HEAPS),
            "notes": tables.notes(said),
            "doubts": tables.doubts(said),
        }

    # --- cases ------------------------------------------------------------------------------------

    def cases(self, request: Request) -> Response:
        """List the cases that a picture or a count leads to."""
        selection = Selection.read(request.query_params)
        if selection.listed and selection.listed not in LISTS:
            raise HTTPException(404)
        job = self.readings.job()
        if job is None:
            return self._page(request, "audit-waiting.html", "", job=None)
        judged = bool(selection.listed) or any(
            name == "verdict" or name.startswith(INDICATOR) for name, _ in selection.chosen
        )
        audited = job.wait(PATIENCE)
        listed = None
        if audited is not None:
            reading = self.readings.of(request, audited)
            ground, labels = reading.ground, reading.labels
            listed = reading.listed(selection)
        elif judged:
            return self._page(request, "audit-waiting.html", "", job=job)
        else:
            counted = self.readings.study.ground(self.desk.state.current)
            early = counted.wait(PATIENCE) if counted else None
            if early is None:
                return self._page(request, "audit-waiting.html", "", job=job)
            ground, labels = early, self.readings.labels(request, early)
        rows = selection.rows(ground, listed)
        page, pages, start = page_of(page_asked(request.query_params), len(rows), LENGTH)
        return self._page(
            request,
            "audit-cases.html",
            "",
            selection=selection,
            conditions=conditions(selection, labels),
            choices=choices(ground, rows, selection, labels),
            rows=rows_of(ground, rows[start : start + LENGTH], labels),
            total=len(rows),
            page=page,
            pages=pages,
            orders=ORDERS,
            done=audited is not None,
        )

    # --- what pages share -------------------------------------------------------------------------

    def _page(self, request: Request, template: str, section: str, **values: Any) -> Response:
        return self.desk.page(
            request,
            template,
            here="audit",
            section=section,
            sections=SECTIONS,
            bar_svg=bar_svg,
            axis_svg=axis_svg,
            legend_svg=legend_svg,
            drawings=_drawings,
            **values,
        )


def _known(reading: Reading) -> Chart:
    """Return the indicators of which something is known; the section has all."""
    known = tuple(bar for bar in reading.plan.bars if bar.n)
    rest = reading.subject.rest(len(reading.plan.bars) - len(known), "plan_rest")
    return replace(reading.plan, bars=known, rest=rest)


def _drawings(series: Any) -> list[Any]:
    """Return a series drawn for a page and for a phone; the style sheet shows the fitting one."""
    return [
        page_svg(series_drawing(series, width), kind)
        for width, kind in ((PAGE, "wide"), (NARROW, "narrow"))
    ]
