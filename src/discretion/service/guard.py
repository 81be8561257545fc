"""The door of the service: who may come in, how much, how long; and the book of who came.

A plain ASGI layer around the application, so that it costs little and sees everything.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discretion.service.logs import LOGGER
from discretion.service.metrics import Metrics
from discretion.service.problems import (
    RefusedError,
    language_of,
    of_storage,
    problem_of,
    respond,
)
from discretion.service.settings import Settings

COOKIE = "discretion-token"
"""The cookie in which the pages for people carry the token; set it HttpOnly and SameSite=Strict."""
PAGES, LOGIN = "/desk/", "/desk/login"
"""Where the pages for people are, and where a person without the token is sent."""
OPEN = frozenset({"/health", LOGIN})
"""Paths that need no token."""
OPEN_BELOW = ("/desk/static/",)
LONG = ("/v1/determine:batch", "/v1/check:batch", "/v1/ingest", "/v1/events", "/desk/")
"""Beginnings of the paths whose bodies and answers may be long."""
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
MOST_DRAINED = 1 << 24
"""So much of a body that is too long is read and thrown away, bytes."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger(LOGGER)


class Guard:
    """Refuses what must not come in, ends what lasts too long, counts and logs the rest."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self.app, self.settings, self.metrics = app, settings, metrics
        self._hosts = frozenset({*LOCAL_NAMES, *settings.hosts})
        self._named = settings.local or bool(settings.hosts)
        self._token = settings.token.encode() if settings.token is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection or request."""
        if scope["type"] == "http":
            await _Visit(self, scope, receive, send).run()
        elif scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def check(self, scope: Scope) -> None:
        """Raise the RefusedError of a request that may not come in."""
        headers = dict(scope["headers"])
        # Of two hosts each reader takes another.
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        host = b", ".join(hosts).decode("latin-1")
        # A name that leads here without being ours is how a web page gets past the browser's
        # rule of origins (DNS rebinding).
        if self._named and host_of(host) not in self._hosts:
            raise RefusedError(421, "host", value=host[:100])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and scope["method"] not in SAFE and origin.partition("//")[2] != host:
            raise RefusedError(403, "origin", value=origin[:100])
        path = scope["path"]
        if self._token is None or path in OPEN or path.startswith(OPEN_BELOW):
            return
        if not any(hmac.compare_digest(each, self._token) for each in _tokens(headers)):
            page = path.startswith(PAGES) and scope["method"] in SAFE
            closed = RefusedError(303 if page else 401, "token")
            closed.headers |= {"Location": LOGIN} if page else {"WWW-Authenticate": "Bearer"}
            raise closed


def host_of(host: str) -> str:
    """Return the name in a Host header, without the port, in small letters."""
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).lower()


def _tokens(headers: dict[bytes, bytes]) -> Iterator[bytes]:
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer":
        yield token.strip()
    try:
        jar = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return
    if COOKIE in jar:
        yield jar[COOKIE].value.encode("latin-1", "replace")


class _Visit:
    """One request."""

    def __init__(self, guard: Guard, scope: Scope, receive: Receive, send: Send) -> None:
        self.guard, self.scope, self._receive, self._send = guard, scope, receive, send
        self.settings = guard.settings
        self.status, self.taken, self.given, self.waiting = 0, 0, 0, False
        self.streamed = scope["path"].startswith(LONG)
        self.limit = self.settings.max_upload if self.streamed else self.settings.max_body

    async def run(self) -> None:
        metrics, began = self.guard.metrics, time.perf_counter()
        metrics.running += 1
        try:
            await self._answer()
        finally:
            metrics.running -= 1
            seconds = time.perf_counter() - began
            # The template of the path: a path itself may carry somebody's number.
            route = getattr(self.scope.get("route"), "path", "other")
            method = self.scope["method"] if self.scope["method"] in METHODS else "OTHER"
            metrics.observe(method, route, self.status, seconds)
            if _log.isEnabledFor(logging.INFO):
                fields: dict[str, Any] = {
                    "method": method,
                    "route": route,
                    "status": self.status,
                    "ms": round(seconds * 1000, 3),
                    "in": self.taken,
                    "out": self.given,
                }
                _log.info("request", extra={"fields": fields})

    async def _answer(self) -> None:
        try:
            self.guard.check(self.scope)
            if self.guard.metrics.running > self.settings.most_running:
                busy = RefusedError(503, "busy")
                busy.headers["Retry-After"] = "1"
                raise busy
            self._check_length()
            limit = None if self.streamed else self.settings.time_limit
            async with asyncio.timeout(limit):
                await self.guard.app(self.scope, self.receive, self.send)
        except RefusedError as error:
            if error.status == 413 and not self.status:
                await self._drain()
            await self._refuse(error)
        except TimeoutError:
            await self._refuse(self._slow() if self.waiting else self._late())
        except ClientDisconnect:
            self.status = self.status or GONE
        except OSError as error:
            await self._refuse(of_storage(error))
        except Exception as error:
            number = uuid.uuid4().hex[:12]
            _log.error("fault", extra={"fields": {"number": number}}, exc_info=error)
            await self._refuse(RefusedError(500, "internal", value=number))

    def _check_length(self) -> None:
        if self.scope["path"].startswith(PAGES):
            return  # what a page takes, it says itself, on a page
        for name, value in self.scope["headers"]:
            if name == b"content-length" and int(value) > self.limit:
                raise self._too_large()

    def _too_large(self) -> RefusedError:
        large = RefusedError(413, "too_large", limit=f"{self.limit:,}")
        large.headers["Connection"] = "close"
        return large

    async def _drain(self) -> None:
        """Read on for a little: one who is cut off while sending never reads the answer."""
        left = MOST_DRAINED
        with suppress(TimeoutError):
            async with asyncio.timeout(min(self.settings.time_limit, 5)):
                while left > 0:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body"):
                        return

    def _slow(self) -> RefusedError:
        return RefusedError(408, "slow_body", seconds=f"{self.settings.time_limit:g}")

    def _late(self) -> RefusedError:
        return RefusedError(504, "time", seconds=f"{self.settings.time_limit:g}")

    async def receive(self) -> Message:
        try:
            async with asyncio.timeout(self.settings.time_limit):
                self.waiting = True
                message = await self._receive()
                self.waiting = False
        except TimeoutError:
            raise self._slow() from None
        self.taken += len(message.get("body", b""))
        if self.taken > self.limit:
            raise self._too_large()
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *_ALWAYS]
        else:
            self.given += len(message.get("body", b""))
        # One who does not read holds what is being sent, and a place among those who are answered.
        async with asyncio.timeout(self.settings.time_limit if self.streamed else None):
            await self._send(message)

    async def _refuse(self, error: RefusedError) -> None:
        if self.status:  # the answer has begun: cutting it off is all that can be done
            raise error
        response = respond(problem_of(error, language_of(self.scope)), error.headers)
        await response(self.scope, self._receive, self.send)


GONE = 499
"""Counted where a client left before it was answered."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
