"""The desk as an application of its own, mounted beside the service's."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from discretion.corpus.source import SAMPLE
from discretion.desk import browsing, entering, inbox, ledger, preferences
from discretion.desk.case import pages as case
from discretion.desk.frame import Desk, Settings, State
from discretion.desk.guard import MOST_BYTES, Guard
from discretion.desk.mistakes import MISTAKES, told
from discretion.desk.putting_in import MOST_PASTED
from discretion.service.recording import RECORD
from discretion.service.settings import Settings as ServiceSettings

UNLOCKING = "names.jsonl"
"""The file beside the record in which unlocking of names is logged."""
PAGES = (inbox, ledger, case, browsing, preferences, entering)
"""The modules of pages; each has ``routes(desk)``."""


def mount(app: Starlette, state: State, settings: Settings | None = None) -> None:
    """Add the desk to *app*, under ``/desk``."""
    app.mount("/desk", desk_app(state, settings or Settings()), name="desk")


def settings_of(service: ServiceSettings, language: str = "zh") -> Settings:
    """Return the settings of a desk that stands on a service with these."""
    journal = service.journal
    return Settings(
        record=journal / RECORD if journal is not None else None,
        unlocking=journal / UNLOCKING if journal is not None else None,
        synthetic=service.corpus == SAMPLE,
        token=service.token,
        language="en" if language == "en" else "zh",
        hosts=service.hosts if service.local or service.hosts else None,
    )


def desk_app(state: State, settings: Settings) -> Starlette:
    """Return the desk alone; its paths begin at ``/``."""
    desk = Desk(state, settings)

    def not_found(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 404
        known = code if code in (403, 404, 405) else 400
        words = desk.words(request)
        title, lines = words(f"desk.error.{known}"), []
        if known == 400:
            lines = [words("desk.error.400.why", most=f"{MOST_PASTED:,}", mb=MOST_BYTES >> 20)]
        return desk.page(request, "message.html", here="", status=code, title=title, lines=lines)

    def mistaken(request: Request, error: Exception) -> Response:
        words = desk.words(request)
        title, lines = words("desk.error.mistake"), told(error, words).splitlines()
        status = 503 if isinstance(error, OSError) else 422
        return desk.page(request, "message.html", here="", status=status, title=title, lines=lines)

    files = StaticFiles(packages=[("discretion.desk", "static")])
    made = Starlette(
        routes=[
            Mount("/static", ExceptionMiddleware(files)),
            *(route for module in PAGES for route in module.routes(desk)),
        ],
        middleware=[Middleware(Guard, sessions=desk.sessions, hosts=settings.hosts)],
        exception_handlers={
            HTTPException: not_found,
            **dict.fromkeys((*MISTAKES, OSError), mistaken),
        },
    )
    made.state.desk = desk
    return made
