"""The decision record: a case is checked, and the decision appended and forced to the disk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from discretion.consistency.check import check
from discretion.record.append import append
from discretion.record.entries import entry_of, verify
from discretion.service.answers import answer
from discretion.service.bodies import BODY, JSON, case_of, require
from discretion.service.contract import takes
from discretion.service.kept import Recorded, RecordState
from discretion.service.problems import RefusedError
from discretion.service.queries import Lang
from discretion.service.settings import Settings
from discretion.service.state import Loaded, State
from discretion.service.waiting import only_writer

RECORD = "record.jsonl"
"""The file of the record in the journal's folder."""

Why = Annotated[str | None, Query(max_length=2000, description="偏离建议的理由")]


def routes(state: State, settings: Settings) -> APIRouter:
    """Return the routes of this module."""
    router = APIRouter(tags=["决定记录"])

    def folder() -> Path:
        if settings.journal is None:
            raise RefusedError(409, "no_journal")
        return settings.journal

    @router.post("/v1/record", response_model=Recorded, openapi_extra=takes("Case"))
    async def add(request: Request, lang: Lang = None, reason: Why = None) -> Response:
        """核查一个案件，把决定追加到记录；返回的头（序号和散列值）请另行留存。"""
        require(request, JSON)
        journal, loaded, body = folder(), state.current, await request.body()

        def work() -> dict[str, Any]:
            return _recorded(journal, body, loaded, reason, settings.time_limit)

        return answer(await to_thread.run_sync(work), loaded)

    @router.get("/v1/record", response_model=RecordState)
    async def look(lang: Lang = None) -> Response:
        """核对记录：完好与否、条数和头；不完好时指出第一处。"""
        journal = folder()
        return answer(await to_thread.run_sync(_state, journal / RECORD), state.current)

    return router


def _recorded(
    journal: Path, body: bytes, loaded: Loaded, reason: str | None, patience: float
) -> dict[str, Any]:
    case = case_of(body, BODY)
    review = check(case, loaded.book, loaded.corpus)
    made = datetime.now(UTC).astimezone()
    entry = entry_of(review, made, reason or case.procedure.deviation_reason)
    with only_writer(journal, patience):
        head = append(journal / RECORD, [entry])
    return {"number": head.number, "hash": head.hash, "verdict": review.verdict.value}


def _state(record: Path) -> dict[str, Any]:
    if not record.exists():
        return {"sound": True, "number": 0, "hash": None, "line": None, "reason": None}
    head, broken = verify(record)
    return {
        "sound": broken is None,
        "number": head.number,
        "hash": head.hash,
        "line": broken.line if broken else None,
        "reason": broken.reason if broken else None,
    }
