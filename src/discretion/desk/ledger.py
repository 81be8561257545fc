"""A ledger on the desk: its rows by what needs a person, its columns, and its lists as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import yaml
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.columns import Sight, sight_of
from discretion.desk.frame import Desk, get, post, see, text_of
from discretion.desk.guard import session_of
from discretion.desk.listing import PAGE, Choices, Wish
from discretion.desk.paging import page_of
from discretion.desk.putting_in import again, remove
from discretion.desk.runs import STANDINGS, Checked, Run, unnumbered
from discretion.desk.sheets import XLSX_TYPE
from discretion.desk.workbook import listed
from discretion.report.masking import Mask
from discretion.report.sentences import finding_text
from discretion.report.words import Words


def run_of(request: Request) -> Run:
    """Return the ledger that an address names.

    Raises:
        HTTPException: 404, it is not on this reader's desk.
    """
    found = session_of(request).ledgers.get(request.path_params["key"])
    if not isinstance(found, Run):
        raise HTTPException(404)
    return found


def routes(desk: Desk) -> list[Route]:
    """Return the routes of ledgers."""

    def ledger(request: Request) -> Response:
        run, wish, words = run_of(request), Wish.of(request.query_params), desk.words(request)
        over = run.over  # before the rows are looked at: a page that says so has all of them
        known = list(run.rows)  # more may be added while this page is made
        if over and run.read == 1 and known and known[0].case and not request.query_params:
            return see(f"/desk/ledgers/{run.key}/rows/{known[0].row}")
        decided = desk.decided.now()
        rows = wish.rows(known, names=session_of(request).unlocked, decided=decided)
        page, pages, start = page_of(wish.page, len(rows), PAGE)
        return desk.page(
            request,
            "ledger.html",
            here="inbox",
            run=run,
            over=over,
            wish=wish,
            rows=rows[start : start + PAGE],
            found=len(rows),
            known=len(known),
            pages=pages,
            page=page,
            standings=STANDINGS,
            counts=dict(run.counts),
            decided=decided,
            unnumbered=unnumbered,
            correctable=run.step == "failed"
            and bool(sight_of(run, words, desk.mask(request)).columns),
            filtering=wish.undecided or any(r.case and r.case.id in decided for r in known),
            choices=Choices.of(known, words),
            why=_why(words, desk.mask(request)),
            mask=desk.mask(request),
        )

    def export(request: Request) -> Response:
        run, wish, words = run_of(request), Wish.of(request.query_params), desk.words(request)
        names, decided = session_of(request).unlocked, desk.decided.now()
        rows = wish.rows(list(run.rows), names=names, decided=decided)
        name = f"{Path(run.called).stem}-{words('desk.sheet')}.xlsx"
        return file_response(listed(rows, words, desk.mask(request), decided), name, XLSX_TYPE)

    def columns(request: Request) -> Response:
        return _columns(request, run_of(request))

    def _columns(request: Request, run: Run, problem: str = "") -> Response:
        sight = sight_of(run, desk.words(request), desk.mask(request))
        status = 422 if problem else 200
        return desk.page(
            request,
            "columns.html",
            here="inbox",
            status=status,
            run=run,
            sight=sight,
            problem=problem,
        )

    def correct(request: Request, form: FormData) -> Response:
        run, words = run_of(request), desk.words(request)
        sight = sight_of(run, words, desk.mask(request))
        told = _told(sight, form)
        twice = sight.twice(told)
        if twice:
            return _columns(request, run, words("desk.columns.twice", columns=twice))
        mapping = _mapping(told) if told else None
        made = again(session_of(request), run, mapping, text_of(form, "sheet") or None)
        return see(f"/desk/ledgers/{made.key}")

    def among_itself(request: Request, form: FormData) -> Response:
        run = run_of(request)
        mapping = run.mapping.read_text(encoding="utf-8") if run.mapping else None
        made = again(session_of(request), run, mapping, run.sheet, "ledger")
        return see(f"/desk/ledgers/{made.key}")

    def take_off(request: Request, form: FormData) -> Response:
        remove(session_of(request), run_of(request))
        return see("/desk/")

    return [
        get("/ledgers/{key}", ledger),
        get("/ledgers/{key}/export", export),
        get("/ledgers/{key}/columns", columns),
        post("/ledgers/{key}/columns", correct),
        post("/ledgers/{key}/among", among_itself),
        post("/ledgers/{key}/remove", take_off),
    ]


def file_response(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to be kept under *name*."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})


def _why(words: Words, mask: Mask) -> Callable[[Checked], str]:
    """Return what says the main point of a row."""

    def why(row: Checked) -> str:
        private = row.private(mask)
        if row.findings:
            return finding_text(row.findings[0], words, private)
        return private(row.told[0]) if row.told else ""

    return why


def _told(sight: Sight, form: FormData) -> dict[str, str]:
    """Return what a reader said of columns: only what is otherwise than the desk took it for."""
    said = {column.name: text_of(form, f"column.{at}") for at, column in enumerate(sight.columns)}
    known = {meaning for _, group in sight.groups for meaning, _ in group}
    return {
        column.name: said[column.name]
        for column in sight.columns
        if said[column.name] in known
        and (said[column.name] != column.meaning or column.how == "told")
    }


def _mapping(told: dict[str, str]) -> str:
    """Return the text of a mapping file."""
    return str(yaml.safe_dump({"columns": told}, allow_unicode=True, width=10_000))
