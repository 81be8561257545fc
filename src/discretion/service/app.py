"""The application: the routes behind the guard, in the order in which a request meets them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from discretion import __version__
from discretion.intake.objects import message_of
from discretion.service import asking, batch, events, recording, rules, standing, taking
from discretion.service.again import Again, Queries
from discretion.service.contract import openapi_of
from discretion.service.guard import METHODS, Guard
from discretion.service.metrics import Metrics
from discretion.service.problems import (
    KNOWN,
    RefusedError,
    language_of,
    on_known,
    problem_of,
    respond,
)
from discretion.service.settings import Settings
from discretion.service.state import State

TITLE = "discretion 行政处罚裁量"
_DESCRIPTION = "依裁量基准认定，检索类案，核查同案同罚。"


def create_app(state: State, settings: Settings) -> FastAPI:
    """Return the application that answers from *state*; more routes may be mounted on it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        state.watch()
        yield
        state.close()

    app = FastAPI(
        title=TITLE,
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    metrics, queries = Metrics(), Queries()
    app.state.service, app.state.settings, app.state.metrics = state, settings, metrics
    app.include_router(asking.routes(state, settings, queries))
    app.include_router(batch.routes(state, settings, metrics))
    app.include_router(rules.routes(state))
    app.include_router(taking.routes(state, settings))
    app.include_router(events.routes(state, settings, metrics))
    app.include_router(recording.routes(state, settings))
    app.include_router(standing.routes(state, metrics))
    app.add_middleware(Again, queries=queries)
    app.add_middleware(Guard, settings=settings, metrics=metrics)
    for error in KNOWN:
        app.add_exception_handler(error, on_known)
    app.add_exception_handler(RequestValidationError, _on_parameter)
    app.add_exception_handler(HTTPException, _on_http)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = openapi_of(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app


async def _on_parameter(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = str(first["loc"][-1])
    refusal = RefusedError(400, "parameter", name, name=name, why=message_of(first))
    return respond(problem_of(refusal, language_of(request.scope)))


def _methods(request: Request) -> list[str]:
    """Return the methods that some route takes at the address of *request*."""
    routes = request.app.router.routes

    def taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in routes)

    return sorted(filter(taken, METHODS))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        allowed = headers["Allow"] = ", ".join(_methods(request))
        refusal = RefusedError(405, "method", value=request.method[:20], allowed=allowed)
    else:
        refusal = RefusedError(error.status_code, "no_route")
    return respond(problem_of(refusal, language_of(request.scope)), headers)
