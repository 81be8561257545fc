"""The OpenAPI document: what FastAPI derives from the routes, and the bodies that are read raw."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import RootModel
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from discretion.model.case import Case
from discretion.service.bodies import JSON, NDJSON
from discretion.service.kept import EventLine
from discretion.service.models import CheckedLine, DeterminedLine
from discretion.service.problems import MEDIA_TYPE, Problem
from discretion.stream.events import Event

BODIES = (Case, Event, Problem, DeterminedLine, CheckedLine, EventLine)
_TEMPLATE = "#/components/schemas/{model}"


def takes(model: str, media_type: str = JSON) -> dict[str, Any]:
    """Return what the document says of a body that is read raw."""
    schema = {"$ref": _TEMPLATE.format(model=model)}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


def lines_of(model: str, answer: type[RootModel[Any]]) -> dict[str, Any]:
    """Return what a route says that takes lines of *model* and gives lines of *answer*."""
    schema = {"$ref": _TEMPLATE.format(model=answer.__name__)}
    given = {"description": "一行一个结果", "content": {NDJSON: {"schema": schema}}}
    return {
        "openapi_extra": takes(model, NDJSON),
        "response_class": Response,
        "responses": {200: given},
    }


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of *app*."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        openapi_version="3.1.0",
    )
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    _, bodies = models_json_schema(
        [(model, "validation") for model in BODIES], ref_template=_TEMPLATE
    )
    for name, schema in bodies["$defs"].items():
        schemas.setdefault(name, schema)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    refused = {
        "description": "不受理：什么不对、在哪里、怎样改正",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _TEMPLATE.format(model="Problem")}}},
    }
    for path in found["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = refused
    return found
