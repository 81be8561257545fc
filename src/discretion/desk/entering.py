"""The way in, where a desk is reached from other machines: a token, kept in a cookie."""

from __future__ import annotations

import secrets
import time

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.frame import Desk, get, post, see, text_of
from discretion.service.guard import COOKIE

PAUSE = 1.0
"""Seconds that a wrong token costs."""


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the way in."""

    def door(request: Request, problem: str = "", status: int = 200) -> Response:
        if desk.settings.token is None:
            return see("/desk/")
        return desk.page(request, "login.html", here="", status=status, problem=problem)

    def enter(request: Request, form: FormData) -> Response:
        token, given = desk.settings.token, text_of(form, "given").strip()
        if token is None:
            return see("/desk/")
        if not secrets.compare_digest(given.encode(), token.encode()):
            time.sleep(PAUSE)
            return door(request, desk.words(request)("desk.login.wrong"), 403)
        inside = see("/desk/")
        inside.set_cookie(
            COOKIE,
            token,
            path="/desk",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return inside

    return [get("/login", door), post("/login", enter)]
