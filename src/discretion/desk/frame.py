"""The frame that every page stands in: templates, language, masking, and how a page is made.

A module of pages has ``routes(desk)``, which returns its Starlette routes, relative to ``/desk``;
:mod:`discretion.desk.app` lists the modules. A page is a template that extends ``base.html``; all
that it prints is escaped, and marks that reorder text are shown as ``�``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from discretion.corpus import Corpus
from discretion.desk.decided import Decided
from discretion.desk.guard import checked_form, session_of
from discretion.desk.sessions import Sessions
from discretion.engine.book import Book
from discretion.report.masking import Mask
from discretion.report.texts import Language
from discretion.report.words import Words

NAVIGATION = (("inbox", "/desk/"), ("rules", "/desk/rules"), ("audit", "/desk/audit"))
"""The entries of the navigation: the code of the text ``desk.nav.…``, and where it leads."""
LONGEST_PATH = 8000
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TEMPLATES = files("discretion.desk") / "templates"

Handler = Callable[[Request, FormData], Response]


class Loaded(Protocol):
    """A rulebook and the past cases to compare with, None where there are none."""

    @property
    def book(self) -> Book: ...  # noqa: D102
    @property
    def corpus(self) -> Corpus | None: ...  # noqa: D102


class State(Protocol):
    """What the service holds; ``current`` may become another between two requests."""

    @property
    def current(self) -> Loaded: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Settings:
    """How a desk is set up."""

    record: Path | None = None
    """The decision record that decisions are appended to; None: none are recorded."""
    unlocking: Path | None = None
    """Where unlocking of names is logged, chained like a decision record; None: the log only."""
    synthetic: bool = False
    """Whether the past cases are the shipped synthetic ones, so that pages say so."""
    token: str | None = None
    """What a reader must give to come in; None: whoever reaches the desk may."""
    language: Language = "zh"
    """The language that a session begins with."""
    hosts: Collection[str] | None = ()
    """Host names, without port, that the desk answers to beside the loopback's; None: any."""


class Desk:
    """What pages are made with."""

    def __init__(self, state: State, settings: Settings) -> None:
        self.state, self.settings = state, settings
        self.sessions = Sessions(settings.language)
        self.decided = Decided(settings.record)

    @cached_property
    def templates(self) -> Environment:
        """The templates; values are escaped always."""
        return Environment(
            loader=FunctionLoader(_source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
        )

    def page(
        self, request: Request, template: str, *, here: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return the page of *template*; *here* is its entry in the navigation."""
        session = session_of(request)
        text = self.templates.get_template(template).render(
            t=self.words(request),
            session=session,
            here=here,
            navigation=NAVIGATION,
            loaded=self.state.current,
            synthetic=self.settings.synthetic,
            back=_path(request),
            **values,
        )
        return HTMLResponse(text, status)

    def words(self, request: Request) -> Words:
        """Return the words of the language that the reader chose."""
        return Words(session_of(request).language)

    def mask(self, request: Request) -> Mask:
        """Return what hides names, unless the reader has unlocked them."""
        return Mask(shown=session_of(request).unlocked)


def get(path: str, handler: Callable[[Request], Response]) -> Route:
    """Return a route to read; *handler* runs in a thread, so it may take its time."""
    return Route(path, handler, methods=["GET"])


def post(path: str, handler: Handler) -> Route:
    """Return a route for a form, whose token has been checked before *handler* sees it."""

    async def endpoint(request: Request) -> Response:
        form = await checked_form(request)
        try:
            return await run_in_threadpool(handler, request, form)
        finally:
            await form.close()

    return Route(path, endpoint, methods=["POST"])


def see(path: str) -> RedirectResponse:
    """Send the reader on, after a form."""
    return RedirectResponse(path, 303)


def text_of(form: FormData, name: str) -> str:
    """Return a field of a form as text, empty where there is none."""
    value = form.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def back_of(form: FormData) -> str:
    """Return the page of the desk that a form was sent from."""
    return inside(text_of(form, "back"))


def inside(path: str) -> str:
    """Return *path* if it is one of the desk's, and else the desk's first page."""
    known = path.startswith("/desk/") and len(path) <= LONGEST_PATH
    return path if known and not re.search(r"[\\\x00-\x20]", path) else "/desk/"


def _path(request: Request) -> str:
    """Return the page to come back to: this one, or the one that a form was sent from."""
    if request.method == "POST":
        sent = urlsplit(request.headers.get("referer", ""))
        return inside(sent.path + (f"?{sent.query}" if sent.query else ""))
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _shown(value: Any) -> Any:
    if type(value) is str:
        return _HIDDEN.sub("\ufffd", value)
    return "" if value is None else value


def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
