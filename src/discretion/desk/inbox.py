"""The inbox: what was laid on the desk, and where more is put in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.frame import Desk, get, session


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the inbox."""

    def inbox(request: Request) -> Response:
        ledgers = [*reversed(session(request).ledgers.values())]
        return desk.page(request, "inbox.html", here="inbox", ledgers=ledgers)

    return [get("/", inbox)]
