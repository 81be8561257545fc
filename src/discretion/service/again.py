"""Questions asked again: a query that was found valid once need not be taken apart each time.

Finding the route, reading its parameters and building the layers around an endpoint takes as long
as determining a case; the queries of an intake system are few and always the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from discretion.service.problems import KNOWN, on_known

Ask = Callable[[Request], Awaitable[Response]]

MOST_QUERIES, LONGEST_QUERY = 256, 256
"""So many queries are remembered, each of so many bytes at most."""


class Queries:
    """The queries whose parameters were found valid: what answers each of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, bytes], tuple[Ask, Any]] = {}

    def remember(self, request: Request, ask: Ask) -> Ask:
        """Keep *ask*, which must not hold what may change between two requests; return it."""
        query = request.scope["query_string"]
        if len(self._known) < MOST_QUERIES and len(query) <= LONGEST_QUERY:
            self._known[_key(request.scope)] = ask, request.scope["route"]
        return ask

    def find(self, scope: Scope) -> tuple[Ask, Any] | None:
        """Return what answers the request of *scope*, and its route."""
        return self._known.get(_key(scope))


def _key(scope: Scope) -> tuple[str, str, bytes]:
    return scope["method"], scope["path"], scope["query_string"]


class Again:
    """A layer around the application that answers known queries itself."""

    def __init__(self, app: ASGIApp, queries: Queries) -> None:
        self.app, self.queries = app, queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        known = self.queries.find(scope) if scope["type"] == "http" else None
        if known is None:
            await self.app(scope, receive, send)
            return
        ask, scope["route"] = known
        request = Request(scope, receive, send)
        try:
            response = await ask(request)
        except KNOWN as error:
            response = await on_known(request, error)
        await response(scope, receive, send)
