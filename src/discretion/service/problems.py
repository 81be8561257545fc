"""Refusals as problem documents (RFC 9457): what is wrong, where, and how to mend it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from discretion.corpus import CorpusError, CorpusLockedError
from discretion.engine.errors import CaseError
from discretion.intake.errors import IntakeError
from discretion.record.entries import RecordError
from discretion.report.refusals import told
from discretion.report.texts import Language
from discretion.report.words import Words, clean
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.wording import refusal
from discretion.service.logs import LOGGER
from discretion.stream.database import StateError

_log = logging.getLogger(LOGGER)
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why a request, or a line of a batch, was refused (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="urn:discretion:problem:CODE")
    title: str
    status: int
    code: str
    detail: str
    where: str | None = None
    remedy: str | None = None
    line: int | None = Field(None, description="The line of a batch, from 1.")


class RefusedError(Exception):
    """A request that is refused; *code* names the text, *values* are put into it."""

    def __init__(self, status: int, code: str, where: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.where, self.values = status, code, where, values
        self.headers: dict[str, str] = {}


Known = RefusedError | IntakeError | CaseError | CorpusError | RecordError | RulebookError
KNOWN = (RefusedError, IntakeError, CaseError, CorpusError, RecordError, RulebookError)


def of_storage(error: OSError) -> RefusedError:
    """Return the refusal of a request for which files could not be read or written; log it."""
    _log.error("storage", extra={"fields": {"errno": error.errno, "file": error.filename}})
    return RefusedError(503, "storage", why=refusal(error))


def problem_of(error: Known, language: Language, line: int | None = None) -> Problem:
    """Return *error* in the words of *language*; what is wrong with files stays Chinese."""
    words = Words(language)
    where = remedy = None
    match error:
        case RefusedError():
            status, code, where = error.status, error.code, error.where
            title = detail = words(f"service.{code}", **error.values)
            if f"service.{code}.mend" in words.texts:
                remedy = words(f"service.{code}.mend", **error.values)
        case StateError():
            status, code, where, remedy = 503, "storage", error.where, error.remedy
            title, detail = words("service.storage", why=error.what), str(error)
        case IntakeError():
            said = told(error, language)
            status, code, where, remedy = 400, "input", said.where, said.remedy
            title, detail = words("service.input"), said.detail
        case CaseError():
            status, code, where = 400, "case", error.field
            title, detail = words("service.case"), told(error, language).detail
        case CorpusLockedError():
            status, code, remedy = 409, "locked", words("service.locked.mend")
            title, detail = words("service.locked"), str(error)
        case _:
            status, code = 409, "record" if isinstance(error, RecordError) else "corpus"
            title, detail = words(f"service.{code}"), str(error)
    return Problem(
        type=f"urn:discretion:problem:{code}",
        title=title,
        status=status,
        code=code,
        detail=clean(detail),
        where=clean(where) if where else None,
        remedy=clean(remedy) if remedy else None,
        line=line,
    )


def respond(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response that carries *problem*."""
    content = problem.model_dump_json(exclude_none=True)
    return Response(content, problem.status, dict(headers or {}), MEDIA_TYPE)


async def on_known(request: Request, error: Exception) -> Response:
    """Answer a request whose handling raised one of ``KNOWN``."""
    assert isinstance(error, KNOWN)
    headers = error.headers if isinstance(error, RefusedError) else {}
    return respond(problem_of(error, language_of(request.scope)), headers)


def language_of(scope: Mapping[str, Any]) -> Language:
    """Return the language that a request asks for: ``?lang=``, else ``Accept-Language``."""
    for pair in scope.get("query_string", b"").split(b"&"):
        if pair in (b"lang=en", b"lang=zh"):
            return "en" if pair == b"lang=en" else "zh"
    for name, value in scope.get("headers", ()):
        if name == b"accept-language":
            return _preferred(value.decode("latin-1"))
    return "zh"


def _preferred(header: str) -> Language:
    best, found = 0.0, "zh"
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.lower()[:2]
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if language in ("zh", "en") and best < quality <= 1:
            best, found = quality, language
    return "en" if found == "en" else "zh"
