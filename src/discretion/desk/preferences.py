"""What a reader chooses for the whole desk: language, light or dark, and whether names show."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.frame import Desk, back_of, get, inside, post, see, text_of
from discretion.desk.guard import session_of
from discretion.desk.mistakes import TOLD, told
from discretion.desk.sessions import THEMES
from discretion.record.append import append
from discretion.report.words import clean
from discretion.service.waiting import only_writer

_LOG = logging.getLogger("discretion.desk")
PATIENCE = 10.0
"""Seconds that another writer is waited for."""
LONGEST_REASON = 500


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the preferences."""

    def prefer(request: Request, form: FormData) -> Response:
        mine = session_of(request)
        language, theme = text_of(form, "language"), text_of(form, "theme")
        if language in ("zh", "en"):
            mine.language = "zh" if language == "zh" else "en"
        if theme in THEMES:
            mine.theme = next(t for t in THEMES if t == theme)
        return see(back_of(form))

    def ask(request: Request) -> Response:
        return asked(request, inside(request.query_params.get("back", "")))

    def asked(
        request: Request, where: str, problem: str = "", status: int = 200, reason: str = ""
    ) -> Response:
        said = {"where": where, "problem": problem, "reason": reason}
        return desk.page(request, "names.html", here="", status=status, **said)

    def unlock(request: Request, form: FormData) -> Response:
        reason = text_of(form, "reason").strip()[:LONGEST_REASON]
        if not reason:
            return asked(request, back_of(form), desk.words(request)("desk.names.no_reason"), 422)
        try:
            _log(desk, request, reason)
        except TOLD as error:
            problem = told(error, desk.words(request))
            return asked(request, back_of(form), problem, 503, reason)
        session_of(request).unlocked = True
        return see(back_of(form))

    def lock(request: Request, form: FormData) -> Response:
        session_of(request).unlocked = False
        return see(back_of(form))

    return [
        post("/preferences", prefer),
        get("/names", ask),
        post("/names", unlock),
        post("/names/lock", lock),
    ]


def _log(desk: Desk, request: Request, reason: str) -> None:
    """Write down that names are shown from now on, before they are."""
    who = request.client.host if request.client else "?"
    if desk.settings.unlocking is not None:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"event": "names_unlocked", "made": made, "from": who, "reason": reason}
        with only_writer(desk.settings.unlocking.parent, PATIENCE):
            append(desk.settings.unlocking, [entry])
    _LOG.warning("names unlocked from %s: %s", who, clean(reason))
