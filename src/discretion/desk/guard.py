"""What every request passes: the name it was sent to, its size, its session, and its form's token.

Pages may load nothing but this desk's own files, run no script that stands in a page, be framed by
nobody, and are kept in no cache.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discretion.desk.sessions import Session, Sessions
from discretion.service.guard import LOCAL_NAMES, host_of

COOKIE = "discretion-desk"
STATIC = "/desk/static/"
MOST_BYTES = 64 * 1024**2
"""A larger form is refused before it is read."""
MOST_FIELDS = 2500
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

_PAGE = """<!DOCTYPE html>
<html lang="zh-Hans" data-theme="auto">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/desk/static/desk.css">
</head>
<body><main><div class="narrow-page"><h1>{0}</h1>
<p><a class="button" href="/desk/">返回待核案件</a></p></div></main></body>
</html>
"""
"""What is said where there is no session, so neither language nor frame; it takes plain texts."""


class Guard:
    """The first part of the desk that a request meets."""

    def __init__(self, app: ASGIApp, sessions: Sessions, hosts: Collection[str] | None) -> None:
        """Answer requests sent to the loopback's names or one of *hosts*; None: to any name."""
        self.app, self.sessions = app, sessions
        self.hosts = None if hosts is None else LOCAL_NAMES.union(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        if refused := self._refusal(scope["method"], headers):
            status, text = refused
            await HTMLResponse(_PAGE.format(text), status, _HEADERS)(scope, receive, send)
            return
        if scope["path"].startswith(STATIC):
            await self.app(scope, receive, _with_headers(send, {"cache-control": "no-cache"}))
            return
        session = self.sessions.find(_key(headers))
        extra = {"cache-control": "no-store"}
        if session is None:
            session = self.sessions.begin()
            secure = "; Secure" if scope["scheme"] == "https" else ""
            extra["set-cookie"] = (
                f"{COOKIE}={session.key}; Path=/desk; HttpOnly; SameSite=Strict{secure}"
            )
        scope.setdefault("state", {})["session"] = session
        await self.app(scope, receive, _with_headers(send, extra))

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        """Why a request is not answered at all."""
        # A page elsewhere may have renamed itself to this one.
        if self.hosts is not None and host_of(headers.get("host", "")) not in self.hosts:
            return 421, "不认得这个主机名；请用启动时给出的地址访问。"
        if method in ("GET", "HEAD"):
            return None
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return 403, "这个请求来自别的网页，没有处理。"
        length = headers.get("content-length", "")
        if not length.isdigit():
            return 411, "请求没有写明长度。"
        if int(length) > MOST_BYTES:
            return 413, f"内容超过 {MOST_BYTES >> 20} MB；请拆成几份。"
        return None


async def checked_form(request: Request) -> FormData:
    """Return the form of a request, which must carry its session's token.

    Raises:
        HTTPException: 403, it does not; 400, it is no form that a page of the desk sends.
    """
    _, said = parse_options_header(request.headers.get("content-type", ""))
    if said.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise HTTPException(400)  # others could write what is no text
    form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=8 * 1024**2)
    given, session = form.get("token"), session_of(request)
    if not isinstance(given, str) or not secrets.compare_digest(
        given.encode(), session.token.encode()
    ):
        raise HTTPException(403)
    return form


def session_of(request: Request) -> Session:
    """Return the session of a request."""
    session: Session = request.scope["state"]["session"]
    return session


def _key(headers: Headers) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _with_headers(send: Send, extra: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {**_HEADERS, **extra}.items():
                headers[name] = value
        await send(message)

    return sending
