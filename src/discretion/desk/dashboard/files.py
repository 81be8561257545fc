"""The audit to take away: pictures as SVG or PNG, their data, lists, and the whole workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.dashboard.charts import Chart, Picture
from discretion.desk.dashboard.draw import file_drawing
from discretion.desk.dashboard.ink import file_svg, png
from discretion.desk.dashboard.reading import Reading, Readings
from discretion.desk.frame import get
from discretion.desk.past.listing import data_of
from discretion.desk.past.selection import Selection
from discretion.desk.sheets import TYPES, XLSX_TYPE, csv_of, xlsx_of
from discretion.report.audit.workbook import audit_workbook, lists


def routes(readings: Readings) -> list[Route]:
    """Return the routes of files; each is there once the audit is done."""

    def file(answer: Callable[[Request, Reading, str, str], Response]) -> Any:
        def handler(request: Request) -> Response:
            name, _, kind = request.path_params["file"].rpartition(".")
            job = readings.job()
            audited = job.wait() if job else None
            if audited is None:
                raise HTTPException(404)
            return answer(request, readings.of(request, audited), name, kind)

        return handler

    return [
        get("/audit/pictures/{file}", file(_picture)),
        get("/audit/lists/{file}", file(_list)),
        get("/audit/files/{file}", file(_whole)),
    ]


def foot_of(picture: Picture, reading: Reading) -> str:
    """Return what stands below a picture in a file: what it rests on, so that it can be checked."""
    audit, words = reading.audited.audit, reading.said.words
    return words(
        "dashboard.foot",
        name=reading.said.corpus(),
        n=f"{picture.n:,}",
        version=audit.corpus_version[:12],
        rulebook=audit.rulebook[:12],
    )


def _picture(request: Request, reading: Reading, name: str, kind: str) -> Response:
    picture = reading.pictures.get(name)
    if picture is None:
        raise HTTPException(404)
    if kind in TYPES:
        return _table(name, picture.title, kind, picture.data.heads, picture.data.rows)
    drawing = file_drawing(picture, foot_of(picture, reading))
    if kind == "svg":
        told = picture.note if isinstance(picture, Chart) else picture.told
        return _file(file_svg(drawing, picture.title, told).encode(), "image/svg+xml", name, kind)
    if kind == "png":
        return _file(png(drawing), "image/png", name, kind)
    raise HTTPException(404)


def _list(request: Request, reading: Reading, name: str, kind: str) -> Response:
    words = reading.said.words
    if kind not in TYPES:
        raise HTTPException(404)
    if name == "cases":
        selection = Selection.read(request.query_params)
        rows = selection.rows(reading.ground, reading.listed(selection))
        return _table(
            name, words("dashboard.cases"), kind, *data_of(reading.ground, rows, reading.labels)
        )
    found = next((each for each in lists(reading.said) if each.code == name), None)
    if found is None:
        raise HTTPException(404)
    heads = tuple(words(f"auditlist.column.{column.code}") for column in found.columns)
    return _table(name, words(f"auditlist.sheet.{name}"), kind, heads, found.rows)


def _whole(request: Request, reading: Reading, name: str, kind: str) -> Response:
    if (name, kind) != ("audit", "xlsx"):
        raise HTTPException(404)
    return _file(audit_workbook(reading.said), XLSX_TYPE, name, kind)


def _table(
    name: str, title: str, kind: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Response:
    made = csv_of(heads, rows) if kind == "csv" else xlsx_of(title, heads, rows)
    return _file(made, TYPES[kind], name, kind)


def _file(data: bytes, media_type: str, name: str, kind: str) -> Response:
    named = quote(f"{name}.{kind}")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{named}"}
    return Response(data, media_type=media_type, headers=headers)
