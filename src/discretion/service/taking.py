"""Ingest: a ledger, or cases as JSON Lines, into the corpus that the service answers from."""

from __future__ import annotations

import json
import os
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from discretion.corpus import CorpusError, CorpusLockedError, ingest
from discretion.corpus.manifest import MANIFEST_NAME
from discretion.intake.errors import IntakeError
from discretion.report.jsonable import plain
from discretion.service.answers import answer
from discretion.service.bodies import NDJSON, require
from discretion.service.kept import Ingested
from discretion.service.problems import RefusedError
from discretion.service.queries import Lang
from discretion.service.settings import Settings
from discretion.service.state import Loaded, State

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {
    NDJSON: ".jsonl",
    "text/csv": ".csv",
    _XLSX: ".xlsx",
    "application/vnd.apache.parquet": ".parquet",
}
"""The kinds of ledgers that are taken, and how their files are called."""
MOST_REJECTS = 100
"""Unusable rows that an answer names; the corpus folder has the file of all of them."""


def routes(state: State, settings: Settings) -> APIRouter:
    """Return the routes of this module."""
    router = APIRouter(tags=["案例库"])
    text = {"schema": {"type": "string"}}
    body = {"requestBody": {"required": True, "content": dict.fromkeys(SUFFIXES, text)}}

    @router.post("/v1/ingest", response_model=Ingested, openapi_extra=body)
    async def take(request: Request, lang: Lang = None) -> Response:
        """导入台账（xlsx、csv、parquet、一行一个案件的 JSON）；整份导入或者完全不导入。

        同一份再导入一次不改变任何东西；不能用的行写明行号和理由，其余照常。
        """
        suffix = SUFFIXES[require(request, *SUFFIXES)]
        folder = _folder(settings)
        descriptor, name = tempfile.mkstemp(suffix, "discretion-ingest-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                async for chunk in request.stream():
                    file.write(chunk)
            data = await to_thread.run_sync(_taken, Path(name), folder, state.current)
            await to_thread.run_sync(state.reload)
        finally:
            os.unlink(name)
        return answer(data, state.current)

    return router


def _folder(settings: Settings) -> Path:
    if settings.corpus is None:
        raise RefusedError(409, "no_corpus")
    folder = Path(settings.corpus)
    if not (folder / MANIFEST_NAME).is_file():
        raise RefusedError(409, "no_folder")
    return folder


def _taken(ledger: Path, folder: Path, loaded: Loaded) -> dict[str, Any]:
    try:
        report = ingest(ledger, folder, loaded.book)
    except IntakeError as error:
        where = _named(error.where or "", ledger)
        raise IntakeError(error.what, where=where, value=error.value, remedy=error.remedy) from None
    except CorpusLockedError:
        raise
    except CorpusError as error:
        raise CorpusError(_named(str(error), ledger)) from None
    data: dict[str, Any] = {**plain(report), "rejects": []}
    if report.rejects is not None:
        with report.rejects.open(encoding="utf-8") as lines:
            found = islice(lines, MOST_REJECTS)
            data["rejects"] = [json.loads(_named(line, ledger)) for line in found]
    return data


def _named(text: str, ledger: Path) -> str:
    """Return *text* with the sender's ledger in place of the name it has here."""
    return text.replace(str(ledger), "台账")
